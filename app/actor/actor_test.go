package actor_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/area"
	"kraftsam/app/platform/ref"
)

var ctx = context.Background()

var refused = apptest.Refused

func TestRolesAndTheirPlace(t *testing.T) {
	here, there := area.Ref("here"), area.Ref("there")
	local := actor.Viewer{Member: "m", Grants: []actor.Grant{{Role: actor.Facilitator, Scope: here}}}
	house := actor.Viewer{Member: "m", Grants: []actor.Grant{{Role: actor.Moderator}}}
	for name, ok := range map[string]bool{
		"here": local.Is(actor.Facilitator, here), "not there": !local.Is(actor.Facilitator, there), "not everywhere": !local.Is(actor.Facilitator, ref.Ref{}),
		"another role": !local.Is(actor.Moderator, here), "everywhere": house.Is(actor.Moderator, here), "moderates": house.Moderates(), "does not": !local.Moderates(),
		"a visitor is nothing": !(actor.Viewer{}).Is(actor.Moderator, ref.Ref{}),
	} {
		if !ok {
			t.Error(name)
		}
	}
	refused(t, "a visitor", "session_missing", actor.Viewer{}.MayWrite())
	refused(t, "a reader", "scope_insufficient", actor.Viewer{Member: "m", ReadOnly: true}.MayWrite())
	refused(t, "a reader is known", "", actor.Viewer{Member: "m", ReadOnly: true}.Known())
	if by := actor.ViewerOf(ctx); by.SignedIn() {
		t.Errorf("%+v", by)
	}
}

func TestRepresenting(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		ada := v.Viewer(t, "Ada")
		may := func(code string) {
			t.Helper()
			refused(t, "speaking for the mill", code, v.Actors.MaySpeakFor(ctx, ada, v.Mill))
		}
		may("as_refused")
		first, err := v.Actors.Represent(ctx, ada, v.Mill)
		refused(t, "asking", "", err)
		may("as_refused")
		again, err := v.Actors.Represent(ctx, ada, v.Mill)
		if err != nil || again.ID != first.ID {
			t.Errorf("asking twice: %+v and %+v, %v", first, again, err)
		}
		_, err = v.Actors.Represent(ctx, ada, "none")
		refused(t, "asking for nobody", "organisation_unknown", err)
		refused(t, "confirming", "", v.Actors.Confirm(ctx, actor.Program("test"), first.ID, ""))
		may("")
		refused(t, "somebody else ends it", "representation_unknown", v.Actors.Leave(ctx, v.Viewer(t, "Bo"), first.ID))
		refused(t, "one's own end", "", v.Actors.Leave(ctx, ada, first.ID))
		refused(t, "ended twice", "representation_unknown", v.Actors.Leave(ctx, ada, first.ID))
		may("as_refused")
		refused(t, "confirming what has ended", "representation_unknown", v.Actors.Confirm(ctx, actor.Program("test"), first.ID, ""))
		if next, err := v.Actors.Represent(ctx, ada, v.Mill); err != nil || next.ID == first.ID || next.ConfirmedAt != nil {
			t.Errorf("asking anew: %+v %v", next, err)
		}
		refused(t, "as oneself", "", v.Actors.MaySpeakFor(ctx, ada, ""))
	})
}

func TestTheDirectory(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for _, name := range []string{"Ängslagret", "ÅRE vind", "Zonen", "Östra sågen", "100%_vind", "Ångström"} {
			slug := strings.ToLower(name)
			_, err := inTx(v, func(ctx context.Context) (string, error) {
				return v.Actors.PutOrganisation(ctx, actor.Organisation{Slug: &slug, Name: name, Kind: "company", Sector: "business", Level: "local"})
			})
			refused(t, name, "", err)
		}
		search := func(q actor.Search) (names []string) {
			t.Helper()
			if q.Limit == 0 {
				q.Limit = 50
			}
			page, err := v.Actors.Search(ctx, q)
			refused(t, fmt.Sprintf("%+v", q), "", err)
			for _, o := range page.Items {
				names = append(names, o.Name)
			}
			return names
		}
		all := []string{"100%_vind", "Bergs kommun", "Fjälluniversitetet", "Zonen", "Åkvarnen AB", "Ångström", "ÅRE vind", "Ängslagret", "Östra sågen"}
		for what, c := range map[string]struct {
			q    actor.Search
			want []string
		}{
			"all":           {actor.Search{}, all},
			"a word":        {actor.Search{Query: " Vind "}, []string{"100%_vind", "ÅRE vind"}},
			"small letters": {actor.Search{Query: "åre"}, []string{"ÅRE vind"}},
			"decomposed":    {actor.Search{Query: "A\u030akv"}, []string{"Åkvarnen AB"}},
			"a wildcard":    {actor.Search{Query: "%_"}, []string{"100%_vind"}},
			"a quote":       {actor.Search{Query: "'"}, nil},
			"a sector":      {actor.Search{Sector: "academia"}, []string{"Fjälluniversitetet"}},
			"a kind":        {actor.Search{Kind: "municipality", Level: "local", Municipality: apptest.Berg}, []string{"Bergs kommun"}},
			"nothing":       {actor.Search{Kind: "union"}, nil},
		} {
			if diff := cmp.Diff(c.want, search(c.q)); diff != "" {
				t.Errorf("%s: %s", what, diff)
			}
		}
		walkDirectory(t, v, all)
	})
}

