package forum

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/draft"
)

// nameDrafts tells package draft how the places of this room are called; who may not read one learns no name.
func (s *Service) nameDrafts() {
	s.drafts.Name("area", s.titlesOfAreas)
	s.drafts.Name("thread", s.titlesOfThreads)
	s.drafts.Name("post", s.titlesOfPosts)
}

func (s *Service) titlesOfAreas(ctx context.Context, by actor.Viewer, slugs []string) (map[string]draft.Title, error) {
	areas, err := s.areas.List(ctx, by)
	titles := map[string]draft.Title{}
	for _, a := range areas {
		titles[a.Slug] = draft.Title{Area: a.Slug, Path: "/areas/" + a.Slug + "/new"}
	}
	return titles, err
}

func (s *Service) titlesOfThreads(ctx context.Context, by actor.Viewer, ids []string) (map[string]draft.Title, error) {
	threads, err := s.threadsToRead(ctx, by, ids)
	titles := map[string]draft.Title{}
	for id, t := range threads {
		titles[id] = draft.Title{Title: t.Title, Area: t.Area, Lang: t.Lang, Path: "/threads/" + id + "#write"}
	}
	return titles, err
}

func (s *Service) titlesOfPosts(ctx context.Context, by actor.Viewer, ids []string) (map[string]draft.Title, error) {
	posts, err := s.store.posts(ctx, ids)
	if err != nil {
		return nil, err
	}
	of := make([]string, 0, len(posts))
	for _, p := range posts {
		of = append(of, p.ThreadID)
	}
	threads, err := s.threadsToRead(ctx, by, of)
	titles := map[string]draft.Title{}
	for id, p := range posts {
		if t, ok := threads[p.ThreadID]; ok {
			titles[id] = draft.Title{Title: t.Title, Area: t.Area, Lang: t.Lang, Path: "/threads/" + t.ID + "?around=" + id + "&edit=" + id + "#p-" + id}
		}
	}
	return titles, err
}

// threadsToRead gives those of the threads that the viewer may read, in areas in use.
func (s *Service) threadsToRead(ctx context.Context, by actor.Viewer, ids []string) (map[string]Thread, error) {
	threads, err := s.store.threads(ctx, ids)
	if err != nil {
		return nil, err
	}
	areas, err := s.areas.List(ctx, by)
	if err != nil {
		return nil, err
	}
	open := map[string]bool{}
	for _, a := range areas {
		open[a.Slug] = true
	}
	for id, t := range threads {
		if !open[t.Area] {
			delete(threads, id)
		}
	}
	return threads, nil
}
