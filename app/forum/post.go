package forum

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// NewPost is what somebody adds to a thread.
type NewPost struct {
	Thread, Text, Lang string
	ReplyTo            string // id of a post of the same thread, empty: to all
	As                 string // organisation spoken for, empty: as oneself
	Draft              int64  // version of the draft that it was written as, 0: none
	Attachments        []Attached
}

// Reply adds a post to an open thread. A repeat with the same key answers what the first call made.
func (s *Service) Reply(ctx context.Context, by actor.Viewer, key event.Key, n NewPost) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	html, mentioned, err := composePost(n.Text)
	if err == nil {
		err = checkAttached(n.Attachments)
	}
	if err != nil {
		return event.Reference{}, err
	}
	lang, err := checkLang(n.Lang, by)
	if err != nil {
		return event.Reference{}, err
	}
	refused := s.slowDown(ctx, by)
	return s.events.Once(ctx, key, func(ctx context.Context) (event.Done, error) {
		if refused != nil {
			return event.Done{}, refused
		}
		t, a, err := s.threadToChange(ctx, by, n.Thread)
		if err != nil {
			return event.Done{}, err
		}
		if err := s.mayReply(ctx, by, a, t, n); err != nil {
			return event.Done{}, err
		}
		if n.Lang == "" {
			lang = text.Language(n.Text, t.Lang)
		}
		now := db.Now()
		p := Post{ID: ref.NewID(), ThreadID: t.ID, Number: t.Posts + 1, AuthorID: by.Member, OrganisationID: optional(n.As),
			ReplyTo: optional(n.ReplyTo), Lang: lang, Text: n.Text, HTML: html, Version: 1, Versions: 1, At: now}
		if err := s.store.addPost(ctx, p); err != nil {
			return event.Done{}, err
		}
		if err := s.attach(ctx, by, p.ID, p.Version, n.Attachments); err != nil {
			return event.Done{}, err
		}
		if err := s.mentionFirst(ctx, a, t, p.ID, mentioned); err != nil {
			return event.Done{}, err
		}
		if err := s.drafts.Sent(ctx, by.Member, threadRef(t.ID), n.Draft); err != nil {
			return event.Done{}, err
		}
		return s.postAdded(ctx, t, p)
	})
}

func (s *Service) mayReply(ctx context.Context, by actor.Viewer, a area.Area, t Thread, n NewPost) error {
	if err := t.canTakePosts(); err != nil {
		return err
	}
	if !mayPost(by, a, t) {
		return area.ErrPast
	}
	if err := s.inTime(ctx, by, a, t); err != nil {
		return err
	}
	if err := s.ruled(ctx, t.ID, n.ReplyTo != ""); err != nil {
		return err
	}
	if n.ReplyTo != "" {
		p, err := s.store.post(ctx, n.ReplyTo)
		if err != nil && !fault.IsNotFound(err) {
			return err
		}
		if err != nil || p.ThreadID != t.ID {
			return errReplyTo
		}
	}
	return s.actors.MaySpeakFor(ctx, by, n.As)
}

func (s *Service) postAdded(ctx context.Context, t Thread, p Post) (event.Done, error) {
	if err := s.store.setThread(ctx, t.ID, map[string]any{"posts": p.Number, "last_activity_at": p.At}); err != nil {
		return event.Done{}, err
	}
	if err := s.wrote(ctx, t, p.AuthorID); err != nil {
		return event.Done{}, err
	}
	if err := s.answerAsks(ctx, t, p); err != nil {
		return event.Done{}, err
	}
	if err := s.tellNewPost(ctx, p, toldPost); err != nil {
		return event.Done{}, err
	}
	s.events.Add(ctx, t.Topic(), event.Change{Type: PostAdded, Ref: postRef(p.ID), Version: 1})
	s.activity(ctx, t)
	return event.Done{ID: p.ID, Version: 1, Topic: t.Topic()}, nil
}

// Edit replaces the text of the viewer's own post, as Rewrite does; its files stay.
func (s *Service) Edit(ctx context.Context, by actor.Viewer, id string, version int64, source string) (event.Reference, error) {
	return s.Rewrite(ctx, by, id, version, Rewriting{Text: source})
}

// Rewriting is what a post is to say and show instead.
type Rewriting struct {
	Text        string
	Attachments *[]Attached // nil: those that it has
}

func (r Rewriting) check() (html string, mentioned []ref.Ref, err error) {
	if html, mentioned, err = composePost(r.Text); err == nil && r.Attachments != nil {
		err = checkAttached(*r.Attachments)
	}
	return html, mentioned, err
}

