package live

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

// Options are what a hub is made of.
type Options struct {
	Log    Log
	Broker Broker // nil: this node is alone
	Topics []Topic
	Limits Limits
	Logger *slog.Logger // nil: the default one
}

// family is a registered Topic; numbered when its topics have ids.
type family struct {
	Topic
	numbered bool
}

// Hub is one node's part of all that is live.
type Hub struct {
	log      Log
	broker   Broker
	families map[string]*family
	limits   Limits
	logger   *slog.Logger
	node     string
	born     time.Time
	ctx      context.Context
	cancel   context.CancelFunc

	epoch    atomic.Pointer[string]
	checked  atomic.Int64 // when the log was last compared, on the hub's clock
	away     atomic.Bool  // the last look at the log failed, or there was none yet
	waiting  atomic.Bool  // some connections are parked
	stopping atomic.Bool
	stopped  chan struct{} // closed when the node begins to stop
	soon     chan struct{} // a sweep is wanted at once

	heads    shared[string, event.Head]
	portions lately[portionOf, portion]
	allowed  lately[asker, Right]
	known    lately[credential, Watcher]
	readers  chan struct{}
	desks    desks

	control  control
	rights   rights
	presence presence
	door     door
	count    counters

	mu     sync.RWMutex
	topics map[string]*topic
	guests map[guest]struct{}
	left   chan struct{} // somebody left while the node stops
}

// readersMost is how many questions of those who catch up, or whose rights are asked again, may be under way.
const readersMost = 8

// NewHub makes a hub. It does nothing before Run, and takes no connections before it has seen the log.
func NewHub(o Options) *Hub {
	h := &Hub{
		log: o.Log, broker: o.Broker, limits: o.Limits.withDefaults(), logger: o.Logger, node: ref.NewID(), born: time.Now(),
		families: map[string]*family{}, topics: map[string]*topic{}, guests: map[guest]struct{}{},
		stopped: make(chan struct{}), soon: make(chan struct{}, 1), left: make(chan struct{}, 1),
		readers: make(chan struct{}, readersMost), desks: newDesks(),
	}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	if h.logger == nil {
		h.logger = slog.Default()
	}
	if h.broker == nil {
		h.broker = NewMemory()
	}
	for _, t := range o.Topics {
		if t.Prefix == "" || t.Prefix == Control || strings.Contains(t.Prefix, ":") || h.families[t.Prefix] != nil {
			panic("live: the topic prefix " + t.Prefix + " cannot be used, or is used twice")
		}
		h.families[t.Prefix] = &family{Topic: t, numbered: !t.Single}
	}
	h.away.Store(true)
	h.rights.wake = make(chan struct{}, 1)
	h.control.wake = make(chan struct{}, 1)
	h.presence.init(h)
	h.door.init(h)
	return h
}

// Run follows the log and the broker until ctx ends.
func (h *Hub) Run(ctx context.Context) error {
	unsubscribe := h.broker.Subscribe(Handler{Message: h.receive, Gap: h.sweepSoon})
	defer h.cancel()
	defer unsubscribe()
	g, ctx := errgroup.WithContext(ctx)
	for _, work := range []func(context.Context){h.keepSweeping, h.keepControl, h.keepAsking, h.keepTime, h.presence.keep} {
		g.Go(func() error { work(ctx); return nil })
	}
	return g.Wait()
}

// Committed tells the hub of events that are durable now. It only takes note and never waits for anything: give it to the
// log's OnCommit.
func (h *Hub) Committed(events []event.Event) {
	for len(events) > 0 {
		n := 1
		for n < len(events) && events[n].Topic == events[0].Topic {
			n++
		}
		h.committed(events[0].Topic, events[:n])
		events = events[n:]
	}
}

func (h *Hub) committed(name string, events []event.Event) {
	t := h.topic(name)
	switch {
	case name == Control:
		h.doubt()
		fallthrough
	case t == nil:
		h.announce(name, events[len(events)-1].Seq)
	default:
		items := make([]item, len(events))
		for i, e := range events {
			items[i] = item{event: e, own: true}
		}
		t.note(items)
	}
}

// now is the hub's clock: it only goes forwards, and tells how long the process stood still.
func (h *Hub) now() int64 { return int64(time.Since(h.born)) }

// history is the epoch that the hub counts in; "" before the log was seen.
func (h *Hub) history() string {
	if e := h.epoch.Load(); e != nil {
		return *e
	}
	return ""
}

// Healthy says whether the last look at the log succeeded.
func (h *Hub) Healthy() bool { return !h.away.Load() }

// BrokerUp says whether other nodes can be reached at the moment; without them everything goes on, a little later.
func (h *Hub) BrokerUp() bool { return h.broker.Up() }

// everyone lists the guests.
func (h *Hub) everyone() []guest {
	h.mu.RLock()
	defer h.mu.RUnlock()
	list := make([]guest, 0, len(h.guests))
	for g := range h.guests {
		list = append(list, g)
	}
	return list
}

// enter makes a guest known; who comes too late is sent away again at once.
func (h *Hub) enter(g guest) {
	h.mu.Lock()
	h.guests[g] = struct{}{}
	h.mu.Unlock()
	switch {
	case h.stopping.Load():
		g.end(closeRestart)
	case h.control.hasEnded(g.watcher(), h.now()):
		g.end(closeSession)
	}
}

func (h *Hub) leave(g guest) {
	h.mu.Lock()
	delete(h.guests, g)
	h.mu.Unlock()
	select {
	case h.left <- struct{}{}:
	default:
	}
}

// Stop sends every connection away, each at a random moment within the limit, and waits until they have gone or ctx ends;
// who is left then is cut off. New ones are refused from now on.
func (h *Hub) Stop(ctx context.Context) error {
	if !h.stopping.CompareAndSwap(false, true) {
		return nil
	}
	close(h.stopped)
	for _, g := range h.everyone() {
		wait := time.Duration(rand.Int64N(int64(h.limits.StopSpread)))
		time.AfterFunc(wait, func() { g.end(closeRestart) })
	}
	for {
		list := h.everyone()
		if len(list) == 0 {
			return nil
		}
		select {
		case <-h.left:
		case <-ctx.Done():
			for _, g := range list {
				if c, ok := g.(*conn); ok {
					c.abort()
				}
			}
			return ctx.Err()
		}
	}
}
