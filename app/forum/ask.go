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
	"kraftsam/app/platform/text"
)

// Asking is that an organisation or a person was asked for an answer in a thread. It waits until they write there, decline, or
// whoever leads takes it back.
type Asking struct {
	ID             string
	ThreadID       string
	OrganisationID *string
	MemberID       *string
	Question       string // what exactly is asked; may be empty
	Wished         string // ISO date by which an answer is wished, empty: no day
	AskedBy        string
	At             time.Time
	PostID         *string // the answer
	AnsweredAt     *time.Time
	EndedBy        *string
	EndedAt        *time.Time
	Declined       string // why whoever was asked will not answer; empty where it was taken back
}

// States of an ask.
const (
	askWaits     = "waiting"
	askAnswered  = "answered"
	askDeclined  = "declined"
	askWithdrawn = "withdrawn"
)

const (
	maxQuestion = 500 // code points
	maxAsks     = 20  // that wait in one thread
)

var (
	errNoAsk    = fault.New(fault.NotFound, "ask_unknown", "Nothing of the kind was asked.")
	errAskOver  = fault.New(fault.Conflict, "ask_over", "This was answered, declined or taken back already.")
	errAskWhom  = fault.InField("body.organisation", "ask_whom", "Name one organisation, or one person who has written in this area.")
	errAskTwice = fault.New(fault.Conflict, "ask_twice", "They were asked already and have not answered yet.")
	errAskMany  = fault.New(fault.Conflict, "ask_many", "So many answers are awaited here already.")
	errWished   = fault.InField("body.wished", "date_invalid", "A day is written as 2026-01-31 and lies ahead.")
	errQuestion = fault.InField("body.question", "question_too_long", "What is asked has at most 500 characters.")
	errNotAsked = fault.New(fault.Forbidden, "forbidden", "Only who was asked may decline.")
)

var _ = fault.Register("ask_unknown", "ask_over", "ask_whom", "ask_twice", "ask_many", "question_too_long")

// NewAsk is whom a facilitator asks for an answer: an organisation or a member.
type NewAsk struct{ Thread, Organisation, Member, Question, Wished string }

func (a Asking) state() string {
	switch {
	case a.AnsweredAt != nil:
		return askAnswered
	case a.EndedAt != nil && a.Declined != "":
		return askDeclined
	case a.EndedAt != nil:
		return askWithdrawn
	}
	return askWaits
}

func (n NewAsk) check() error {
	if (n.Organisation == "") == (n.Member == "") {
		return errAskWhom
	}
	if n.Question != "" {
		if err := text.Check("body.question", n.Question); err != nil {
			return err
		}
	}
	if text.Length(n.Question) > maxQuestion {
		return errQuestion
	}
	return checkDay(n.Wished, errWished)
}

// Ask asks for an answer, as whoever leads the area.
func (s *Service) Ask(ctx context.Context, by actor.Viewer, key event.Key, n NewAsk) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	if err := n.check(); err != nil {
		return event.Reference{}, err
	}
	return s.events.Once(ctx, key, func(ctx context.Context) (event.Done, error) {
		t, err := s.threadToLead(ctx, by, n.Thread)
		if err == nil {
			err = t.canTakePosts()
		}
		if err == nil {
			err = s.canAsk(ctx, t, n)
		}
		if err != nil {
			return event.Done{}, err
		}
		ask := Asking{ID: ref.NewID(), ThreadID: t.ID, OrganisationID: optional(n.Organisation), MemberID: optional(n.Member), Question: n.Question,
			Wished: n.Wished, AskedBy: by.Member, At: db.Now()}
		if err := s.store.addAsk(ctx, ask); err != nil {
			return event.Done{}, err
		}
		if err := s.tellAsk(ctx, ask); err != nil {
			return event.Done{}, err
		}
		return s.changedAsk(ctx, by, t, ask.ID, ActAsked)
	})
}

// canAsk: an organisation of the directory, or somebody whose name stands in the area already; each once at a time.
func (s *Service) canAsk(ctx context.Context, t Thread, n NewAsk) error {
	if n.Organisation != "" {
		o, err := s.actors.Organisation(ctx, n.Organisation)
		if fault.IsNotFound(err) || err == nil && o.ConfirmedAt == nil {
			return errAskWhom
		}
		if err != nil {
			return err
		}
	} else if wrote, err := s.store.wroteIn(ctx, t.Area, n.Member); err != nil || !wrote {
		if err != nil {
			return err
		}
		return errAskWhom
	}
	all, err := s.store.asks(ctx, []string{t.ID})
	if err != nil {
		return err
	}
	waiting := 0
	for _, a := range all[t.ID] {
		if a.state() != askWaits {
			continue
		}
		if waiting++; value(a.OrganisationID) == n.Organisation && value(a.MemberID) == n.Member {
			return errAskTwice
		}
	}
	if waiting >= maxAsks {
		return errAskMany
	}
	return nil
}

