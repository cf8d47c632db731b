package forum

import (
	"context"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/notice"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
)

// ReadingView is how far the asker has read in a thread, and how much of it they want to be told.
type ReadingView struct {
	Unread int64        `json:"unread" doc:"posts that are new to the asker"`
	First  int64        `json:"first,omitempty" doc:"number of the first of them"`
	Level  notice.Level `json:"level" enum:"follow,normal,muted" doc:"chosen for the thread, else for its area; what is new in a muted one counts nowhere else"`
	Until  string       `json:"until,omitempty" doc:"when the level ends by itself"`
}

// AreaReading is how much is unread in an area, without what is muted, and how much of it the asker wants to be told.
type AreaReading struct {
	Slug   string       `json:"slug"`
	Unread int64        `json:"unread"`
	Level  notice.Level `json:"level" enum:"follow,normal,muted"`
	Until  string       `json:"until,omitempty" doc:"when the level ends by itself"`
}

// UnreadView is how much is unread in all.
type UnreadView struct {
	Total int64         `json:"total"`
	Areas []AreaReading `json:"areas"`
	At    string        `json:"at" doc:"hand it back to mark as read what was there then"`
}

// Unread counts what is unread for the viewer in all areas in use.
func (s *Service) Unread(ctx context.Context, by actor.Viewer) (UnreadView, error) {
	if err := by.Known(); err != nil {
		return UnreadView{}, err
	}
	v := UnreadView{Areas: []AreaReading{}, At: event.Stamp(db.Now())}
	err := s.db.Read(ctx, func(ctx context.Context) error {
		p, err := s.pileOf(ctx, by)
		if err != nil {
			return err
		}
		for _, slug := range p.areas {
			a := p.area(slug)
			v.Total += a.Unread
			v.Areas = append(v.Areas, a)
		}
		return nil
	})
	return v, err
}

// pile is everything that is unread for a member and that they want to be told of.
type pile struct {
	member    string
	attention attention
	known     time.Time
	areas     []string // in their order
	heaps     map[string][]heap
}

func (s *Service) pileOf(ctx context.Context, by actor.Viewer) (pile, error) {
	p := pile{member: by.Member, heaps: map[string][]heap{}}
	var err error
	if p.areas, err = s.areasToCount(ctx, by, ""); err != nil {
		return p, err
	}
	if p.attention, err = s.attentionOf(ctx, by.Member); err != nil {
		return p, err
	}
	known, err := s.knownFrom(ctx, by.Member)
	if err != nil {
		return p, err
	}
	p.known = known
	all, err := s.store.heapsIn(ctx, by.Member, known, p.areas)
	if err != nil {
		return p, err
	}
	for _, h := range all {
		if p.attention.counts(h.ThreadID, h.Area) {
			p.heaps[h.Area] = append(p.heaps[h.Area], h)
		}
	}
	for _, heaps := range p.heaps {
		sortHeaps(heaps)
	}
	return p, nil
}

func (p pile) area(slug string) AreaReading {
	c := p.attention.area(slug)
	v := AreaReading{Slug: slug, Level: c.Level, Until: until(c)}
	for _, h := range p.heaps[slug] {
		v.Unread += h.Unread
	}
	return v
}

// readingsOf gives the viewer's reading of threads that they may read; a visitor has none.
func (s *Service) readingsOf(ctx context.Context, by actor.Viewer, threads []Thread) (map[string]ReadingView, error) {
	views := map[string]ReadingView{}
	if !by.SignedIn() || len(threads) == 0 {
		return views, nil
	}
	attention, err := s.attentionOf(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	known, err := s.knownFrom(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(threads))
	for i, t := range threads {
		ids[i] = t.ID
		c := attention.thread(t.ID, t.Area)
		views[t.ID] = ReadingView{Level: c.Level, Until: until(c)}
	}
	heaps, err := s.store.heapsOf(ctx, by.Member, known, ids)
	if err != nil {
		return nil, err
	}
	for _, h := range heaps {
		v := views[h.ThreadID]
		v.Unread, v.First = h.Unread, h.First
		views[h.ThreadID] = v
	}
	return views, nil
}

// addReadings puts the viewer's reading into threads that are shown to them.
func (s *Service) addReadings(ctx context.Context, by actor.Viewer, views []ThreadView) error {
	threads := make([]Thread, len(views))
	for i, v := range views {
		threads[i] = Thread{ID: v.ID, Area: v.Area}
	}
	readings, err := s.readingsOf(ctx, by, threads)
	if err != nil {
		return err
	}
	for i, v := range views {
		if r, ok := readings[v.ID]; ok {
			views[i].Reading = &r
		}
	}
	return nil
}

func until(c notice.Choice) string {
	if c.Until == nil {
		return ""
	}
	return event.Stamp(*c.Until)
}

// addUnread says of posts that are shown to the viewer whether they are new to them.
func (s *Service) addUnread(ctx context.Context, by actor.Viewer, views []PostView) error {
	if !by.SignedIn() || len(views) == 0 {
		return nil
	}
	known, err := s.knownFrom(ctx, by.Member)
	if err != nil {
		return err
	}
	ids := make([]string, len(views))
	for i, v := range views {
		ids[i] = v.ID
	}
	fresh, err := s.store.unreadOf(ctx, by.Member, known, ids)
	if err != nil {
		return err
	}
	for i, v := range views {
		is := fresh[v.ID]
		views[i].Unread = &is
	}
	return nil
}

// Words for the middle of a window: the first post that is new to the viewer, and the last one.
const (
	AtUnread = "unread"
	AtLatest = "latest"
)

// reachUnread gives the window that somebody who comes back reads on in: a few posts that they know and what is new to them;
// the end of a long thread that they have read all of; and else the start.
func (s *Service) reachUnread(ctx context.Context, by actor.Viewer, t Thread, limit int64) (from, to int64, err error) {
	views, err := s.readingsOf(ctx, by, []Thread{t})
	first := views[t.ID].First
	if first == 0 && by.SignedIn() {
		first = t.Posts
	}
	from = max(1, min(first-limit/5, t.Posts-limit+1))
	return from, from + limit - 1, err
}
