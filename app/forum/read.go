package forum

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
	"kraftsam/app/platform/web"
)

// Window is which part of a thread is read: from the first post, or next to or around one.
type Window struct {
	Before, After, Around string // post ids or cursors, at most one
	Limit                 int
}

// At is where the topic stood when something was read.
type At struct {
	Topic string `json:"topic"`
	Seq   int64  `json:"seq"`
	Epoch string `json:"epoch"`
}

// PostList is a page of posts, oldest first, and where the thread's topic stood.
type PostList struct {
	web.List[PostView]
	At
}

// ThreadList is a page of threads, pinned ones first and then by the latest activity, and where the area's topic stood.
type ThreadList struct {
	web.List[ThreadView]
	At
}

// ThreadAt is a thread and where its topic stood.
type ThreadAt struct {
	ThreadView
	At
}

// Posts reads a part of a thread from one snapshot.
func (s *Service) Posts(ctx context.Context, by actor.Viewer, thread string, w Window) (PostList, error) {
	var list PostList
	err := s.db.Read(ctx, func(ctx context.Context) error {
		t, a, err := s.threadFor(ctx, by, thread)
		if err != nil {
			return err
		}
		from, to, err := s.reach(ctx, by, t, w)
		if err != nil {
			return err
		}
		posts, err := s.store.span(ctx, t.ID, from, to)
		if err != nil {
			return err
		}
		views, err := s.postViews(ctx, posts, by, a, t)
		if err != nil {
			return err
		}
		list.List = web.All(views)
		if from > 1 && t.Posts > 0 {
			list.Before = cursor(min(from, t.Posts+1))
		}
		if to < t.Posts {
			list.After = cursor(to)
		}
		list.At, err = s.at(ctx, t.Topic())
		return err
	})
	return list, err
}

// reach turns a window into the numbers of its first and last post.
func (s *Service) reach(ctx context.Context, by actor.Viewer, t Thread, w Window) (from, to int64, err error) {
	limit := int64(w.Limit)
	switch {
	case w.Around == AtUnread:
		return s.reachUnread(ctx, by, t, limit)
	case w.Around == AtLatest:
		from = max(1, t.Posts-limit+1)
		return from, from + limit - 1, nil
	case w.After != "":
		n, err := s.number(ctx, t, w.After)
		return n + 1, n + limit, err
	case w.Before != "":
		n, err := s.number(ctx, t, w.Before)
		return max(1, n-limit), n - 1, err
	case w.Around != "":
		n, err := s.number(ctx, t, w.Around)
		if errors.Is(err, errCursor) || err == nil && (n < 1 || n > t.Posts) {
			return 0, 0, errAround
		}
		if err != nil {
			return 0, 0, err
		}
		from = max(1, min(n-limit/2, t.Posts-limit+1))
		return from, from + limit - 1, nil
	}
	return 1, limit, nil
}

// number finds the number that a cursor or a post id stands for.
func (s *Service) number(ctx context.Context, t Thread, at string) (int64, error) {
	if digits, ok := strings.CutPrefix(at, "n"); ok {
		if n, err := strconv.ParseInt(digits, 10, 64); err == nil && n >= 0 && n <= t.Posts+1 {
			return n, nil
		}
		return 0, errCursor
	}
	if !ref.ValidID(at) {
		return 0, errCursor
	}
	p, err := s.store.post(ctx, at)
	if fault.IsNotFound(err) || err == nil && p.ThreadID != t.ID {
		return 0, errCursor
	}
	return p.Number, err
}

func cursor(number int64) *string {
	c := "n" + strconv.FormatInt(number, 10)
	return &c
}

func (s *Service) at(ctx context.Context, topic string) (At, error) {
	head, err := s.events.Head(ctx, topic)
	return At{Topic: topic, Seq: head.Seq, Epoch: head.Epoch}, err
}

// Thread reads one thread and where its topic stands from one snapshot.
func (s *Service) Thread(ctx context.Context, by actor.Viewer, id string) (ThreadAt, error) {
	var at ThreadAt
	err := s.db.Read(ctx, func(ctx context.Context) error {
		t, a, err := s.threadFor(ctx, by, id)
		if err != nil {
			return err
		}
		views, err := s.threadViews(ctx, []Thread{t})
		if err != nil {
			return err
		}
		at.ThreadView = views[0]
		at.May = mayOf(by, a, t)
		own := []ThreadView{at.ThreadView}
		if err := s.addReadings(ctx, by, own); err != nil {
			return err
		}
		at.Reading = own[0].Reading
		if err := s.forViewer(ctx, by, a, t, &at.ThreadView); err != nil {
			return err
		}
		at.At, err = s.at(ctx, t.Topic())
		return err
	})
	return at, err
}

// forViewer adds what only the viewer may know of a thread: where it leads, and when slow mode lets them write.
func (s *Service) forViewer(ctx context.Context, by actor.Viewer, a area.Area, t Thread, v *ThreadView) error {
	if t.MovedTo != nil && v.MovedTo == nil {
		_, _, err := s.threadFor(ctx, by, *t.MovedTo)
		if err == nil {
			v.MovedTo = t.MovedTo
		} else if !fault.IsNotFound(err) {
			return err
		}
	}
	wait, err := s.wait(ctx, by, a, t)
	if err == nil && wait > 0 {
		v.May.WriteAt = event.Stamp(db.Now().Add(wait))
	}
	return err
}

