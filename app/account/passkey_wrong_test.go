package account_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"kraftsam/app/apptest"
	"kraftsam/app/apptest/authenticator"
	"kraftsam/app/platform/db"
)

type lie = authenticator.Lie

// says changes one thing that the browser says.
func says(name string, value any) lie {
	return func(a *authenticator.Answer) { a.Client[name] = value }
}

func flags(set, clear byte) lie {
	return func(a *authenticator.Answer) { a.Flags = a.Flags&^clear | set }
}

func stranger(t *testing.T) lie {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return func(a *authenticator.Answer) { a.Signer = key }
}

// everywhere is what is wrong in every ceremony.
func everywhere(t *testing.T, kind string) map[string]lie {
	t.Helper()
	return map[string]lie{
		"another ceremony":       says("type", kind),
		"no ceremony":            says("type", ""),
		"origin another":         says("origin", "http://evil.example"),
		"origin another port":    says("origin", "http://localhost:81"),
		"origin another scheme":  says("origin", "https://localhost"),
		"origin with a path":     says("origin", "http://localhost/x"),
		"origin below":           says("origin", "http://evil.localhost"),
		"origin none":            says("origin", "null"),
		"in another's frame":     says("crossOrigin", true),
		"below another's page":   says("topOrigin", "http://evil.example"),
		"site another":           func(a *authenticator.Answer) { a.RPID = "evil.example" },
		"site empty":             func(a *authenticator.Answer) { a.RPID = "" },
		"nobody present":         flags(0, authenticator.Present),
		"a copy that cannot be":  flags(authenticator.BackedUp, 0),
		"signature changed":      func(a *authenticator.Answer) { a.Spoil = true },
		"signed by another key":  stranger(t),
		"another kind of thing":  func(a *authenticator.Answer) { a.Kind = "password" },
		"no kind of thing":       func(a *authenticator.Answer) { a.Kind = "" },
		"an id that is not said": func(a *authenticator.Answer) { a.ID = nil },
	}
}

func TestSignInsThatNoPasskeyOpens(t *testing.T) {
	eachNamed(t, func(t *testing.T, v *apptest.Village) {
		ada, bo := member(t, v, "Ada"), member(t, v, "Bo")
		key, bos := ada.newKey(t), bo.newKey(t)
		lies := everywhere(t, "webauthn.create")
		lies["the handle of another"] = func(a *authenticator.Answer) { a.Handle = bos.Handle }
		lies["no handle"] = func(a *authenticator.Answer) { a.Handle = nil }
		lies["the key of another"] = func(a *authenticator.Answer) { a.ID = bos.ID }
		lies["a key that may now be copied"] = flags(authenticator.Eligible, 0)
		before := count(t, v, "sessions")
		b := openAt(t, v, named)
		for name, l := range lies {
			t.Run(name, func(t *testing.T) {
				b.refused(t, "passkey_refused", "POST /api/session/passkey", b.answer(t, key, b.must(t, 200, signInOptions, ""), l))
			})
		}
		for name, l := range map[string]lie{"counter the same": func(a *authenticator.Answer) { a.Counter = 0 }, "counter back": func(a *authenticator.Answer) { a.Counter -= 2 }} {
			t.Run(name, func(t *testing.T) {
				twin := openAt(t, v, named)
				twin.must(t, 200, "POST /api/session/passkey", twin.answer(t, key, twin.must(t, 200, signInOptions, "")))
				before++
				b.refused(t, "passkey_counter", "POST /api/session/passkey", b.answer(t, key, b.must(t, 200, signInOptions, ""), l))
			})
		}
		b.refused(t, "passkey_stranger", "POST /api/session/passkey", b.answer(t, key, b.must(t, 200, signInOptions, ""), func(a *authenticator.Answer) { a.ID = []byte("0123456789abcdef") }))
		for name, body := range map[string]string{"nothing": `{"credential":{}}`, "words": `{"credential":{"id":"x","rawId":"eA","type":"public-key","response":{}}}`,
			"no bytes": `{"credential":{"id":"x","rawId":"eA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA","userHandle":"AA"}}}`} {
			t.Run(name, func(t *testing.T) { b.refused(t, "passkey_refused", "POST /api/session/passkey", body) })
		}
		if n := count(t, v, "sessions"); n != before || b.jar["sid"] != "" {
			t.Errorf("%d sessions came of it, cookies %v", n-before, b.jar)
		}
	})
}

