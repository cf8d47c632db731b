package account_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/web"
)

func TestSessionsEndAndEveryNodeHearsOfIt(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		giveKey(t, v, "Ada")
		cookie1, id1 := signIn(t, v, "ada@by.example")
		cookie2, id2 := signIn(t, v, "ada@by.example")
		_, id3 := signIn(t, v, "ada@by.example")
		_, id4 := signIn(t, v, "ada@by.example")
		ada := v.Viewer(t, "Ada")
		ada.Session = id2
		list, err := v.Accounts.Sessions(ctx, ada)
		if err != nil || len(list) != 4 || list[0].Device != "Firefox Linux" || list[0].Hash == cookie1 {
			t.Errorf("%+v %v", list, err)
		}
		refused(t, "a stranger's", "session_unknown", v.Accounts.EndSession(ctx, v.Viewer(t, "Bo"), id1))
		refused(t, "one's own", "", v.Accounts.EndSession(ctx, ada, id1))
		refused(t, "twice", "session_unknown", v.Accounts.EndSession(ctx, ada, id1))
		refused(t, "a visitor", "session_missing", v.Accounts.EndSession(ctx, actor.Viewer{}, id1))
		_, err = v.Accounts.Holder(ctx, cookie1, "")
		refused(t, "its cookie", "session_missing", err)
		refused(t, "all others", "", v.Accounts.EndOthers(ctx, ada))
		refused(t, "signing out", "", v.Accounts.SignOut(ctx, cookie2))
		refused(t, "again", "", v.Accounts.SignOut(ctx, cookie2))
		refused(t, "without any", "", v.Accounts.SignOut(ctx, ""))
		want := map[string]bool{}
		for _, id := range []string{id1, id2, id3, id4} {
			want[live.SessionEnded+" "+id] = true
		}
		told := ends(t, v)
		got := map[string]bool{}
		for _, e := range told {
			got[e] = true
		}
		if diff := cmp.Diff(want, got); diff != "" || len(told) != 4 {
			t.Errorf("%v %s", told, diff)
		}
		if list, err = v.Accounts.Sessions(ctx, ada); err != nil || len(list) != 0 {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestASessionEndsByItself(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		giveKey(t, v, "Ada")
		cookie, id := signIn(t, v, "ada@by.example")
		h, err := v.Accounts.Holder(ctx, cookie, "")
		if left := time.Until(h.Expires); err != nil || left > account.SessionLife || left < account.SessionLife-time.Minute {
			t.Errorf("%v left, %v", left, err)
		}
		set(t, v, "UPDATE sessions SET seen_at = ? WHERE id = ?", db.Now().Add(-time.Hour), id)
		_, err = v.Accounts.Holder(ctx, cookie, "")
		refused(t, "coming back", "", err)
		list, _ := v.Accounts.Sessions(ctx, v.Viewer(t, "Ada"))
		if len(list) != 1 || time.Since(list[0].SeenAt) > time.Minute {
			t.Errorf("the last use is not noted: %+v", list)
		}
		set(t, v, "UPDATE sessions SET expires_at = ? WHERE id = ?", db.Now(), id)
		_, err = v.Accounts.Holder(ctx, cookie, "")
		refused(t, "too late", "session_missing", err)
	})
}

func set(t *testing.T, v *apptest.Village, statement string, args ...any) {
	t.Helper()
	err := v.DB.InTx(ctx, func(ctx context.Context) error { return v.DB.From(ctx).Exec(statement, args...).Error })
	if err != nil {
		t.Fatal(err)
	}
}

