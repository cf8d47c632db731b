package account

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
)

// Passkey is a key pair whose private half lives in an authenticator of a member: a phone, a computer, a stick.
type Passkey struct {
	ID         string
	MemberID   string
	Credential string // the authenticator's id of it, base64url
	Name       string
	Key        string // public half, COSE in base64url
	Transports string
	Counter    int64
	Eligible   bool // may be copied to other devices
	BackedUp   bool // was
	Verified   bool // the authenticator knows its owner
	CreatedAt  time.Time
	UsedAt     *time.Time
}

// handle is what authenticators know a member by.
type handle struct {
	MemberID string
	Handle   string
}

// TableName is for GORM.
func (handle) TableName() string { return "passkey_handles" }

// challenge is what an authenticator signs, once.
type challenge struct {
	Hash      string
	Purpose   string
	SessionID string // that asked for it; none at sign-in
	Data      string
	ExpiresAt time.Time
}

// TableName is for GORM.
func (challenge) TableName() string { return "passkey_challenges" }

// What a challenge is for. One that was asked for one thing is worth nothing for another.
const (
	toRegister = "register"
	toSignIn   = "sign-in"
	toStepUp   = "step-up"
)

const (
	challengeLife = 5 * time.Minute
	maxPasskeys   = 20
)

var (
	errNoPasskeys  = fault.New(fault.NotFound, "passkeys_unavailable", "Passkeys need an address with a name: browsers refuse them on a bare number.")
	errPasskey     = fault.New(fault.Forbidden, "passkey_refused", "This passkey was not accepted.")
	errChallenge   = fault.New(fault.Forbidden, "passkey_challenge", "This took too long, or was used already. Try again.")
	errStranger    = fault.New(fault.Forbidden, "passkey_stranger", "No account here knows this passkey.")
	errCounter     = fault.New(fault.Forbidden, "passkey_counter", "This passkey may have been copied, so it is not accepted. Sign in another way and remove it.")
	errKnownKey    = fault.New(fault.Conflict, "passkey_known", "This passkey is registered already.")
	errManyKeys    = fault.New(fault.Conflict, "passkeys_many", "That is enough passkeys: remove one first.")
	errNoPasskey   = fault.New(fault.NotFound, "passkey_unknown", "There is no such passkey.")
	errUnconfirmed = fault.New(fault.Forbidden, "address_unconfirmed", "Confirm your mail address first.")
)

var _ = fault.Register("passkeys_unavailable", "passkey_refused", "passkey_challenge", "passkey_stranger", "passkey_counter", "passkey_known",
	"passkeys_many", "passkey_unknown", "address_unconfirmed")

// keys makes the half of the ceremony that this site plays; nil where browsers refuse it, since a passkey belongs to a name.
func keys(origin, host string) *webauthn.WebAuthn {
	if protocol.ValidateRPID(host) != nil {
		return nil
	}
	life := webauthn.TimeoutConfig{Enforce: true, Timeout: challengeLife, TimeoutUVD: challengeLife}
	w, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: "Kraftsam", RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationPreferred},
		Timeouts: webauthn.TimeoutsConfig{Login: life, Registration: life},
		// Nothing that an extension says is used here, and some password managers say it unasked.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
	if err != nil {
		return nil
	}
	return w
}

// Passkeys says whether this site's address allows them.
func (s *Service) Passkeys() bool { return s.passkeys != nil }

// holderOfKeys is a member as package webauthn sees them.
type holderOfKeys struct {
	member      actor.Member
	handle      []byte
	credentials []webauthn.Credential
}

// WebAuthnID is the random id that the authenticator keeps.
func (h holderOfKeys) WebAuthnID() []byte { return h.handle }

// WebAuthnName is what the member chooses the account by.
func (h holderOfKeys) WebAuthnName() string { return h.member.Email }

// WebAuthnDisplayName is the member's name.
func (h holderOfKeys) WebAuthnDisplayName() string { return h.member.Name }

// WebAuthnCredentials are the member's passkeys.
func (h holderOfKeys) WebAuthnCredentials() []webauthn.Credential { return h.credentials }

