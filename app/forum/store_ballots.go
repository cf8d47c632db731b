package forum

import (
	"context"
	"fmt"
)

// writers are the members who wrote in a thread and have an account still.
func (s store) writers(ctx context.Context, thread string) (ids []string, err error) {
	err = s.db.From(ctx).Raw(`SELECT DISTINCT p.author_id FROM posts p JOIN members m ON m.id = p.author_id
		WHERE p.thread_id = ? AND p.withdrawn_at IS NULL AND m.closed_at IS NULL AND m.suspended_at IS NULL ORDER BY p.author_id`, thread).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("read who wrote in a thread: %w", err)
	}
	return ids, nil
}
