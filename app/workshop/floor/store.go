package floor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

type store struct{ db *db.DB }

// TableName is for GORM.
func (List) TableName() string { return "workshop_speaker_lists" }

// TableName is for GORM.
func (Speech) TableName() string { return "workshop_speeches" }

// TableName is for GORM.
func (Question) TableName() string { return "workshop_questions" }

func (s store) list(ctx context.Context, workshop string) (List, error) {
	lists, err := s.lists(ctx, []string{workshop})
	return lists[workshop], err
}

// lists gives the list of each workshop, the usual one where its facilitators chose nothing.
func (s store) lists(ctx context.Context, workshops []string) (map[string]List, error) {
	var rows []List
	if err := s.db.From(ctx).Where("workshop_id IN ?", workshops).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read lists of speakers: %w", err)
	}
	found := make(map[string]List, len(workshops))
	for _, id := range workshops {
		found[id] = List{WorkshopID: id, LimitSeconds: usualLimit, Version: 1}
	}
	for _, l := range rows {
		found[l.WorkshopID] = l
	}
	return found, nil
}

func (s store) putList(ctx context.Context, l List) error {
	return s.db.From(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&l).Error
}

// addHand gives false where the participant has one up already.
func (s store) addHand(ctx context.Context, sp Speech) (bool, error) {
	res := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&sp)
	return res.RowsAffected > 0, res.Error
}

func (s store) add(ctx context.Context, sp Speech) error { return s.db.From(ctx).Create(&sp).Error }

// set writes what an act may change of a speech.
func (s store) set(ctx context.Context, sp Speech) error {
	return s.db.From(ctx).Model(&Speech{}).Where("id = ?", sp.ID).Updates(map[string]any{"interposed": sp.Interposed, "started_at": sp.StartedAt, "since": sp.Since,
		"spent_ms": sp.SpentMs, "allowed_ms": sp.AllowedMs, "ended_at": sp.EndedAt, "lowered_at": sp.LoweredAt, "version": sp.Version}).Error
}

func (s store) lower(ctx context.Context, id string, now time.Time) (bool, error) {
	res := s.db.From(ctx).Model(&Speech{}).Where("id = ? AND started_at IS NULL AND lowered_at IS NULL", id).
		Updates(map[string]any{"lowered_at": now, "version": gorm.Expr("version + 1")})
	return res.RowsAffected > 0, res.Error
}

func (s store) found(q *gorm.DB) (rows []Speech, err error) {
	if err = q.Order("raised_at, id").Find(&rows).Error; err != nil {
		err = fmt.Errorf("read speeches: %w", err)
	}
	return rows, err
}

func (s store) speeches(ctx context.Context, ids []string) ([]Speech, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.found(s.db.From(ctx).Where("id IN ?", ids))
}

// waiting are the hands that are up, the longest first.
func (s store) waiting(ctx context.Context, workshop string) ([]Speech, error) {
	return s.found(s.db.From(ctx).Where("workshop_id = ? AND started_at IS NULL AND lowered_at IS NULL", workshop))
}

// behind is when a hand goes up: behind all that are up, also where the clock was put back since.
func (s store) behind(ctx context.Context, sp Speech) (time.Time, error) {
	later, err := s.found(s.db.From(ctx).Where("workshop_id = ? AND started_at IS NULL AND lowered_at IS NULL AND raised_at > ?", sp.WorkshopID, sp.RaisedAt))
	if err != nil || len(later) == 0 {
		return sp.RaisedAt, err
	}
	return later[len(later)-1].RaisedAt.Add(time.Millisecond), nil
}

// running are the speeches that have begun and are not over.
func (s store) running(ctx context.Context, workshop string) ([]Speech, error) {
	return s.found(s.db.From(ctx).Where("workshop_id = ? AND started_at IS NOT NULL AND ended_at IS NULL", workshop))
}

// held are the speeches that have begun, the first first.
func (s store) held(ctx context.Context, workshop string) ([]Speech, error) {
	return s.found(s.db.From(ctx).Where("workshop_id = ? AND started_at IS NOT NULL", workshop).Order("started_at, id"))
}

// standing are a participant's hand and what they are saying.
func (s store) standing(ctx context.Context, workshop, participant string) ([]Speech, error) {
	return s.found(s.db.From(ctx).Where("workshop_id = ? AND participant_id = ? AND ended_at IS NULL AND lowered_at IS NULL", workshop, participant))
}

// spoken is how often and how long a participant spoke, for one organisation; what runs is not in Ms yet.
type spoken struct {
	WorkshopID, ParticipantID string
	OrganisationID            *string
	OrganisationName          string
	Times, Ms                 int64
}

// spokenIn counts in some workshops, of some participants where they are named.
func (s store) spokenIn(ctx context.Context, workshops, participants []string) (rows []spoken, err error) {
	q := s.db.From(ctx).Model(&Speech{}).
		Select("workshop_id, participant_id, organisation_id, organisation_name, count(*) AS times, CAST(sum(spent_ms) AS bigint) AS ms").
		Where("workshop_id IN ? AND started_at IS NOT NULL", workshops)
	if participants != nil {
		q = q.Where("participant_id IN ?", participants)
	}
	err = q.Group("workshop_id, participant_id, organisation_id, organisation_name").Order("participant_id").Find(&rows).Error
	if err != nil {
		err = fmt.Errorf("count what was spoken: %w", err)
	}
	return rows, err
}

// became gives what one participant said to another.
func (s store) became(ctx context.Context, from, into string) error {
	return s.db.From(ctx).Model(&Speech{}).Where("participant_id = ?", from).Updates(map[string]any{"participant_id": into, "version": gorm.Expr("version + 1")}).Error
}

// renameOrganisation follows two organisations that turned out to be one.
func (s store) renameOrganisation(ctx context.Context, from, into string) error {
	move := func(model any) error {
		return s.db.From(ctx).Model(model).Where("organisation_id = ?", from).Updates(map[string]any{"organisation_id": into}).Error
	}
	return errors.Join(move(&Speech{}), move(&Question{}))
}

// hold keeps everybody else from acting in a workshop to the end of the transaction; SQLite's one writer does so already.
func (s store) hold(ctx context.Context, workshop string) error {
	var ids []string
	return s.db.From(ctx).Table("workshops").Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", workshop).Pluck("id", &ids).Error
}

func (s store) saidBy(ctx context.Context, participant string) ([]Speech, error) {
	return s.found(s.db.From(ctx).Where("participant_id = ?", participant))
}