func TestTokens(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		ada := v.Viewer(t, "Ada")
		for name, n := range map[string]account.NewToken{
			"name_empty": {Days: 1}, "scope_unknown": {Name: "x", Scope: "admin", Days: 1}, "expiry_invalid": {Name: "x", Days: 366},
		} {
			_, _, err := v.Accounts.MakeToken(ctx, ada, n)
			refused(t, name, name, err)
		}
		_, _, err := v.Accounts.MakeToken(ctx, ada, account.NewToken{Name: "x", Days: 0})
		refused(t, "no time at all", "expiry_invalid", err)
		made, word, err := v.Accounts.MakeToken(ctx, ada, account.NewToken{Name: "väggskärm", Scope: "read", Days: 365})
		refused(t, "a token", "", err)
		h, err := v.Accounts.Holder(ctx, "a cookie that nobody looks at", word)
		if err != nil || h.Viewer.Member != ada.Member || !h.Viewer.ReadOnly || h.Viewer.Session != made.ID || made.Hash == word {
			t.Errorf("%+v %v", h, err)
		}
		refused(t, "it may not make another", "scope_insufficient", func() error {
			_, _, err := v.Accounts.MakeToken(ctx, h.Viewer, account.NewToken{Name: "y", Days: 1})
			return err
		}())
		list, err := v.Accounts.Tokens(ctx, ada)
		if err != nil || len(list) != 1 || list[0].UsedAt == nil {
			t.Errorf("%+v %v", list, err)
		}
		refused(t, "a stranger's", "token_unknown", v.Accounts.EndToken(ctx, v.Viewer(t, "Bo"), made.ID))
		refused(t, "one's own", "", v.Accounts.EndToken(ctx, ada, made.ID))
		if diff := cmp.Diff([]string{live.SessionEnded + " " + made.ID}, ends(t, v)); diff != "" {
			t.Error(diff)
		}
		for _, dead := range []string{word, "nonsense", ""} {
			h, err := v.Accounts.Holder(ctx, "", dead)
			if dead != "" {
				refused(t, "a dead one", "token_unknown", err)
			}
			if h.Viewer.SignedIn() {
				t.Errorf("%q is %+v", dead, h.Viewer)
			}
		}
	})
}

func TestWhoIsSuspendedIsOutside(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		giveKey(t, v, "Ada")
		cookie, _ := signIn(t, v, "ada@by.example")
		bearer := v.Token(t, "Ada", "write")
		refused(t, "suspending", "", v.Actors.Suspend(ctx, actor.Program("test"), v.ID("Ada"), ""))
		if diff := cmp.Diff([]string{live.MemberSuspended + " " + v.ID("Ada")}, ends(t, v)); diff != "" {
			t.Error(diff)
		}
		_, _, err := v.Accounts.SignIn(ctx, "ada@by.example", apptest.Password, web.Credentials{})
		refused(t, "signing in", "account_suspended", err)
		_, _, err = v.Accounts.SignIn(ctx, "ada@by.example", "fel lösenord, alltså", web.Credentials{})
		refused(t, "with a wrong password nobody learns it", "credentials_wrong", err)
		for _, c := range [][2]string{{cookie, ""}, {"", bearer}} {
			if _, err := v.Accounts.Holder(ctx, c[0], c[1]); fault.KindOf(err) != fault.Unauthenticated {
				t.Error(err)
			}
		}
		refused(t, "restoring", "", v.Actors.Restore(ctx, actor.Program("test"), v.ID("Ada"), "lugnt igen"))
		_, err = v.Accounts.Holder(ctx, "", bearer)
		refused(t, "the token is good again", "", err)
		_, err = v.Accounts.Holder(ctx, cookie, "")
		refused(t, "the session stays dead", "session_missing", err)
	})
}

// A cookie that is no good makes a visitor, a bearer that is no good a refusal; and a database that is away is neither.
func TestWhoIsAsking(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		in, err := v.Accounts.Identify(ctx, web.Credentials{Cookie: "old"})
		if err != nil || actor.ViewerOf(in).SignedIn() {
			t.Errorf("%+v %v", actor.ViewerOf(in), err)
		}
		_, err = v.Accounts.Identify(ctx, web.Credentials{Bearer: "old"})
		refused(t, "a dead bearer", "token_unknown", err)
		in, err = v.Accounts.Identify(ctx, web.Credentials{Bearer: v.Token(t, "Dag", "write")})
		if by := actor.ViewerOf(in); err != nil || by.Member != v.ID("Dag") || len(by.Grants) != 2 || by.ReadOnly {
			t.Errorf("%+v %v", by, err)
		}
		gone, cancel := context.WithTimeout(ctx, 0)
		defer cancel()
		for _, c := range []web.Credentials{{Cookie: "x"}, {Bearer: "x"}} {
			if _, err := v.Accounts.Identify(gone, c); fault.KindOf(err) != fault.Unavailable {
				t.Errorf("%+v: %v", c, err)
			}
		}
	})
}

// What a program may that only reads, it may over the live connection too.
func TestARightThatATokenLacks(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for scope, reads := range map[string]bool{"read": true, "write": false} {
			w, err := v.Accounts.Watcher(ctx, "", v.Token(t, "Dag", scope))
			refused(t, scope, "", err)
			by, err := v.Accounts.ViewerOf(ctx, w)
			if err != nil || by.ReadOnly != reads || by.Member != v.ID("Dag") || len(by.Grants) != 2 || w.Expires.IsZero() {
				t.Errorf("%s: %+v %v", scope, by, err)
			}
		}
		if by, err := v.Accounts.ViewerOf(ctx, live.Watcher{}); err != nil || by.SignedIn() {
			t.Errorf("%+v %v", by, err)
		}
	})
}
