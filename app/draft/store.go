package draft

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

// row is a Draft as it is stored: fields and the other copy are JSON.
type row struct {
	MemberID string
	Place    string
	Text     string
	Fields   string
	Other    string // empty: none
	Version  int64
	At       time.Time
}

// TableName is for GORM.
func (row) TableName() string { return "drafts" }

func rowOf(member string, d Draft) (row, error) {
	fields, err := json.Marshal(d.Fields)
	if err != nil {
		return row{}, fmt.Errorf("write the fields of a draft: %w", err)
	}
	r := row{MemberID: member, Place: d.Place.String(), Text: d.Text, Fields: string(fields), Version: d.Version, At: d.At}
	if d.Other != nil {
		other, err := json.Marshal(d.Other)
		if err != nil {
			return row{}, fmt.Errorf("write the other copy of a draft: %w", err)
		}
		r.Other = string(other)
	}
	return r, nil
}

func (r row) draft() (Draft, error) {
	place, err := PlaceOf(r.Place)
	if err != nil {
		return Draft{}, err
	}
	d := Draft{Place: place, Version: r.Version, Copy: Copy{Text: r.Text, At: r.At}}
	if err := json.Unmarshal([]byte(r.Fields), &d.Fields); err != nil {
		return Draft{}, fmt.Errorf("read the fields of a draft: %w", err)
	}
	if r.Other != "" {
		d.Other = &Copy{}
		if err := json.Unmarshal([]byte(r.Other), d.Other); err != nil {
			return Draft{}, fmt.Errorf("read the other copy of a draft: %w", err)
		}
	}
	return d, nil
}

// draft gives a draft, the zero one where there is none.
func (s store) draft(ctx context.Context, member string, place ref.Ref) (Draft, error) {
	return s.one(s.db.From(ctx), member, place)
}

// held is draft for a change: no other device changes it before the transaction ends.
func (s store) held(ctx context.Context, member string, place ref.Ref) (Draft, error) {
	return s.one(s.db.From(ctx).Clauses(clause.Locking{Strength: "UPDATE"}), member, place)
}

func (s store) one(g *gorm.DB, member string, place ref.Ref) (Draft, error) {
	var rows []row
	if err := g.Where("member_id = ? AND place = ?", member, place.String()).Find(&rows).Error; err != nil {
		return Draft{}, fmt.Errorf("read a draft: %w", err)
	}
	if len(rows) == 0 {
		return Draft{}, nil
	}
	return rows[0].draft()
}

func (s store) drafts(ctx context.Context, member string, only []ref.Ref, limit int) ([]Draft, error) {
	q := s.db.From(ctx).Where("member_id = ?", member)
	if len(only) > 0 {
		places := make([]string, len(only))
		for i, p := range only {
			places[i] = p.String()
		}
		q = q.Where("place IN ?", places)
	}
	var rows []row
	if err := q.Order("at DESC, place").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	list := make([]Draft, len(rows))
	for i, r := range rows {
		var err error
		if list[i], err = r.draft(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (s store) count(ctx context.Context, member string) (int64, error) {
	var n int64
	err := s.db.From(ctx).Model(&row{}).Where("member_id = ?", member).Count(&n).Error
	return n, err
}

// add writes a first version; false where another device did so at the same moment.
func (s store) add(ctx context.Context, member string, d Draft) (bool, error) {
	r, err := rowOf(member, d)
	if err != nil {
		return false, err
	}
	res := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r)
	return res.RowsAffected > 0, res.Error
}

func (s store) set(ctx context.Context, member string, d Draft) error {
	r, err := rowOf(member, d)
	if err != nil {
		return err
	}
	return s.db.From(ctx).Model(&row{}).Where("member_id = ? AND place = ?", member, d.Place.String()).
		Updates(map[string]any{"text": r.Text, "fields": r.Fields, "other": r.Other, "version": r.Version, "at": r.At}).Error
}

func (s store) drop(ctx context.Context, member string, place ref.Ref, version int64) (bool, error) {
	res := s.db.From(ctx).Where("member_id = ? AND place = ? AND version = ?", member, place.String(), version).Delete(&row{})
	return res.RowsAffected > 0, res.Error
}

func (s store) dropAll(ctx context.Context, member string) error {
	if err := s.db.From(ctx).Where("member_id = ?", member).Delete(&row{}).Error; err != nil {
		return fmt.Errorf("drop the drafts of a member: %w", err)
	}
	return s.db.From(ctx).Exec("DELETE FROM draft_versions WHERE member_id = ?", member).Error
}

// nextVersion gives a version that no draft of the member had before, not even one that is gone: a device that still holds an old
// one must never be taken for the latest. It is about the time in milliseconds, whatever the clock does; the member's other devices
// wait until the transaction ends.
func (s store) nextVersion(ctx context.Context, member string, at time.Time) (int64, error) {
	var next int64
	err := s.db.From(ctx).Raw(`INSERT INTO draft_versions (member_id, version) VALUES (?, ?) ON CONFLICT (member_id) DO UPDATE
		SET version = CASE WHEN excluded.version > draft_versions.version THEN excluded.version ELSE draft_versions.version + 1 END
		RETURNING version`, member, at.UnixMilli()).Scan(&next).Error
	if err != nil {
		return 0, fmt.Errorf("give a draft its version: %w", err)
	}
	return next, nil
}

func (s store) purge(ctx context.Context, before time.Time) error {
	return s.db.From(ctx).Where("at < ?", before).Delete(&row{}).Error
}
