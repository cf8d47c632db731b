package accessibility

import (
	"context"

	"kraftsam/app/platform/db"
)

type store struct{ db *db.DB }

type reportRow struct {
	Report `gorm:"embedded"`
}

// TableName is for GORM.
func (reportRow) TableName() string { return "accessibility_reports" }

func (s store) add(ctx context.Context, r Report) error {
	return s.db.From(ctx).Create(&reportRow{r}).Error
}

func (s store) latest(ctx context.Context, limit int) ([]Report, error) {
	var rows []reportRow
	if err := s.db.From(ctx).Order("created_at DESC, id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, err
	}
	all := make([]Report, len(rows))
	for i, r := range rows {
		all[i] = r.Report
	}
	return all, nil
}
