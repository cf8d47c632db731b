package account_test

import (
	"strings"
	"testing"
	"time"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/platform/db"
)

const moved = "ada@ny.example"

// proved is a villager who showed a moment ago that it is they who sit there.
func proved(t *testing.T, v *apptest.Village, name string) actor.Viewer {
	t.Helper()
	by := v.Viewer(t, name)
	by.Strong = db.Now()
	return by
}

func agree(t *testing.T, v *apptest.Village, recipient, want string) {
	t.Helper()
	status, err := v.Accounts.AgreeToMove(ctx, tokenIn(t, v, recipient, "/address"))
	if err != nil || status != want {
		t.Errorf("%s agrees: %q %v, want %q", recipient, status, err, want)
	}
}

func addressOf(t *testing.T, v *apptest.Village, name string) string {
	t.Helper()
	m, err := v.Actors.Member(ctx, v.ID(name))
	if err != nil {
		t.Fatal(err)
	}
	return m.Email
}

func TestBothAddressesAgreeToAMove(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for _, order := range [][2]string{{"ada@by.example", moved}, {"ada@ny.example", "ada@tredje.example"}} {
			from, to := order[0], order[1]
			refused(t, "asking", "", v.Accounts.MoveAddress(ctx, proved(t, v, "Ada"), strings.ToUpper(to), "", "net"))
			magic := askForLink(t, v, from, "")
			first, second := from, to
			if from == moved { // the other way round
				first, second = to, from
			}
			agree(t, v, first, account.HalfMoved)
			if got := addressOf(t, v, "Ada"); got != from {
				t.Errorf("moved to %s by half", got)
			}
			_, err := v.Accounts.AgreeToMove(ctx, tokenIn(t, v, first, "/address"))
			refused(t, "the same letter again", "link_unknown", err)
			word := tokenIn(t, v, second, "/address")
			agree(t, v, second, account.Moved)
			if got := addressOf(t, v, "Ada"); got != to {
				t.Errorf("it is %s", got)
			}
			_, err = v.Accounts.AgreeToMove(ctx, word)
			refused(t, "afterwards", "link_unknown", err)
			_, _, _, err = v.Accounts.SignInByLink(ctx, magic, firefox)
			refused(t, "a link sent to the old address", "link_unknown", err)
		}
	})
}

func TestWhoMayMoveAnAddress(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		giveKey(t, v, "Ada")
		late := v.Viewer(t, "Ada")
		late.Strong = db.Now().Add(-11 * time.Minute)
		for name, c := range map[string]struct {
			by                    actor.Viewer
			email, password, code string
		}{
			"a visitor":          {actor.Viewer{}, moved, "", "session_missing"},
			"without a proof":    {v.Viewer(t, "Ada"), moved, apptest.Password, "step_up_needed"},
			"with an old one":    {late, moved, apptest.Password, "step_up_needed"},
			"a wrong password":   {proved(t, v, "Ada"), moved, "fel lösenord, alltså", "credentials_wrong"},
			"no address":         {proved(t, v, "Ada"), "ada", apptest.Password, "email_invalid"},
			"the same address":   {proved(t, v, "Ada"), "Ada@by.example", apptest.Password, "email_unchanged"},
			"the right password": {proved(t, v, "Ada"), moved, apptest.Password, ""},
		} {
			refused(t, name, c.code, v.Accounts.MoveAddress(ctx, c.by, c.email, c.password, "net"))
		}
		if got := len(letters(t, v)); got != 2 {
			t.Errorf("%d letters", got)
		}
	})
}

