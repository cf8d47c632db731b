package forum

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"
)

// span is a run of Reading as it is stored.
type span struct {
	MemberID string
	ThreadID string
	First    int64
	Last     int64
}

// TableName is for GORM.
func (span) TableName() string { return "reading_spans" }

// countable is what can be new to somebody: another's post whose words are there.
const countable = "p.withdrawn_at IS NULL AND p.author_id <> @member"

// blocking is what can be new to somebody now or later; Upto never passes it unread.
const blocking = countable

// unread is the rule of Reading in SQL, for posts p of threads t with the readings r of a member.
const unread = `p.thread_id = t.id AND p.number > coalesce(r.upto, 0) AND ` + countable + ` AND (r.upto IS NOT NULL OR p.at > @known)
	AND (coalesce(r.spans, 0) = 0 OR NOT EXISTS (SELECT 1 FROM reading_spans s
		WHERE s.member_id = @member AND s.thread_id = p.thread_id AND p.number BETWEEN s.first AND s.last))`

// behind are the threads t that can hold something unread; it spares a look at the posts of most.
const behind = `t.posts > coalesce(r.upto, 0) AND (r.upto IS NOT NULL OR t.last_activity_at > @known)`

// reader joins a member's readings r to threads t.
const reader = " LEFT JOIN readings r ON r.member_id = @member AND r.thread_id = t.id "

// unreadOf says which of some posts are new to a member.
func (s store) unreadOf(ctx context.Context, member string, known time.Time, posts []string) (map[string]bool, error) {
	var ids []string
	err := s.db.From(ctx).Raw(`SELECT p.id FROM posts p JOIN threads t ON t.id = p.thread_id`+reader+`
		WHERE p.id IN @posts AND `+unread, map[string]any{"member": member, "known": known, "posts": posts}).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("read which posts are unread: %w", err)
	}
	fresh := make(map[string]bool, len(ids))
	for _, id := range ids {
		fresh[id] = true
	}
	return fresh, nil
}

// seenHeld gives the numbers that a member has seen of a thread, and holds their reading of it to the end of the transaction.
// It begins a reading where there was none, with what was written before the member came.
func (s store) seenHeld(ctx context.Context, member, thread string, known time.Time) ([]Seen, error) {
	var rows []Reading
	held := s.db.From(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("member_id = ? AND thread_id = ?", member, thread)
	if err := held.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read reading: %w", err)
	}
	if len(rows) == 0 {
		if err := s.beginReading(ctx, member, thread, known); err != nil {
			return nil, err
		}
		return s.seenHeld(ctx, member, thread, known)
	}
	return s.seenOf(ctx, rows[0])
}

func (s store) seenOf(ctx context.Context, r Reading) ([]Seen, error) {
	var seen []Seen
	if r.Upto > 0 {
		seen = []Seen{{1, r.Upto}}
	}
	if r.Spans == 0 {
		return seen, nil
	}
	var spans []span
	if err := s.db.From(ctx).Where("member_id = ? AND thread_id = ?", r.MemberID, r.ThreadID).Find(&spans).Error; err != nil {
		return nil, fmt.Errorf("read spans of a reading: %w", err)
	}
	for _, p := range spans {
		seen = append(seen, Seen{p.First, p.Last})
	}
	return union(seen), nil
}

// beginReading begins a reading with what was written up to known. That is the beginning of the thread, unless posts were
// moved into it.
func (s store) beginReading(ctx context.Context, member, thread string, known time.Time) error {
	none := Reading{MemberID: member, ThreadID: thread}
	res := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&none)
	if res.Error != nil || res.RowsAffected == 0 { // another device was first; what it began holds
		return res.Error
	}
	seen, err := s.early(ctx, thread, known)
	if err != nil || len(seen) == 0 {
		return err
	}
	return s.putSeen(ctx, member, thread, seen)
}

// early gives the numbers of what was written in a thread up to known.
func (s store) early(ctx context.Context, thread string, known time.Time) ([]Seen, error) {
	var numbers []int64
	query := s.db.From(ctx).Model(&Post{}).Where("thread_id = ?", thread)
	if err := query.Where("at > ?", known).Order("number").Limit(1).Pluck("number", &numbers).Error; err != nil {
		return nil, fmt.Errorf("find what is early in a thread: %w", err)
	}
	if len(numbers) == 0 {
		last, err := s.lastNumber(ctx, thread)
		return clip([]Seen{{1, last}}, 1, last), err
	}
	first := numbers[0]
	numbers = nil
	err := s.db.From(ctx).Model(&Post{}).Where("thread_id = ? AND number > ? AND at <= ?", thread, first, known).Order("number").Pluck("number", &numbers).Error
	if err != nil {
		return nil, fmt.Errorf("find what is early in a thread: %w", err)
	}
	seen := clip([]Seen{{1, first - 1}}, 1, first)
	for _, n := range numbers {
		seen = append(seen, Seen{n, n})
	}
	return union(seen), nil
}

