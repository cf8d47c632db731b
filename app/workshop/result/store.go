package result

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

type store struct{ db *db.DB }

// TableName is for GORM.
func (Result) TableName() string { return "workshop_results" }

// TableName is for GORM.
func (Standing) TableName() string { return "workshop_result_standings" }

// TableName is for GORM.
func (Change) TableName() string { return "workshop_result_changes" }

// itemRow is an item with its sources as JSON.
type itemRow struct {
	Item
	Sources string
}

// TableName is for GORM.
func (itemRow) TableName() string { return "workshop_result_items" }

func word(sources []ResultSource) string {
	if len(sources) == 0 {
		return "[]"
	}
	raw, _ := json.Marshal(sources) // two strings each
	return string(raw)
}

func (r itemRow) item() (Item, error) {
	i := r.Item
	if err := json.Unmarshal([]byte(r.Sources), &i.Sources); err != nil {
		return i, fmt.Errorf("sources of %s: %w", i.ID, err)
	}
	return i, nil
}

func found[T any](q *gorm.DB, what string) (rows []T, err error) {
	if err = q.Find(&rows).Error; err != nil {
		err = fmt.Errorf("read %s: %w", what, err)
	}
	return rows, err
}

// begin gives false where there is a result already.
func (s store) begin(ctx context.Context, r Result) (bool, error) {
	res := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r)
	return res.RowsAffected > 0, res.Error
}

func (s store) results(ctx context.Context, workshops []string) ([]Result, error) {
	return found[Result](s.db.From(ctx).Where("workshop_id IN ?", workshops), "results")
}

func (s store) result(ctx context.Context, workshop string) (Result, error) {
	rows, err := s.results(ctx, []string{workshop})
	if err == nil && len(rows) == 0 {
		err = errNoResult
	}
	if err != nil {
		return Result{}, err
	}
	return rows[0], nil
}

func (s store) setEdition(ctx context.Context, workshop string, edition int64) error {
	return s.db.From(ctx).Model(&Result{}).Where("workshop_id = ?", workshop).Updates(map[string]any{"edition": edition}).Error
}

func (s store) addChange(ctx context.Context, c Change) error { return s.db.From(ctx).Create(&c).Error }

// changes are the latest of each result, the latest first.
func (s store) changes(ctx context.Context, workshops []string) (map[string][]Change, error) {
	by := map[string][]Change{}
	rows, err := found[Change](s.db.From(ctx).Where("workshop_id IN ?", workshops).Order("workshop_id, edition DESC"), "changes")
	for _, c := range rows {
		if len(by[c.WorkshopID]) < shownLast {
			by[c.WorkshopID] = append(by[c.WorkshopID], c)
		}
	}
	return by, err
}

// renameOrganisation follows two organisations that turned out to be one.
func (s store) renameOrganisation(ctx context.Context, from, into string) error {
	return s.db.From(ctx).Model(&itemRow{}).Where("owner_kind = ? AND owner_id = ?", ofOrganisation, from).Updates(map[string]any{"owner_id": into}).Error
}
