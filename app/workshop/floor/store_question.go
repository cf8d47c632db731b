package floor

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

// supportRow says that a participant has the same question.
type supportRow struct {
	QuestionID    string
	ParticipantID string
	At            time.Time
}

// TableName is for GORM.
func (supportRow) TableName() string { return "workshop_question_supports" }

func (s store) addQuestion(ctx context.Context, q Question) error {
	return s.db.From(ctx).Create(&q).Error
}

func (s store) setQuestion(ctx context.Context, q Question) error {
	return s.db.From(ctx).Model(&Question{}).Where("id = ?", q.ID).Updates(map[string]any{"status": q.Status, "hidden_at": q.HiddenAt, "hidden_by": q.HiddenBy,
		"why": q.Why, "withdrawn_at": q.WithdrawnAt, "version": q.Version}).Error
}

func asked(q *gorm.DB) (rows []Question, err error) {
	if err = q.Order("at, id").Find(&rows).Error; err != nil {
		err = fmt.Errorf("read questions: %w", err)
	}
	return rows, err
}

func (s store) questions(ctx context.Context, ids []string) ([]Question, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return asked(s.db.From(ctx).Where("id IN ?", ids))
}

func (s store) question(ctx context.Context, workshop, id string) (Question, error) {
	return oneOf(asked(s.db.From(ctx).Where("workshop_id = ? AND id = ?", workshop, id)))
}

// questionHeld keeps it from its author and facilitators until the transaction ends.
func (s store) questionHeld(ctx context.Context, workshop, id string) (Question, error) {
	return oneOf(asked(s.db.From(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("workshop_id = ? AND id = ?", workshop, id)))
}

func oneOf(rows []Question, err error) (Question, error) {
	if err != nil {
		return Question{}, err
	}
	if len(rows) == 0 {
		return Question{}, errNoQuestion
	}
	return rows[0], nil
}

// of gives the questions of a workshop, the oldest first.
func (s store) of(ctx context.Context, workshop string) ([]Question, error) {
	return asked(s.db.From(ctx).Where("workshop_id = ?", workshop))
}

func (s store) live(ctx context.Context, workshop string) ([]Question, error) {
	return asked(s.db.From(ctx).Where("workshop_id = ? AND status = ?", workshop, OnNow))
}

// askedBy counts what a participant has asked and not taken back.
func (s store) askedBy(ctx context.Context, participant string) (n int64, err error) {
	err = s.db.From(ctx).Model(&Question{}).Where("participant_id = ? AND withdrawn_at IS NULL", participant).Count(&n).Error
	return n, err
}

// support gives false where it stood already.
func (s store) support(ctx context.Context, question, participant string) (bool, error) {
	res := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&supportRow{question, participant, db.Now()})
	return res.RowsAffected > 0, res.Error
}

func (s store) unsupport(ctx context.Context, question, participant string) (bool, error) {
	res := s.db.From(ctx).Where("question_id = ? AND participant_id = ?", question, participant).Delete(&supportRow{})
	return res.RowsAffected > 0, res.Error
}

// supports counts how many support each question.
func (s store) supports(ctx context.Context, questions []string) (map[string]int64, error) {
	counts := map[string]int64{}
	if len(questions) == 0 {
		return counts, nil
	}
	var rows []struct {
		QuestionID string
		N          int64
	}
	err := s.db.From(ctx).Model(&supportRow{}).Select("question_id, count(*) AS n").Where("question_id IN ?", questions).Group("question_id").Find(&rows).Error
	for _, r := range rows {
		counts[r.QuestionID] = r.N
	}
	return counts, err
}

// supportedBy are the questions of a workshop that a participant supports.
func (s store) supportedBy(ctx context.Context, participant string) (ids []string, err error) {
	err = s.db.From(ctx).Model(&supportRow{}).Where("participant_id = ?", participant).Order("question_id").Pluck("question_id", &ids).Error
	return ids, err
}

// questionsBecame gives what one participant asked and supported to another: one voice for each question, and none for one's own.
func (s store) questionsBecame(ctx context.Context, from, into string) (theirs []Question, touched []string, err error) {
	if theirs, err = asked(s.db.From(ctx).Where("participant_id = ?", from)); err != nil {
		return nil, nil, err
	}
	q := s.db.From(ctx)
	err = q.Model(&supportRow{}).Distinct("question_id").Where("participant_id IN ?", []string{from, into}).Order("question_id").Pluck("question_id", &touched).Error
	if err != nil {
		return nil, nil, err
	}
	for _, change := range []struct {
		sql  string
		args []any
	}{
		{"UPDATE workshop_questions SET participant_id = ?, version = version + 1 WHERE participant_id = ?", []any{into, from}},
		{"INSERT INTO workshop_question_supports (question_id, participant_id, at) SELECT question_id, ?, at FROM workshop_question_supports WHERE participant_id = ? ON CONFLICT DO NOTHING", []any{into, from}},
		{"DELETE FROM workshop_question_supports WHERE participant_id = ?", []any{from}},
		{"DELETE FROM workshop_question_supports WHERE participant_id = ? AND question_id IN (SELECT id FROM workshop_questions WHERE participant_id = ?)", []any{into, into}},
	} {
		if err := s.db.From(ctx).Exec(change.sql, change.args...).Error; err != nil {
			return nil, nil, fmt.Errorf("give questions to another: %w", err)
		}
	}
	return theirs, touched, nil
}