// Whoever asks learns nothing about an address of somebody else; its owner does.
func TestMovingToATakenAddress(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		refused(t, "asking", "", v.Accounts.MoveAddress(ctx, proved(t, v, "Ada"), "bo@by.example", "", "net"))
		if got := subjects(t, v, "bo@by.example"); len(got) != 1 || got[0] != "Du har redan ett konto hos Kraftsam" {
			t.Errorf("%q", got)
		}
		agree(t, v, "ada@by.example", account.HalfMoved)
		refused(t, "asking for a free one", "", v.Accounts.MoveAddress(ctx, proved(t, v, "Ada"), moved, "", "net"))
		if _, err := v.Accounts.Register(ctx, newcomer(moved)); err != nil {
			t.Fatal(err)
		}
		agree(t, v, "ada@by.example", account.HalfMoved)
		word := tokenIn(t, v, moved, "/address")
		_, err := v.Accounts.AgreeToMove(ctx, word)
		refused(t, "somebody else was faster", "email_taken", err)
		if got := addressOf(t, v, "Ada"); got != "ada@by.example" {
			t.Error(got)
		}
	})
}

func TestALaterMoveReplacesAnEarlierOne(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		refused(t, "asking", "", v.Accounts.MoveAddress(ctx, proved(t, v, "Ada"), moved, "", "net"))
		first := tokenIn(t, v, moved, "/address")
		refused(t, "asking again", "", v.Accounts.MoveAddress(ctx, proved(t, v, "Ada"), "ada@tredje.example", "", "net"))
		_, err := v.Accounts.AgreeToMove(ctx, first)
		refused(t, "the first letter", "link_unknown", err)
		change(t, v, "UPDATE address_changes SET expires_at = ?", db.Now().Add(-time.Second))
		_, err = v.Accounts.AgreeToMove(ctx, tokenIn(t, v, "ada@tredje.example", "/address"))
		refused(t, "a day later", "link_unknown", err)
	})
}

// A misspelt address must not hold its account, and must not get mail.
func TestMovingFromAnAddressThatNobodyConfirmed(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		n := newcomer("nils@misspelt.example")
		if _, err := v.Accounts.Register(ctx, n); err != nil {
			t.Fatal(err)
		}
		m, err := v.Actors.MemberByEmail(ctx, n.Email)
		refused(t, "found", "", err)
		refused(t, "asking", "", v.Accounts.MoveAddress(ctx, actor.Viewer{Member: m.ID, Strong: db.Now()}, "nils@by.example", "", "net"))
		if got := subjects(t, v, n.Email); len(got) != 1 {
			t.Errorf("%q", got)
		}
		confirm := tokenIn(t, v, n.Email, "/confirm")
		agree(t, v, "nils@by.example", account.Moved)
		if m, err = v.Actors.Member(ctx, m.ID); err != nil || m.Email != "nils@by.example" || m.ConfirmedAt == nil {
			t.Errorf("%+v %v", m, err)
		}
		refused(t, "what the old address got", "confirmation_unknown", v.Accounts.ConfirmAddress(ctx, confirm))
	})
}

func TestTheConfirmationLetterAgain(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		n := newcomer("nils@by.example")
		if _, err := v.Accounts.Register(ctx, n); err != nil {
			t.Fatal(err)
		}
		m, err := v.Actors.MemberByEmail(ctx, n.Email)
		refused(t, "found", "", err)
		by := actor.Viewer{Member: m.ID}
		first := tokenIn(t, v, n.Email, "/confirm")
		for range 3 {
			refused(t, "asking", "", v.Accounts.SendConfirmation(ctx, by, "net"))
		}
		refused(t, "too often", "too_many_requests", v.Accounts.SendConfirmation(ctx, by, "net"))
		refused(t, "a visitor", "session_missing", v.Accounts.SendConfirmation(ctx, actor.Viewer{}, "net"))
		if got := subjects(t, v, n.Email); len(got) != 4 {
			t.Errorf("%q", got)
		}
		refused(t, "the first letter still works", "", v.Accounts.ConfirmAddress(ctx, first))
		refused(t, "once", "confirmation_unknown", v.Accounts.ConfirmAddress(ctx, first))
		refused(t, "a confirmed address", "", v.Accounts.SendConfirmation(ctx, by, "net"))
		if got := subjects(t, v, n.Email); len(got) != 4 {
			t.Errorf("a confirmed address got %q", got)
		}
	}, "RATE_LIMITS=on")
}
