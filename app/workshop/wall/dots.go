package wall

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/limit"
)

// Dots is how many dots are on something.
type Dots struct {
	On string `json:"on" doc:"id of a note or a cluster"`
	N  int64  `json:"n" doc:"at least 1"`
}

// Dot spreads a participant's dots anew: all of them, so that the same again changes nothing, and an empty list takes them back.
func (s *Service) Dot(ctx context.Context, by actor.Viewer, id, step string, spread []Dots) (event.Reference, error) {
	if err := checkDots(spread); err != nil {
		return event.Reference{}, err
	}
	if err := s.slowly(ctx, by, id, limit.Arrange); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		r, err := s.toChange(ctx, by, id, step)
		if err != nil {
			return event.Done{}, err
		}
		who, err := s.workshops.Writer(ctx, by, r.w, r.st, "", r.now)
		if err != nil {
			return event.Done{}, err
		}
		if r.wall.Phase != Dotting {
			return event.Done{}, errPhase
		}
		if err := s.fits(ctx, r, spread); err != nil {
			return event.Done{}, err
		}
		had, err := s.store.dotsOf(ctx, r.wall.ID, who.ID)
		if err != nil {
			return event.Done{}, err
		}
		changed := difference(had, spread)
		if len(changed) == 0 {
			return r.done(r.wall.ID, r.wall.Version), nil
		}
		if err := s.store.dropDotsOf(ctx, r.wall.ID, who.ID); err != nil {
			return event.Done{}, err
		}
		rows := make([]dot, len(spread))
		for i, d := range spread {
			rows[i] = dot{r.wall.ID, who.ID, d.On, d.N}
		}
		if err := s.store.addDots(ctx, rows); err != nil {
			return event.Done{}, err
		}
		s.dotsTold(ctx, r, changed)
		return r.done(r.wall.ID, r.wall.Version), nil
	})
}

func checkDots(spread []Dots) error {
	on, sum := map[string]bool{}, int64(0)
	for _, d := range spread {
		if d.N < 1 || d.N > maxDots || on[d.On] {
			return errSpread
		}
		on[d.On] = true
		sum += d.N
	}
	if sum > maxDots {
		return errSpread
	}
	return nil
}

// fits refuses more dots than each has, and dots on what is not there by itself.
func (s *Service) fits(ctx context.Context, r room, spread []Dots) error {
	b, err := s.boardOf(ctx, r)
	if err != nil {
		return err
	}
	sum := int64(0)
	for _, d := range spread {
		if n := b.notes[d.On]; b.clusters[d.On] == nil && (n == nil || n.IntoID != "") {
			return errTarget
		}
		sum += d.N
	}
	if sum > r.wall.Dots {
		return errSpread
	}
	return nil
}

// difference names the targets whose dots are others.
func difference(had []dot, now []Dots) (changed []string) {
	before := map[string]int64{}
	for _, d := range had {
		before[d.Target] = d.N
	}
	for _, d := range now {
		if before[d.On] != d.N {
			changed = append(changed, d.On)
		}
		delete(before, d.On)
	}
	for _, d := range had {
		if _, left := before[d.Target]; left {
			changed = append(changed, d.Target)
		}
	}
	return changed
}

// dotsTold tells of the dots of some targets; where they are hidden, only of how many there are.
func (s *Service) dotsTold(ctx context.Context, r room, targets []string) {
	if !r.wall.showsDots() {
		s.events.Add(ctx, r.topic(), event.Change{Type: Dotted, Ref: dotsRef(r.wall.ID), Version: r.wall.Version})
		return
	}
	for _, t := range targets {
		s.events.Add(ctx, r.topic(), event.Change{Type: Dotted, Ref: dotRef(t), Version: r.wall.Version})
	}
}

// giveBack gives the dots on something that is not there by itself any more to those who gave them, to be given anew.
func (s *Service) giveBack(ctx context.Context, r room, target string) error {
	had, err := s.store.dropDots(ctx, r.wall.ID, target)
	if err == nil && had {
		s.events.Add(ctx, r.topic(), event.Change{Type: Dotted, Ref: dotsRef(r.wall.ID), Version: r.wall.Version})
	}
	return err
}
