// Package oidcstub is an OpenID Connect provider for tests: it lets in whoever says who they are, and tells lies when a test asks
// for them. What an honest provider must check (client, code, redirect address, PKCE) it checks. It is for tests only.
package oidcstub

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"time"

	jose "github.com/go-jose/go-jose/v4"
)

// Person is somebody whom the provider knows.
type Person struct {
	Subject  string
	Email    string // empty: not told
	Verified bool
	Name     string
}

// Lies change what the provider does. The zero Lies is honest.
type Lies struct {
	Token    func(t *Token)              // changes an ID token before it is signed
	Back     func(q url.Values)          // changes what the browser brings back
	Discover func(meta map[string]any)   // changes what the provider says of itself
	Answer   func(answer map[string]any) // changes what the token endpoint answers
	UserInfo func(claims map[string]any) // changes the user info
	Down     bool                        // answers nothing but 503
}

// Provider is the stub. Make it with New and serve Handler at its issuer's address.
type Provider struct {
	Issuer             string
	ClientID, Secret   string
	Redirect           string // the only address that it sends browsers back to; empty: any
	NoEmailInToken     bool   // tells the address at the user info endpoint only
	key                *rsa.PrivateKey
	mu                 sync.Mutex
	lies               Lies
	person             *Person // signs in without being asked; nil: a form asks
	codes              map[string]*grant
	access             map[string]Person
	asked, discoveries int
}

// grant is what a code stands for.
type grant struct {
	person    Person
	nonce     string
	challenge string
	redirect  string
	authTime  time.Time
	level     string
}

// New makes a provider with a fresh key. issuer is the address where it will be served.
func New(issuer, clientID, secret string) (*Provider, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("make the provider's key: %w", err)
	}
	return &Provider{Issuer: issuer, ClientID: clientID, Secret: secret, key: key, codes: map[string]*grant{}, access: map[string]Person{}}, nil
}

// Be signs p in at every visit from now on, without a form.
func (p *Provider) Be(who Person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.person = &who
}

// Lie changes what the provider does from now on.
func (p *Provider) Lie(l Lies) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lies = l
}

// Discoveries counts how often somebody asked what the provider is.
func (p *Provider) Discoveries() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.discoveries
}

// Exchanges counts how often somebody came with a code.
func (p *Provider) Exchanges() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// Handler serves the provider.
func (p *Provider) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /userinfo", p.userInfo)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.lies.Down {
			http.Error(w, "down", http.StatusServiceUnavailable)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	p.discoveries++
	meta := map[string]any{
		"issuer": p.Issuer, "authorization_endpoint": p.Issuer + "/authorize", "token_endpoint": p.Issuer + "/token", "jwks_uri": p.Issuer + "/keys",
		"userinfo_endpoint": p.Issuer + "/userinfo", "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256"}, "code_challenge_methods_supported": []string{"S256"},
		"authorization_response_iss_parameter_supported": true,
	}
	if p.lies.Discover != nil {
		p.lies.Discover(meta)
	}
	write(w, http.StatusOK, meta)
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	write(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: keyID, Algorithm: "RS256", Use: "sig"}}})
}

// authorize sends a browser back with a code, once it is clear who sits there.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	redirect := q.Get("redirect_uri")
	if q.Get("client_id") != p.ClientID || p.Redirect != "" && redirect != p.Redirect || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" {
		http.Error(w, "this client or its request is not known here", http.StatusBadRequest)
		return
	}
	who := p.person
	if r.Method == http.MethodPost {
		who = &Person{Subject: r.PostFormValue("subject"), Email: r.PostFormValue("email"), Verified: r.PostFormValue("verified") != "", Name: r.PostFormValue("name")}
	}
	if who == nil {
		form(w)
		return
	}
	back := url.Values{"state": {q.Get("state")}, "iss": {p.Issuer}}
	if r.PostFormValue("refuse") != "" {
		back.Set("error", "access_denied")
	} else {
		code := rand.Text()
		p.codes[code] = &grant{person: *who, nonce: q.Get("nonce"), challenge: q.Get("code_challenge"), redirect: redirect, authTime: time.Now(), level: q.Get("acr_values")}
		back.Set("code", code)
	}
	if p.lies.Back != nil {
		p.lies.Back(back)
	}
	http.Redirect(w, r, redirect+"?"+back.Encode(), http.StatusFound)
}

// token trades a code, once, for an ID token.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.asked++
	id, secret := clientOf(r)
	if id != p.ClientID || secret != p.Secret {
		write(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client"})
		return
	}
	code := r.PostFormValue("code")
	g := p.codes[code]
	delete(p.codes, code)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if g == nil || g.redirect != r.PostFormValue("redirect_uri") || g.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
		write(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
		return
	}
	access := rand.Text()
	p.access[access] = g.person
	t := p.tokenOf(g, access)
	if p.lies.Token != nil {
		p.lies.Token(t)
	}
	signed, err := t.sign(p.key)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer := map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed}
	if p.lies.Answer != nil {
		p.lies.Answer(answer)
	}
	write(w, http.StatusOK, answer)
}

// clientOf reads who asks: in the header, where both parts are form-encoded, or in the body.
func clientOf(r *http.Request) (id, secret string) {
	id, secret, ok := r.BasicAuth()
	if !ok {
		return r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	id, err1 := url.QueryUnescape(id)
	secret, err2 := url.QueryUnescape(secret)
	if err1 != nil || err2 != nil {
		return "", ""
	}
	return id, secret
}

func (p *Provider) tokenOf(g *grant, access string) *Token {
	now := time.Now()
	half := sha256.Sum256([]byte(access))
	t := &Token{Algorithm: "RS256", KeyID: keyID, Claims: map[string]any{"iss": p.Issuer, "aud": p.ClientID, "sub": g.person.Subject, "nonce": g.nonce,
		"iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(), "auth_time": g.authTime.Unix(),
		"at_hash": base64.RawURLEncoding.EncodeToString(half[:len(half)/2])}}
	if g.level != "" {
		t.Claims["acr"] = g.level
	}
	if !p.NoEmailInToken {
		maps.Copy(t.Claims, about(g.person))
	}
	return t
}

// about is what the provider tells of a person.
func about(who Person) map[string]any {
	claims := map[string]any{"name": who.Name}
	if who.Email != "" {
		claims["email"], claims["email_verified"] = who.Email, who.Verified
	}
	return claims
}

func (p *Provider) userInfo(w http.ResponseWriter, r *http.Request) {
	var access string
	_, _ = fmt.Sscanf(r.Header.Get("Authorization"), "Bearer %s", &access) // what cannot be read is unknown
	who, ok := p.access[access]
	if !ok {
		write(w, http.StatusUnauthorized, map[string]any{"error": "invalid_token"})
		return
	}
	claims := about(who)
	claims["sub"] = who.Subject
	if p.lies.UserInfo != nil {
		p.lies.UserInfo(claims)
	}
	write(w, http.StatusOK, claims)
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // who asked may be gone
}

// form asks who sits there, for stories in a browser.
func form(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprint(w, `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Provider</title></head>
<body><main><h1>Provider</h1><form method="post">
<p><label>Subject <input name="subject" required></label></p><p><label>Email <input name="email" type="email"></label></p>
<p><label>Name <input name="name"></label></p><p><label><input name="verified" type="checkbox" checked> The address is checked</label></p>
<p><button>Sign in</button> <button name="refuse" value="yes" formnovalidate>Refuse</button></p></form></main></body></html>
`)
}
