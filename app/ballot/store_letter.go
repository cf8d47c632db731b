package ballot

import (
	"context"
	"fmt"
	"time"
)

// TableName is for GORM.
func (letterVoice) TableName() string { return "ballot_letters" }

func (s store) addLetter(ctx context.Context, l letterVoice) error {
	return s.db.From(ctx).Create(&l).Error
}

func (s store) letter(ctx context.Context, hash string, now time.Time) (letterVoice, error) {
	var rows []letterVoice
	if err := s.db.From(ctx).Where("hash = ? AND expires_at > ?", hash, now).Find(&rows).Error; err != nil {
		return letterVoice{}, fmt.Errorf("read what a letter answers: %w", err)
	}
	if len(rows) == 0 {
		return letterVoice{}, errLetter
	}
	return rows[0], nil
}

func (s store) forgetLetters(ctx context.Context, member string) error {
	return s.db.From(ctx).Exec("DELETE FROM ballot_letters WHERE member_id = ?", member).Error
}

func (s store) purgeLetters(ctx context.Context, now time.Time) error {
	return s.db.From(ctx).Exec("DELETE FROM ballot_letters WHERE expires_at < ?", now).Error
}
