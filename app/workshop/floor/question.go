package floor

import (
	"context"
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
	"kraftsam/app/workshop"
)

// Ask asks a question, as oneself or on behalf of a participant. A repeat with the same key answers what the first call made.
func (s *Service) Ask(ctx context.Context, by actor.Viewer, key event.Key, id, onBehalf, words string) (event.Reference, error) {
	if err := workshop.MayWrite(by, id); err != nil {
		return event.Reference{}, err
	}
	if err := text.Check("body.text", words); err != nil {
		return event.Reference{}, err
	}
	if text.Length(words) > maxQuestion {
		return event.Reference{}, errLongText
	}
	var refused error
	if onBehalf == "" { // a facilitator writes for many
		refused = s.limits.Take(ctx, limit.Post, by.Member) // asked inside, where a repeat still gets its answer
	}
	return s.events.Once(ctx, key, func(ctx context.Context) (event.Done, error) {
		w, p, err := s.writer(ctx, by, id, onBehalf)
		if err != nil {
			return event.Done{}, err
		}
		if refused != nil {
			return event.Done{}, refused
		}
		return s.ask(ctx, by, w, p, words)
	})
}

func (s *Service) ask(ctx context.Context, by actor.Viewer, w workshop.Workshop, p workshop.Participant, words string) (event.Done, error) {
	asked, err := s.store.askedBy(ctx, p.ID)
	if err != nil {
		return event.Done{}, err
	}
	if asked >= maxQuestions {
		return event.Done{}, errTooMany
	}
	now, err := s.db.Clock(ctx)
	if err != nil {
		return event.Done{}, err
	}
	q := Question{ID: ref.NewID(), WorkshopID: w.ID, StepID: w.StepID, ParticipantID: p.ID, OrganisationID: p.OrganisationID, OrganisationName: p.OrganisationName, Text: words,
		Late: w.Late(now), At: now, Status: Asked, Version: 1}
	if p.MemberID == nil || *p.MemberID != by.Member {
		q.WrittenBy = &by.Member
	}
	if err := s.store.addQuestion(ctx, q); err != nil {
		return event.Done{}, err
	}
	s.tell(ctx, w, QuestionAdded, questionRef(q.ID), q.Version)
	s.tellBars(ctx, w)
	return done(w, q.ID, q.Version), nil
}

func (s *Service) tellBars(ctx context.Context, w workshop.Workshop) {
	s.tell(ctx, w, QuestionsCounted, ref.Ref{Kind: questionsKind, ID: w.ID}, 1)
}

// writer is the only door for what participants do with questions: the workshop, which is open, and as whom it is done.
func (s *Service) writer(ctx context.Context, by actor.Viewer, id, onBehalf string) (w workshop.Workshop, p workshop.Participant, err error) {
	w, st, err := s.workshops.Take(ctx, by, id)
	if err != nil {
		return w, p, err
	}
	now, err := s.db.Clock(ctx)
	if err != nil {
		return w, p, err
	}
	p, err = s.workshops.Writer(ctx, by, w, st, onBehalf, now)
	return w, p, err
}

// Withdraw takes a question back: whoever asked it does, and a facilitator for those who have no account. Again changes nothing.
func (s *Service) Withdraw(ctx context.Context, by actor.Viewer, id, question string) (event.Reference, error) {
	if err := workshop.MayWrite(by, id); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, st, err := s.workshops.Take(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		q, err := s.store.questionHeld(ctx, w.ID, question)
		if err != nil {
			return event.Done{}, err
		}
		mine := st.Participant != nil && st.Participant.ID == q.ParticipantID
		if !mine && (!st.Facilitates || q.WrittenBy == nil) {
			return event.Done{}, errNotAuthor
		}
		if q.WithdrawnAt != nil {
			return done(w, q.ID, q.Version), nil
		}
		now, err := s.db.Clock(ctx)
		if err != nil {
			return event.Done{}, err
		}
		q.WithdrawnAt = &now
		return s.changed(ctx, w, q)
	})
}

// changed writes what became of a question.
func (s *Service) changed(ctx context.Context, w workshop.Workshop, q Question) (event.Done, error) {
	if q.gone() && q.Status == OnNow {
		q.Status = Asked
	}
	q.Version++
	if err := s.store.setQuestion(ctx, q); err != nil {
		return event.Done{}, err
	}
	s.tell(ctx, w, QuestionChanged, questionRef(q.ID), q.Version)
	s.tellBars(ctx, w)
	return done(w, q.ID, q.Version), nil
}

// Support says that one has the same question; Unsupport takes it back. The same again changes nothing.
func (s *Service) Support(ctx context.Context, by actor.Viewer, id, question, onBehalf string) (event.Reference, error) {
	return s.supporting(ctx, by, id, question, onBehalf, s.store.support)
}

// Unsupport takes support back.
func (s *Service) Unsupport(ctx context.Context, by actor.Viewer, id, question, onBehalf string) (event.Reference, error) {
	return s.supporting(ctx, by, id, question, onBehalf, s.store.unsupport)
}

