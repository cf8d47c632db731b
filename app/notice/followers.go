package notice

import (
	"context"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

// Followers gives a page of the members who chose to follow a thing and do so now, in the order of their ids; after is the last
// of the page before. It asks for nobody's leave: only rooms that tell them something call it.
func (s *Service) Followers(ctx context.Context, about ref.Ref, after string, limit int) ([]string, error) {
	return s.store.followers(ctx, about, after, limit, db.Now())
}

// Levels gives what some members chose for some things and holds now. One who chose nothing for a thing has no entry.
func (s *Service) Levels(ctx context.Context, members []string, about ...ref.Ref) (map[string]map[ref.Ref]Level, error) {
	all, err := s.store.chosenBy(ctx, members, about)
	if err != nil {
		return nil, err
	}
	now, levels := db.Now(), map[string]map[ref.Ref]Level{}
	for _, f := range all {
		if c := f.On(now); c.Level != "" {
			if levels[f.MemberID] == nil {
				levels[f.MemberID] = map[ref.Ref]Level{}
			}
			levels[f.MemberID][f.Ref()] = c.Level
		}
	}
	return levels, nil
}

// Move has what members were told of some things of one kind, by name, be about another thing from now on: they are in it now.
func (s *Service) Move(ctx context.Context, what []ref.Ref, into ref.Ref) error {
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.store.moveAbout(ctx, what, into) })
}
