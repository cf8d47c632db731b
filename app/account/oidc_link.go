package account

import (
	"cmp"
	"context"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
)

var (
	errPending      = fault.New(fault.NotFound, "oidc_pending_unknown", "No sign-in waits for your consent, or no longer. Begin again.")
	errConsent      = fault.InField("body.consent", "consent_missing", "Nothing is connected before you say yes.")
	errOtherMember  = fault.New(fault.Forbidden, "oidc_other_member", "The address that the other service told belongs to another account than the one you are signed in to.")
	errNoAccount    = fault.New(fault.Conflict, "oidc_member_unknown", "No account has this address yet.")
	errHasAccount   = fault.New(fault.Conflict, "oidc_member_known", "An account has this address already. Connect to it instead.")
	errLinked       = fault.New(fault.Conflict, "oidc_link_taken", "This sign-in is connected already.")
	errNoConnection = fault.New(fault.NotFound, "oidc_link_unknown", "There is no such connection.")
)

var _ = fault.Register("oidc_pending_unknown", "consent_missing", "oidc_other_member", "oidc_member_unknown", "oidc_member_known", "oidc_link_taken",
	"oidc_link_unknown")

// pendingLife is how long somebody may think about their consent.
const pendingLife = 15 * time.Minute

// pending is what a provider has vouched for and nobody has consented to.
type pending struct {
	Hash            string // of the word in the cookie
	Issuer, Subject string
	Email, Name     string
	Next            string
	ProvedAt        time.Time
	CreatedAt       time.Time
	ExpiresAt       time.Time
}

// TableName is for GORM.
func (pending) TableName() string { return "oidc_pending" }

// Connection is how another party knows a member, who has agreed to come in through it.
type Connection struct {
	ID              string
	MemberID        string
	Issuer, Subject string
	Email           string // as the party told it when it was connected
	ConsentedAt     time.Time
	UsedAt          *time.Time
}

// TableName is for GORM.
func (Connection) TableName() string { return "oidc_links" }

// Arrival is what comes of a way back: a session, or a question for consent.
type Arrival struct {
	Session string // word for the session cookie
	Pending string // word for the cookie that a waiting connection is found by
	Next    string
}

// FinishOIDC takes a browser in that comes back from the provider. Whoever is connected has a session; whoever is not, and has a
// checked address, is asked first.
func (s *Service) FinishOIDC(ctx context.Context, by actor.Viewer, r Return, from web.Credentials) (Arrival, error) {
	if s.oidc == nil {
		return Arrival{}, errNoOIDC
	}
	f, err := s.arrival(ctx, r)
	if err != nil {
		return Arrival{}, err
	}
	who, err := s.identify(ctx, f, r)
	if err != nil {
		return Arrival{}, err
	}
	known, err := s.store.connection(ctx, who.issuer, who.subject)
	if err != nil {
		return Arrival{}, err
	}
	if known == nil {
		return s.wait(ctx, who, f.Next)
	}
	m, err := s.actors.Member(ctx, known.MemberID)
	if err != nil {
		return Arrival{}, err
	}
	word, err := s.enter(ctx, by, m, from, who.at)
	if err != nil {
		return Arrival{}, err
	}
	return Arrival{Session: word, Next: f.Next}, s.store.connectionUsed(ctx, known.ID)
}

// wait keeps what a provider vouched for until the person says what it may be used for.
func (s *Service) wait(ctx context.Context, who identity, next string) (Arrival, error) {
	email, err := checkEmail("email", who.email)
	switch {
	case err != nil:
		return Arrival{}, errOIDCNoMail.Because(err)
	case !who.verified:
		return Arrival{}, errOIDCUnproved
	}
	word, hash := secret()
	now := db.Now()
	return Arrival{Pending: word, Next: next}, s.store.addPending(ctx, pending{Hash: hash, Issuer: who.issuer, Subject: who.subject, Email: email,
		Name: who.suggestedName(), Next: next, ProvedAt: who.at, CreatedAt: now, ExpiresAt: now.Add(pendingLife)})
}

// enter gives a member a session, or a new word for the one that they have.
func (s *Service) enter(ctx context.Context, by actor.Viewer, m actor.Member, from web.Credentials, proved time.Time) (string, error) {
	if err := admitted(m); err != nil {
		return "", err
	}
	if by.Member == m.ID && by.Session != "" {
		return s.renew(ctx, by, proved)
	}
	word, err := s.begin(ctx, m, from, true)
	if err != nil {
		return "", err
	}
	return word, s.store.provedAt(ctx, hashOf(word), proved)
}

