package actor

import (
	"context"

	"kraftsam/app/platform/ref"
)

// Called narrows the members that somebody is about to name.
type Called struct {
	Name  string   // the beginning of a word of it; empty: any
	Among []string // ids; nil: everybody
	But   []string // ids
	Limit int
}

// Called finds active members by name, in the order of their names. What their organisation is plays no part.
func (s *Service) Called(ctx context.Context, q Called) ([]string, error) {
	return s.store.called(ctx, q)
}

// Mentionable keeps of members and organisations those that can be called upon: active members, and organisations that stand in
// the directory or were merged into one that does.
func (s *Service) Mentionable(ctx context.Context, all []ref.Ref) ([]ref.Ref, error) {
	var members, organisations []string
	for _, r := range all {
		if r.Kind == "member" {
			members = append(members, r.ID)
		} else {
			organisations = append(organisations, r.ID)
		}
	}
	active, err := s.Called(ctx, Called{Among: append([]string{}, members...), Limit: len(members)})
	if err != nil {
		return nil, err
	}
	standing, err := s.store.standing(ctx, organisations)
	if err != nil {
		return nil, err
	}
	found := make([]ref.Ref, 0, len(all))
	for _, id := range active {
		found = append(found, MemberRef(id))
	}
	for _, id := range standing {
		found = append(found, organisationRef(id))
	}
	return found, nil
}

// Voices gives the ids of the organisations that a member may speak for, with those that became one of them.
func (s *Service) Voices(ctx context.Context, member string) (organisations []string, err error) {
	speaks, err := s.SpokenForBy(ctx, []string{member})
	if err != nil {
		return nil, err
	}
	merged, err := s.store.mergedInto(ctx, speaks[member])
	return append(speaks[member], merged...), err
}

// Speakers gives the ids of the active members who may speak for one of the organisations, or for what it became.
func (s *Service) Speakers(ctx context.Context, organisations []string) ([]string, error) {
	return s.store.speakers(ctx, organisations)
}

// Standing gives those of the organisations that stand in the directory and whose name holds what was typed, in the order of
// their names.
func (s *Service) Standing(ctx context.Context, ids []string, name string) ([]Organisation, error) {
	return s.store.organisationsCalled(ctx, ids, name)
}
