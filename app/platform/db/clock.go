package db

import (
	"context"
	"fmt"
	"time"
)

// Clock is the time that decides between nodes, which do not agree on one: the database's own. SQLite has one node, and its clock.
func (d *DB) Clock(ctx context.Context) (time.Time, error) {
	if d.dialect != Postgres {
		return Now(), nil
	}
	var now time.Time
	if err := d.From(ctx).Raw("SELECT clock_timestamp() AT TIME ZONE 'UTC'").Scan(&now).Error; err != nil {
		return now, fmt.Errorf("ask the database for the time: %w", err)
	}
	return now.UTC().Truncate(time.Millisecond), nil
}
