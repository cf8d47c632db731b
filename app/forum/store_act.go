package forum

import (
	"context"
	"fmt"
)

func (s store) addAct(ctx context.Context, a Act) error { return s.db.From(ctx).Create(&a).Error }

// acts reads the log of an area, or of one of its threads, the latest first, from a place on.
func (s store) acts(ctx context.Context, slug, thread string, from spot, limit int) ([]Act, error) {
	q := s.db.From(ctx).Where("area = ?", slug)
	if thread != "" {
		q = s.db.From(ctx).Where("thread_id = ?", thread)
	}
	if from.id != "" {
		q = q.Where("(at, id) < (?, ?)", from.at, from.id)
	}
	var rows []Act
	if err := q.Order("at DESC, id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the log of an area: %w", err)
	}
	return rows, nil
}
