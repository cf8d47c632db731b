package actor

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

// Rows are held until the transaction ends: alone, or with others who only read them. SQLite has one writer and needs neither.
var (
	alone  = clause.Locking{Strength: "UPDATE"}
	shared = clause.Locking{Strength: "SHARE"}
)

func (s store) addRepresentation(ctx context.Context, r Representation) error {
	return s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error
}

func (s store) running(ctx context.Context, member, organisation string) (Representation, error) {
	return s.runs(s.db.From(ctx), member, organisation)
}

// runningHeld is running; in a transaction that writes nobody ends it before the commit.
func (s store) runningHeld(ctx context.Context, member, organisation string) (Representation, error) {
	g := s.db.From(ctx)
	if s.db.Writing(ctx) {
		g = g.Clauses(shared)
	}
	return s.runs(g, member, organisation)
}

func (s store) runs(g *gorm.DB, member, organisation string) (Representation, error) {
	var r Representation
	err := g.Where("member_id = ? AND organisation_id = ? AND ended_at IS NULL", member, organisation).Take(&r).Error
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

func (s store) representation(ctx context.Context, id string) (Representation, error) {
	var r Representation
	err := s.db.From(ctx).Where("id = ? AND ended_at IS NULL", id).Take(&r).Error
	if db.IsNotFound(err) {
		return r, errNoRepresentation
	}
	return r, err
}

func (s store) representationsByID(ctx context.Context, ids []string) (map[string]Representation, error) {
	byID := make(map[string]Representation, len(ids))
	if len(ids) == 0 {
		return byID, nil
	}
	var rows []Representation
	if err := s.db.From(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read representations: %w", err)
	}
	for _, r := range rows {
		byID[r.ID] = r
	}
	return byID, nil
}

// representationsHeld reads all that run for an organisation and holds them, in one order.
func (s store) representationsHeld(ctx context.Context, organisation string) ([]Representation, error) {
	var rows []Representation
	err := s.db.From(ctx).Clauses(alone).Where("organisation_id = ? AND ended_at IS NULL", organisation).Order("id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("hold representations: %w", err)
	}
	return rows, nil
}

// speaking are the organisations that somebody active may speak for.
const speaking = `SELECT r.organisation_id FROM representations r JOIN members m ON m.id = r.member_id
	WHERE r.ended_at IS NULL AND r.confirmed_at IS NOT NULL AND m.suspended_at IS NULL AND m.closed_at IS NULL`

// asking are the representations that wait for somebody's decision, not for their own member's word.
const asking = "ended_at IS NULL AND confirmed_at IS NULL AND offered_by IS NULL"

// mostRequests bounds a list that is worked off from its start.
const mostRequests = 200

func (s store) requests(ctx context.Context, member string, administers, all bool) ([]Request, error) {
	g := s.db.From(ctx).Where(asking)
	mine := "organisation_id IN (" + speaking + " AND r.member_id = ?)"
	switch {
	case administers && all:
	case administers:
		g = g.Where("organisation_id NOT IN ("+speaking+") OR "+mine, member)
	default:
		g = g.Where(mine, member)
	}
	var rows []Representation
	if err := g.Order("requested_at, id").Limit(mostRequests).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read what waits: %w", err)
	}
	members, organisations := map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		members[r.MemberID], organisations[r.OrganisationID] = true, true
	}
	people, err := s.members(ctx, keys(members))
	if err != nil {
		return nil, err
	}
	byID, err := s.organisations(ctx, keys(organisations))
	if err != nil {
		return nil, err
	}
	list := make([]Request, len(rows))
	for i, r := range rows {
		list[i] = Request{Representation: r, Member: people[r.MemberID], Organisation: byID[r.OrganisationID]}
	}
	return list, nil
}

// offers gives what colleagues offer a member and is not over, as requests by the colleagues.
func (s store) offers(ctx context.Context, member string) ([]Request, error) {
	rows, err := s.representations(ctx, "member_id = ? AND confirmed_at IS NULL AND offered_by IS NOT NULL", member)
	if err != nil {
		return nil, err
	}
	members, organisations := map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		members[*r.OfferedBy], organisations[r.OrganisationID] = true, true
	}
	people, err := s.members(ctx, keys(members))
	if err != nil {
		return nil, err
	}
	byID, err := s.organisations(ctx, keys(organisations))
	if err != nil {
		return nil, err
	}
	var list []Request
	for _, r := range rows {
		if !r.offerOver() {
			list = append(list, Request{Representation: r, Member: people[*r.OfferedBy], Organisation: byID[r.OrganisationID]})
		}
	}
	return list, nil
}

