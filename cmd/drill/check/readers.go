package check

import (
	"slices"

	"kraftsam/cmd/drill/record"
)

// follower is what one reader has of one topic.
type follower struct {
	epoch string
	pos   int64
	known bool
	read  map[record.Place]bool // states that were read since
}

type watching struct {
	reader int
	topic  string
}

// readers judges C2 and C4: from state to event to event without a gap, each as it stands in the log, to the end.
func (c *court) readers() {
	followers := map[watching]*follower{}
	for _, s := range c.h.Sights {
		key := watching{s.Reader, s.Topic}
		f := followers[key]
		if f == nil {
			f = &follower{read: map[record.Place]bool{}}
			followers[key] = f
		}
		switch s.Kind {
		case record.Read:
			f.read[record.Place{Epoch: s.Epoch, Seq: s.Seq}] = true
		case record.Subscribed:
			c.subscribed(f, s)
		case record.Saw:
			c.saw(f, s)
		}
	}
	c.ends(followers)
}

// subscribed: a subscription goes on from what the reader had, from a state that it read, or from where it was told that now is.
func (c *court) subscribed(f *follower, s record.Sight) {
	had := f.known && f.epoch == s.Epoch && f.pos == s.Seq
	if !had && !s.Told && !f.read[record.Place{Epoch: s.Epoch, Seq: s.Seq}] {
		c.blame(Sighted, s.At, "reader %d goes on in %s after %s %d, and had %s %d", s.Reader, s.Topic, s.Epoch, s.Seq, f.epoch, f.pos)
	}
	f.known, f.epoch, f.pos = true, s.Epoch, s.Seq
	clear(f.read)
}

func (c *court) saw(f *follower, s record.Sight) {
	switch {
	case !f.known:
		c.blame(Sighted, s.At, "reader %d saw %s %d without a subscription", s.Reader, s.Topic, s.Seq)
	case s.Seq <= f.pos:
		c.blame(Sighted, s.At, "reader %d saw %s %d again or too late, it had %d", s.Reader, s.Topic, s.Seq, f.pos)
	case s.Seq > f.pos+1:
		c.blame(Sighted, s.At, "reader %d saw %s %d and nothing between %d and it", s.Reader, s.Topic, s.Seq, f.pos)
	}
	f.pos = max(f.pos, s.Seq)
	c.agrees(s)
}

// agrees holds an event against the log, and what it shows against what was written.
func (c *court) agrees(s record.Sight) {
	l := c.byID[s.Epoch]
	if l == nil {
		c.blame(Dense, s.At, "reader %d saw %s %d of %s, which was never a history", s.Reader, s.Topic, s.Seq, s.Epoch)
		return
	}
	e, ok := l.truth.event(s.Topic, s.Seq)
	switch {
	case !ok:
		c.blame(Dense, s.At, "reader %d saw %s %d (%s), which is not in the log", s.Reader, s.Topic, s.Seq, s.Type)
		return
	case e.Type != s.Type || e.ID != s.Item.ID:
		c.blame(Dense, s.At, "reader %d saw %s %d as %s of %q, the log says %s of %q", s.Reader, s.Topic, s.Seq, s.Type, s.Item.ID, e.Type, e.ID)
		return
	case e.Kind != "post":
		return
	case s.Item.Version < e.Version:
		c.blame(Dense, s.At, "reader %d saw %s %d in version %d, which is older than the event's %d", s.Reader, s.Topic, s.Seq, s.Item.Version, e.Version)
	}
	c.says(l, s, s.Item)
}

// says judges C8: a post says what was written in that version, and nothing once it is withdrawn.
func (c *court) says(l *ledger, s record.Sight, it record.Item) {
	p, ok := l.truth.Posts[it.ID]
	if !ok {
		c.blame(Dense, s.At, "reader %d was shown %s in %s, which is not there", s.Reader, it.ID, s.Topic)
		return
	}
	print, ok := p.Prints[it.Version]
	gone := p.Withdrawn && it.Version == p.Version
	if !ok || print != it.Print || gone != it.Gone {
		c.blame(Same, s.At, "reader %d was shown version %d of %s as %q (withdrawn %t), which is %q (%t)", s.Reader, it.Version, it.ID, it.Print, it.Gone, print, gone)
	}
}

// ends judges C7: who watches to the end has everything that is there.
func (c *court) ends(followers map[watching]*follower) {
	if len(c.truths) == 0 {
		return
	}
	last := &c.truths[len(c.truths)-1]
	for key, f := range followers {
		if !slices.Contains(c.h.Settled, key.reader) {
			continue
		}
		if head := last.Heads[key.topic]; f.epoch != last.Epoch || f.pos != head {
			c.blame(Current, last.To, "reader %d ends in %s at %s %d, the log at %s %d", key.reader, key.topic, f.epoch, f.pos, last.Epoch, head)
		}
	}
}
