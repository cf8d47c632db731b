package area_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
)

var refused = apptest.Refused

// invite gives an invitation by Dag and the word of its link.
func invite(t *testing.T, v *apptest.Village, slug string, o area.Offer) (area.Invitation, string) {
	t.Helper()
	i, link, err := v.Areas.Invite(ctx, v.Viewer(t, "Dag"), slug, o)
	if err != nil {
		t.Fatal(err)
	}
	word, ok := strings.CutPrefix(link, v.URL+"/join#token=")
	if !ok {
		t.Fatalf("the link is %s", link)
	}
	return i, word
}

func used(t *testing.T, v *apptest.Village, slug, id string) int {
	t.Helper()
	all, err := v.Areas.Invitations(ctx, v.Viewer(t, "Dag"), slug)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range all {
		if i.ID == id {
			return i.Used
		}
	}
	t.Fatal("the invitation is not listed")
	return 0
}

// change writes to the database past every rule: what only time can do.
func change(t *testing.T, v *apptest.Village, statement string, args ...any) {
	t.Helper()
	err := v.DB.InTx(ctx, func(ctx context.Context) error { return v.DB.From(ctx).Exec(statement, args...).Error })
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhoInvites(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		reading := v.Viewer(t, "Dag")
		reading.ReadOnly = true
		for _, c := range []struct {
			name, slug string
			by         actor.Viewer
			offer      area.Offer
			code       string
		}{
			{"the facilitator", apptest.Energy, v.Viewer(t, "Dag"), area.Offer{}, ""},
			{"an administrator", apptest.Secret, v.Viewer(t, "Alva"), area.Offer{Uses: 500, Days: 90, Note: strings.Repeat("å", 200)}, ""},
			{"a visitor", apptest.Energy, actor.Viewer{}, area.Offer{}, "session_missing"},
			{"a token that reads", apptest.Energy, reading, area.Offer{}, "scope_insufficient"},
			{"a member", apptest.Energy, v.Viewer(t, "Ada"), area.Offer{}, "forbidden"},
			{"a moderator", apptest.Energy, v.Viewer(t, "Mona"), area.Offer{}, "forbidden"},
			{"a member of a private area", apptest.Secret, v.Viewer(t, "Cai"), area.Offer{}, "forbidden"},
			{"a stranger to it", apptest.Secret, v.Viewer(t, "Ada"), area.Offer{}, "area_unknown"},
			{"to nowhere", "none", v.Viewer(t, "Alva"), area.Offer{}, "area_unknown"},
			{"to what is over", apptest.Past, v.Viewer(t, "Alva"), area.Offer{}, "area_past"},
			{"nobody", apptest.Energy, v.Viewer(t, "Dag"), area.Offer{Uses: -1}, "uses_invalid"},
			{"too many", apptest.Energy, v.Viewer(t, "Dag"), area.Offer{Uses: 501}, "uses_invalid"},
			{"for too long", apptest.Energy, v.Viewer(t, "Dag"), area.Offer{Days: 91}, "days_invalid"},
			{"a long note", apptest.Energy, v.Viewer(t, "Dag"), area.Offer{Note: strings.Repeat("å", 201)}, "note_too_long"},
		} {
			_, _, err := v.Areas.Invite(ctx, c.by, c.slug, c.offer)
			refused(t, c.name, c.code, err)
		}
		i, word := invite(t, v, apptest.Energy, area.Offer{})
		if days := i.ExpiresAt.Sub(i.CreatedAt); i.Uses != 1 || days != 14*24*time.Hour || strings.Contains(i.Hash, word) || len(word) < 26 {
			t.Errorf("%+v", i)
		}
		for name, code := range map[string]string{"Dag": "", "Alva": "", "Ada": "forbidden", "Mona": "forbidden", "": "session_missing"} {
			_, err := v.Areas.Invitations(ctx, v.Viewer(t, name), apptest.Energy)
			refused(t, "the list for "+name, code, err)
		}
		for name, code := range map[string]string{"Ada": "invitation_unknown", "Mona": "invitation_unknown", "": "session_missing"} {
			refused(t, "ending by "+name, code, v.Areas.EndInvitation(ctx, v.Viewer(t, name), i.ID, ""))
		}
		refused(t, "ending none", "invitation_unknown", v.Areas.EndInvitation(ctx, v.Viewer(t, "Dag"), "none", ""))
	})
}

func TestAnInvitationOpensAPrivateArea(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		i, word := invite(t, v, apptest.Secret, area.Offer{Uses: 2, Note: "Välkomna!"})
		seen, a, err := v.Areas.Invitation(ctx, word)
		if err != nil || a.Slug != apptest.Secret || seen.Note != "Välkomna!" {
			t.Errorf("%+v %+v %v", seen, a, err)
		}
		_, err = v.Areas.Area(ctx, v.Viewer(t, "Ada"), apptest.Secret)
		refused(t, "before", "area_unknown", err)
		for name, code := range map[string]string{"": "session_missing", "Ada": ""} {
			_, err := v.Areas.Accept(ctx, v.Viewer(t, name), word)
			refused(t, "accepting as "+name, code, err)
		}
		_, err = v.Areas.Area(ctx, v.Viewer(t, "Ada"), apptest.Secret)
		refused(t, "after", "", err)
		for _, name := range []string{"Ada", "Cai"} { // Cai belonged to it before
			slug, err := v.Areas.Accept(ctx, v.Viewer(t, name), word)
			if err != nil || slug != apptest.Secret {
				t.Errorf("%s again: %s %v", name, slug, err)
			}
		}
		if n := used(t, v, apptest.Secret, i.ID); n != 1 {
			t.Errorf("counted %d times for one person", n)
		}
		_, err = v.Areas.Accept(ctx, v.Viewer(t, "Bo"), word)
		refused(t, "passed on to Bo", "", err)
		_, err = v.Areas.Accept(ctx, v.Viewer(t, "Mona"), word)
		refused(t, "used up", "invitation_unknown", err)
		_, _, err = v.Areas.Invitation(ctx, word)
		refused(t, "looked at", "invitation_unknown", err)
		_, err = v.Areas.Accept(ctx, v.Viewer(t, "Ada"), word)
		refused(t, "who is in finds the way", "", err)
	})
}

