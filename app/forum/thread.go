package forum

import (
	"context"
	"errors"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// NewThread is what somebody starts a conversation with.
type NewThread struct {
	Area, Title, Text, Lang, SubArea, Municipality string
	Tags                                           []string
	As                                             string // organisation spoken for, empty: as oneself
	Kind                                           string // empty: a discussion
	Deadline                                       string // ISO date, empty for none
	Draft                                          int64  // version of the draft that it was written as, 0: none
	Attachments                                    []Attached
}

// Start opens a thread with its first post. A repeat with the same key answers what the first call made.
func (s *Service) Start(ctx context.Context, by actor.Viewer, key event.Key, n NewThread) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	w, err := s.Compose(by, n)
	if err != nil {
		return event.Reference{}, err
	}
	refused := s.slowDown(ctx, by)
	return s.events.Once(ctx, key, func(ctx context.Context) (event.Done, error) {
		if refused != nil {
			return event.Done{}, refused
		}
		a, err := s.check(ctx, by, n)
		if err != nil {
			return event.Done{}, err
		}
		return s.begin(ctx, by, a, w)
	})
}

// slowDown counts one more post of a member. What it refuses is refused inside Once, where a repeat of what was done already
// still gets its answer: a client may take a 4xx to mean that nothing happened.
func (s *Service) slowDown(ctx context.Context, by actor.Viewer) error {
	if err := s.limits.Take(ctx, limit.Post, by.Member); err != nil {
		return err
	}
	return s.limits.Take(ctx, limit.PostHour, by.Member)
}

func (s *Service) prepare(by actor.Viewer, n NewThread) (t Thread, p Post, mentioned []ref.Ref, err error) {
	if err := text.CheckTitle("body.title", n.Title); err != nil {
		return t, p, nil, err
	}
	html, mentioned, err := composePost(n.Text)
	if err != nil {
		return t, p, nil, err
	}
	lang, err := checkLang(n.Lang, by)
	if err != nil {
		return t, p, nil, err
	}
	if n.Lang == "" {
		lang = text.Language(n.Title+"\n"+n.Text, lang)
	}
	if err := errors.Join(checkTags(n.Tags), checkAttached(n.Attachments)); err != nil {
		return t, p, nil, err
	}
	if n.Kind == "" {
		n.Kind = Discussion
	}
	if err := errors.Join(checkKind(n.Kind), checkDay(n.Deadline, errDeadline)); err != nil {
		return t, p, nil, err
	}
	now := db.Now()
	t = Thread{Kind: n.Kind, Deadline: n.Deadline, ID: ref.NewID(), Area: n.Area, SubArea: n.SubArea, Title: n.Title, Lang: lang, Tags: n.Tags, AuthorID: by.Member,
		At: now, LastActivityAt: now, Posts: 1, Version: 1, Municipality: optional(n.Municipality), OrganisationID: optional(n.As)}
	p = Post{ID: ref.NewID(), ThreadID: t.ID, Number: 1, AuthorID: by.Member, OrganisationID: t.OrganisationID, Lang: lang,
		Text: n.Text, HTML: html, Version: 1, Versions: 1, At: now}
	return t, p, mentioned, nil
}

func (s *Service) check(ctx context.Context, by actor.Viewer, n NewThread) (area.Area, error) {
	a, err := s.areas.ForNew(ctx, by, n.Area, n.SubArea)
	if err == nil {
		err = mayBe(by, a, n.Kind)
	}
	if err != nil {
		return area.Area{}, err
	}
	if err := s.places.Check(ctx, n.Municipality); err != nil {
		return area.Area{}, err
	}
	return a, s.actors.MaySpeakFor(ctx, by, n.As)
}

func (s *Service) addThread(ctx context.Context, t Thread, p Post) (event.Done, error) {
	if err := s.store.addThread(ctx, t); err != nil {
		return event.Done{}, err
	}
	if err := s.store.addPost(ctx, p); err != nil {
		return event.Done{}, err
	}
	if err := s.areas.CountThread(ctx, t.Area, 1); err != nil {
		return event.Done{}, err
	}
	if err := s.wrote(ctx, t, p.AuthorID); err != nil {
		return event.Done{}, err
	}
	added := event.Change{Type: ThreadAdded, Ref: threadRef(t.ID), Version: 1}
	s.events.Add(ctx, t.Topic(), added)
	s.events.Add(ctx, area.Topic(t.Area), added)
	return event.Done{ID: t.ID, Version: 1, Topic: t.Topic()}, nil
}

// threadFor is the only door to a thread: it opens for those who may read its area.
func (s *Service) threadFor(ctx context.Context, by actor.Viewer, id string) (Thread, area.Area, error) {
	return s.door(ctx, by, id, s.store.thread)
}

// threadToChange is threadFor for a change: the thread is held until the transaction ends, so that its posts are numbered in
// the order of its log.
func (s *Service) threadToChange(ctx context.Context, by actor.Viewer, id string) (Thread, area.Area, error) {
	return s.door(ctx, by, id, s.store.threadHeld)
}

