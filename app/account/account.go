// Package account is the door: how one becomes a member and proves to be one, by password and session or by token. It
// stores secrets only as hashes. What a member may do inside is not its matter: it hands an actor.Viewer on and that is all.
package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/mail"
	"kraftsam/app/platform/ref"
)

// Registration says who may become a member by themselves.
type Registration string

// The ways of registration.
const (
	Open     Registration = "open"
	Approval Registration = "approval"
	Invite   Registration = "invite"
)

// Session is a signed-in browser.
type Session struct {
	ID        string
	Hash      string // SHA-256 of the cookie
	MemberID  string
	Device    string
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
	StrongAt  *time.Time // when it was last proved who sits there
	EndedAt   *time.Time
}

// Token is a key for a program, made by a member.
type Token struct {
	ID        string
	Hash      string // SHA-256 of the secret
	MemberID  string
	Name      string
	Scope     string // "read" or "write"
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
	EndedAt   *time.Time
}

// SessionLife is how long a browser stays signed in.
const SessionLife = 30 * 24 * time.Hour

var (
	errCredentials = fault.New(fault.Unauthenticated, "credentials_wrong", "The address or the password is wrong.")
	errApproval    = fault.New(fault.Forbidden, "approval_awaited", "Your account waits for somebody to let you in. You will get a mail.")
	errSuspended   = fault.New(fault.Forbidden, "account_suspended", "This account is suspended.")
	errNoSession   = fault.New(fault.NotFound, "session_unknown", "There is no such session.")
	errToken       = fault.New(fault.Unauthenticated, "token_unknown", "This token is not valid, or no longer.")
	errNoToken     = fault.New(fault.NotFound, "token_unknown", "There is no such token.")
)

var _ = fault.Register("credentials_wrong", "approval_awaited", "account_suspended", "session_unknown", "token_unknown", "email_invalid",
	"invitation_missing", "invitation_unknown", "confirmation_unknown", "scope_unknown", "expiry_invalid")

// Service is what the room can do.
type Service struct {
	db     *db.DB
	events *event.Log
	actors *actor.Service
	areas  *area.Service
	mail   *mail.Post
	site   *url.URL
	demo   []DemoAccount
	limits *limit.Limits
	store  store
	known  []GuestKnown

	oidc     *provider          // nil: nobody else tells who people are
	passkeys *webauthn.WebAuthn // nil: browsers refuse passkeys at the site's address
}

// NewService makes the room on a database. site is the product's own address, for links in letters.
func NewService(d *db.DB, events *event.Log, actors *actor.Service, areas *area.Service, post *mail.Post, site *url.URL, limits *limit.Limits) *Service {
	s := &Service{db: d, events: events, actors: actors, areas: areas, mail: post, site: site, limits: limits, store: store{d},
		passkeys: keys(site.Scheme+"://"+site.Host, site.Hostname())}
	actors.WhenShutOut(s.shutOut)
	return s
}

// secret makes 256 random bits for a cookie or token, and the hash that is stored of it.
func secret() (word, hash string) {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	word = base64.RawURLEncoding.EncodeToString(b)
	return word, hashOf(word)
}

func hashOf(word string) string {
	sum := sha256.Sum256([]byte(word))
	return hex.EncodeToString(sum[:])
}

// ended tells every node that a session or token is dead, in the transaction that ends it.
func (s *Service) ended(ctx context.Context, ids ...string) {
	for _, id := range ids {
		s.events.Add(ctx, live.Control, event.Change{Type: live.SessionEnded, Ref: ref.Ref{Kind: "session", ID: id}})
	}
}
