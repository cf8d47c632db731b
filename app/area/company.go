package area

import "context"

// Company gives the ids of the members who joined an area, and whether it is a private one. It asks for nobody's leave: only
// rooms that tell those members something call it.
func (s *Service) Company(ctx context.Context, slug string) (members []string, private bool, err error) {
	a, err := s.store.area(ctx, slug)
	if err != nil {
		return nil, false, err
	}
	rows, err := s.store.membersOf(ctx, slug)
	for _, r := range rows {
		members = append(members, r.MemberID)
	}
	return members, a.Private, err
}
