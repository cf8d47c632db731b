package live

import (
	"encoding/json"
	"runtime/debug"
	"strings"
	"sync"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

// topic is one topic that somebody watches. Whoever hears of an event notes it (note) or only that it exists (want); one
// pump, which exists while there is something to do, brings the live subscriptions from one seq to the next.
type topic struct {
	hub    *Hub
	name   string
	id     string
	family *Topic
	refs   int // who holds it; the hub's lock

	mu      sync.Mutex
	known   bool       // last and epoch have been read from the log
	epoch   string     // of the history that last is counted in
	last    int64      // all live subscriptions have been given everything up to here
	head    event.Head // as it was last read
	headAt  int64      // before it was read, on the hub's clock
	wanted  int64      // the highest seq that anybody spoke of
	pending map[int64]item
	pumping bool
	failed  int // renderings in a row
	subs    []*subscription
	live    int
	moved   chan struct{} // closed when last rises or history changed; nil while nobody waits
	given   int64         // when last rose for live subscriptions, on the hub's clock

	company company // of the presence goroutine
}

// item is an event that was heard of, with its data where another node rendered it already.
type item struct {
	event event.Event
	data  json.RawMessage
	own   bool // committed on this node, so that this node tells the others
}

// pendingMost is how many events a topic remembers that it cannot deliver yet; the log has the others.
const pendingMost = 1000

// subscription is one connection's interest in one topic. It is live when the topic's pump feeds it, else it reads the log.
type subscription struct {
	conn  *conn
	topic *topic
	right Right // the connection's lock
	share uint64

	index   int // in topic.subs, -1 when not there; the topic's lock
	live    bool
	greeted bool  // has been told who is present
	pos     int64 // last seq given; the topic's lock while live, else the catching-up writer's

	dead bool // nothing of it may be sent any more; the connection's lock
}

// family finds the family and the id of a topic's name.
func (h *Hub) family(name string) (*Topic, string) {
	prefix, id, has := strings.Cut(name, ":")
	f := h.families[prefix]
	if f == nil || has != f.numbered || (has && !ref.ValidID(id)) {
		return nil, ""
	}
	return &f.Topic, id
}

// hold finds a topic or begins to follow it; release lets it go. It is held before the log is read, so that nothing that is
// committed after the reading goes unheard.
func (h *Hub) hold(name string, f *Topic, id string) *topic {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.topics[name]
	if t == nil {
		t = &topic{hub: h, name: name, id: id, family: f}
		h.topics[name] = t
	}
	t.refs++
	return t
}

func (h *Hub) release(t *topic) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t.refs--; t.refs == 0 {
		delete(h.topics, t.name)
	}
}

func (h *Hub) topic(name string) *topic {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.topics[name]
}

// learn takes in what the log said about the head when it was asked at a moment.
func (t *topic) learn(head event.Head, at int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.head, t.headAt = head, at
	if !t.known {
		t.known, t.epoch, t.last = true, head.Epoch, head.Seq
	}
	if t.epoch == head.Epoch {
		t.wanted = max(t.wanted, head.Seq)
	}
	t.start()
}

// want says that the topic has events up to seq.
func (t *topic) want(seq int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wanted = max(t.wanted, seq)
	t.start()
}

// note takes in events. What was had already is dropped.
func (t *topic) note(items []item) {
	var late int64
	t.mu.Lock()
	for _, it := range items {
		seq := it.event.Seq
		if t.known && seq <= t.last {
			if it.own {
				late = max(late, seq)
			}
			continue
		}
		if !t.known && it.own { // the pump may never come to it
			late, it.own = max(late, seq), false
		}
		t.wanted = max(t.wanted, seq)
		t.remember(it)
	}
	t.start()
	t.mu.Unlock()
	if late > 0 {
		t.hub.announce(t.name, late) // it was found in the log before its own commit told of it; the others may not have it
	}
}

// remember keeps an event until its turn comes, with all that was heard of it; the lock is held.
func (t *topic) remember(it item) {
	seq := it.event.Seq
	if had, ok := t.pending[seq]; ok {
		it.own = it.own || had.own
		if it.data == nil {
			it.data = had.data
		}
	}
	if t.pending == nil {
		t.pending = map[int64]item{}
	}
	if len(t.pending) < pendingMost {
		t.pending[seq] = it
	}
}

// start starts the pump unless it runs or has nothing to do; the lock is held.
func (t *topic) start() {
	if t.known && !t.pumping && t.wanted > t.last {
		t.pumping = true
		go t.pump()
	}
}

