package account

import (
	"context"
	"fmt"

	"kraftsam/app/platform/db"
)

// addChallenge writes a challenge down and sweeps out the ones that nobody answered.
func (s store) addChallenge(ctx context.Context, c challenge) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.From(ctx).Where("expires_at < ?", db.Now()).Delete(&challenge{}).Error; err != nil {
			return fmt.Errorf("sweep challenges: %w", err)
		}
		return s.db.From(ctx).Create(&c).Error
	})
}

// takeChallenge gives a challenge and takes it away, so that it is answered once; nil where there is none.
func (s store) takeChallenge(ctx context.Context, hash string) (*challenge, error) {
	var taken *challenge
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		taken = nil
		var rows []challenge
		if err := s.db.From(ctx).Where("hash = ?", hash).Limit(1).Find(&rows).Error; err != nil {
			return fmt.Errorf("find a challenge: %w", err)
		}
		res := s.db.From(ctx).Where("hash = ?", hash).Delete(&challenge{})
		if res.Error == nil && res.RowsAffected == 1 && len(rows) == 1 {
			taken = &rows[0]
		}
		return res.Error
	})
	return taken, err
}

func (s store) addPasskey(ctx context.Context, k Passkey) error {
	return s.db.From(ctx).Create(&k).Error
}

func (s store) passkey(ctx context.Context, credential string) (*Passkey, error) {
	var rows []Passkey
	err := s.db.From(ctx).Where("credential = ?", credential).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func (s store) passkeys(ctx context.Context, member string) ([]Passkey, error) {
	var rows []Passkey
	err := s.db.From(ctx).Where("member_id = ?", member).Order("created_at, id").Find(&rows).Error
	return rows, err
}

// passkeyUsed counts a use; false where another use counted as far in the meantime. An authenticator without a counter stays at 0.
func (s store) passkeyUsed(ctx context.Context, id string, counter int64, backedUp bool) (bool, error) {
	counted := false
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		res := s.db.From(ctx).Model(&Passkey{}).Where("id = ? AND (counter < ? OR counter = 0 AND ? = 0)", id, counter, counter).
			Updates(map[string]any{"counter": counter, "backed_up": backedUp, "used_at": db.Now()})
		counted = res.RowsAffected == 1
		return res.Error
	})
	return counted, err
}

func (s store) endPasskey(ctx context.Context, member, id string) (bool, error) {
	res := s.db.From(ctx).Where("id = ? AND member_id = ?", id, member).Delete(&Passkey{})
	return res.RowsAffected == 1, res.Error
}
