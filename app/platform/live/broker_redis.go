package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// Redis is the broker between nodes. Each node subscribes once to a few fixed channels, and publishes from one goroutine, so
// that a Redis that is slow or away never holds up a post; the sweep finds what it loses.
type Redis struct {
	client  redis.UniversalClient
	sharded bool // a cluster passes sharded messages to one node only
	prefix  string
	queue   chan parcel
	up      atomic.Bool
	drops   atomic.Int64
	ctx     context.Context
	cancel  context.CancelFunc
	done    sync.WaitGroup
}

type parcel struct {
	channel string
	message []byte
}

// What may wait to be published, and what one round trip carries.
const (
	redisQueue = 4096
	redisBatch = 256
	redisPulse = time.Second // between two looks whether it is there
)

// quiet keeps go-redis from writing to standard error: that Redis is away is a state, told once.
type quiet struct{ logger *slog.Logger }

func (q quiet) Printf(ctx context.Context, format string, v ...any) {
	q.logger.DebugContext(ctx, "redis", "message", fmt.Sprintf(format, v...))
}

// DialRedis makes a broker on the Redis at url; more than one host (addr=…) means a cluster. prefix keeps installations that
// share a Redis apart. Redis need not be there yet.
func DialRedis(url, prefix string, logger *slog.Logger) (*Redis, error) {
	redis.SetLogger(quiet{logger})
	client, sharded, err := dial(url)
	if err != nil {
		return nil, fmt.Errorf("redis address: %w", err)
	}
	r := &Redis{client: client, sharded: sharded, prefix: prefix, queue: make(chan parcel, redisQueue)}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.done.Add(2)
	go r.publish()
	go r.pulse()
	return r, nil
}

func dial(url string) (redis.UniversalClient, bool, error) {
	const patience = 2 * time.Second
	if strings.Contains(url, "addr=") {
		o, err := redis.ParseClusterURL(url)
		if err != nil {
			return nil, false, err
		}
		o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.ContextTimeoutEnabled = patience, patience, patience, true
		return redis.NewClusterClient(o), true, nil
	}
	o, err := redis.ParseURL(url)
	if err != nil {
		return nil, false, err
	}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.ContextTimeoutEnabled = patience, patience, patience, true
	o.MaxRetries, o.PoolSize = -1, 4
	return redis.NewClient(o), false, nil
}

func (r *Redis) name(c Channel) string { return r.prefix + ":" + string(c) }

// Publish queues the message.
func (r *Redis) Publish(channel Channel, message []byte) {
	select {
	case r.queue <- parcel{r.name(channel), message}:
	default:
		r.drops.Add(1)
	}
}

// publish sends all that waits in one round trip. What fails is not tried again.
func (r *Redis) publish() {
	defer r.done.Done()
	for {
		var batch []parcel
		select {
		case <-r.ctx.Done():
			return
		case p := <-r.queue:
			batch = append(batch, p)
		}
		for len(batch) < redisBatch && len(r.queue) > 0 {
			batch = append(batch, <-r.queue)
		}
		if err := r.send(batch); err != nil {
			r.drops.Add(int64(len(batch)))
			r.up.Store(false)
		}
	}
}

func (r *Redis) send(batch []parcel) error {
	ctx, cancel := context.WithTimeout(r.ctx, 2*time.Second)
	defer cancel()
	_, err := r.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, it := range batch {
			if r.sharded {
				p.SPublish(ctx, it.channel, it.message)
			} else {
				p.Publish(ctx, it.channel, it.message)
			}
		}
		return nil
	})
	return err
}

// pulse finds out whether Redis is there.
func (r *Redis) pulse() {
	defer r.done.Done()
	tick := time.NewTicker(redisPulse)
	defer tick.Stop()
	for {
		ctx, cancel := context.WithTimeout(r.ctx, redisPulse)
		r.up.Store(r.client.Ping(ctx).Err() == nil)
		cancel()
		select {
		case <-r.ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Subscribe begins to listen. The library makes a lost connection anew and subscribes again; each time the handler is told of
// the gap.
func (r *Redis) Subscribe(h Handler) func() {
	names := make([]string, len(Channels))
	for i, c := range Channels {
		names[i] = r.name(c)
	}
	var sub *redis.PubSub
	if r.sharded {
		sub = r.client.SSubscribe(r.ctx, names...)
	} else {
		sub = r.client.Subscribe(r.ctx, names...)
	}
	messages := sub.ChannelWithSubscriptions(redis.WithChannelSize(1000), redis.WithChannelSendTimeout(5*time.Second),
		redis.WithChannelHealthCheckInterval(redisPulse), redis.WithChannelPingTimeout(redisPulse),
		redis.WithChannelReconnectTimeout(2*redisPulse))
	done := make(chan struct{})
	go func() {
		defer close(done)
		for m := range messages {
			switch m := m.(type) {
			case *redis.Subscription:
				h.Gap()
			case *redis.Message:
				h.Message([]byte(m.Payload))
			}
		}
	}()
	return sync.OnceFunc(func() {
		_ = sub.Close()
		<-done
	})
}

// Up says whether Redis answered lately.
func (r *Redis) Up() bool { return r.up.Load() }

// Alone is never known of Redis.
func (r *Redis) Alone() bool { return false }

// Drops counts what could not be published.
func (r *Redis) Drops() int64 { return r.drops.Load() }

// Close ends publishing.
func (r *Redis) Close() error {
	r.cancel()
	r.done.Wait()
	if err := r.client.Close(); err != nil && !errors.Is(err, redis.ErrClosed) {
		return err
	}
	return nil
}
