package floor

import (
	"context"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
)

// Raise raises one's hand, or that of a participant on whose behalf a facilitator does it. A hand that is up already stays where it is.
func (s *Service) Raise(ctx context.Context, by actor.Viewer, id, onBehalf string) (event.Reference, error) {
	if err := workshop.MayWrite(by, id); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, st, err := s.workshops.Take(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		now, err := s.db.Clock(ctx)
		if err != nil {
			return event.Done{}, err
		}
		p, err := s.workshops.Writer(ctx, by, w, st, onBehalf, now)
		if err != nil {
			return event.Done{}, err
		}
		if !inRoom(w) {
			return event.Done{}, errRoom
		}
		return s.raise(ctx, w, handOf(w, p, by, now))
	})
}

// handOf is a hand that goes up.
func handOf(w workshop.Workshop, p workshop.Participant, by actor.Viewer, now time.Time) Speech {
	sp := Speech{ID: ref.NewID(), WorkshopID: w.ID, StepID: w.StepID, ParticipantID: p.ID, OrganisationID: p.OrganisationID, OrganisationName: p.OrganisationName, RaisedAt: now, Version: 1}
	if p.MemberID == nil || *p.MemberID != by.Member {
		sp.RaisedBy = &by.Member
	}
	return sp
}

func (s *Service) raise(ctx context.Context, w workshop.Workshop, sp Speech) (event.Done, error) {
	had, err := s.store.standing(ctx, w.ID, sp.ParticipantID)
	if err != nil {
		return event.Done{}, err
	}
	for _, have := range had {
		if have.State() == Waiting {
			return done(w, have.ID, have.Version), nil
		}
	}
	if len(had) > 0 {
		return event.Done{}, errSpeaks
	}
	list, err := s.store.list(ctx, w.ID)
	if err != nil {
		return event.Done{}, err
	}
	if list.ClosedAt != nil {
		return event.Done{}, errClosed
	}
	if sp.RaisedAt, err = s.store.behind(ctx, sp); err != nil {
		return event.Done{}, err
	}
	added, err := s.store.addHand(ctx, sp)
	if err != nil {
		return event.Done{}, err
	}
	if !added { // it went up twice in the same moment
		return s.raise(ctx, w, sp)
	}
	s.tell(ctx, w, SpeechChanged, speechRef(sp.ID), sp.Version)
	return done(w, sp.ID, sp.Version), nil
}

// Lower takes one's hand down, or that of a participant; one that is down already stays so.
func (s *Service) Lower(ctx context.Context, by actor.Viewer, id, onBehalf string) (event.Reference, error) {
	if err := workshop.MayWrite(by, id); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, st, err := s.workshops.Take(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if onBehalf == "" && st.Participant == nil && st.Facilitates {
			return done(w, w.ID, w.Version), nil // Writer would have them take part
		}
		now, err := s.db.Clock(ctx)
		if err != nil {
			return event.Done{}, err
		}
		p, err := s.workshops.Writer(ctx, by, w, st, onBehalf, now)
		if err != nil {
			return event.Done{}, err
		}
		return s.lower(ctx, w, p, now)
	})
}

func (s *Service) lower(ctx context.Context, w workshop.Workshop, p workshop.Participant, now time.Time) (event.Done, error) {
	had, err := s.store.standing(ctx, w.ID, p.ID)
	if err != nil {
		return event.Done{}, err
	}
	i := slices.IndexFunc(had, func(sp Speech) bool { return sp.State() == Waiting })
	if i < 0 {
		return done(w, w.ID, w.Version), nil
	}
	lowered, err := s.store.lower(ctx, had[i].ID, now)
	if err != nil || !lowered {
		return done(w, had[i].ID, had[i].Version), err
	}
	s.tell(ctx, w, SpeechChanged, speechRef(had[i].ID), had[i].Version+1)
	return done(w, had[i].ID, had[i].Version+1), nil
}

// Move does an act on the list of speakers, if version is still the list's: of two facilitators who press at once one is told that the
// other was first.
func (s *Service) Move(ctx context.Context, by actor.Viewer, id string, version int64, a Act) (event.Reference, error) {
	do, known := doing[a.Do]
	if !known {
		return event.Reference{}, errAct
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
		t, err := s.turnsOf(ctx, by, w, version, a)
		if err != nil {
			return event.Done{}, err
		}
		if err := do(&t, a); err != nil {
			return event.Done{}, err
		}
		return s.moved(ctx, w, t)
	})
}

