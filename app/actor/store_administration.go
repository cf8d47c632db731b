package actor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// holdAdministrators has all who want to change who administers wait for each other.
func (s store) holdAdministrators(ctx context.Context) error {
	var ids []string
	err := s.db.From(ctx).Model(&grantRow{}).Clauses(alone).Where("role = ? AND ended_at IS NULL", Administrator).Order("id").Pluck("id", &ids).Error
	if err != nil {
		return fmt.Errorf("hold the administrators: %w", err)
	}
	return nil
}

// administratorsBut lists the members, except one, who administer at this moment.
func (s store) administratorsBut(ctx context.Context, member string) ([]string, error) {
	var ids []string
	err := s.db.From(ctx).Raw(`SELECT DISTINCT m.id FROM grants g JOIN members m ON m.id = g.member_id
		WHERE g.role = ? AND g.ended_at IS NULL AND m.suspended_at IS NULL AND m.closed_at IS NULL AND m.approved_at IS NOT NULL AND m.id <> ?`,
		Administrator, member).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("read the administrators: %w", err)
	}
	return ids, nil
}

// memberHeld reads a member, whose account is not closed, for a change.
func (s store) memberHeld(ctx context.Context, id string) (Member, error) {
	var m Member
	err := s.db.From(ctx).Clauses(alone).Where("id = ? AND closed_at IS NULL", id).Take(&m).Error
	if db.IsNotFound(err) {
		return m, errNoMember
	}
	return m, err
}

func (s store) members(ctx context.Context, ids []string) (map[string]Member, error) {
	byID := make(map[string]Member, len(ids))
	if len(ids) == 0 {
		return byID, nil
	}
	var rows []Member
	if err := s.db.From(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read members: %w", err)
	}
	for _, m := range rows {
		byID[m.ID] = m
	}
	return byID, nil
}

func (s store) counts(ctx context.Context) (Counts, error) {
	var c Counts
	err := s.db.From(ctx).Raw(`SELECT
		(SELECT count(*) FROM members WHERE approved_at IS NULL AND suspended_at IS NULL AND closed_at IS NULL) AS members,
		(SELECT count(*) FROM representations WHERE ` + asking + ` AND organisation_id NOT IN (` + speaking + `)) AS representations,
		(SELECT count(*) FROM organisations WHERE confirmed_at IS NULL AND ended_at IS NULL) AS organisations`).Scan(&c).Error
	if err != nil {
		return c, fmt.Errorf("count what waits: %w", err)
	}
	return c, nil
}

// narrow leaves the members that are asked for. Names are compared as they are written and with a small or capital first letter,
// which both databases understand alike.
func (q Census) narrow(g *gorm.DB) *gorm.DB {
	g = g.Where("closed_at IS NULL AND (NOT guest OR approved_at IS NULL)") // of guests those who asked for an account
	switch q.State {
	case "waiting":
		g = g.Where("approved_at IS NULL AND suspended_at IS NULL")
	case "active":
		g = g.Where("approved_at IS NOT NULL AND suspended_at IS NULL")
	case "suspended":
		g = g.Where("suspended_at IS NOT NULL")
	}
	if words := strings.TrimSpace(q.Query); words != "" {
		small := strings.ToLower(words)
		first, size := utf8.DecodeRuneInString(small)
		like := func(w string) string { return "%" + text.LikeEscape(w) + "%" }
		g = g.Where(`email LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\'`,
			like(small), like(words), like(small), like(string(unicode.ToUpper(first))+small[size:]))
	}
	if q.Role != "" {
		role, args := "", []any{}
		if q.Role != AnyRole {
			role, args = " AND role = ?", []any{q.Role}
		}
		g = g.Where("id IN (SELECT member_id FROM grants WHERE ended_at IS NULL"+role+")", args...)
	}
	return g
}

// census reads one page by keyset: one row more than asked for says whether there is more.
func (s store) census(ctx context.Context, q Census) (Page[Member], error) {
	g, backwards := q.narrow(s.db.From(ctx)), q.Before != ""
	if at := q.Before + q.After; at != "" {
		var edge Member
		if err := s.db.From(ctx).Where("id = ?", at).Take(&edge).Error; err != nil {
			if db.IsNotFound(err) {
				return Page[Member]{}, fault.InField("query", "cursor_unknown", "This cursor leads nowhere; read the list from the start.")
			}
			return Page[Member]{}, err
		}
		where := "(created_at, id) < (?, ?)"
		if backwards {
			where = "(created_at, id) > (?, ?)"
		}
		g = g.Where(where, edge.CreatedAt, edge.ID)
	}
	order := "created_at DESC, id DESC"
	if backwards {
		order = "created_at, id"
	}
	var rows []Member
	if err := g.Order(order).Limit(q.Limit + 1).Find(&rows).Error; err != nil {
		return Page[Member]{}, fmt.Errorf("list members: %w", err)
	}
	more := len(rows) > q.Limit
	page := Page[Member]{HasBefore: q.After != "", HasAfter: more, Items: rows[:min(len(rows), q.Limit)]}
	if backwards {
		slices.Reverse(page.Items)
		page.HasBefore, page.HasAfter = more, true
	}
	return page, nil
}

