package account

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

type store struct{ db *db.DB }

type passwordRow struct {
	MemberID string `gorm:"primaryKey"`
	Hash     string
	SetAt    time.Time
}

// TableName is for GORM.
func (passwordRow) TableName() string { return "passwords" }

type confirmation struct {
	Hash      string
	MemberID  string
	CreatedAt time.Time
	ExpiresAt time.Time
}

func (s store) setPassword(ctx context.Context, member, hash string) error {
	row := passwordRow{MemberID: member, Hash: hash, SetAt: db.Now()}
	return s.db.From(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
}

func (s store) password(ctx context.Context, member string) (string, error) {
	var rows []passwordRow
	if err := s.db.From(ctx).Where("member_id = ?", member).Find(&rows).Error; err != nil {
		return "", fmt.Errorf("read password: %w", err)
	}
	if len(rows) == 0 {
		return "", nil
	}
	return rows[0].Hash, nil
}

func (s store) addConfirmation(ctx context.Context, c confirmation) error {
	return s.db.From(ctx).Create(&c).Error
}

func (s store) confirmation(ctx context.Context, hash string) (confirmation, error) {
	var c confirmation
	err := s.db.From(ctx).Where("hash = ? AND expires_at > ?", hash, db.Now()).Take(&c).Error
	if db.IsNotFound(err) {
		return c, errConfirmation
	}
	return c, err
}

func (s store) addSession(ctx context.Context, row Session) error {
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.db.From(ctx).Create(&row).Error })
}

// session finds a running session by the hash of its cookie; nil where there is none.
func (s store) session(ctx context.Context, hash string) (*Session, error) {
	var rows []Session
	err := s.db.From(ctx).Where("hash = ? AND ended_at IS NULL AND expires_at > ?", hash, db.Now()).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func (s store) sessions(ctx context.Context, member string) ([]Session, error) {
	var rows []Session
	err := s.db.From(ctx).Where("member_id = ? AND ended_at IS NULL AND expires_at > ?", member, db.Now()).Order("seen_at DESC, id DESC").Find(&rows).Error
	return rows, err
}

func (s store) sessionSeen(ctx context.Context, id string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		return s.db.From(ctx).Model(&Session{}).Where("id = ?", id).Updates(map[string]any{"seen_at": db.Now()}).Error
	})
}

func (s store) endSessions(ctx context.Context, member, id string) ([]string, error) {
	return s.end(ctx, "member_id = ? AND id = ?", member, id)
}

func (s store) endSessionsBut(ctx context.Context, member, id string) ([]string, error) {
	return s.end(ctx, "member_id = ? AND id <> ?", member, id)
}

func (s store) end(ctx context.Context, where string, args ...any) ([]string, error) {
	var ids []string
	running := s.db.From(ctx).Model(&Session{}).Where("ended_at IS NULL").Where(where, args...)
	if err := running.Pluck("id", &ids).Error; err != nil {
		return nil, fmt.Errorf("find sessions to end: %w", err)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return ids, s.db.From(ctx).Model(&Session{}).Where("id IN ?", ids).Updates(map[string]any{"ended_at": db.Now()}).Error
}

func (s store) addToken(ctx context.Context, row Token) error {
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.db.From(ctx).Create(&row).Error })
}

func (s store) token(ctx context.Context, hash string) (*Token, error) {
	var rows []Token
	err := s.db.From(ctx).Where("hash = ? AND ended_at IS NULL AND expires_at > ?", hash, db.Now()).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// onlyReads says whether id is that of a token that may change nothing; a session may.
func (s store) onlyReads(ctx context.Context, id string) (bool, error) {
	var n int64
	err := s.db.From(ctx).Model(&Token{}).Where("id = ? AND scope = ?", id, "read").Count(&n).Error
	return n > 0, err
}

func (s store) tokens(ctx context.Context, member string) ([]Token, error) {
	var rows []Token
	err := s.db.From(ctx).Where("member_id = ? AND ended_at IS NULL AND expires_at > ?", member, db.Now()).Order("created_at DESC, id DESC").Find(&rows).Error
	return rows, err
}

func (s store) tokenUsed(ctx context.Context, id string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		return s.db.From(ctx).Model(&Token{}).Where("id = ?", id).Updates(map[string]any{"used_at": db.Now()}).Error
	})
}

func (s store) endToken(ctx context.Context, member, id string) (bool, error) {
	res := s.db.From(ctx).Model(&Token{}).Where("id = ? AND member_id = ? AND ended_at IS NULL", id, member).Updates(map[string]any{"ended_at": db.Now()})
	return res.RowsAffected == 1, res.Error
}
