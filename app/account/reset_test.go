package account_test

import (
	"slices"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
)

const other = "en helt annan mening"

func TestANewPasswordByMail(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		giveKey(t, v, "Ada")
		cookie, session := signIn(t, v, "ada@by.example")
		magic := askForLink(t, v, "ada@by.example", "")
		refused(t, "asking", "", v.Accounts.AskForReset(ctx, "ada@by.example", "net"))
		word := tokenIn(t, v, "ada@by.example", "/reset")
		refused(t, "another word", "link_unknown", v.Accounts.ResetPassword(ctx, word+"x", other))
		refused(t, "too short", "password_too_short", v.Accounts.ResetPassword(ctx, word, "kort"))
		refused(t, "easy to guess", "password_common", v.Accounts.ResetPassword(ctx, word, "ada@by.example"))
		refused(t, "a good one", "", v.Accounts.ResetPassword(ctx, word, other))
		refused(t, "again", "link_unknown", v.Accounts.ResetPassword(ctx, word, other))
		_, err := v.Accounts.Holder(ctx, cookie, "")
		refused(t, "the old session", "session_missing", err)
		if !slices.Contains(ends(t, v), "session.ended "+session) {
			t.Errorf("its sockets are not told: %q", ends(t, v))
		}
		_, _, _, err = v.Accounts.SignInByLink(ctx, magic, firefox)
		refused(t, "an older link", "link_unknown", err)
		_, _, err = v.Accounts.SignIn(ctx, "ada@by.example", apptest.Password, firefox)
		refused(t, "the old password", "credentials_wrong", err)
		_, _, err = v.Accounts.SignIn(ctx, "ada@by.example", other, firefox)
		refused(t, "the new password", "", err)
		if got := subjects(t, v, "ada@by.example"); got[0] != "Ditt lösenord hos Kraftsam är ändrat" {
			t.Errorf("%q", got)
		}
	})
}

func TestANewPasswordByMailIsTooLate(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		refused(t, "asking", "", v.Accounts.AskForReset(ctx, "ada@by.example", "net"))
		word := tokenIn(t, v, "ada@by.example", "/reset")
		change(t, v, "UPDATE links SET expires_at = ?", db.Now().Add(-time.Second))
		refused(t, "after an hour", "link_unknown", v.Accounts.ResetPassword(ctx, word, other))
	})
}

func TestChangingOnesPassword(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		giveKey(t, v, "Ada")
		here, _ := signIn(t, v, "ada@by.example")
		there, session := signIn(t, v, "ada@by.example")
		h, err := v.Accounts.Holder(ctx, here, "")
		refused(t, "being in", "", err)
		wrong := v.Accounts.ChangePassword(ctx, h.Viewer, "fel lösenord, alltså", other)
		refused(t, "a wrong present one", "credentials_wrong", wrong)
		if fault.KindOf(wrong) != fault.Forbidden {
			t.Error("a wrong password must not look like a lost session")
		}
		refused(t, "a bad new one", "password_too_short", v.Accounts.ChangePassword(ctx, h.Viewer, apptest.Password, "kort"))
		refused(t, "a visitor", "session_missing", v.Accounts.ChangePassword(ctx, actor.Viewer{}, apptest.Password, other))
		refused(t, "a token that reads", "scope_insufficient", v.Accounts.ChangePassword(ctx, actor.Viewer{Member: v.ID("Ada"), ReadOnly: true}, apptest.Password, other))
		refused(t, "who has none", "credentials_wrong", v.Accounts.ChangePassword(ctx, v.Viewer(t, "Bo"), apptest.Password, other))
		refused(t, "a good one", "", v.Accounts.ChangePassword(ctx, h.Viewer, apptest.Password, other))
		_, err = v.Accounts.Holder(ctx, here, "")
		refused(t, "this session stays", "", err)
		_, err = v.Accounts.Holder(ctx, there, "")
		refused(t, "the others end", "session_missing", err)
		if !slices.Contains(ends(t, v), "session.ended "+session) {
			t.Errorf("their sockets are not told: %q", ends(t, v))
		}
	})
}

func TestGuessingOnesOwnPasswordWaits(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		giveKey(t, v, "Ada")
		for range 5 {
			refused(t, "a guess", "credentials_wrong", v.Accounts.ChangePassword(ctx, v.Viewer(t, "Ada"), "fel lösenord, alltså", other))
		}
		refused(t, "the right one waits", "too_many_requests", v.Accounts.ChangePassword(ctx, v.Viewer(t, "Ada"), apptest.Password, other))
	}, "RATE_LIMITS=on")
}
