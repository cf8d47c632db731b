package wall

import (
	"context"
	"maps"
	"slices"
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// arranging runs what moves things on a wall. Of several who move at once the server's order decides, and the later one counts.
func (s *Service) arranging(ctx context.Context, by actor.Viewer, id, step string, do func(ctx context.Context, r room, b *board) (event.Done, error)) (event.Done, error) {
	r, err := s.toChange(ctx, by, id, step)
	if err != nil {
		return event.Done{}, err
	}
	if err := s.mayArrange(by, r); err != nil {
		return event.Done{}, err
	}
	b, err := s.boardOf(ctx, r)
	if err != nil {
		return event.Done{}, err
	}
	done, err := do(ctx, r, b)
	if err != nil {
		return done, err
	}
	return done, s.keep(ctx, r, b)
}

func (s *Service) mayArrange(by actor.Viewer, r room) error {
	if err := s.mayWrite(by, r); err != nil {
		return err
	}
	if !r.st.Facilitates && !r.st.TakesPart() {
		return errOutside
	}
	return r.wall.arrangedBy(r.st.Facilitates)
}

func (s *Service) boardOf(ctx context.Context, r room) (*board, error) {
	notes, err := s.store.placed(ctx, r.wall.ID)
	if err != nil {
		return nil, err
	}
	clusters, err := s.store.clusters(ctx, []string{r.wall.ID})
	return newBoard(notes, clusters), err
}

// keep writes what moved on a board, and tells of it.
func (s *Service) keep(ctx context.Context, r room, b *board) error {
	for _, id := range slices.Sorted(maps.Keys(b.moved)) {
		n := b.notes[id]
		n.Version++
		if err := s.store.setPlace(ctx, *n); err != nil {
			return err
		}
		s.told(ctx, r, NoteChanged, *n)
	}
	for _, id := range slices.Sorted(maps.Keys(b.shifted)) {
		c := b.clusters[id]
		c.Version++
		if err := s.store.setCluster(ctx, *c); err != nil {
			return err
		}
		s.clusterTold(ctx, r, ClusterChanged, *c)
	}
	return nil
}

func (s *Service) clusterTold(ctx context.Context, r room, what string, c Cluster) {
	s.events.Add(ctx, r.topic(), event.Change{Type: what, Ref: clusterRef(c.ID), Version: c.Version})
}

// Move puts a note into a spot: merged into another, into a cluster, or loose; out of the note that it was merged into, where it was.
func (s *Service) Move(ctx context.Context, by actor.Viewer, id, step, note string, to Spot) (event.Reference, error) {
	if to.Into != "" && (to.Cluster != "" || to.After != nil) {
		return event.Reference{}, errTwoPlaces
	}
	if err := s.slowly(ctx, by, id, limit.Arrange); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		return s.arranging(ctx, by, id, step, func(ctx context.Context, r room, b *board) (event.Done, error) {
			n := b.notes[note]
			if n == nil {
				return event.Done{}, s.whyNot(ctx, by, r, note)
			}
			if err := b.move(n, to); err != nil {
				return event.Done{}, err
			}
			version := n.Version
			if b.moved[n.ID] {
				version++
			}
			return r.done(n.ID, version), s.mergedDots(ctx, r, b, n)
		})
	})
}

// mergedDots gives back the dots on a note that does not stand by itself any more.
func (s *Service) mergedDots(ctx context.Context, r room, b *board, n *Note) error {
	if !b.moved[n.ID] || n.IntoID == "" {
		return nil
	}
	return s.giveBack(ctx, r, n.ID)
}

// whyNot says why a note is not on the board.
func (s *Service) whyNot(ctx context.Context, by actor.Viewer, r room, note string) error {
	if _, err := s.noteFor(ctx, by, r, note); err != nil {
		return err
	}
	return errGone
}

