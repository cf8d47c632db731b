package account

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/text"
)

// maxReason bounds why somebody leaves, in code points.
const maxReason = 500

// Close ends the viewer's account: nobody comes in with it any more, name and address are gone, and what they wrote stays.
// reason may be empty; it is nobody's business, but it can help those who run the place.
func (s *Service) Close(ctx context.Context, by actor.Viewer, password, reason string) error {
	if text.Length(reason) > maxReason {
		return fault.InField("body.reason", "text_too_long", "At most 500 characters.")
	}
	if err := s.proveSelf(ctx, by, password); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		m, err := s.actors.Member(ctx, by.Member)
		if err != nil {
			return err
		}
		if m.ConfirmedAt != nil {
			subject, text := closedLetter(m.Lang)
			if err := s.mail.Put(ctx, m.Email, subject, text); err != nil {
				return err
			}
		}
		if err := s.forget(ctx, m.ID); err != nil {
			return err
		}
		if err := s.areas.Depart(ctx, m.ID); err != nil {
			return err
		}
		if err := s.actors.Close(ctx, m.ID); err != nil {
			return err
		}
		return s.actors.Note(ctx, by, "member.left", actor.MemberRef(m.ID), reason)
	})
}

// forget takes every key to an account: password, passkeys, links to others, tokens, sessions, and what was sent by letter.
func (s *Service) forget(ctx context.Context, member string) error {
	if err := s.store.dropPassword(ctx, member); err != nil {
		return err
	}
	if err := s.store.dropLetters(ctx, member); err != nil {
		return err
	}
	if err := s.store.endKeys(ctx, member); err != nil {
		return err
	}
	sessions, err := s.store.endSessionsBut(ctx, member, "")
	if err != nil {
		return err
	}
	tokens, err := s.store.endTokens(ctx, member)
	s.ended(ctx, append(sessions, tokens...)...)
	return err
}
