package notice

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"kraftsam/app/platform/fault"
)

// stopLife is how long the word in a letter works.
const stopLife = 366 * 24 * time.Hour

var errStop = fault.New(fault.NotFound, "unsubscription_unknown", "This link does not work any more. Sign in to change your letters.")

var _ = fault.Register("unsubscription_unknown")

// stopWord makes the word by which whoever has the letter ends such letters, and nothing else.
func (s *Service) stopWord(ctx context.Context, member, what string) (string, error) {
	now, err := s.clock(ctx)
	if err != nil {
		return "", err
	}
	word := rand.Text()
	return word, s.store.addLink(ctx, linkRow{hashOf(word), member, what, now.Add(stopLife)})
}

func hashOf(word string) string {
	sum := sha256.Sum256([]byte(word))
	return hex.EncodeToString(sum[:])
}

// Letters says which letters a word ends: brief, or a kind that comes by mail at once.
func (s *Service) Letters(ctx context.Context, word string) (string, error) {
	l, err := s.link(ctx, word)
	return l.What, err
}

func (s *Service) link(ctx context.Context, word string) (linkRow, error) {
	now, err := s.clock(ctx)
	if err != nil {
		return linkRow{}, err
	}
	return s.store.link(ctx, hashOf(word), now)
}

// Unsubscribe ends the letters that a word stands for, without anybody signing in. Once more changes nothing.
func (s *Service) Unsubscribe(ctx context.Context, word string) (what string, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		l, err := s.link(ctx, word)
		if err != nil {
			return err
		}
		what = l.What
		if what != string(Brief) {
			if !slices.Contains(Kinds, Kind(what)) {
				return errStop
			}
			return s.store.putChannels(ctx, l.MemberID, []ChannelChoice{{Kind(what), Mail, false}})
		}
		all, err := s.store.settings(ctx, []string{l.MemberID})
		if err != nil {
			return err
		}
		set := all[l.MemberID]
		set.Brief = Never
		return s.store.putSettings(ctx, l.MemberID, set)
	})
	return what, err
}
