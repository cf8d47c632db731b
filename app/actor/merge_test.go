package actor_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/area"
	"kraftsam/app/forum"
	"kraftsam/app/platform/ref"
)

// propose has a villager propose an organisation and gives its id and that of the request to speak for it.
func propose(t *testing.T, v *apptest.Village, name, organisation string) (id, request string) {
	t.Helper()
	r, err := v.Actors.ProposeBy(ctx, v.Viewer(t, name), actor.Proposal{Name: organisation, Kind: "company", Sector: "business", Level: "local", Municipality: apptest.Berg})
	refused(t, name+" proposes "+organisation, "", err)
	return r.OrganisationID, r.ID
}

func TestProposedOrganisations(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		alva := v.Viewer(t, "Alva")
		_, err := v.Actors.ProposeBy(ctx, actor.Viewer{}, actor.Proposal{})
		refused(t, "a visitor", "session_missing", err)
		mill, request := propose(t, v, "Ada", "Åkvarnen i Berg")
		saw, _ := propose(t, v, "Cai", "Sågen")
		list, err := v.Actors.Proposals(ctx, alva)
		if err != nil || len(list) != 2 || list[0].Proposer.Name != "Ada" || len(list[0].Similar) != 1 || list[0].Similar[0].ID != v.Mill || len(list[1].Similar) != 0 {
			t.Errorf("%+v %v", list, err)
		}
		_, err = v.Actors.Proposals(ctx, v.Viewer(t, "Mona"))
		refused(t, "a moderator", "forbidden", err)
		refused(t, "a member confirms", "forbidden", v.Actors.ConfirmOrganisation(ctx, v.Viewer(t, "Ada"), mill, ""))
		refused(t, "confirming", "", v.Actors.ConfirmOrganisation(ctx, alva, mill, ""))
		if speaks(t, v, "Ada", mill) {
			t.Error("who proposed it speaks for it without leave")
		}
		refused(t, "refusing what stands there", "organisation_not_waiting", v.Actors.RefuseOrganisation(ctx, alva, mill, "x"))
		refused(t, "its request", "", v.Actors.Confirm(ctx, alva, request, ""))
		refused(t, "refusing", "", v.Actors.RefuseOrganisation(ctx, alva, saw, "finns inte"))
		refused(t, "confirming what was refused", "organisation_unknown", v.Actors.ConfirmOrganisation(ctx, alva, saw, ""))
		_, err = v.Actors.Represent(ctx, v.Viewer(t, "Dag"), saw)
		refused(t, "asking for what was refused", "organisation_unknown", err)
		if own, err := v.Actors.Representations(ctx, v.Viewer(t, "Cai")); err != nil || len(own) != 1 {
			t.Errorf("the request for what was refused stands: %+v %v", own, err)
		}
		got := append(letters(t, v, v.Email("Ada")), letters(t, v, v.Email("Cai"))...)
		if diff := cmp.Diff([]string{"Åkvarnen i Berg finns nu hos Kraftsam", "Du kan nu företräda Åkvarnen i Berg", "Sågen togs inte med"}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestDoublesBecomeOne(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		alva := v.Viewer(t, "Alva")
		double, request := propose(t, v, "Ada", "Åkvarnen")
		refused(t, "confirmed", "", v.Actors.Confirm(ctx, alva, request, ""))
		for _, name := range []string{"Bo", "Cai"} { // Bo speaks for both, Cai asks for both
			id := ask(t, v, name, double)
			if name == "Bo" {
				refused(t, "confirmed", "", v.Actors.Confirm(ctx, alva, id, ""))
			}
		}
		ask(t, v, "Cai", v.Mill)
		thread, err := v.Forum.Start(ctx, v.Viewer(t, "Ada"), v.Key("Ada"), forum.NewThread{Area: apptest.Energy, Title: "Vatten", Text: "Vi mal.", As: double})
		refused(t, "a thread of the double", "", err)
		for what, c := range map[string]struct {
			by         actor.Viewer
			from, into string
			why, code  string
		}{
			"a member":       {v.Viewer(t, "Bo"), double, v.Mill, "x", "forbidden"},
			"no reason":      {alva, double, v.Mill, "", "reason_missing"},
			"itself":         {alva, double, double, "x", "merge_impossible"},
			"into nothing":   {alva, double, "none", "x", "merge_impossible"},
			"of nothing":     {alva, "none", v.Mill, "x", "organisation_unknown"},
			"a reading word": {actor.Viewer{Member: alva.Member, Grants: alva.Grants, ReadOnly: true}, double, v.Mill, "x", "scope_insufficient"},
		} {
			refused(t, what, c.code, v.Actors.Merge(ctx, c.by, c.from, c.into, c.why))
		}
		refused(t, "merging", "", v.Actors.Merge(ctx, alva, double, v.Mill, "samma företag"))
		for name, want := range map[string]bool{"Ada": true, "Bo": true, "Cai": false, "Dag": false} {
			if speaks(t, v, name, v.Mill) != want || speaks(t, v, name, double) {
				t.Errorf("%s: for the mill %v, for the double %v", name, !want, speaks(t, v, name, double))
			}
		}
		read, err := v.Forum.Thread(ctx, actor.Viewer{}, thread.ID)
		if err != nil || read.Author.Organisation == nil || read.Author.Organisation.ID != v.Mill {
			t.Errorf("%+v %v", read.Author, err)
		}
		if o, err := v.Actors.Organisation(ctx, double); err != nil || o.ID != v.Mill {
			t.Errorf("the old address leads to %+v %v", o, err)
		}
		if page, err := v.Actors.Search(ctx, actor.Search{Query: "åkvarnen", Limit: 9}); err != nil || len(page.Items) != 1 {
			t.Errorf("%+v %v", page, err)
		}
		r, err := v.Actors.Represent(ctx, v.Viewer(t, "Dag"), double)
		if err != nil || r.OrganisationID != v.Mill {
			t.Errorf("asking by the old id: %+v %v", r, err)
		}
		refused(t, "merging twice", "organisation_unknown", v.Actors.Merge(ctx, alva, double, v.University, "x"))
		refused(t, "once more, elsewhere", "", v.Actors.Merge(ctx, alva, v.Mill, v.Municipality, "x"))
		if o, err := v.Actors.Organisation(ctx, double); err != nil || o.ID != v.Municipality {
			t.Errorf("the oldest address leads to %+v %v", o, err)
		}
		want := []string{"representation.confirmed Ada – Åkvarnen AB", "representation.confirmed Bo – Åkvarnen", "organisation.merged:" + v.Mill + " Åkvarnen samma företag",
			"organisation.merged:" + v.Municipality + " Åkvarnen AB x"}
		if diff := cmp.Diff(want, noted(t, v, "Alva")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTwoWhoMergeAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		codes := atOnce(
			func() error { return v.Actors.Merge(ctx, operator, v.Mill, v.University, "") },
			func() error { return v.Actors.Merge(ctx, operator, v.University, v.Mill, "") },
		)
		slices.Sort(codes)
		if codes[0] != "" || codes[1] != "organisation_unknown" && codes[1] != "merge_impossible" {
			t.Errorf("%q", codes)
		}
	})
}

// In the demonstration the region's own organisations stand in the directory, and nobody speaks for them.
func TestNobodySpeaksForARealOrganisationInTheDemonstration(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		slug := "region"
		region, err := inTx(v, func(ctx context.Context) (string, error) {
			return v.Actors.PutOrganisation(ctx, actor.Organisation{Slug: &slug, Name: "Regionen", Kind: "region", Sector: "public", Level: "regional"})
		})
		refused(t, "the region", "", err)
		_, err = v.Actors.Represent(ctx, v.Viewer(t, "Dag"), region)
		refused(t, "asking", "organisation_real", err)
		_, err = v.Accounts.Register(ctx, account.Newcomer{Email: "nils@by.example", Name: "Nils", Password: apptest.Password, Organisation: region})
		refused(t, "registering for it", "organisation_real", err)
		made, request := propose(t, v, "Dag", "Demo Sågen")
		refused(t, "a made-up one", "", v.Actors.Confirm(ctx, v.Viewer(t, "Alva"), request, ""))
		if o, err := v.Actors.Organisation(ctx, made); err != nil || !o.Demo || !speaks(t, v, "Dag", made) {
			t.Errorf("%+v %v", o, err)
		}
		refused(t, "by a merge", "organisation_real", v.Actors.Merge(ctx, v.Viewer(t, "Alva"), made, region, "x"))
		waiting, request := propose(t, v, "Mona", "Demo Kvarnen")
		refused(t, "what nobody speaks for", "", v.Actors.Merge(ctx, v.Viewer(t, "Alva"), waiting, region, "x"))
		refused(t, "and nobody will", "organisation_real", v.Actors.Confirm(ctx, v.Viewer(t, "Alva"), request, ""))
	}, "DEMO=on")
}

