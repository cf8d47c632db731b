package floor

import (
	"encoding/json"
	"time"
)

// Act is what a facilitator does with the list of speakers.
type Act struct {
	Do          string
	Speech      string // start, reply: the hand
	Participant string // start, reply: somebody whose hand is not up
	Seconds     int64  // extend: how many more, or fewer; limit: of each speech from now on, 0 for none
}

// What a facilitator can do.
const (
	Start  = "start" // the next, or one of them; whoever speaks is ended
	Reply  = "reply" // whoever speaks stands still, and goes on when the reply is over
	End    = "end"
	Pause  = "pause"
	Resume = "resume"
	Extend = "extend"
	Undo   = "undo" // the last start or reply
	Limit  = "limit"
	Close  = "close"
	Open   = "open"
	Clear  = "clear" // all hands are lowered
)

// turns is the list of speakers at one moment, and what an act makes of it. It asks nobody and stores nothing.
type turns struct {
	list     List
	running  []Speech // begun and not over: whoever has the floor, and then who replies
	called   *Speech  // whom start and reply are about
	fresh    bool     // called has no hand up: it is made by the act
	waiting  []Speech // read for clear alone
	recalled []Speech // read for undo alone
	now      time.Time
	touched  map[string]Speech
}

// before is what a start changed, to be put back.
type before struct {
	Started string
	Fresh   bool
	Had     []timing
}

// timing is a speech without whose it is.
type timing struct {
	ID                        string
	Interposed                bool
	StartedAt, Since, EndedAt *time.Time
	SpentMs, AllowedMs        int64
}

func (sp Speech) timing() timing {
	return timing{ID: sp.ID, Interposed: sp.Interposed, StartedAt: sp.StartedAt, Since: sp.Since, EndedAt: sp.EndedAt, SpentMs: sp.SpentMs, AllowedMs: sp.AllowedMs}
}

func (sp Speech) timed(was timing) Speech {
	sp.Interposed, sp.StartedAt, sp.Since, sp.EndedAt, sp.SpentMs, sp.AllowedMs = was.Interposed, was.StartedAt, was.Since, was.EndedAt, was.SpentMs, was.AllowedMs
	return sp
}

// remembered are the speeches that the last start changed, its own first.
func (l List) remembered() (b before, ids []string) {
	if l.Undo == "" || json.Unmarshal([]byte(l.Undo), &b) != nil {
		return b, nil
	}
	ids = []string{b.Started}
	for _, was := range b.Had {
		ids = append(ids, was.ID)
	}
	return b, ids
}

var doing = map[string]func(*turns, Act) error{
	Start: (*turns).start, Reply: (*turns).reply, End: (*turns).end, Pause: (*turns).pause, Resume: (*turns).resume, Extend: (*turns).extend, Undo: (*turns).undo,
	Limit: (*turns).limit, Close: (*turns).shut, Open: (*turns).open, Clear: (*turns).clear,
}

// moment is the time of the act.
func (t *turns) moment() *time.Time {
	now := t.now
	return &now
}

// put writes a speech back into what runs, or takes it out.
func (t *turns) put(sp Speech) {
	rest := t.running[:0:0]
	for _, have := range t.running {
		if have.ID != sp.ID {
			rest = append(rest, have)
		}
	}
	if s := sp.State(); s == Speaking || s == Paused {
		rest = append(rest, sp)
	}
	t.running = rest
	t.touched[sp.ID] = sp
}

// floor is who has it: whoever replies before whom they reply to; nil where nobody speaks.
func (t *turns) floor() *Speech {
	var has *Speech
	for i := range t.running {
		if has == nil || t.running[i].Interposed {
			has = &t.running[i]
		}
	}
	return has
}

// spent is how long a speech has run at a moment. A clock that was put back takes nothing from anybody.
func (sp Speech) spent(now time.Time) int64 {
	if sp.Since == nil {
		return sp.SpentMs
	}
	return sp.SpentMs + max(0, now.Sub(*sp.Since).Milliseconds())
}

func (sp Speech) halted(now time.Time) Speech {
	sp.SpentMs, sp.Since = sp.spent(now), nil
	return sp
}

func (sp Speech) ended(now time.Time) Speech {
	sp = sp.halted(now)
	sp.EndedAt = &now
	return sp
}