func (t *topic) pump() {
	defer func() {
		if r := recover(); r != nil {
			t.hub.logger.Error("topic panicked", "topic", t.name, "panic", r, "stack", string(debug.Stack()))
			t.rest()
		}
	}()
	for {
		t.gather()
		run, last, epoch, ok := t.take()
		if !ok {
			return
		}
		if err := t.advance(run, last, epoch); err != nil {
			t.hub.logger.Warn("topic cannot go on", "topic", t.name, "seq", last, "error", err)
			t.hub.trouble(t, err)
			t.rest()
			return
		}
	}
}

// rest ends the pump where it stands; the next sweep starts it again.
func (t *topic) rest() {
	t.mu.Lock()
	t.pumping = false
	t.mu.Unlock()
}

// take finds what comes next: a run of known events, or none where the log has to be read. Where nobody live watches there
// is nothing to deliver, only others to tell.
func (t *topic) take() (run []item, last int64, epoch string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known && t.live == 0 && t.wanted > t.last {
		t.idle()
	}
	if !t.known || t.wanted <= t.last {
		t.pumping, t.pending = false, nil
		return nil, 0, "", false
	}
	for seq := range t.pending {
		if seq <= t.last {
			delete(t.pending, seq)
		}
	}
	for seq := t.last + 1; len(run) < t.hub.limits.PortionEvents; seq++ {
		it, had := t.pending[seq]
		if !had {
			break
		}
		run = append(run, it)
	}
	return run, t.last, t.epoch, true
}

// idle moves on without delivering; the lock is held.
func (t *topic) idle() {
	var own int64
	for seq, it := range t.pending {
		if it.own {
			own = max(own, seq)
		}
	}
	t.last, t.pending = t.wanted, nil
	t.announceMove()
	if own > 0 {
		t.hub.announce(t.name, own)
	}
}

// announceMove wakes who waits for the topic to move; the lock is held.
func (t *topic) announceMove() {
	if t.moved != nil {
		close(t.moved)
		t.moved = nil
	}
}

// waiter is closed when the topic moves beyond after; nil when it has.
func (t *topic) waiter(after int64, epoch string) <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.known || t.epoch != epoch || t.last > after {
		return nil
	}
	if t.moved == nil {
		t.moved = make(chan struct{})
	}
	return t.moved
}

// advance delivers a run, after reading it from the log where it is not known.
func (t *topic) advance(run []item, last int64, epoch string) error {
	if len(run) == 0 {
		events, err := t.hub.after(t.name, last, 5*t.hub.limits.PortionEvents)
		if err != nil {
			return err
		}
		t.hub.count.holes.Add(1)
		if len(events) == 0 {
			t.nothing(last, epoch)
			return nil
		}
		if events[0].Seq != last+1 {
			return t.hub.startOver(t)
		}
		run = t.items(events)
	}
	if err := t.hub.render(t, run); err != nil {
		return err
	}
	frames := make([][]byte, len(run))
	for i, it := range run {
		frames[i] = frame(opText, eventObject(it.event, it.data))
	}
	if t.deliver(last, epoch, frames) {
		t.hub.publish(t.name, run)
	}
	return nil
}

// items makes items of what was read from the log, with what was heard of them meanwhile: who committed an event must still
// tell the others of it.
func (t *topic) items(events []event.Event) []item {
	t.mu.Lock()
	defer t.mu.Unlock()
	run := make([]item, len(events))
	for i, e := range events {
		run[i] = item{event: e, data: t.pending[e.Seq].data, own: t.pending[e.Seq].own}
	}
	return run
}

// nothing notes that the log holds no more, whatever was said: a message of another history, say.
func (t *topic) nothing(last int64, epoch string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last == last && t.epoch == epoch {
		t.wanted, t.pending = last, nil
	}
}

// deliver gives frames, of the events after last, to every live subscription. False: another history began meanwhile.
func (t *topic) deliver(last int64, epoch string, frames [][]byte) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.known || t.epoch != epoch || t.last != last {
		return false
	}
	t.failed = 0
	t.last += int64(len(frames))
	t.given = t.hub.now()
	for _, s := range t.subs {
		if !s.live || s.pos >= t.last {
			continue
		}
		s.pos += int64(s.conn.offer(s, frames[s.pos-last:]))
		if s.pos < t.last {
			s.live = false
			t.live--
			t.hub.count.overflows.Add(1)
		}
	}
	t.announceMove()
	return true
}
