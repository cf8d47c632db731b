package area

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

func (s store) addInvitation(ctx context.Context, i Invitation) error {
	return s.db.From(ctx).Create(&i).Error
}

func (s store) invitation(ctx context.Context, where, arg string) (Invitation, error) {
	var i Invitation
	err := s.db.From(ctx).Where(where, arg).Take(&i).Error
	if db.IsNotFound(err) {
		return i, ErrInvitation
	}
	return i, err
}

func (s store) invitations(ctx context.Context, slug string) ([]Invitation, error) {
	var rows []Invitation
	err := s.db.From(ctx).Where("area = ?", slug).Order("created_at DESC, id DESC").Limit(invitations).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read invitations: %w", err)
	}
	return rows, nil
}

// endInvitation ends one; ended twice, the first end stays.
func (s store) endInvitation(ctx context.Context, id string) error {
	return s.db.From(ctx).Model(&Invitation{}).Where("id = ? AND ended_at IS NULL", id).Updates(map[string]any{"ended_at": db.Now()}).Error
}

// use counts one more and lets the member in. The count is taken first: its row keeps two at once apart, so that the last place
// goes to one of them; and whoever came in meanwhile by another way gives the place back.
func (s store) use(ctx context.Context, i Invitation, member string) error {
	counted := s.db.From(ctx).Exec("UPDATE invitations SET used = used + 1 WHERE id = ? AND used < uses AND ended_at IS NULL AND expires_at > ?", i.ID, db.Now())
	if counted.Error != nil {
		return fmt.Errorf("count an invitation: %w", counted.Error)
	}
	if counted.RowsAffected == 0 {
		return s.inAnyway(ctx, i.Area, member)
	}
	row := memberRow{Area: i.Area, MemberID: member, JoinedAt: db.Now()}
	came := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	if came.Error != nil {
		return fmt.Errorf("join by invitation: %w", came.Error)
	}
	if came.RowsAffected == 0 {
		return s.db.From(ctx).Exec("UPDATE invitations SET used = used - 1 WHERE id = ?", i.ID).Error
	}
	return nil
}

// inAnyway is for the second of two clicks by one person on the last place.
func (s store) inAnyway(ctx context.Context, slug, member string) error {
	joined, err := s.joined(ctx, member)
	if err == nil && !joined[slug] {
		return ErrInvitation
	}
	return err
}

func (s store) depart(ctx context.Context, member string) error {
	return s.db.From(ctx).Where("member_id = ?", member).Delete(&memberRow{}).Error
}
