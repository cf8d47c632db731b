package forum

import (
	"cmp"
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/notice"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
)

// InboxView is the threads with something unread, by area.
type InboxView struct {
	Total int64       `json:"total" doc:"unread posts"`
	Areas []InboxArea `json:"areas" doc:"those with something unread, in their order"`
	At    string      `json:"at" doc:"hand it back to mark as read what was there then"`
}

// InboxArea is a part of it.
type InboxArea struct {
	AreaReading
	Threads int64        `json:"threads" doc:"how many have something unread"`
	Items   []ThreadView `json:"items" doc:"the latest activity first"`
	After   *string      `json:"after" nullable:"true" doc:"cursor to more of this area, null at the end"`
}

// Inbox lists the threads with something unread for the viewer: a few of each area, or of one area those after a cursor.
func (s *Service) Inbox(ctx context.Context, by actor.Viewer, slug, after string, limit int) (InboxView, error) {
	if err := by.Known(); err != nil {
		return InboxView{}, err
	}
	from, err := spotOf(after)
	if err != nil {
		return InboxView{}, err
	}
	v := InboxView{Areas: []InboxArea{}, At: event.Stamp(db.Now())}
	err = s.db.Read(ctx, func(ctx context.Context) error {
		if slug != "" {
			if _, err := s.areas.Area(ctx, by, slug); err != nil {
				return err
			}
		}
		p, err := s.pileOf(ctx, by)
		if err != nil {
			return err
		}
		var chosen []heap
		for _, a := range p.areas {
			heaps := p.heaps[a]
			if len(heaps) == 0 || slug != "" && a != slug {
				continue
			}
			one := InboxArea{AreaReading: p.area(a), Threads: int64(len(heaps)), Items: []ThreadView{}}
			v.Total += one.Unread
			part := behindSpot(heaps, from)
			if len(part) > limit {
				part = part[:limit]
				c := part[limit-1].spot().cursor()
				one.After = &c
			}
			chosen = append(chosen, part...)
			v.Areas = append(v.Areas, one)
		}
		return s.fillInbox(ctx, p, chosen, v.Areas)
	})
	return v, err
}

// fillInbox shapes the chosen threads, whatever their number with the same few questions, and sorts them into their areas.
func (s *Service) fillInbox(ctx context.Context, p pile, chosen []heap, areas []InboxArea) error {
	views, err := s.heapViews(ctx, p, chosen)
	if err != nil {
		return err
	}
	for _, v := range views {
		i := slices.IndexFunc(areas, func(a InboxArea) bool { return a.Slug == v.Area })
		areas[i].Items = append(areas[i].Items, v)
	}
	return nil
}

func (s *Service) heapViews(ctx context.Context, p pile, heaps []heap) ([]ThreadView, error) {
	ids := make([]string, len(heaps))
	for i, h := range heaps {
		ids[i] = h.ThreadID
	}
	byID, err := s.store.threads(ctx, ids)
	if err != nil {
		return nil, err
	}
	threads := make([]Thread, len(heaps))
	for i, h := range heaps {
		threads[i] = byID[h.ThreadID]
	}
	views, err := s.threadViews(ctx, threads)
	if err != nil {
		return nil, err
	}
	whole, err := s.store.heapsOf(ctx, p.member, p.known, ids)
	if err != nil {
		return nil, err
	}
	first := make(map[string]int64, len(whole))
	for _, h := range whole {
		first[h.ThreadID] = h.First
	}
	for i, h := range heaps {
		c := p.attention.thread(h.ThreadID, h.Area)
		views[i].Reading = &ReadingView{Unread: h.Unread, First: first[h.ThreadID], Level: c.Level, Until: until(c)}
	}
	return views, nil
}

// NextView leads on to a thread with something unread; none where everything is read.
type NextView struct {
	Thread *ThreadView `json:"thread,omitempty"`
}

// Next finds the thread with something unread that comes after another in the order of the inbox, from the start again after
// the last; with followed only among those that the viewer follows.
func (s *Service) Next(ctx context.Context, by actor.Viewer, after string, followed bool) (NextView, error) {
	if err := by.Known(); err != nil {
		return NextView{}, err
	}
	var next NextView
	err := s.db.Read(ctx, func(ctx context.Context) error {
		p, err := s.pileOf(ctx, by)
		if err != nil {
			return err
		}
		var here Thread
		if after != "" {
			if here, _, err = s.threadFor(ctx, by, after); err != nil && !fault.IsNotFound(err) {
				return err
			}
		}
		h := p.next(here, followed)
		if h == nil {
			return nil
		}
		views, err := s.heapViews(ctx, p, []heap{*h})
		if err == nil {
			next.Thread = &views[0]
		}
		return err
	})
	return next, err
}

func (p pile) next(here Thread, followed bool) *heap {
	var first *heap
	passed := here.ID == ""
	for _, slug := range p.areas {
		for i, h := range p.heaps[slug] {
			if h.ThreadID == here.ID || followed && p.attention.thread(h.ThreadID, slug).Level != notice.Follow {
				continue
			}
			if first == nil {
				first = &p.heaps[slug][i]
			}
			if passed || slug == here.Area && h.spot().after(spot{at: here.LastActivityAt, id: here.ID}) {
				return &p.heaps[slug][i]
			}
		}
		passed = passed || slug == here.Area
	}
	return first
}

func (h heap) spot() spot { return spot{at: h.LastActivityAt, id: h.ThreadID} }

// after says whether one stands further down than another in a list with the latest activity first.
func (p spot) after(other spot) bool {
	return p.at.Before(other.at) || p.at.Equal(other.at) && p.id < other.id
}

func sortHeaps(heaps []heap) {
	slices.SortFunc(heaps, func(a, b heap) int {
		return cmp.Or(b.LastActivityAt.Compare(a.LastActivityAt), cmp.Compare(b.ThreadID, a.ThreadID))
	})
}

func behindSpot(heaps []heap, from spot) []heap {
	if from.id == "" {
		return heaps
	}
	i := slices.IndexFunc(heaps, func(h heap) bool { return h.spot().after(from) })
	if i < 0 {
		return nil
	}
	return heaps[i:]
}
