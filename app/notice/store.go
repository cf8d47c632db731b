package notice

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

type store struct{ db *db.DB }

const oneThing = "member_id = ? AND ref_kind = ? AND ref_id = ?"

// following reads what a member chose for a thing; the zero Following where they chose nothing.
func (s store) following(ctx context.Context, member string, about ref.Ref) (f Following, err error) {
	if err = s.db.From(ctx).Where(oneThing, member, about.Kind, about.ID).Limit(1).Find(&f).Error; err != nil {
		err = fmt.Errorf("read following: %w", err)
	}
	return f, err
}

func (s store) followings(ctx context.Context, member string) (all []Following, err error) {
	if err = s.db.From(ctx).Where("member_id = ?", member).Find(&all).Error; err != nil {
		err = fmt.Errorf("read followings: %w", err)
	}
	return all, err
}

func (s store) put(ctx context.Context, f Following) error {
	over := clause.OnConflict{Columns: []clause.Column{{Name: "member_id"}, {Name: "ref_kind"}, {Name: "ref_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"level", "until", "after_level", "at"})}
	return s.db.From(ctx).Clauses(over).Create(&f).Error
}

func (s store) begin(ctx context.Context, f Following) (bool, error) {
	res := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&f)
	return res.RowsAffected == 1, res.Error
}

func (s store) drop(ctx context.Context, member string, about ref.Ref) error {
	return s.db.From(ctx).Where(oneThing, member, about.Kind, about.ID).Delete(&Following{}).Error
}

func (s store) forget(ctx context.Context, member string) error {
	return s.db.From(ctx).Where("member_id = ?", member).Delete(&Following{}).Error
}

// carry has whoever follows one thing follow another too, unless they chose something for that.
func (s store) carry(ctx context.Context, from, to ref.Ref, at time.Time) error {
	var all []Following
	q := s.db.From(ctx).Where("ref_kind = ? AND ref_id = ? AND level = ?", from.Kind, from.ID, Follow)
	if err := q.Find(&all).Error; err != nil {
		return fmt.Errorf("read followers: %w", err)
	}
	if len(all) == 0 {
		return nil
	}
	for i, f := range all {
		all[i] = Following{MemberID: f.MemberID, RefKind: to.Kind, RefID: to.ID, Level: Follow, At: at}
	}
	return s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(all, 500).Error
}

// followers gives who follows a thing at a moment; a level that has ended counts as what comes after it.
func (s store) followers(ctx context.Context, about ref.Ref, after string, limit int, now time.Time) (members []string, err error) {
	err = s.db.From(ctx).Model(&Following{}).Where("ref_kind = ? AND ref_id = ? AND member_id > ?", about.Kind, about.ID, after).
		Where("CASE WHEN until IS NULL OR until > ? THEN level ELSE after_level END = ?", now, Follow).Order("member_id").Limit(limit).Pluck("member_id", &members).Error
	if err != nil {
		err = fmt.Errorf("read followers: %w", err)
	}
	return members, err
}

func (s store) chosenBy(ctx context.Context, members []string, about []ref.Ref) (all []Following, err error) {
	if len(members) == 0 || len(about) == 0 {
		return nil, nil
	}
	ids := make([]string, len(about))
	for i, a := range about {
		ids[i] = a.ID
	}
	if err = s.db.From(ctx).Where("member_id IN ? AND ref_id IN ?", members, ids).Find(&all).Error; err != nil {
		err = fmt.Errorf("read what members chose: %w", err)
	}
	return all, err
}
