package account_test

import (
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"kraftsam/app/apptest"
	"kraftsam/app/apptest/oidcstub"
	"kraftsam/app/platform/db"
)

// claim sets one claim; nil takes it away.
func claim(name string, value any) func(*oidcstub.Token) {
	return func(t *oidcstub.Token) {
		if t.Claims[name] = value; value == nil {
			delete(t.Claims, name)
		}
	}
}

func after(d time.Duration) int64 { return time.Now().Add(d).Unix() }

// wrongTokens are ID tokens that nobody may believe.
var wrongTokens = map[string]func(*oidcstub.Token){
	"nonce of another sign-in":         claim("nonce", "another"),
	"nonce missing":                    claim("nonce", nil),
	"nonce empty":                      claim("nonce", ""),
	"issuer another":                   claim("iss", "https://evil.example"),
	"issuer with a slash":              func(t *oidcstub.Token) { t.Claims["iss"] = t.Claims["iss"].(string) + "/" },
	"issuer missing":                   claim("iss", nil),
	"audience another":                 claim("aud", "another-client"),
	"audience missing":                 claim("aud", nil),
	"audience a list without us":       claim("aud", []string{"one", "two"}),
	"two audiences, no party named":    claim("aud", []string{"kraftsam", "another"}),
	"party another":                    claim("azp", "another"),
	"party empty":                      claim("azp", ""),
	"two audiences, party another":     func(t *oidcstub.Token) { t.Claims["aud"], t.Claims["azp"] = []string{"kraftsam", "x"}, "x" },
	"expired":                          claim("exp", after(-time.Minute)),
	"expiry missing":                   claim("exp", nil),
	"not valid before an hour":         claim("nbf", after(time.Hour)),
	"issued in the future":             claim("iat", after(time.Hour)),
	"issued yesterday":                 claim("iat", after(-24*time.Hour)),
	"issued at no time":                claim("iat", nil),
	"subject missing":                  claim("sub", nil),
	"subject too long":                 claim("sub", strings.Repeat("x", 256)),
	"access token of another":          claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"),
	"algorithm none":                   func(t *oidcstub.Token) { t.Algorithm = "none" },
	"HS256 with the public key":        func(t *oidcstub.Token) { t.Algorithm = "HS256" },
	"an algorithm that is not offered": func(t *oidcstub.Token) { t.Algorithm = "RS384" },
	"unknown key id":                   func(t *oidcstub.Token) { t.KeyID = "two" },
	"unknown key id and key":           func(t *oidcstub.Token) { t.KeyID, t.Stranger = "two", true },
	"known key id, another key":        func(t *oidcstub.Token) { t.Stranger = true },
	"claims changed after signing":     func(t *oidcstub.Token) { t.Spoil = true },
}

func TestTokensThatNobodyBelieves(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(nora)
		for name, lie := range wrongTokens {
			p.Lie(oidcstub.Lies{Token: lie})
			turnedAway(t, v, name, "oidc_token", "/auth/oidc/start", nil)
		}
		for name, lie := range map[string]func(map[string]any){
			"no ID token":          func(a map[string]any) { delete(a, "id_token") },
			"an ID token of words": func(a map[string]any) { a["id_token"] = "what is this" },
			"an ID token of three": func(a map[string]any) { a["id_token"] = "a.b.c" },
			"a number for a token": func(a map[string]any) { a["id_token"] = 7 },
		} {
			p.Lie(oidcstub.Lies{Answer: lie})
			turnedAway(t, v, name, "oidc_token", "/auth/oidc/start", nil)
		}
		for name, lie := range map[string]func(*oidcstub.Token){"no time of proof": claim("auth_time", nil), "an old proof": claim("auth_time", after(-time.Hour)),
			"a proof in the future": claim("auth_time", after(time.Hour))} {
			p.Lie(oidcstub.Lies{Token: lie})
			turnedAway(t, v, name, "oidc_token", "/auth/oidc/start?again=true", nil)
		}
		p.Lie(oidcstub.Lies{Answer: func(a map[string]any) { delete(a, "access_token") }})
		turnedAway(t, v, "no access token", "oidc_unavailable", "/auth/oidc/start", nil)
		p.NoEmailInToken = true
		p.Lie(oidcstub.Lies{UserInfo: func(c map[string]any) { c["sub"] = "somebody-else" }})
		turnedAway(t, v, "user info about another", "oidc_token", "/auth/oidc/start", nil)
	})
}

