package area

import (
	"context"

	"kraftsam/app/actor"
)

// Readers gives the members who may read an area; everybody reads a public one, and then it is nil.
func (s *Service) Readers(ctx context.Context, a Area) ([]string, error) {
	if !a.Private {
		return nil, nil
	}
	joined, err := s.store.membersOf(ctx, a.Slug)
	if err != nil {
		return nil, err
	}
	in := map[string]bool{}
	for _, row := range joined {
		in[row.MemberID] = true
	}
	for _, g := range []actor.Grant{{Role: actor.Facilitator, Scope: Ref(a.Slug)}, {Role: actor.Facilitator}, {Role: actor.Moderator}, {Role: actor.Administrator}} {
		held, err := s.actors.Holders(ctx, g)
		if err != nil {
			return nil, err
		}
		for _, r := range held {
			in[r.MemberID] = true
		}
	}
	ids := make([]string, 0, len(in))
	for id := range in {
		ids = append(ids, id)
	}
	return ids, nil
}
