package workshop

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"
)

type ballotRow struct {
	BallotID   string `gorm:"primaryKey"`
	WorkshopID string
	StepID     string
	At         time.Time
}

// TableName is for GORM.
func (ballotRow) TableName() string { return "workshop_ballots" }

func (s store) putBallot(ctx context.Context, row ballotRow) error {
	return s.db.From(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "ballot_id"}}, DoUpdates: clause.AssignmentColumns([]string{"step_id", "at"})}).Create(&row).Error
}

// stepOfBallot is the step that a ballot stands in; none is "".
func (s store) stepOfBallot(ctx context.Context, ballot string) (string, error) {
	var steps []string
	if err := s.db.From(ctx).Model(&ballotRow{}).Where("ballot_id = ?", ballot).Pluck("step_id", &steps).Error; err != nil || len(steps) == 0 {
		return "", err
	}
	return steps[0], nil
}

// ballotsOf gives the ballots of each step, in the order in which they came.
func (s store) ballotsOf(ctx context.Context, steps []string) (map[string][]string, error) {
	found := map[string][]string{}
	var rows []ballotRow
	if err := s.db.From(ctx).Where("step_id IN ?", steps).Order("at, ballot_id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read ballots of steps: %w", err)
	}
	for _, r := range rows {
		found[r.StepID] = append(found[r.StepID], r.BallotID)
	}
	return found, nil
}

// membersIn are the members who take part in a workshop and can be told of it.
func (s store) membersIn(ctx context.Context, workshop string) (members []string, err error) {
	err = s.db.From(ctx).Raw(`SELECT p.member_id FROM workshop_participants p JOIN members m ON m.id = p.member_id
		WHERE p.workshop_id = ? AND p.left_at IS NULL AND NOT m.guest AND m.suspended_at IS NULL AND m.closed_at IS NULL`, workshop).Scan(&members).Error
	if err != nil {
		err = fmt.Errorf("read who takes part: %w", err)
	}
	return members, err
}