func (s store) lastNumber(ctx context.Context, thread string) (int64, error) {
	var last []int64
	if err := s.db.From(ctx).Raw("SELECT max(number) FROM posts WHERE thread_id = ? HAVING count(*) > 0", thread).Scan(&last).Error; err != nil || len(last) == 0 {
		return 0, err
	}
	return last[0], nil
}

// putSeen writes which numbers of a thread a member has seen. Upto goes on over what can never be new to them.
func (s store) putSeen(ctx context.Context, member, thread string, seen []Seen) error {
	r, rest, err := s.readingOf(ctx, member, thread, seen)
	if err != nil {
		return err
	}
	over := clause.OnConflict{Columns: []clause.Column{{Name: "member_id"}, {Name: "thread_id"}}, DoUpdates: clause.AssignmentColumns([]string{"upto", "spans"})}
	if err := s.db.From(ctx).Clauses(over).Create(&r).Error; err != nil {
		return fmt.Errorf("write reading: %w", err)
	}
	if err := s.db.From(ctx).Where("member_id = ? AND thread_id = ?", member, thread).Delete(&span{}).Error; err != nil {
		return fmt.Errorf("write spans of a reading: %w", err)
	}
	if len(rest) == 0 {
		return nil
	}
	spans := make([]span, len(rest))
	for i, one := range rest {
		spans[i] = span{member, thread, one.From, one.To}
	}
	return s.db.From(ctx).CreateInBatches(&spans, 200).Error
}

// readingOf finds the shortest way to say which numbers were seen. The end is looked up first: what is written meanwhile lies
// beyond it and stays unread.
func (s store) readingOf(ctx context.Context, member, thread string, seen []Seen) (Reading, []Seen, error) {
	r := Reading{MemberID: member, ThreadID: thread}
	last, err := s.lastNumber(ctx, thread)
	if err != nil {
		return r, nil, fmt.Errorf("find the end of a thread: %w", err)
	}
	if len(seen) > 0 && seen[0].From == 1 {
		r.Upto, seen = seen[0].To, seen[1:]
	}
	for {
		next, err := s.nextBlocking(ctx, member, thread, r.Upto, last)
		if err != nil {
			return r, nil, err
		}
		if next == 0 {
			r.Upto = max(r.Upto, last)
			return r, nil, nil
		}
		for len(seen) > 0 && seen[0].To < next {
			seen = seen[1:]
		}
		if len(seen) == 0 || seen[0].From > next {
			r.Upto, r.Spans = next-1, int64(len(seen))
			return r, seen, nil
		}
		r.Upto, seen = seen[0].To, seen[1:]
	}
}

// nextBlocking finds the first number after upto, and up to last, whose post can be new to the member; 0 where there is none.
func (s store) nextBlocking(ctx context.Context, member, thread string, upto, last int64) (int64, error) {
	var next []int64
	err := s.db.From(ctx).Raw(`SELECT p.number FROM posts p WHERE p.thread_id = @thread AND p.number > @upto AND p.number <= @last AND `+blocking+`
		ORDER BY p.number LIMIT 1`, map[string]any{"member": member, "thread": thread, "upto": upto, "last": last}).Scan(&next).Error
	if err != nil || len(next) == 0 {
		return 0, err
	}
	return next[0], nil
}

// readAll has everything up to a moment read in the threads of areas.
func (s store) readAll(ctx context.Context, member string, areas []string, known, until time.Time) error {
	if len(areas) == 0 {
		return nil
	}
	with := map[string]any{"member": member, "known": known, "until": until, "in": areas}
	for _, change := range []string{
		`INSERT INTO readings (member_id, thread_id, upto, spans)
			SELECT @member, t.id, CASE WHEN t.last_activity_at <= @until THEN t.posts
				ELSE coalesce((SELECT max(p.number) FROM posts p WHERE p.thread_id = t.id AND p.at <= @until), 0) END, 0
			FROM threads t LEFT JOIN readings r ON r.member_id = @member AND r.thread_id = t.id
			WHERE t.area IN @in AND (t.mixed OR t.at <= @until) AND ` + behind + `
			ON CONFLICT (member_id, thread_id) DO UPDATE SET upto = excluded.upto WHERE readings.upto < excluded.upto`,
		`DELETE FROM reading_spans WHERE member_id = @member AND last <= (SELECT r.upto FROM readings r
			WHERE r.member_id = @member AND r.thread_id = reading_spans.thread_id)`,
		`UPDATE readings SET spans = (SELECT count(*) FROM reading_spans s WHERE s.member_id = @member AND s.thread_id = readings.thread_id)
			WHERE member_id = @member AND spans > 0`,
	} {
		if err := s.db.From(ctx).Exec(change, with).Error; err != nil {
			return fmt.Errorf("mark all as read: %w", err)
		}
	}
	return nil
}

func (s store) forgetReader(ctx context.Context, member string) error {
	for _, table := range []string{"reading_spans", "readings", "visits"} {
		if err := s.db.From(ctx).Exec("DELETE FROM "+table+" WHERE member_id = ?", member).Error; err != nil {
			return fmt.Errorf("forget a reader: %w", err)
		}
	}
	return nil
}