// turnedAway goes to the provider and back, with a last change by turn, and must end at the page that says why.
func turnedAway(t *testing.T, v *apptest.Village, name, code, start string, turn func(b *browser, q url.Values)) {
	t.Helper()
	sessions, waiting := count(t, v, "sessions"), count(t, v, "oidc_pending")
	b := open(t, v)
	back := b.leave(t, start)
	q := back.Query()
	if turn != nil {
		turn(b, q)
	}
	to := b.redirected(t, back.Path+"?"+q.Encode()).String()
	if to != "/sign-in?problem="+code {
		t.Errorf("%s led to %s, want the problem %s", name, to, code)
	}
	if n, m := count(t, v, "sessions"), count(t, v, "oidc_pending"); n != sessions || m != waiting || b.jar["sid"] != "" || b.jar["oidc"] != "" {
		t.Errorf("%s: %d sessions more, %d waiting more, cookies %v", name, n-sessions, m-waiting, b.jar)
	}
}

func TestWaysThatNobodyMayTake(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(nora)
		other, _ := provider(t)
		other.Be(nora)
		for name, c := range map[string]struct {
			code string
			turn func(b *browser, q url.Values)
		}{
			"state missing": {"oidc_state", func(_ *browser, q url.Values) { q.Del("state") }},
			"state made up": {"oidc_state", func(_ *browser, q url.Values) { q.Set("state", "made-up") }},
			"state twice":   {"oidc_state", func(_ *browser, q url.Values) { q.Add("state", "two") }},
			"code twice":    {"oidc_state", func(_ *browser, q url.Values) { q.Add("code", "two") }},
			"state of another": {"oidc_state", func(_ *browser, q url.Values) {
				q.Set("state", open(t, v).leave(t, "/auth/oidc/start").Query().Get("state"))
			}},
			"another's whole way": {"oidc_state", func(_ *browser, q url.Values) { maps.Copy(q, open(t, v).leave(t, "/auth/oidc/start").Query()) }},
			"state used":          {"oidc_state", func(b *browser, q url.Values) { maps.Copy(b.jar, used(t, b, q)) }},
			"cookie missing":      {"oidc_state", func(b *browser, _ url.Values) { delete(b.jar, "oidc") }},
			"cookie of another": {"oidc_state", func(b *browser, _ url.Values) {
				o := open(t, v)
				o.leave(t, "/auth/oidc/start")
				b.jar["oidc"] = o.jar["oidc"]
			}},
			"cookie made up": {"oidc_state", func(b *browser, _ url.Values) { b.jar["oidc"] = "x" }},
			"expired": {"oidc_expired", func(*browser, url.Values) {
				write(t, v, "UPDATE oidc_flows SET expires_at = ?", db.Now().Add(-time.Minute))
			}},
			"issuer another":     {"oidc_issuer", func(_ *browser, q url.Values) { q.Set("iss", other.Issuer) }},
			"issuer missing":     {"oidc_issuer", func(_ *browser, q url.Values) { q.Del("iss") }},
			"began with another": {"oidc_issuer", func(*browser, url.Values) { write(t, v, "UPDATE oidc_flows SET issuer = ?", other.Issuer) }},
			"code missing":       {"oidc_refused", func(_ *browser, q url.Values) { q.Del("code") }},
			"code made up":       {"oidc_refused", func(_ *browser, q url.Values) { q.Set("code", "made-up") }},
			"code of another": {"oidc_refused", func(_ *browser, q url.Values) {
				q.Set("code", open(t, v).leave(t, "/auth/oidc/start").Query().Get("code"))
			}},
			"code used":               {"oidc_refused", func(_ *browser, q url.Values) { q.Set("code", spent(t, v)) }},
			"code of another house":   {"oidc_refused", func(_ *browser, q url.Values) { q.Set("code", codeAt(t, other)) }},
			"mixed up with another":   {"oidc_issuer", func(_ *browser, q url.Values) { q.Set("code", codeAt(t, other)); q.Set("iss", other.Issuer) }},
			"verifier another":        {"oidc_refused", func(*browser, url.Values) { write(t, v, "UPDATE oidc_flows SET verifier = ?", strings.Repeat("v", 43)) }},
			"broken off":              {"oidc_cancelled", func(_ *browser, q url.Values) { q.Del("code"); q.Set("error", "access_denied") }},
			"failed there":            {"oidc_refused", func(_ *browser, q url.Values) { q.Del("code"); q.Set("error", "server_error") }},
			"a code beside a failure": {"oidc_refused", func(_ *browser, q url.Values) { q.Set("error", "login_required") }},
			"the provider is away":    {"oidc_unavailable", func(*browser, url.Values) { p.Lie(oidcstub.Lies{Down: true}) }},
		} {
			turnedAway(t, v, name, c.code, "/auth/oidc/start", c.turn)
			p.Lie(oidcstub.Lies{})
		}
	})
}

