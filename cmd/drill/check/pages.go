package check

import (
	"slices"
	"time"

	"kraftsam/cmd/drill/record"
)

// ledger is a history, ready to be asked what was so at a seq.
type ledger struct {
	truth    *Truth
	added    map[string][]addition // by topic, in the order of seq
	versions map[string][]Event    // by post, in the order of seq
}

type addition struct {
	seq int64
	id  string
}

func newLedger(t *Truth) *ledger {
	l := &ledger{truth: t, added: map[string][]addition{}, versions: map[string][]Event{}}
	first := map[string]string{}
	for id, p := range t.Posts {
		if p.Number == 1 {
			first["thread:"+p.Thread] = id
		}
	}
	for topic, events := range t.Events {
		for _, e := range events {
			switch {
			case e.Type == "thread.added":
				l.added[topic] = append(l.added[topic], addition{e.Seq, first[topic]})
				l.versions[first[topic]] = append(l.versions[first[topic]], Event{Seq: e.Seq, Version: 1})
			case e.Kind == "post":
				if e.Type == "post.added" {
					l.added[topic] = append(l.added[topic], addition{e.Seq, e.ID})
				}
				l.versions[e.ID] = append(l.versions[e.ID], e)
			}
		}
	}
	return l
}

// version is what version a post had at a seq; 0: it was not there.
func (l *ledger) version(id string, seq int64) (v int64) {
	for _, e := range l.versions[id] {
		if e.Seq <= seq {
			v = e.Version
		}
	}
	return v
}

// pages judges C9: a page shows exactly what the log says up to its seq, neither older nor newer.
func (c *court) pages() {
	for _, s := range c.h.Sights {
		if s.Kind != record.Read {
			continue
		}
		l := c.byID[s.Epoch]
		if l == nil {
			c.blame(Snapshot, s.At, "reader %d read %s in %s, which was never a history", s.Reader, s.Topic, s.Epoch)
			continue
		}
		c.page(l, s)
	}
}

func (c *court) page(l *ledger, s record.Sight) {
	added := l.added[s.Topic]
	n, _ := slices.BinarySearchFunc(added, s.Seq+1, func(a addition, seq int64) int { return int(a.seq - seq) })
	if end := s.Offset + len(s.Items); (!s.More && end != n) || end > n {
		c.blame(Snapshot, s.At, "reader %d read posts %d to %d of %s at seq %d, where there are %d", s.Reader, s.Offset+1, end, s.Topic, s.Seq, n)
		return
	}
	for i, it := range s.Items {
		if want := added[s.Offset+i].id; it.ID != want {
			c.blame(Snapshot, s.At, "reader %d read %s as post %d of %s, which is %s", s.Reader, it.ID, s.Offset+i+1, s.Topic, want)
			return
		}
		if want := l.version(it.ID, s.Seq); it.Version != want {
			c.blame(Snapshot, s.At, "reader %d read version %d of %s at seq %d of %s, where it is %d", s.Reader, it.Version, it.ID, s.Seq, s.Topic, want)
		}
		c.says(l, s, it)
	}
}

// rights judges C6. A write that was sent after a right had ended, and a grace, may not reach whoever lost it. What was under way
// to them before is not held against anybody: only what was written afterwards can be told apart from it.
func (c *court) rights(grace time.Duration) {
	if len(c.h.Endings) == 0 {
		return
	}
	sent := c.sendings()
	for _, e := range c.h.Endings {
		limit := e.At + grace
		for _, s := range c.h.Sights {
			if s.Reader != e.Reader || (e.Pass != 0 && s.Pass != e.Pass) || (e.Topic != "" && s.Topic != e.Topic) || s.At <= limit || (e.Until != 0 && s.At >= e.Until) {
				continue
			}
			public := e.Topic == "" // without a session one still reads what everybody reads, but not over the socket that the session held
			switch {
			case public && (s.Polling || s.Kind != record.Saw):
			case s.Kind == record.Saw && sent[place{s.Topic, s.Epoch, s.Seq}] > limit:
				c.blame(Private, s.At, "reader %d lost the right to %s at %s and saw %d, which was written %s later", s.Reader, s.Topic, e.At, s.Seq, sent[place{s.Topic, s.Epoch, s.Seq}]-e.At)
			case s.Kind == record.Read && s.Sent > limit:
				c.blame(Private, s.At, "reader %d lost the right to %s at %s and read it %s later", s.Reader, s.Topic, e.At, s.Sent-e.At)
			}
		}
	}
}

// place is where an event stands.
type place struct {
	topic, epoch string
	seq          int64
}

// sendings says when the write behind each event was first sent.
func (c *court) sendings() map[place]record.Time {
	sent := map[place]record.Time{}
	for _, w := range c.h.Writes {
		if a := w.Answer(); a != nil {
			sent[place{a.Ref.Topic, a.Ref.Epoch, a.Ref.Seq}] = w.Sent()
		}
	}
	return sent
}
