package account

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
)

// errOwnPassword is for somebody who is signed in: 401 would say that they are not.
var errOwnPassword = fault.New(fault.Forbidden, "credentials_wrong", "The password is wrong.")

// AskForReset sends a link for a new password to an address, if somebody has it.
func (s *Service) AskForReset(ctx context.Context, email, network string) error {
	email, err := checkEmail("body.email", email)
	if err != nil {
		return err
	}
	if err := s.fewLetters(ctx, limit.Reset, email, network); err != nil {
		return err
	}
	return evenly(ctx, func() error { return s.sendLink(ctx, resetLink, email, "") })
}

// ResetPassword takes the word of a letter and sets a new password; every session ends, and every other link.
func (s *Service) ResetPassword(ctx context.Context, word, password string) error {
	l, err := s.store.link(ctx, resetLink, hashOf(word))
	if err != nil {
		return err
	}
	m, err := s.actors.Member(ctx, *l.MemberID)
	if err != nil {
		return err
	}
	if err := checkPassword(password, m.Email, m.Name); err != nil {
		return err
	}
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return err
	}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.store.takeLink(ctx, resetLink, l.Hash); err != nil {
			return err
		}
		m, err := s.proved(ctx, m.ID)
		if err != nil {
			return err
		}
		return s.newPassword(ctx, m, hash, "")
	})
	if err == nil {
		s.limits.Forget(ctx, limit.SignIn, guessed(m.Email))
	}
	return err
}

// ChangePassword sets the viewer's new password; their other sessions end.
func (s *Service) ChangePassword(ctx context.Context, by actor.Viewer, current, password string) error {
	if err := s.provePassword(ctx, by, current); err != nil {
		return err
	}
	m, err := s.actors.Member(ctx, by.Member)
	if err != nil {
		return err
	}
	if err := checkPassword(password, m.Email, m.Name); err != nil {
		return err
	}
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.newPassword(ctx, m, hash, by.Session) })
}

// newPassword replaces a password, ends all sessions but one, and every link that is under way, and tells the member.
func (s *Service) newPassword(ctx context.Context, m actor.Member, hash, but string) error {
	if err := s.store.setPassword(ctx, m.ID, hash); err != nil {
		return err
	}
	ended, err := s.store.endSessionsBut(ctx, m.ID, but)
	if err != nil {
		return err
	}
	s.ended(ctx, ended...)
	if err := s.store.dropLinks(ctx, m.ID); err != nil || m.ConfirmedAt == nil {
		return err
	}
	subject, text := passwordLetter(m.Lang, s.site.String()+"/sign-in")
	return s.mail.Put(ctx, m.Email, subject, text)
}

// provePassword checks the viewer's own password once more; wrong guesses wait longer and longer.
func (s *Service) provePassword(ctx context.Context, by actor.Viewer, password string) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	if err := s.limits.Try(ctx, limit.Prove, by.Member); err != nil {
		return err
	}
	hash, err := s.store.password(ctx, by.Member)
	if err != nil {
		return err
	}
	ok, err := matchesPassword(ctx, hash, password)
	if err != nil {
		return err
	}
	if !ok || hash == "" {
		return errOwnPassword
	}
	s.limits.Forget(ctx, limit.Prove, by.Member)
	return nil
}

// proveSelf asks for the password, and of a member who has none for a proof of another kind.
func (s *Service) proveSelf(ctx context.Context, by actor.Viewer, password string) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	hash, err := s.store.password(ctx, by.Member)
	if err != nil {
		return err
	}
	if hash == "" {
		return by.Proved(db.Now())
	}
	return s.provePassword(ctx, by, password)
}