func TestAnInvitationThatLetsNobodyIn(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		ended, word := invite(t, v, apptest.Energy, area.Offer{})
		refused(t, "ending", "", v.Areas.EndInvitation(ctx, v.Viewer(t, "Alva"), ended.ID, ""))
		_, old := invite(t, v, apptest.Energy, area.Offer{Days: 1})
		change(t, v, "UPDATE invitations SET expires_at = ? WHERE id <> ?", db.Now().Add(-time.Second), ended.ID)
		_, over := invite(t, v, apptest.Secret, area.Offer{})
		change(t, v, "UPDATE areas SET valid_to = '2021-01-01' WHERE slug = ?", apptest.Secret)
		for name, w := range map[string]string{"ended": word, "too old": old, "to an area that is over": over, "made up": "x", "empty": ""} {
			_, err := v.Areas.Accept(ctx, v.Viewer(t, "Ada"), w)
			refused(t, name, "invitation_unknown", err)
			_, _, err = v.Areas.Invitation(ctx, w)
			refused(t, name+", looked at", "invitation_unknown", err)
		}
		if joined, err := v.Areas.Joined(ctx, v.ID("Ada")); err != nil || len(joined) != 0 {
			t.Errorf("%v %v", joined, err)
		}
	})
}

// However many come at once, one place is one person.
func TestPlacesAreCountedExactly(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		i, word := invite(t, v, apptest.Secret, area.Offer{Uses: 3})
		names := []string{"Ada", "Ada", "Bo", "Bo", "Mona", "Alva", "Cai"}
		results := make(chan error, len(names))
		for _, name := range names {
			by := v.Viewer(t, name)
			go func() {
				_, err := v.Areas.Accept(ctx, by, word)
				results <- err
			}()
		}
		for range names {
			if err := <-results; err != nil {
				refused(t, "one too many", "invitation_unknown", err)
			}
		}
		came := -1 // Cai was in
		for _, name := range []string{"Ada", "Bo", "Mona", "Alva", "Cai"} {
			if joined, _ := v.Areas.Joined(ctx, v.ID(name)); joined[apptest.Secret] {
				came++
			}
		}
		if n := used(t, v, apptest.Secret, i.ID); n != 3 || came != 3 {
			t.Errorf("counted %d, came %d, want 3", n, came)
		}
	})
}

func stranger(name, word string) account.Newcomer {
	return account.Newcomer{Email: name + "@by.example", Name: name, Password: apptest.Password, Invitation: word}
}

func TestRegisteringByInvitation(t *testing.T) {
	for _, mode := range []string{"open", "approval", "invite"} {
		apptest.Each(t, func(t *testing.T, v *apptest.Village) {
			i, word := invite(t, v, apptest.Secret, area.Offer{Uses: 2})
			became, err := v.Accounts.Become(ctx, stranger("nils", word))
			if err != nil || became != (account.Became{Status: account.Active, Area: apptest.Secret}) {
				t.Fatal(became, err)
			}
			m, err := v.Actors.MemberByEmail(ctx, "nils@by.example")
			if err != nil || m.ApprovedAt == nil || m.ConfirmedAt != nil {
				t.Errorf("%+v %v", m, err)
			}
			_, err = v.Areas.Area(ctx, actor.Viewer{Member: m.ID}, apptest.Secret)
			refused(t, "the area", "", err)
			same, err := v.Accounts.Become(ctx, stranger("ada", word))
			if err != nil || same != became {
				t.Errorf("a taken address is told: %+v %v", same, err)
			}
			if n := used(t, v, apptest.Secret, i.ID); n != 1 {
				t.Errorf("counted %d", n)
			}
			_, err = v.Accounts.Become(ctx, stranger("olle", "x"))
			refused(t, "made up", "invitation_unknown", err)
			if fault.KindOf(err) != fault.Invalid || fault.As(err).Fields[0].Location != "body.invitation" {
				t.Errorf("%v", err)
			}
		}, "REGISTRATION="+strings.ToLower(mode))
	}
}

// Of two newcomers on the last place one becomes a member; the other gets no account by it.
func TestTwoNewcomersOnTheLastPlace(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		i, word := invite(t, v, apptest.Secret, area.Offer{})
		results := make(chan error, 2)
		for _, name := range []string{"nils", "olle"} {
			go func() {
				_, err := v.Accounts.Become(ctx, stranger(name, word))
				results <- err
			}()
		}
		in := 0
		for range 2 {
			if err := <-results; err == nil {
				in++
			} else {
				refused(t, "the other", "invitation_unknown", err)
			}
		}
		members := 0
		for _, email := range []string{"nils@by.example", "olle@by.example"} {
			if _, err := v.Actors.MemberByEmail(ctx, email); err == nil {
				members++
			}
		}
		if n := used(t, v, apptest.Secret, i.ID); in != 1 || members != 1 || n != 1 {
			t.Errorf("%d came in, %d members, counted %d", in, members, n)
		}
	}, "REGISTRATION=invite")
}
