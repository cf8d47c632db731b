package forum

import (
	"context"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
)

// Visit is when a member was here. It is shown to nobody but the member.
type Visit struct {
	MemberID  string
	KnownFrom time.Time // what was written up to then is not new in a thread that they have not opened
	Since     time.Time // when the visit before this one ended
	LastAt    time.Time // the last sign of them
}

// pause is how long somebody is away before they come for a new visit.
const pause = 30 * time.Minute

// knownFrom gives from when on what is written can be new to a member.
func (s *Service) knownFrom(ctx context.Context, member string) (time.Time, error) {
	v, err := s.store.visit(ctx, member)
	return v.KnownFrom, err
}

// ComeIn notes that the viewer is here, and gives since when "since last time" tells.
func (s *Service) ComeIn(ctx context.Context, by actor.Viewer) (time.Time, error) {
	if err := by.MayWrite(); err != nil {
		return time.Time{}, err
	}
	var since time.Time
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		v, err := s.store.visit(ctx, by.Member)
		if err != nil {
			return err
		}
		now := db.Now()
		if now.Sub(v.LastAt) > pause {
			v.Since = v.LastAt
		}
		since = v.Since
		if now.Sub(v.LastAt) < time.Minute { // several screens come in at once
			return nil
		}
		v.LastAt = now
		return s.store.putVisit(ctx, v)
	})
	return since, err
}

// KnownFrom has a member know only what was written up to a time, as for people who are put into a house where things were
// said before. It says nothing of who has been here.
func (s *Service) KnownFrom(ctx context.Context, member string, at time.Time) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		return s.store.firstVisit(ctx, Visit{MemberID: member, KnownFrom: at, Since: at, LastAt: at})
	})
}
