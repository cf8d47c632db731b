package forum

import (
	"context"
	"maps"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/calendar"
	"kraftsam/app/notice"
)

// JoinCalendar has the dates of threads stand in members' calendars.
func (s *Service) JoinCalendar(c *calendar.Service) { c.Join(diary{s}) }

type diary struct{ s *Service }

// Dates are the last days of open threads that somebody follows, and the days by which an answer of theirs is wished.
func (d diary) Dates(ctx context.Context, by actor.Viewer, from time.Time) ([]calendar.Entry, error) {
	day := from.UTC().Format(time.DateOnly)
	a, err := d.s.attentionOf(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	open, err := d.s.areas.List(ctx, by)
	if err != nil {
		return nil, err
	}
	slugs := make([]string, len(open))
	for i, one := range open {
		slugs[i] = one.Slug
	}
	threads, err := d.s.store.ending(ctx, a.heard(slugs), day)
	if err != nil {
		return nil, err
	}
	var all []calendar.Entry
	for _, t := range threads {
		if a.thread(t.ID, t.Area).Level == notice.Follow {
			all = append(all, calendar.Entry{ID: "thread-" + t.ID, Sequence: t.Version, What: "thread.deadline", Day: t.Deadline, Changed: t.At, Title: t.Title, Lang: t.Lang, Href: "/threads/" + t.ID})
		}
	}
	wished, err := d.s.wishedDates(ctx, by, day)
	return append(all, wished...), err
}

func (s *Service) wishedDates(ctx context.Context, by actor.Viewer, day string) ([]calendar.Entry, error) {
	speaks, err := s.actors.SpokenForBy(ctx, []string{by.Member})
	if err != nil {
		return nil, err
	}
	asks, err := s.store.asksOf(ctx, by.Member, speaks[by.Member])
	if err != nil {
		return nil, err
	}
	threads := map[string]bool{}
	for _, a := range asks {
		threads[a.ThreadID] = true
	}
	readable, err := s.threadsToRead(ctx, by, slices.Collect(maps.Keys(threads)))
	var all []calendar.Entry
	for _, a := range asks {
		if t, ok := readable[a.ThreadID]; ok && a.Wished >= day && !t.Closed {
			all = append(all, calendar.Entry{ID: "ask-" + a.ID, What: "ask.wished", Day: a.Wished, Changed: a.At, Title: t.Title, Lang: t.Lang, Href: "/threads/" + t.ID})
		}
	}
	return all, err
}

// Followed are the threads of which the viewer wants to hear.
func (h ballotHost) Followed(ctx context.Context, by actor.Viewer, threads []string) (map[string]bool, error) {
	a, err := h.s.attentionOf(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	all, err := h.s.store.threads(ctx, threads)
	followed := map[string]bool{}
	for _, t := range all {
		if a.thread(t.ID, t.Area).Level == notice.Follow {
			followed[t.ID] = true
		}
	}
	return followed, err
}
