package result

import (
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/workshop"
)

// room is a result with its workshop and what somebody may do there.
type room struct {
	w      workshop.Workshop
	st     workshop.Standing
	result Result
	items  []Item
	me     self
}

// self is as whom somebody may confirm or contest.
type self struct {
	participant   string
	member        string
	organisations []string
}

type door func(ctx context.Context, by actor.Viewer, id string) (workshop.Workshop, workshop.Standing, error)

// resultFor is the only door to a result. A draft opens for those who facilitate or take part, and for those whose promises it names; what is published
// opens for whoever reads the workshop. To everybody else there is none yet.
func (s *Service) resultFor(ctx context.Context, by actor.Viewer, id string, enter door) (r room, err error) {
	if r.w, r.st, err = enter(ctx, by, id); err != nil {
		return r, err
	}
	if r.w.State != workshop.Minutes && r.w.State != workshop.Published {
		return r, errNoResult
	}
	if r.result, err = s.store.result(ctx, r.w.ID); err != nil {
		return r, err
	}
	if r.items, err = s.store.items(ctx, r.w.ID); err != nil {
		return r, err
	}
	if r.me, err = s.selfOf(ctx, by, r.st); err != nil {
		return r, err
	}
	if r.w.State == workshop.Published || r.st.Facilitates || r.st.Participant != nil || slices.ContainsFunc(r.items, r.me.owns) {
		return r, nil
	}
	return room{}, errNoResult
}

func (s *Service) selfOf(ctx context.Context, by actor.Viewer, st workshop.Standing) (me self, err error) {
	me.member = by.Member
	if st.Participant != nil {
		me.participant = st.Participant.ID
	}
	if by.Known() == nil {
		speaks, err := s.actors.SpokenForBy(ctx, []string{by.Member})
		if err != nil {
			return me, err
		}
		me.organisations = speaks[by.Member]
	}
	return me, nil
}

// led is the door for what facilitators do: the workshop is theirs alone until the transaction ends.
func (s *Service) led(ctx context.Context, by actor.Viewer, id string) (workshop.Workshop, error) {
	w, st, err := s.workshops.Hold(ctx, by, id)
	if err == nil {
		err = st.Leads()
	}
	return w, err
}

// toEdit is led for a result that is there.
func (s *Service) toEdit(ctx context.Context, by actor.Viewer, id string) (r room, err error) {
	if r.w, err = s.led(ctx, by, id); err != nil {
		return r, err
	}
	if r.result, err = s.store.result(ctx, r.w.ID); err != nil {
		return r, err
	}
	r.items, err = s.store.items(ctx, r.w.ID)
	return r, err
}

// owns says whether an item is a promise of theirs.
func (m self) owns(i Item) bool {
	switch {
	case i.Kind != Promise || i.OwnerID == "":
		return false
	case i.OwnerKind == ofOrganisation:
		return slices.Contains(m.organisations, i.OwnerID)
	case i.OwnerKind == ofMember:
		return i.OwnerID == m.member
	}
	return i.OwnerID == m.participant
}