// Decline is that whoever was asked, or somebody who speaks for them, will not answer, and why.
func (s *Service) Decline(ctx context.Context, by actor.Viewer, id, why string) (event.Reference, error) {
	return s.endAsk(ctx, by, id, func(ctx context.Context, _ area.Area, a Asking) (map[string]any, error) {
		if err := actor.CheckReason(by, why); err != nil {
			return nil, err
		}
		if value(a.MemberID) != by.Member {
			if a.OrganisationID == nil || s.actors.MaySpeakFor(ctx, by, *a.OrganisationID) != nil {
				return nil, errNotAsked
			}
		}
		return map[string]any{"declined": why}, nil
	}, "")
}

// Unask takes an ask back, as whoever leads the area.
func (s *Service) Unask(ctx context.Context, by actor.Viewer, id string) (event.Reference, error) {
	return s.endAsk(ctx, by, id, func(_ context.Context, a area.Area, _ Asking) (map[string]any, error) {
		if !mayLead(by, a) {
			return nil, errNotLeader
		}
		return map[string]any{}, nil
	}, ActUnasked)
}

func (s *Service) endAsk(ctx context.Context, by actor.Viewer, id string, how func(context.Context, area.Area, Asking) (map[string]any, error), act string) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		ask, t, a, err := s.askFor(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		set, err := how(ctx, a, ask)
		if err != nil {
			return event.Done{}, err
		}
		if ask.state() != askWaits {
			return event.Done{}, errAskOver
		}
		set["ended_by"], set["ended_at"] = by.Member, db.Now()
		if err := s.store.setAsk(ctx, ask.ID, set); err != nil {
			return event.Done{}, err
		}
		if err := s.notices.Recheck(ctx, askRef(ask.ID)); err != nil {
			return event.Done{}, err
		}
		return s.changedAsk(ctx, by, t, ask.ID, act)
	})
}

// askFor is the only door to an ask: it opens for those who may read its thread, which is held.
func (s *Service) askFor(ctx context.Context, by actor.Viewer, id string) (Asking, Thread, area.Area, error) {
	ask, err := s.store.ask(ctx, id)
	if err != nil {
		return Asking{}, Thread{}, area.Area{}, err
	}
	t, a, err := s.threadToChange(ctx, by, ask.ThreadID)
	if fault.IsNotFound(err) {
		err = errNoAsk
	}
	if err != nil {
		return Asking{}, Thread{}, area.Area{}, err
	}
	ask, err = s.store.ask(ctx, id)
	return ask, t, a, err
}

func (s *Service) changedAsk(ctx context.Context, by actor.Viewer, t Thread, ask, act string) (event.Done, error) {
	if act != "" {
		if err := s.note(ctx, by, t, Act{Kind: act}); err != nil {
			return event.Done{}, err
		}
	}
	done, err := s.changed(ctx, t, map[string]any{})
	done.ID = ask
	return done, err
}

// answerAsks links what waited for the author of a new post, or for the organisation that it speaks for, to that post. The
// thread's own news comes before the post's, whose seq answers the call.
func (s *Service) answerAsks(ctx context.Context, t Thread, p Post) error {
	n, err := s.store.answerAsks(ctx, t.ID, p)
	if err != nil || n == 0 {
		return err
	}
	_, err = s.changed(ctx, t, map[string]any{})
	return err
}

// asksOf gives what is asked of the viewer now: what waits for an answer from them or from an organisation that they speak
// for, in threads that they may read, the day that it is wished by first and then the oldest. It is meant for the screen that
// tells a member what is new since last time, and runs inside any snapshot.
func (s *Service) asksOf(ctx context.Context, by actor.Viewer) ([]AskedView, error) {
	if !by.SignedIn() {
		return nil, nil
	}
	represented, err := s.actors.Representations(ctx, by)
	if err != nil {
		return nil, err
	}
	var organisations []string
	for _, r := range represented {
		if r.ConfirmedAt != nil {
			organisations = append(organisations, r.OrganisationID)
		}
	}
	asks, err := s.store.asksOf(ctx, by.Member, organisations)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(asks))
	for i, a := range asks {
		ids[i] = a.ThreadID
	}
	threads, err := s.store.threads(ctx, ids)
	if err != nil {
		return nil, err
	}
	open, err := s.readable(ctx, by, threads)
	if err != nil {
		return nil, err
	}
	views, err := s.askViews(ctx, asks)
	if err != nil {
		return nil, err
	}
	var mine []AskedView
	for i, a := range asks {
		if t := threads[a.ThreadID]; open[t.Area] && !t.Closed {
			mine = append(mine, AskedView{AskView: views[i], Thread: named(t), Area: t.Area})
		}
	}
	return mine, nil
}

// Asked lists what is asked of the viewer.
func (s *Service) Asked(ctx context.Context, by actor.Viewer) (mine []AskedView, err error) {
	if err := by.Known(); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(ctx context.Context) error {
		mine, err = s.asksOf(ctx, by)
		return err
	})
	return mine, err
}
