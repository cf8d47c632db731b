package account

import (
	"context"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
)

var errProof = fault.New(fault.Invalid, "proof_missing", "Prove it with a password or with a passkey, with one of them.")

var _ = fault.Register("proof_missing")

// Proof shows once more that it is the member who sits at a session.
type Proof struct {
	Password string
	Passkey  []byte // the browser's answer
}

// PasskeyProof begins a proof by one of the viewer's own passkeys.
func (s *Service) PasskeyProof(ctx context.Context, by actor.Viewer) (*protocol.CredentialAssertion, error) {
	if s.passkeys == nil {
		return nil, errNoPasskeys
	}
	if err := by.MayWrite(); err != nil {
		return nil, err
	}
	h, err := s.keysOf(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	if len(h.credentials) == 0 {
		return nil, errNoPasskey
	}
	assertion, session, err := s.passkeys.BeginLogin(h)
	if err != nil {
		return nil, fmt.Errorf("begin a proof by passkey: %w", err)
	}
	return assertion, s.ask(ctx, toStepUp, by.Session, session)
}

// StepUp takes the proof. The session goes on under a new word, so that one who had the old one has nothing.
func (s *Service) StepUp(ctx context.Context, by actor.Viewer, p Proof) (word string, err error) {
	if err := by.MayWrite(); err != nil {
		return "", err
	}
	switch {
	case (p.Password == "") == (len(p.Passkey) == 0):
		return "", errProof
	case p.Password != "":
		err = s.provePassword(ctx, by, p.Password)
	default:
		err = s.provePasskey(ctx, by, p.Passkey)
	}
	if err != nil {
		return "", err
	}
	return s.renew(ctx, by, db.Now())
}

func (s *Service) provePasskey(ctx context.Context, by actor.Viewer, answer []byte) error {
	if s.passkeys == nil {
		return errNoPasskeys
	}
	said, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return errPasskey.Because(err)
	}
	data, err := s.answered(ctx, toStepUp, by.Session, said.Response.CollectedClientData)
	if err != nil {
		return err
	}
	_, err = s.recognise(ctx, said, func(h holderOfKeys) (*webauthn.Credential, error) {
		if h.member.ID != by.Member {
			return nil, fmt.Errorf("the passkey is another member's")
		}
		return s.passkeys.ValidateLogin(h, data, said)
	})
	return err
}

// renew gives a running session a new word and notes when it was proved who sits there. A token is no session.
func (s *Service) renew(ctx context.Context, by actor.Viewer, proved time.Time) (string, error) {
	word, hash := secret()
	ok, err := s.store.newWord(ctx, by.Member, by.Session, hash, proved)
	if err == nil && !ok {
		err = errNoSession
	}
	return word, err
}
