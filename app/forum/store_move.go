package forum

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// placed reads where the posts of a thread lie, in order.
func (s store) placed(ctx context.Context, thread string) ([]placed, error) {
	var rows []placed
	err := s.db.From(ctx).Model(&Post{}).Select("id, thread_id, number, at, author_id, organisation_id, lang").
		Where("thread_id = ?", thread).Order("number").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the places of posts: %w", err)
	}
	return rows, nil
}

// placeChunk bounds the rows of one statement, as SQLite bounds the number of parameters.
const placeChunk = 500

// place gives posts their new places. Numbers go by way of negative ones, since a number is taken until its post has left it.
func (s store) place(ctx context.Context, all []shift) error {
	threads := map[string]bool{}
	for chunk := range slices.Chunk(all, placeChunk) {
		rows, args := make([]string, 0, len(chunk)), make([]any, 0, 3*len(chunk))
		for _, c := range chunk {
			rows = append(rows, "(?, ?, CAST(? AS bigint))")
			args = append(args, c.post, c.To.Thread, -c.To.Number)
			threads[c.To.Thread] = true
		}
		statement := "WITH p (id, thread, number) AS (VALUES " + strings.Join(rows, ", ") + `)
			UPDATE posts SET thread_id = p.thread, number = p.number FROM p WHERE posts.id = p.id`
		if err := s.db.From(ctx).Exec(statement, args...).Error; err != nil {
			return fmt.Errorf("move posts: %w", err)
		}
	}
	for thread := range threads {
		if err := s.db.From(ctx).Exec("UPDATE posts SET number = -number WHERE thread_id = ? AND number < 0", thread).Error; err != nil {
			return fmt.Errorf("number posts anew: %w", err)
		}
	}
	return nil
}

// moveAsks has what waits in a thread wait in another; what is over stays where it was.
func (s store) moveAsks(ctx context.Context, from, into string) error {
	return s.db.From(ctx).Model(&Asking{}).Where("thread_id = ? AND answered_at IS NULL AND ended_at IS NULL", from).Update("thread_id", into).Error
}

// forwarding says which of these threads lead to one that everybody who may read them may read too: one of the same area, or
// of a public one.
func (s store) forwarding(ctx context.Context, threads []string) (map[string]bool, error) {
	lead := map[string]bool{}
	if len(threads) == 0 {
		return lead, nil
	}
	var ids []string
	err := s.db.From(ctx).Raw(`SELECT t.id FROM threads t JOIN threads d ON d.id = t.moved_to JOIN areas a ON a.slug = d.area
		WHERE t.id IN ? AND (d.area = t.area OR NOT a.private)`, threads).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("read where threads lead: %w", err)
	}
	for _, id := range ids {
		lead[id] = true
	}
	return lead, nil
}