// Waiting is a sign-in that waits for consent.
type Waiting struct {
	Email, Name, Provider, Next string
	Known                       bool // a member has the address
}

// WaitingConnection tells whoever carries the word what waits for their consent. The provider has checked that the address is theirs,
// so they may know whether it has an account.
func (s *Service) WaitingConnection(ctx context.Context, word string) (Waiting, error) {
	p, err := s.pendingOf(ctx, word)
	if err != nil {
		return Waiting{}, err
	}
	_, err = s.actors.MemberByEmail(ctx, p.Email)
	if err != nil && !fault.IsNotFound(err) {
		return Waiting{}, err
	}
	return Waiting{Email: p.Email, Name: p.Name, Provider: s.oidc.Name, Next: p.Next, Known: err == nil}, nil
}

func (s *Service) pendingOf(ctx context.Context, word string) (pending, error) {
	if s.oidc == nil || word == "" {
		return pending{}, errPending
	}
	p, err := s.store.pending(ctx, hashOf(word))
	if err != nil {
		return pending{}, err
	}
	if p == nil || p.Issuer != s.oidc.Issuer {
		return pending{}, errPending
	}
	return *p, nil
}

// Consent is the answer to a waiting connection.
type Consent struct {
	Word       string // that the browser carries
	Given      bool
	Password   string // of the account to connect with, unless the member is signed in
	Name       string // of a newcomer
	Lang       string
	Invitation string
}

// Connect lets a member come in through the provider from now on. They are signed in and have proved lately who they are, or
// they know the password; the account is the one that has the address which the provider checked.
func (s *Service) Connect(ctx context.Context, by actor.Viewer, c Consent, from web.Credentials) (word string, m actor.Member, err error) {
	p, err := s.pendingOf(ctx, c.Word)
	if err != nil {
		return "", m, err
	}
	if !c.Given {
		return "", m, errConsent
	}
	if known, err := s.store.connection(ctx, p.Issuer, p.Subject); err != nil || known != nil {
		return "", m, cmp.Or(err, error(errLinked))
	}
	m, err = s.actors.MemberByEmail(ctx, p.Email)
	switch {
	case fault.IsNotFound(err):
		return "", m, errNoAccount
	case err != nil:
		return "", m, err
	case by.SignedIn() && by.Member != m.ID:
		return "", m, errOtherMember
	}
	if c.Password == "" {
		if err := by.Proved(db.Now()); err != nil {
			return "", m, err
		}
		if word, err = s.renew(ctx, by, by.Strong); err != nil {
			return "", m, err
		}
	} else if word, _, err = s.SignIn(ctx, p.Email, c.Password, from); err != nil {
		return "", m, err
	}
	return word, m, s.connect(ctx, p, m)
}

// connect makes the connection; the waiting one is gone with it.
func (s *Service) connect(ctx context.Context, p pending, m actor.Member) error {
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.takePending(ctx, p); err != nil {
			return err
		}
		if m.ConfirmedAt == nil {
			if err := s.actors.ConfirmAddress(ctx, m.ID); err != nil {
				return err
			}
		}
		if err := s.store.addConnection(ctx, connectionOf(p, m)); err != nil {
			return err
		}
		subject, text := connectedLetter(m.Lang, s.oidc.Name, s.site.String()+"/account")
		return s.mail.Put(ctx, m.Email, subject, text)
	})
	if db.IsDuplicate(err) {
		return errLinked
	}
	return err
}

func (s *Service) takePending(ctx context.Context, p pending) error {
	taken, err := s.store.takePending(ctx, p.Hash)
	if err == nil && !taken {
		return errPending
	}
	return err
}

func connectionOf(p pending, m actor.Member) Connection {
	now := db.Now()
	return Connection{ID: ref.NewID(), MemberID: m.ID, Issuer: p.Issuer, Subject: p.Subject, Email: p.Email, ConsentedAt: now, UsedAt: &now}
}

// Connections lists how the viewer may come in through other parties.
func (s *Service) Connections(ctx context.Context, by actor.Viewer) ([]Connection, error) {
	if err := by.Known(); err != nil {
		return nil, err
	}
	return s.store.connections(ctx, by.Member)
}

// Disconnect ends one of them. Sessions that began with it go on.
func (s *Service) Disconnect(ctx context.Context, by actor.Viewer, id string) error {
	if err := by.Proved(db.Now()); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		ended, err := s.store.endConnection(ctx, by.Member, id)
		if err == nil && !ended {
			return errNoConnection
		}
		return err
	})
}
