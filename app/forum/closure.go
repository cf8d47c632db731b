package forum

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

// Close ends a thread with a written conclusion. The same conclusion again changes nothing.
func (s *Service) Close(ctx context.Context, by actor.Viewer, thread, conclusion string) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	html, err := compose(conclusion)
	if err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		t, err := s.threadToLead(ctx, by, thread)
		if err != nil {
			return event.Done{}, err
		}
		if t.Closed {
			c, err := s.store.closures(ctx, []string{t.ID})
			if err == nil && c[t.ID].Text != conclusion {
				err = errClosed
			}
			return event.Done{ID: t.ID, Version: t.Version, Topic: t.Topic()}, err
		}
		if err := s.noBallotRuns(ctx, t); err != nil {
			return event.Done{}, err
		}
		if err := s.store.addClosure(ctx, Closure{ID: ref.NewID(), ThreadID: t.ID, ClosedBy: by.Member, Text: conclusion, HTML: html, At: db.Now()}); err != nil {
			return event.Done{}, err
		}
		return s.changed(ctx, t, map[string]any{"closed": true})
	})
}

// Reopen lets a closed thread take posts again; its conclusion stays on record.
func (s *Service) Reopen(ctx context.Context, by actor.Viewer, thread string) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		t, err := s.threadToLead(ctx, by, thread)
		if err != nil {
			return event.Done{}, err
		}
		if !t.Closed {
			return event.Done{}, errOpen
		}
		if err := s.store.endClosure(ctx, t.ID, by.Member); err != nil {
			return event.Done{}, err
		}
		return s.changed(ctx, t, map[string]any{"closed": false})
	})
}

func (s *Service) threadToLead(ctx context.Context, by actor.Viewer, id string) (Thread, error) {
	t, a, err := s.threadToChange(ctx, by, id)
	if err != nil {
		return t, err
	}
	if !mayClose(by, a) {
		return t, errNotLeader
	}
	return t, nil
}
