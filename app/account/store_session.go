package account

import (
	"context"
	"fmt"

	"kraftsam/app/platform/db"
)

// running reads those of some sessions that have not ended.
func (s store) running(ctx context.Context, ids []string) (rows []Session, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if err = s.db.From(ctx).Where("id IN ? AND ended_at IS NULL AND expires_at > ?", ids, db.Now()).Find(&rows).Error; err != nil {
		err = fmt.Errorf("read running sessions: %w", err)
	}
	return rows, err
}
