package forum

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"kraftsam/app/platform/ref"
)

// translation finds what was made of a version of a text before.
func (s store) translation(ctx context.Context, of ref.Ref, lang string, version int64) (Translation, bool, error) {
	var rows []Translation
	if err := s.db.From(ctx).Where("kind = ? AND id = ? AND lang = ? AND version = ?", of.Kind, of.ID, lang, version).Find(&rows).Error; err != nil {
		return Translation{}, false, fmt.Errorf("read translation: %w", err)
	}
	if len(rows) == 0 {
		return Translation{}, false, nil
	}
	return rows[0], true, nil
}

func (s store) keepTranslation(ctx context.Context, t Translation) error {
	return s.db.From(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "kind"}, {Name: "id"}, {Name: "lang"}}, UpdateAll: true}).Create(&t).Error
}

// forgetTranslations takes away what was made of a text that is about to change: withdrawn words must stand nowhere.
func (s store) forgetTranslations(ctx context.Context, of ref.Ref) error {
	return s.db.From(ctx).Where("kind = ? AND id = ?", of.Kind, of.ID).Delete(&Translation{}).Error
}