// Form makes a cluster of some notes, or of none yet.
func (s *Service) Form(ctx context.Context, by actor.Viewer, key event.Key, id, step string, name string, after *string, notes []string) (event.Reference, error) {
	if text.Length(name) > maxName {
		return event.Reference{}, errLongName
	}
	refused := s.slowly(ctx, by, id, limit.Arrange)
	return s.events.Once(ctx, key, func(ctx context.Context) (event.Done, error) {
		if refused != nil {
			return event.Done{}, refused
		}
		return s.arranging(ctx, by, id, step, func(ctx context.Context, r room, b *board) (event.Done, error) {
			if len(b.clusters) >= maxClusters {
				return event.Done{}, errClusters
			}
			c := Cluster{ID: ref.NewID(), WallID: r.wall.ID, Name: strings.TrimSpace(name), CreatedBy: r.whom(by), CreatedAt: db.Now(), Version: 1}
			b.order(&c, after)
			delete(b.shifted, c.ID)
			b.clusters[c.ID] = &c
			if err := s.store.addCluster(ctx, c); err != nil {
				return event.Done{}, err
			}
			s.clusterTold(ctx, r, ClusterAdded, c)
			for _, note := range notes {
				n := b.notes[note]
				if n == nil {
					return event.Done{}, errInList
				}
				if err := b.move(n, Spot{Cluster: c.ID}); err != nil {
					return event.Done{}, err
				}
			}
			return r.done(c.ID, c.Version), nil
		})
	})
}

// whom names who arranges: the participant, or the member who facilitates and takes no part.
func (r room) whom(by actor.Viewer) string {
	if r.st.Participant != nil {
		return r.st.Participant.ID
	}
	return by.Member
}

// Name names a cluster, if version is still its version. Those who facilitate may do so after the dots too.
func (s *Service) Name(ctx context.Context, by actor.Viewer, id, step, cluster string, version int64, name string) (event.Reference, error) {
	if text.Length(name) > maxName {
		return event.Reference{}, errLongName
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		r, err := s.toChange(ctx, by, id, step)
		if err != nil {
			return event.Done{}, err
		}
		if err := s.mayArrange(by, r); err != nil && (!r.st.Facilitates || r.wall.Phase == Hidden) {
			return event.Done{}, err
		}
		b, err := s.boardOf(ctx, r)
		if err != nil {
			return event.Done{}, err
		}
		c := b.clusters[cluster]
		switch {
		case c == nil:
			return event.Done{}, errNoCluster
		case c.Version != version:
			return event.Done{}, errStale.With(c.view())
		case c.Name == strings.TrimSpace(name):
			return r.done(c.ID, c.Version), nil
		}
		c.Name, b.shifted[c.ID] = strings.TrimSpace(name), true
		return r.done(c.ID, c.Version+1), s.keep(ctx, r, b)
	})
}

// Order puts a cluster behind another: "" to be the first, nil the last.
func (s *Service) Order(ctx context.Context, by actor.Viewer, id, step, cluster string, after *string) (event.Reference, error) {
	if err := s.slowly(ctx, by, id, limit.Arrange); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		return s.arranging(ctx, by, id, step, func(_ context.Context, r room, b *board) (event.Done, error) {
			c := b.clusters[cluster]
			if c == nil {
				return event.Done{}, errNoCluster
			}
			b.order(c, after)
			version := c.Version
			if b.shifted[c.ID] {
				version++
			}
			return r.done(c.ID, version), nil
		})
	})
}

// Dissolve takes a cluster away; its notes stand loose. Done again it changes nothing.
func (s *Service) Dissolve(ctx context.Context, by actor.Viewer, id, step, cluster string) (event.Reference, error) {
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		return s.arranging(ctx, by, id, step, func(ctx context.Context, r room, b *board) (event.Done, error) {
			c := b.clusters[cluster]
			if c == nil {
				return s.dissolved(ctx, r, cluster)
			}
			b.dissolve(c)
			at, whom := db.Now(), r.whom(by)
			c.RemovedAt, c.RemovedBy, c.Version = &at, &whom, c.Version+1
			if err := s.store.setCluster(ctx, *c); err != nil {
				return event.Done{}, err
			}
			s.clusterTold(ctx, r, ClusterRemoved, *c)
			return r.done(c.ID, c.Version), s.giveBack(ctx, r, c.ID)
		})
	})
}

// dissolved answers for a cluster that is gone already.
func (s *Service) dissolved(ctx context.Context, r room, cluster string) (event.Done, error) {
	gone, err := s.store.clustersByID(ctx, []string{cluster})
	if err != nil {
		return event.Done{}, err
	}
	if len(gone) == 0 || gone[0].WallID != r.wall.ID {
		return event.Done{}, errNoCluster
	}
	return r.done(cluster, gone[0].Version), nil
}