func (s *Service) supporting(ctx context.Context, by actor.Viewer, id, question, onBehalf string, change func(ctx context.Context, question, participant string) (bool, error)) (event.Reference, error) {
	if err := workshop.MayWrite(by, id); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, p, err := s.writer(ctx, by, id, onBehalf)
		if err != nil {
			return event.Done{}, err
		}
		q, err := s.store.question(ctx, w.ID, question)
		switch {
		case err != nil:
			return event.Done{}, err
		case q.gone():
			return event.Done{}, errGone
		case q.ParticipantID == p.ID:
			return event.Done{}, errOwn
		}
		changed, err := change(ctx, q.ID, p.ID)
		if err == nil && changed {
			s.tell(ctx, w, QuestionSupported, ref.Ref{Kind: supportKind, ID: q.ID}, q.Version)
		}
		return done(w, q.ID, q.Version), err
	})
}

// Handling is what a facilitator does with a question.
type Handling struct {
	Do     string
	Why    string // hide
	Before string // live: the question that is on now and gives way; empty: none is
}

// What a facilitator can do with a question.
const (
	Shortlist = "shortlist"
	Unlist    = "unlist"
	GoLive    = "live"
	Answer    = "answer"
	Hide      = "hide"
	Show      = "show"
)

var statusAfter = map[string]string{Shortlist: Shortlisted, Unlist: Asked, GoLive: OnNow, Answer: Answered}

func (h Handling) check() error {
	switch {
	case h.Do == Show, statusAfter[h.Do] != "":
		return nil
	case h.Do != Hide:
		return errHandle
	case strings.TrimFunc(h.Why, text.Blank) == "":
		return errWhy
	case text.Length(h.Why) > maxQuestion:
		return errLongWhy
	}
	return nil
}

// Handle does it, if version is still the question's. A question that is on stays so until it is over or another takes its place:
// then it goes back to the shortlist, and whoever did not know of it is told.
func (s *Service) Handle(ctx context.Context, by actor.Viewer, id, question string, version int64, h Handling) (event.Reference, error) {
	if err := h.check(); err != nil {
		return event.Reference{}, err
	}
	if err := workshop.MayWrite(by, id); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, st, err := s.workshops.Hold(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if err := st.Leads(); err != nil {
			return event.Done{}, err
		}
		q, err := s.store.questionHeld(ctx, w.ID, question)
		if err != nil {
			return event.Done{}, err
		}
		if q.Version != version {
			return event.Done{}, s.stale(ctx, q)
		}
		return s.handle(ctx, by, w, q, h)
	})
}

func (s *Service) stale(ctx context.Context, q Question) error {
	views, err := s.questionViews(ctx, []Question{q})
	if err != nil {
		return err
	}
	return errStale.With(views[0])
}

func (s *Service) handle(ctx context.Context, by actor.Viewer, w workshop.Workshop, q Question, h Handling) (event.Done, error) {
	now, err := s.db.Clock(ctx)
	if err != nil {
		return event.Done{}, err
	}
	if w.Open(now) != nil && w.State != workshop.Minutes {
		return event.Done{}, errRoom // what is published stands
	}
	status := statusAfter[h.Do]
	switch {
	case q.WithdrawnAt != nil, status != "" && q.HiddenAt != nil:
		return event.Done{}, errGone
	case status != "" && status == q.Status, h.Do == Show && q.HiddenAt == nil, h.Do == Hide && q.HiddenAt != nil && q.Why == h.Why:
		return done(w, q.ID, q.Version), nil
	}
	switch h.Do {
	case Hide:
		q.HiddenAt, q.HiddenBy, q.Why = &now, &by.Member, h.Why
	case Show:
		q.HiddenAt, q.HiddenBy, q.Why = nil, nil, ""
	case GoLive:
		if err := s.giveWay(ctx, w, h.Before); err != nil {
			return event.Done{}, err
		}
	}
	if status != "" {
		q.Status = status
	}
	return s.changed(ctx, w, q)
}

// giveWay takes the question off that is on, if it is the one that the facilitator saw.
func (s *Service) giveWay(ctx context.Context, w workshop.Workshop, seen string) error {
	on, err := s.store.live(ctx, w.ID)
	if err != nil {
		return err
	}
	switch {
	case len(on) == 0:
		return nil // what was on is over already
	case on[0].ID != seen:
		return errOtherLive
	}
	on[0].Status = Shortlisted
	_, err = s.changed(ctx, w, on[0])
	return err
}

// questionsBecame gives what one participant asked and supported to another.
func (s *Service) questionsBecame(ctx context.Context, w workshop.Workshop, from, into string) error {
	asked, supported, err := s.store.questionsBecame(ctx, from, into)
	if err != nil {
		return err
	}
	for _, q := range asked {
		s.tell(ctx, w, QuestionChanged, questionRef(q.ID), q.Version+1)
	}
	for _, id := range supported {
		s.tell(ctx, w, QuestionSupported, ref.Ref{Kind: supportKind, ID: id}, 1)
	}
	if len(asked) > 0 {
		s.tellBars(ctx, w)
	}
	return nil
}