// Post reads one post.
func (s *Service) Post(ctx context.Context, by actor.Viewer, id string) (PostView, error) {
	var v PostView
	err := s.db.Read(ctx, func(ctx context.Context) error {
		p, t, a, err := s.postFor(ctx, by, id, s.threadFor)
		if err != nil {
			return err
		}
		views, err := s.postViews(ctx, []Post{p}, by, a, t)
		if err == nil {
			v = views[0]
		}
		return err
	})
	return v, err
}

// Versions lists the texts that a post has had, the newest first; only some read the words.
func (s *Service) Versions(ctx context.Context, by actor.Viewer, id string) ([]VersionView, error) {
	var views []VersionView
	err := s.db.Read(ctx, func(ctx context.Context) error {
		p, _, a, err := s.postFor(ctx, by, id, s.threadFor)
		if err != nil {
			return err
		}
		all, err := s.store.versions(ctx, p)
		if err != nil {
			return err
		}
		showed, err := s.attachmentsThen(ctx, p, all)
		if err != nil {
			return err
		}
		for _, v := range all {
			view := VersionView{Version: v.Version, At: event.Stamp(v.At)}
			if mayReadVersions(by, a, p) {
				view.Text, view.HTML, view.Attachments = v.Text, text.AsWords(v.HTML), showed[v.Version]
			}
			views = append(views, view)
		}
		return nil
	})
	return views, err
}

// Threads lists the threads of an area, pinned ones first and then by the latest activity.
func (s *Service) Threads(ctx context.Context, by actor.Viewer, slug, before, after string, limit int) (ThreadList, error) {
	return s.Filtered(ctx, by, slug, Filter{}, before, after, limit)
}

// Filter is which threads of an area are listed; what is empty does not matter.
type Filter struct{ Kind, Tag, SubArea, State string }

var errState = fault.InField("query.state", "state_unknown", "A thread is open or closed.")

var _ = fault.Register("state_unknown")

func (f Filter) check() error {
	if f.Kind != "" {
		if err := checkKind(f.Kind); err != nil {
			return err
		}
	}
	if f.State != "" && f.State != stateOpen && f.State != stateClosed {
		return errState
	}
	return nil
}

// Filtered lists those threads of an area that a filter lets through, in the order of Threads.
func (s *Service) Filtered(ctx context.Context, by actor.Viewer, slug string, only Filter, before, after string, limit int) (ThreadList, error) {
	var list ThreadList
	err := s.db.Read(ctx, func(ctx context.Context) error {
		a, err := s.areas.Area(ctx, by, slug)
		if err == nil {
			err = only.check()
		}
		if err != nil {
			return err
		}
		if list.List, err = s.page(ctx, []string{slug}, only, before, after, limit); err != nil {
			return err
		}
		for i := range list.Items {
			list.Items[i].May = mayOf(by, a, Thread{Closed: list.Items[i].State == stateClosed, AuthorID: list.Items[i].Author.ID})
		}
		if err := s.addReadings(ctx, by, list.Items); err != nil {
			return err
		}
		list.At, err = s.at(ctx, area.Topic(slug))
		return err
	})
	return list, err
}

// page reads one page of threads of areas; one more than asked for says whether there is more.
func (s *Service) page(ctx context.Context, areas []string, only Filter, before, after string, limit int) (web.List[ThreadView], error) {
	from, err := spotOf(before + after)
	if err != nil {
		return web.List[ThreadView]{}, err
	}
	backwards := before != ""
	threads, err := s.store.latest(ctx, areas, only, from, backwards, limit+1)
	if err != nil {
		return web.List[ThreadView]{}, err
	}
	more := len(threads) > limit
	hasBefore, hasAfter := after != "", more
	if backwards {
		hasBefore, hasAfter = more, true
		threads = threads[max(0, len(threads)-limit):]
	}
	threads = threads[:min(len(threads), limit)]
	views, err := s.threadViews(ctx, threads)
	spots := map[string]string{}
	for _, t := range threads {
		spots[t.ID] = spot{t.Pinned, t.LastActivityAt, t.ID}.cursor()
	}
	return web.PageOf(views, hasBefore, hasAfter, func(v ThreadView) string { return spots[v.ID] }), err
}

// pinnedMark begins the cursor of a pinned thread; without it a cursor is as it was before threads could be pinned.
const pinnedMark = "p"

func (p spot) cursor() string {
	where := fmt.Sprintf("%d.%s", p.at.UnixMilli(), p.id)
	if p.pinned {
		where = pinnedMark + where
	}
	return base64.RawURLEncoding.EncodeToString([]byte(where))
}

func spotOf(cursor string) (spot, error) {
	if cursor == "" {
		return spot{}, nil
	}
	plain, err := base64.RawURLEncoding.DecodeString(cursor)
	where, pinned := strings.CutPrefix(string(plain), pinnedMark)
	milli, id, ok := strings.Cut(where, ".")
	ms, err2 := strconv.ParseInt(milli, 10, 64)
	if err != nil || err2 != nil || !ok || !ref.ValidID(id) || ms < 0 || ms > 1<<48 {
		return spot{}, errCursor
	}
	return spot{pinned: pinned, at: time.UnixMilli(ms).UTC(), id: id}, nil
}

func (s *Service) stalePost(ctx context.Context, by actor.Viewer, p Post, t Thread, a area.Area) error {
	views, err := s.postViews(ctx, []Post{p}, by, a, t)
	if err != nil {
		return err
	}
	return errStale.With(views[0])
}

func (s *Service) staleThread(ctx context.Context, by actor.Viewer, t Thread, a area.Area) error {
	views, err := s.threadViews(ctx, []Thread{t})
	if err != nil {
		return err
	}
	views[0].May = mayOf(by, a, t)
	return errStale.With(views[0])
}
