package forum

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
)

// Ask is something that is asked of a member: to confirm, to answer, to vote. What it is about is told in the words of its kind.
type Ask struct {
	Kind   string `json:"kind" doc:"what is asked"`
	ID     string `json:"id" doc:"of what it is about"`
	Href   string `json:"href" doc:"page where it is answered"`
	Title  string `json:"title" doc:"name of what it is about"`
	Lang   string `json:"lang,omitempty" doc:"language of the title, BCP 47, where it is somebody's words"`
	By     string `json:"by,omitempty" doc:"name of who asks"`
	At     string `json:"at"`
	Before string `json:"before,omitempty" doc:"when the answer is wished"`
}

// AskSource finds what waits for a member's answer, for one reason: all of it, but not more than most. areas are those that the
// member reads. What was answered is no longer asked.
type AskSource func(ctx context.Context, by actor.Viewer, areas []string, most int) ([]Ask, error)

// AsksBy adds a source of what is asked. Call it while the house is put together.
func (s *Service) AsksBy(source AskSource) { s.asks = append(s.asks, source) }

// mostAsks bounds what one source is asked for.
const mostAsks = 100

// SincePart is a part of what happened: how much in all, and the newest of it.
type SincePart[T any] struct {
	Total int64 `json:"total"`
	Items []T   `json:"items"`
}

// ReplyView is a post that answers the asker, and the thread that it stands in.
type ReplyView struct {
	PostView
	Title      string `json:"title" doc:"of the thread"`
	ThreadLang string `json:"thread_lang"`
}

// SinceView is what happened since the asker was here last, the newest first.
type SinceView struct {
	Since   string                `json:"since" doc:"when the visit before this one ended"`
	At      string                `json:"at" doc:"hand it back to mark as read what was there then"`
	Decided SincePart[ThreadView] `json:"decided" doc:"threads that others closed with a conclusion since then"`
	Asked   SincePart[Ask]        `json:"asked" doc:"what waits for the asker's answer, however long"`
	Replies SincePart[ReplyView]  `json:"replies" doc:"unread answers to the asker's posts, posts that mention them or an organisation that they may speak for, and those in the threads they started"`
	Fresh   SincePart[ThreadView] `json:"fresh" doc:"threads with something unread; total counts threads"`
	Unread  int64                 `json:"unread" doc:"unread posts in all"`
}

// Since tells what happened while the viewer was away, of each kind at most some.
func (s *Service) Since(ctx context.Context, by actor.Viewer, most int) (SinceView, error) {
	if err := by.Known(); err != nil {
		return SinceView{}, err
	}
	v := SinceView{At: event.Stamp(db.Now())}
	err := s.db.Read(ctx, func(ctx context.Context) error {
		visit, err := s.store.visit(ctx, by.Member)
		if err != nil {
			return err
		}
		p, err := s.pileOf(ctx, by)
		if err != nil {
			return err
		}
		v.Since = event.Stamp(visit.Since)
		if v.Decided, err = s.decided(ctx, by, p, visit.Since, most); err != nil {
			return err
		}
		if v.Asked, err = s.asked(ctx, by, p.areas, most); err != nil {
			return err
		}
		if v.Replies, err = s.replies(ctx, by, p, visit.KnownFrom, most); err != nil {
			return err
		}
		v.Fresh, v.Unread, err = s.fresh(ctx, p, most)
		return err
	})
	return v, err
}

func (s *Service) decided(ctx context.Context, by actor.Viewer, p pile, since time.Time, most int) (part SincePart[ThreadView], err error) {
	ids, total, err := s.store.decided(ctx, by.Member, p.attention.heard(p.areas), since, most)
	if err != nil {
		return part, err
	}
	byID, err := s.store.threads(ctx, ids)
	if err != nil {
		return part, err
	}
	threads := make([]Thread, len(ids))
	for i, id := range ids {
		threads[i] = byID[id]
	}
	views, err := s.threadViews(ctx, threads)
	return SincePart[ThreadView]{total, views}, err
}

func (s *Service) asked(ctx context.Context, by actor.Viewer, areas []string, most int) (SincePart[Ask], error) {
	all := []Ask{}
	for _, source := range s.asks {
		found, err := source(ctx, by, areas, mostAsks)
		if err != nil {
			return SincePart[Ask]{}, err
		}
		all = append(all, found...)
	}
	slices.SortStableFunc(all, func(a, b Ask) int { return cmp.Compare(b.At, a.At) })
	return SincePart[Ask]{int64(len(all)), all[:min(len(all), most)]}, nil
}

func (s *Service) replies(ctx context.Context, by actor.Viewer, p pile, known time.Time, most int) (part SincePart[ReplyView], err error) {
	voices, err := s.actors.Voices(ctx, by.Member)
	if err != nil {
		return part, err
	}
	posts, total, err := s.store.replies(ctx, by.Member, voices, p.attention.heard(p.areas), known, most)
	if err != nil {
		return part, err
	}
	views, err := s.publicViews(ctx, posts)
	if err != nil {
		return part, err
	}
	ids := make([]string, len(posts))
	for i, one := range posts {
		ids[i] = one.ThreadID
	}
	threads, err := s.store.threads(ctx, ids)
	part = SincePart[ReplyView]{total, make([]ReplyView, len(views))}
	for i, v := range views {
		part.Items[i] = ReplyView{v, threads[v.Thread].Title, threads[v.Thread].Lang}
	}
	return part, err
}

// fresh gives the threads where something new was said last, whatever their area.
func (s *Service) fresh(ctx context.Context, p pile, most int) (part SincePart[ThreadView], unread int64, err error) {
	var all []heap
	for _, slug := range p.areas {
		all = append(all, p.heaps[slug]...)
	}
	for _, h := range all {
		unread += h.Unread
	}
	sortHeaps(all)
	part.Total = int64(len(all))
	part.Items, err = s.heapViews(ctx, p, all[:min(len(all), most)])
	return part, unread, err
}