// remember keeps what a start is about to change.
func (t *turns) remember() {
	b := before{Started: t.called.ID, Fresh: t.fresh}
	for _, sp := range t.running {
		b.Had = append(b.Had, sp.timing())
	}
	if !t.fresh {
		b.Had = append(b.Had, t.called.timing())
	}
	word, err := json.Marshal(b)
	if err != nil {
		panic(err) // strings, numbers and times
	}
	t.list.Undo = string(word)
}

func (t *turns) begin() {
	sp := *t.called
	sp.StartedAt, sp.Since, sp.AllowedMs = t.moment(), t.moment(), t.list.LimitSeconds*1000
	t.put(sp)
}

func (t *turns) start(Act) error {
	t.remember()
	t.endAll()
	t.begin()
	return nil
}

func (t *turns) endAll() {
	for _, sp := range append([]Speech{}, t.running...) {
		t.put(sp.ended(t.now))
	}
}

func (t *turns) reply(Act) error {
	has := t.floor()
	if has == nil {
		return errNobodySpeaks
	}
	t.remember()
	if has.Interposed {
		t.put(has.ended(t.now))
	} else {
		t.put(has.halted(t.now))
	}
	t.called.Interposed = true
	t.begin()
	return nil
}

// end ends whoever has the floor; after a reply whoever was replied to goes on with the time that was left.
func (t *turns) end(Act) error {
	has := t.floor()
	if has == nil {
		return errNobodySpeaks
	}
	t.list.Undo = ""
	t.put(has.ended(t.now))
	if below := t.floor(); below != nil && below.Since == nil {
		sp := *below
		sp.Since = t.moment()
		t.put(sp)
	}
	return nil
}

func (t *turns) pause(Act) error {
	has := t.floor()
	switch {
	case has == nil:
		return errNobodySpeaks
	case has.Since == nil:
		return errStandsStill
	}
	t.put(has.halted(t.now))
	return nil
}

func (t *turns) resume(Act) error {
	has := t.floor()
	switch {
	case has == nil:
		return errNobodySpeaks
	case has.Since != nil:
		return errRuns
	}
	sp := *has
	sp.Since = t.moment()
	t.put(sp)
	return nil
}

// extend gives or takes time, counted from now where it is over, and never takes what was spoken already.
func (t *turns) extend(a Act) error {
	has := t.floor()
	switch {
	case a.Seconds == 0 || a.Seconds < -maxLimit || a.Seconds > maxLimit:
		return errSeconds
	case has == nil:
		return errNobodySpeaks
	}
	sp := *has
	spent := sp.spent(t.now)
	from := sp.AllowedMs
	if from < spent && (a.Seconds > 0 || from == 0) {
		from = spent
	}
	sp.AllowedMs = max(from+a.Seconds*1000, spent, 1)
	t.put(sp)
	return nil
}

// undo puts back what the last start changed: whoever spoke before goes on as if it had not been, and whoever was started waits where
// they waited.
func (t *turns) undo(Act) error {
	b, ids := t.list.remembered()
	if len(ids) == 0 {
		return errNoUndo
	}
	t.list.Undo = ""
	now := map[string]Speech{}
	for _, sp := range t.recalled {
		now[sp.ID] = sp
	}
	if b.Fresh {
		sp := now[b.Started].timed(timing{})
		sp.LoweredAt = t.moment()
		t.put(sp)
	}
	for _, was := range b.Had {
		t.put(now[was.ID].timed(was))
	}
	return nil
}

func (t *turns) limit(a Act) error {
	if a.Seconds < 0 || a.Seconds > maxLimit {
		return errSeconds
	}
	t.list.LimitSeconds = a.Seconds
	return nil
}

func (t *turns) shut(Act) error {
	if t.list.ClosedAt != nil {
		return errClosed
	}
	t.list.ClosedAt = t.moment()
	return nil
}

func (t *turns) open(Act) error {
	if t.list.ClosedAt == nil {
		return errOpen
	}
	t.list.ClosedAt = nil
	return nil
}

func (t *turns) clear(Act) error {
	for _, sp := range t.waiting {
		sp.LoweredAt = t.moment()
		t.put(sp)
	}
	return nil
}