func (s *Service) door(ctx context.Context, by actor.Viewer, id string, read func(context.Context, string) (Thread, error)) (Thread, area.Area, error) {
	if !ref.ValidID(id) {
		return Thread{}, area.Area{}, errNoThread
	}
	t, err := read(ctx, id)
	if err != nil {
		return Thread{}, area.Area{}, err
	}
	a, err := s.areas.Area(ctx, by, t.Area)
	if area.IsUnknown(err) {
		return Thread{}, area.Area{}, errNoThread
	}
	return t, a, err
}

// Change is what of a thread is changed; nil leaves it. Why is for the public log, which tells what those who lead an area
// change in the threads of others; rewording a title needs it.
type Change struct {
	Title, Lang, SubArea, Municipality *string
	Tags                               *[]string
	Kind, Deadline                     *string
	Why                                string
}

// ChangeThread changes title and sorting of a thread, if version is still its version. What is the same already changes nothing.
func (s *Service) ChangeThread(ctx context.Context, by actor.Viewer, id string, version int64, c Change) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	if err := checkWhy(by, c.Why); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		t, a, err := s.threadToChange(ctx, by, id)
		switch {
		case err != nil:
			return event.Done{}, err
		case !mayChange(by, a, t):
			return event.Done{}, errNotLeader
		case t.MovedTo != nil:
			return event.Done{}, errMoved
		}
		if t.Version != version {
			return event.Done{}, s.staleThread(ctx, by, t, a)
		}
		set, err := s.changes(ctx, a, t, c)
		if err == nil {
			err = changesOfKind(by, a, t, c, set)
		}
		if err != nil || len(set) == 0 {
			return event.Done{ID: t.ID, Version: t.Version, Topic: t.Topic()}, err
		}
		if err := s.noteChange(ctx, by, t, c, set); err != nil {
			return event.Done{}, err
		}
		return s.changed(ctx, t, set)
	})
}

// noteChange writes what was changed in the thread of somebody else into the public log.
func (s *Service) noteChange(ctx context.Context, by actor.Viewer, t Thread, c Change, set map[string]any) error {
	if by.Member == t.AuthorID {
		return nil
	}
	if _, reworded := set["title"]; !reworded {
		return s.note(ctx, by, t, Act{Kind: ActSorted, Why: c.Why})
	}
	return s.note(ctx, by, t, Act{Kind: ActReworded, Why: c.Why, Before: t.Title})
}

// changes checks what is to be changed and gives what differs from the thread as it is.
func (s *Service) changes(ctx context.Context, a area.Area, t Thread, c Change) (map[string]any, error) {
	set, err := changedWords(t, c)
	if err != nil {
		return nil, err
	}
	if c.SubArea != nil && *c.SubArea != t.SubArea { // a sub-area whose time is over may stay
		if err := a.CheckPart(*c.SubArea); err != nil {
			return nil, err
		}
		set["sub_area"] = *c.SubArea
	}
	if c.Municipality != nil {
		if err := s.places.Check(ctx, *c.Municipality); err != nil {
			return nil, err
		}
		if *c.Municipality != value(t.Municipality) {
			set["municipality"] = optional(*c.Municipality)
		}
	}
	if c.Tags != nil {
		if err := checkTags(*c.Tags); err != nil {
			return nil, err
		}
		if tags := Tags(*c.Tags).json(); tags != t.Tags.json() {
			set["tags"] = tags
		}
	}
	return set, nil
}

// changedWords checks title and language, and gives what differs of them.
func changedWords(t Thread, c Change) (map[string]any, error) {
	set := map[string]any{}
	if c.Title != nil {
		if err := text.CheckTitle("body.title", *c.Title); err != nil {
			return nil, err
		}
		if *c.Title != t.Title {
			set["title"] = *c.Title
		}
	}
	if c.Lang != nil {
		lang, err := checkTongue(*c.Lang)
		if err != nil {
			return nil, err
		}
		if lang != t.Lang {
			set["lang"] = lang
		}
	}
	return set, nil
}

// changed writes a change of the thread itself and its event.
func (s *Service) changed(ctx context.Context, t Thread, set map[string]any) (event.Done, error) {
	set["version"] = t.Version + 1
	if err := s.store.forgetTranslations(ctx, threadRef(t.ID)); err != nil {
		return event.Done{}, err
	}
	if err := s.store.setThread(ctx, t.ID, set); err != nil {
		return event.Done{}, err
	}
	s.events.Add(ctx, t.Topic(), event.Change{Type: ThreadChanged, Ref: threadRef(t.ID), Version: t.Version + 1})
	s.activity(ctx, t)
	return event.Done{ID: t.ID, Version: t.Version + 1, Topic: t.Topic()}, nil
}

// activity lets the lists of the area know, once the change is durable.
func (s *Service) activity(ctx context.Context, t Thread) {
	now := db.Now()
	s.db.AfterCommit(ctx, func() { s.signals.Activity(t.Area, t.ID, now) })
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
