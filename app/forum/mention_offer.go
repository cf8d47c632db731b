package forum

import (
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/area"
)

// offeredPeople finds readers of the area by name: those who wrote in the thread first, whom they spoke for there beside them.
// The viewer is not offered to themselves.
func (s *Service) offeredPeople(ctx context.Context, by actor.Viewer, a area.Area, said []Post, q string) ([]actor.AuthorView, error) {
	readers, err := s.areas.Readers(ctx, a)
	if err != nil {
		return nil, err
	}
	spoke, here := map[string]*string{}, []string{}
	for _, p := range said {
		if _, known := spoke[p.AuthorID]; !known {
			spoke[p.AuthorID] = p.OrganisationID
			if !a.Private || slices.Contains(readers, p.AuthorID) {
				here = append(here, p.AuthorID)
			}
		}
	}
	first, err := s.actors.Called(ctx, actor.Called{Name: q, Among: here, But: []string{by.Member}, Limit: offeredPeople})
	if err != nil {
		return nil, err
	}
	rest, err := s.actors.Called(ctx, actor.Called{Name: q, Among: readers, But: append([]string{by.Member}, first...), Limit: offeredPeople - len(first)})
	if err != nil {
		return nil, err
	}
	speaks, err := s.actors.SpokenForBy(ctx, rest)
	if err != nil {
		return nil, err
	}
	var people []actor.Spoken
	for _, id := range first {
		people = append(people, actor.Spoken{Member: id, Organisation: spoke[id]})
	}
	for _, id := range rest {
		who := actor.Spoken{Member: id}
		if for_ := speaks[id]; len(for_) > 0 {
			who.Organisation = &for_[0]
		}
		people = append(people, who)
	}
	author, err := s.actors.Authors(ctx, people)
	if err != nil {
		return nil, err
	}
	views := make([]actor.AuthorView, len(people))
	for i, who := range people {
		views[i] = author(who)
	}
	return views, nil
}

// offeredOrganisations finds organisations by name: those that somebody spoke for in the thread first, and all of the directory
// once something was typed.
func (s *Service) offeredOrganisations(ctx context.Context, said []Post, q string) ([]actor.OrganisationView, error) {
	var found []actor.Organisation
	if q != "" {
		page, err := s.actors.Search(ctx, actor.Search{Query: q, Limit: 2 * offeredOrganisations})
		if err != nil {
			return nil, err
		}
		found = page.Items
	}
	var ids []string
	for _, p := range said {
		if p.OrganisationID != nil && !slices.Contains(ids, *p.OrganisationID) {
			ids = append(ids, *p.OrganisationID)
		}
	}
	here, err := s.actors.Standing(ctx, ids, q)
	if err != nil {
		return nil, err
	}
	for _, o := range found {
		if !slices.ContainsFunc(here, func(h actor.Organisation) bool { return h.ID == o.ID }) {
			here = append(here, o)
		}
	}
	return s.actors.Views(ctx, here[:min(len(here), offeredOrganisations)])
}
