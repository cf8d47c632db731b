package live

import (
	"errors"
	"slices"

	"kraftsam/app/platform/event"
)

// catchUp reads the next portion for a subscription that is behind, or finds that it no longer is. It runs in the
// connection's writer when nothing else waits, so that the log is read only as fast as the socket takes it.
func (c *conn) catchUp(s *subscription) {
	if s.rejoin() {
		return
	}
	p, err := c.hub.portion(s.topic, s.pos)
	switch {
	case err != nil:
		c.stumble(s, err)
	case p.gap:
		c.startOver(s)
	default:
		c.replay(s, p)
	}
}

// catchUpAtOnce is catchUp as far as it needs no reading of the log: false where it does.
func (c *conn) catchUpAtOnce(s *subscription) bool {
	if s.rejoin() {
		return true
	}
	p, ok := c.hub.portionAtHand(s.topic, s.pos)
	if ok && !p.gap {
		c.replay(s, p)
		return true
	}
	return false
}

func (c *conn) replay(s *subscription, p portion) {
	c.hub.count.catchups.Add(1)
	c.queueReplay(s, p)
	s.topic.want(p.last)
}

// rejoin makes a subscription live when it has all that the topic has. Under the topic's lock nothing can come between.
func (s *subscription) rejoin() bool {
	t := s.topic
	t.mu.Lock()
	defer t.mu.Unlock()
	if s.index < 0 {
		return true // it ended meanwhile
	}
	if !t.known || s.pos < t.last {
		return false
	}
	s.live = true
	t.live++
	return true
}

// queueReplay puts a portion into the queue, unless the subscription ended while it was read, and asks for the next turn.
func (c *conn) queueReplay(s *subscription, p portion) {
	c.mu.Lock()
	defer c.mu.Unlock() // the writer itself is running: nobody to wake
	if s.dead || c.state.Load() != open {
		return
	}
	c.queue = slices.Grow(c.queue, len(p.frames))
	for _, f := range p.frames {
		c.push(entry{f, s, replay})
	}
	c.hub.count.delivered.Add(int64(len(p.frames)))
	s.pos = p.last
	c.behind = append(c.behind, s)
}

// stumble waits for the next sweep: the database is away, or an event cannot be shown, and then that comes to an end too.
func (c *conn) stumble(s *subscription, err error) {
	c.hub.logger.Warn("subscription cannot catch up", "topic", s.topic.name, "after", s.pos, "error", err)
	if errors.Is(err, errRender) {
		c.startOver(s)
		return
	}
	c.retry(s)
}

func (c *conn) startOver(s *subscription) {
	head, err := c.hub.head(s.topic.name)
	if err != nil {
		c.retry(s)
		return
	}
	s.reset(head)
}

// retry leaves a subscription to be picked up after the next sweep.
func (c *conn) retry(s *subscription) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !s.dead && c.state.Load() == open {
		c.stuck = append(c.stuck, s)
		c.parked = true
		c.hub.park()
	}
}

// reset ends a running subscription: its client reads the state again.
func (s *subscription) reset(head event.Head) {
	object := standing(nil, "reset", s.topic.name, head.Seq, head.Epoch)
	if s.finish(frame(opText, object), false) {
		s.conn.hub.count.resets.Add(1)
	}
}

// revoke ends a running subscription whose right is gone, and takes back what still waits.
func (s *subscription) revoke() {
	if s.finish(frame(opText, revokedObject(s.topic.name)), true) {
		s.conn.hub.count.revoked.Add(1)
	}
}

// finish ends a subscription, once, with a last word or none. Nothing of it follows.
func (s *subscription) finish(word []byte, purge bool) bool {
	c := s.conn
	c.mu.Lock()
	if s.dead {
		c.mu.Unlock()
		return false
	}
	s.dead = true
	if c.subs[s.topic.name] == s {
		delete(c.subs, s.topic.name)
	}
	if purge {
		c.keep(func(e entry) bool { return e.of != s })
	}
	if word != nil && c.state.Load() == open {
		c.push(entry{word, nil, answer})
		c.wake()
	} else {
		c.mu.Unlock()
	}
	s.topic.leave(s)
	return true
}

// leave takes a subscription out of the topic and lets the topic go.
func (t *topic) leave(s *subscription) {
	t.mu.Lock()
	if i := s.index; i >= 0 {
		end := len(t.subs) - 1
		t.subs[i] = t.subs[end]
		t.subs[i].index = i
		t.subs[end] = nil
		t.subs = t.subs[:end]
		s.index = -1
		if s.live {
			s.live = false
			t.live--
		}
	}
	t.mu.Unlock()
	t.hub.presence.touch(t.name)
	t.hub.release(t)
}
