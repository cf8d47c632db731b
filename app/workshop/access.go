package workshop

import (
	"context"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/ref"
)

// Standing is what somebody may do in one workshop. Whoever has one may read it.
type Standing struct {
	Facilitates bool
	Participant *Participant // nil: they do not take part
}

// TakesPart says whether somebody takes part now, and has not left.
func (st Standing) TakesPart() bool { return st.Participant != nil && st.Participant.LeftAt == nil }

// Leads refuses everybody who does not facilitate.
func (st Standing) Leads() error {
	if !st.Facilitates {
		return errNotLeader
	}
	return nil
}

// MayWrite refuses visitors, tokens that only read and guests of other workshops, before anything is looked for.
func MayWrite(by actor.Viewer, id string) error { return by.MayWriteIn(workshopRef(id)) }

// Enter is the only door to a workshop. It opens for those who read its thread and for those who take part; a draft is known to
// those who facilitate it alone. Whoever may not come in hears what those hear who ask for one that is not there.
func (s *Service) Enter(ctx context.Context, by actor.Viewer, id string) (Workshop, Standing, error) {
	return s.workshopFor(ctx, by, id, s.store.workshop)
}

// Hold is Enter for what facilitators do: the workshop is theirs alone until the transaction ends. Visitors, guests and tokens that
// only read are refused before anything is looked at; Standing.Leads refuses everybody else.
func (s *Service) Hold(ctx context.Context, by actor.Viewer, id string) (Workshop, Standing, error) {
	if err := by.MayWrite(); err != nil {
		return Workshop{}, Standing{}, err
	}
	return s.workshopFor(ctx, by, id, s.store.workshopHeld)
}

// Take is Enter for what participants do: the stage stands still until the transaction ends, and others may write beside. It says
// nothing of whether the workshop is open for it; Open does.
func (s *Service) Take(ctx context.Context, by actor.Viewer, id string) (Workshop, Standing, error) {
	return s.workshopFor(ctx, by, id, s.store.workshopShared)
}

func (s *Service) workshopFor(ctx context.Context, by actor.Viewer, id string, read func(context.Context, string) (Workshop, error)) (w Workshop, st Standing, err error) {
	if !ref.ValidID(id) {
		return w, st, errNoWorkshop
	}
	if w, err = read(ctx, id); err != nil {
		return Workshop{}, st, err
	}
	if st, err = s.standing(ctx, by, w); err != nil {
		return Workshop{}, Standing{}, err
	}
	return w, st, nil
}

// standing finds what a viewer may do in a workshop; none: errNoWorkshop.
func (s *Service) standing(ctx context.Context, by actor.Viewer, w Workshop) (st Standing, err error) {
	_, a, err := s.forum.Enter(ctx, by, w.ThreadID)
	reads := err == nil
	if err != nil && !fault.IsNotFound(err) {
		return st, err
	}
	if by.SignedIn() {
		if st.Participant, err = s.store.participantOf(ctx, w.ID, by.Member); err != nil {
			return st, err
		}
		if st.Facilitates, err = s.store.facilitates(ctx, w.ID, by.Member); err != nil {
			return st, err
		}
		st.Facilitates = st.Facilitates || reads && a.Facilitated(by)
	}
	if reads, err = s.reads(ctx, by, w, st, reads); err != nil || reads {
		return st, err
	}
	return Standing{}, errNoWorkshop
}

// reads says whether a viewer may read a workshop; inThread, whether they read its thread.
func (s *Service) reads(ctx context.Context, by actor.Viewer, w Workshop, st Standing, inThread bool) (bool, error) {
	switch {
	case w.State == Draft:
		return st.Facilitates, nil
	case inThread || st.Facilitates || st.TakesPart():
		return true, nil
	case by.SignedIn():
		return s.invited(ctx, w, by.Member)
	}
	return false, nil
}

// Writer is as whom somebody writes in a workshop that is open: themselves, or a participant on whose behalf a facilitator writes.
// Whoever facilitates and does not take part yet begins to by writing.
func (s *Service) Writer(ctx context.Context, by actor.Viewer, w Workshop, st Standing, onBehalf string, now time.Time) (Participant, error) {
	if err := MayWrite(by, w.ID); err != nil {
		return Participant{}, err
	}
	if err := w.Open(now); err != nil {
		return Participant{}, err
	}
	if onBehalf != "" {
		return s.behalf(ctx, w, st, onBehalf)
	}
	switch {
	case st.TakesPart():
		return *st.Participant, nil
	case st.Facilitates && st.Participant != nil:
		return s.back(ctx, w, *st.Participant)
	case st.Facilitates:
		return s.enrol(ctx, w, Participant{MemberID: &by.Member, Kind: Member, Name: by.Name})
	}
	return Participant{}, errOutside
}

func (s *Service) behalf(ctx context.Context, w Workshop, st Standing, id string) (Participant, error) {
	if !st.Facilitates {
		return Participant{}, errNotOnBehalf
	}
	p, err := s.store.participant(ctx, w.ID, id)
	if fault.IsNotFound(err) {
		err = errOnBehalf
	}
	return p, err
}

// Step finds a step of the run sheet that was not removed.
func (s *Service) Step(ctx context.Context, w Workshop, id string) (Step, error) {
	return s.store.step(ctx, w.ID, id)
}

// Steps is the run sheet in its order.
func (s *Service) Steps(ctx context.Context, w Workshop) ([]Step, error) {
	return s.store.steps(ctx, w.ID)
}

// accessChanged has every node ask again what a member may watch.
func (s *Service) accessChanged(ctx context.Context, member string) {
	s.events.Add(ctx, live.Control, event.Change{Type: live.AccessChanged, Ref: ref.Ref{Kind: "member", ID: member}})
}
