package area

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"
)

// areaHeld reads an area for a change, so that two that change it do so one after the other.
func (s store) areaHeld(ctx context.Context, slug string) (Area, error) {
	var slugs []string
	hold := clause.Locking{Strength: "UPDATE"}
	if err := s.db.From(ctx).Model(&areaRow{}).Clauses(hold).Where("slug = ?", slug).Pluck("slug", &slugs).Error; err != nil {
		return Area{}, fmt.Errorf("hold area: %w", err)
	}
	return s.area(ctx, slug)
}

// membersOf lists who joined an area and has an account still.
func (s store) membersOf(ctx context.Context, slug string) ([]memberRow, error) {
	var rows []memberRow
	err := s.db.From(ctx).Where("area = ? AND member_id IN (SELECT id FROM members WHERE closed_at IS NULL)", slug).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read members of an area: %w", err)
	}
	return rows, nil
}
