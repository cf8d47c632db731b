package wall

import (
	"context"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
)

// room is a wall with its workshop and what somebody may do there.
type room struct {
	w    workshop.Workshop
	st   workshop.Standing
	wall Wall
	now  time.Time
}

func (r room) topic() string { return r.w.Topic() }

func (r room) done(id string, version int64) event.Done {
	return event.Done{ID: id, Version: version, Topic: r.topic()}
}

// own says whether a viewer wrote a note, or wrote it on behalf of another.
func (r room) own(by actor.Viewer, n Note) bool {
	return r.st.Participant != nil && n.ParticipantID == r.st.Participant.ID || n.WrittenBy != nil && by.SignedIn() && *n.WrittenBy == by.Member
}

type door func(ctx context.Context, by actor.Viewer, id string) (workshop.Workshop, workshop.Standing, error)

// wallFor is the only door to a wall; step is any step that works on it. A wall on which nothing was done yet is there too, but in no row.
func (s *Service) wallFor(ctx context.Context, by actor.Viewer, id, step string, enter door) (r room, err error) {
	if r.w, r.st, err = enter(ctx, by, id); err != nil {
		return r, err
	}
	wall, err := s.wallOf(ctx, r.w, step)
	if err != nil {
		return r, err
	}
	stored, err := s.store.walls(ctx, []string{wall})
	if err != nil {
		return r, err
	}
	r.wall = fresh(r.w.ID, wall)
	if len(stored) > 0 {
		r.wall = stored[0]
	}
	r.now, err = s.db.Clock(ctx)
	return r, err
}

func fresh(workshopID, id string) Wall {
	return Wall{ID: id, WorkshopID: workshopID, Phase: Hidden, Dots: usualDots, DotsHidden: true, Named: true, Arranging: Everybody, Version: 1}
}

// toWrite is wallFor for whoever writes: others may write at the same time, and the phase stands still.
func (s *Service) toWrite(ctx context.Context, by actor.Viewer, id, step string) (room, error) {
	return s.held(ctx, by, id, step, s.workshops.Take, false)
}

// toChange is wallFor for all else: the wall is one's own until the transaction ends.
func (s *Service) toChange(ctx context.Context, by actor.Viewer, id, step string) (room, error) {
	return s.held(ctx, by, id, step, s.workshops.Take, true)
}

// toLead is wallFor for what facilitators do.
func (s *Service) toLead(ctx context.Context, by actor.Viewer, id, step string) (room, error) {
	r, err := s.held(ctx, by, id, step, s.workshops.Hold, true)
	switch {
	case err != nil:
		return r, err
	case !r.st.Facilitates:
		return r, r.st.Leads()
	case r.w.State == workshop.Cancelled:
		return r, errOver
	}
	return r, nil
}

func (s *Service) held(ctx context.Context, by actor.Viewer, id, step string, enter door, alone bool) (room, error) {
	if err := workshop.MayWrite(by, id); err != nil {
		return room{}, err
	}
	r, err := s.wallFor(ctx, by, id, step, enter)
	if err != nil {
		return r, err
	}
	if r.wall, err = s.store.hold(ctx, r.wall, alone); err != nil {
		return r, err
	}
	return r, nil
}

// slowly is workshop.MayWrite, and slows down who does too much.
func (s *Service) slowly(ctx context.Context, by actor.Viewer, id string, rule limit.Rule) error {
	if err := workshop.MayWrite(by, id); err != nil {
		return err
	}
	return s.limits.Take(ctx, rule, by.Member)
}

// noteFor finds a note of a wall that is there for a viewer: a hidden one of somebody else is as unknown as none.
func (s *Service) noteFor(ctx context.Context, by actor.Viewer, r room, id string) (Note, error) {
	if !ref.ValidID(id) {
		return Note{}, errNoNote
	}
	n, err := s.store.noteHeld(ctx, r.wall.ID, id)
	if err == nil && !r.own(by, n) && (r.wall.Phase == Hidden || n.withdrawn() && !n.WithdrawnAt.After(*r.wall.RevealedAt)) {
		err = errNoNote
	}
	return n, err
}

// wallOf gives the wall that a step works on: the one that it was told to; of a step that clusters that of the step before it that
// writes; else its own.
func (s *Service) wallOf(ctx context.Context, w workshop.Workshop, step string) (string, error) {
	steps, err := s.workshops.Steps(ctx, w)
	if err != nil {
		return "", err
	}
	links, err := s.store.links(ctx, []string{w.ID})
	if err != nil {
		return "", err
	}
	wall := wallsOf(steps, links)[step]
	if wall == "" {
		return "", errNoWall
	}
	return wall, nil
}

// wallsOf gives the wall of every step that has one.
func wallsOf(steps []workshop.Step, links []link) map[string]string {
	told, walls, before := map[string]string{}, map[string]string{}, ""
	for _, l := range links {
		told[l.StepID] = l.WallID
	}
	for _, st := range steps {
		if st.Kind != workshop.Write && st.Kind != workshop.Cluster {
			continue
		}
		wall := st.ID
		if st.Kind == workshop.Cluster && before != "" {
			wall = before
		}
		if to := told[st.ID]; slices.ContainsFunc(steps, func(o workshop.Step) bool { return o.ID == to }) {
			wall = to
		}
		walls[st.ID] = wall
		if st.Kind == workshop.Write {
			before = wall
		}
	}
	return walls
}
