package forum

import (
	"context"
	"slices"

	"kraftsam/app/area"
	"kraftsam/app/notice"
)

// followThread is a page of those who follow the thread: its new posts gather in one notice, a conclusion has its own.
func (r *round) followThread(ctx context.Context, after string) (page notice.Page, err error) {
	members, err := r.s.notices.Followers(ctx, threadRef(r.thread.ID), after, notice.PageSize)
	if err != nil {
		return page, err
	}
	if page.Concerns, err = r.posted(ctx, members); err != nil {
		return page, err
	}
	concluded, err := r.concluded(ctx, members, notice.ByThread)
	if err != nil {
		return page, err
	}
	page.Concerns, err = r.open(ctx, append(concluded, page.Concerns...), nil)
	switch {
	case len(members) == notice.PageSize:
		page.Next = roundThread + roundsDelim + members[len(members)-1]
	case r.concludes():
		page.Next = roundArea + roundsDelim
	}
	return page, err
}

func (r *round) concludes() bool {
	return slices.ContainsFunc(r.news, func(n notice.News) bool { return n.What == toldClosure })
}

// posted finds for each member the last of the new posts that they have not read and were not told of.
func (r *round) posted(ctx context.Context, members []string) ([]notice.Concern, error) {
	byNumber := map[int64]int{}
	var posts []Post
	for i, n := range r.news {
		if p, ok := r.posts[n.Ref.ID]; ok && n.What == toldPost && p.ThreadID == r.thread.ID {
			byNumber[p.Number] = i
			posts = append(posts, p)
		}
	}
	if len(posts) == 0 || len(members) == 0 {
		return nil, nil
	}
	last, err := r.s.store.freshest(ctx, members, posts)
	if err != nil {
		return nil, err
	}
	had, err := r.told(ctx, members)
	if err != nil {
		return nil, err
	}
	var all []notice.Concern
	for _, m := range members {
		number := last[m]
		if i, ok := byNumber[number]; ok && had(m, i) { // told by name: look at the others for this member alone
			if number, err = r.but(ctx, m, had); err != nil {
				return nil, err
			}
		}
		if i, ok := byNumber[number]; ok {
			all = append(all, notice.Concern{Member: m, News: i, Kind: notice.Post, Reason: notice.ByThread, Gathered: true})
		}
	}
	return all, nil
}

// but is the last new post that a member was not told of by name.
func (r *round) but(ctx context.Context, member string, had notice.Had) (int64, error) {
	var posts []Post
	for i, n := range r.news {
		if p, ok := r.posts[n.Ref.ID]; ok && n.What == toldPost && p.ThreadID == r.thread.ID && !had(member, i) {
			posts = append(posts, p)
		}
	}
	last, err := r.s.store.freshest(ctx, []string{member}, posts)
	return last[member], err
}

func (r *round) concluded(ctx context.Context, members []string, why notice.Reason) ([]notice.Concern, error) {
	if !r.concludes() {
		return nil, nil
	}
	running, err := r.s.store.closures(ctx, []string{r.thread.ID})
	if err != nil {
		return nil, err
	}
	var all []notice.Concern
	for i, n := range r.news {
		if n.What != toldClosure || running[r.thread.ID].ID != n.Ref.ID {
			continue
		}
		for _, m := range members {
			all = append(all, notice.Concern{Member: m, News: i, Kind: notice.Decided, Reason: why})
		}
	}
	return all, nil
}

// followArea is a page of those who follow the area: new threads, and conclusions.
func (r *round) followArea(ctx context.Context, after string) (page notice.Page, err error) {
	joined, err := r.s.areas.JoinedAfter(ctx, r.area.Slug, after, notice.PageSize)
	if err != nil {
		return page, err
	}
	if len(joined) == notice.PageSize {
		page.Next = roundArea + roundsDelim + joined[len(joined)-1]
	}
	levels, err := r.s.notices.Levels(ctx, joined, area.Ref(r.area.Slug), threadRef(r.thread.ID))
	if err != nil {
		return page, err
	}
	// Whoever joined and chose nothing follows; a choice for the thread goes before that for the area.
	members := slices.DeleteFunc(joined, func(m string) bool {
		if level, ok := levels[m][threadRef(r.thread.ID)]; ok {
			return level == notice.Muted
		}
		level, ok := levels[m][area.Ref(r.area.Slug)]
		return ok && level != notice.Follow
	})
	if page.Concerns, err = r.concluded(ctx, members, notice.ByArea); err != nil {
		return page, err
	}
	begun, err := r.begun(ctx, members)
	page.Concerns = append(page.Concerns, begun...)
	return page, err
}

// begun finds for each member the new threads that they have not read.
func (r *round) begun(ctx context.Context, members []string) (all []notice.Concern, err error) {
	for i, n := range r.news {
		p, ok := r.posts[n.Ref.ID]
		if n.What != toldThread || !ok || p.WithdrawnAt != nil || len(members) == 0 {
			continue
		}
		fresh, err := r.s.store.freshest(ctx, members, []Post{p})
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			if fresh[m] > 0 {
				all = append(all, notice.Concern{Member: m, News: i, Kind: notice.Thread, Reason: notice.ByArea})
			}
		}
	}
	return all, nil
}