func (s *Service) keysOf(ctx context.Context, member string) (holderOfKeys, error) {
	h := holderOfKeys{}
	m, err := s.actors.Member(ctx, member)
	if err != nil {
		return h, err
	}
	word, err := s.store.handleOf(ctx, member)
	if err != nil {
		return h, err
	}
	rows, err := s.store.passkeys(ctx, member)
	if err != nil {
		return h, err
	}
	h.member, h.handle = m, unbase(word)
	for _, row := range rows {
		h.credentials = append(h.credentials, row.credential())
	}
	return h, nil
}

func (k Passkey) credential() webauthn.Credential {
	c := webauthn.Credential{ID: unbase(k.Credential), PublicKey: unbase(k.Key), Authenticator: webauthn.Authenticator{SignCount: uint32(k.Counter)},
		Flags: webauthn.CredentialFlags{UserPresent: true, UserVerified: k.Verified, BackupEligible: k.Eligible, BackupState: k.BackedUp}}
	for word := range strings.FieldsSeq(k.Transports) {
		c.Transport = append(c.Transport, protocol.AuthenticatorTransport(word))
	}
	return c
}

func based(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func unbase(s string) []byte {
	b, _ := base64.RawURLEncoding.DecodeString(s) // it was written by based
	return b
}

// NewPasskey begins the ceremony that makes a passkey, and gives what the browser is asked for.
func (s *Service) NewPasskey(ctx context.Context, by actor.Viewer) (*protocol.CredentialCreation, error) {
	if err := s.mayAddKey(ctx, by); err != nil {
		return nil, err
	}
	h, err := s.keysOf(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	creation, session, err := s.passkeys.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.credentials).CredentialDescriptors()))
	if err != nil {
		return nil, fmt.Errorf("begin to make a passkey: %w", err)
	}
	return creation, s.ask(ctx, toRegister, by.Session, session)
}

func (s *Service) mayAddKey(ctx context.Context, by actor.Viewer) error {
	if s.passkeys == nil {
		return errNoPasskeys
	}
	if err := by.Proved(db.Now()); err != nil {
		return err
	}
	m, err := s.actors.Member(ctx, by.Member)
	if err == nil && m.ConfirmedAt == nil { // whoever took another's address first must not keep a key to it
		return errUnconfirmed
	}
	return err
}

// ask notes a challenge.
func (s *Service) ask(ctx context.Context, purpose, session string, data *webauthn.SessionData) error {
	b, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("write down a challenge: %w", err)
	}
	return s.store.addChallenge(ctx, challenge{Hash: hashOf(data.Challenge), Purpose: purpose, SessionID: session, Data: string(b), ExpiresAt: db.Now().Add(challengeLife)})
}

// answered finds the challenge that was answered. Whatever comes of the answer, there is no second one.
func (s *Service) answered(ctx context.Context, purpose, session string, said protocol.CollectedClientData) (webauthn.SessionData, error) {
	var data webauthn.SessionData
	c, err := s.store.takeChallenge(ctx, hashOf(said.Challenge))
	if err != nil {
		return data, err
	}
	if c == nil || c.Purpose != purpose || c.SessionID != session || c.ExpiresAt.Before(db.Now()) {
		return data, errChallenge
	}
	if said.Origin != s.passkeys.Config.RPOrigins[0] {
		return data, errPasskey.Because(fmt.Errorf("origin %q", said.Origin))
	}
	if err := json.Unmarshal([]byte(c.Data), &data); err != nil {
		return data, fmt.Errorf("read a challenge: %w", err)
	}
	return data, nil
}

// AddPasskey ends the ceremony: the passkey lets its member in from now on.
func (s *Service) AddPasskey(ctx context.Context, by actor.Viewer, name string, answer []byte) (Passkey, error) {
	if err := s.mayAddKey(ctx, by); err != nil {
		return Passkey{}, err
	}
	if err := actor.CheckName("body.name", name); err != nil {
		return Passkey{}, err
	}
	said, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Passkey{}, errPasskey.Because(err)
	}
	data, err := s.answered(ctx, toRegister, by.Session, said.Response.CollectedClientData)
	if err != nil {
		return Passkey{}, err
	}
	h, err := s.keysOf(ctx, by.Member)
	if err != nil {
		return Passkey{}, err
	}
	if len(h.credentials) >= maxPasskeys {
		return Passkey{}, errManyKeys
	}
	c, err := s.passkeys.CreateCredential(h, data, said)
	if err != nil {
		return Passkey{}, errPasskey.Because(err)
	}
	return s.keep(ctx, h.member, name, c)
}

