package wall

import (
	"context"

	"kraftsam/app/workshop"
)

// Gathered gives the walls of a workshop that were revealed, as everybody sees them, for its result.
func (s *Service) Gathered(ctx context.Context, w workshop.Workshop) ([]WallAt, error) {
	walls, err := s.store.revealed(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	all := make([]WallAt, len(walls))
	for i, one := range walls {
		one.DotsHidden = false // nobody is led by them any more
		if all[i], err = s.public(ctx, one); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Author is who wrote a note, and whether its wall tells.
type Author struct {
	Participant string
	Named       bool
}

// Authors says who wrote the notes of the revealed walls of a workshop, by note: to know whom to ask, never to be shown where Named is false.
func (s *Service) Authors(ctx context.Context, w workshop.Workshop) (map[string]Author, error) {
	walls, err := s.store.revealed(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	named, ids := map[string]bool{}, make([]string, len(walls))
	for i, one := range walls {
		ids[i], named[one.ID] = one.ID, one.Named
	}
	notes, err := s.store.written(ctx, ids)
	by := make(map[string]Author, len(notes))
	for _, n := range notes {
		by[n.ID] = Author{n.ParticipantID, named[n.WallID]}
	}
	return by, err
}
