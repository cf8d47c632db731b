package forum

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/ballot"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/live"
)

// What the room joins: live topics of threads and, since their events are about threads, of areas.

// ViewerOf finds the viewer behind a live connection, as rights stand now.
type ViewerOf func(ctx context.Context, w live.Watcher) (actor.Viewer, error)

// Topics are the families of topics that this room can show.
func (s *Service) Topics(viewer ViewerOf) []live.Topic {
	return []live.Topic{
		{Prefix: "thread", Render: s.render, Right: func(ctx context.Context, by live.Watcher, id string) (live.Right, error) {
			v, err := viewer(ctx, by)
			if err != nil {
				return live.Unknown, err
			}
			t, a, err := s.threadFor(ctx, v, id)
			return right(err, mayPost(v, a, t))
		}},
		{Prefix: "area", Render: s.render, Right: func(ctx context.Context, by live.Watcher, slug string) (live.Right, error) {
			v, err := viewer(ctx, by)
			if err != nil {
				return live.Unknown, err
			}
			a, err := s.areas.Area(ctx, v, slug)
			return right(err, a.Writable(v))
		}},
	}
}

func right(err error, write bool) (live.Right, error) {
	switch {
	case err != nil && fault.IsNotFound(err):
		return live.Unknown, nil
	case err != nil:
		return live.Unknown, err
	case write:
		return live.Write, nil
	}
	return live.Watch, nil
}

// threadAdded is the data of thread.added: the thread and its first post.
type threadAdded struct {
	ThreadView
	Post PostView `json:"post"`
}

// render reads what events show as it is now, so that hidden words come back in no event, and with a few questions for any
// number of events. It needs no snapshot: each thing is shown as it is when it is read.
func (s *Service) render(ctx context.Context, events []event.Event) ([]json.RawMessage, error) {
	posts, err := s.postsOf(ctx, events)
	if err != nil {
		return nil, err
	}
	threads, err := s.threadsOf(ctx, events)
	if err != nil {
		return nil, err
	}
	ballots, err := s.ballotsOf(ctx, events)
	if err != nil {
		return nil, err
	}
	data := make([]json.RawMessage, len(events))
	for i, e := range events {
		show := shown(e, threads, posts)
		if e.Ref.Kind == ballot.RefKind {
			show = ballots[e.Ref.ID]
		}
		if data[i], err = json.Marshal(show); err != nil {
			return nil, err
		}
	}
	return data, nil
}

func shown(e event.Event, threads map[string]ThreadView, posts map[string]PostView) any {
	switch p := posts[e.Ref.ID]; {
	case e.Type == ThreadAdded && threads[e.Ref.ID].Moved:
		return threadAdded{threads[e.Ref.ID], elsewhere(e)}
	case e.Type == ThreadAdded:
		return threadAdded{threads[e.Ref.ID], p}
	case e.Ref.Kind == "thread":
		return threads[e.Ref.ID]
	case Topic(p.Thread) != e.Topic:
		return elsewhere(e)
	default:
		return p
	}
}

// elsewhere is all that a topic tells of a post that has left its thread: whoever watches there may not be one who reads where it
// went. What the event was about comes before a thread.rearranged of the same topic.
func elsewhere(e event.Event) PostView {
	return PostView{ID: e.Ref.ID, Version: e.Version, Thread: strings.TrimPrefix(e.Topic, Topic("")), Lang: "und", At: event.Stamp(e.At), Moved: true}
}

// postsOf reads the posts that events are about: by their own id, or by their thread's where it was added.
func (s *Service) postsOf(ctx context.Context, events []event.Event) (map[string]PostView, error) {
	var ids, added []string
	for _, e := range events {
		switch {
		case e.Ref.Kind == "post":
			ids = append(ids, e.Ref.ID)
		case e.Type == ThreadAdded:
			added = append(added, e.Ref.ID)
		}
	}
	byID, err := s.store.posts(ctx, ids)
	if err != nil {
		return nil, err
	}
	firsts, err := s.store.firstPosts(ctx, added)
	if err != nil {
		return nil, err
	}
	var posts []Post
	var keys []string
	for id, p := range byID {
		keys, posts = append(keys, id), append(posts, p)
	}
	for id, p := range firsts {
		keys, posts = append(keys, id), append(posts, p)
	}
	views, err := s.publicViews(ctx, posts)
	if err != nil {
		return nil, err
	}
	found := make(map[string]PostView, len(keys))
	for i, k := range keys {
		found[k] = views[i]
	}
	return found, nil
}

func (s *Service) threadsOf(ctx context.Context, events []event.Event) (map[string]ThreadView, error) {
	var ids []string
	for _, e := range events {
		if e.Ref.Kind == "thread" {
			ids = append(ids, e.Ref.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	byID, err := s.store.threads(ctx, ids)
	if err != nil {
		return nil, err
	}
	threads := make([]Thread, 0, len(byID))
	for _, t := range byID {
		threads = append(threads, t)
	}
	views, err := s.threadViews(ctx, threads)
	if err != nil {
		return nil, err
	}
	found := make(map[string]ThreadView, len(views))
	for _, v := range views {
		found[v.ID] = v
	}
	return found, nil
}

// Signals tells the lists of an area over the live connection.
type Signals struct{ Hub *live.Hub }

// Activity says that something happened in a thread.
func (s Signals) Activity(slug, thread string, at time.Time) {
	s.Hub.Signal(area.Topic(slug), "activity", map[string]string{"thread": thread, "at": event.Stamp(at)})
}

// Reading says to a member's own screens what changed of their reading.
func (s Signals) Reading(member string, news ReadingNews) {
	s.Hub.Signal(actor.Topic(member), "reading", news)
}
