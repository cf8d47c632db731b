package forum

import (
	"context"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
)

// maxSlow is the longest that slow mode has anybody wait: a day, in minutes.
const maxSlow = 24 * 60

var (
	errSlow    = fault.New(fault.TooMany, "thread_slow", "Slow mode: everybody writes here once in a while. Wait a little and send it then.")
	errMinutes = fault.InField("body.minutes", "minutes_invalid", "Slow mode is 1 to 1440 minutes, 0 for none.")
)

var _ = fault.Register("thread_slow", "minutes_invalid")

// Slow has everybody but those who lead the area wait so many minutes between two posts in the thread; 0 ends it. What is the
// same already changes nothing.
func (s *Service) Slow(ctx context.Context, by actor.Viewer, thread string, minutes int64, why string) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	if minutes < 0 || minutes > maxSlow {
		return event.Reference{}, errMinutes
	}
	if err := checkWhy(by, why); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		t, err := s.threadToLead(ctx, by, thread)
		if err == nil {
			err = t.canTakePosts()
		}
		if err != nil || t.SlowMinutes == minutes {
			return event.Done{ID: t.ID, Version: t.Version, Topic: t.Topic()}, err
		}
		act := Act{Kind: ActSlowed, Why: why, Minutes: minutes}
		if minutes == 0 {
			act.Kind = ActUnslowed
		}
		if err := s.note(ctx, by, t, act); err != nil {
			return event.Done{}, err
		}
		return s.changed(ctx, t, map[string]any{"slow_minutes": minutes})
	})
}

// wait is how long the viewer waits in slow mode before they may write again.
func (s *Service) wait(ctx context.Context, by actor.Viewer, a area.Area, t Thread) (time.Duration, error) {
	if t.SlowMinutes == 0 || !by.SignedIn() || mayLead(by, a) {
		return 0, nil
	}
	last, err := s.store.lastOf(ctx, t.ID, by.Member)
	if err != nil || last.IsZero() {
		return 0, err
	}
	return max(0, last.Add(time.Duration(t.SlowMinutes)*time.Minute).Sub(db.Now())), nil
}

// inTime refuses a post that slow mode has wait.
func (s *Service) inTime(ctx context.Context, by actor.Viewer, a area.Area, t Thread) error {
	wait, err := s.wait(ctx, by, a, t)
	if err != nil || wait == 0 {
		return err
	}
	return errSlow.After(wait)
}