// walkDirectory goes through the list by its cursors, there and back.
func walkDirectory(t *testing.T, v *apptest.Village, all []string) {
	t.Helper()
	var there, back []string
	q := actor.Search{Limit: 2}
	page := actor.Page[actor.Organisation]{HasAfter: true}
	for page.HasAfter {
		var err error
		if page, err = v.Actors.Search(ctx, q); err != nil {
			t.Fatal(err)
		}
		for _, o := range page.Items {
			there = append(there, o.Name)
		}
		q.After = page.Items[len(page.Items)-1].ID
	}
	if diff := cmp.Diff(all, there); diff != "" {
		t.Error(diff)
	}
	q = actor.Search{Limit: 2, Before: q.After}
	for page.HasBefore {
		var err error
		if page, err = v.Actors.Search(ctx, q); err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, o := range page.Items {
			names = append(names, o.Name)
		}
		back = append(names, back...)
		q.Before = page.Items[0].ID
	}
	if diff := cmp.Diff(all[:len(all)-1], back); diff != "" {
		t.Error(diff)
	}
	_, err := v.Actors.Search(ctx, actor.Search{After: "none", Limit: 2})
	refused(t, "a made-up cursor", "cursor_unknown", err)
}

func inTx[T any](v *apptest.Village, fn func(ctx context.Context) (T, error)) (got T, err error) {
	err = v.DB.InTx(ctx, func(ctx context.Context) (err error) {
		got, err = fn(ctx)
		return err
	})
	return got, err
}

func TestProposals(t *testing.T) {
	good := actor.Proposal{Name: "Sågen", Kind: "company", Sector: "business", Level: "local", Municipality: apptest.Berg}
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for what, c := range map[string]struct {
			code  string
			spoil func(p *actor.Proposal)
		}{
			"good":             {"", func(*actor.Proposal) {}},
			"without a sector": {"", func(p *actor.Proposal) { p.Sector, p.Kind = "", "sameby" }},
			"no name":          {"name_empty", func(p *actor.Proposal) { p.Name = "" }},
			"a blank name":     {"name_empty", func(p *actor.Proposal) { p.Name = " \u200b" }},
			"a long name":      {"", func(p *actor.Proposal) { p.Name = strings.Repeat("å", 120) }},
			"too long a name":  {"name_too_long", func(p *actor.Proposal) { p.Name = strings.Repeat("å", 121) }},
			"no such kind":     {"organisation_invalid", func(p *actor.Proposal) { p.Kind = "x" }},
			"no such sector":   {"organisation_invalid", func(p *actor.Proposal) { p.Sector = "x" }},
			"no such level":    {"organisation_invalid", func(p *actor.Proposal) { p.Level = "" }},
			"no such place":    {"municipality_unknown", func(p *actor.Proposal) { p.Municipality = "x" }},
		} {
			p := good
			c.spoil(&p)
			refused(t, what, c.code, v.Actors.CheckProposal(ctx, p))
		}
	})
}

func TestProfiles(t *testing.T) {
	apptest.Run(t, []apptest.Case{
		{Name: "who I am", As: "Dag", Do: "GET /api/session", Want: 200, Holds: []string{`"name":"Dag"`, `{"role":"facilitator","area":"energi"}`, `"shown":false`}},
		{Name: "a visitor is nobody", Do: "GET /api/session", Want: 401, Code: "session_missing"},
		{Name: "another name", As: "Dag", Do: "PATCH /api/member", Body: `{"name":"Dagny","lang":"en","shown":true}`, Want: 200, Holds: []string{`"name":"Dagny"`, `"lang":"en"`, `"shown":true`}},
		{Name: "no name", As: "Dag", Do: "PATCH /api/member", Body: `{"name":" "}`, Want: 422, Code: "name_empty", Holds: []string{`"location":"body.name"`}},
		{Name: "a long name", As: "Dag", Do: "PATCH /api/member", Body: `{"name":"` + strings.Repeat("å", 81) + `"}`, Want: 422, Code: "name_too_long"},
		{Name: "no such language", As: "Dag", Do: "PATCH /api/member", Body: `{"lang":"de"}`, Want: 422, Code: "lang_unknown"},
		{Name: "a visitor", Do: "PATCH /api/member", Body: `{"name":"X"}`, Want: 401, Code: "session_missing"},
		{Name: "whom Bo speaks for", As: "Bo", Do: "GET /api/representations", Want: 200, Holds: []string{`"status":"confirmed"`, `"name":"Åkvarnen AB"`}},
		{Name: "Cai still waits", As: "Cai", Do: "GET /api/representations", Want: 200, Holds: []string{`"status":"awaits_confirmation"`}},
		{Name: "asking", As: "Cai", Do: "POST /api/representations", Body: `{"organisation":"{mill}"}`, Want: 201, Keep: "asked", Holds: []string{`"status":"awaits_confirmation"`},
			Events: []string{"administration list.changed", "member:{Bo} representation.waiting"}},
		{Name: "taking it back", As: "Cai", Do: "DELETE /api/representations/{asked}", Want: 204,
			Events: []string{"administration list.changed", "member:{Cai} representation.changed"}},
		{Name: "a stranger's", As: "Ada", Do: "DELETE /api/representations/{asked}", Want: 404, Code: "representation_unknown"},
		{Name: "nobody", As: "Cai", Do: "POST /api/representations", Body: `{"organisation":"none"}`, Want: 422, Code: "organisation_unknown"},
	})
}
