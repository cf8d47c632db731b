package workshop_test

import (
	"net/http"
	"strings"
	"testing"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/platform/web"
	"kraftsam/app/workshop"
)

// joins has somebody new join by code, and gives the guest as the services see them, and the word of their cookie.
func joins(t testing.TB, v *apptest.Village, code, name string) (actor.Viewer, string) {
	t.Helper()
	j, err := v.Workshops.JoinByCode(ctx, actor.Viewer{}, code, workshop.Taking{Name: name, OrganisationName: "Byalaget", Municipality: apptest.Berg}, "", web.Credentials{Prefix: "10.0.0.0"})
	if err != nil {
		t.Fatal(err)
	}
	h, err := v.Accounts.Holder(ctx, j.Word, "")
	if err != nil {
		t.Fatal(err)
	}
	return h.Viewer, j.Word
}

func TestAGuestTakesPartAndDoesNothingElse(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := planned(t, v, apptest.Secret)
		does(t, v, id, workshop.Invite)
		code := seen(t, v, v.Viewer(t, "Dag"), id).Code
		if at := seen(t, v, v.Viewer(t, "Cai"), id); at.Code != "" {
			t.Error("whoever only reads is shown the code")
		}
		f, err := v.Workshops.Lookup(ctx, strings.ToLower(code[:3])+" "+code[3:], "n")
		if err != nil || f.ID != id || f.Title != "Dialogmöte" || f.Leader != "Dag" {
			t.Errorf("%+v, %v", f, err)
		}
		guest, _ := joins(t, v, code, "Ove")
		at := seen(t, v, guest, id)
		if at.People.Guests != 1 || at.Mine == nil || at.Mine.Name != "Ove" || !at.May.Write || at.May.Facilitate || at.Code != code {
			t.Errorf("%+v %+v", at.Mine, at.May)
		}
		_, err = v.Forum.Thread(ctx, guest, at.Thread)
		refused(t, "the private thread", err, "thread_unknown")
		_, err = v.Workshops.Workshop(ctx, guest, planned(t, v, apptest.Secret))
		refused(t, "another workshop", err, "workshop_unknown")
		other := planned(t, v, apptest.Energy)
		does(t, v, other, workshop.Invite)
		_, err = v.Workshops.TakePart(ctx, guest, other, workshop.Taking{})
		refused(t, "another workshop that everybody reads", err, "guest_only")
		refused(t, "writing elsewhere", guest.MayWrite(), "guest_only")
		_, err = v.Workshops.Move(ctx, guest, id, at.Version, workshop.Act{Do: workshop.Start})
		refused(t, "leading", err, "guest_only")
		if _, err := v.Workshops.Remove(ctx, v.Viewer(t, "Dag"), id, at.Mine.Participant); err != nil {
			t.Fatal(err)
		}
		grants, err := v.Actors.Grants(ctx, guest.Member)
		if err != nil {
			t.Fatal(err)
		}
		guest.Grants = grants
		_, err = v.Workshops.Workshop(ctx, guest, id)
		refused(t, "shown out", err, "workshop_unknown")
		refused(t, "no member for that", guest.MayWrite(), "guest_only")
	})
}

func TestACodeIsGoodAsLongAsItShould(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag := planned(t, v, apptest.Energy), v.Viewer(t, "Dag")
		does(t, v, id, workshop.Invite)
		try := func(what, code string, good bool) {
			t.Helper()
			_, err := v.Workshops.Lookup(ctx, code, "n")
			if good && err != nil {
				t.Errorf("%s: %v", what, err)
			} else if !good {
				refused(t, what, err, "code_unknown")
			}
		}
		first := seen(t, v, dag, id).Code
		try("the first", first, true)
		for _, wrong := range []string{"", "AAAAAA", "BBBBB", first + "B", "💥💥💥💥💥💥"} {
			try(wrong, wrong, false)
		}
		if _, err := v.Workshops.SetCode(ctx, v.Viewer(t, "Bo"), id, false); err == nil {
			t.Error("a member makes codes")
		}
		if _, err := v.Workshops.SetCode(ctx, dag, id, false); err != nil {
			t.Fatal(err)
		}
		second := seen(t, v, dag, id).Code
		try("the one before", first, false)
		try("the new one", second, true)
		if _, err := v.Workshops.SetCode(ctx, dag, id, true); err != nil {
			t.Fatal(err)
		}
		try("shut", second, false)
		does(t, v, id, workshop.Start)
		if code := seen(t, v, dag, id).Code; code != "" {
			t.Errorf("opened again by itself: %s", code)
		}
		if _, err := v.Workshops.SetCode(ctx, dag, id, false); err != nil {
			t.Fatal(err)
		}
		third := seen(t, v, dag, id).Code
		does(t, v, id, workshop.End)
		try("just ended", third, true)
		change(t, v, "UPDATE workshops SET ended_at = '2020-01-01 12:00:00' WHERE id = ?", id)
		try("long ended", third, false)
	})
}

