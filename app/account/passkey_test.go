package account_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"kraftsam/app/apptest"
	"kraftsam/app/apptest/authenticator"
	"kraftsam/app/platform/db"
)

// named is a village with a name: passkeys belong to names.
const named = "http://localhost"

func eachNamed(t *testing.T, fn func(t *testing.T, v *apptest.Village), settings ...string) {
	t.Helper()
	apptest.Each(t, fn, append([]string{"URL=" + named}, settings...)...)
}

const (
	registerOptions = "POST /api/passkeys/registration/options"
	signInOptions   = "POST /api/passkeys/session/options"
	stepUpOptions   = "POST /api/session/step-up/options"
)

// newKey makes a passkey for whoever is signed in.
func (b *browser) newKey(t *testing.T, lies ...authenticator.Lie) *authenticator.Key {
	t.Helper()
	key, credential := b.makeKey(t, b.must(t, 200, registerOptions, ""), lies...)
	b.must(t, 201, "POST /api/passkeys", asJSON(t, map[string]any{"name": "Telefonen", "credential": credential}))
	return key
}

func (b *browser) makeKey(t *testing.T, creation []byte, lies ...authenticator.Lie) (*authenticator.Key, map[string]any) {
	t.Helper()
	key, credential, err := authenticator.Make(creation, b.site, lies...)
	if err != nil {
		t.Fatal(err)
	}
	return key, credential
}

// answer signs request options and gives the body to send.
func (b *browser) answer(t *testing.T, key *authenticator.Key, request []byte, lies ...authenticator.Lie) string {
	t.Helper()
	credential, err := key.Sign(request, b.site, lies...)
	if err != nil {
		t.Fatal(err)
	}
	return asJSON(t, map[string]any{"credential": credential})
}

func member(t *testing.T, v *apptest.Village, name string) *browser {
	t.Helper()
	b := openAt(t, v, named)
	b.signIn(t, name)
	return b
}

func TestAPasskeyLetsItsMemberIn(t *testing.T) {
	for format, lie := range map[string]authenticator.Lie{"packed": func(*authenticator.Answer) {}, "none": func(a *authenticator.Answer) { a.Format = "none" },
		"no counter": func(*authenticator.Answer) {}} {
		t.Run(format, func(t *testing.T) {
			eachNamed(t, func(t *testing.T, v *apptest.Village) {
				ada := member(t, v, "Ada")
				key := ada.newKey(t, lie)
				key.Counts = format != "no counter"
				for range 2 {
					b := openAt(t, v, named)
					b.must(t, 200, "POST /api/session/passkey", b.answer(t, key, b.must(t, 200, signInOptions, "")))
					if b.who(t) != "Ada" {
						t.Fatal("not signed in")
					}
					b.must(t, 200, registerOptions, "")
				}
				var list struct {
					Items []struct{ ID, Name, UsedAt string }
				}
				if err := json.Unmarshal(ada.must(t, 200, "GET /api/passkeys", ""), &list); err != nil || len(list.Items) != 1 || list.Items[0].Name != "Telefonen" {
					t.Fatalf("listed: %v %v", list, err)
				}
				bo := member(t, v, "Bo")
				bo.refused(t, "passkey_unknown", "DELETE /api/passkeys/"+list.Items[0].ID, "")
				ada.must(t, 204, "DELETE /api/passkeys/"+list.Items[0].ID, "")
				b := openAt(t, v, named)
				b.refused(t, "passkey_stranger", "POST /api/session/passkey", b.answer(t, key, b.must(t, 200, signInOptions, "")))
			})
		})
	}
}

func TestAPasskeyIsToldAndNamesNobody(t *testing.T) {
	eachNamed(t, func(t *testing.T, v *apptest.Village) {
		ada := member(t, v, "Ada")
		creation := string(ada.must(t, 200, registerOptions, ""))
		for _, part := range []string{`"residentKey":"required"`, `"userVerification":"preferred"`, `"id":"localhost"`, `"attestation":"none"`} {
			if !strings.Contains(creation, part) {
				t.Errorf("%s is not in %s", part, creation)
			}
		}
		if strings.Contains(creation, v.ID("Ada")) {
			t.Error("the authenticator learns the member's id")
		}
		ada.newKey(t)
		if letters, err := v.Mail.Latest(ctx, 9); err != nil || !strings.Contains(letters[0].Text+letters[len(letters)-1].Text, "Telefonen") {
			t.Errorf("no letter about the new passkey: %v %v", letters, err)
		}
		if got := string(ada.must(t, 200, registerOptions, "")); !strings.Contains(got, `"excludeCredentials":[{`) {
			t.Errorf("the passkey that is there is not left out: %s", got)
		}
		if got := string(openAt(t, v, named).must(t, 200, "GET /api/site", "")); !strings.Contains(got, `"passkeys":true`) {
			t.Errorf("site: %s", got)
		}
	})
}

func TestWrongPasswordsDoNotStandInAPasskeysWay(t *testing.T) {
	eachNamed(t, func(t *testing.T, v *apptest.Village) {
		ada := member(t, v, "Ada")
		key := ada.newKey(t)
		b := openAt(t, v, named)
		for range 5 {
			b.refused(t, "credentials_wrong", "POST /api/session", `{"email":"`+v.Email("Ada")+`","password":"wrong"}`)
		}
		b.refused(t, "too_many_requests", "POST /api/session", asJSON(t, map[string]any{"email": v.Email("Ada"), "password": apptest.Password}))
		b.must(t, 200, "POST /api/session/passkey", b.answer(t, key, b.must(t, 200, signInOptions, "")))
	}, "RATE_LIMITS=on")
}

func TestStepUp(t *testing.T) {
	eachNamed(t, func(t *testing.T, v *apptest.Village) {
		b := member(t, v, "Ada")
		key := b.newKey(t)
		for name, body := range map[string]func() string{
			"password": func() string { return asJSON(t, map[string]any{"password": apptest.Password}) },
			"passkey":  func() string { return b.answer(t, key, b.must(t, 200, stepUpOptions, "")) },
		} {
			write(t, v, "UPDATE sessions SET strong_at = ?", db.Now().Add(-11*time.Minute))
			b.refused(t, "step_up_needed", registerOptions, "")
			old := &browser{village: v, address: b.address, site: b.site, jar: map[string]string{"sid": b.jar["sid"]}}
			b.must(t, 204, "PUT /api/session/step-up", body())
			b.must(t, 200, registerOptions, "")
			if old.who(t) != "" {
				t.Errorf("%s: the old word still holds", name)
			}
			if n := count(t, v, "sessions"); n != 1 {
				t.Errorf("%s: %d sessions", name, n)
			}
		}
		write(t, v, "UPDATE sessions SET strong_at = ?", db.Now().Add(-9*time.Minute))
		b.must(t, 200, registerOptions, "")
	})
}
