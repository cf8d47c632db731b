package forum

import (
	"context"
	"fmt"
	"time"
)

// within says in SQL which threads t of a member's news are meant.
func (h heard) within(with map[string]any) string {
	where := "1 = 0"
	if len(h.areas) > 0 {
		with["areas"] = h.areas
		where = "t.area IN @areas"
		if len(h.but) > 0 {
			with["but"] = h.but
			where += " AND t.id NOT IN @but"
		}
	}
	if len(h.yet) > 0 {
		with["yet"], with["open"] = h.yet, h.open
		where += " OR t.id IN @yet AND t.area IN @open"
	}
	return "(" + where + ")"
}

// decided gives the threads that others closed since a moment, the newest first, and how many they are.
func (s store) decided(ctx context.Context, member string, h heard, since time.Time, most int) (ids []string, total int64, err error) {
	with := map[string]any{"member": member, "since": since, "most": most}
	from := ` FROM closures c JOIN threads t ON t.id = c.thread_id
		WHERE c.at > @since AND c.reopened_at IS NULL AND c.closed_by <> @member AND ` + h.within(with)
	if err = s.db.From(ctx).Raw("SELECT count(*)"+from, with).Scan(&total).Error; err == nil && total > 0 {
		err = s.db.From(ctx).Raw("SELECT c.thread_id"+from+" ORDER BY c.at DESC, c.id DESC LIMIT @most", with).Scan(&ids).Error
	}
	if err != nil {
		err = fmt.Errorf("read what was decided: %w", err)
	}
	return ids, total, err
}

// replies gives the unread posts that answer one of the member's, call upon them or one of the organisations that are theirs to
// speak for, or stand in a thread that they started, the newest first.
func (s store) replies(ctx context.Context, member string, voices []string, h heard, known time.Time, most int) (posts []Post, total int64, err error) {
	with := map[string]any{"member": member, "voices": append(voices, ""), "known": known, "most": most}
	rule := reader + "WHERE " + unread + " AND " + behind + " AND " + h.within(with)
	// CROSS JOIN makes SQLite begin with the member's own few, which it would not know to be few.
	from := ` FROM posts p WHERE p.id IN (
		SELECT p.id FROM posts mine CROSS JOIN posts p CROSS JOIN threads t` + rule + ` AND mine.author_id = @member AND p.reply_to = mine.id
		UNION SELECT p.id FROM post_mentions m CROSS JOIN posts p CROSS JOIN threads t` + rule + ` AND m.kind = 'member' AND m.target_id = @member AND p.id = m.post_id
		UNION SELECT p.id FROM post_mentions m CROSS JOIN posts p CROSS JOIN threads t` + rule + ` AND m.kind = 'organisation' AND m.target_id IN @voices AND p.id = m.post_id
		UNION SELECT p.id FROM threads t CROSS JOIN posts p` + rule + ` AND t.author_id = @member AND p.reply_to IS NULL)`
	if err = s.db.From(ctx).Raw("SELECT count(*)"+from, with).Scan(&total).Error; err == nil && total > 0 {
		err = s.db.From(ctx).Raw("SELECT p.*"+from+" ORDER BY p.at DESC, p.id DESC LIMIT @most", with).Scan(&posts).Error
	}
	if err != nil {
		err = fmt.Errorf("read replies: %w", err)
	}
	return posts, total, err
}