// used comes back once without saying so, and gives the cookies of before.
func used(t *testing.T, b *browser, q url.Values) map[string]string {
	t.Helper()
	before := maps.Clone(b.jar)
	twin := &browser{village: b.village, address: b.address, site: b.site, jar: maps.Clone(b.jar)}
	lied := maps.Clone(q)
	lied.Set("code", "made-up")
	twin.redirected(t, "/auth/oidc/callback?"+lied.Encode())
	return before
}

// spent is a code that was traded already.
func spent(t *testing.T, v *apptest.Village) string {
	t.Helper()
	b := open(t, v)
	back := b.leave(t, "/auth/oidc/start")
	b.redirected(t, back.RequestURI())
	write(t, v, "DELETE FROM oidc_pending WHERE hash = (SELECT max(hash) FROM oidc_pending)")
	return back.Query().Get("code")
}

// codeAt is a code that another provider gave.
func codeAt(t *testing.T, p *oidcstub.Provider) string {
	t.Helper()
	to, err := url.Parse(p.Issuer + "/authorize?client_id=kraftsam&response_type=code&code_challenge_method=S256&redirect_uri=http%3A%2F%2F127.0.0.1%2F")
	if err != nil {
		t.Fatal(err)
	}
	return visit(t, to).Query().Get("code")
}

func TestAddressesThatNobodyChecked(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		ada := v.Email("Ada")
		for name, c := range map[string]struct {
			who  oidcstub.Person
			lie  func(*oidcstub.Token)
			code string
		}{
			"not checked":              {oidcstub.Person{Subject: "x", Email: ada}, nil, "oidc_unverified"},
			"the word false":           {oidcstub.Person{Subject: "x", Email: ada}, claim("email_verified", "false"), "oidc_unverified"},
			"a number":                 {oidcstub.Person{Subject: "x", Email: ada}, claim("email_verified", 1), "oidc_unverified"},
			"nothing said of checking": {oidcstub.Person{Subject: "x", Email: ada}, claim("email_verified", nil), "oidc_unverified"},
			"no address":               {oidcstub.Person{Subject: "x"}, nil, "oidc_email_missing"},
			"no real address":          {oidcstub.Person{Subject: "x", Email: "ada", Verified: true}, nil, "oidc_email_missing"},
			"two addresses":            {oidcstub.Person{Subject: "x", Verified: true}, claim("email", []string{ada, "x@y.example"}), "oidc_email_missing"},
			"an address with a tail":   {oidcstub.Person{Subject: "x", Email: ada + "\r\nBcc: x@y.example", Verified: true}, nil, "oidc_email_missing"},
		} {
			p.Be(c.who)
			p.Lie(oidcstub.Lies{Token: c.lie})
			turnedAway(t, v, name, c.code, "/auth/oidc/start", nil)
		}
	})
}

