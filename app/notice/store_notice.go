package notice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kraftsam/app/platform/ref"
)

// toldOf says which of some news that are about one thing some members were told of already.
func (s store) toldOf(ctx context.Context, news []News, members []string) (Had, error) {
	events, index := make([]string, len(news)), make(map[string]int, len(news))
	for i, n := range news {
		events[i], index[n.Event] = n.Event, i
	}
	byTime := func(a, b News) int { return a.At.Compare(b.At) }
	first, last := slices.MinFunc(news, byTime).At.UTC(), slices.MaxFunc(news, byTime).At.UTC()
	var rows []Notice
	// By time too: the index of members and times finds the few at once, that of members and names is searched for each pair of the two.
	q := s.db.From(ctx).Select("member_id", "event").Where("member_id IN ? AND at BETWEEN ? AND ? AND event IN ?", members, first, last, events)
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read who was told: %w", err)
	}
	had := map[string]map[int]bool{}
	for _, r := range rows {
		if had[r.MemberID] == nil {
			had[r.MemberID] = map[int]bool{}
		}
		had[r.MemberID][index[r.Event]] = true
	}
	return func(member string, i int) bool { return had[member][i] }, nil
}

// write writes notices that are not there yet, moves on those that gather, and gives those that are new to their member. Members are
// taken in one order, so that two nodes never wait for each other in a ring.
func (s store) write(ctx context.Context, all []Notice) (fresh []Notice, err error) {
	slices.SortFunc(all, func(a, b Notice) int { return strings.Compare(a.MemberID+a.Event, b.MemberID+b.Event) })
	var members, events []string
	for _, n := range all {
		members, events = append(members, n.MemberID), append(events, n.Event)
	}
	var rows []Notice
	err = s.db.From(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("member_id IN ? AND event IN ?", members, slices.Compact(slices.Sorted(slices.Values(events)))).
		Order("member_id, event").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read notices: %w", err)
	}
	had := make(map[string]Notice, len(rows))
	for _, r := range rows {
		had[r.MemberID+" "+r.Event] = r
	}
	var add []Notice
	moved := map[latest][]string{}
	for _, n := range all {
		old, ok := had[n.MemberID+" "+n.Event]
		switch {
		case !ok:
			add = append(add, n)
			fresh = append(fresh, n)
		case n.gathers() && n.At.After(old.At):
			n.ID = old.ID
			moved[n.latest()] = append(moved[n.latest()], n.ID)
			if old.ReadAt != nil {
				fresh = append(fresh, n)
			}
		}
	}
	if err := s.moveOn(ctx, moved); err != nil || len(add) == 0 {
		return fresh, err
	}
	if err := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&add, 50).Error; err != nil {
		return nil, fmt.Errorf("write notices: %w", err)
	}
	return fresh, nil
}

// latest is what happened last of what notices gather.
type latest struct {
	at                     time.Time
	refKind, refID, by, as string
	reason                 Reason
}

func (n Notice) latest() latest {
	l := latest{n.At.UTC(), n.RefKind, n.RefID, n.ByID, "", n.Reason}
	if n.OrganisationID != nil {
		l.as = *n.OrganisationID
	}
	return l
}

// moveOn has notices be about what happened last. How they left the house is forgotten once they were read: then they may again.
func (s store) moveOn(ctx context.Context, moved map[latest][]string) error {
	for l, ids := range moved {
		err := s.db.From(ctx).Model(&Notice{}).Where("id IN ?", ids).Updates(map[string]any{"at": l.at, "told": gorm.Expr("CASE WHEN read_at IS NULL THEN told ELSE '' END"),
			"read_at": nil, "ref_kind": l.refKind, "ref_id": l.refID, "by_id": l.by, "organisation_id": gorm.Expr("NULLIF(?, '')", l.as), "reason": l.reason}).Error
		if err != nil {
			return fmt.Errorf("move notices on: %w", err)
		}
	}
	return nil
}

