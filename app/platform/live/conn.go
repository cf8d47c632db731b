package live

import (
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// guest is whoever holds a right in time: a connection or a long-poll.
type guest interface {
	watcher() Watcher
	end(code int)
}

// kind says what may happen to a frame that waits.
type kind uint8

const (
	answer   kind = iota // never dropped, goes out also while contents are held back
	event_               // counts against the queue
	replay               // an event that was read for a subscription that catches up
	fleeting             // a signal
	last                 // the close frame: nothing follows
)

func (k kind) content() bool { return k == event_ || k == replay || k == fleeting }

// entry is a frame that waits. The frames of events are shared by all who watch and are never changed.
type entry struct {
	frame []byte
	of    *subscription
	kind  kind
}

// state of a connection; it only rises.
const (
	open     int32 = iota
	closing        // what waits is still sent, then the close frame
	dropping       // what waits is dropped, the frame in progress and the close frame are sent
	gone           // nothing can be sent
)

// conn is one client. The goroutine that serves it reads and answers, in order; everybody else only puts frames into its
// queue. The hub holds a conn, never a websocket: the bytes go to wire, and only its own writer touches that.
type conn struct {
	hub    *Hub
	number int // in the order of coming
	who    Watcher
	wire   net.Conn
	raw    syscall.RawConn // of the same wire, to write without waiting; nil where that cannot be done
	heard  atomic.Int64    // when the client last sent anything, on the hub's clock
	pinged int64           // when it was last pinged; only the hub's clock goroutine knows it

	state atomic.Int32

	mu      sync.Mutex
	quiet   sync.Cond // room in the queue, or the writer has gone
	queue   []entry
	waiting int             // bytes in the queue
	events  int             // of them, live events
	urgent  []byte          // a pong or ping, which overtakes
	behind  []*subscription // read the log, one after the other
	stuck   []*subscription // would, but could not; tried again after the next sweep
	subs    map[string]*subscription
	writing bool
	parked  bool // contents wait for the hub to have looked at the log
	closeBy time.Time

	writeBy time.Time // the deadline that is set on the wire; the writer's
	bucket  bucket    // of signals; the reader's
	frames  window    // the reader's
}

func newConn(h *Hub, who Watcher, wire net.Conn) *conn {
	c := &conn{hub: h, number: int(h.count.connects.Add(1)), who: who, wire: wire, subs: map[string]*subscription{}}
	c.quiet.L = &c.mu
	if w, ok := wire.(syscall.Conn); ok {
		c.raw, _ = w.SyscallConn() // nil with an error
	}
	c.heard.Store(h.now())
	c.pinged = h.now()
	return c
}

func (c *conn) watcher() Watcher { return c.who }

// end closes from outside: the credential died (what waits is dropped), or the node stops (what waits is still sent).
func (c *conn) end(code int) { c.close(code, code == closeRestart) }

func (c *conn) topics() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.subs)
}

// put adds a frame to the queue. A signal is dropped when the connection is slow; an answer always finds room.
func (c *conn) put(e entry) {
	c.mu.Lock()
	if c.state.Load() != open || (e.of != nil && e.of.dead) || (e.kind == fleeting && c.waiting > signalRoom) {
		c.mu.Unlock()
		return
	}
	if e.kind == fleeting {
		c.hub.count.signals.Add(1)
	}
	c.push(e)
	c.wake()
}

// signalRoom is how much may wait before signals are dropped, and answerRoom before the reader waits for the client.
const (
	signalRoom = 16 << 10
	answerRoom = 64 << 10
)

// push appends to the queue; the lock is held.
func (c *conn) push(e entry) {
	c.queue = append(c.queue, e)
	c.waiting += len(e.frame)
	if e.kind == event_ {
		c.events += len(e.frame)
	}
}

// wake unlocks, and leaves the connection at its desk unless a writer is at work.
func (c *conn) wake() {
	start := !c.writing && c.state.Load() != gone
	if start {
		c.writing = true
	}
	c.mu.Unlock()
	if start {
		c.hub.desks.add(c)
	}
}

// kick starts the writer of a connection that was parked.
func (c *conn) kick() {
	c.mu.Lock()
	if !c.parked {
		c.mu.Unlock()
		return
	}
	c.parked = false
	c.behind, c.stuck = append(c.behind, c.stuck...), nil
	c.wake()
}

// offer puts live events into the queue, as many as there is room for, and says how many. Where that is not all the
// subscription goes on from the log.
func (c *conn) offer(s *subscription, frames [][]byte) int {
	c.mu.Lock()
	if s.dead || c.state.Load() != open {
		c.mu.Unlock()
		return len(frames)
	}
	n := 0
	for _, f := range frames {
		if c.events > 0 && c.events+len(f) > c.hub.limits.QueueBytes {
			c.behind = append(c.behind, s)
			break
		}
		c.push(entry{f, s, event_})
		n++
	}
	c.wake()
	c.hub.count.delivered.Add(int64(n))
	return n
}

// rush sends a ping or pong before anything that waits. A newer one replaces one that could not be sent yet.
func (c *conn) rush(op byte, payload []byte) {
	f := frame(op, payload)
	c.mu.Lock()
	if c.state.Load() != open {
		c.mu.Unlock()
		return
	}
	c.urgent = f
	c.wake()
}

// room waits until the client has taken enough of its answers.
func (c *conn) room() {
	c.mu.Lock()
	for c.waiting > answerRoom && c.state.Load() == open && c.writing {
		c.quiet.Wait()
	}
	c.mu.Unlock()
}

// close ends the connection with a code. With keep what waits is sent first; otherwise it is dropped, since its reader may
// no longer see it or takes nothing.
func (c *conn) close(code int, keep bool) {
	c.mu.Lock()
	if c.state.Load() != open {
		c.mu.Unlock()
		return
	}
	c.closeBy = time.Now().Add(c.hub.limits.Closing)
	c.behind, c.stuck, c.urgent, c.parked = nil, nil, nil, false
	if keep && c.hub.fresh() {
		c.state.Store(closing)
	} else {
		c.state.Store(dropping)
		c.keep(func(e entry) bool { return keep && e.kind == answer })
	}
	c.push(entry{closeFrame(code), nil, last})
	interrupt := c.state.Load() == dropping && c.writing
	c.wake()
	if interrupt {
		_ = c.wire.SetWriteDeadline(past) // a writer that waits for the client looks up
	}
}

var past = time.Unix(1, 0)

// keep drops what waits, but for what is to stay; the lock is held.
func (c *conn) keep(stays func(entry) bool) {
	rest := c.queue[:0]
	c.waiting, c.events = 0, 0
	for _, e := range c.queue {
		if stays(e) {
			rest = append(rest, e)
			c.waiting += len(e.frame)
			if e.kind == event_ {
				c.events += len(e.frame)
			}
		}
	}
	clear(c.queue[len(rest):])
	c.queue = rest
}

// lost says that the client cannot be reached any more.
func (c *conn) lost() {
	c.mu.Lock()
	c.state.Store(gone)
	c.keep(func(entry) bool { return false })
	c.behind, c.stuck, c.urgent = nil, nil, nil
	c.quiet.Broadcast()
	c.mu.Unlock()
}
