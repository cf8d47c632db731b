package notice

import (
	"context"
	"fmt"
	"time"

	"kraftsam/app/platform/ref"
)

// TableName is for GORM.
func (letterWord) TableName() string { return "letter_words" }

func (s store) addWord(ctx context.Context, l letterWord) error {
	return s.db.From(ctx).Create(&l).Error
}

func (s store) word(ctx context.Context, hash string, now time.Time) (letterWord, error) {
	var rows []letterWord
	if err := s.db.From(ctx).Where("hash = ? AND expires_at > ?", hash, now).Find(&rows).Error; err != nil {
		return letterWord{}, fmt.Errorf("read what a letter answers: %w", err)
	}
	if len(rows) == 0 {
		return letterWord{}, errLetter
	}
	return rows[0], nil
}

func (s store) moveWords(ctx context.Context, about ref.Ref, expires time.Time) error {
	return s.db.From(ctx).Model(&letterWord{}).Where("about_kind = ? AND about_id = ?", about.Kind, about.ID).Update("expires_at", expires).Error
}

// mergeWords follows two organisations that turned out to be one.
func (s store) mergeWords(ctx context.Context, from, into string) error {
	return s.db.From(ctx).Model(&letterWord{}).Where("organisation_id = ?", from).Update("organisation_id", into).Error
}

func (s store) forgetWords(ctx context.Context, member string) error {
	return s.db.From(ctx).Exec("DELETE FROM letter_words WHERE member_id = ?", member).Error
}

func (s store) purgeWords(ctx context.Context, now time.Time) error {
	return s.db.From(ctx).Exec("DELETE FROM letter_words WHERE expires_at < ?", now).Error
}
