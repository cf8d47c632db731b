package forum

import (
	"context"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
)

// Act is what somebody who leads an area did with a thread of it, and why: an entry of the public log. It names no author of
// what it touched.
type Act struct {
	ID       string
	Area     string // where it is read; what touches two areas is an Act in each
	ThreadID string
	Kind     string
	ByID     string
	Why      string // empty where none was asked for
	At       time.Time
	Posts    int64   // how many were moved
	Minutes  int64   // of slow mode
	OtherID  *string // the other thread of a move
	Before   string  // the title that was reworded; not for everybody
}

// Kinds of acts. What a move did in the thread that it took from ends in _away, in the one that it brought to in _here.
const (
	ActPinned     = "pinned"
	ActUnpinned   = "unpinned"
	ActClosed     = "closed"
	ActReopened   = "reopened"
	ActReworded   = "reworded"
	ActSorted     = "sorted"
	ActSlowed     = "slowed"
	ActUnslowed   = "unslowed"
	ActMarked     = "marked"
	ActUnmarked   = "unmarked"
	ActAsked      = "asked"
	ActUnasked    = "unasked"
	ActMovedAway  = "moved_away"
	ActMovedHere  = "moved_here"
	ActSplitAway  = "split_away"
	ActSplitHere  = "split_here"
	ActMergedAway = "merged_away"
	ActMergedHere = "merged_here"
)

// note writes an act into the public log of the thread's area, in the running transaction.
func (s *Service) note(ctx context.Context, by actor.Viewer, t Thread, a Act) error {
	a.ID, a.Area, a.ThreadID, a.ByID, a.At = ref.NewID(), t.Area, t.ID, by.Member, db.Now()
	return s.store.addAct(ctx, a)
}

// checkWhy refuses a reason that is too long; none is fine.
func checkWhy(by actor.Viewer, why string) error {
	if why == "" {
		return nil
	}
	return actor.CheckReason(by, why)
}

// AreaLog reads what was done in an area by those who lead it, the latest first.
func (s *Service) AreaLog(ctx context.Context, by actor.Viewer, slug, after string, limit int) (web.List[ActView], error) {
	var list web.List[ActView]
	err := s.db.Read(ctx, func(ctx context.Context) error {
		a, err := s.areas.Area(ctx, by, slug)
		if err != nil {
			return err
		}
		list, err = s.acts(ctx, by, a, "", after, limit)
		return err
	})
	return list, err
}

// ThreadLog reads what was done with one thread, the latest first.
func (s *Service) ThreadLog(ctx context.Context, by actor.Viewer, id, after string, limit int) (web.List[ActView], error) {
	var list web.List[ActView]
	err := s.db.Read(ctx, func(ctx context.Context) error {
		t, a, err := s.threadFor(ctx, by, id)
		if err != nil {
			return err
		}
		list, err = s.acts(ctx, by, a, t.ID, after, limit)
		return err
	})
	return list, err
}

func (s *Service) acts(ctx context.Context, by actor.Viewer, a area.Area, thread, after string, limit int) (web.List[ActView], error) {
	from, err := spotOf(after)
	if err != nil {
		return web.List[ActView]{}, err
	}
	acts, err := s.store.acts(ctx, a.Slug, thread, from, limit+1)
	if err != nil {
		return web.List[ActView]{}, err
	}
	more := len(acts) > limit
	acts = acts[:min(limit, len(acts))]
	views, err := s.actViews(ctx, by, a, acts)
	spots := map[string]string{}
	for _, act := range acts {
		spots[act.ID] = spot{at: act.At, id: act.ID}.cursor()
	}
	return web.PageOf(views, false, more, func(v ActView) string { return spots[v.ID] }), err
}

// actViews shows acts to a viewer. The other thread of a move is named only where the viewer may read it, and a title that was
// reworded only to those who read earlier texts.
func (s *Service) actViews(ctx context.Context, by actor.Viewer, a area.Area, acts []Act) ([]ActView, error) {
	ids, said := make([]string, 0, 2*len(acts)), make([]actor.Spoken, len(acts))
	for i, act := range acts {
		ids, said[i] = append(ids, act.ThreadID), actor.Spoken{Member: act.ByID}
		if act.OtherID != nil {
			ids = append(ids, *act.OtherID)
		}
	}
	threads, err := s.store.threads(ctx, ids)
	if err != nil {
		return nil, err
	}
	author, err := s.actors.Authors(ctx, said)
	if err != nil {
		return nil, err
	}
	open, err := s.readable(ctx, by, threads)
	if err != nil {
		return nil, err
	}
	views := make([]ActView, len(acts))
	for i, act := range acts {
		t := threads[act.ThreadID]
		v := ActView{ID: act.ID, Kind: act.Kind, At: event.Stamp(act.At), By: author(said[i]), Why: act.Why, Posts: act.Posts, Minutes: act.Minutes, Thread: named(t)}
		if act.OtherID != nil && open[threads[*act.OtherID].Area] {
			other := named(threads[*act.OtherID])
			v.Other = &other
		}
		if by.SignedIn() && (by.Member == t.AuthorID || a.Facilitated(by) || by.Moderates()) {
			v.Before = act.Before
		}
		views[i] = v
	}
	return views, nil
}

// readable says which of the areas of threads the viewer may read.
func (s *Service) readable(ctx context.Context, by actor.Viewer, threads map[string]Thread) (map[string]bool, error) {
	open := map[string]bool{}
	for _, t := range threads {
		if _, asked := open[t.Area]; asked {
			continue
		}
		_, err := s.areas.Area(ctx, by, t.Area)
		if err != nil && !area.IsUnknown(err) {
			return nil, err
		}
		open[t.Area] = err == nil
	}
	return open, nil
}

func named(t Thread) NamedThread { return NamedThread{ID: t.ID, Title: t.Title, Lang: t.Lang} }
