package forum

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/notice"
	"kraftsam/app/platform/ref"
)

// glance is what is needed to say how notices stand for one member.
type glance struct {
	attention attention
	threads   map[string]Thread // that the member may read
	posts     map[string]Post
	firsts    map[string]Post
	fresh     map[string]bool  // posts that are new to the member
	unread    map[string]int64 // by thread
	asks      map[string]Asking
	closures  map[string]Closure
	areas     map[string]area.Area
	lang      string
}

// Look shows notices as things are now, whatever their number with a few questions.
func (n teller) Look(ctx context.Context, by actor.Viewer, notices []notice.Notice) (map[string]notice.Shown, error) {
	g, err := n.s.glance(ctx, by, notices)
	if err != nil {
		return nil, err
	}
	shown := map[string]notice.Shown{}
	for _, one := range notices {
		if s, ok := g.show(one); ok {
			shown[one.ID] = s
		}
	}
	return shown, nil
}

func (s *Service) glance(ctx context.Context, by actor.Viewer, notices []notice.Notice) (g glance, err error) {
	refs := map[string][]string{}
	for _, n := range notices {
		refs[n.RefKind] = append(refs[n.RefKind], n.RefID)
		refs[n.AboutKind] = append(refs[n.AboutKind], n.AboutID)
	}
	g.lang = by.Lang
	if g.posts, err = s.store.posts(ctx, refs[postRef("").Kind]); err != nil {
		return g, err
	}
	threads := refs[threadRef("").Kind]
	for _, p := range g.posts {
		threads = append(threads, p.ThreadID)
	}
	if err := s.glanceThreads(ctx, by, threads, &g); err != nil {
		return g, err
	}
	if g.asks, err = s.store.asksByID(ctx, refs[askRef("").Kind]); err != nil {
		return g, err
	}
	if len(refs[closureRef("").Kind]) > 0 {
		if g.closures, err = s.store.closures(ctx, threads); err != nil {
			return g, err
		}
	}
	return g, s.glanceReading(ctx, by, threads, refs[postRef("").Kind], &g)
}

func (s *Service) glanceThreads(ctx context.Context, by actor.Viewer, ids []string, g *glance) (err error) {
	if g.threads, err = s.threadsToRead(ctx, by, ids); err != nil {
		return err
	}
	open, err := s.areas.List(ctx, by)
	g.areas = map[string]area.Area{}
	for _, a := range open {
		g.areas[a.Slug] = a
	}
	if err != nil {
		return err
	}
	g.firsts, err = s.store.firstPosts(ctx, ids)
	return err
}

func (s *Service) glanceReading(ctx context.Context, by actor.Viewer, threads, posts []string, g *glance) (err error) {
	if g.attention, err = s.attentionOf(ctx, by.Member); err != nil {
		return err
	}
	known, err := s.knownFrom(ctx, by.Member)
	if err != nil {
		return err
	}
	for _, p := range g.firsts {
		posts = append(posts, p.ID)
	}
	if g.fresh, err = s.store.unreadOf(ctx, by.Member, known, posts); err != nil {
		return err
	}
	heaps, err := s.store.heapsOf(ctx, by.Member, known, threads)
	g.unread = map[string]int64{}
	for _, h := range heaps {
		g.unread[h.ThreadID] = h.Unread
	}
	return err
}

// show says of one notice what it leads to and whether it still stands. A post is looked for in the thread where it is now,
// what gathers in its own.
func (g glance) show(n notice.Notice) (notice.Shown, bool) {
	if n.Kind == notice.Thread {
		return g.showThread(n)
	}
	id := n.AboutID
	p, isPost := g.posts[n.RefID]
	if isPost && n.Kind != notice.Post {
		id = p.ThreadID
	}
	t, ok := g.threads[id]
	if !ok {
		return notice.Shown{}, false
	}
	s := notice.Shown{Title: t.Title, Lang: t.Lang, Area: t.Area, Href: "/threads/" + t.ID}
	level := g.attention.thread(t.ID, t.Area).Level
	switch {
	case n.Kind == notice.Post:
		s.Count, s.Lower = g.unread[t.ID], threadRef("").Kind
		s.Stands = s.Count > 0 && level == notice.Follow
		s.Href += "?around=" + AtUnread
	case isPost:
		s.Href = "/posts/" + p.ID
		s.Stands = g.fresh[p.ID] && (level != notice.Muted || n.Kind == notice.Mention)
	case n.Kind == notice.Asked:
		a := g.asks[n.RefID]
		s.Before = a.Wished
		s.Stands = a.ID != "" && a.state() == askWaits && !t.Closed
	case n.Kind == notice.Decided:
		s.Stands = g.closures[t.ID].ID == n.RefID
		if n.Reason == notice.ByThread {
			s.Lower = threadRef("").Kind
		} else {
			s.Lower = area.Ref("").Kind
		}
	}
	return s, true
}

func (g glance) showThread(n notice.Notice) (notice.Shown, bool) {
	t, ok := g.threads[n.RefID]
	if !ok {
		return notice.Shown{}, false
	}
	a := g.areas[t.Area]
	lang := "sv"
	if g.lang == "en" {
		lang = "en"
	}
	first := g.firsts[t.ID]
	return notice.Shown{Title: a.Name.In(lang), Lang: lang, Area: t.Area, Href: "/threads/" + t.ID, Lower: area.Ref("").Kind,
		Stands: g.fresh[first.ID] && g.attention.thread(t.ID, t.Area).Level != notice.Muted}, true
}

// Lower has the viewer told less: who follows takes it as it comes, who did that has it muted.
func (n teller) Lower(ctx context.Context, by actor.Viewer, about ref.Ref) (notice.Level, error) {
	a, err := n.s.attentionOf(ctx, by.Member)
	if err != nil {
		return "", err
	}
	if about.Kind == area.Ref("").Kind {
		level := lower(a.area(about.ID).Level)
		return level, n.s.ChooseArea(ctx, by, about.ID, notice.Choice{Level: level})
	}
	t, _, err := n.s.threadFor(ctx, by, about.ID)
	if err != nil {
		return "", err
	}
	level := lower(a.thread(t.ID, t.Area).Level)
	_, err = n.s.ChooseThread(ctx, by, t.ID, notice.Choice{Level: level})
	return level, err
}

func lower(l notice.Level) notice.Level {
	if l == notice.Follow {
		return notice.Normal
	}
	return notice.Muted
}
