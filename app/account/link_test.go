package account_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"kraftsam/app/account"
	"kraftsam/app/apptest"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/web"
)

var (
	firefox = web.Credentials{Agent: "Firefox/1 Linux"}
	phone   = web.Credentials{Agent: "Safari/1 iPhone"}
)

// tokenIn is the word of the newest letter to an address whose text leads to path.
func tokenIn(t *testing.T, v *apptest.Village, recipient, path string) string {
	t.Helper()
	for _, l := range letters(t, v) {
		if m := regexp.MustCompile(regexp.QuoteMeta(v.URL+path) + `[#?]token=([\w-]+)`).FindStringSubmatch(l); m != nil && strings.HasPrefix(l, recipient+": ") {
			return m[1]
		}
	}
	t.Fatalf("no letter to %s leads to %s: %q", recipient, path, letters(t, v))
	return ""
}

// subjects are those of an address's letters, the newest first.
func subjects(t *testing.T, v *apptest.Village, recipient string) (list []string) {
	t.Helper()
	for _, l := range letters(t, v) {
		if first, _, _ := strings.Cut(l, "\n"); strings.HasPrefix(first, recipient+": ") {
			list = append(list, strings.TrimPrefix(first, recipient+": "))
		}
	}
	return list
}

// change writes to the database past every rule: what only time can do.
func change(t *testing.T, v *apptest.Village, statement string, args ...any) {
	t.Helper()
	err := v.DB.InTx(ctx, func(ctx context.Context) error { return v.DB.From(ctx).Exec(statement, args...).Error })
	if err != nil {
		t.Fatal(err)
	}
}

func askForLink(t *testing.T, v *apptest.Village, email, next string) string {
	t.Helper()
	refused(t, "asking for a link", "", v.Accounts.AskForLink(ctx, email, next, "net"))
	return tokenIn(t, v, strings.ToLower(email), "/sign-in/link")
}

func TestALinkSignsInOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		word := askForLink(t, v, "ADA@by.example", "/threads/1")
		var stored int64
		if err := v.DB.From(ctx).Raw("SELECT count(*) FROM links WHERE hash = ?", word).Scan(&stored).Error; err != nil || stored != 0 {
			t.Errorf("the word itself is stored: %d %v", stored, err)
		}
		_, _, _, err := v.Accounts.SignInByLink(ctx, word+"x", firefox)
		refused(t, "another word", "link_unknown", err)
		refused(t, "as a word for a new password", "link_unknown", v.Accounts.ResetPassword(ctx, word, apptest.Password))
		cookie, m, next, err := v.Accounts.SignInByLink(ctx, word, firefox)
		refused(t, "signing in", "", err)
		if m.ID != v.ID("Ada") || next != "/threads/1" {
			t.Errorf("%+v to %s", m, next)
		}
		h, err := v.Accounts.Holder(ctx, cookie, "")
		refused(t, "being in", "", err)
		refused(t, "reading mail is no proof for what weighs most", "step_up_needed", h.Viewer.Proved(db.Now()))
		_, _, _, err = v.Accounts.SignInByLink(ctx, word, firefox)
		refused(t, "a second time", "link_unknown", err)
	})
}

func TestALinkOpensOneOfTwoDoorsAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		word := askForLink(t, v, "ada@by.example", "")
		results := make(chan error, 5)
		for range cap(results) {
			go func() {
				_, _, _, err := v.Accounts.SignInByLink(ctx, word, firefox)
				results <- err
			}()
		}
		in := 0
		for range cap(results) {
			if err := <-results; err == nil {
				in++
			} else {
				refused(t, "the others", "link_unknown", err)
			}
		}
		if in != 1 {
			t.Errorf("%d came in by one link", in)
		}
	})
}

func TestALinkThatIsTooOld(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		word := askForLink(t, v, "ada@by.example", "")
		change(t, v, "UPDATE links SET expires_at = ?", db.Now().Add(-time.Second))
		_, _, _, err := v.Accounts.SignInByLink(ctx, word, firefox)
		refused(t, "too late", "link_unknown", err)
	})
}

// Nothing tells whether somebody has an address: not the answer, not its time; and nobody gets a letter who did not ask to be here.
func TestAskingForALinkTellsNothing(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for _, ask := range []func(email string) error{
			func(email string) error { return v.Accounts.AskForLink(ctx, email, "", "net") },
			func(email string) error { return v.Accounts.AskForReset(ctx, email, "net") },
		} {
			for _, email := range []string{"ada@by.example", "ingen@by.example"} {
				began := time.Now()
				refused(t, email, "", ask(email))
				if took := time.Since(began); took < 75*time.Millisecond {
					t.Errorf("%s was answered after %v, before the work can be done", email, took)
				}
			}
			refused(t, "no address", "email_invalid", ask("ada"))
		}
		if got := subjects(t, v, "ingen@by.example"); len(got) != 0 {
			t.Errorf("%q", got)
		}
		if got := subjects(t, v, "ada@by.example"); len(got) != 2 {
			t.Errorf("%q", got)
		}
	})
}

func TestLettersAreFew(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for i := range 4 {
			want := ""
			if i == 3 {
				want = "too_many_requests"
			}
			for _, email := range []string{"ada@by.example", "Ingen@by.example"} {
				refused(t, "a link for "+email, want, v.Accounts.AskForLink(ctx, email, "", "net"))
				refused(t, "a reset for "+email, want, v.Accounts.AskForReset(ctx, email, "net"))
			}
		}
		refused(t, "somebody else", "", v.Accounts.AskForLink(ctx, "bo@by.example", "", "net"))
		for i := range 5 {
			n := newcomer("bo@by.example")
			n.Network = string(rune('a' + i))
			_, err := v.Accounts.Register(ctx, n)
			refused(t, "registering a taken address", "", err)
		}
		if got := subjects(t, v, "bo@by.example"); len(got) != 4 {
			t.Errorf("its owner is told more than enough: %q", got)
		}
	}, "RATE_LIMITS=on")
}

