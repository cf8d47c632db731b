package workshop

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

// TableName is for GORM.
func (Code) TableName() string { return "workshop_codes" }

// addCode writes a code, and says false where it was given before.
func (s store) addCode(ctx context.Context, c Code) (bool, error) {
	res := s.db.From(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "code"}}, DoNothing: true}).Create(&c)
	return res.RowsAffected == 1, res.Error
}

// shutCode ends the code of a workshop, and says whether there was one.
func (s store) shutCode(ctx context.Context, workshop string) (bool, error) {
	res := s.db.From(ctx).Model(&Code{}).Where("workshop_id = ? AND shut_at IS NULL", workshop).Update("shut_at", db.Now())
	return res.RowsAffected > 0, res.Error
}

// hadCode says whether a workshop ever had a code: one that was shut stays shut.
func (s store) hadCode(ctx context.Context, workshop string) (bool, error) {
	var n int64
	err := s.db.From(ctx).Model(&Code{}).Where("workshop_id = ?", workshop).Count(&n).Error
	return n > 0, err
}

// coded finds the workshop that a code was made for and that it still opens; none is "".
func (s store) coded(ctx context.Context, code string) (string, error) {
	return s.oneWord(ctx, "workshop_id", "code = ? AND shut_at IS NULL", code)
}

// codeOf is the open code of a workshop; none is "".
func (s store) codeOf(ctx context.Context, workshop string) (string, error) {
	return s.oneWord(ctx, "code", "workshop_id = ? AND shut_at IS NULL", workshop)
}

func (s store) oneWord(ctx context.Context, column, where, arg string) (string, error) {
	var words []string
	if err := s.db.From(ctx).Model(&Code{}).Where(where, arg).Pluck(column, &words).Error; err != nil {
		return "", fmt.Errorf("read code: %w", err)
	}
	if len(words) == 0 {
		return "", nil
	}
	return words[0], nil
}