func (s *Service) keep(ctx context.Context, m actor.Member, name string, c *webauthn.Credential) (Passkey, error) {
	var transports []string
	for _, t := range c.Transport {
		transports = append(transports, string(t))
	}
	k := Passkey{ID: ref.NewID(), MemberID: m.ID, Credential: based(c.ID), Name: name, Key: based(c.PublicKey), Transports: strings.Join(transports, " "),
		Counter: int64(c.Authenticator.SignCount), Eligible: c.Flags.BackupEligible, BackedUp: c.Flags.BackupState, Verified: c.Flags.UserVerified, CreatedAt: db.Now()}
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.addPasskey(ctx, k); err != nil {
			return err
		}
		subject, text := passkeyLetter(m.Lang, name, s.site.String()+"/account")
		return s.mail.Put(ctx, m.Email, subject, text)
	})
	if db.IsDuplicate(err) {
		return Passkey{}, errKnownKey
	}
	return k, err
}

// PasskeySignIn begins a sign-in with a passkey: the authenticator tells whose it is.
func (s *Service) PasskeySignIn(ctx context.Context, network string) (*protocol.CredentialAssertion, error) {
	if s.passkeys == nil {
		return nil, errNoPasskeys
	}
	if err := s.limits.Take(ctx, limit.Passkey, network); err != nil {
		return nil, err
	}
	assertion, session, err := s.passkeys.BeginDiscoverableLogin()
	if err != nil {
		return nil, fmt.Errorf("begin to sign in with a passkey: %w", err)
	}
	return assertion, s.ask(ctx, toSignIn, "", session)
}

// SignInByPasskey ends it. Wrong passwords, however many, do not stand in its way.
func (s *Service) SignInByPasskey(ctx context.Context, answer []byte, from web.Credentials) (word string, m actor.Member, err error) {
	if s.passkeys == nil {
		return "", m, errNoPasskeys
	}
	said, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return "", m, errPasskey.Because(err)
	}
	data, err := s.answered(ctx, toSignIn, "", said.Response.CollectedClientData)
	if err != nil {
		return "", m, err
	}
	if m, err = s.recognise(ctx, said, func(h holderOfKeys) (*webauthn.Credential, error) {
		_, c, err := s.passkeys.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
			if !bytes.Equal(handle, h.handle) {
				return nil, errors.New("the passkey names another member")
			}
			return h, nil
		}, data, said)
		return c, err
	}); err != nil {
		return "", m, err
	}
	if err := admitted(m); err != nil {
		return "", m, err
	}
	word, err = s.begin(ctx, m, from, true)
	return word, m, err
}

// recognise finds whose passkey answered, checks the answer, and counts it.
func (s *Service) recognise(ctx context.Context, said *protocol.ParsedCredentialAssertionData, check func(holderOfKeys) (*webauthn.Credential, error)) (actor.Member, error) {
	k, err := s.store.passkey(ctx, based(said.RawID))
	if err != nil {
		return actor.Member{}, err
	}
	if k == nil {
		return actor.Member{}, errStranger
	}
	h, err := s.keysOf(ctx, k.MemberID)
	if err != nil {
		return actor.Member{}, err
	}
	c, err := check(h)
	if err != nil {
		return actor.Member{}, errPasskey.Because(err)
	}
	if c.Authenticator.CloneWarning {
		return actor.Member{}, errCounter
	}
	counted, err := s.store.passkeyUsed(ctx, k.ID, int64(c.Authenticator.SignCount), c.Flags.BackupState)
	if err == nil && !counted {
		err = errCounter
	}
	return h.member, err
}

// MyPasskeys lists the viewer's passkeys.
func (s *Service) MyPasskeys(ctx context.Context, by actor.Viewer) ([]Passkey, error) {
	if err := by.Known(); err != nil {
		return nil, err
	}
	return s.store.passkeys(ctx, by.Member)
}

// RemovePasskey ends one of them. Sessions that began with it go on.
func (s *Service) RemovePasskey(ctx context.Context, by actor.Viewer, id string) error {
	if err := by.Proved(db.Now()); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		ended, err := s.store.endPasskey(ctx, by.Member, id)
		if err == nil && !ended {
			return errNoPasskey
		}
		return err
	})
}
