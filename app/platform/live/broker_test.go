package live

import (
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/livetest"
	"kraftsam/app/platform/ref"
)

// ear is a subscriber that remembers.
type ear struct {
	mu    sync.Mutex
	heard []string
	gaps  atomic.Int64
}

func (e *ear) handler() Handler {
	return Handler{Gap: func() { e.gaps.Add(1) }, Message: func(message []byte) {
		e.mu.Lock()
		e.heard = append(e.heard, string(message))
		e.mu.Unlock()
	}}
}

func (e *ear) has(message string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, m := range e.heard {
		if m == message {
			return true
		}
	}
	return false
}

func (e *ear) count() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.heard)
}

func redisBroker(t *testing.T, address, prefix string) *Redis {
	t.Helper()
	b, err := DialRedis(address, prefix, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// What every broker does. open gives an end of one and the same broker, for one node.
func TestBrokersKeepTheirContract(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		shared := NewMemory()
		contract(t, func() Broker { return shared })
		if err := shared.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Run("redis", func(t *testing.T) {
		address, prefix := dbtest.Redis(t), ref.NewID()
		contract(t, func() Broker { return redisBroker(t, address, prefix) })
	})
}

func contract(t *testing.T, open func() Broker) {
	here, there := open(), open()
	var a, b ear
	leaveA, leaveB := here.Subscribe(a.handler()), there.Subscribe(b.handler())
	wait(t, "a subscription begins with a gap", func() bool { return a.gaps.Load() > 0 && b.gaps.Load() > 0 })
	wait(t, "both hear", func() bool { // a subscription may stand a little after its beginning
		here.Publish(channelEvents, []byte("hello"))
		return a.has("hello") && b.has("hello")
	})
	wait(t, "it is up", func() bool { return here.Up() && there.Up() })
	if here.Alone() {
		t.Error("two listen")
	}
	message := []byte("kept by the listener")
	there.Publish(channelSignals, message)
	wait(t, "both channels", func() bool { return a.has("kept by the listener") && b.has("kept by the listener") })
	for i := range 500 {
		here.Publish(channelEvents, fmt.Appendf(nil, "row %d", i))
	}
	wait(t, "the last of many", func() bool { return b.has("row 499") })
	b.mu.Lock()
	next := 0
	for _, m := range b.heard {
		if m == fmt.Sprintf("row %d", next) {
			next++
		}
	}
	b.mu.Unlock()
	if next != 500 {
		t.Errorf("in order up to %d", next)
	}
	leaveB()
	leaveB()
	n := b.count()
	here.Publish(channelEvents, []byte("later"))
	wait(t, "the other still hears", func() bool { return a.has("later") })
	if b.count() != n {
		t.Error("heard after leaving")
	}
	leaveA()
	if here.Drops() != 0 {
		t.Errorf("%d drops", here.Drops())
	}
}

func TestASlowListenerHoldsUpNobody(t *testing.T) {
	b := NewMemory()
	block := make(chan struct{})
	leave := b.Subscribe(Handler{Gap: func() {}, Message: func([]byte) { <-block }})
	for range 2 * memoryQueue {
		b.Publish(channelEvents, []byte("x"))
	}
	if b.Drops() < memoryQueue-1 {
		t.Errorf("%d drops", b.Drops())
	}
	close(block)
	leave()
}

// link is a TCP link to Redis that a test can cut and black-hole.
type link struct {
	target string
	near   net.Listener
	mu     sync.Mutex
	conns  map[net.Conn]bool
	down   bool
	hole   bool
	done   sync.WaitGroup
}

func newLink(t *testing.T, address string) (*link, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	near, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &link{target: u.Host, near: near, conns: map[net.Conn]bool{}}
	l.done.Go(func() {
		for {
			c, err := near.Accept()
			if err != nil {
				return
			}
			l.done.Go(func() { l.carry(c) })
		}
	})
	t.Cleanup(func() { _ = near.Close(); l.set(true, false); l.done.Wait() })
	u.Host = near.Addr().String()
	return l, u.String()
}

// set takes the link down, or lets bytes vanish in it; what was open is cut unless it vanishes.
func (l *link) set(down, hole bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down, l.hole = down, hole
	if !hole {
		for c := range l.conns {
			_ = c.Close()
		}
	}
}

func (l *link) carry(near net.Conn) {
	far, err := net.Dial("tcp", l.target)
	l.mu.Lock()
	if err != nil || l.down {
		l.mu.Unlock()
		_ = near.Close()
		if err == nil {
			_ = far.Close()
		}
		return
	}
	l.conns[near], l.conns[far] = true, true
	l.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { l.copy(far, near) })
	both.Go(func() { l.copy(near, far) })
	both.Wait()
	l.mu.Lock()
	delete(l.conns, near)
	delete(l.conns, far)
	l.mu.Unlock()
}

func (l *link) copy(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		l.mu.Lock()
		hole := l.hole
		l.mu.Unlock()
		if n > 0 && !hole {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// With Redis cut off, black-holed and back again, everything arrives, once and in order, and posts never wait.
func TestRedisComesAndGoes(t *testing.T) {
	bridge, address := newLink(t, dbtest.Redis(t))
	prefix := ref.NewID()
	limits := quick()
	log := livetest.NewLog()
	here := build(t, log, redisBroker(t, address, prefix), limits)
	there := build(t, log, redisBroker(t, address, prefix), limits)
	log.OnCommit(here.Committed)
	a, b := here.sit(t, ada), there.sit(t, bo)
	a.watch("thread:1")
	b.watch("thread:1")
	wait(t, "both nodes reach Redis", func() bool { return here.BrokerUp() && there.BrokerUp() })
	seq := int64(0)
	post := func() {
		began := time.Now()
		log.Post("thread:1", 10)
		if took := time.Since(began); took > time.Second {
			t.Errorf("posts waited %s", took)
		}
		a.sees("thread:1", seq+1, seq+10)
		b.sees("thread:1", seq+1, seq+10)
		seq += 10
	}
	post()
	for _, fate := range []struct{ down, hole bool }{{true, false}, {false, true}} {
		bridge.set(fate.down, fate.hole)
		post()
		wait(t, "it is noticed", func() bool { return !here.BrokerUp() && !there.BrokerUp() })
		post()
		bridge.set(false, false)
		wait(t, "both nodes reach Redis again", func() bool { return here.BrokerUp() && there.BrokerUp() })
		post()
	}
}

// The word goes through Redis, and not only through the sweep.
func TestRedisCarriesTheNews(t *testing.T) {
	address, prefix := dbtest.Redis(t), ref.NewID()
	limits := quick()
	limits.Sweep, limits.Fresh = time.Hour, time.Hour
	log := livetest.NewLog()
	here := build(t, log, redisBroker(t, address, prefix), limits)
	there := build(t, log, redisBroker(t, address, prefix), limits)
	log.OnCommit(here.Committed)
	a, b := here.sit(t, ada), there.sit(t, Watcher{Member: "bo", Session: "s-bo"})
	a.watch("thread:1")
	b.watch("thread:1")
	wait(t, "the nodes hear each other", func() bool {
		here.Signal("thread:1", "activity", nil)
		return len(b.got) > 0
	})
	log.Post("thread:1", 20)
	b.sees("thread:1", 1, 20)
	log.Commit(Control, SessionEnded, ref.Ref{Kind: "session", ID: "s-bo"})
	b.closed(closeSession)
}

func TestAnAddressThatIsNone(t *testing.T) {
	for _, address := range []string{"", "http://x", "redis://:port"} {
		if _, err := DialRedis(address, "p", slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%q was taken", address)
		}
	}
}
