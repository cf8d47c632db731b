package notice

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"kraftsam/app/actor"
)

// withNews gives a page of the members who have something to read that has not left the house.
func (s store) withNews(ctx context.Context, after string, limit int) ([]actor.Member, error) {
	var rows []actor.Member
	err := s.db.From(ctx).Where("id > ? AND closed_at IS NULL AND suspended_at IS NULL AND confirmed_at IS NOT NULL", after).
		Where("id IN (SELECT member_id FROM notices WHERE read_at IS NULL AND told = '')").Order("id").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read who has news: %w", err)
	}
	return rows, nil
}

// tellBy notes how notices left the house.
func (s store) tellBy(ctx context.Context, notices []Notice, by Channel) error {
	ids := make([]string, len(notices))
	for i, n := range notices {
		ids[i] = n.ID
	}
	return s.db.From(ctx).Model(&Notice{}).Where("id IN ?", ids).Update("told", by).Error
}

// tellPile notes it of all that is unread of the kind and thing of a notice.
func (s store) tellPile(ctx context.Context, member string, n Notice, by Channel) error {
	return s.db.From(ctx).Model(&Notice{}).Where("member_id = ? AND kind = ? AND about_kind = ? AND about_id = ? AND read_at IS NULL AND told = ''",
		member, n.Kind, n.AboutKind, n.AboutID).Update("told", by).Error
}

func (s store) briefed(ctx context.Context, member string, set Settings, day string) error {
	row := settingRow{member, set.Brief, set.Quiet.From, set.Quiet.To, set.Quiet.Weekends, set.MutedUntil, day}
	over := clause.OnConflict{Columns: []clause.Column{{Name: "member_id"}}, DoUpdates: clause.AssignmentColumns([]string{"briefed_on"})}
	return s.db.From(ctx).Clauses(over).Create(&row).Error
}

type linkRow struct {
	Hash      string
	MemberID  string
	What      string
	ExpiresAt time.Time
}

// TableName is for GORM.
func (linkRow) TableName() string { return "notice_links" }

func (s store) addLink(ctx context.Context, l linkRow) error { return s.db.From(ctx).Create(&l).Error }

func (s store) link(ctx context.Context, hash string, now time.Time) (linkRow, error) {
	var rows []linkRow
	if err := s.db.From(ctx).Where("hash = ? AND expires_at > ?", hash, now).Find(&rows).Error; err != nil {
		return linkRow{}, fmt.Errorf("read a link of a letter: %w", err)
	}
	if len(rows) == 0 {
		return linkRow{}, errStop
	}
	return rows[0], nil
}

func (s store) purgeLinks(ctx context.Context, now time.Time) error {
	return s.db.From(ctx).Exec("DELETE FROM notice_links WHERE expires_at < ?", now).Error
}
