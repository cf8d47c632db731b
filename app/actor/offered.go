package actor

import (
	"context"

	"kraftsam/app/platform/db"
)

// Offers lists the organisations that a colleague asks the viewer to speak for, as requests by the colleague; the newest first.
func (s *Service) Offers(ctx context.Context, by Viewer) ([]Request, error) {
	if err := by.Known(); err != nil {
		return nil, err
	}
	var list []Request
	err := s.db.Read(ctx, func(ctx context.Context) (err error) {
		list, err = s.store.offers(ctx, by.Member)
		return err
	})
	return list, err
}

func (r Representation) offerOver() bool { return db.Now().Sub(r.RequestedAt) > offerLife }
