package account

import (
	"context"
	"strings"
	"testing"
	"time"

	"kraftsam/app/platform/fault"
)

func TestPasswordRules(t *testing.T) {
	for password, want := range map[string]string{
		"sju getter på taket": "",
		"12 tecken å!":        "",
		"🦌🦌🦌🦌🦌🐻🐻🐻🐻🐻🦉🦊":                           "",
		strings.Repeat("sju getter ", 23) + "ok": "",
		"elva tecken":                            "password_too_short",
		"":                                       "password_too_short",
		strings.Repeat("å", 11):                  "password_too_short",
		strings.Repeat("ab c", 65):               "password_too_long",
		"aaaaaaaaaaaa":                           "password_common",
		"abcabcabcabc":                           "password_common",
		"password1234":                           "password_common",
		"123456789012":                           "password_common",
		"Kraftsam2026!":                          "password_common",
		"ada.berg1234":                           "password_common",
		"Ada.Berg@by.example":                    "password_common",
		"passwordpassword":                       "password_common",
	} {
		err := checkPassword(password, "ada.berg@by.example", "Ada Berg")
		if (want == "") != (err == nil) || err != nil && fault.CodeOf(err) != want {
			t.Errorf("%q: %v, want %q", password, err, want)
		}
		if err != nil && fault.As(err).Fields[0].Location != "body.password" {
			t.Errorf("%q: %+v", password, fault.As(err).Fields)
		}
	}
}

func TestAHashIsOfOnePasswordAndTellsNone(t *testing.T) {
	hashMemory = fullMemory
	defer func() { hashMemory = testMemory }()
	ctx := context.Background()
	one, err := hashPassword(ctx, "sju getter på taket")
	if err != nil {
		t.Fatal(err)
	}
	two, _ := hashPassword(ctx, "sju getter på taket")
	if one == two || !strings.HasPrefix(one, "$argon2id$v=19$m=47104,t=1,p=1$") {
		t.Errorf("%s, %s", one, two)
	}
	for password, want := range map[string]bool{"sju getter på taket": true, "sju getter på taket ": false, "": false, "Sju getter på taket": false} {
		if ok, err := matchesPassword(ctx, one, password); ok != want || err != nil {
			t.Errorf("%q: %v %v", password, ok, err)
		}
	}
	if ok, err := matchesPassword(ctx, "", "sju getter på taket"); ok || err != nil {
		t.Errorf("nobody's password: %v %v", ok, err)
	}
	for _, broken := range []string{"x", "$argon2id$v=19$m=1$x$y", "$argon2id$v=19$m=47104,t=1,p=1$!$!", "$a$v=19$m=-1,t=1,p=1$eA$eA"} {
		if ok, err := matchesPassword(ctx, broken, "x"); ok || err == nil {
			t.Errorf("%s matches, or nobody hears of it", broken)
		}
	}
}

// An unknown address must cost the same: the hash that stands in for it is made like any other.
func TestNobodysHashCostsTheSame(t *testing.T) {
	hashMemory = fullMemory
	defer func() { hashMemory = testMemory }()
	one, err := hashPassword(context.Background(), "sju getter på taket")
	if err != nil {
		t.Fatal(err)
	}
	a, b := strings.Split(one, "$"), strings.Split(nobody, "$")
	if len(a) != len(b) || a[2] != b[2] || a[3] != b[3] || len(a[4]) != len(b[4]) || len(a[5]) != len(b[5]) {
		t.Errorf("%s and %s", one, nobody)
	}
}

// A storm of sign-ins gets a clear word at once, and who is hashing already is not disturbed.
func TestTooManyHashes(t *testing.T) {
	for range cap(hashing) {
		hashing <- struct{}{}
	}
	t.Cleanup(func() {
		for len(hashing) > 0 {
			<-hashing
		}
	})
	patient, cancel := context.WithCancel(context.Background())
	results := make(chan error, cap(waiting))
	for range cap(waiting) {
		go func() {
			_, err := slot(patient)
			results <- err
		}()
	}
	for limit := time.Now().Add(10 * time.Second); len(waiting) < cap(waiting) && time.Now().Before(limit); {
	}
	began := time.Now()
	_, err := hashPassword(context.Background(), "sju getter på taket")
	if f := fault.As(err); f.Code != "too_many_hashes" || f.Kind != fault.Unavailable || f.RetryAfter == 0 || time.Since(began) > time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
	cancel()
	for range cap(waiting) {
		if err := <-results; fault.CodeOf(err) != "too_many_hashes" {
			t.Errorf("who gave up waiting got %v", err)
		}
	}
	if len(waiting) != 0 {
		t.Errorf("%d still wait", len(waiting))
	}
}

func TestAddresses(t *testing.T) {
	for email, want := range map[string]string{
		"Ada@By.Example": "ada@by.example", "a.b+c@x.se": "a.b+c@x.se", "å@räksmörgås.se": "å@räksmörgås.se",
		"": "", "ada": "", "ada@": "", "@by.example": "", "ada@by": "", "ada@by.example ": "", "Ada <ada@by.example>": "", "a@b.se,c@d.se": "",
		"a@b.se\r\nBcc: c@d.se": "", `"a b"@c.se`: "", "a@b@c.se": "", "a@.se": "", "a@[127.0.0.1]": "", strings.Repeat("a", 250) + "@b.se": "",
	} {
		got, err := checkEmail("body.email", email)
		if got != want || (want == "") != (err != nil) {
			t.Errorf("%q: %q %v", email, got, err)
		}
		if err != nil && fault.CodeOf(err) != "email_invalid" {
			t.Error(err)
		}
	}
}

func TestDevices(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                    "Firefox Linux",
		"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0":                 "Edge Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/604.1": "Safari iPhone",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36":                  "Chrome Android",
		"curl/8.0": "", "": "",
	} {
		if got := device(agent); got != want {
			t.Errorf("%s: %q, want %q", agent, got, want)
		}
	}
}
