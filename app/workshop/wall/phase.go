package wall

import (
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/row"
	"kraftsam/app/workshop"
)

// Settings are what of a wall is changed; nil leaves it.
type Settings struct {
	Dots       *int64
	DotsHidden *bool
	Named      *bool
	Arranging  *string
}

func (c Settings) over(w Wall) (Wall, error) {
	if c.Dots != nil {
		w.Dots = *c.Dots
	}
	if c.DotsHidden != nil {
		w.DotsHidden = *c.DotsHidden
	}
	if c.Named != nil {
		w.Named = *c.Named
	}
	if c.Arranging != nil {
		w.Arranging = *c.Arranging
	}
	switch {
	case w.Dots < 1 || w.Dots > maxDots:
		return w, errDotsRange
	case w.Arranging != Everybody && w.Arranging != Facilitators:
		return w, errArranging
	}
	return w, nil
}

// Set changes the settings of a wall, if version is still its version. Whoever wrote was told whether their name is shown, and whoever
// gave dots how many they have: that stays then.
func (s *Service) Set(ctx context.Context, by actor.Viewer, id, step string, version int64, c Settings) (event.Reference, error) {
	return s.leading(ctx, by, id, step, version, func(ctx context.Context, r room) (Wall, error) {
		w, err := c.over(r.wall)
		if err != nil {
			return w, err
		}
		notes, err := s.store.countNotes(ctx, []string{w.ID})
		if err != nil {
			return w, err
		}
		dots, err := s.store.sumDots(ctx, []string{w.ID})
		switch {
		case err != nil:
			return w, err
		case w.Named != r.wall.Named && notes[w.ID].Notes > 0, w.Dots < r.wall.Dots && dots[w.ID].N > 0:
			return w, errBegun
		}
		return w, nil
	})
}

// Turn takes a wall to another phase, if version is still its version.
func (s *Service) Turn(ctx context.Context, by actor.Viewer, id, step string, version int64, to Phase) (event.Reference, error) {
	if !slices.Contains(phases, to) {
		return event.Reference{}, errPhaseWord
	}
	return s.leading(ctx, by, id, step, version, func(_ context.Context, r room) (Wall, error) {
		w := r.wall
		switch {
		case r.w.State == workshop.Draft:
			return w, errOver
		case w.Phase != Hidden && to == Hidden:
			return w, errRevealed
		case w.Phase == Hidden && to != Hidden && to != Revealed:
			return w, errPhase
		}
		if w.Phase == Hidden && to == Revealed {
			at := db.Now()
			w.RevealedAt, w.RevealedBy = &at, &by.Member
		}
		w.Phase = to
		return w, nil
	})
}

// begun has the notes of a step that clusters arranged, if everybody has read them and nobody took the wall further. A hidden wall stays
// hidden: notes are shown because a facilitator said so, never because time went on.
func (s *Service) begun(ctx context.Context, w workshop.Workshop, st workshop.Step) error {
	if st.Kind != workshop.Cluster {
		return nil
	}
	id, err := s.wallOf(ctx, w, st.ID)
	if err != nil {
		return err
	}
	walls, err := s.store.walls(ctx, []string{id})
	if err != nil || len(walls) == 0 {
		return err
	}
	wall, err := s.store.hold(ctx, walls[0], true)
	if err != nil || wall.Phase != Revealed {
		return err
	}
	wall.Phase = Clustering
	wall.Version++
	if err := s.store.setWall(ctx, wall); err != nil {
		return err
	}
	s.events.Add(ctx, w.Topic(), event.Change{Type: Changed, Ref: wallRef(wall.ID), Version: wall.Version})
	return nil
}

// leading runs what a facilitator does with a wall as a whole: of two who do so at once one is told that the other was first.
func (s *Service) leading(ctx context.Context, by actor.Viewer, id, step string, version int64, do func(ctx context.Context, r room) (Wall, error)) (event.Reference, error) {
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		r, err := s.toLead(ctx, by, id, step)
		if err != nil {
			return event.Done{}, err
		}
		if r.wall.Version != version {
			views, err := s.wallViews(ctx, []Wall{r.wall})
			if err != nil {
				return event.Done{}, err
			}
			return event.Done{}, errStale.With(views[0])
		}
		w, err := do(ctx, r)
		if err != nil || w == r.wall {
			return r.done(r.wall.ID, r.wall.Version), err
		}
		was := r.wall
		w.Version++
		r.wall = w
		if err := s.store.setWall(ctx, w); err != nil {
			return event.Done{}, err
		}
		s.events.Add(ctx, r.topic(), event.Change{Type: Changed, Ref: wallRef(w.ID), Version: w.Version})
		return r.done(w.ID, w.Version), s.turned(ctx, r, was)
	})
}

// turned tells of what is seen that was not, or the other way: first the wall, then all its notes, each a small event.
func (s *Service) turned(ctx context.Context, r room, was Wall) error {
	if was.Phase == Hidden && r.wall.Phase != Hidden {
		notes, err := s.store.placed(ctx, r.wall.ID)
		if err != nil {
			return err
		}
		slices.SortFunc(notes, func(a, b Note) int {
			return inOrder(row.Spot{ID: a.ID, Place: a.Place}, row.Spot{ID: b.ID, Place: b.Place})
		})
		for _, n := range notes {
			s.told(ctx, r, NoteAdded, n)
		}
	}
	if was.showsDots() != r.wall.showsDots() {
		s.events.Add(ctx, r.topic(), event.Change{Type: Dotted, Ref: dotsRef(r.wall.ID), Version: r.wall.Version})
	}
	return nil
}

// Link has a step work on the wall of another; "" on the one that the run sheet says. The same again changes nothing.
func (s *Service) Link(ctx context.Context, by actor.Viewer, id, step, to string) (event.Reference, error) {
	if err := workshop.MayWrite(by, id); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, st, err := s.workshops.Hold(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if err := st.Leads(); err != nil {
			return event.Done{}, err
		}
		steps, err := s.workshops.Steps(ctx, w)
		if err != nil {
			return event.Done{}, err
		}
		links, err := s.store.links(ctx, []string{w.ID})
		if err != nil {
			return event.Done{}, err
		}
		done := event.Done{ID: step, Version: 1, Topic: w.Topic()}
		walls, had := wallsOf(steps, links), ""
		if i := slices.IndexFunc(links, func(l link) bool { return l.StepID == step }); i >= 0 {
			had = links[i].WallID
		}
		wall := walls[to]
		if to == step {
			wall = step // of its own
		}
		switch {
		case walls[step] == "":
			return event.Done{}, errNoWall
		case to != "" && wall == "":
			return event.Done{}, errLink
		case had == wall:
			return done, nil
		}
		if wall == "" {
			err = s.store.dropLink(ctx, step)
		} else {
			err = s.store.setLink(ctx, link{step, w.ID, wall, by.Member, db.Now()})
		}
		s.events.Add(ctx, w.Topic(), event.Change{Type: Linked, Ref: linksRef(w.ID), Version: 1})
		return done, err
	})
}
