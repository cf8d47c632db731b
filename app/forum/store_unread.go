package forum

import (
	"context"
	"fmt"
	"time"
)

// heap is what is unread in one thread.
type heap struct {
	ThreadID       string
	Area           string
	LastActivityAt time.Time
	Unread         int64
	First          int64 // number of the first one; only where threads are named
}

// scattered are the readings of which the unread posts have to be looked at one by one: those with spans, and threads that were
// never opened and whose posts came from elsewhere. In all others they are the end of the thread, which is counted by number.
const scattered = "(coalesce(r.spans, 0) > 0 OR r.upto IS NULL AND t.mixed)"

// floor is the last number that is read where the unread posts are the end of the thread. All of a thread that began after the
// member came is new to them; only in one that was there before does the first new post have to be looked for.
const floor = `CASE WHEN r.upto IS NOT NULL THEN r.upto WHEN t.at > @known THEN 0
	ELSE coalesce((SELECT p.number FROM posts p WHERE p.thread_id = t.id AND p.at > @known ORDER BY p.at, p.number LIMIT 1) - 1, t.posts) END`

// tails counts by number: all that lie behind the floor, less those without words, less the member's own.
const tails = `WITH b AS MATERIALIZED (
	SELECT t.id, t.area, t.last_activity_at, t.posts, ` + floor + ` AS floor FROM threads t` + reader + `
		WHERE t.%[2]s IN @in AND ` + behind + ` AND NOT ` + scattered + `),
	gone AS MATERIALIZED (SELECT b.id, count(*) AS posts FROM b JOIN posts p ON p.thread_id = b.id AND p.number > b.floor
		WHERE p.withdrawn_at IS NOT NULL GROUP BY b.id),
	own AS MATERIALIZED (SELECT b.id, count(*) AS posts FROM posts p JOIN b ON p.thread_id = b.id AND p.number > b.floor
		WHERE p.author_id = @member AND p.withdrawn_at IS NULL GROUP BY b.id)
	SELECT b.id AS thread_id, b.area, b.last_activity_at, b.posts - b.floor - coalesce(gone.posts, 0) - coalesce(own.posts, 0) AS unread, %[1]s AS first
	FROM b LEFT JOIN gone ON gone.id = b.id LEFT JOIN own ON own.id = b.id`

// firstBehind finds the first unread number of a tail.
const firstBehind = `(SELECT p.number FROM posts p WHERE p.thread_id = b.id AND p.number > b.floor AND ` + countable + ` ORDER BY p.number LIMIT 1)`

// pieces counts post by post.
const pieces = `SELECT t.id, t.area, t.last_activity_at, count(*), min(p.number) FROM threads t` + reader + `JOIN posts p ON ` + unread + `
	WHERE t.%[2]s IN @in AND ` + behind + ` AND ` + scattered + ` GROUP BY t.id, t.area, t.last_activity_at`

// heapsIn counts what is unread in the threads of areas, with one question whatever their number.
func (s store) heapsIn(ctx context.Context, member string, known time.Time, areas []string) ([]heap, error) {
	return s.heaps(ctx, member, known, "0", "area", areas)
}

// heapsOf counts what is unread in some threads and finds the first of it.
func (s store) heapsOf(ctx context.Context, member string, known time.Time, threads []string) ([]heap, error) {
	return s.heaps(ctx, member, known, firstBehind, "id", threads)
}

func (s store) heaps(ctx context.Context, member string, known time.Time, first, column string, in []string) ([]heap, error) {
	if len(in) == 0 {
		return nil, nil
	}
	var rows []heap
	question := "SELECT * FROM (" + fmt.Sprintf("SELECT * FROM ("+tails+") e UNION ALL "+pieces, first, column) + ") h WHERE h.unread > 0"
	if err := s.db.From(ctx).Raw(question, map[string]any{"member": member, "known": known, "in": in}).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("count unread: %w", err)
	}
	return rows, nil
}
