package live

import (
	"context"
	"time"
)

// keepTime is the one clock of all connections: it pings them, and lets go of those that are silent or whose session ran out.
func (h *Hub) keepTime(ctx context.Context) {
	every := min(time.Second, h.limits.Ping/10, h.limits.Silence/10)
	tick := time.NewTicker(every)
	defer tick.Stop()
	before := h.now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := h.now()
		stood := now - before - int64(every)
		before = now
		h.door.forget(now)
		h.allowed.forget(now)
		h.known.forget(now)
		h.portions.forget(now)
		if stood < int64(h.limits.Fresh) {
			stood = 0
		}
		for _, g := range h.everyone() {
			if c, ok := g.(*conn); ok {
				c.tick(now, stood)
			}
		}
		h.expire()
	}
}

// tick pings when it is time. While this process stood still nobody could be heard, so that time does not count.
func (c *conn) tick(now, stood int64) {
	if stood > 0 {
		c.heard.Add(stood)
	}
	switch {
	case c.state.Load() != open:
		c.hurry()
	case now-c.heard.Load() > int64(c.hub.limits.Silence):
		c.close(closeAway, false)
	case now-c.pinged >= int64(c.hub.limits.Ping):
		c.pinged = now
		c.rush(opPing, nil)
	}
}

// hurry cuts off a connection that should have ended by now: what it still was to send is held back, say.
func (c *conn) hurry() {
	c.mu.Lock()
	late := time.Now().After(c.closeBy.Add(2 * c.hub.limits.Drain))
	c.mu.Unlock()
	if late {
		c.abort()
	}
}