func TestProvidersThatLieAboutThemselves(t *testing.T) {
	for name, lie := range map[string]func(map[string]any){
		"another issuer":           func(m map[string]any) { m["issuer"] = "https://evil.example" },
		"a token address in plain": func(m map[string]any) { m["token_endpoint"] = "http://evil.example/token" },
		"a way there in plain":     func(m map[string]any) { m["authorization_endpoint"] = "http://evil.example/authorize" },
		"keys in plain":            func(m map[string]any) { m["jwks_uri"] = "http://evil.example/keys" },
		"no keys":                  func(m map[string]any) { delete(m, "jwks_uri") },
		"a script for an address":  func(m map[string]any) { m["authorization_endpoint"] = "javascript:alert(1)" },
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
				p.Lie(oidcstub.Lies{Discover: lie})
				if to := open(t, v).redirected(t, "/auth/oidc/start").String(); to != "/sign-in?problem=oidc_unavailable" {
					t.Errorf("led to %s", to)
				}
			})
		})
	}
}

func TestNobodyIsLedAway(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, _ *oidcstub.Provider) {
		for _, next := range []string{"//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "http:evil.example", "javascript:alert(1)", "/%2f/..//evil.example",
			"/%5cevil.example", "//%65vil.example", "/\tevil", "/a\r\nSet-Cookie:x=y", "evil.example", "?x", "/auth/oidc/start", "/api/session", "/" + strings.Repeat("a", 600), "///evil.example", "/%2fevil.example", "/%0d%0ax"} {
			b := open(t, v)
			if to := b.redirected(t, "/auth/oidc/start?next="+url.QueryEscape(next)).String(); to != "/sign-in?problem=next_invalid" || len(b.jar) > 0 {
				t.Errorf("%q led to %s with %v", next, to, b.jar)
			}
		}
		for _, next := range []string{"/", "/threads/1?around=2#p3", "/organisations?q=%C3%A5"} {
			if to := open(t, v).redirected(t, "/auth/oidc/start?next="+url.QueryEscape(next)); to.Path != "/authorize" {
				t.Errorf("%q led to %s", next, to)
			}
		}
	})
}

const (
	connecting  = "POST /api/oidc/links"
	registering = "POST /api/oidc/registrations"
)

// waiting is a browser whose sign-in waits for consent.
func waiting(t *testing.T, v *apptest.Village, p *oidcstub.Provider, who oidcstub.Person) *browser {
	t.Helper()
	p.Be(who)
	b := open(t, v)
	b.comeBack(t, "/auth/oidc/start")
	return b
}

func TestConsentThatNobodyGave(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		giveKey(t, v, "Ada")
		b := waiting(t, v, p, oidcstub.Person{Subject: "ada", Email: v.Email("Ada"), Verified: true})
		b.refused(t, "consent_missing", connecting, `{"password":"`+apptest.Password+`"}`)
		b.refused(t, "consent_missing", connecting, `{"consent":false,"password":"`+apptest.Password+`"}`)
		b.refused(t, "credentials_wrong", connecting, `{"consent":true,"password":"wrong"}`)
		b.refused(t, "session_missing", connecting, `{"consent":true}`)
		b.refused(t, "consent_missing", registering, `{"name":"Ada"}`)
		n := waiting(t, v, p, nora)
		n.refused(t, "consent_missing", registering, `{"name":"Nora"}`)
		n.refused(t, "name_empty", registering, `{"name":" ","consent":true}`)
		n.refused(t, "lang_unknown", registering, `{"name":"Nora","consent":true,"lang":"xx"}`)
		if n, m := count(t, v, "oidc_links"), count(t, v, "sessions"); n+m != 0 {
			t.Errorf("%d connections and %d sessions came of it", n, m)
		}
	})
}

func TestConsentOfOthers(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		giveKey(t, v, "Ada")
		ada := oidcstub.Person{Subject: "ada", Email: v.Email("Ada"), Verified: true}
		right := asJSON(t, map[string]any{"consent": true, "password": apptest.Password})
		open(t, v).refused(t, "oidc_pending_unknown", connecting, right)
		open(t, v).refused(t, "oidc_pending_unknown", registering, `{"name":"X","consent":true}`)
		stolen := waiting(t, v, p, ada)
		stolen.site = "http://evil.example"
		stolen.refused(t, "origin_refused", connecting, right)
		bo := waiting(t, v, p, ada)
		bo.signIn(t, "Bo")
		bo.refused(t, "oidc_other_member", connecting, right)
		program := waiting(t, v, p, ada)
		program.bearer = v.Token(t, "Ada", "write")
		program.refused(t, "step_up_needed", connecting, `{"consent":true}`)
		stale := waiting(t, v, p, ada)
		stale.signIn(t, "Ada")
		write(t, v, "UPDATE sessions SET strong_at = NULL")
		stale.refused(t, "step_up_needed", connecting, `{"consent":true}`)
		late := waiting(t, v, p, ada)
		write(t, v, "UPDATE oidc_pending SET expires_at = ?", db.Now().Add(-time.Minute))
		late.refused(t, "oidc_pending_unknown", connecting, right)
		if n := count(t, v, "oidc_links"); n != 0 {
			t.Errorf("%d connections came of it", n)
		}
	})
}

