package workshop

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

func (s store) addSteps(ctx context.Context, steps []Step) error {
	if len(steps) == 0 {
		return nil
	}
	return s.db.From(ctx).Create(&steps).Error
}

func (s store) kept(ctx context.Context) *gorm.DB { return s.db.From(ctx).Where("removed_at IS NULL") }

func (s store) step(ctx context.Context, workshop, id string) (Step, error) {
	var rows []Step
	if err := s.kept(ctx).Where("workshop_id = ? AND id = ?", workshop, id).Find(&rows).Error; err != nil {
		return Step{}, fmt.Errorf("read step: %w", err)
	}
	if len(rows) == 0 {
		return Step{}, errNoStep
	}
	return rows[0], nil
}

func (s store) steps(ctx context.Context, workshop string) (rows []Step, err error) {
	if err = s.kept(ctx).Where("workshop_id = ?", workshop).Order("place, id").Find(&rows).Error; err != nil {
		err = fmt.Errorf("read run sheet: %w", err)
	}
	return rows, err
}

// stepsByID reads steps with removed ones.
func (s store) stepsByID(ctx context.Context, ids []string) (rows []Step, err error) {
	if err = s.db.From(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		err = fmt.Errorf("read steps: %w", err)
	}
	return rows, err
}

// begun reads when the steps of some workshops ran, in their order.
func (s store) begun(ctx context.Context, workshops []string) (rows []Step, err error) {
	err = s.kept(ctx).Select("id, workshop_id, started_at, ends_at, left_at, skipped").
		Where("workshop_id IN ? AND started_at IS NOT NULL", workshops).Order("place, id").Find(&rows).Error
	if err != nil {
		err = fmt.Errorf("read what ran: %w", err)
	}
	return rows, err
}

func (s store) setTimes(ctx context.Context, st Step) error {
	return s.setStep(ctx, st.ID, map[string]any{"started_at": st.StartedAt, "ends_at": st.EndsAt, "left_at": st.LeftAt, "skipped": st.Skipped})
}

func (s store) setStep(ctx context.Context, id string, set map[string]any) error {
	return s.db.From(ctx).Model(&Step{}).Where("id = ?", id).Updates(set).Error
}
