package forum

import (
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/notice"
	"kraftsam/app/platform/ref"
)

// attention is what a member chose to be told of: a choice for a thread goes before that for its area, and whoever joined an
// area and chose nothing follows it.
type attention struct {
	chosen map[ref.Ref]notice.Choice
	joined map[string]bool
}

func (s *Service) attentionOf(ctx context.Context, member string) (attention, error) {
	chosen, err := s.notices.Chosen(ctx, member)
	if err != nil {
		return attention{}, err
	}
	joined, err := s.areas.Joined(ctx, member)
	return attention{chosen, joined}, err
}

func (a attention) area(slug string) notice.Choice {
	if c, ok := a.chosen[area.Ref(slug)]; ok {
		return c
	}
	if a.joined[slug] {
		return notice.Choice{Level: notice.Follow}
	}
	return notice.Choice{Level: notice.Normal}
}

func (a attention) thread(id, slug string) notice.Choice {
	if c, ok := a.chosen[threadRef(id)]; ok {
		return c
	}
	return a.area(slug)
}

// counts says whether what is new in a thread counts for the member.
func (a attention) counts(id, slug string) bool { return a.thread(id, slug).Level != notice.Muted }

// heard are the threads whose news reach a member: those of the open areas but for some, and some of the muted ones.
type heard struct {
	open, areas, but, yet []string
}

func (a attention) heard(areas []string) heard {
	h := heard{open: areas}
	for _, slug := range areas {
		if a.area(slug).Level != notice.Muted {
			h.areas = append(h.areas, slug)
		}
	}
	for about, c := range a.chosen {
		if about.Kind != threadRef("").Kind {
			continue
		}
		if c.Level == notice.Muted {
			h.but = append(h.but, about.ID)
		} else {
			h.yet = append(h.yet, about.ID)
		}
	}
	slices.Sort(h.but)
	slices.Sort(h.yet)
	return h
}

// ChooseThread has the viewer follow a thread, take it as it comes, or not be told of it.
func (s *Service) ChooseThread(ctx context.Context, by actor.Viewer, id string, c notice.Choice) (ReadingView, error) {
	if err := by.MayWrite(); err != nil {
		return ReadingView{}, err
	}
	var view ReadingView
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		t, _, err := s.threadFor(ctx, by, id)
		if err != nil {
			return err
		}
		if err := s.notices.Choose(ctx, by.Member, threadRef(t.ID), c); err != nil {
			return err
		}
		views, err := s.readingsOf(ctx, by, []Thread{t})
		if err != nil {
			return err
		}
		view = views[t.ID]
		s.tellReading(ctx, by.Member, ReadingNews{Thread: t.ID, Area: t.Area, Reading: &view})
		s.notices.Recount(ctx, by)
		return nil
	})
	return view, err
}

// ChooseArea does the same for an area and all of its threads for which nothing else was chosen. In a public area following is
// membership: it is what shows, and what ends.
func (s *Service) ChooseArea(ctx context.Context, by actor.Viewer, slug string, c notice.Choice) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		a, err := s.areas.Area(ctx, by, slug)
		if err != nil {
			return err
		}
		if err := s.chooseArea(ctx, by, a, c); err != nil {
			return err
		}
		s.tellReading(ctx, by.Member, ReadingNews{Area: slug})
		s.notices.Recount(ctx, by)
		return nil
	})
}

func (s *Service) chooseArea(ctx context.Context, by actor.Viewer, a area.Area, c notice.Choice) error {
	about := area.Ref(a.Slug)
	if err := s.notices.Choose(ctx, by.Member, about, c); err != nil || a.Private || c.Level == notice.Muted {
		return err
	}
	if err := s.notices.Drop(ctx, by.Member, about); err != nil {
		return err
	}
	if c.Level == notice.Follow {
		return s.areas.Join(ctx, by, a.Slug)
	}
	return s.areas.Leave(ctx, by, a.Slug)
}

// wrote has somebody follow the thread that they wrote in, or are called upon in, unless they chose something for it.
func (s *Service) wrote(ctx context.Context, t Thread, member string) error {
	began, err := s.notices.Begin(ctx, member, threadRef(t.ID))
	if began {
		s.tellReading(ctx, member, ReadingNews{Thread: t.ID, Area: t.Area})
	}
	return err
}
