package actor

import "context"

// OrganisationsByID finds organisations, also those that ended; an id that none has is not in the map.
func (s *Service) OrganisationsByID(ctx context.Context, ids []string) (map[string]Organisation, error) {
	return s.store.organisations(ctx, ids)
}

// SpokenForBy gives the organisations that each of several members may speak for now.
func (s *Service) SpokenForBy(ctx context.Context, members []string) (map[string][]string, error) {
	found := map[string][]string{}
	if len(members) == 0 {
		return found, nil
	}
	rows, err := s.store.representations(ctx, "member_id IN ? AND confirmed_at IS NOT NULL", members)
	for _, r := range rows {
		found[r.MemberID] = append(found[r.MemberID], r.OrganisationID)
	}
	return found, err
}
