package job

import (
	"context"
	"fmt"
	"time"
)

func (s store) counts(ctx context.Context) (c Counts, err error) {
	now, err := s.now(ctx)
	if err != nil {
		return c, err
	}
	err = s.db.From(ctx).Raw(`SELECT count(CASE WHEN dead_at IS NULL THEN 1 END) AS waiting, count(CASE WHEN dead_at IS NULL AND due_at < ? THEN 1 END) AS late,
		count(dead_at) AS dead FROM jobs WHERE done_at IS NULL`, now.Add(-late)).Scan(&c).Error
	if err != nil {
		return c, fmt.Errorf("count jobs: %w", err)
	}
	return c, nil
}

func (s store) dead(ctx context.Context, after string, limit int) ([]Job, error) {
	q := s.jobs(ctx).Where("dead_at IS NOT NULL")
	if after != "" {
		q = q.Where("(dead_at, id) < (SELECT a.dead_at, a.id FROM jobs a WHERE a.id = ?)", after)
	}
	var rows []Job
	if err := q.Order("dead_at DESC, id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list dead jobs: %w", err)
	}
	return rows, nil
}

func (s store) revive(ctx context.Context, id string) error {
	now, err := s.now(ctx)
	if err != nil {
		return err
	}
	res := s.jobs(ctx).Where("id = ? AND dead_at IS NOT NULL", id).Updates(map[string]any{"dead_at": nil, "due_at": now, "tries": 0})
	return onlyOne(res.RowsAffected, res.Error)
}

func (s store) drop(ctx context.Context, id string) error {
	res := s.db.From(ctx).Exec("DELETE FROM jobs WHERE id = ? AND dead_at IS NOT NULL", id)
	return onlyOne(res.RowsAffected, res.Error)
}

func onlyOne(rows int64, err error) error {
	switch {
	case err != nil:
		return fmt.Errorf("change a dead job: %w", err)
	case rows == 0:
		return errNone
	}
	return nil
}

func (s store) purge(ctx context.Context, before time.Time) error {
	return s.db.From(ctx).Exec("DELETE FROM jobs WHERE done_at < ?", before).Error
}
