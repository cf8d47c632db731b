package live

import (
	"errors"
	"fmt"
	"runtime/debug"
	"time"
	"unicode/utf8"
)

// receiver gives the client's text messages one by one. Its error is an ended, or means that the client is gone.
type receiver interface {
	Receive() ([]byte, error)
}

// ended is how a connection ends from the client's side: the code to close with.
type ended struct {
	code   int
	closed bool // the client sent a close frame; nothing comes after it
}

func (e ended) Error() string { return "the connection ended" }

// serve reads and answers until the connection ends, and returns only when its writer has ended too: until then the bytes on
// the wire are its own.
func (c *conn) serve(in receiver) {
	c.hub.enter(c)
	how := ended{code: closeInternal}
	defer func() {
		if r := recover(); r != nil {
			c.hub.logger.Error("connection panicked", "panic", r, "stack", string(debug.Stack()))
		}
		c.finish(how)
	}()
	for {
		text, err := in.Receive()
		if err != nil {
			how = ended{code: openConnection}
			_ = errors.As(err, &how)
			return
		}
		c.hear()
		switch {
		case c.state.Load() != open: // read and dropped
		case !utf8.Valid(text):
			c.close(closeNotUTF8, true)
		case c.flooded():
		default:
			c.apart(func() { c.handle(text) })
			c.room()
		}
	}
}

// apart runs fn on a goroutine of its own and waits for it. A question to the database needs a large stack, which a serving
// goroutine would keep for the hours in which it only listens.
func (c *conn) apart(fn func()) {
	done := make(chan any)
	go func() {
		defer func() {
			r := recover()
			if r != nil {
				r = fmt.Sprintf("%v\n%s", r, debug.Stack())
			}
			done <- r
		}()
		fn()
	}()
	if r := <-done; r != nil {
		panic(r)
	}
}

// hear notes that the client is there.
func (c *conn) hear() { c.heard.Store(c.hub.now()) }

// flooded counts a frame of the client and closes when there were too many.
func (c *conn) flooded() bool {
	if !c.frames.over(time.Duration(c.hub.now()), c.hub.limits.FrameSlot, c.hub.limits.Frames) {
		return false
	}
	c.close(closeTooMany, true)
	return true
}

// control takes a client's ping or pong.
func (c *conn) control(op byte, payload []byte) {
	c.hear()
	if !c.flooded() && op == opPing {
		c.rush(opPong, payload)
	}
}

// finish ends what the connection had, sends the close frame if one is due, and lets go of the wire.
func (c *conn) finish(how ended) {
	if how.code != openConnection {
		c.close(how.code, how.code != closeInternal)
	} else if c.state.Load() == open {
		c.lost()
		_ = c.wire.Close()
	}
	c.mu.Lock()
	subs := make([]*subscription, 0, len(c.subs))
	for _, s := range c.subs {
		subs = append(subs, s)
	}
	c.mu.Unlock()
	for _, s := range subs {
		s.finish(nil, false)
	}
	c.mu.Lock()
	for c.writing {
		c.quiet.Wait()
	}
	c.mu.Unlock()
	if how.code != openConnection && !how.closed && c.state.Load() != gone {
		c.drain()
	}
	c.lost()
	_ = c.wire.Close()
	c.hub.leave(c)
}

// drain reads and drops what the client still sends, so that its last bytes do not make the kernel throw away our close frame.
func (c *conn) drain() {
	_ = c.wire.SetReadDeadline(time.Now().Add(c.hub.limits.Drain))
	var drop [512]byte
	for {
		if _, err := c.wire.Read(drop[:]); err != nil {
			return
		}
	}
}