// representatives are the active members who may speak for an organisation.
func (s store) representatives(ctx context.Context, organisation string) ([]Member, error) {
	var rows []Member
	err := s.db.From(ctx).Where(`suspended_at IS NULL AND closed_at IS NULL AND id IN (SELECT member_id FROM representations
		WHERE organisation_id = ? AND ended_at IS NULL AND confirmed_at IS NOT NULL)`, organisation).Order("id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read representatives: %w", err)
	}
	return rows, nil
}

func (s store) confirm(ctx context.Context, by, id string) error {
	now := db.Now()
	res := s.db.From(ctx).Model(&Representation{}).Where("id = ? AND ended_at IS NULL AND confirmed_at IS NULL", id).
		Updates(map[string]any{"confirmed_at": now, "confirmed_by": by})
	if res.Error != nil {
		return fmt.Errorf("confirm representation: %w", res.Error)
	}
	if res.RowsAffected == 0 {
		return errNoRepresentation
	}
	return s.db.From(ctx).Exec(`UPDATE organisations SET confirmed_at = ? WHERE confirmed_at IS NULL AND ended_at IS NULL
		AND id = (SELECT organisation_id FROM representations WHERE id = ?)`, now, id).Error
}

func (s store) setRepresentation(ctx context.Context, id string, set map[string]any) error {
	return s.db.From(ctx).Model(&Representation{}).Where("id = ?", id).Updates(set).Error
}

func ended(by string) map[string]any { return map[string]any{"ended_at": db.Now(), "ended_by": by} }

func (s store) endRepresentation(ctx context.Context, by, id string) error {
	res := s.db.From(ctx).Model(&Representation{}).Where("id = ? AND ended_at IS NULL", id).Updates(ended(by))
	if res.Error == nil && res.RowsAffected == 0 {
		return errNoRepresentation
	}
	return res.Error
}

// endOffers ends what the member of a representation offered to others with it and nobody has accepted.
func (s store) endOffers(ctx context.Context, by string, r Representation) error {
	return s.db.From(ctx).Model(&Representation{}).
		Where("organisation_id = ? AND offered_by = ? AND confirmed_at IS NULL AND ended_at IS NULL", r.OrganisationID, r.MemberID).Updates(ended(by)).Error
}

// endOffersBy ends all that a member offered to others and nobody has accepted.
func (s store) endOffersBy(ctx context.Context, by, member string) error {
	return s.db.From(ctx).Model(&Representation{}).Where("offered_by = ? AND confirmed_at IS NULL AND ended_at IS NULL", member).Updates(ended(by)).Error
}

// endRepresentationsOf ends all that run for an organisation and gives them.
func (s store) endRepresentationsOf(ctx context.Context, by, organisation string) ([]Representation, error) {
	rows, err := s.representationsHeld(ctx, organisation)
	if err != nil {
		return nil, err
	}
	return rows, s.db.From(ctx).Model(&Representation{}).Where("organisation_id = ? AND ended_at IS NULL", organisation).Updates(ended(by)).Error
}

// endAll ends the roles of a member, whom they speak for, and what they offered to others.
func (s store) endAll(ctx context.Context, member string) error {
	at := map[string]any{"ended_at": db.Now(), "ended_by": member}
	if err := s.db.From(ctx).Model(&grantRow{}).Where("member_id = ? AND ended_at IS NULL", member).Updates(at).Error; err != nil {
		return fmt.Errorf("end roles: %w", err)
	}
	err := s.db.From(ctx).Model(&Representation{}).
		Where("ended_at IS NULL AND (member_id = ? OR offered_by = ? AND confirmed_at IS NULL)", member, member).Updates(at).Error
	if err != nil {
		return fmt.Errorf("end representations: %w", err)
	}
	return nil
}
