package forum

import (
	"context"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
)

// rearranged is what a move does to two threads: who stays, who moves, who was there before.
type rearranged struct{ stay, moved, there []placed }

// rearrange writes a move down: places, counts, what goes along, the public log, the news.
func (s *Service) rearrange(ctx context.Context, by actor.Viewer, m Move, from, into Thread, r rearranged) (event.Done, error) {
	order := ordered(r.there, r.moved)
	all := append(shifts(into.ID, order), shifts(from.ID, r.stay)...)
	if err := s.store.place(ctx, all); err != nil {
		return event.Done{}, err
	}
	if err := s.leave(ctx, by, from, into, r.stay); err != nil {
		return event.Done{}, err
	}
	came := map[string]any{"posts": len(order), "last_activity_at": latest(order, time.Time{})}
	if err := s.rearrangedThread(ctx, into, came); err != nil {
		return event.Done{}, err
	}
	moved := make([]Moved, len(all))
	for i, one := range all {
		moved[i] = one.Moved
	}
	if err := s.ReadingsFollow(ctx, moved); err != nil {
		return event.Done{}, err
	}
	if err := s.noticesFollow(ctx, from, into, r.moved); err != nil {
		return event.Done{}, err
	}
	if err := s.noteMove(ctx, by, m, from, into, r); err != nil {
		return event.Done{}, err
	}
	return event.Done{ID: into.ID, Version: into.Version + 1, Topic: into.Topic()}, nil
}

// leave sees to the thread that posts went from. One that is empty leads to where they went: what waited in it waits there, and who followed it
// follows that.
func (s *Service) leave(ctx context.Context, by actor.Viewer, from, into Thread, stay []placed) error {
	left := map[string]any{"posts": len(stay), "last_activity_at": latest(stay, from.At)}
	if len(stay) == 0 {
		if err := s.noBallotRuns(ctx, from); err != nil {
			return err
		}
		left["moved_to"], left["closed"], left["pinned"], left["last_activity_at"] = into.ID, true, false, from.LastActivityAt
		if err := s.store.endPin(ctx, from.ID, by.Member); err != nil {
			return err
		}
		if err := s.asksMove(ctx, from.ID, into.ID); err != nil {
			return err
		}
		if err := s.notices.Carry(ctx, threadRef(from.ID), threadRef(into.ID)); err != nil {
			return err
		}
		if err := s.areas.CountThread(ctx, from.Area, -1); err != nil {
			return err
		}
	}
	return s.rearrangedThread(ctx, from, left)
}

func (s *Service) rearrangedThread(ctx context.Context, t Thread, set map[string]any) error {
	set["version"] = t.Version + 1
	if err := s.store.setThread(ctx, t.ID, set); err != nil {
		return err
	}
	s.events.Add(ctx, t.Topic(), event.Change{Type: ThreadRearranged, Ref: threadRef(t.ID), Version: t.Version + 1})
	s.activity(ctx, t)
	return nil
}

// noteMove writes a move into the logs of both areas.
func (s *Service) noteMove(ctx context.Context, by actor.Viewer, m Move, from, into Thread, r rearranged) error {
	away, here := ActMovedAway, ActMovedHere
	switch {
	case len(r.stay) == 0:
		away, here = ActMergedAway, ActMergedHere
	case m.New != nil:
		away, here = ActSplitAway, ActSplitHere
	}
	n := int64(len(r.moved))
	if err := s.note(ctx, by, from, Act{Kind: away, Why: m.Why, Posts: n, OtherID: &into.ID}); err != nil {
		return err
	}
	return s.note(ctx, by, into, Act{Kind: here, Why: m.Why, Posts: n, OtherID: &from.ID})
}
