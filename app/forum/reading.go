package forum

import (
	"context"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
)

// Reading is how far a member has read in a thread: everything up to the post Upto, and the runs in Spans further down that
// were read without what lies before them. It is shown to nobody but the member.
//
// Whether a post is new to a member depends on it alone: it is new if it is another's, its words were not taken back, and
// neither Upto nor a span holds its number. In a thread that a member never opened there is no Reading, and new is what was
// written after they came (Visit.KnownFrom). A first Reading begins with exactly what that leaves.
//
// Numbers are places in a thread. Whoever gives posts other numbers or another thread calls ReadingsFollow in the same
// transaction, which makes every post as new to everybody as it was. A post that stays in a thread without words of its own
// (hidden, moved away) must be left out of countable, and out of blocking if that is for good.
type Reading struct {
	MemberID string
	ThreadID string
	Upto     int64
	Spans    int64 // how many there are, so that hardly any question looks at them
}

// Seen is a run of posts of a thread by their numbers, both included.
type Seen struct {
	From int64 `json:"from" minimum:"1"`
	To   int64 `json:"to" minimum:"1"`
}

// maxSeen bounds the runs that one call may name.
const maxSeen = 100

var (
	errSeen  = fault.InField("body.seen", "seen_invalid", "Name 1 to 100 runs of posts by their numbers, from 1 on, or a number to be unread from.")
	errUntil = fault.InField("body.until", "until_invalid", "A time as RFC 3339 writes it.")
)

var _ = fault.Register("seen_invalid", "until_invalid")

// ReadingNews tells a member's own screens what of their reading changed: one thread, or with an empty Thread anything.
type ReadingNews struct {
	Thread  string       `json:"thread,omitempty"`
	Area    string       `json:"area,omitempty"`
	Reading *ReadingView `json:"reading,omitempty"`
}

// Read notes that the viewer has seen posts of a thread. It only ever adds: what an old device did not see stays read.
func (s *Service) Read(ctx context.Context, by actor.Viewer, thread string, seen []Seen) (ReadingView, error) {
	if err := by.MayWrite(); err != nil {
		return ReadingView{}, err
	}
	bad := func(r Seen) bool { return r.From < 1 || r.To < r.From }
	if len(seen) == 0 || len(seen) > maxSeen || slices.ContainsFunc(seen, bad) {
		return ReadingView{}, errSeen
	}
	return s.changeReading(ctx, by, thread, func(t Thread, had []Seen) []Seen {
		return clip(union(append(had, seen...)), 1, t.Posts)
	})
}

// MarkUnread makes a thread unread to the viewer from a post on.
func (s *Service) MarkUnread(ctx context.Context, by actor.Viewer, thread string, from int64) (ReadingView, error) {
	if err := by.MayWrite(); err != nil {
		return ReadingView{}, err
	}
	if from < 1 {
		return ReadingView{}, errSeen
	}
	return s.changeReading(ctx, by, thread, func(_ Thread, had []Seen) []Seen { return clip(had, 1, from-1) })
}

// changeReading changes which posts of a thread the viewer has seen, and tells their screens.
func (s *Service) changeReading(ctx context.Context, by actor.Viewer, thread string, change func(t Thread, had []Seen) []Seen) (ReadingView, error) {
	var view ReadingView
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		t, _, err := s.threadFor(ctx, by, thread)
		if err != nil {
			return err
		}
		known, err := s.knownFrom(ctx, by.Member)
		if err != nil {
			return err
		}
		had, err := s.store.seenHeld(ctx, by.Member, t.ID, known)
		if err != nil {
			return err
		}
		seen := change(t, slices.Clone(had))
		changed := !slices.Equal(had, seen)
		if changed {
			if err := s.store.putSeen(ctx, by.Member, t.ID, seen); err != nil {
				return err
			}
		}
		views, err := s.readingsOf(ctx, by, []Thread{t})
		if err != nil {
			return err
		}
		if view = views[t.ID]; changed {
			s.tellReading(ctx, by.Member, ReadingNews{Thread: t.ID, Area: t.Area, Reading: &view})
			return s.notices.Settle(ctx, by, threadRef(t.ID), area.Ref(t.Area))
		}
		return nil
	})
	return view, err
}

// MarkAllRead marks what was written up to a moment as read: in one area, or with an empty slug in all of them, which also
// ends what "since last time" tells.
func (s *Service) MarkAllRead(ctx context.Context, by actor.Viewer, slug string, until time.Time) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	if now := db.Now(); until.IsZero() || until.After(now) {
		until = now
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		areas, err := s.areasToCount(ctx, by, slug)
		if err != nil {
			return err
		}
		known, err := s.knownFrom(ctx, by.Member)
		if err != nil {
			return err
		}
		if until.Before(known) {
			until = known
		}
		if err := s.store.readAll(ctx, by.Member, areas, known, until); err != nil {
			return err
		}
		if slug == "" {
			if err := s.store.setSince(ctx, by.Member, until); err != nil {
				return err
			}
		}
		s.tellReading(ctx, by.Member, ReadingNews{Area: slug})
		return s.notices.Settle(ctx, by)
	})
}

// areasToCount gives the areas in use that the viewer reads, or the named one alone.
func (s *Service) areasToCount(ctx context.Context, by actor.Viewer, slug string) ([]string, error) {
	if slug != "" {
		_, err := s.areas.Area(ctx, by, slug)
		return []string{slug}, err
	}
	all, err := s.areas.List(ctx, by)
	slugs := make([]string, len(all))
	for i, a := range all {
		slugs[i] = a.Slug
	}
	return slugs, err
}

// tellReading tells the member's own screens, once the change is durable. It is a signal and no event: a log of it would be
// a diary of what somebody reads.
func (s *Service) tellReading(ctx context.Context, member string, news ReadingNews) {
	s.db.AfterCommit(ctx, func() { s.signals.Reading(member, news) })
}

// union gives the same numbers as few runs in order.
func union(runs []Seen) []Seen {
	slices.SortFunc(runs, func(a, b Seen) int { return int(a.From - b.From) })
	var all []Seen
	for _, r := range runs {
		if last := len(all) - 1; last >= 0 && r.From <= all[last].To+1 {
			all[last].To = max(all[last].To, r.To)
		} else {
			all = append(all, r)
		}
	}
	return all
}

// clip keeps what of runs lies within two numbers.
func clip(runs []Seen, from, to int64) []Seen {
	var kept []Seen
	for _, r := range runs {
		if r.From, r.To = max(r.From, from), min(r.To, to); r.From <= r.To {
			kept = append(kept, r)
		}
	}
	return kept
}

// holds says whether one of the runs holds a number.
func holds(runs []Seen, number int64) bool {
	return slices.ContainsFunc(runs, func(r Seen) bool { return r.From <= number && number <= r.To })
}