func TestConsentIsGivenOnce(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		giveKey(t, v, "Ada")
		ada := oidcstub.Person{Subject: "ada", Email: v.Email("Ada"), Verified: true}
		right := asJSON(t, map[string]any{"consent": true, "password": apptest.Password})
		b, twin := waiting(t, v, p, ada), waiting(t, v, p, ada)
		word := b.jar["oidc"]
		b.must(t, 200, connecting, right)
		b.jar["oidc"] = word
		b.refused(t, "oidc_pending_unknown", connecting, right)
		twin.refused(t, "oidc_link_taken", connecting, right)
		if n, m := count(t, v, "oidc_links"), count(t, v, "sessions"); n != 1 || m != 1 {
			t.Errorf("%d connections and %d sessions came of it", n, m)
		}
	})
}

func TestASuspendedMemberStaysOutside(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(oidcstub.Person{Subject: "ada", Email: v.Email("Ada"), Verified: true})
		giveKey(t, v, "Ada")
		b := open(t, v)
		b.comeBack(t, "/auth/oidc/start")
		b.must(t, 200, "POST /api/oidc/links", asJSON(t, map[string]any{"consent": true, "password": apptest.Password}))
		write(t, v, "UPDATE members SET suspended_at = ? WHERE id = ?", db.Now(), v.ID("Ada"))
		turnedAway(t, v, "suspended", "account_suspended", "/auth/oidc/start", nil)
	})
}

func TestAWayIsWalkedOnceHoweverManyTry(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(nora)
		b := open(t, v)
		back := b.leave(t, "/auth/oidc/start").RequestURI()
		led := make(chan string, 8)
		for range cap(led) {
			go func() {
				twin := &browser{village: v, address: b.address, site: b.site, jar: maps.Clone(b.jar)}
				res, _ := twin.do(t, "GET "+back, "")
				led <- res.Header.Get("Location")
			}()
		}
		through := 0
		for range cap(led) {
			if to := <-led; to == "/sign-in/connect" {
				through++
			} else if to != "/sign-in?problem=oidc_state" {
				t.Errorf("led to %s", to)
			}
		}
		if through != 1 || p.Exchanges() != 1 || count(t, v, "oidc_pending") != 1 {
			t.Errorf("%d came through, the provider was asked %d times, %d wait", through, p.Exchanges(), count(t, v, "oidc_pending"))
		}
	})
}

func TestCookiesOfASecureSite(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(nora)
		p.Redirect = "https://kraftsam.example/auth/oidc/callback"
		b := openAt(t, v, "https://kraftsam.example")
		res, _ := b.do(t, "GET /auth/oidc/start", "")
		if c := res.Cookies()[0]; c.Name != "__Host-oidc" || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" {
			t.Errorf("cookie %v", c)
		}
		back := b.leave(t, "/auth/oidc/start").RequestURI()
		b.jar["oidc"] = b.jar["__Host-oidc"]
		delete(b.jar, "__Host-oidc")
		if to := b.redirected(t, back).String(); to != "/sign-in?problem=oidc_state" {
			t.Errorf("a cookie without the prefix led to %s", to)
		}
		delete(b.jar, "oidc")
		b.comeBack(t, "/auth/oidc/start")
		b.must(t, 201, "POST /api/oidc/registrations", `{"name":"Nora","consent":true}`)
		if b.who(t) != "Nora" || b.jar["__Host-sid"] == "" {
			t.Errorf("%q is signed in with %v", b.who(t), b.jar)
		}
	}, "URL=https://kraftsam.example")
}
