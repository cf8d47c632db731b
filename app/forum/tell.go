package forum

import (
	"cmp"
	"context"

	"kraftsam/app/area"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/text"
)

// Told is a conversation that took place elsewhere or before: it is written down with its own times.
type Told struct {
	Thread  Thread
	Posts   []ToldPost
	Closure *Closure
}

// ToldPost is a post of it; Before is the text that it had before it was edited, if it was.
type ToldPost struct {
	Post
	Before string
}

// Tell writes a conversation down unless a thread of its id is there already.
func (s *Service) Tell(ctx context.Context, told Told) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.store.thread(ctx, told.Thread.ID); !fault.IsNotFound(err) {
			return err
		}
		t := told.Thread
		t.Version, t.Posts, t.Closed = 1, int64(len(told.Posts)), told.Closure != nil
		t.Kind = cmp.Or(t.Kind, Discussion)
		t.LastActivityAt = told.Posts[len(told.Posts)-1].At
		if told.Closure != nil {
			t.Version = 2
		}
		if err := s.store.addThread(ctx, t); err != nil {
			return err
		}
		if err := s.areas.CountThread(ctx, t.Area, 1); err != nil {
			return err
		}
		added := event.Change{Type: ThreadAdded, Ref: threadRef(t.ID), Version: 1, At: t.At}
		s.events.Add(ctx, t.Topic(), added)
		s.events.Add(ctx, area.Topic(t.Area), added)
		for i, p := range told.Posts {
			p.Number, p.ThreadID = int64(i+1), t.ID
			if err := s.tellPost(ctx, t, p); err != nil {
				return err
			}
		}
		return s.tellClosure(ctx, t, told.Closure)
	})
}

func (s *Service) tellPost(ctx context.Context, t Thread, p ToldPost) (err error) {
	if p.HTML, err = text.HTML(p.Text); err != nil {
		return err
	}
	now := p.Post
	now.Version, now.Versions = 1, 1
	if p.EditedAt != nil {
		now.Version, now.Versions = 2, 2
	}
	if p.WithdrawnAt != nil {
		now.Version++
	}
	if err := s.store.addPost(ctx, now); err != nil {
		return err
	}
	if now.Number > 1 {
		s.events.Add(ctx, t.Topic(), event.Change{Type: PostAdded, Ref: postRef(now.ID), Version: 1, At: now.At})
	}
	if p.EditedAt != nil {
		html, err := text.HTML(p.Before)
		if err != nil {
			return err
		}
		if err := s.store.keepVersion(ctx, Post{ID: now.ID, Version: 1, Text: p.Before, HTML: html, At: now.At}); err != nil {
			return err
		}
		s.events.Add(ctx, t.Topic(), event.Change{Type: PostEdited, Ref: postRef(now.ID), Version: 2, At: *p.EditedAt})
	}
	if p.WithdrawnAt != nil {
		s.events.Add(ctx, t.Topic(), event.Change{Type: PostWithdrawn, Ref: postRef(now.ID), Version: now.Version, At: *p.WithdrawnAt})
	}
	return nil
}

func (s *Service) tellClosure(ctx context.Context, t Thread, c *Closure) (err error) {
	if c == nil {
		return nil
	}
	closure := *c
	closure.ThreadID = t.ID
	if closure.HTML, err = text.HTML(c.Text); err != nil {
		return err
	}
	s.events.Add(ctx, t.Topic(), event.Change{Type: ThreadChanged, Ref: threadRef(t.ID), Version: 2, At: c.At})
	return s.store.addClosure(ctx, closure)
}
