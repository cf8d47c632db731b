package forum

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// unreadBy is the rule of Reading for many members m at once, whose visits are v.
var unreadBy = strings.NewReplacer("@member", "m.id", "@known", "coalesce(v.known_from, m.created_at)").Replace(unread)

// freshest gives for each of some members the number of the last of some posts of a thread that is new to them; who has read all is
// not in the map. It mostly is the very last: so the posts are asked about from there on back, each time twice as many.
func (s store) freshest(ctx context.Context, members []string, posts []Post) (map[string]int64, error) {
	last := map[string]int64{}
	posts = slices.SortedFunc(slices.Values(posts), func(a, b Post) int { return cmp.Compare(b.Number, a.Number) })
	for n := 1; len(members) > 0 && len(posts) > 0; n *= 2 {
		some := posts[:min(n, len(posts))]
		posts = posts[len(some):]
		rows, err := s.newTo(ctx, members, some)
		if err != nil {
			return nil, err
		}
		members = nil
		for _, r := range rows {
			switch {
			case r.Number != nil:
				last[r.MemberID] = *r.Number
			case len(posts) > 0 && posts[0].Number > r.Upto:
				members = append(members, r.MemberID)
			}
		}
	}
	return last, nil
}

// newness is the last of some posts that is new to a member, and how far they have read its thread.
type newness struct {
	MemberID string
	Number   *int64
	Upto     int64
}

func (s store) newTo(ctx context.Context, members []string, posts []Post) (rows []newness, err error) {
	ids := make([]string, len(posts))
	for i, p := range posts {
		ids[i] = p.ID
	}
	err = s.db.From(ctx).Raw(`SELECT m.id AS member_id, max(CASE WHEN `+unreadBy+` THEN p.number END) AS number, coalesce(max(r.upto), 0) AS upto
		FROM posts p JOIN threads t ON t.id = p.thread_id JOIN members m ON m.id IN @members
		LEFT JOIN visits v ON v.member_id = m.id LEFT JOIN readings r ON r.member_id = m.id AND r.thread_id = t.id
		WHERE p.id IN @posts GROUP BY m.id`, map[string]any{"members": members, "posts": ids}).Scan(&rows).Error
	if err != nil {
		err = fmt.Errorf("read to whom posts are new: %w", err)
	}
	return rows, err
}

func (s store) asksByID(ctx context.Context, ids []string) (map[string]Asking, error) {
	byID := map[string]Asking{}
	if len(ids) == 0 {
		return byID, nil
	}
	var rows []Asking
	if err := s.db.From(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read what was asked: %w", err)
	}
	for _, a := range rows {
		byID[a.ID] = a
	}
	return byID, nil
}
