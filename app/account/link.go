package account

import (
	"context"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/web"
)

// linkKind says what a link in a letter lets its reader do, once.
type linkKind string

const (
	signInLink linkKind = "sign_in"
	resetLink  linkKind = "reset"
)

// Lives of links.
const (
	signInFor = 15 * time.Minute
	resetFor  = time.Hour
)

// link is what a letter lets its reader do; MemberID is nil where nobody has the address that was asked for.
type link struct {
	Hash      string
	Kind      string
	MemberID  *string
	Next      string
	CreatedAt time.Time
	ExpiresAt time.Time
}

var (
	errLink = fault.New(fault.Invalid, "link_unknown", "This link is not valid, or no longer. Ask for a new one.")
	_       = fault.Register("link_unknown", "next_invalid")
)

// maxNext bounds where somebody is led after signing in.
const maxNext = 500

// checkNext takes a place on this very site; none is fine.
func checkNext(next string) error {
	if next == "" {
		return nil
	}
	strange := strings.ContainsFunc(next, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f })
	if next[0] != '/' || strings.HasPrefix(next, "//") || strange || len(next) > maxNext {
		return fault.InField("body.next", "next_invalid", "This is no page of the site.")
	}
	return nil
}

// even is how long an answer takes that must not tell whether somebody has an address here: well over what the work costs.
const even = 80 * time.Millisecond

// evenly answers no earlier than after that time.
func evenly(ctx context.Context, do func() error) error {
	over := time.NewTimer(even)
	defer over.Stop()
	err := do()
	select {
	case <-over.C:
	case <-ctx.Done():
	}
	return err
}

// fewLetters counts a letter to an address, and for the network that has it sent. Known addresses and unknown ones count alike.
func (s *Service) fewLetters(ctx context.Context, r limit.Rule, email, network string) error {
	if err := s.limits.Take(ctx, limit.LetterNetwork, network); err != nil {
		return err
	}
	if err := s.limits.Take(ctx, r, guessed(email)); err != nil {
		return err
	}
	return s.limits.Take(ctx, limit.LetterDay, r.Name+" "+guessed(email))
}

// AskForLink sends a link to sign in with to an address, if somebody has it; next is the page to come to.
func (s *Service) AskForLink(ctx context.Context, email, next, network string) error {
	email, err := checkEmail("body.email", email)
	if err != nil {
		return err
	}
	if err := checkNext(next); err != nil {
		return err
	}
	if err := s.fewLetters(ctx, limit.Link, email, network); err != nil {
		return err
	}
	return evenly(ctx, func() error { return s.sendLink(ctx, signInLink, email, next) })
}

// sendLink writes a row for an unknown address too, so that both cost the same; only an owner gets a letter.
func (s *Service) sendLink(ctx context.Context, kind linkKind, email, next string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		m, err := s.actors.MemberByEmail(ctx, email)
		if err != nil && !fault.IsNotFound(err) {
			return err
		}
		known, now := err == nil, db.Now()
		word, hash := secret()
		l := link{Hash: hash, Kind: string(kind), Next: next, CreatedAt: now, ExpiresAt: now.Add(signInFor)}
		if known {
			l.MemberID = &m.ID
		}
		write, path := signInLetter, "/sign-in/link#token="
		if kind == resetLink {
			write, path, l.ExpiresAt = resetLetter, "/reset#token=", now.Add(resetFor)
		}
		if err := s.store.addLink(ctx, l); err != nil || !known {
			return err
		}
		subject, text := write(m.Lang, s.site.String()+path+word, m.ConfirmedAt == nil)
		return s.mail.Put(ctx, m.Email, subject, text)
	})
}

// SignInByLink takes the word of a letter and starts a session; next is the page that was asked for. Whoever reads the mail of
// an address has confirmed it.
func (s *Service) SignInByLink(ctx context.Context, word string, from web.Credentials) (cookie string, m actor.Member, next string, err error) {
	if err := s.limits.Take(ctx, limit.SignInNetwork, from.Prefix); err != nil {
		return "", m, "", err
	}
	err = s.db.InTx(ctx, func(ctx context.Context) (err error) {
		l, err := s.store.takeLink(ctx, signInLink, hashOf(word))
		if err != nil {
			return err
		}
		next = l.Next
		m, err = s.proved(ctx, *l.MemberID)
		return err
	})
	if err != nil {
		return "", m, "", err
	}
	if err := admitted(m); err != nil {
		return "", m, "", err
	}
	cookie, err = s.begin(ctx, m, from, false)
	return cookie, m, next, err
}

// proved notes that a member reads the mail of their address. Where nobody had shown that before, somebody else may have
// registered it: what they could still come in with ends.
func (s *Service) proved(ctx context.Context, member string) (actor.Member, error) {
	m, err := s.actors.Member(ctx, member)
	if err != nil || m.ConfirmedAt != nil {
		return m, err
	}
	if err := s.forget(ctx, member); err != nil {
		return m, err
	}
	now := db.Now()
	m.ConfirmedAt = &now
	return m, s.actors.ConfirmAddress(ctx, member)
}

// tellOfDevice writes to a member who signs in with a device that none of their sessions had. The first one is no news.
func (s *Service) tellOfDevice(ctx context.Context, m actor.Member, session Session) error {
	if m.ConfirmedAt == nil {
		return nil
	}
	known, err := s.store.devices(ctx, m.ID)
	if err != nil || len(known) == 0 || known[session.Device] {
		return err
	}
	at := session.CreatedAt.In(m.Zone()).Format("2006-01-02 15:04 MST")
	subject, text := deviceLetter(m.Lang, session.Device, at, s.site.String()+"/account")
	return s.mail.Put(ctx, m.Email, subject, text)
}