// A guest who makes an account in their session, or has one and signs in there, keeps what is theirs, once.
func TestAGuestBecomesAMember(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := planned(t, v, apptest.Energy)
		does(t, v, id, workshop.Invite)
		code := seen(t, v, v.Viewer(t, "Dag"), id).Code
		guest, word := joins(t, v, code, "Ove")
		mine := seen(t, v, guest, id).Mine.Participant
		if _, err := v.Accounts.Become(ctx, account.Newcomer{Email: "ove@by.example", Name: "Ove Ek", Password: apptest.Password, Lang: "sv", Guest: guest.Member, Network: "n"}); err != nil {
			t.Fatal(err)
		}
		h, err := v.Accounts.Holder(ctx, word, "")
		if err != nil || h.Viewer.Member != guest.Member || h.Viewer.IsGuest() || h.Viewer.MayWrite() != nil {
			t.Fatalf("%+v, %v", h.Viewer, err)
		}
		if at := seen(t, v, h.Viewer, id); at.Mine.Participant != mine || at.People != (workshop.WorkshopPeople{ID: id, Members: 1}) || at.Mine.Kind != workshop.Member {
			t.Errorf("%+v %+v", at.Mine, at.People)
		}

		second, cookie := joins(t, v, code, "Bo som gäst")
		if err := v.Accounts.SetPassword(ctx, v.ID("Bo"), apptest.Password); err != nil {
			t.Fatal(err)
		}
		if _, _, err := v.Accounts.SignIn(ctx, v.Email("Bo"), apptest.Password, web.Credentials{Cookie: cookie, Prefix: "n"}); err != nil {
			t.Fatal(err)
		}
		bo := v.Viewer(t, "Bo")
		if at := seen(t, v, bo, id); at.Mine == nil || at.Mine.Name != "Bo" || at.People.Members != 2 || at.People.Guests != 0 {
			t.Errorf("%+v %+v", at.Mine, at.People)
		}
		if _, err := v.Accounts.Holder(ctx, cookie, ""); err == nil {
			t.Error("the guest's session goes on")
		}
		if m, err := v.Actors.Member(ctx, second.Member); err != nil || m.ClosedAt == nil {
			t.Errorf("the guest stays: %+v, %v", m, err)
		}
		_, third := joins(t, v, code, "Bo en gång till")
		if _, _, err := v.Accounts.SignIn(ctx, v.Email("Bo"), apptest.Password, web.Credentials{Cookie: third, Prefix: "n"}); err != nil {
			t.Fatal(err)
		}
		if at := seen(t, v, bo, id); at.People.Members != 2 || at.People.Guests != 0 {
			t.Errorf("doubled: %+v", at.People)
		}
	})
}

func TestJoiningOverHTTP(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := planned(t, v, apptest.Energy)
		does(t, v, id, workshop.Invite)
		code := seen(t, v, v.Viewer(t, "Dag"), id).Code
		v.Serve(t)
		body := `{"code":"` + code + `","name":"Ove","organisation_name":"Byalaget","municipality":"2326"}`
		res, _ := v.Call(t, "", "POST /api/workshops/join", body, map[string]string{"Origin": "http://evil.example"})
		if res.StatusCode != http.StatusForbidden {
			t.Errorf("another site joins people: %d", res.StatusCode)
		}
		res, answer := v.Call(t, "", "POST /api/workshops/join", body, map[string]string{"Origin": v.URL})
		if res.StatusCode != http.StatusOK || len(res.Cookies()) != 1 || !res.Cookies()[0].HttpOnly {
			t.Fatalf("%d %s", res.StatusCode, answer)
		}
		cookie := map[string]string{"Cookie": res.Cookies()[0].String(), "Origin": v.URL}
		for do, want := range map[string]int{"GET /api/session": 200, "GET /api/workshops/" + id: 200, "GET /api/inbox": 403, "POST /api/tokens": 403, "GET /api/areas/energi/threads": 200} {
			res, answer := v.Call(t, "", do, map[bool]string{true: `{"name":"x"}`}[strings.HasPrefix(do, "POST")], cookie)
			if res.StatusCode != want {
				t.Errorf("%s: %d %s", do, res.StatusCode, answer)
			}
		}
	})
}
