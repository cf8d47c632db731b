package live

import (
	"errors"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"
)

// desks are the few goroutines that send what waits for the many connections, one for each core. They never wait for a client:
// what a socket does not take at once is left to a goroutine of the connection's own (conn.write). A goroutine for every
// connection that has something to send costs a start, a stack and a turn of the scheduler each, and requests would wait for
// their turn behind thousands of them.
type desks []desk

// desk is the share of one such goroutine, which exists only while something waits.
type desk struct {
	mu      sync.Mutex
	waiting []*conn
	spare   []*conn
	at      bool // somebody works
}

func newDesks() desks { return make(desks, runtime.GOMAXPROCS(0)) }

// add leaves a connection whose writing has begun; it always comes to the same desk.
func (d desks) add(c *conn) {
	k := &d[c.number%len(d)]
	k.mu.Lock()
	k.waiting = append(k.waiting, c)
	start := !k.at
	k.at = true
	k.mu.Unlock()
	if start {
		go k.work()
	}
}

// take gives all that waits, and ends the work when nothing does.
func (k *desk) take(done []*conn) []*conn {
	clear(done)
	k.mu.Lock()
	defer k.mu.Unlock()
	list := k.waiting
	k.waiting, k.spare = k.spare[:0], done
	if len(list) == 0 {
		k.at = false
		k.waiting, k.spare = nil, nil // an idle hub keeps no large list
	}
	return list
}

func (k *desk) work() {
	a := attempts.Get().(*attempt)
	defer attempts.Put(a)
	for list := k.take(nil); len(list) > 0; list = k.take(list) {
		for _, c := range list {
			c.flush(a)
		}
	}
}

// attempt is one try to write without waiting.
type attempt struct {
	data  []byte
	n     int
	err   error
	write func(fd uintptr) bool
}

var attempts = sync.Pool{New: func() any {
	a := new(attempt)
	a.write = a.once // made once, or every write would make it anew
	return a
}}

func (a *attempt) once(fd uintptr) bool {
	for {
		if a.n, a.err = writeAtOnce(fd, a.data); !errors.Is(a.err, syscall.EINTR) {
			return true
		}
	}
}

// try says how much of the data the socket took at once.
func (c *conn) try(a *attempt, data []byte) int {
	if c.raw == nil {
		return 0
	}
	a.data, a.n, a.err = data, 0, nil
	err := c.raw.Write(a.write)
	if errors.Is(err, os.ErrDeadlineExceeded) { // one that a slower time has left behind
		c.writeBy = time.Time{}
		_ = c.wire.SetWriteDeadline(time.Time{})
		_ = c.raw.Write(a.write)
	}
	a.data = nil
	return max(a.n, 0)
}

// flush sends what waits as far as the socket takes it at once, and what was missed where it was just read for others. The rest,
// a reading of the log, the close frame and every trouble go on in a goroutine of the connection's own.
func (c *conn) flush(a *attempt) {
	b := batches.Get().(*batch)
	given := false
	defer func() {
		if r := recover(); r != nil {
			c.writerPanicked(r, debug.Stack())
		}
		if !given {
			b.free()
		}
	}()
	for {
		b.reset()
		behind, final, more := c.take(b)
		if !more {
			return
		}
		if behind != nil && c.catchUpAtOnce(behind) {
			continue
		}
		data := b.bytes()
		sent := 0
		if behind == nil {
			sent = c.try(a, data)
		}
		if behind != nil || final || sent < len(data) {
			given = true
			go c.write(b, rest{data: data, sent: sent, behind: behind, final: final})
			return
		}
	}
}