// moveAbout has notices that are of one event each, as their name says, be about another thing.
func (s store) moveAbout(ctx context.Context, what []ref.Ref, into ref.Ref) error {
	for some := range slices.Chunk(what, 500) {
		ids := make([]string, len(some))
		for i, r := range some {
			ids[i] = r.ID
		}
		err := s.db.From(ctx).Model(&Notice{}).Where("ref_kind = ? AND ref_id IN ? AND event = ref_kind || ':' || ref_id", some[0].Kind, ids).
			Updates(map[string]any{"about_kind": into.Kind, "about_id": into.ID}).Error
		if err != nil {
			return fmt.Errorf("move notices: %w", err)
		}
	}
	return nil
}

// unread reads what a member has not read, about some things where any are named, the latest first.
func (s store) unread(ctx context.Context, member string, about []ref.Ref) ([]Notice, error) {
	q := s.db.From(ctx).Where("member_id = ? AND read_at IS NULL", member)
	if len(about) > 0 {
		ids := make([]string, len(about))
		for i, a := range about {
			ids[i] = a.ID
		}
		q = q.Where("about_id IN ?", ids)
	}
	var rows []Notice
	if err := q.Order("at DESC, id DESC").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read unread notices: %w", err)
	}
	return rows, nil
}

// read notes that notices were read.
func (s store) read(ctx context.Context, ids []string, at time.Time) error {
	for some := range slices.Chunk(ids, 500) {
		if err := s.db.From(ctx).Model(&Notice{}).Where("id IN ? AND read_at IS NULL", some).Update("read_at", at).Error; err != nil {
			return fmt.Errorf("mark notices as read: %w", err)
		}
	}
	return nil
}

// notice reads one notice of a member.
func (s store) notice(ctx context.Context, member, id string) (Notice, error) {
	var rows []Notice
	if err := s.db.From(ctx).Where("id = ? AND member_id = ?", id, member).Find(&rows).Error; err != nil {
		return Notice{}, fmt.Errorf("read notice: %w", err)
	}
	if len(rows) == 0 {
		return Notice{}, errNone
	}
	return rows[0], nil
}

// heads lists the latest notice of each kind and thing that a member was told of, the latest first.
func (s store) heads(ctx context.Context, member string, q Query, from spot, limit int) ([]Notice, error) {
	unread := ""
	if q.Unread {
		unread = " AND o.read_at IS NULL"
	}
	find := s.db.From(ctx).Table("notices n").Where("n.member_id = ?", member).
		Where(`NOT EXISTS (SELECT 1 FROM notices o WHERE o.member_id = n.member_id AND o.kind = n.kind AND o.about_kind = n.about_kind AND o.about_id = n.about_id
			AND (o.at, o.id) > (n.at, n.id)` + unread + ")")
	if q.Kind != "" {
		find = find.Where("n.kind = ?", q.Kind)
	}
	if q.Unread {
		find = find.Where("n.read_at IS NULL")
	}
	if from.id != "" {
		find = find.Where("(n.at, n.id) < (?, ?)", from.at, from.id)
	}
	var rows []Notice
	if err := find.Order("n.at DESC, n.id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	return rows, nil
}

func (s store) forgetNotices(ctx context.Context, member string) error {
	for _, table := range []string{"notices", "notice_settings", "notice_channels", "notice_links", "push_devices"} {
		if err := s.db.From(ctx).Exec("DELETE FROM "+table+" WHERE member_id = ?", member).Error; err != nil {
			return fmt.Errorf("forget what a member was told: %w", err)
		}
	}
	return nil
}

func (s store) purge(ctx context.Context, before time.Time) error {
	return s.db.From(ctx).Exec("DELETE FROM notices WHERE at < ?", before).Error
}

// bellsWith gives a page of the members who have not read something about a thing, or of what happened.
func (s store) bellsWith(ctx context.Context, of ref.Ref, after string, limit int) (members []string, err error) {
	err = s.db.From(ctx).Raw(`SELECT member_id FROM (SELECT member_id FROM notices WHERE read_at IS NULL AND about_id = @id UNION SELECT member_id FROM notices WHERE read_at IS NULL AND ref_id = @id) b
		WHERE member_id > @after ORDER BY member_id LIMIT @limit`, map[string]any{"id": of.ID, "after": after, "limit": limit}).Scan(&members).Error
	if err != nil {
		err = fmt.Errorf("read whose bells show a thing: %w", err)
	}
	return members, err
}