// citizens adds to members what was given to them, with a few questions for all.
func (s store) citizens(ctx context.Context, members []Member) ([]Citizen, error) {
	list, at := make([]Citizen, len(members)), map[string]int{}
	for i, m := range members {
		list[i], at[m.ID] = Citizen{Member: m}, i
	}
	ids := keys(at)
	if len(ids) == 0 {
		return list, nil
	}
	roles, err := s.roles(ctx, "member_id IN ?", ids)
	if err != nil {
		return nil, err
	}
	for _, r := range roles {
		list[at[r.MemberID]].Roles = append(list[at[r.MemberID]].Roles, r)
	}
	runs, err := s.representations(ctx, "confirmed_at IS NOT NULL AND member_id IN ?", ids)
	if err != nil {
		return nil, err
	}
	of := map[string]bool{}
	for _, r := range runs {
		of[r.OrganisationID] = true
	}
	organisations, err := s.organisations(ctx, keys(of))
	if err != nil {
		return nil, err
	}
	for _, r := range runs {
		c := &list[at[r.MemberID]]
		c.Organisations = append(c.Organisations, organisations[r.OrganisationID])
	}
	return list, nil
}

func (s store) roles(ctx context.Context, where string, args ...any) ([]HeldRole, error) {
	var rows []grantRow
	if err := s.db.From(ctx).Where("ended_at IS NULL").Where(where, args...).Order("role, scope_id, granted_at, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read roles: %w", err)
	}
	list := make([]HeldRole, len(rows))
	for i, r := range rows {
		list[i] = HeldRole{ID: r.ID, MemberID: r.MemberID, GrantedAt: r.GrantedAt, Grant: Grant{Role: Role(r.Role), Scope: ref.Ref{Kind: r.ScopeKind, ID: r.ScopeID}}}
	}
	return list, nil
}

func (s store) holders(ctx context.Context, g Grant) ([]HeldRole, error) {
	return s.roles(ctx, "role = ? AND scope_kind = ? AND scope_id = ?", g.Role, g.Scope.Kind, g.Scope.ID)
}

func (s store) heldRole(ctx context.Context, id string) (HeldRole, error) {
	list, err := s.roles(ctx, "id = ?", id)
	if err == nil && len(list) == 0 {
		err = errNoRole
	}
	if err != nil {
		return HeldRole{}, err
	}
	return list[0], nil
}

// addGrant writes a role unless it stands already, and says whether it did; the row then has the id of the one that stands.
func (s store) addGrant(ctx context.Context, row *grantRow) (bool, error) {
	res := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(row)
	if res.Error != nil || res.RowsAffected == 1 {
		return true, res.Error
	}
	stands, err := s.roles(ctx, "member_id = ? AND role = ? AND scope_kind = ? AND scope_id = ?", row.MemberID, row.Role, row.ScopeKind, row.ScopeID)
	if err == nil && len(stands) == 0 {
		err = errNoRole
	}
	if err != nil {
		return false, err
	}
	row.ID = stands[0].ID
	return false, nil
}

// holdGrant keeps a member's role until the transaction ends, and refuses who does not have it.
func (s store) holdGrant(ctx context.Context, member string, g Grant) error {
	var ids []string
	err := s.db.From(ctx).Model(&grantRow{}).Clauses(shared).Where("ended_at IS NULL AND member_id = ? AND role = ? AND scope_kind = ? AND scope_id = ?",
		member, g.Role, g.Scope.Kind, g.Scope.ID).Pluck("id", &ids).Error
	if err == nil && len(ids) == 0 {
		err = errNotLeading
	}
	return err
}

func (s store) endGrant(ctx context.Context, by, id string) error {
	res := s.db.From(ctx).Model(&grantRow{}).Where("id = ? AND ended_at IS NULL", id).Updates(ended(by))
	if res.Error == nil && res.RowsAffected == 0 {
		return errNoRole
	}
	return res.Error
}

// inSettings is how the names of these settings begin, beside others in the same table.
const inSettings = "site."

func (s store) settings(ctx context.Context) (map[string]string, error) {
	var rows []struct{ Name, Value string }
	if err := s.db.From(ctx).Raw("SELECT name, value FROM settings WHERE name LIKE ?", inSettings+"%").Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	stored := map[string]string{}
	for _, r := range rows {
		stored[strings.TrimPrefix(r.Name, inSettings)] = r.Value
	}
	return stored, nil
}

func (s store) putSetting(ctx context.Context, name, value string) error {
	return s.db.From(ctx).Exec("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
		inSettings+name, value).Error
}
