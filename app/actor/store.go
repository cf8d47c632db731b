package actor

import (
	"context"
	"fmt"
	"time"

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
	EndedBy   *string
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

// memberWithGrants reads a member and what they were given in one question: every request of a member asks it.
func (s store) memberWithGrants(ctx context.Context, id string) (Member, []Grant, error) {
	var rows []struct {
		Member                   `gorm:"embedded"`
		Role, ScopeKind, ScopeID *string
	}
	err := s.db.From(ctx).Raw(`SELECT m.*, g.role, g.scope_kind, g.scope_id FROM members m
		LEFT JOIN grants g ON g.member_id = m.id AND g.ended_at IS NULL WHERE m.id = ? ORDER BY g.role, g.scope_id`, id).Scan(&rows).Error
	switch {
	case err != nil:
		return Member{}, nil, fmt.Errorf("read member: %w", err)
	case len(rows) == 0:
		return Member{}, nil, errNoMember
	}
	grants := make([]Grant, 0, len(rows))
	for _, r := range rows {
		if r.Role != nil {
			grants = append(grants, Grant{Role: Role(*r.Role), Scope: ref.Ref{Kind: *r.ScopeKind, ID: *r.ScopeID}})
		}
	}
	return rows[0].Member, grants, nil
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
	byID, err := s.named(ctx, ids)
	names := make(map[string]string, len(byID))
	for id, m := range byID {
		names[id] = m.Name
	}
	return names, err
}

// named reads what others see of members: the name, and whether the account is closed.
func (s store) named(ctx context.Context, ids []string) (map[string]Member, error) {
	byID := make(map[string]Member, len(ids))
	if len(ids) == 0 {
		return byID, nil
	}
	var rows []Member
	if err := s.db.From(ctx).Select("id", "name", "closed_at").Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read names of members: %w", err)
	}
	for _, r := range rows {
		byID[r.ID] = r
	}
	return byID, nil
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
