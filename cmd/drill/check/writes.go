package check

import (
	"slices"

	"kraftsam/cmd/drill/record"
)

// writes judges every write against the history that was running when it was answered, and those that were never answered
// against the last one.
func (c *court) writes() {
	if len(c.truths) == 0 {
		return
	}
	firsts := map[string]map[string][]string{} // by epoch and print: the posts that began with a text
	for i := range c.truths {
		t := &c.truths[i]
		byPrint := map[string][]string{}
		for id, p := range t.Posts {
			byPrint[p.First()] = append(byPrint[p.First()], id)
		}
		firsts[t.Epoch] = byPrint
	}
	for _, w := range c.h.Writes {
		if len(w.Tries) == 0 {
			continue
		}
		last := w.Tries[len(w.Tries)-1]
		t := c.of(last.Heard)
		switch w.Outcome() {
		case record.Done:
			c.done(w, t, firsts[t.Epoch])
		case record.Failed:
			c.failed(w, t, firsts[t.Epoch], last)
		case record.Unknown:
			c.blame(Answered, last.Heard, "write %d (%s) was tried %d times and never answered; the last time: %d %s", w.Number, w.Act, len(w.Tries), last.Status, last.Code)
		case record.Unsure:
		}
		if n := len(firsts[t.Epoch][w.Print]); w.Act == record.Post && n > 1 && w.Outcome() != record.Done {
			c.blame(Refused, last.Heard, "the unanswered write %d is there %d times", w.Number, n)
		}
	}
}

func (c *court) failed(w *record.Write, t *Truth, firsts map[string][]string, last record.Try) {
	there := len(firsts[w.Print]) > 0
	if p, ok := t.Posts[w.Post]; ok && w.Act == record.Edit {
		for _, print := range p.Prints {
			there = there || print == w.Print
		}
	}
	if there {
		c.blame(Refused, last.Heard, "write %d (%s) was refused with %d %s and is there", w.Number, w.Act, last.Status, last.Code)
	}
}

func (c *court) done(w *record.Write, t *Truth, firsts map[string][]string) {
	a := w.Answer()
	if w.Act == record.Post {
		switch posts := firsts[w.Print]; {
		case len(posts) == 0:
			c.blame(Kept, a.Heard, "write %d was acknowledged as %s (%s %d) and is not there", w.Number, a.Ref.ID, a.Ref.Topic, a.Ref.Seq)
			return
		case len(posts) > 1:
			slices.Sort(posts)
			c.blame(Kept, a.Heard, "write %d is there %d times: %v", w.Number, len(posts), posts)
		case posts[0] != a.Ref.ID:
			c.blame(Same, a.Heard, "write %d was acknowledged as %s and is %s", w.Number, a.Ref.ID, posts[0])
		}
	}
	if a == nil {
		return // done by an earlier try, and told only in words
	}
	p, ok := t.Posts[a.Ref.ID]
	if !ok {
		c.blame(Kept, a.Heard, "write %d (%s) was acknowledged about %s, which is not there", w.Number, w.Act, a.Ref.ID)
		return
	}
	if w.Act != record.Withdraw && p.Prints[a.Ref.Version] != w.Print {
		c.blame(Same, a.Heard, "write %d (%s): version %d of %s says %q, and %q was written", w.Number, w.Act, a.Ref.Version, p.ID, p.Prints[a.Ref.Version], w.Print)
	}
	if w.Act == record.Withdraw && !p.Withdrawn {
		c.blame(Kept, a.Heard, "write %d: %s was withdrawn and stands", w.Number, p.ID)
	}
	e, ok := t.event(a.Ref.Topic, a.Ref.Seq)
	if !ok || e.ID != a.Ref.ID || e.Version != a.Ref.Version || e.Type != typeOf[w.Act] {
		c.blame(Kept, a.Heard, "write %d (%s) was acknowledged as %s %d, which is %v in the log", w.Number, w.Act, a.Ref.Topic, a.Ref.Seq, e)
	}
}

// typeOf is what the log calls an act.
var typeOf = map[string]string{record.Post: "post.added", record.Edit: "post.edited", record.Withdraw: "post.withdrawn"}

// order judges C5: on one topic, in the order of seq, none may have been answered before one that stands ahead of it was sent.
func (c *court) order() {
	type stood struct {
		w     *record.Write
		seq   int64
		heard record.Time
	}
	topics := map[record.Place][]stood{} // of each topic of each history
	for _, w := range c.h.Writes {
		if a := w.Answer(); a != nil && (w.Act != record.Withdraw || len(w.Tries) == 1) {
			key := record.Place{Epoch: a.Ref.Topic + " " + a.Ref.Epoch}
			topics[key] = append(topics[key], stood{w, a.Ref.Seq, a.Heard})
		}
	}
	for _, list := range topics {
		slices.SortFunc(list, func(a, b stood) int { return int(a.seq - b.seq) })
		var latest *record.Write
		for _, s := range list {
			if latest != nil && s.heard < latest.Sent() {
				c.blame(Causal, s.heard, "write %d was answered before write %d was sent, and stands after it at %d", s.w.Number, latest.Number, s.seq)
			}
			if latest == nil || s.w.Sent() > latest.Sent() {
				latest = s.w
			}
		}
	}
}
