package workshop

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/ballot"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

var errNoBallot = fault.New(fault.NotFound, "ballot_unknown", "There is no such ballot.")

// JoinBallots makes workshops places where ballots are held, and has their events shown on the topics of workshops. A guest's votes become
// those of the member that they turn out to be.
func (s *Service) JoinBallots(b *ballot.Service) {
	s.ballots = b
	s.accounts.WhenGuestKnown(b.GuestKnown)
	b.Join(RefKind, "/api/workshops/{id}", ballotHost{s})
	s.shows[ballot.RefKind] = s.showBallots
}

// ballotHost is what the room gives ballots of its workshops.
type ballotHost struct{ s *Service }

// Topic is that of the workshop.
func (h ballotHost) Topic(id string) string { return Topic(id) }

// Place finds the workshop.
func (h ballotHost) Place(ctx context.Context, by actor.Viewer, id string) (ballot.Place, error) {
	return h.place(ctx, by, id, h.s.Enter)
}

// Held has the stage stand still; ballots are held beside each other.
func (h ballotHost) Held(ctx context.Context, by actor.Viewer, id string) (ballot.Place, error) {
	return h.place(ctx, by, id, h.s.Take)
}

func (h ballotHost) place(ctx context.Context, by actor.Viewer, id string, enter func(context.Context, actor.Viewer, string) (Workshop, Standing, error)) (ballot.Place, error) {
	w, st, err := enter(ctx, by, id)
	if err != nil {
		return ballot.Place{}, err
	}
	return h.placeOf(ctx, by, w, st)
}

// placeOf: whoever takes part votes; those who facilitate start ballots, and prepare them in a draft too.
func (h ballotHost) placeOf(ctx context.Context, by actor.Viewer, w Workshop, st Standing) (ballot.Place, error) {
	p := ballot.Place{Topic: w.Topic(), Leads: st.Facilitates, Led: true}
	if st.TakesPart() {
		p.Part = ballot.Part{Organisation: st.Participant.OrganisationID, Municipality: st.Participant.Municipality}
	}
	now, err := h.s.db.Clock(ctx)
	switch {
	case err != nil:
		return p, err
	case MayWrite(by, w.ID) != nil:
		p.Write = MayWrite(by, w.ID)
	case st.Facilitates && w.State == Draft:
	case w.Open(now) != nil:
		p.Write = w.Open(now)
	case !st.Facilitates && !st.TakesPart():
		p.Write = errOutside
	}
	return p, nil
}

// Places leaves out those that the viewer may not see.
func (h ballotHost) Places(ctx context.Context, by actor.Viewer, ids []string) (map[string]ballot.Place, error) {
	all, err := h.s.store.workshops(ctx, ids)
	if err != nil {
		return nil, err
	}
	places := map[string]ballot.Place{}
	for _, w := range all {
		st, err := h.s.standing(ctx, by, w)
		if fault.IsNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if places[w.ID], err = h.placeOf(ctx, by, w, st); err != nil {
			return nil, err
		}
	}
	return places, nil
}

// Muted are those who muted the thread of the workshop.
func (h ballotHost) Muted(ctx context.Context, id string, members []string) (map[string]bool, error) {
	w, err := h.s.store.workshop(ctx, id)
	if err != nil {
		return nil, err
	}
	return h.s.forum.MutedBy(ctx, w.ThreadID, members)
}

// Followed are all that the viewer takes part in: whoever joined a workshop wants to hear of it.
func (h ballotHost) Followed(ctx context.Context, by actor.Viewer, ids []string) (map[string]bool, error) {
	took, err := h.s.store.partsOf(ctx, by.Member)
	followed, asked := map[string]bool{}, map[string]bool{}
	for _, id := range ids {
		asked[id] = true
	}
	for _, p := range took {
		if asked[p.WorkshopID] && p.LeftAt == nil {
			followed[p.WorkshopID] = true
		}
	}
	return followed, err
}

// Asked are the members who take part and may still be told: guests have no address and no bell.
func (h ballotHost) Asked(ctx context.Context, id string) ([]string, error) {
	return h.s.store.membersIn(ctx, id)
}

func (s *Service) showBallots(ctx context.Context, ids []string) (map[string]any, error) {
	events := make([]event.Event, len(ids))
	for i, id := range ids {
		events[i] = event.Event{Ref: ref.Ref{Kind: ballot.RefKind, ID: id}}
	}
	shown := map[string]any{}
	err := s.db.Read(ctx, func(ctx context.Context) error {
		views, err := s.ballots.Rendered(ctx, events)
		for id, v := range views {
			shown[id] = v
		}
		return err
	})
	return shown, err
}

// PutBallot has a ballot of the workshop stand in a step, which it leaves where it stood in another.
func (s *Service) PutBallot(ctx context.Context, by actor.Viewer, id, step, ballotID string) (event.Reference, error) {
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, st, err := s.Hold(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if err := st.Leads(); err != nil {
			return event.Done{}, err
		}
		to, err := s.store.step(ctx, w.ID, step)
		if err != nil {
			return event.Done{}, err
		}
		v, err := s.ballots.Ballot(ctx, by, ballotID)
		if err == nil && (v.Host.Kind != RefKind || v.Host.ID != w.ID) {
			err = errNoBallot
		}
		if err != nil {
			return event.Done{}, err
		}
		from, err := s.store.stepOfBallot(ctx, v.ID)
		if err != nil {
			return event.Done{}, err
		}
		if from == to.ID {
			return event.Done{ID: to.ID, Version: to.Version, Topic: w.Topic()}, nil
		}
		if err := s.store.putBallot(ctx, ballotRow{BallotID: v.ID, WorkshopID: w.ID, StepID: to.ID, At: db.Now()}); err != nil {
			return event.Done{}, err
		}
		return s.stepsTouched(ctx, w, to, from)
	})
}

// stepsTouched tells of a step in which something else stands now, and of the one that it stood in.
func (s *Service) stepsTouched(ctx context.Context, w Workshop, to Step, from string) (event.Done, error) {
	if from != "" {
		was, err := s.store.stepsByID(ctx, []string{from})
		if err != nil {
			return event.Done{}, err
		}
		if err := s.raise(ctx, w, was[0]); err != nil {
			return event.Done{}, err
		}
	}
	return event.Done{ID: to.ID, Version: to.Version + 1, Topic: w.Topic()}, s.raise(ctx, w, to)
}

func (s *Service) raise(ctx context.Context, w Workshop, st Step) error {
	s.stepTold(ctx, w, StepChanged, Step{ID: st.ID, Version: st.Version + 1})
	return s.store.setStep(ctx, st.ID, map[string]any{"version": st.Version + 1})
}

// StepBallots gives the ballots of each step, in the order in which they came.
func (s *Service) StepBallots(ctx context.Context, steps []Step) (map[string][]string, error) {
	ids := make([]string, len(steps))
	for i, st := range steps {
		ids[i] = st.ID
	}
	return s.store.ballotsOf(ctx, ids)
}
