package account

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

// addFlow writes a way down and sweeps out the ones that nobody came back on.
func (s store) addFlow(ctx context.Context, f flow) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.From(ctx).Where("expires_at < ?", db.Now().Add(-time.Hour)).Delete(&flow{}).Error; err != nil {
			return fmt.Errorf("sweep ways to a provider: %w", err)
		}
		return s.db.From(ctx).Create(&f).Error
	})
}

// takeFlow gives a way and takes it away, so that it is walked once; nil where there is none.
func (s store) takeFlow(ctx context.Context, hash string) (*flow, error) {
	var taken *flow
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		taken = nil
		var rows []flow
		if err := s.db.From(ctx).Where("hash = ?", hash).Limit(1).Find(&rows).Error; err != nil {
			return fmt.Errorf("find the way to a provider: %w", err)
		}
		res := s.db.From(ctx).Where("hash = ?", hash).Delete(&flow{})
		if res.Error == nil && res.RowsAffected == 1 && len(rows) == 1 {
			taken = &rows[0]
		}
		return res.Error
	})
	return taken, err
}

func (s store) addPending(ctx context.Context, p pending) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.From(ctx).Where("expires_at < ?", db.Now()).Delete(&pending{}).Error; err != nil {
			return fmt.Errorf("sweep waiting connections: %w", err)
		}
		return s.db.From(ctx).Create(&p).Error
	})
}

func (s store) pending(ctx context.Context, hash string) (*pending, error) {
	var rows []pending
	err := s.db.From(ctx).Where("hash = ? AND expires_at > ?", hash, db.Now()).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func (s store) takePending(ctx context.Context, hash string) (bool, error) {
	res := s.db.From(ctx).Where("hash = ? AND expires_at > ?", hash, db.Now()).Delete(&pending{})
	return res.RowsAffected == 1, res.Error
}

func (s store) connection(ctx context.Context, issuer, subject string) (*Connection, error) {
	var rows []Connection
	err := s.db.From(ctx).Where("issuer = ? AND subject = ?", issuer, subject).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func (s store) addConnection(ctx context.Context, c Connection) error {
	return s.db.From(ctx).Create(&c).Error
}

func (s store) connections(ctx context.Context, member string) ([]Connection, error) {
	var rows []Connection
	err := s.db.From(ctx).Where("member_id = ?", member).Order("consented_at, id").Find(&rows).Error
	return rows, err
}

func (s store) connectionUsed(ctx context.Context, id string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		return s.db.From(ctx).Model(&Connection{}).Where("id = ?", id).Updates(map[string]any{"used_at": db.Now()}).Error
	})
}

func (s store) endConnection(ctx context.Context, member, id string) (bool, error) {
	res := s.db.From(ctx).Where("id = ? AND member_id = ?", id, member).Delete(&Connection{})
	return res.RowsAffected == 1, res.Error
}

// endKeys removes what a member comes in with beside the password: passkeys, and links to other parties.
func (s store) endKeys(ctx context.Context, member string) error {
	for _, rows := range []any{&Connection{}, &Passkey{}, &handle{}} {
		if err := s.db.From(ctx).Where("member_id = ?", member).Delete(rows).Error; err != nil {
			return fmt.Errorf("remove the keys of a member: %w", err)
		}
	}
	return nil
}

// newWord gives a running session another cookie and notes when it was proved; false where it does not run.
func (s store) newWord(ctx context.Context, member, session, hash string, proved time.Time) (bool, error) {
	ok := false
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		res := s.db.From(ctx).Model(&Session{}).Where("id = ? AND member_id = ? AND ended_at IS NULL AND expires_at > ?", session, member, db.Now()).
			Updates(map[string]any{"hash": hash, "strong_at": proved})
		ok = res.RowsAffected == 1
		return res.Error
	})
	return ok, err
}

// provedAt notes when whoever sits at a session proved who they are.
func (s store) provedAt(ctx context.Context, hash string, proved time.Time) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		return s.db.From(ctx).Model(&Session{}).Where("hash = ?", hash).Updates(map[string]any{"strong_at": proved}).Error
	})
}

// handleOf gives the random id that authenticators keep for a member, and makes it at first.
func (s store) handleOf(ctx context.Context, member string) (string, error) {
	var row handle
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		word, _ := secret()
		if err := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&handle{MemberID: member, Handle: word}).Error; err != nil {
			return fmt.Errorf("make a passkey handle: %w", err)
		}
		return s.db.From(ctx).Where("member_id = ?", member).Take(&row).Error
	})
	return row.Handle, err
}
