package push

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

type store struct{ db *db.DB }

// keyRow is the only one of its kind.
type keyRow struct {
	ID     string
	Secret string
	MadeAt time.Time
}

// TableName is for GORM.
func (keyRow) TableName() string { return "push_keys" }

const theKey = "vapid"

// keep keeps a key unless there is one, and gives the one that is kept: two nodes that begin at once agree.
func (s store) keep(ctx context.Context, secret string) (string, error) {
	var row keyRow
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		made := keyRow{ID: theKey, Secret: secret, MadeAt: db.Now()}
		if err := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&made).Error; err != nil {
			return err
		}
		return s.db.From(ctx).Where("id = ?", theKey).Take(&row).Error
	})
	if err != nil {
		return "", fmt.Errorf("keep the key for push: %w", err)
	}
	return row.Secret, nil
}
