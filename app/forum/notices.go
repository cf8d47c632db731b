package forum

import (
	"context"
	"slices"
	"strings"

	"kraftsam/app/area"
	"kraftsam/app/notice"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

// What the room tells members: package notice asks here whom something concerns, and how it stands when it is shown.

const toldByForum = "forum"

// What happened, in a word.
const (
	toldPost    = "post"
	toldEdit    = "edit" // only whom the new text names
	toldThread  = "thread"
	toldAsk     = "ask"
	toldClosure = "closure"
)

type teller struct{ s *Service }

func closureRef(id string) ref.Ref { return ref.Ref{Kind: "closure", ID: id} }
func askRef(id string) ref.Ref     { return ref.Ref{Kind: "ask", ID: id} }

// tellNewPost has a post told to whom it concerns.
func (s *Service) tellNewPost(ctx context.Context, p Post, what string) error {
	return s.notices.Tell(ctx, notice.News{Source: toldByForum, Event: postRef(p.ID).String(), What: what, About: threadRef(p.ThreadID), Ref: postRef(p.ID), By: p.AuthorID, As: p.OrganisationID, At: p.At})
}

// tellNewThread has a new thread told in its area.
func (s *Service) tellNewThread(ctx context.Context, t Thread, p Post) error {
	return s.notices.Tell(ctx, notice.News{Source: toldByForum, Event: postRef(p.ID).String(), What: toldThread, About: area.Ref(t.Area), Ref: threadRef(t.ID), By: t.AuthorID, As: t.OrganisationID, At: t.At})
}

func (s *Service) tellAsk(ctx context.Context, a Asking) error {
	return s.notices.Tell(ctx, notice.News{Source: toldByForum, Event: askRef(a.ID).String(), What: toldAsk, About: threadRef(a.ThreadID), Ref: askRef(a.ID), By: a.AskedBy, At: a.At})
}

func (s *Service) tellConclusion(ctx context.Context, c Closure) error {
	return s.notices.Tell(ctx, notice.News{Source: toldByForum, Event: closureRef(c.ID).String(), What: toldClosure, About: threadRef(c.ThreadID), Ref: closureRef(c.ID), By: c.ClosedBy, At: c.At})
}

// The rounds of telling, after those whom something names: who follows the thread, who follows its area. A cursor is a round and the last member.
const (
	roundThread = "t"
	roundArea   = "a"
	roundsDelim = ":"
)

// round is what of some news one page looks at.
type round struct {
	s      *Service
	news   []notice.News
	told   notice.Told
	posts  map[string]Post // of the news, by id, as they are now
	thread Thread
	area   area.Area
}

// Concerned goes through those whom news about a thread, or about an area, concern.
func (n teller) Concerned(ctx context.Context, news []notice.News, after string, told notice.Told) (page notice.Page, err error) {
	r := round{s: n.s, news: news, told: told}
	if there, err := r.enter(ctx); err != nil || !there {
		return page, err
	}
	if after == "" {
		page.Concerns, err = r.named(ctx)
		page.Next = roundThread + roundsDelim
		if news[0].About.Kind == area.Ref("").Kind {
			page.Next = roundArea + roundsDelim
		}
		if err != nil || len(page.Concerns) > 0 {
			return page, err
		}
		after = page.Next // as mostly: nobody is to be told before those who follow
	}
	stage, last, _ := strings.Cut(after, roundsDelim)
	switch stage {
	case roundThread:
		page, err = r.followThread(ctx, last)
	case roundArea:
		page, err = r.followArea(ctx, last)
	}
	return page, err
}

// enter reads what the news are about; there is false where it is gone.
func (r *round) enter(ctx context.Context) (there bool, err error) {
	about, slug := r.news[0].About, r.news[0].About.ID
	if about.Kind == threadRef("").Kind {
		if r.thread, err = r.s.store.thread(ctx, about.ID); err != nil {
			if fault.IsNotFound(err) {
				err = nil
			}
			return false, err
		}
		slug = r.thread.Area
	}
	if r.area, err = r.s.areas.Known(ctx, slug); err != nil {
		if area.IsUnknown(err) {
			err = nil
		}
		return false, err
	}
	var ids, firsts []string
	for _, n := range r.news {
		switch n.Ref.Kind {
		case postRef("").Kind:
			ids = append(ids, n.Ref.ID)
		case threadRef("").Kind:
			firsts = append(firsts, n.Ref.ID)
		}
	}
	if r.posts, err = r.s.store.posts(ctx, ids); err != nil {
		return false, err
	}
	first, err := r.s.store.firstPosts(ctx, firsts)
	for thread, p := range first {
		r.posts[thread] = p
	}
	return true, err
}

// named are those whom each of the news concerns by name, or because of what they did.
func (r *round) named(ctx context.Context) (all []notice.Concern, err error) {
	for i, n := range r.news {
		var some []notice.Concern
		switch n.What {
		case toldPost, toldEdit, toldThread:
			some, err = r.byPost(ctx, n)
		case toldAsk:
			some, err = r.byAsk(ctx, n)
		}
		if err != nil {
			return nil, err
		}
		for _, c := range some {
			c.News = i
			all = append(all, c)
		}
	}
	return all, nil
}

func (r *round) byPost(ctx context.Context, n notice.News) ([]notice.Concern, error) {
	p, ok := r.posts[n.Ref.ID]
	if !ok || p.WithdrawnAt != nil {
		return nil, nil
	}
	mentions, err := r.s.store.mentions(ctx, []string{p.ID})
	if err != nil {
		return nil, err
	}
	var all []notice.Concern
	for _, m := range mentions[p.ID] {
		if m.Kind == "member" {
			all = append(all, notice.Concern{Member: m.TargetID, Kind: notice.Mention, Reason: notice.ByName})
		}
	}
	for _, m := range mentions[p.ID] {
		if m.Kind == "member" {
			continue
		}
		speakers, err := r.s.actors.Speakers(ctx, []string{m.TargetID})
		if err != nil {
			return nil, err
		}
		for _, id := range speakers {
			all = append(all, notice.Concern{Member: id, Kind: notice.Mention, Reason: notice.ByOrganisation, For: []string{m.TargetID}})
		}
	}
	if n.What == toldPost {
		more, err := r.byAnswer(ctx, p)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	about, post := threadRef(p.ThreadID), postRef(p.ID)
	for i := range all {
		all[i].About, all[i].Ref = &about, &post // a thread that begins is told by its area
	}
	return r.open(ctx, all, []Post{p})
}

// byAnswer are whose post it answers, and who asked for it.
func (r *round) byAnswer(ctx context.Context, p Post) (all []notice.Concern, err error) {
	asks, err := r.s.store.asks(ctx, []string{p.ThreadID})
	if err != nil {
		return nil, err
	}
	for _, a := range asks[p.ThreadID] {
		if value(a.PostID) == p.ID {
			all = append(all, notice.Concern{Member: a.AskedBy, Kind: notice.Reply, What: "answer", Reason: notice.ByQuestion})
		}
	}
	if p.ReplyTo == nil {
		return all, nil
	}
	to, err := r.s.store.post(ctx, *p.ReplyTo)
	if err != nil && !fault.IsNotFound(err) {
		return nil, err
	}
	if err == nil {
		all = append(all, notice.Concern{Member: to.AuthorID, Kind: notice.Reply, Reason: notice.ByReply})
	}
	return all, nil
}

func (r *round) byAsk(ctx context.Context, n notice.News) ([]notice.Concern, error) {
	ask, err := r.s.store.ask(ctx, n.Ref.ID)
	if fault.IsNotFound(err) || err == nil && ask.state() != askWaits {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if ask.MemberID != nil {
		return r.open(ctx, []notice.Concern{{Member: *ask.MemberID, Kind: notice.Asked, Reason: notice.ByName}}, nil)
	}
	speakers, err := r.s.actors.Speakers(ctx, []string{*ask.OrganisationID})
	var all []notice.Concern
	for _, id := range speakers {
		all = append(all, notice.Concern{Member: id, Kind: notice.Asked, Reason: notice.ByOrganisation, For: []string{*ask.OrganisationID}})
	}
	if err != nil {
		return nil, err
	}
	return r.open(ctx, all, nil)
}

// open keeps those who may read the area, have not muted what is not addressed to them, and to whom one of the posts is new (any
// where none are named).
func (r *round) open(ctx context.Context, all []notice.Concern, posts []Post) ([]notice.Concern, error) {
	if len(all) == 0 {
		return nil, nil
	}
	members := make([]string, len(all))
	for i, c := range all {
		members[i] = c.Member
	}
	fresh := map[string]int64{}
	var err error
	if len(posts) > 0 {
		if fresh, err = r.s.store.freshest(ctx, members, posts); err != nil {
			return nil, err
		}
	}
	muted, err := r.muted(ctx, members)
	if err != nil {
		return nil, err
	}
	readers, err := r.s.areas.Readers(ctx, r.area)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(c notice.Concern) bool {
		addressed := c.Kind == notice.Asked || c.Kind == notice.Mention
		return r.area.Private && !slices.Contains(readers, c.Member) || len(posts) > 0 && fresh[c.Member] == 0 || muted[c.Member] && !addressed
	}), nil
}

func (r *round) muted(ctx context.Context, members []string) (map[string]bool, error) {
	thread, slug := threadRef(r.thread.ID), area.Ref(r.area.Slug)
	levels, err := r.s.notices.Levels(ctx, members, thread, slug)
	muted := map[string]bool{}
	for member, l := range levels {
		level, chosen := l[thread]
		if !chosen {
			level = l[slug]
		}
		muted[member] = level == notice.Muted
	}
	return muted, err
}