func TestChallengesAreAnsweredOnceAndForOneThing(t *testing.T) {
	eachNamed(t, func(t *testing.T, v *apptest.Village) {
		ada := member(t, v, "Ada")
		key := ada.newKey(t)
		b := openAt(t, v, named)
		in := "POST /api/session/passkey"
		right := b.answer(t, key, b.must(t, 200, signInOptions, ""))
		b.must(t, 200, in, right)
		before := count(t, v, "sessions")
		b = openAt(t, v, named)
		b.refused(t, "passkey_challenge", in, right)
		b.refused(t, "passkey_challenge", in, b.answer(t, key, b.must(t, 200, signInOptions, ""), says("challenge", "bWFkZS11cC1tYWRlLXVwLW1hZGUtdXA")))
		b.refused(t, "passkey_challenge", in, b.answer(t, key, b.must(t, 200, signInOptions, ""), says("challenge", "")))
		b.refused(t, "passkey_challenge", in, b.answer(t, key, ada.must(t, 200, stepUpOptions, "")))
		b.refused(t, "passkey_challenge", in, b.answer(t, key, ada.must(t, 200, registerOptions, "")))
		request := b.must(t, 200, signInOptions, "")
		b.refused(t, "passkey_refused", in, b.answer(t, key, request, says("origin", "http://evil.example")))
		b.refused(t, "passkey_challenge", in, b.answer(t, key, request))
		late := b.must(t, 200, signInOptions, "")
		write(t, v, "UPDATE passkey_challenges SET expires_at = ?", db.Now().Add(-time.Second))
		b.refused(t, "passkey_challenge", in, b.answer(t, key, late))
		elsewhere := openAt(t, v, named)
		elsewhere.site = "http://evil.example"
		elsewhere.refused(t, "origin_refused", in, b.answer(t, key, b.must(t, 200, signInOptions, "")))
		if n := count(t, v, "sessions"); n != before {
			t.Errorf("%d sessions came of it", n-before)
		}
		write(t, v, "UPDATE members SET suspended_at = ? WHERE id = ?", db.Now(), v.ID("Ada"))
		b.refused(t, "account_suspended", in, b.answer(t, key, b.must(t, 200, signInOptions, "")))
	})
}

func TestPasskeysThatAreNotKept(t *testing.T) {
	eachNamed(t, func(t *testing.T, v *apptest.Village) {
		ada := member(t, v, "Ada")
		add := func(credential map[string]any) string {
			return asJSON(t, map[string]any{"name": "Ny", "credential": credential})
		}
		lies := everywhere(t, "webauthn.get")
		lies["an attestation that nobody knows"] = func(a *authenticator.Answer) { a.Format = "made-up" }
		for name, l := range lies {
			t.Run(name, func(t *testing.T) {
				_, credential := ada.makeKey(t, ada.must(t, 200, registerOptions, ""), l)
				ada.refused(t, "passkey_refused", "POST /api/passkeys", add(credential))
			})
		}
		creation := ada.must(t, 200, registerOptions, "")
		_, credential := ada.makeKey(t, creation)
		ada.refused(t, "name_empty", "POST /api/passkeys", asJSON(t, map[string]any{"name": " ", "credential": credential}))
		other := member(t, v, "Ada")
		other.refused(t, "passkey_challenge", "POST /api/passkeys", add(credential))
		ada.refused(t, "passkey_challenge", "POST /api/passkeys", add(credential))
		_, credential = ada.makeKey(t, ada.must(t, 200, signInOptions, ""))
		ada.refused(t, "passkey_challenge", "POST /api/passkeys", add(credential))
		if n := count(t, v, "passkeys"); n != 0 {
			t.Fatalf("%d passkeys came of it", n)
		}
		key := ada.newKey(t)
		_, credential = ada.makeKey(t, ada.must(t, 200, registerOptions, ""), func(a *authenticator.Answer) { a.ID = key.ID })
		ada.refused(t, "passkey_known", "POST /api/passkeys", add(credential))
		bo := member(t, v, "Bo")
		_, credential = bo.makeKey(t, bo.must(t, 200, registerOptions, ""), func(a *authenticator.Answer) { a.ID = key.ID })
		bo.refused(t, "passkey_known", "POST /api/passkeys", add(credential))
	})
}

