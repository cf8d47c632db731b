package ballot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

type store struct{ db *db.DB }

// mostDated bounds a calendar.
const mostDated = 1000

// ballotRow is a Ballot as it is stored: options and result are JSON.
type ballotRow struct {
	Ballot     `gorm:"embedded"`
	OptionJSON string `gorm:"column:options"`
	ResultJSON string `gorm:"column:result"`
}

// TableName is for GORM.
func (ballotRow) TableName() string { return "ballots" }

func (r ballotRow) ballot() (Ballot, error) {
	b := r.Ballot
	if err := json.Unmarshal([]byte(r.OptionJSON), &b.Options); err != nil {
		return b, fmt.Errorf("read the options of ballot %s: %w", b.ID, err)
	}
	if r.ResultJSON != "" {
		if err := json.Unmarshal([]byte(r.ResultJSON), &b.Result); err != nil {
			return b, fmt.Errorf("read the result of ballot %s: %w", b.ID, err)
		}
	}
	return b, nil
}

// word writes JSON into a column.
func word(v any) string {
	b, _ := json.Marshal(v) // of our own types, which have nothing that JSON cannot say
	return string(b)
}

func (s store) add(ctx context.Context, b Ballot) error {
	if err := s.db.From(ctx).Create(&ballotRow{Ballot: b, OptionJSON: word(b.Options)}).Error; err != nil {
		return fmt.Errorf("write ballot: %w", err)
	}
	if !b.Anonymous {
		return nil
	}
	return s.db.From(ctx).Create(&boxRow{BallotID: b.ID, Content: word(box{Tally: b.newTally(), Reasons: []VoteReason{}, Seals: []string{}})}).Error
}

func (s store) set(ctx context.Context, id string, set map[string]any) error {
	return s.db.From(ctx).Model(&ballotRow{}).Where("id = ?", id).Updates(set).Error
}

func (s store) ballot(ctx context.Context, id string) (Ballot, error) {
	return s.one(s.db.From(ctx), id)
}

// held reads a ballot and holds it to the end of the transaction: votes, the closing and the counting come one after another.
func (s store) held(ctx context.Context, id string) (Ballot, error) {
	return s.one(s.db.From(ctx).Clauses(clause.Locking{Strength: "UPDATE"}), id)
}

func (s store) one(q *gorm.DB, id string) (Ballot, error) {
	var rows []ballotRow
	if err := q.Where("id = ?", id).Find(&rows).Error; err != nil {
		return Ballot{}, fmt.Errorf("read ballot: %w", err)
	}
	if len(rows) == 0 {
		return Ballot{}, errNoBallot
	}
	return rows[0].ballot()
}

func (s store) list(q *gorm.DB) ([]Ballot, error) {
	var rows []ballotRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read ballots: %w", err)
	}
	list := make([]Ballot, len(rows))
	for i, r := range rows {
		b, err := r.ballot()
		if err != nil {
			return nil, err
		}
		list[i] = b
	}
	return list, nil
}

func (s store) byID(ctx context.Context, ids []string) ([]Ballot, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.list(s.db.From(ctx).Where("id IN ?", ids))
}

// mostListed bounds the ballots that are listed of one host: the running ones and the latest.
const mostListed = 200

func (s store) of(ctx context.Context, host ref.Ref) ([]Ballot, error) {
	return s.list(s.db.From(ctx).Where("host_kind = ? AND host_id = ?", host.Kind, host.ID).
		Order("CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END, at DESC, id DESC").Limit(mostListed))
}

func (s store) running(ctx context.Context, host ref.Ref) (bool, error) {
	var n int64
	err := s.db.From(ctx).Model(&ballotRow{}).Where("host_kind = ? AND host_id = ? AND closed_at IS NULL", host.Kind, host.ID).Count(&n).Error
	return n > 0, err
}

// open reads the ballots that take votes, the first to close first.
func (s store) open(ctx context.Context, now time.Time) ([]Ballot, error) {
	return s.list(s.db.From(ctx).Where("closed_at IS NULL AND closes_at > ?", now).Order("closes_at, id").Limit(mostListed))
}

// dated reads the ballots that end after a moment, or whose outcome is looked at again after it.
func (s store) dated(ctx context.Context, from time.Time) ([]Ballot, error) {
	return s.list(s.db.From(ctx).Where("closes_at > ? OR id IN (SELECT ballot_id FROM ballot_outcomes WHERE review_on >= ?)", from, from.UTC().Format(time.DateOnly)).
		Order("closes_at, id").Limit(mostDated))
}

// unconcluded reads the closed ballots that a member started and has written no outcome of.
func (s store) unconcluded(ctx context.Context, author string) ([]Ballot, error) {
	return s.list(s.db.From(ctx).Where("author_id = ? AND closed_at IS NOT NULL AND id NOT IN (SELECT ballot_id FROM ballot_outcomes)", author).
		Order("closed_at DESC, id").Limit(mostListed))
}

// due gives the ids of the ballots that something has to be done to: close, remind, or tell how many have voted.
func (s store) due(ctx context.Context, now time.Time) (ids []string, err error) {
	err = s.db.From(ctx).Raw(`SELECT id FROM ballots b WHERE closed_at IS NULL AND (closes_at <= ? OR (reminds_at <= ? AND reminded_at IS NULL)
		OR EXISTS (SELECT 1 FROM ballot_boxes x WHERE x.ballot_id = b.id AND x.voices <> b.voices)) ORDER BY closes_at, id LIMIT 500`, now, now).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("read what is due: %w", err)
	}
	return ids, nil
}

func (s store) outcomes(ctx context.Context, ids []string) (map[string]Outcome, error) {
	found := map[string]Outcome{}
	if len(ids) == 0 {
		return found, nil
	}
	var rows []outcomeRow
	if err := s.db.From(ctx).Where("ballot_id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read outcomes: %w", err)
	}
	for _, r := range rows {
		found[r.BallotID] = r.Outcome
	}
	return found, nil
}

type outcomeRow struct {
	Outcome `gorm:"embedded"`
}

// TableName is for GORM.
func (outcomeRow) TableName() string { return "ballot_outcomes" }

func (s store) putOutcome(ctx context.Context, o Outcome) error {
	return s.db.From(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "ballot_id"}}, UpdateAll: true}).Create(&outcomeRow{o}).Error
}
