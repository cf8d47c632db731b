package notice

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"
)

// TableName is for GORM.
func (contact) TableName() string { return "contacts" }

func (s store) addContacts(ctx context.Context, all []contact) error {
	if len(all) == 0 {
		return nil
	}
	if err := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&all, 100).Error; err != nil {
		return fmt.Errorf("note whom something addressed: %w", err)
	}
	return nil
}

func (s store) contacts(ctx context.Context, organisation string, since time.Time) (all []contact, err error) {
	if err = s.db.From(ctx).Where("organisation_id = ? AND at >= ?", organisation, since).Find(&all).Error; err != nil {
		err = fmt.Errorf("read how often an organisation was addressed: %w", err)
	}
	return all, err
}

// mergeContacts counts what addressed both organisations once.
func (s store) mergeContacts(ctx context.Context, from, into string) error {
	err := s.db.From(ctx).Exec(`INSERT INTO contacts (organisation_id, event, kind, at) SELECT ?, event, kind, at FROM contacts WHERE organisation_id = ?
		ON CONFLICT (organisation_id, event) DO NOTHING`, into, from).Error
	if err == nil {
		err = s.db.From(ctx).Exec("DELETE FROM contacts WHERE organisation_id = ?", from).Error
	}
	return err
}

func (s store) purgeContacts(ctx context.Context, before time.Time) error {
	return s.db.From(ctx).Exec("DELETE FROM contacts WHERE at < ?", before).Error
}
