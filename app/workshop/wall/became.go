package wall

import (
	"context"

	"kraftsam/app/platform/event"
	"kraftsam/app/workshop"
)

// became gives what a participant did to another of the same workshop, who they turned out to be. Where both gave dots those of the other count,
// as nobody has twice as many.
func (s *Service) became(ctx context.Context, id, from, into string) error {
	notes, err := s.store.notesOf(ctx, id, from)
	if err != nil {
		return err
	}
	dotted, err := s.store.wallsDottedBy(ctx, id, from)
	if err != nil {
		return err
	}
	walls, err := s.wallsByID(ctx, append(wallIDs(notes), dotted...))
	if err != nil {
		return err
	}
	for _, n := range notes {
		n.ParticipantID, n.Version = into, n.Version+1
		if err := s.store.setNote(ctx, n); err != nil {
			return err
		}
		switch w := walls[n.WallID]; {
		case n.withdrawn():
			continue
		case w.Phase == Hidden: // there may be fewer writers now
			s.events.Add(ctx, workshop.Topic(id), event.Change{Type: Counted, Ref: wallRef(w.ID), Version: w.Version})
		default:
			s.events.Add(ctx, workshop.Topic(id), event.Change{Type: NoteChanged, Ref: noteRef(n.ID), Version: n.Version})
		}
	}
	for _, wall := range dotted {
		if err := s.dotsBecame(ctx, walls[wall], from, into); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) dotsBecame(ctx context.Context, w Wall, from, into string) error {
	others, err := s.store.dotsOf(ctx, w.ID, from)
	if err != nil {
		return err
	}
	theirs, err := s.store.dotsOf(ctx, w.ID, into)
	if err != nil {
		return err
	}
	if err := s.store.dropDotsOf(ctx, w.ID, from); err != nil {
		return err
	}
	if len(theirs) == 0 {
		for i := range others {
			others[i].ParticipantID = into
		}
		return s.store.addDots(ctx, others)
	}
	s.events.Add(ctx, workshop.Topic(w.WorkshopID), event.Change{Type: Dotted, Ref: dotsRef(w.ID), Version: w.Version})
	return nil
}

// written says whether notes hang on the wall that was made for a step.
func (s *Service) written(ctx context.Context, _ workshop.Workshop, st workshop.Step) (bool, error) {
	had, err := s.store.countNotes(ctx, []string{st.ID})
	return had[st.ID].Notes > 0, err
}

func wallIDs(notes []Note) (ids []string) {
	for _, n := range notes {
		ids = append(ids, n.WallID)
	}
	return ids
}

func (s *Service) wallsByID(ctx context.Context, ids []string) (map[string]Wall, error) {
	rows, err := s.store.walls(ctx, ids)
	found := map[string]Wall{}
	for _, w := range rows {
		found[w.ID] = w
	}
	return found, err
}