func TestALinkLeadsNowhereElse(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for _, next := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "threads", "/a b", "/a\nb", "/" + strings.Repeat("a", 500)} {
			refused(t, next, "next_invalid", v.Accounts.AskForLink(ctx, "ada@by.example", next, "net"))
		}
	})
}

func TestALinkLetsNobodyInWhoMayNot(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		n := newcomer("nils@by.example")
		if _, err := v.Accounts.Register(ctx, n); err != nil {
			t.Fatal(err)
		}
		_, _, _, err := v.Accounts.SignInByLink(ctx, askForLink(t, v, n.Email, ""), firefox)
		refused(t, "who waits", "approval_awaited", err)
		change(t, v, "UPDATE members SET suspended_at = ? WHERE email = 'ada@by.example'", db.Now())
		_, _, _, err = v.Accounts.SignInByLink(ctx, askForLink(t, v, "ada@by.example", ""), firefox)
		refused(t, "who is suspended", "account_suspended", err)
	}, "REGISTRATION=approval")
}

// Somebody may have registered another's address and wait inside: the first proof by its owner throws them out.
func TestTheFirstProofOfAnAddressEndsWhatWasThere(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for _, prove := range []func(email string) error{
			func(email string) error {
				_, _, _, err := v.Accounts.SignInByLink(ctx, askForLink(t, v, email, ""), firefox)
				return err
			},
			func(email string) error {
				refused(t, "asking", "", v.Accounts.AskForReset(ctx, email, "net"))
				return v.Accounts.ResetPassword(ctx, tokenIn(t, v, email, "/reset"), "en helt annan mening")
			},
		} {
			n := newcomer("nils@by.example")
			if _, err := v.Accounts.Register(ctx, n); err != nil {
				t.Fatal(err)
			}
			cookie, _ := signIn(t, v, n.Email)
			h, err := v.Accounts.Holder(ctx, cookie, "")
			refused(t, "inside", "", err)
			_, token, err := v.Accounts.MakeToken(ctx, h.Viewer, account.NewToken{Name: "x", Days: 1})
			refused(t, "a token", "", err)
			refused(t, "the owner's proof", "", prove(n.Email))
			_, err = v.Accounts.Holder(ctx, cookie, "")
			refused(t, "the session", "session_missing", err)
			_, err = v.Accounts.Holder(ctx, "", token)
			refused(t, "the token", "token_unknown", err)
			_, _, err = v.Accounts.SignIn(ctx, n.Email, n.Password, firefox)
			refused(t, "the password", "credentials_wrong", err)
			if m, err := v.Actors.Member(ctx, h.Viewer.Member); err != nil || m.ConfirmedAt == nil {
				t.Errorf("not confirmed: %+v %v", m, err)
			}
			change(t, v, "UPDATE members SET email = ? WHERE email = ?", h.Viewer.Member+"@by.example", n.Email)
		}
	})
}

func TestANewDeviceIsTold(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		const told = "En ny inloggning hos Kraftsam"
		giveKey(t, v, "Ada")
		for i, step := range []struct {
			from web.Credentials
			want int
		}{{firefox, 0}, {firefox, 0}, {phone, 1}, {phone, 1}, {firefox, 1}, {web.Credentials{}, 2}} {
			if _, _, err := v.Accounts.SignIn(ctx, "ada@by.example", apptest.Password, step.from); err != nil {
				t.Fatal(err)
			}
			if got := subjects(t, v, "ada@by.example"); len(got) != step.want || step.want > 0 && got[0] != told {
				t.Errorf("after sign-in %d: %q", i+1, got)
			}
		}
		sent := letters(t, v)
		if !strings.Contains(sent[1], "Safari iPhone\n20") || !strings.Contains(sent[1], v.URL+"/account") || !strings.Contains(sent[0], "okänd enhet") {
			t.Errorf("%q", sent)
		}
		n := newcomer("nils@by.example")
		if _, err := v.Accounts.Register(ctx, n); err != nil {
			t.Fatal(err)
		}
		for _, from := range []web.Credentials{firefox, phone} {
			if _, _, err := v.Accounts.SignIn(ctx, n.Email, n.Password, from); err != nil {
				t.Fatal(err)
			}
		}
		if got := subjects(t, v, n.Email); len(got) != 1 {
			t.Errorf("an address that nobody confirmed got %q", got)
		}
	})
}

func TestGuessingWaitsAndALinkStillWorks(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		giveKey(t, v, "Ada")
		for range 5 {
			_, _, err := v.Accounts.SignIn(ctx, "ada@by.example", "fel lösenord, alltså", firefox)
			refused(t, "a guess", "credentials_wrong", err)
		}
		_, _, err := v.Accounts.SignIn(ctx, "ADA@by.example", apptest.Password, firefox)
		refused(t, "the right one waits too", "too_many_requests", err)
		_, _, _, err = v.Accounts.SignInByLink(ctx, askForLink(t, v, "ada@by.example", ""), firefox)
		refused(t, "a link", "", err)
		refused(t, "asking for a new password", "", v.Accounts.AskForReset(ctx, "ada@by.example", "net"))
		refused(t, "a new password", "", v.Accounts.ResetPassword(ctx, tokenIn(t, v, "ada@by.example", "/reset"), "en helt annan mening"))
		_, _, err = v.Accounts.SignIn(ctx, "ada@by.example", "en helt annan mening", firefox)
		refused(t, "it works at once", "", err)
	}, "RATE_LIMITS=on")
}
