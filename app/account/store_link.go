package account

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"kraftsam/app/platform/db"
)

// addLink writes a link and sweeps out those whose time is over.
func (s store) addLink(ctx context.Context, l link) error {
	if err := s.db.From(ctx).Where("expires_at < ?", l.CreatedAt).Delete(&link{}).Error; err != nil {
		return fmt.Errorf("sweep links: %w", err)
	}
	return s.db.From(ctx).Create(&l).Error
}

// link finds one that can be used now.
func (s store) link(ctx context.Context, kind linkKind, hash string) (link, error) {
	var l link
	err := s.db.From(ctx).Where("hash = ? AND kind = ? AND member_id IS NOT NULL AND expires_at > ?", hash, string(kind), db.Now()).Take(&l).Error
	if db.IsNotFound(err) {
		return l, errLink
	}
	return l, err
}

// takeLink uses a link up: of two at once, the one whose delete finds the row has it.
func (s store) takeLink(ctx context.Context, kind linkKind, hash string) (link, error) {
	l, err := s.link(ctx, kind, hash)
	if err != nil {
		return l, err
	}
	res := s.db.From(ctx).Where("hash = ?", hash).Delete(&link{})
	if res.Error == nil && res.RowsAffected == 0 {
		return l, errLink
	}
	return l, res.Error
}

// dropLinks takes the power from every link that was sent to a member.
func (s store) dropLinks(ctx context.Context, member string) error {
	return s.db.From(ctx).Where("member_id = ?", member).Delete(&link{}).Error
}

// dropLetters takes the power from everything that was sent to a member's addresses.
func (s store) dropLetters(ctx context.Context, member string) error {
	for _, row := range []any{&link{}, &confirmation{}, &addressChange{}} {
		if err := s.db.From(ctx).Where("member_id = ?", member).Delete(row).Error; err != nil {
			return fmt.Errorf("drop letters: %w", err)
		}
	}
	return nil
}

// dropConfirmations takes the power from what was sent to confirm an address.
func (s store) dropConfirmations(ctx context.Context, member string) error {
	return s.db.From(ctx).Where("member_id = ?", member).Delete(&confirmation{}).Error
}

func (s store) dropPassword(ctx context.Context, member string) error {
	return s.db.From(ctx).Where("member_id = ?", member).Delete(&passwordRow{}).Error
}

// endTokens ends every token of a member and gives their ids.
func (s store) endTokens(ctx context.Context, member string) ([]string, error) {
	var ids []string
	if err := s.db.From(ctx).Model(&Token{}).Where("member_id = ? AND ended_at IS NULL", member).Pluck("id", &ids).Error; err != nil || len(ids) == 0 {
		return nil, err
	}
	return ids, s.db.From(ctx).Model(&Token{}).Where("id IN ?", ids).Updates(map[string]any{"ended_at": db.Now()}).Error
}

// devices gives the words of every device that a member has signed in with.
func (s store) devices(ctx context.Context, member string) (map[string]bool, error) {
	var words []string
	if err := s.db.From(ctx).Model(&Session{}).Where("member_id = ?", member).Distinct().Pluck("device", &words).Error; err != nil {
		return nil, fmt.Errorf("read devices: %w", err)
	}
	known := make(map[string]bool, len(words))
	for _, w := range words {
		known[w] = true
	}
	return known, nil
}

// replaceAddressChange writes a wish to move over an earlier one.
func (s store) replaceAddressChange(ctx context.Context, c addressChange) error {
	if err := s.db.From(ctx).Where("member_id = ? OR expires_at < ?", c.MemberID, c.CreatedAt).Delete(&addressChange{}).Error; err != nil {
		return fmt.Errorf("replace an address change: %w", err)
	}
	return s.db.From(ctx).Create(&c).Error
}

// agree notes that one address agreed, once, and gives the change as it stands then.
func (s store) agree(ctx context.Context, hash string) (addressChange, error) {
	now := db.Now()
	var c addressChange
	noted, err := s.note(s.db.From(ctx).Where("old_hash = ? AND old_at IS NULL AND expires_at > ?", hash, now), "old_at")
	if err == nil && !noted {
		noted, err = s.note(s.db.From(ctx).Where("new_hash = ? AND new_at IS NULL AND expires_at > ?", hash, now), "new_at")
	}
	if err != nil {
		return c, err
	}
	if !noted {
		return c, errLink
	}
	return c, s.db.From(ctx).Where("old_hash = ? OR new_hash = ?", hash, hash).Take(&c).Error
}

func (s store) note(found *gorm.DB, column string) (bool, error) {
	res := found.Model(&addressChange{}).Updates(map[string]any{column: db.Now()})
	return res.RowsAffected == 1, res.Error
}
