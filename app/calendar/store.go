package calendar

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

type store struct{ db *db.DB }

// TableName is for GORM.
func (Feed) TableName() string { return "calendar_feeds" }

func (s store) feed(ctx context.Context, where string, of string) (Feed, error) {
	var rows []Feed
	if err := s.db.From(ctx).Where(where, of).Find(&rows).Error; err != nil {
		return Feed{}, fmt.Errorf("read the address of a calendar: %w", err)
	}
	if len(rows) == 0 {
		return Feed{}, errFeed
	}
	return rows[0], nil
}

func (s store) put(ctx context.Context, f Feed) error {
	over := clause.OnConflict{Columns: []clause.Column{{Name: "member_id"}}, DoUpdates: clause.AssignmentColumns([]string{"hash", "made_at", "read_at"})}
	return s.db.From(ctx).Clauses(over).Create(&f).Error
}

func (s store) drop(ctx context.Context, member string) error {
	return s.db.From(ctx).Exec("DELETE FROM calendar_feeds WHERE member_id = ?", member).Error
}

func (s store) noteRead(ctx context.Context, f Feed, at time.Time) error {
	return s.db.From(ctx).Model(&Feed{}).Where("hash = ?", f.Hash).Update("read_at", at).Error
}
