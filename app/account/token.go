package account

import (
	"context"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

// Lives of a token in days.
const (
	tokenDays    = 90
	maxTokenDays = 365
)

// NewToken is what a member asks of a token.
type NewToken struct {
	Name  string
	Scope string // "read" or "write" (default)
	Days  int    // until it ends
}

// MakeToken makes a token that outlives the session that made it; word is told once and never again.
func (s *Service) MakeToken(ctx context.Context, by actor.Viewer, n NewToken) (t Token, word string, err error) {
	if err := by.MayWrite(); err != nil {
		return t, "", err
	}
	if err := actor.CheckName("body.name", n.Name); err != nil {
		return t, "", err
	}
	switch n.Scope {
	case "":
		n.Scope = "write"
	case "read", "write":
	default:
		return t, "", fault.InField("body.scope", "scope_unknown", "Choose read or write.")
	}
	if n.Days < 1 || n.Days > maxTokenDays {
		return t, "", fault.InField("body.expires_in_days", "expiry_invalid", "A token lives 1 to 365 days.")
	}
	word, hash := secret()
	now := db.Now()
	t = Token{ID: ref.NewID(), Hash: hash, MemberID: by.Member, Name: n.Name, Scope: n.Scope, CreatedAt: now, ExpiresAt: now.Add(time.Duration(n.Days) * 24 * time.Hour)}
	return t, word, s.store.addToken(ctx, t)
}

// Tokens lists the viewer's running tokens.
func (s *Service) Tokens(ctx context.Context, by actor.Viewer) ([]Token, error) {
	if err := by.Known(); err != nil {
		return nil, err
	}
	return s.store.tokens(ctx, by.Member)
}

// EndToken ends one of the viewer's tokens; its sockets close within a second.
func (s *Service) EndToken(ctx context.Context, by actor.Viewer, id string) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		ok, err := s.store.endToken(ctx, by.Member, id)
		if err != nil {
			return err
		}
		if !ok {
			return errNoToken
		}
		s.ended(ctx, id)
		return nil
	})
}
