package notice

import (
	"context"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

// Unread counts what the viewer has not read, each kind and thing once.
func (s *Service) Unread(ctx context.Context, by actor.Viewer) (n int, err error) {
	if err := by.Known(); err != nil {
		return 0, err
	}
	err = s.db.Read(ctx, func(ctx context.Context) error {
		standing, _, err := s.standing(ctx, by, nil)
		n = piles(standing)
		return err
	})
	return n, err
}

// standing parts what the viewer has not noted as read into what stands and what does not.
func (s *Service) standing(ctx context.Context, by actor.Viewer, about []ref.Ref) (standing, over []Notice, err error) {
	unread, err := s.store.unread(ctx, by.Member, about)
	if err != nil || len(unread) == 0 {
		return nil, nil, err
	}
	shown, err := s.look(ctx, by, unread)
	for _, n := range unread {
		if shown[n.ID].Stands {
			standing = append(standing, n)
		} else {
			over = append(over, n)
		}
	}
	return standing, over, err
}

func piles(notices []Notice) int {
	seen := map[string]bool{}
	for _, n := range notices {
		seen[n.pile()] = true
	}
	return len(seen)
}

// Settle notes as read what of the viewer's notices does not stand any more, in the running transaction, and tells their screens.
// A room calls it when the viewer has read something of it; about are the things, none for any.
func (s *Service) Settle(ctx context.Context, by actor.Viewer, about ...ref.Ref) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		_, over, err := s.standing(ctx, by, about)
		if err != nil || len(over) == 0 {
			return err
		}
		return s.noteRead(ctx, by, over)
	})
}

// Ring tells the viewer's screens, once the running transaction is durable, how much is left to read. It notes nothing: so it says
// nothing of when something was answered.
func (s *Service) Ring(ctx context.Context, by actor.Viewer) {
	s.db.BeforeCommit(ctx, func(ctx context.Context) error {
		standing, over, err := s.standing(ctx, by, nil)
		if err == nil && len(over) > 0 {
			s.db.AfterCommit(ctx, func() { s.signals.NoticesRead(by.Member, piles(standing)) })
		}
		return err
	})
}

// Recount tells the viewer's screens, once the running transaction is durable, how much there is to read, when that may have become
// more again as well as less: the viewer chose how much they want to be told. It notes nothing, so that the choice can be taken back.
func (s *Service) Recount(ctx context.Context, by actor.Viewer) {
	s.db.BeforeCommit(ctx, func(ctx context.Context) error {
		standing, _, err := s.standing(ctx, by, nil)
		if err == nil {
			s.db.AfterCommit(ctx, func() { s.signals.NoticesRead(by.Member, piles(standing)) })
		}
		return err
	})
}

// noteRead marks notices as read and tells the viewer's screens what is left.
func (s *Service) noteRead(ctx context.Context, by actor.Viewer, notices []Notice) error {
	ids := make([]string, len(notices))
	for i, n := range notices {
		ids[i] = n.ID
	}
	if err := s.store.read(ctx, ids, db.Now()); err != nil {
		return err
	}
	standing, _, err := s.standing(ctx, by, nil)
	if err != nil {
		return err
	}
	s.db.AfterCommit(ctx, func() { s.signals.NoticesRead(by.Member, piles(standing)) })
	return nil
}

// Read marks a notice as read, with all that is gathered in its row, and gives how many are left.
func (s *Service) Read(ctx context.Context, by actor.Viewer, id string) (int, error) {
	return s.readSome(ctx, by, func(ctx context.Context, unread []Notice) ([]Notice, error) {
		one, err := s.store.notice(ctx, by.Member, id)
		return slices.DeleteFunc(unread, func(n Notice) bool { return n.pile() != one.pile() || n.At.After(one.At) }), err
	})
}

// ReadAll marks as read what the viewer was told up to a moment (zero: now), about one thing or (nil) all.
func (s *Service) ReadAll(ctx context.Context, by actor.Viewer, about *ref.Ref, until time.Time) (int, error) {
	return s.readSome(ctx, by, func(_ context.Context, unread []Notice) ([]Notice, error) {
		return slices.DeleteFunc(unread, func(n Notice) bool {
			return about != nil && n.About() != *about || !until.IsZero() && n.At.After(until)
		}), nil
	})
}

func (s *Service) readSome(ctx context.Context, by actor.Viewer, which func(context.Context, []Notice) ([]Notice, error)) (left int, err error) {
	if err := by.MayWrite(); err != nil {
		return 0, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		unread, err := s.store.unread(ctx, by.Member, nil)
		if err != nil {
			return err
		}
		some, err := which(ctx, unread)
		if err != nil {
			return err
		}
		if len(some) > 0 {
			if err := s.noteRead(ctx, by, some); err != nil {
				return err
			}
		}
		standing, _, err := s.standing(ctx, by, nil)
		left = piles(standing)
		return err
	})
	return left, err
}
