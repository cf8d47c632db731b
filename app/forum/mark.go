package forum

import (
	"context"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

// Marking is what a post stands out as in its thread. It follows the post wherever that goes.
type Marking struct {
	ID       string
	PostID   string
	Kind     string
	MarkedBy string
	At       time.Time
	EndedBy  *string
	EndedAt  *time.Time
}

// Kinds of marks.
const (
	MarkOfficial = "official" // the answer of the organisation that the post speaks for
	MarkAnswer   = "answer"   // the answer to the thread's question; at most one
)

var (
	errMark       = fault.New(fault.Invalid, "mark_unknown", "A post is marked as official or as answer.")
	errMarkNobody = fault.New(fault.Conflict, "mark_needs_organisation", "An official answer is given for an organisation; this post speaks for a person alone.")
	errMarkKind   = fault.New(fault.Conflict, "mark_needs_question", "Only a question has an answer.")
)

var _ = fault.Register("mark_unknown", "mark_needs_organisation", "mark_needs_question")

// mayMark: who leads the area; an official answer also its author, who speaks for the organisation; the answer to a question
// also whoever asked it.
func mayMark(by actor.Viewer, a area.Area, t Thread, p Post, kind string) bool {
	own := by.MayWrite() == nil && (kind == MarkOfficial && by.Member == p.AuthorID || kind == MarkAnswer && by.Member == t.AuthorID)
	return mayLead(by, a) || own
}

// SetMark has a post stand out in its thread, or no longer. What is the same already changes nothing.
func (s *Service) SetMark(ctx context.Context, by actor.Viewer, post, kind string, on bool) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		p, t, a, err := s.postFor(ctx, by, post, s.threadToChange)
		if err == nil {
			err = s.canMark(ctx, by, a, t, p, kind, on)
		}
		if err != nil {
			return event.Done{}, err
		}
		running, err := s.store.marks(ctx, []string{t.ID})
		if err != nil {
			return event.Done{}, err
		}
		var other, same *Marking
		for _, m := range running[t.ID] {
			switch {
			case m.Kind == kind && m.PostID == p.ID:
				same = &m.Marking
			case m.Kind == kind && kind == MarkAnswer:
				other = &m.Marking
			}
		}
		if (same != nil) == on {
			return event.Done{ID: p.ID, Version: p.Version, Topic: t.Topic()}, nil
		}
		return s.remark(ctx, by, t, p, kind, on, same, other)
	})
}

func (s *Service) canMark(ctx context.Context, by actor.Viewer, a area.Area, t Thread, p Post, kind string, on bool) error {
	switch {
	case kind != MarkOfficial && kind != MarkAnswer:
		return errMark
	case !mayMark(by, a, t, p, kind):
		return errNotLeader
	case !on:
		return nil
	case p.WithdrawnAt != nil:
		return errWithdrawn
	case kind == MarkAnswer && t.Kind != Question:
		return errMarkKind
	case kind == MarkOfficial && p.OrganisationID == nil:
		return errMarkNobody
	case kind == MarkOfficial && by.Member == p.AuthorID && !mayLead(by, a):
		return s.actors.MaySpeakFor(ctx, by, *p.OrganisationID)
	}
	return nil
}

// remark ends the marks that give way, sets the new one, and notes what somebody did as the one who leads.
func (s *Service) remark(ctx context.Context, by actor.Viewer, t Thread, p Post, kind string, on bool, gone ...*Marking) (event.Done, error) {
	for _, m := range gone {
		if m == nil {
			continue
		}
		if err := s.store.endMark(ctx, m.ID, by.Member); err != nil {
			return event.Done{}, err
		}
	}
	act := Act{Kind: ActUnmarked}
	if on {
		act.Kind = ActMarked
		if err := s.store.addMark(ctx, Marking{ID: ref.NewID(), PostID: p.ID, Kind: kind, MarkedBy: by.Member, At: db.Now()}); err != nil {
			return event.Done{}, err
		}
	}
	if by.Member != p.AuthorID && by.Member != t.AuthorID {
		if err := s.note(ctx, by, t, act); err != nil {
			return event.Done{}, err
		}
	}
	done, err := s.changed(ctx, t, map[string]any{})
	done.ID, done.Version = p.ID, p.Version
	return done, err
}
