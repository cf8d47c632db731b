package forum

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

// SetPin has a thread stand first in its area's list, or no longer. What is the same already changes nothing.
func (s *Service) SetPin(ctx context.Context, by actor.Viewer, thread string, pinned bool, why string) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	if err := checkWhy(by, why); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		t, err := s.threadToLead(ctx, by, thread)
		if err == nil && t.MovedTo != nil {
			err = errMoved
		}
		if err != nil || t.Pinned == pinned {
			return event.Done{ID: t.ID, Version: t.Version, Topic: t.Topic()}, err
		}
		act := Act{Kind: ActPinned, Why: why}
		if pinned {
			err = s.store.addPin(ctx, Pin{ID: ref.NewID(), ThreadID: t.ID, PinnedBy: by.Member, At: db.Now()})
		} else {
			act.Kind = ActUnpinned
			err = s.store.endPin(ctx, t.ID, by.Member)
		}
		if err != nil {
			return event.Done{}, err
		}
		if err := s.note(ctx, by, t, act); err != nil {
			return event.Done{}, err
		}
		return s.changed(ctx, t, map[string]any{"pinned": pinned})
	})
}
