package audit

import (
	"context"
	"errors"
	"fmt"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

type store struct{ db *db.DB }

type entryRow struct {
	Seq       int64 `gorm:"primaryKey;autoIncrement:false"`
	At        string
	Who       string
	What      string
	AboutKind string
	AboutID   string
	Why       string
	Hash      string
}

// TableName is for GORM.
func (entryRow) TableName() string { return "audit_entries" }

func (r entryRow) entry() Entry {
	return Entry{Act: Act{Who: r.Who, What: r.What, About: ref.Ref{Kind: r.AboutKind, ID: r.AboutID}, Why: r.Why}, Seq: r.Seq, At: r.At, Hash: r.Hash}
}

// next takes the head row, which holds off everybody else until the commit, and gives the new entry's seq and the hash before it.
func (s store) next(ctx context.Context) (Head, error) {
	var heads []Head
	err := s.db.From(ctx).Raw("UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash").Scan(&heads).Error
	if err == nil && len(heads) != 1 {
		err = errors.New("its head is not there")
	}
	if err != nil {
		return Head{}, fmt.Errorf("take the head of the audit log: %w", err)
	}
	return heads[0], nil
}

func (s store) add(ctx context.Context, e Entry) error {
	row := entryRow{Seq: e.Seq, At: e.At, Who: e.Who, What: e.What, AboutKind: e.About.Kind, AboutID: e.About.ID, Why: e.Why, Hash: e.Hash}
	if err := s.db.From(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("note an act: %w", err)
	}
	return s.db.From(ctx).Exec("UPDATE audit_head SET hash = ? WHERE id = 1", e.Hash).Error
}

func (s store) head(ctx context.Context) (Head, error) {
	var h Head
	if err := s.db.From(ctx).Raw("SELECT seq, hash FROM audit_head WHERE id = 1").Scan(&h).Error; err != nil {
		return h, fmt.Errorf("read the head of the audit log: %w", err)
	}
	return h, nil
}

func (s store) after(ctx context.Context, seq int64, limit int) ([]Entry, error) {
	var rows []entryRow
	if err := s.db.From(ctx).Where("seq > ?", seq).Order("seq").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the audit log after %d: %w", seq, err)
	}
	return entries(rows), nil
}

// page reads one entry more than asked for, to know whether there are older ones.
func (s store) page(ctx context.Context, before int64, limit int) ([]Entry, bool, error) {
	g := s.db.From(ctx).Order("seq DESC").Limit(limit + 1)
	if before > 0 {
		g = g.Where("seq < ?", before)
	}
	var rows []entryRow
	if err := g.Find(&rows).Error; err != nil {
		return nil, false, fmt.Errorf("read the audit log before %d: %w", before, err)
	}
	more := len(rows) > limit
	return entries(rows[:min(limit, len(rows))]), more, nil
}

func entries(rows []entryRow) []Entry {
	list := make([]Entry, len(rows))
	for i, r := range rows {
		list[i] = r.entry()
	}
	return list
}