// Every act of the administration, by everybody whose act it is not: nothing happens, and the answer says why.
func TestTheAdministrationIsForAdministrators(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		reason := `{"reason":"x"}`
		calls := map[string]string{
			"GET /api/administration": "", "GET /api/administration/members": "", "GET /api/administration/organisations": "", "GET /api/administration/areas": "",
			"GET /api/administration/settings": "", "GET /api/administration/audit": "",
			"PUT /api/administration/members/{Bo}/approval": "", "DELETE /api/administration/members/{Bo}/approval": reason,
			"PUT /api/administration/members/{Bo}/suspension": reason, "DELETE /api/administration/members/{Bo}/suspension": reason,
			"POST /api/administration/members/{Bo}/roles":            `{"role":"moderator","reason":"x"}`,
			"DELETE /api/administration/roles/{role}":                reason,
			"PUT /api/administration/organisations/{o}/confirmation": "", "DELETE /api/administration/organisations/{o}/confirmation": reason,
			"POST /api/administration/organisations/{mill}/merge": `{"into":"{university}","reason":"x"}`,
			"POST /api/administration/areas":                      `{"slug":"ny","name":{"sv":"Ny","en":"New"},"hue":"plain","valid_from":"2026-01-01"}`,
			"PATCH /api/administration/areas/energi":              `{"private":true}`,
			"PUT /api/administration/areas/energi/sub-areas/sol":  `{"name":{"sv":"Sol","en":"Sun"},"valid_from":"2026-01-01"}`,
			"POST /api/administration/mail-test":                  "", "PATCH /api/administration/settings": `{"operator":"x","reason":"x"}`,
			"PUT /api/areas/energi/members/{Bo}": "", "DELETE /api/areas/energi/members/{Bo}": "", "GET /api/areas/energi/members": "",
		}
		o, _ := propose(t, v, "Cai", "Sågen")
		role := roleOf(t, v, "Dag", actor.Grant{Role: actor.Facilitator, Scope: area.Ref(apptest.Energy)})
		before := fmt.Sprint(len(noted(t, v, "test")), len(noted(t, v, "Alva")))
		var story []apptest.Case
		for do, body := range calls {
			do = apptest.Fill(do, map[string]string{"o": o, "role": role})
			for _, who := range []struct {
				as, code string
				status   int
			}{{"", "session_missing", 401}, {"Ada", "forbidden", 403}, {"Mona", "forbidden", 403}, {"Ada reading", "", 403}} {
				c := apptest.Case{Name: do + " by " + who.as, As: who.as, Do: do, Body: body, Want: who.status, Code: who.code}
				if who.as == "Ada reading" {
					if c.Code = "scope_insufficient"; do[:3] == "GET" {
						c.Code = "forbidden"
					}
				}
				story = append(story, c)
			}
		}
		v.Tell(t, story)
		if after := fmt.Sprint(len(noted(t, v, "test")), len(noted(t, v, "Alva"))); after != before {
			t.Errorf("something was done: %s acts before, %s after", before, after)
		}
		if !v.Viewer(t, "Dag").Is(actor.Facilitator, ref.Ref{Kind: "area", ID: apptest.Energy}) {
			t.Error("Dag lost his role")
		}
	})
}
