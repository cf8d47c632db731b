package actor

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

type store struct{ db *db.DB }

type grantRow struct {
	ID        string
	MemberID  string
	Role      string
	ScopeKind string
	ScopeID   string
	GrantedAt time.Time
	GrantedBy string
	EndedAt   *time.Time
}

// TableName is for GORM.
func (grantRow) TableName() string { return "grants" }

var errNoMember = fault.New(fault.NotFound, "not_found", "There is no such member.")

func (s store) addMember(ctx context.Context, m Member) error { return s.db.From(ctx).Create(&m).Error }

func (s store) member(ctx context.Context, where string, arg string) (Member, error) {
	var m Member
	if err := s.db.From(ctx).Where(where, arg).Take(&m).Error; err != nil {
		if db.IsNotFound(err) {
			return m, errNoMember
		}
		return m, fmt.Errorf("read member: %w", err)
	}
	return m, nil
}

func (s store) setMember(ctx context.Context, id string, set map[string]any) error {
	write := func(ctx context.Context) error {
		res := s.db.From(ctx).Model(&Member{}).Where("id = ?", id).Updates(set)
		if res.Error == nil && res.RowsAffected == 0 {
			return errNoMember
		}
		return res.Error
	}
	return s.db.InTx(ctx, write)
}

func (s store) memberNames(ctx context.Context, ids []string) (map[string]string, error) {
	names := make(map[string]string, len(ids))
	if len(ids) == 0 {
		return names, nil
	}
	var rows []Member
	if err := s.db.From(ctx).Select("id", "name").Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read names of members: %w", err)
	}
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, nil
}

func (s store) grants(ctx context.Context, member string) ([]Grant, error) {
	var rows []grantRow
	if err := s.db.From(ctx).Where("member_id = ? AND ended_at IS NULL", member).Order("role, scope_id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read grants: %w", err)
	}
	grants := make([]Grant, len(rows))
	for i, r := range rows {
		grants[i] = Grant{Role: Role(r.Role), Scope: ref.Ref{Kind: r.ScopeKind, ID: r.ScopeID}}
	}
	return grants, nil
}

func (s store) addGrant(ctx context.Context, row grantRow) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		return s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
	})
}

func (s store) addRepresentation(ctx context.Context, r Representation) error {
	return s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error
}

func (s store) running(ctx context.Context, member, organisation string) (Representation, error) {
	var r Representation
	err := s.db.From(ctx).Where("member_id = ? AND organisation_id = ? AND ended_at IS NULL", member, organisation).Take(&r).Error
	if db.IsNotFound(err) {
		return r, errNoRepresentation
	}
	return r, err
}

func (s store) representations(ctx context.Context, where string, args ...any) ([]Representation, error) {
	var rows []Representation
	err := s.db.From(ctx).Where("ended_at IS NULL").Where(where, args...).Order("requested_at, id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read representations: %w", err)
	}
	return rows, nil
}

func (s store) confirm(ctx context.Context, by, id string) error {
	now := db.Now()
	res := s.db.From(ctx).Model(&Representation{}).Where("id = ? AND ended_at IS NULL", id).
		Updates(map[string]any{"confirmed_at": now, "confirmed_by": by})
	if res.Error != nil {
		return fmt.Errorf("confirm representation: %w", res.Error)
	}
	if res.RowsAffected == 0 {
		return errNoRepresentation
	}
	return s.db.From(ctx).Exec(`UPDATE organisations SET confirmed_at = ? WHERE confirmed_at IS NULL
		AND id = (SELECT organisation_id FROM representations WHERE id = ?)`, now, id).Error
}

func (s store) endRepresentation(ctx context.Context, member, id string) error {
	res := s.db.From(ctx).Model(&Representation{}).Where("id = ? AND member_id = ? AND ended_at IS NULL", id, member).
		Updates(map[string]any{"ended_at": db.Now()})
	if res.Error == nil && res.RowsAffected == 0 {
		return errNoRepresentation
	}
	return res.Error
}
