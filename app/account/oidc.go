package account

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
)

// OIDC says which other party may tell who somebody is, by OpenID Connect, and how its words are read. The zero OIDC is none.
type OIDC struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	Name         string // on the button
	Scopes       []string
	// The names of the claims that hold the address, whether the party has checked it, and the name.
	ClaimEmail, ClaimEmailVerified, ClaimName string
	ACR                                       string // levels of assurance that are good enough, separated by spaces; empty: any
}

// Check says what is wrong with the settings together.
func (o OIDC) Check() error {
	switch {
	case o.Issuer == "" && o.ClientID == "":
		return nil
	case o.Issuer == "" || o.ClientID == "":
		return fmt.Errorf("an issuer and a client id go together")
	case !secured(o.Issuer):
		return fmt.Errorf("the issuer must be an https:// address (http:// only on loopback)")
	case !slices.Contains(o.Scopes, oidc.ScopeOpenID):
		return fmt.Errorf("the scopes must hold openid")
	}
	return nil
}

// secured says whether nobody between us and an address can read or change what is said: https, or this very machine.
func secured(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	host := u.Hostname()
	a, err := netip.ParseAddr(host)
	return u.Scheme == "https" || u.Scheme == "http" && (host == "localhost" || err == nil && a.IsLoopback())
}

var (
	errNoOIDC       = fault.New(fault.NotFound, "not_found", "There is nothing at this address.")
	errOIDCState    = fault.New(fault.Forbidden, "oidc_state", "This sign-in did not begin in this browser, or was used already. Begin again.")
	errOIDCExpired  = fault.New(fault.Forbidden, "oidc_expired", "The sign-in took too long. Begin again.")
	errOIDCIssuer   = fault.New(fault.Forbidden, "oidc_issuer", "The answer came from another service than the one that was asked.")
	errOIDCStopped  = fault.New(fault.Forbidden, "oidc_cancelled", "The sign-in was broken off at the other service.")
	errOIDCRefused  = fault.New(fault.Forbidden, "oidc_refused", "The other service did not let the sign-in through.")
	errOIDCToken    = fault.New(fault.Forbidden, "oidc_token", "What the other service told cannot be trusted.")
	errOIDCLevel    = fault.New(fault.Forbidden, "oidc_level", "The sign-in at the other service was not strong enough.")
	errOIDCNoMail   = fault.New(fault.Forbidden, "oidc_email_missing", "The other service told no mail address.")
	errOIDCUnproved = fault.New(fault.Forbidden, "oidc_unverified", "The other service has not checked that the mail address is yours.")
	errOIDCAway     = fault.New(fault.Unavailable, "oidc_unavailable", "The other service does not answer. Try again in a while.").After(discoverPause)
)

var _ = fault.Register("oidc_state", "oidc_expired", "oidc_issuer", "oidc_cancelled", "oidc_refused", "oidc_token", "oidc_level",
	"oidc_email_missing", "oidc_unverified", "oidc_unavailable")

// Times of a sign-in at another party.
const (
	flowLife      = 10 * time.Minute
	discoverPause = 2 * time.Second // before a party that did not answer is asked again
	discoverLife  = 24 * time.Hour
	providerWait  = 5 * time.Second
	tokenAge      = 10 * time.Minute
	clockSkew     = 5 * time.Minute
	maxSubject    = 255
)

// provider is the other party. What it says of itself is asked when it is first needed, and again after a failure.
type provider struct {
	OIDC
	client   *http.Client
	redirect string

	mu      sync.Mutex
	found   *discovered
	tried   time.Time
	failure error
}

// discovered is what a provider says of itself.
type discovered struct {
	*oidc.Provider
	endpoint oauth2.Endpoint
	names    bool // it names itself in every answer (RFC 9207)
	at       time.Time
}

