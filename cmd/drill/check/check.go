package check

import (
	"fmt"
	"slices"
	"time"

	"kraftsam/cmd/drill/record"
)

// The rules, as the drill's document names them.
const (
	Kept      = "C1 what was acknowledged is there, once"
	Sighted   = "C2 every reader saw everything, once and in order"
	Refused   = "C3 what was refused is not there; what was not answered is there once or not at all"
	Dense     = "C4 the log has no hole, and agrees with the state and with every reader"
	Causal    = "C5 what was answered before something else was sent stands before it"
	Private   = "C6 nothing is shown to who has lost the right"
	Current   = "C7 everybody comes to the end after all is healed"
	Same      = "C8 words are what was written"
	Snapshot  = "C9 a state that is read belongs to one moment"
	Histories = "C10 another history has another epoch"
	Whole     = "C12 the database file is whole"
	Answered  = "C11 every write is answered once all is healed"
)

// Violation is a broken promise.
type Violation struct {
	Rule string      `json:"rule"`
	At   record.Time `json:"at"`
	What string      `json:"what"`
}

// Options are what a judgement depends on beside the notes.
type Options struct {
	// Grace is how long after the end of a right a write may still be shown: a second by the protocol, two without the broker,
	// and what a busy machine takes.
	Grace time.Duration
}

// court collects violations; of each rule it keeps the first few and counts the rest.
type court struct {
	h      record.History
	truths []Truth // in the order of time
	byID   map[string]*ledger
	found  []Violation
	counts map[string]int
}

// kept is how many violations of a rule are told one by one.
const kept = 20

func (c *court) blame(rule string, at record.Time, what string, args ...any) {
	c.counts[rule]++
	if c.counts[rule] <= kept {
		c.found = append(c.found, Violation{rule, at, fmt.Sprintf(what, args...)})
	}
}

// Judge holds the notes against the truths, one for each history, and gives what was broken, with counts by rule.
func Judge(h record.History, truths []Truth, o Options) ([]Violation, map[string]int) {
	c := &court{h: h, truths: truths, byID: map[string]*ledger{}, counts: map[string]int{}}
	for i := range truths {
		t := &truths[i]
		if c.byID[t.Epoch] != nil {
			c.blame(Histories, t.From, "two histories are called %s", t.Epoch)
		}
		c.byID[t.Epoch] = newLedger(t)
	}
	for i := range truths {
		c.log(&truths[i])
	}
	if n := h.Counters[record.Damaged]; n > 0 {
		c.blame(Whole, 0, "the database file was found damaged %d times", n)
	}
	c.writes()
	c.order()
	c.readers()
	c.pages()
	c.rights(o.Grace)
	slices.SortStableFunc(c.found, func(a, b Violation) int { return int(a.At - b.At) })
	return c.found, c.counts
}

// of gives the truth of the history that was running at a moment.
func (c *court) of(at record.Time) *Truth {
	for i := range c.truths {
		if t := &c.truths[i]; t.To == 0 || at < t.To {
			return t
		}
	}
	return nil
}

// event finds an event of a history.
func (t *Truth) event(topic string, seq int64) (Event, bool) {
	events := t.Events[topic]
	if i := seq - 1; i >= 0 && i < int64(len(events)) && events[i].Seq == seq {
		return events[i], true
	}
	for _, e := range events {
		if e.Seq == seq {
			return e, true
		}
	}
	return Event{}, false
}

// log judges the database by itself: no holes, and a state that is the sum of its events.
func (c *court) log(t *Truth) {
	for topic, events := range t.Events {
		for i, e := range events {
			if e.Seq != int64(i+1) {
				c.blame(Dense, t.To, "%s: the log of %s goes to seq %d where %d is due", t.Epoch, topic, e.Seq, i+1)
				break
			}
		}
		if head := t.Heads[topic]; head != int64(len(events)) {
			c.blame(Dense, t.To, "%s: %s says that it is at %d and has %d events", t.Epoch, topic, head, len(events))
		}
	}
	c.sum(t)
}

// sum judges that posts and threads are what the events make of them.
func (c *court) sum(t *Truth) {
	versions, added := map[string]int64{}, map[string]int{}
	for _, events := range t.Events {
		for _, e := range events {
			if e.Kind == "post" {
				versions[e.ID] = max(versions[e.ID], e.Version)
			}
			if e.Type == "post.added" {
				added[e.ID]++
			}
		}
	}
	posts := map[string]int64{}
	for id, p := range t.Posts {
		posts["thread:"+p.Thread]++
		if p.Number > 1 && added[id] != 1 {
			c.blame(Dense, t.To, "%s: post %s was added %d times by the log", t.Epoch, id, added[id])
		}
		if want := max(1, versions[id]); p.Version != want {
			c.blame(Dense, t.To, "%s: post %s is at version %d, the log at %d", t.Epoch, id, p.Version, want)
		}
	}
	for topic, want := range t.Threads {
		if posts[topic] != want {
			c.blame(Dense, t.To, "%s: %s says that it has %d posts and has %d", t.Epoch, topic, want, posts[topic])
		}
	}
}
