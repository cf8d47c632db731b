package account_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"kraftsam/app/account"
	"kraftsam/app/apptest"
	"kraftsam/app/apptest/oidcstub"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
)

type ctxType = context.Context

var nora = oidcstub.Person{Subject: "nora-1", Email: "nora@by.example", Verified: true, Name: "Nora Ny"}

// each runs fn in a village that trusts a provider.
func each(t *testing.T, fn func(t *testing.T, v *apptest.Village, p *oidcstub.Provider), settings ...string) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, trust := provider(t)
		v := apptest.Open(t, d, append(trust, settings...)...)
		p.Redirect = v.URL + "/auth/oidc/callback"
		fn(t, v, p)
	})
}

// comeBack returns from the provider and gives where that leads.
func (b *browser) comeBack(t *testing.T, start string) string {
	t.Helper()
	return b.redirected(t, b.leave(t, start).RequestURI()).String()
}

func TestANewcomerThroughAProvider(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(nora)
		b := open(t, v)
		if to := b.comeBack(t, "/auth/oidc/start?next=/areas/energi"); to != "/sign-in/connect" {
			t.Fatalf("led to %s", to)
		}
		if b.who(t) != "" {
			t.Fatal("signed in without consent")
		}
		if got := string(b.must(t, 200, "GET /api/oidc/pending", "")); !strings.Contains(got, `"email":"nora@by.example"`) || !strings.Contains(got, `"known":false`) || !strings.Contains(got, `"next":"/areas/energi"`) {
			t.Errorf("pending: %s", got)
		}
		b.refused(t, "oidc_member_unknown", "POST /api/oidc/links", `{"consent":true,"password":"x"}`)
		if got := b.must(t, 201, "POST /api/oidc/registrations", `{"name":"Nora","consent":true}`); field(got, "status") != "active" {
			t.Errorf("registered: %s", got)
		}
		if b.who(t) != "Nora" {
			t.Errorf("%q is signed in", b.who(t))
		}
		again := open(t, v)
		if to := again.comeBack(t, "/auth/oidc/start?next=/areas/energi%3Fx=1"); to != "/areas/energi?x=1" || again.who(t) != "Nora" {
			t.Errorf("the second time led to %s, signed in: %q", to, again.who(t))
		}
		again.refused(t, "credentials_wrong", "POST /api/session", `{"email":"nora@by.example","password":""}`)
	})
}

func TestAMemberConnects(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(oidcstub.Person{Subject: "ada-1", Email: v.Email("Ada"), Verified: true, Name: "Ada"})
		giveKey(t, v, "Ada")
		b := open(t, v)
		if to := b.comeBack(t, "/auth/oidc/start"); to != "/sign-in/connect" {
			t.Fatalf("led to %s", to)
		}
		b.refused(t, "oidc_member_known", "POST /api/oidc/registrations", `{"name":"Ada","consent":true}`)
		b.must(t, 200, "POST /api/oidc/links", asJSON(t, map[string]any{"consent": true, "password": apptest.Password}))
		if b.who(t) != "Ada" {
			t.Fatal("not signed in after connecting")
		}
		other := open(t, v)
		if to := other.comeBack(t, "/auth/oidc/start?next=/about"); to != "/about" || other.who(t) != "Ada" {
			t.Errorf("led to %s, signed in: %q", to, other.who(t))
		}
		list := string(other.must(t, 200, "GET /api/oidc/links", ""))
		_, rest, _ := strings.Cut(list, `"id":"`)
		id, _, _ := strings.Cut(rest, `"`)
		open(t, v).refused(t, "session_missing", "DELETE /api/oidc/links/"+id, "")
		bo := open(t, v)
		bo.signIn(t, "Bo")
		bo.refused(t, "oidc_link_unknown", "DELETE /api/oidc/links/"+id, "")
		other.must(t, 204, "DELETE /api/oidc/links/"+id, "")
		if to := open(t, v).comeBack(t, "/auth/oidc/start"); to != "/sign-in/connect" {
			t.Errorf("after the end of the connection it leads to %s", to)
		}
		if letters, err := v.Mail.Latest(ctx, 5); err != nil || !strings.Contains(letters[len(letters)-1].Subject, "logga in") && !strings.Contains(letters[0].Subject, "logga in") {
			t.Errorf("no letter about the new way in: %v %v", letters, err)
		}
	})
}

