// Package place knows the municipalities of the county and what they are called. It is facts with their source, not a map and
// not statistics: figures are for display.
package place

import (
	"context"
	"fmt"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/text"
)

// Municipality is a municipality (kommun) by its official four-digit code.
type Municipality struct {
	Code               string
	Name               string // Swedish
	Population         int64
	LandKm2            float64 // square kilometres
	Lat, Lon           float64 // of its centre, degrees, WGS 84
	SamiAdministrative bool    // samisk förvaltningskommun
	Source             string
	Names              []Name
}

// Name is what a municipality is called in one language, and who says so.
type Name struct {
	Lang   string // BCP 47
	Name   string
	Source string
}

var errUnknown = fault.InField("body.municipality", "municipality_unknown", "There is no such municipality.")

var _ = fault.Register("municipality_unknown")

// Service answers questions about places.
type Service struct {
	db    *db.DB
	store store
}

// NewService makes the room on a database.
func NewService(d *db.DB) *Service { return &Service{db: d, store: store{d}} }

// List gives all municipalities in Swedish alphabetical order.
func (s *Service) List(ctx context.Context) ([]Municipality, error) {
	var all []Municipality
	err := s.db.Read(ctx, func(ctx context.Context) (err error) {
		all, err = s.store.municipalities(ctx)
		return err
	})
	return all, err
}

// Check refuses a code that no municipality has; no code is fine.
func (s *Service) Check(ctx context.Context, code string) error {
	if code == "" {
		return nil
	}
	ok, err := s.store.exists(ctx, code)
	if err != nil {
		return fmt.Errorf("look for municipality: %w", err)
	}
	if !ok {
		return errUnknown
	}
	return nil
}

// Names gives the Swedish names by code.
func (s *Service) Names(ctx context.Context) (map[string]string, error) { return s.store.names(ctx) }

// Put writes municipalities as they are given, over what was known before.
func (s *Service) Put(ctx context.Context, all []Municipality) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		for _, m := range all {
			if err := s.store.put(ctx, m, text.SortKey(m.Name)); err != nil {
				return fmt.Errorf("write municipality %s: %w", m.Code, err)
			}
		}
		return nil
	})
}