// turnsOf reads what an act may need.
func (s *Service) turnsOf(ctx context.Context, by actor.Viewer, w workshop.Workshop, version int64, a Act) (t turns, err error) {
	if t.now, err = s.db.Clock(ctx); err != nil {
		return t, err
	}
	switch a.Do {
	case Limit, Close, Open: // may be prepared
		err = w.Open(t.now)
	default:
		if !inRoom(w) {
			err = errRoom
		}
	}
	if err != nil {
		return t, err
	}
	t.touched = map[string]Speech{}
	if t.list, err = s.store.list(ctx, w.ID); err != nil {
		return t, err
	}
	if t.list.Version != version {
		return t, errStale.With(t.list.view())
	}
	if t.running, err = s.store.running(ctx, w.ID); err != nil {
		return t, err
	}
	switch a.Do {
	case Start, Reply:
		err = s.call(ctx, by, w, &t, a)
	case Clear:
		t.waiting, err = s.store.waiting(ctx, w.ID)
	case Undo:
		_, ids := t.list.remembered()
		t.recalled, err = s.store.speeches(ctx, ids)
	}
	return t, err
}

// call finds whom a start or a reply is about.
func (s *Service) call(ctx context.Context, by actor.Viewer, w workshop.Workshop, t *turns, a Act) error {
	waiting, err := s.store.waiting(ctx, w.ID)
	if err != nil {
		return err
	}
	switch {
	case a.Speech != "" && a.Participant != "":
		return errWhom
	case a.Speech != "":
		if t.called, err = s.hand(ctx, w, waiting, a.Speech); err != nil {
			return err
		}
	case a.Participant != "":
		if err := s.callAnybody(ctx, by, w, t, a, waiting); err != nil {
			return err
		}
	case a.Do == Reply:
		return errNobody
	case len(waiting) == 0:
		return errNobodyWaits
	default:
		t.called = &waiting[0]
	}
	speaks := func(sp Speech) bool { return sp.ParticipantID == t.called.ParticipantID }
	if (t.fresh || a.Do == Reply) && slices.ContainsFunc(t.running, speaks) {
		return errSpeaks
	}
	return nil
}

// hand finds a hand that is up.
func (s *Service) hand(ctx context.Context, w workshop.Workshop, waiting []Speech, id string) (*Speech, error) {
	i := slices.IndexFunc(waiting, func(sp Speech) bool { return sp.ID == id })
	if i >= 0 {
		return &waiting[i], nil
	}
	known, err := s.store.speeches(ctx, []string{id})
	switch {
	case err != nil:
		return nil, err
	case len(known) == 0 || known[0].WorkshopID != w.ID:
		return nil, errNoSpeech
	}
	return nil, errNotWaiting
}

// callAnybody calls a participant: by the hand that is up, but for a reply, which leaves them their turn.
func (s *Service) callAnybody(ctx context.Context, by actor.Viewer, w workshop.Workshop, t *turns, a Act, waiting []Speech) error {
	if i := slices.IndexFunc(waiting, func(sp Speech) bool { return sp.ParticipantID == a.Participant }); i >= 0 && a.Do == Start {
		t.called = &waiting[i]
		return nil
	}
	known, err := s.workshops.Participants(ctx, []string{a.Participant})
	if err != nil {
		return err
	}
	p, ok := known[a.Participant]
	if !ok || p.WorkshopID != w.ID {
		return errNobody
	}
	sp := handOf(w, p, by, t.now)
	t.called, t.fresh = &sp, true
	return nil
}

// moved writes what an act made of the list.
func (s *Service) moved(ctx context.Context, w workshop.Workshop, t turns) (event.Done, error) {
	if t.fresh {
		if err := s.store.add(ctx, t.touched[t.called.ID]); err != nil {
			return event.Done{}, err
		}
	}
	for _, id := range slices.Sorted(keys(t.touched)) {
		sp := t.touched[id]
		if !t.fresh || id != t.called.ID {
			sp.Version++
			if err := s.store.set(ctx, sp); err != nil {
				return event.Done{}, err
			}
		}
		s.tell(ctx, w, SpeechChanged, speechRef(id), sp.Version)
	}
	t.list.Version++
	if err := s.store.putList(ctx, t.list); err != nil {
		return event.Done{}, err
	}
	s.tell(ctx, w, SpeakersChanged, ref.Ref{Kind: speakersKind, ID: w.ID}, t.list.Version)
	return done(w, w.ID, t.list.Version), nil
}
