package live

import (
	"encoding/json"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
)

// handle answers one frame. The serving goroutine does nothing else meanwhile, so answers come in the order of the requests.
func (c *conn) handle(text []byte) {
	r, err := parse(text)
	if err == nil {
		switch r.op {
		case "subscribe":
			err = c.subscribe(r)
		case "unsubscribe":
			c.unsubscribe(r)
		case "signal":
			c.speak(r)
		}
	}
	if err != nil {
		c.refuse(r, err)
	}
}

// refuse answers with a problem. No subscription stands after a subscribe that was refused, for whatever reason.
func (c *conn) refuse(r request, err error) {
	if r.op == "subscribe" && r.topic != nil {
		c.drop(r.name)
	}
	c.reply(refused(r.id, r.topic, err))
}

func (c *conn) reply(object []byte) {
	c.put(entry{frame(opText, object), nil, answer})
}

// drop ends the subscription to a topic, if there is one. True: there was.
func (c *conn) drop(name string) bool {
	c.mu.Lock()
	s := c.subs[name]
	c.mu.Unlock()
	return s != nil && s.finish(nil, false)
}

func (c *conn) unsubscribe(r request) {
	c.drop(r.name)
	c.reply(unsubscribed(r.id, r.topic))
}

// subscribe makes the connection watch a topic; the topic is held before its head is read. The tests come in the order of the
// protocol: rights, epoch, after beyond the head, distance.
func (c *conn) subscribe(r request) error {
	c.drop(r.name)
	if c.topics() >= c.hub.limits.Topics {
		return errManyTopics
	}
	asked := c.hub.rights.round()
	f, id := c.hub.family(r.name)
	by := asker{r.name, c.who.Member, c.who.Session}
	right, err := c.hub.allowed.do(by, asked, c.hub.now(), func() (Right, error) { return c.hub.right(f, c.who, id) })
	if err != nil {
		return err
	}
	s := &subscription{conn: c, topic: c.hub.hold(r.name, f, id), right: right, share: by.share(), index: -1}
	head, err := c.hub.place(s.topic, r)
	if err != nil {
		c.hub.release(s.topic)
		return err
	}
	if r.after == nil {
		r.after, r.epoch = &head.Seq, head.Epoch
	}
	s.pos = *r.after
	far := head.Epoch != r.epoch || s.pos > head.Seq || head.Seq-s.pos > c.hub.limits.CatchupEvents || head.Start > s.pos+1
	if far || !s.begin(r.id, head) {
		c.hub.release(s.topic)
		c.reply(standing(r.id, "reset", r.name, head.Seq, head.Epoch))
		return nil
	}
	if c.hub.rights.round() != asked { // rights changed while they were asked
		c.hub.askAgain([]*subscription{s})
	}
	return nil
}

// place is where a topic that is held stands for who begins to watch it.
func (h *Hub) place(t *topic, r request) (event.Head, error) {
	if now := h.now(); h.known.busy(now) {
		if head, ok := t.recent(r, now); ok {
			return head, nil
		}
	}
	return h.learnHead(t)
}

// recent gives the head that was read a moment ago, with what came since. The topic has been held all the while, so nothing
// that was committed after the reading goes unheard. It does not serve who has seen more, or another history.
func (t *topic) recent(r request, now int64) (event.Head, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	head := t.head
	head.Seq = max(head.Seq, t.last)
	fresh := t.known && head.Epoch == t.epoch && now-t.headAt <= int64(crowdFor)
	return head, fresh && (r.after == nil || r.epoch == head.Epoch && *r.after <= head.Seq)
}

// learnHead reads the head of a topic that is held, and tells the topic.
func (h *Hub) learnHead(t *topic) (event.Head, error) {
	at := h.now()
	head, err := h.head(t.name)
	if err != nil {
		return head, errDatabase.Because(err)
	}
	t.learn(head, at)
	if head.Epoch != h.history() {
		h.sweepSoon()
	}
	return head, nil
}

// begin answers and puts the subscription among those of its topic, in one step: live when it has all that the topic has, else
// it reads the log. False: another history has begun since the head was read.
func (s *subscription) begin(id json.RawMessage, head event.Head) bool {
	t, c := s.topic, s.conn
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.epoch != head.Epoch {
		return false
	}
	c.mu.Lock()
	if c.state.Load() != open {
		c.mu.Unlock()
		return false
	}
	c.subs[t.name] = s
	c.push(entry{frame(opText, standing(id, "ok", t.name, head.Seq, head.Epoch)), nil, answer})
	s.index = len(t.subs)
	t.subs = append(t.subs, s)
	if s.pos >= t.last {
		s.live = true
		t.live++
	} else {
		c.behind = append(c.behind, s)
	}
	c.wake()
	t.hub.presence.touch(t.name)
	return true
}

// right asks what a watcher may do with a topic. Unknown, malformed and foreign topics are refused alike; what the database
// cannot say now is asked again later.
func (h *Hub) right(f *Topic, by Watcher, id string) (Right, error) {
	if f == nil {
		return Unknown, errUnknown
	}
	ctx, cancel := h.ask()
	defer cancel()
	right, err := f.Right(ctx, by, id)
	switch {
	case err == nil && right >= Watch:
		return right, nil
	case err == nil && right == Forbidden, fault.KindOf(err) == fault.Forbidden && err != nil:
		return Forbidden, errForbidden
	case err == nil, fault.KindOf(err) == fault.NotFound:
		return Unknown, errUnknown
	}
	h.logger.Warn("rights cannot be asked", "topic", f.Prefix, "error", err)
	return Unknown, errDatabase.Because(err)
}
