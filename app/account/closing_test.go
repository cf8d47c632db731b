package account_test

import (
	"slices"
	"strings"
	"testing"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/platform/live"
)

func TestClosingAnAccount(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		giveKey(t, v, "Cai")
		cookie, _ := signIn(t, v, "cai@by.example")
		token := v.Token(t, "Cai", "write")
		magic := askForLink(t, v, "cai@by.example", "")
		cai := v.Viewer(t, "Cai")
		refused(t, "a wrong password", "credentials_wrong", v.Accounts.Close(ctx, cai, "fel lösenord, alltså", ""))
		refused(t, "no password", "credentials_wrong", v.Accounts.Close(ctx, proved(t, v, "Cai"), "", ""))
		refused(t, "a visitor", "session_missing", v.Accounts.Close(ctx, actor.Viewer{}, "", ""))
		refused(t, "a long story", "text_too_long", v.Accounts.Close(ctx, cai, apptest.Password, strings.Repeat("å", 501)))
		refused(t, "the right one", "", v.Accounts.Close(ctx, cai, apptest.Password, "Jag flyttar."))

		_, err := v.Accounts.Holder(ctx, cookie, "")
		refused(t, "the session", "session_missing", err)
		_, err = v.Accounts.Holder(ctx, "", token)
		refused(t, "the token", "token_unknown", err)
		if !slices.Contains(ends(t, v), live.MemberSuspended+" "+cai.Member) {
			t.Errorf("the sockets are not told: %q", ends(t, v))
		}
		_, _, err = v.Accounts.SignIn(ctx, "cai@by.example", apptest.Password, firefox)
		refused(t, "the password", "credentials_wrong", err)
		_, _, err = v.Accounts.SignIn(ctx, "closed:"+cai.Member, apptest.Password, firefox)
		refused(t, "whatever stands for the address", "credentials_wrong", err)
		_, _, _, err = v.Accounts.SignInByLink(ctx, magic, firefox)
		refused(t, "a link that was under way", "link_unknown", err)
		refused(t, "asking for a link", "", v.Accounts.AskForLink(ctx, "cai@by.example", "", "net"))
		if got := subjects(t, v, "cai@by.example"); got[0] != "Ditt konto hos Kraftsam är avslutat" {
			t.Errorf("%q", got)
		}
		m, err := v.Actors.Member(ctx, cai.Member)
		if err != nil || m.Name != actor.ClosedName || strings.Contains(m.Email, "cai") || m.Shown || m.ClosedAt == nil {
			t.Errorf("%+v %v", m, err)
		}
		author, err := v.Actors.Authors(ctx, []actor.Spoken{{Member: cai.Member}})
		if err != nil || author(actor.Spoken{Member: cai.Member}).Name != actor.ClosedName || !author(actor.Spoken{Member: cai.Member}).Closed {
			t.Error("shown by name", err)
		}
		if joined, err := v.Areas.Joined(ctx, cai.Member); err != nil || len(joined) != 0 {
			t.Errorf("still belongs to %v %v", joined, err)
		}
		if all, err := v.Actors.Representations(ctx, cai); err != nil || len(all) != 0 {
			t.Errorf("still asks to speak for %v %v", all, err)
		}
		if status, err := v.Accounts.Register(ctx, newcomer("cai@by.example")); err != nil || status != account.Active {
			t.Errorf("coming back: %s %v", status, err)
		}
	})
}

func TestClosingWithoutAPassword(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		refused(t, "without a proof", "step_up_needed", v.Accounts.Close(ctx, v.Viewer(t, "Bo"), "", ""))
		refused(t, "with one", "", v.Accounts.Close(ctx, proved(t, v, "Bo"), "", ""))
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		giveKey(t, v, "Alva")
		cookie, _ := signIn(t, v, "alva@by.example")
		refused(t, "closing", "last_administrator", v.Accounts.Close(ctx, v.Viewer(t, "Alva"), apptest.Password, ""))
		_, err := v.Accounts.Holder(ctx, cookie, "")
		refused(t, "nothing has ended", "", err)
		if got := subjects(t, v, "alva@by.example"); len(got) != 0 {
			t.Errorf("%q", got)
		}
	})
}
