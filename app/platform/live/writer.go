package live

import (
	"errors"
	"net"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

// batchBytes is how much is taken from a queue for one write.
const batchBytes = 64 << 10

// batch is what one write sends.
type batch struct {
	frames [][]byte
	joined []byte
}

var batches = sync.Pool{New: func() any { return new(batch) }}

func (b *batch) reset() {
	clear(b.frames)
	b.frames, b.joined = b.frames[:0], b.joined[:0]
}

func (b *batch) free() {
	b.reset()
	if cap(b.joined) <= 2*batchBytes && cap(b.frames) <= 4096 {
		batches.Put(b)
	}
}

// bytes is all frames in one piece; a single frame, the common case, is not copied.
func (b *batch) bytes() []byte {
	if len(b.frames) == 1 {
		return b.frames[0]
	}
	size := 0
	for _, f := range b.frames {
		size += len(f)
	}
	b.joined = slices.Grow(b.joined, size)
	for _, f := range b.frames {
		b.joined = append(b.joined, f...)
	}
	return b.joined
}

// boundary is the end of the frame that the first n bytes reach into; n itself where a frame ends.
func (b *batch) boundary(n int) int {
	end := 0
	for _, f := range b.frames {
		if end >= n {
			break
		}
		end += len(f)
	}
	return end
}

// rest is what a desk leaves to a connection's own writer: data of which some was sent, or a subscription to read for.
type rest struct {
	data   []byte
	sent   int
	behind *subscription
	final  bool
}

// write goes on with what a desk could not finish, then sends what waits, all of it in as few writes as can be, and ends when
// nothing waits. There is never more than one writer of a connection.
func (c *conn) write(b *batch, r rest) {
	defer func() {
		if r := recover(); r != nil {
			c.writerPanicked(r, debug.Stack())
		}
	}()
	defer b.free()
	for more := true; more; {
		switch {
		case r.behind != nil:
			c.catchUp(r.behind)
		default:
			c.send(b, r.data, r.sent)
			if r.final && c.state.Load() != gone {
				_ = c.wire.SetReadDeadline(time.Now().Add(c.hub.limits.Drain)) // the code arrives, then the reader lets go
			}
		}
		b.reset()
		r.sent = 0
		r.behind, r.final, more = c.take(b)
		r.data = b.bytes()
	}
}

// writerPanicked lets the connection go whose writer is no more.
func (c *conn) writerPanicked(r any, stack []byte) {
	c.hub.logger.Error("writer panicked", "panic", r, "stack", string(stack))
	c.abort()
	c.mu.Lock()
	c.writing = false
	c.quiet.Broadcast()
	c.mu.Unlock()
}

// take moves what may be sent now into b, or names a subscription to read for when nothing else waits. Without more the
// writer has ended.
func (c *conn) take(b *batch) (behind *subscription, final, more bool) {
	fresh := c.hub.fresh()
	c.mu.Lock()
	defer c.mu.Unlock()
	if fresh && c.urgent == nil && len(c.behind) > 0 && len(c.queue) == 1 && c.queue[0].kind == answer {
		return c.next(), false, true // the ok of a subscribe and what was missed go in one write
	}
	if c.urgent != nil {
		b.frames = append(b.frames, c.urgent)
		c.urgent = nil
	}
	size, n := 0, 0
	for _, e := range c.queue {
		if size >= batchBytes || (!fresh && e.kind.content()) {
			break
		}
		b.frames = append(b.frames, e.frame)
		size += len(e.frame)
		if e.kind == event_ {
			c.events -= len(e.frame)
		}
		final = final || e.kind == last
		n++
	}
	c.waiting -= size
	c.forget(n)
	c.quiet.Broadcast()
	if len(b.frames) > 0 {
		return nil, final, true
	}
	if (len(c.queue) > 0 || len(c.behind) > 0) && !fresh {
		c.parked = true
		c.hub.park()
	} else if len(c.behind) > 0 {
		return c.next(), false, true
	}
	c.writing = false
	return nil, false, false
}

// next takes the subscription that has waited longest for its turn; the lock is held.
func (c *conn) next() *subscription {
	s := c.behind[0]
	c.behind = append(c.behind[:0], c.behind[1:]...)
	return s
}

// forget drops the first n entries and keeps no large array for a connection that is idle; the lock is held.
func (c *conn) forget(n int) {
	rest := copy(c.queue, c.queue[n:])
	clear(c.queue[rest:])
	c.queue = c.queue[:rest]
	if rest == 0 && cap(c.queue) > 16 {
		c.queue = nil
	}
}

// send writes a batch. The deadline is set in slices, so that what the client takes is noticed even when it takes little:
// only a client that takes nothing at all for the whole time is let go.
func (c *conn) send(b *batch, data []byte, off int) {
	taken := time.Now()
	for off < len(data) {
		started := time.Now()
		c.deadline(started)
		n, err := c.wire.Write(data[off:])
		off += n
		if err == nil {
			return
		}
		now := time.Now()
		if n > 0 || now.Sub(started) > c.hub.limits.Stalled { // the second: this process itself stood still
			taken = now
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			c.abort()
			return
		}
		c.writeBy = time.Time{}
		if c.state.Load() == open && now.Sub(taken) >= c.hub.limits.Stalled {
			c.hub.count.stalled.Add(1)
			c.close(closeStalled, false)
		}
		switch c.state.Load() {
		case dropping:
			data = data[:b.boundary(off)]
			fallthrough
		case closing:
			if !now.Before(c.closeBy) {
				c.abort()
				return
			}
		case gone:
			return
		}
	}
}

// deadline makes the next write end in time. Setting one costs more than a small write, so it is left while it is far enough.
func (c *conn) deadline(now time.Time) {
	if c.state.Load() >= closing {
		c.writeBy = time.Time{}
		_ = c.wire.SetWriteDeadline(c.closeBy)
		return
	}
	slice := c.hub.limits.Stalled / 10
	if c.writeBy.Sub(now) >= slice {
		return
	}
	c.writeBy = now.Add(2 * slice)
	_ = c.wire.SetWriteDeadline(c.writeBy)
	if c.state.Load() == dropping { // closed in between: its interruption must not be lost
		_ = c.wire.SetWriteDeadline(past)
	}
}

// abort resets the connection: the client takes nothing, or is gone.
func (c *conn) abort() {
	c.lost()
	if tcp, ok := c.wire.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.wire.Close()
}
