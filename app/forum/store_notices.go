package forum

import (
	"context"
	"fmt"
	"strings"
)

// unreadBy is the rule of Reading for many members m at once, whose visits are v.
var unreadBy = strings.NewReplacer("@member", "m.id", "@known", "coalesce(v.known_from, m.created_at)").Replace(unread)

// freshest gives for each of some members the number of the last of some posts that is new to them; who has read all is not in
// the map.
func (s store) freshest(ctx context.Context, members, posts []string) (map[string]int64, error) {
	last := map[string]int64{}
	if len(members) == 0 || len(posts) == 0 {
		return last, nil
	}
	var rows []struct {
		MemberID string
		Number   int64
	}
	err := s.db.From(ctx).Raw(`SELECT m.id AS member_id, max(p.number) AS number FROM posts p JOIN threads t ON t.id = p.thread_id JOIN members m ON m.id IN @members
		LEFT JOIN visits v ON v.member_id = m.id LEFT JOIN readings r ON r.member_id = m.id AND r.thread_id = t.id
		WHERE p.id IN @posts AND `+unreadBy+` GROUP BY m.id`, map[string]any{"members": members, "posts": posts}).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read to whom posts are new: %w", err)
	}
	for _, r := range rows {
		last[r.MemberID] = r.Number
	}
	return last, nil
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
