package workshop

import (
	"context"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/text"
)

// Change is what of a workshop's details is changed; nil leaves it.
type Change struct {
	Title, Purpose, Place, Link, Phone *string
	StartsAt                           *time.Time
	Unscheduled                        bool // no time is decided any more
	Minutes, AfterDays                 *int64
}

// Edit changes the details of a workshop, if version is still its version. What is the same already changes nothing.
func (s *Service) Edit(ctx context.Context, by actor.Viewer, id string, version int64, c Change) (event.Reference, error) {
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, st, err := s.Hold(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if err := st.Leads(); err != nil {
			return event.Done{}, err
		}
		if w.Version != version {
			return event.Done{}, s.stale(ctx, w)
		}
		changed, err := c.over(w)
		if err != nil {
			return event.Done{}, err
		}
		if same(w, changed) {
			return event.Done{ID: w.ID, Version: w.Version, Topic: w.Topic()}, nil
		}
		if err := s.store.setDetails(ctx, changed); err != nil {
			return event.Done{}, err
		}
		if err := s.restage(ctx, w, changed); err != nil {
			return event.Done{}, err
		}
		if err := s.tellMoves(ctx, by, w, changed); err != nil {
			return event.Done{}, err
		}
		return s.changed(ctx, changed)
	})
}

// changed raises the version and tells of it.
func (s *Service) changed(ctx context.Context, w Workshop) (event.Done, error) {
	w.Version++
	if err := s.store.set(ctx, w.ID, map[string]any{"version": w.Version}); err != nil {
		return event.Done{}, err
	}
	s.events.Add(ctx, w.Topic(), event.Change{Type: Changed, Ref: workshopRef(w.ID), Version: w.Version})
	return event.Done{ID: w.ID, Version: w.Version, Topic: w.Topic()}, nil
}

func same(a, b Workshop) bool {
	at := event.Stamped(a.StartsAt) == event.Stamped(b.StartsAt)
	a.StartsAt, b.StartsAt = nil, nil
	return at && a == b
}

// over writes a change over a workshop, checked and rendered.
func (c Change) over(w Workshop) (Workshop, error) {
	for to, from := range map[*string]*string{&w.Title: c.Title, &w.Purpose: c.Purpose, &w.Place: c.Place, &w.Link: c.Link, &w.Phone: c.Phone} {
		if from != nil {
			*to = *from
		}
	}
	if c.Minutes != nil {
		if w.Minutes = *c.Minutes; w.Minutes < 1 {
			return w, errLength
		}
	}
	if c.AfterDays != nil {
		w.AfterDays = *c.AfterDays
	}
	switch {
	case c.Unscheduled && w.State != Draft:
		return w, errStartLater
	case c.Unscheduled:
		w.StartsAt = nil
	case c.StartsAt != nil:
		w.StartsAt = stamp(c.StartsAt)
	}
	if err := text.CheckTitle("body.title", w.Title); err != nil {
		return w, err
	}
	if err := (Details{Place: w.Place, Link: w.Link, Phone: w.Phone, Minutes: w.Minutes, AfterDays: &w.AfterDays}).check(); err != nil {
		return w, err
	}
	var err error
	w.PurposeHTML, err = compose("body.purpose", w.Purpose)
	return w, err
}

// AddFacilitator lets another member facilitate a workshop: whoever may read its thread, or takes part in it.
func (s *Service) AddFacilitator(ctx context.Context, by actor.Viewer, id, member string) (event.Reference, error) {
	return s.facilitating(ctx, by, id, func(ctx context.Context, w Workshop) (bool, error) {
		already, err := s.store.facilitates(ctx, w.ID, member)
		if err != nil || already {
			return false, err
		}
		if err := s.mayBecome(ctx, member); err != nil {
			return false, err
		}
		return true, s.store.addFacilitator(ctx, w.ID, member, by.Member)
	})
}

// DropFacilitator ends it, for oneself too; somebody must stay.
func (s *Service) DropFacilitator(ctx context.Context, by actor.Viewer, id, member string) (event.Reference, error) {
	return s.facilitating(ctx, by, id, func(ctx context.Context, w Workshop) (bool, error) {
		led, err := s.store.facilitators(ctx, []string{w.ID})
		if err != nil {
			return false, err
		}
		dropped, err := s.store.dropFacilitator(ctx, w.ID, member)
		switch {
		case err != nil || !dropped:
			return false, err
		case len(led[w.ID]) == 1:
			return false, errOnlyLeader
		}
		s.accessChanged(ctx, member)
		if w.LeaderID != member {
			return true, nil
		}
		left := slices.DeleteFunc(led[w.ID], func(m string) bool { return m == member })
		return true, s.store.set(ctx, w.ID, map[string]any{"leader_id": left[0]})
	})
}

// HandOver has another of those who facilitate lead, or the viewer take over.
func (s *Service) HandOver(ctx context.Context, by actor.Viewer, id, member string) (event.Reference, error) {
	return s.facilitating(ctx, by, id, func(ctx context.Context, w Workshop) (bool, error) {
		led, err := s.store.facilitators(ctx, []string{w.ID})
		switch {
		case err != nil || w.LeaderID == member:
			return false, err
		case !slices.Contains(led[w.ID], member):
			return false, errNotAmong
		}
		return true, s.store.set(ctx, w.ID, map[string]any{"leader_id": member})
	})
}

func (s *Service) facilitating(ctx context.Context, by actor.Viewer, id string, do func(ctx context.Context, w Workshop) (bool, error)) (event.Reference, error) {
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, st, err := s.Hold(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if err := st.Leads(); err != nil {
			return event.Done{}, err
		}
		did, err := do(ctx, w)
		if err != nil || !did {
			return event.Done{ID: w.ID, Version: w.Version, Topic: w.Topic()}, err
		}
		return s.changed(ctx, w)
	})
}

// mayBecome refuses as a facilitator whoever is no active member. It does not ask whether they may read the area: to be asked is
// enough for this one workshop.
func (s *Service) mayBecome(ctx context.Context, member string) error {
	m, err := s.actors.Member(ctx, member)
	if fault.IsNotFound(err) || err == nil && m.State() != "active" {
		return errNobodySuch
	}
	return err
}
