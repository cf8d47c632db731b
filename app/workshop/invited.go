package workshop

import (
	"context"
	"slices"

	"kraftsam/app/actor"
)

// WorkshopInvited is who is invited, and who of those whom the invitation reaches has answered.
type WorkshopInvited struct {
	InvitedView
	Answered []string `json:"answered" doc:"ids of the members; what they answered stands in the replies"`
}

// InvitedTo lists who is invited to a workshop, for those who facilitate it.
func (s *Service) InvitedTo(ctx context.Context, by actor.Viewer, id string) ([]WorkshopInvited, error) {
	var list []WorkshopInvited
	if err := by.Known(); err != nil {
		return nil, err
	}
	err := s.db.Read(ctx, func(ctx context.Context) error {
		w, st, err := s.Enter(ctx, by, id)
		if err != nil {
			return err
		}
		if err := st.Leads(); err != nil {
			return err
		}
		list, err = s.invitedTo(ctx, w)
		return err
	})
	return list, err
}

func (s *Service) invitedTo(ctx context.Context, w Workshop) ([]WorkshopInvited, error) {
	all, err := s.store.invitations(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	views, err := s.invitedViews(ctx, all)
	if err != nil {
		return nil, err
	}
	replies, err := s.store.replies(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	members := make([]string, len(replies))
	for i, r := range replies {
		members[i] = r.MemberID
	}
	speaks, err := s.actors.SpokenForBy(ctx, members)
	list := make([]WorkshopInvited, len(views))
	for i, v := range views {
		list[i] = WorkshopInvited{InvitedView: v, Answered: []string{}}
		for _, m := range members {
			if m == v.ID || slices.Contains(speaks[m], v.ID) {
				list[i].Answered = append(list[i].Answered, m)
			}
		}
	}
	return list, err
}
