package mail

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

type store struct{ db *db.DB }

type row struct {
	Letter  `gorm:"embedded"`
	DueAt   time.Time
	Tries   int
	SentAt  *time.Time
	DeadAt  *time.Time
	Failure string
}

// TableName is for GORM.
func (row) TableName() string { return "mails" }

func (s store) add(ctx context.Context, l Letter) error {
	return s.db.From(ctx).Create(&row{Letter: l, DueAt: l.CreatedAt}).Error
}

func (s store) latest(ctx context.Context, limit int) ([]Letter, error) {
	var rows []row
	if err := s.db.From(ctx).Order("created_at DESC, id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, err
	}
	letters := make([]Letter, len(rows))
	for i, r := range rows {
		letters[i] = r.Letter
	}
	return letters, nil
}

// skipping leaves to others what they are about to take.
var skipping = clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}

// claim takes one letter that is due, for as long as the lease lasts: moving due_at on is what keeps other nodes away. failure is why the
// try before went wrong.
func (s store) claim(ctx context.Context) (l *Letter, try int, failure string, err error) {
	var taken *row
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		now := db.Now()
		var r row
		found := s.db.From(ctx).Clauses(skipping).Where("sent_at IS NULL AND dead_at IS NULL AND due_at <= ?", now).Order("due_at").Limit(1).Find(&r)
		if found.Error != nil || found.RowsAffected == 0 {
			return found.Error
		}
		mine := s.db.From(ctx).Model(&row{}).Where("id = ? AND tries = ? AND sent_at IS NULL AND dead_at IS NULL", r.ID, r.Tries).
			Updates(map[string]any{"tries": r.Tries + 1, "due_at": now.Add(lease)})
		if mine.Error == nil && mine.RowsAffected == 1 {
			taken = &r
		}
		return mine.Error
	})
	if err != nil || taken == nil {
		return nil, 0, "", err
	}
	return &taken.Letter, taken.Tries + 1, taken.Failure, nil
}

// sent notes it, and forgets the words: some of them open something.
func (s store) sent(ctx context.Context, id string) error {
	return s.set(ctx, id, map[string]any{"sent_at": db.Now(), "failure": "", "text": "", "html": "", "headers": "", "calendars": ""})
}

func (s store) failed(ctx context.Context, id, why string, due time.Time) error {
	return s.set(ctx, id, map[string]any{"failure": why, "due_at": due})
}

func (s store) set(ctx context.Context, id string, set map[string]any) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		return s.db.From(ctx).Model(&row{}).Where("id = ?", id).Updates(set).Error
	})
}

func (s store) purge(ctx context.Context, before time.Time) error {
	return s.db.From(ctx).Exec("DELETE FROM mails WHERE created_at < ?", before).Error
}
