package forum

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"
)

// visit reads when a member was here; who never was has known the house since their account was made.
func (s store) visit(ctx context.Context, member string) (Visit, error) {
	var rows []Visit
	if err := s.db.From(ctx).Where("member_id = ?", member).Find(&rows).Error; err != nil {
		return Visit{}, fmt.Errorf("read visit: %w", err)
	}
	if len(rows) > 0 {
		return rows[0], nil
	}
	var made []time.Time
	if err := s.db.From(ctx).Table("members").Where("id = ?", member).Pluck("created_at", &made).Error; err != nil {
		return Visit{}, fmt.Errorf("read when a member came: %w", err)
	}
	v := Visit{MemberID: member}
	if len(made) > 0 {
		v.KnownFrom, v.Since, v.LastAt = made[0], made[0], made[0]
	}
	return v, nil
}

func (s store) putVisit(ctx context.Context, v Visit) error {
	over := clause.OnConflict{Columns: []clause.Column{{Name: "member_id"}}, DoUpdates: clause.AssignmentColumns([]string{"since", "last_at"})}
	return s.db.From(ctx).Clauses(over).Create(&v).Error
}

func (s store) firstVisit(ctx context.Context, v Visit) error {
	return s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&v).Error
}

// setSince has "since last time" begin anew.
func (s store) setSince(ctx context.Context, member string, since time.Time) error {
	v, err := s.visit(ctx, member)
	if err != nil {
		return err
	}
	if v.Since = since; v.LastAt.Before(since) {
		v.LastAt = since
	}
	return s.putVisit(ctx, v)
}