// SetOIDC lets people come in through another party.
func (s *Service) SetOIDC(o OIDC) {
	if o.Issuer == "" {
		return
	}
	if o.Name == "" {
		u, _ := url.Parse(o.Issuer)
		o.Name = u.Host
	}
	s.oidc = &provider{OIDC: o, redirect: s.site.String() + "/auth/oidc/callback", client: &http.Client{Timeout: providerWait, Transport: bounded{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// OIDCName is the name of the other party that people may come in through; empty where there is none.
func (s *Service) OIDCName() string {
	if s.oidc == nil {
		return ""
	}
	return s.oidc.Name
}

// discover gives what the provider says of itself. One that does not answer is left alone for a moment, so that a crowd at the
// door does not wait for it one by one.
func (p *provider) discover(ctx context.Context) (*discovered, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	fresh := p.found != nil && now.Sub(p.found.at) < discoverLife
	if !fresh && now.Sub(p.tried) >= discoverPause {
		found, err := p.ask(ctx)
		p.tried, p.failure = time.Now(), err
		if err == nil {
			p.found, p.tried = found, time.Time{}
		}
	}
	if p.found == nil {
		return nil, errOIDCAway.Because(p.failure)
	}
	return p.found, nil
}

func (p *provider) ask(ctx context.Context) (*discovered, error) {
	op, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask %s about itself: %w", p.Issuer, err)
	}
	var more struct {
		Names   bool     `json:"authorization_response_iss_parameter_supported"`
		Keys    string   `json:"jwks_uri"`
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := op.Claims(&more); err != nil {
		return nil, fmt.Errorf("read what %s says of itself: %w", p.Issuer, err)
	}
	d := &discovered{Provider: op, endpoint: op.Endpoint(), names: more.Names, at: time.Now()}
	for _, address := range []string{d.endpoint.AuthURL, d.endpoint.TokenURL, more.Keys} {
		if !secured(address) {
			return nil, fmt.Errorf("%s names an address that is not https: %q", p.Issuer, address)
		}
	}
	d.endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if p.ClientSecret == "" || len(more.Methods) > 0 && !slices.Contains(more.Methods, "client_secret_basic") {
		d.endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return d, nil
}

func (p *provider) config(d *discovered) *oauth2.Config {
	return &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: d.endpoint, RedirectURL: p.redirect, Scopes: p.Scopes}
}

// flow is a way to the provider and back.
type flow struct {
	Hash      string // of the state
	Cookie    string // hash of what the browser carries
	Issuer    string
	Nonce     string
	Verifier  string
	Next      string
	Again     bool // the person must prove themselves anew
	CreatedAt time.Time
	ExpiresAt time.Time
}

// TableName is for GORM.
func (flow) TableName() string { return "oidc_flows" }

// StartOIDC gives the address where a browser goes to be known and the word that it carries until it is back. again asks the
// provider to let nobody through who only was there earlier.
func (s *Service) StartOIDC(ctx context.Context, next string, again bool, network string) (address, cookie string, err error) {
	if s.oidc == nil {
		return "", "", errNoOIDC
	}
	if next, err = ownAddress(next); err != nil {
		return "", "", err
	}
	if err := s.limits.Take(ctx, limit.Provider, network); err != nil {
		return "", "", err
	}
	d, err := s.oidc.discover(ctx)
	if err != nil {
		return "", "", err
	}
	state, stateHash := secret()
	cookie, cookieHash := secret()
	nonce, _ := secret()
	now := db.Now()
	f := flow{Hash: stateHash, Cookie: cookieHash, Issuer: s.oidc.Issuer, Nonce: nonce, Verifier: oauth2.GenerateVerifier(), Next: next, Again: again,
		CreatedAt: now, ExpiresAt: now.Add(flowLife)}
	if err := s.store.addFlow(ctx, f); err != nil {
		return "", "", err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(nonce), oauth2.S256ChallengeOption(f.Verifier)}
	if s.oidc.ACR != "" {
		options = append(options, oauth2.SetAuthURLParam("acr_values", s.oidc.ACR))
	}
	if again {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return s.oidc.config(d).AuthCodeURL(state, options...), cookie, nil
}

// ownAddress lets only an address of this site through; none is the front page.
func ownAddress(next string) (string, error) {
	if next == "" {
		return "/", nil
	}
	if err := checkNext(next); err != nil {
		return "", err
	}
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || strings.HasPrefix(u.Path, "/auth/") || strings.HasPrefix(u.Path, "/api/") || strings.HasPrefix(u.Path, "//") ||
		strings.ContainsFunc(u.Path, func(r rune) bool { return r < ' ' || r == '\\' }) {
		return "", fault.InField("query.next", "next_invalid", "This is no page of the site.")
	}
	return next, nil
}

// Return is what a browser brings back from the provider.
type Return struct {
	Code, State, Issuer, Problem string
	Cookie                       string
}

// arrival finds the way that a browser comes back on. Whatever comes of it, nobody walks it twice.
func (s *Service) arrival(ctx context.Context, r Return) (flow, error) {
	if r.State == "" || r.Cookie == "" {
		return flow{}, errOIDCState
	}
	f, err := s.store.takeFlow(ctx, hashOf(r.State))
	switch {
	case err != nil:
		return flow{}, err
	case f == nil || subtle.ConstantTimeCompare([]byte(f.Cookie), []byte(hashOf(r.Cookie))) != 1:
		return flow{}, errOIDCState
	case f.ExpiresAt.Before(db.Now()):
		return flow{}, errOIDCExpired
	case f.Issuer != s.oidc.Issuer:
		return flow{}, errOIDCIssuer
	}
	return *f, nil
}

// identity is who somebody is in the words of a provider.
type identity struct {
	issuer, subject string
	email, name     string
	verified        bool
	at              time.Time // when they proved it there
}

// identify asks the provider who came back. It does so outside any transaction: another's machine may be slow.
func (s *Service) identify(ctx context.Context, f flow, r Return) (identity, error) {
	d, err := s.oidc.discover(ctx)
	switch {
	case err != nil:
		return identity{}, err
	case r.Issuer != "" && r.Issuer != f.Issuer, r.Issuer == "" && d.names:
		return identity{}, errOIDCIssuer
	case r.Problem == "access_denied":
		return identity{}, errOIDCStopped
	case r.Problem != "" || r.Code == "":
		return identity{}, errOIDCRefused.Because(errors.New(r.Problem))
	}
	return s.oidc.exchange(oidc.ClientContext(ctx, s.oidc.client), d, f, r.Code)
}

// away refuses with how the provider failed: it said no, or it said nothing.
func away(err error) error {
	var said *oauth2.RetrieveError
	if errors.As(err, &said) && said.Response != nil && said.Response.StatusCode < http.StatusInternalServerError {
		return errOIDCRefused.Because(err)
	}
	return errOIDCAway.Because(err)
}