func TestConnectingWhileSignedIn(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(oidcstub.Person{Subject: "ada-2", Email: strings.ToUpper(v.Email("Ada")), Verified: true})
		b := open(t, v)
		b.signIn(t, "Ada")
		before := b.jar["sid"]
		b.comeBack(t, "/auth/oidc/start")
		b.must(t, 200, "POST /api/oidc/links", `{"consent":true}`)
		if b.who(t) != "Ada" || b.jar["sid"] == before || count(t, v, "sessions") != 1 {
			t.Errorf("signed in: %q, the same word: %v, sessions: %d", b.who(t), b.jar["sid"] == before, count(t, v, "sessions"))
		}
		write(t, v, "UPDATE sessions SET strong_at = ?", db.Now().Add(-time.Hour))
		b.refused(t, "step_up_needed", "DELETE /api/oidc/links/x", "")
		if to := b.comeBack(t, "/auth/oidc/start?again=true&next=/account"); to != "/account" || count(t, v, "sessions") != 1 {
			t.Fatalf("the fresh proof led to %s, sessions: %d", to, count(t, v, "sessions"))
		}
		b.refused(t, "oidc_link_unknown", "DELETE /api/oidc/links/x", "")
	})
}

func TestAProofThatIsOldAtTheProvider(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(nora)
		b := open(t, v)
		b.comeBack(t, "/auth/oidc/start")
		b.must(t, 201, "POST /api/oidc/registrations", `{"name":"Nora","consent":true}`)
		p.Lie(oidcstub.Lies{Token: func(t *oidcstub.Token) { t.Claims["auth_time"] = time.Now().Add(-time.Hour).Unix() }})
		b = open(t, v)
		b.comeBack(t, "/auth/oidc/start")
		if b.who(t) != "Nora" {
			t.Fatal("not signed in")
		}
		b.refused(t, "step_up_needed", "DELETE /api/oidc/links/x", "")
	})
}

func TestApprovalAndInvitationHoldForProvidersToo(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(nora)
		b := open(t, v)
		b.comeBack(t, "/auth/oidc/start")
		if got := b.must(t, 201, "POST /api/oidc/registrations", `{"name":"Nora","consent":true}`); field(got, "status") != "awaits_approval" {
			t.Errorf("registered: %s", got)
		}
		if to := open(t, v).comeBack(t, "/auth/oidc/start"); to != "/sign-in?problem=approval_awaited" || count(t, v, "sessions") != 0 {
			t.Errorf("led to %s, sessions: %d", to, count(t, v, "sessions"))
		}
	}, "REGISTRATION=approval")
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(nora)
		b := open(t, v)
		b.comeBack(t, "/auth/oidc/start")
		b.refused(t, "invitation_missing", "POST /api/oidc/registrations", `{"name":"Nora","consent":true}`)
		b.refused(t, "invitation_unknown", "POST /api/oidc/registrations", `{"name":"Nora","consent":true,"invitation":"x"}`)
	}, "REGISTRATION=invite")
}

func TestClaimsByConfiguration(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(oidcstub.Person{Subject: "n"})
		p.Lie(oidcstub.Lies{Token: func(t *oidcstub.Token) {
			t.Claims["mail"], t.Claims["mail_ok"], t.Claims["given"] = "nora@by.example", "true", "Nora"
		}})
		b := open(t, v)
		b.comeBack(t, "/auth/oidc/start")
		if got := string(b.must(t, 200, "GET /api/oidc/pending", "")); !strings.Contains(got, `"name":"Nora"`) {
			t.Errorf("pending: %s", got)
		}
	}, "OIDC_CLAIM_EMAIL=mail", "OIDC_CLAIM_EMAIL_VERIFIED=mail_ok", "OIDC_CLAIM_NAME=given")
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(nora)
		p.NoEmailInToken = true
		if to := open(t, v).comeBack(t, "/auth/oidc/start"); to != "/sign-in/connect" {
			t.Errorf("with the address at the user info endpoint it led to %s", to)
		}
	})
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(nora)
		if to := open(t, v).comeBack(t, "/auth/oidc/start"); to != "/sign-in?problem=oidc_level" { // the stub echoes both levels as one
			t.Errorf("led to %s", to)
		}
		p.Lie(oidcstub.Lies{Token: func(t *oidcstub.Token) { t.Claims["acr"] = "loa4" }})
		if to := open(t, v).comeBack(t, "/auth/oidc/start"); to != "/sign-in/connect" {
			t.Errorf("with a good level it led to %s", to)
		}
	}, "OIDC_ACR=loa3 loa4")
}