func TestWhoMayMakeAPasskey(t *testing.T) {
	eachNamed(t, func(t *testing.T, v *apptest.Village) {
		openAt(t, v, named).refused(t, "session_missing", registerOptions, "")
		program := openAt(t, v, named)
		program.bearer = v.Token(t, "Ada", "write")
		program.refused(t, "step_up_needed", registerOptions, "")
		program.refused(t, "session_unknown", "PUT /api/session/step-up", func() string { giveKey(t, v, "Ada"); return asJSON(t, map[string]any{"password": apptest.Password}) }())
		bo := member(t, v, "Bo")
		write(t, v, "UPDATE members SET confirmed_at = NULL WHERE id = ?", v.ID("Bo"))
		bo.refused(t, "address_unconfirmed", registerOptions, "")
		ada := member(t, v, "Ada")
		for i := range 20 {
			write(t, v, `INSERT INTO passkeys (id, member_id, credential, name, key, transports, counter, eligible, backed_up, verified, created_at)
				VALUES (?, ?, ?, 'x', '', '', 0, false, false, false, ?)`, fmt.Sprint("k", i), v.ID("Ada"), fmt.Sprint("c", i), db.Now())
		}
		_, credential := ada.makeKey(t, ada.must(t, 200, registerOptions, ""))
		ada.refused(t, "passkeys_many", "POST /api/passkeys", asJSON(t, map[string]any{"name": "En till", "credential": credential}))
	})
	apptest.Each(t, func(t *testing.T, v *apptest.Village) { // 127.0.0.1 is no name
		b := open(t, v)
		b.signIn(t, "Ada")
		b.refused(t, "passkeys_unavailable", registerOptions, "")
		b.refused(t, "passkeys_unavailable", signInOptions, "")
		b.refused(t, "passkeys_unavailable", stepUpOptions, "")
		b.refused(t, "passkeys_unavailable", "POST /api/session/passkey", `{"credential":{"id":"x"}}`)
		b.refused(t, "passkeys_unavailable", "PUT /api/session/step-up", `{"credential":{"id":"x"}}`)
	})
}

func TestProofsThatProveNothing(t *testing.T) {
	eachNamed(t, func(t *testing.T, v *apptest.Village) {
		ada, bo := member(t, v, "Ada"), member(t, v, "Bo")
		step := "PUT /api/session/step-up"
		ada.refused(t, "passkey_unknown", stepUpOptions, "")
		key, bos := ada.newKey(t), bo.newKey(t)
		ada.must(t, 204, step, ada.answer(t, key, ada.must(t, 200, stepUpOptions, "")))
		write(t, v, "UPDATE sessions SET strong_at = NULL")
		word := ada.jar["sid"]
		for name, l := range everywhere(t, "webauthn.create") {
			t.Run(name, func(t *testing.T) {
				ada.refused(t, "passkey_refused", step, ada.answer(t, key, ada.must(t, 200, stepUpOptions, ""), l))
			})
		}
		ada.refused(t, "passkey_refused", step, ada.answer(t, bos, ada.must(t, 200, stepUpOptions, "")))
		ada.refused(t, "passkey_challenge", step, ada.answer(t, key, bo.must(t, 200, stepUpOptions, "")))
		ada.refused(t, "passkey_challenge", step, ada.answer(t, key, ada.must(t, 200, signInOptions, "")))
		ada.refused(t, "passkey_challenge", step, ada.answer(t, key, member(t, v, "Ada").must(t, 200, stepUpOptions, "")))
		ada.refused(t, "passkey_counter", step, ada.answer(t, key, ada.must(t, 200, stepUpOptions, ""), func(a *authenticator.Answer) { a.Counter = 0 }))
		ada.refused(t, "credentials_wrong", step, `{"password":"wrong"}`)
		ada.refused(t, "proof_missing", step, `{}`)
		ada.refused(t, "proof_missing", step, `{"password":"x","credential":{"id":"x"}}`)
		openAt(t, v, named).refused(t, "session_missing", step, `{"password":"x"}`)
		ada.refused(t, "step_up_needed", registerOptions, "")
		if ada.jar["sid"] != word {
			t.Error("the session has a new word")
		}
	})
}

func TestAnAnswerCountsOnceHoweverOftenItIsSent(t *testing.T) {
	eachNamed(t, func(t *testing.T, v *apptest.Village) {
		key := member(t, v, "Ada").newKey(t)
		b := openAt(t, v, named)
		body := b.answer(t, key, b.must(t, 200, signInOptions, ""))
		status := make(chan int, 8)
		for range cap(status) {
			go func() {
				res, _ := openAt(t, v, named).do(t, "POST /api/session/passkey", body)
				status <- res.StatusCode
			}()
		}
		in := 0
		for range cap(status) {
			if <-status == 200 {
				in++
			}
		}
		if in != 1 {
			t.Errorf("let in %d times", in)
		}
	})
}