// Rewrite replaces text and files of the viewer's own post, if version is still its version. What was there before is kept. The
// same again changes nothing.
func (s *Service) Rewrite(ctx context.Context, by actor.Viewer, id string, version int64, r Rewriting) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	html, mentioned, err := r.check()
	if err != nil {
		return event.Reference{}, err
	}
	if err := s.limits.Take(ctx, limit.Edit, by.Member); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		p, t, a, err := s.ownPost(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		switch {
		case p.WithdrawnAt != nil:
			return event.Done{}, errWithdrawn
		case t.Closed:
			return event.Done{}, errClosed
		case p.Version != version:
			return event.Done{}, s.stalePost(ctx, by, p, t, a)
		}
		reattached, err := s.reattach(ctx, by, p, r.Attachments)
		if err != nil || p.Text == r.Text && !reattached {
			return event.Done{ID: p.ID, Version: p.Version, Topic: t.Topic()}, err
		}
		if err := s.store.keepVersion(ctx, p); err != nil {
			return event.Done{}, err
		}
		if err := s.mention(ctx, a, t, p.ID, mentioned); err != nil {
			return event.Done{}, err
		}
		if len(mentioned) > 0 {
			if err := s.tellNewPost(ctx, p, toldEdit); err != nil {
				return event.Done{}, err
			}
		}
		return s.changePost(ctx, t, p, PostEdited, map[string]any{"text": r.Text, "html": html, "edited_at": db.Now(), "versions": p.Versions + 1})
	})
}

// Withdraw hides the words of the viewer's own post; they are kept as a record. A second time answers as the first did.
// version is checked unless it is 0.
func (s *Service) Withdraw(ctx context.Context, by actor.Viewer, id string, version int64) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	var before *event.Event
	answer, err := s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		p, t, a, err := s.ownPost(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		switch {
		case p.WithdrawnAt != nil:
			before, err = s.events.Last(ctx, t.Topic(), PostWithdrawn, postRef(p.ID))
			return event.Done{ID: p.ID, Version: p.Version, Topic: t.Topic()}, err
		case t.Closed:
			return event.Done{}, errClosed
		case version != 0 && p.Version != version:
			return event.Done{}, s.stalePost(ctx, by, p, t, a)
		}
		if err := s.store.setMentions(ctx, p.ID, nil, db.Now()); err != nil {
			return event.Done{}, err
		}
		if err := s.notices.Recheck(ctx, postRef(p.ID)); err != nil {
			return event.Done{}, err
		}
		return s.changePost(ctx, t, p, PostWithdrawn, map[string]any{"withdrawn_at": db.Now()})
	})
	if err == nil && before != nil {
		answer.Seq, answer.At = before.Seq, event.Stamp(before.At)
	}
	return answer, err
}

func (s *Service) changePost(ctx context.Context, t Thread, p Post, kind string, set map[string]any) (event.Done, error) {
	set["version"] = p.Version + 1
	if err := s.store.forgetTranslations(ctx, postRef(p.ID)); err != nil {
		return event.Done{}, err
	}
	if err := s.store.setPost(ctx, p.ID, set); err != nil {
		return event.Done{}, err
	}
	s.events.Add(ctx, t.Topic(), event.Change{Type: kind, Ref: postRef(p.ID), Version: p.Version + 1})
	s.activity(ctx, t)
	return event.Done{ID: p.ID, Version: p.Version + 1, Topic: t.Topic()}, nil
}

// ownPost is the door for changing a post: whoever may not read it learns nothing, whoever did not write it may not.
func (s *Service) ownPost(ctx context.Context, by actor.Viewer, id string) (Post, Thread, area.Area, error) {
	p, t, a, err := s.postFor(ctx, by, id, s.threadToChange)
	if err == nil && !mayEdit(by, p) {
		err = errNotYours
	}
	return p, t, a, err
}

// postFor is the only door to a post: it opens for those who may read its thread. The post is read again behind the door,
// where its thread may be held, and followed if it was moved meanwhile.
func (s *Service) postFor(ctx context.Context, by actor.Viewer, id string,
	door func(context.Context, actor.Viewer, string) (Thread, area.Area, error)) (Post, Thread, area.Area, error) {
	if !ref.ValidID(id) {
		return Post{}, Thread{}, area.Area{}, errNoPost
	}
	p, err := s.store.post(ctx, id)
	if err != nil {
		return Post{}, Thread{}, area.Area{}, err
	}
	for {
		t, a, err := door(ctx, by, p.ThreadID)
		if fault.IsNotFound(err) {
			return Post{}, Thread{}, area.Area{}, errNoPost
		}
		if err != nil {
			return Post{}, Thread{}, area.Area{}, err
		}
		if p, err = s.store.post(ctx, id); err != nil || p.ThreadID == t.ID {
			return p, t, a, err
		}
	}
}