func TestAProviderIsAskedLateAndAgain(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, p *oidcstub.Provider) {
		p.Be(nora)
		b := open(t, v)
		b.must(t, 200, "GET /api/site", "")
		if n := p.Discoveries(); n != 0 {
			t.Errorf("asked %d times before anybody wanted to sign in", n)
		}
		p.Lie(oidcstub.Lies{Down: true})
		for range 5 {
			if to := b.redirected(t, "/auth/oidc/start").String(); to != "/sign-in?problem=oidc_unavailable" {
				t.Fatalf("led to %s", to)
			}
		}
		p.Lie(oidcstub.Lies{})
		deadline, tick := time.After(10*time.Second), time.NewTicker(50*time.Millisecond)
		defer tick.Stop()
		for b.redirected(t, "/auth/oidc/start").Path != "/authorize" {
			select {
			case <-tick.C:
			case <-deadline:
				t.Fatal("the provider is back and nobody asks it")
			}
		}
		for range 3 {
			b.comeBack(t, "/auth/oidc/start")
		}
		if n := p.Discoveries(); n != 1 {
			t.Errorf("asked %d times, want once", n)
		}
	})
}

func TestWithoutAProvider(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		b := open(t, v)
		b.refused(t, "not_found", "GET /auth/oidc/start", "")
		b.refused(t, "not_found", "GET /auth/oidc/callback?state=x&code=y", "")
		b.refused(t, "oidc_pending_unknown", "GET /api/oidc/pending", "")
		if got := string(b.must(t, 200, "GET /api/site", "")); strings.Contains(got, `"oidc"`) || !strings.Contains(got, `"passkeys":false`) {
			t.Errorf("site: %s", got)
		}
	})
}

func TestTheWayIsBoundToItsAddress(t *testing.T) {
	each(t, func(t *testing.T, v *apptest.Village, _ *oidcstub.Provider) {
		b := openAt(t, v, "http://elsewhere.example")
		res, _ := b.do(t, "GET /auth/oidc/start?next=/about", "")
		if res.StatusCode != http.StatusTemporaryRedirect || res.Header.Get("Location") != v.URL+"/auth/oidc/start?next=/about" {
			t.Errorf("%d %s", res.StatusCode, res.Header.Get("Location"))
		}
		b = open(t, v)
		res, _ = b.do(t, "GET /auth/oidc/start", "")
		c := res.Cookies()[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != 600 || res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("cookie %v, %s", c, res.Header.Get("Cache-Control"))
		}
		q := b.redirected(t, "/auth/oidc/start").Query()
		if q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43 || len(q.Get("state")) != 43 || len(q.Get("nonce")) != 43 || q.Get("redirect_uri") != v.URL+"/auth/oidc/callback" || q.Get("scope") != "openid email profile" {
			t.Errorf("asked with %v", q)
		}
	})
}

func TestSettingsOfAProvider(t *testing.T) {
	good := account.OIDC{Issuer: "https://id.example", ClientID: "x", Scopes: []string{"openid"}}
	for name, o := range map[string]func(*account.OIDC){
		"no client":      func(o *account.OIDC) { o.ClientID = "" },
		"no issuer":      func(o *account.OIDC) { o.Issuer = "" },
		"plain http":     func(o *account.OIDC) { o.Issuer = "http://id.example" },
		"no address":     func(o *account.OIDC) { o.Issuer = "id.example" },
		"another scheme": func(o *account.OIDC) { o.Issuer = "ftp://127.0.0.1" },
		"a password":     func(o *account.OIDC) { o.Issuer = "https://a:b@id.example" },
		"no openid":      func(o *account.OIDC) { o.Scopes = []string{"email"} },
	} {
		bad := good
		if o(&bad); bad.Check() == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	if err := (account.OIDC{}).Check(); err != nil {
		t.Error(err)
	}
}
