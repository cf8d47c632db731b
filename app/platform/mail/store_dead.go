package mail

import (
	"context"
	"fmt"
	"time"
)

func (s store) counts(ctx context.Context) (c Counts, err error) {
	err = s.db.From(ctx).Raw("SELECT count(CASE WHEN dead_at IS NULL THEN 1 END) AS waiting, count(dead_at) AS dead FROM mails WHERE sent_at IS NULL").Scan(&c).Error
	if err != nil {
		err = fmt.Errorf("count letters: %w", err)
	}
	return c, err
}

func (s store) dead(ctx context.Context, after string, limit int) (rows []row, err error) {
	q := s.db.From(ctx).Select("id", "headers", "created_at", "dead_at", "tries", "failure").Where("dead_at IS NOT NULL")
	if after != "" {
		q = q.Where("(dead_at, id) < (SELECT a.dead_at, a.id FROM mails a WHERE a.id = ?)", after)
	}
	if err = q.Order("dead_at DESC, id DESC").Limit(limit).Find(&rows).Error; err != nil {
		err = fmt.Errorf("list dead letters: %w", err)
	}
	return rows, err
}

// bury has nobody try it any more.
func (s store) bury(ctx context.Context, id string, try int, why string, at time.Time) error {
	return s.set(ctx, id, map[string]any{"tries": try, "failure": why, "dead_at": at})
}

func (s store) revive(ctx context.Context, id string, at time.Time) error {
	res := s.db.From(ctx).Model(&row{}).Where("id = ? AND dead_at IS NOT NULL", id).Updates(map[string]any{"dead_at": nil, "due_at": at, "tries": 0})
	return onlyOne(res.RowsAffected, res.Error)
}

func (s store) drop(ctx context.Context, id string) error {
	res := s.db.From(ctx).Exec("DELETE FROM mails WHERE id = ? AND dead_at IS NOT NULL", id)
	return onlyOne(res.RowsAffected, res.Error)
}

func onlyOne(rows int64, err error) error {
	switch {
	case err != nil:
		return fmt.Errorf("change a dead letter: %w", err)
	case rows == 0:
		return errNone
	}
	return nil
}
