package file

import (
	"context"
	"errors"
	"time"
)

// sweepAtOnce is how many names are asked for in one question.
const sweepAtOnce = 500

// Sweep forgets files that nothing has named for a day, and takes off the shelf what has no row: what a node that was killed left
// unfinished, and what could not be taken off in time. Any number of nodes may sweep at once. An upload under way is younger.
func (s *Service) Sweep(ctx context.Context) error {
	before := s.options.Now().Add(-Life)
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		files, err := s.store.looseBefore(ctx, before)
		if err != nil {
			return err
		}
		return s.drop(ctx, files)
	})
	return errors.Join(err, s.sweepShelf(ctx, before))
}

func (s *Service) sweepShelf(ctx context.Context, before time.Time) error {
	var old []string
	check := func() error {
		known, err := s.store.known(ctx, old)
		if err != nil {
			return err
		}
		for _, name := range old {
			if !known[name] {
				s.clear(name)
			}
		}
		old = old[:0]
		return nil
	}
	err := s.options.Shelf.Each(func(name string, at time.Time) error {
		if at.After(before) {
			return nil
		}
		if old = append(old, name); len(old) < sweepAtOnce {
			return nil
		}
		return check()
	})
	return errors.Join(err, check())
}
