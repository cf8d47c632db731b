package workshop

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// addParticipant says false where the member takes part already.
func (s store) addParticipant(ctx context.Context, p Participant) (bool, error) {
	res := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&p)
	return res.RowsAffected == 1, res.Error
}

func (s store) participant(ctx context.Context, workshop, id string) (Participant, error) {
	p, err := first(s.db.From(ctx).Where("workshop_id = ? AND id = ?", workshop, id))
	if err == nil && p == nil {
		return Participant{}, errNoPart
	}
	if err != nil {
		return Participant{}, err
	}
	return *p, nil
}

// participantOf finds how a member takes part in a workshop; nil where they do not.
func (s store) participantOf(ctx context.Context, workshop, member string) (*Participant, error) {
	return first(s.db.From(ctx).Where("workshop_id = ? AND member_id = ?", workshop, member))
}

func first(q *gorm.DB) (*Participant, error) {
	var rows []Participant
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read participant: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil //nolint:nilnil // that somebody does not take part is no fault
	}
	return &rows[0], nil
}

func (s store) setParticipant(ctx context.Context, id string, set map[string]any) error {
	return s.db.From(ctx).Model(&Participant{}).Where("id = ?", id).Updates(set).Error
}

// count is how many take part now, by how.
type count struct {
	WorkshopID, Kind string
	N                int64
}

func (s store) countPeople(ctx context.Context, workshops []string) (rows []count, err error) {
	err = s.db.From(ctx).Model(&Participant{}).Select("workshop_id, kind, count(*) AS n").Where("workshop_id IN ? AND left_at IS NULL", workshops).
		Group("workshop_id, kind").Find(&rows).Error
	if err != nil {
		err = fmt.Errorf("count people: %w", err)
	}
	return rows, err
}

// partsOf are the workshops that a member takes part in, or took.
func (s store) partsOf(ctx context.Context, member string) (rows []Participant, err error) {
	if err = s.db.From(ctx).Where("member_id = ?", member).Order("workshop_id").Find(&rows).Error; err != nil {
		err = fmt.Errorf("read where somebody takes part: %w", err)
	}
	return rows, err
}

// people are all who took part, in the order in which they came, without those who turned out to be another.
func (s store) people(ctx context.Context, workshop string) (rows []Participant, err error) {
	if err = s.db.From(ctx).Where("workshop_id = ? AND merged_into IS NULL", workshop).Order("joined_at, id").Find(&rows).Error; err != nil {
		err = fmt.Errorf("read who takes part: %w", err)
	}
	return rows, err
}

func (s store) participantsByID(ctx context.Context, ids []string) (rows []Participant, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if err = s.db.From(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		err = fmt.Errorf("read participants: %w", err)
	}
	return rows, err
}
