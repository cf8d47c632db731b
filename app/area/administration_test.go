package area_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/area"
	"kraftsam/app/audit"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/live"
)

func pointer[T any](v T) *T { return &v }

func bothWords(s string) area.Words { return area.Words{SV: s, EN: s} }

func TestAreasAreMadeAndChanged(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		alva := v.Viewer(t, "Alva")
		fresh := area.Area{Slug: "ny", Name: bothWords("Ny"), Hue: "land", Valid: area.Validity{From: "2026-01-01"}}
		with := func(change func(a *area.Area)) area.Area {
			a := fresh
			change(&a)
			return a
		}
		for code, a := range map[string]area.Area{
			"slug_invalid":  with(func(a *area.Area) { a.Slug = "Ny Ö" }),
			"area_taken":    with(func(a *area.Area) { a.Slug = apptest.Past }),
			"name_empty":    with(func(a *area.Area) { a.Name.EN = " " }),
			"name_too_long": with(func(a *area.Area) { a.Name.SV = strings.Repeat("å", 81) }),
			"text_too_long": with(func(a *area.Area) { a.Asked.SV = strings.Repeat("å", 301) }),
			"hue_invalid":   with(func(a *area.Area) { a.Hue = "red" }),
			"date_invalid":  with(func(a *area.Area) { a.Valid = area.Validity{From: "2026-01-01", To: "2025-12-31"} }),
		} {
			refused(t, code, code, v.Areas.Create(ctx, alva, a, ""))
		}
		refused(t, "a facilitator", "forbidden", v.Areas.Create(ctx, v.Viewer(t, "Dag"), fresh, ""))
		refused(t, "making", "", v.Areas.Create(ctx, alva, fresh, ""))
		refused(t, "twice", "area_taken", v.Areas.Create(ctx, alva, fresh, ""))
		all, err := v.Areas.All(ctx, alva)
		if err != nil || len(all) != 4 || all[3].Slug != "ny" {
			t.Errorf("%+v %v", all, err)
		}
		_, err = v.Areas.All(ctx, v.Viewer(t, "Dag"))
		refused(t, "the whole list", "forbidden", err)
		refused(t, "a sub-area", "", v.Areas.PutPart(ctx, alva, "ny", area.SubArea{Slug: "skog", Name: bothWords("Skog"), Valid: area.Validity{From: "2026-01-01"}}, ""))
		refused(t, "another", "", v.Areas.PutPart(ctx, alva, "ny", area.SubArea{Slug: "fjall", Name: bothWords("Fjäll"), Valid: area.Validity{From: "2026-01-01"}}, ""))
		refused(t, "its end", "", v.Areas.PutPart(ctx, alva, "ny", area.SubArea{Slug: "skog", Name: bothWords("Skogen"), Valid: area.Validity{From: "2026-01-01", To: "2026-01-31"}}, ""))
		refused(t, "of nothing", "area_unknown", v.Areas.PutPart(ctx, alva, "none", area.SubArea{Slug: "skog", Name: bothWords("Skog"), Valid: area.Validity{From: "2026-01-01"}}, ""))
		refused(t, "changing", "", v.Areas.Edit(ctx, alva, "ny", area.Changes{Name: pointer(bothWords("Nyare")), To: pointer("2030-12-31")}, "namnet var fel"))
		refused(t, "changing with a novel", "reason_too_long", v.Areas.Edit(ctx, alva, "ny", area.Changes{}, strings.Repeat("x", 501)))
		refused(t, "changing badly", "hue_invalid", v.Areas.Edit(ctx, alva, "ny", area.Changes{Hue: pointer("red")}, ""))
		if last := noted(t, v); last.What != "area.changed" || last.Why != "namnet var fel" {
			t.Errorf("the log holds %+v", last)
		}
		a, err := v.Areas.Area(ctx, actor.Viewer{}, "ny")
		want := area.Area{Slug: "ny", Name: bothWords("Nyare"), Hue: "land", Position: 3, Valid: area.Validity{From: "2026-01-01", To: "2030-12-31"}, Parts: []area.SubArea{
			{Slug: "skog", Name: bothWords("Skogen"), Valid: area.Validity{From: "2026-01-01", To: "2026-01-31"}},
			{Slug: "fjall", Name: bothWords("Fjäll"), Position: 1, Valid: area.Validity{From: "2026-01-01"}}}}
		if diff := cmp.Diff(want, a); diff != "" || err != nil {
			t.Error(diff, err)
		}
		refused(t, "an ended sub-area", "sub_area_unknown", a.CheckPart("skog"))
	})
}

func TestAnAreaThatBecomesPrivateCloses(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		head, err := v.Events.Head(ctx, live.Control)
		refused(t, "head", "", err)
		refused(t, "closing", "", v.Areas.Edit(ctx, v.Viewer(t, "Alva"), apptest.Energy, area.Changes{Private: pointer(true)}, ""))
		_, err = v.Areas.Area(ctx, v.Viewer(t, "Ada"), apptest.Energy)
		refused(t, "who does not belong", "area_unknown", err)
		_, err = v.Areas.Area(ctx, v.Viewer(t, "Dag"), apptest.Energy)
		refused(t, "its facilitator", "", err)
		told, err := v.Events.After(ctx, live.Control, head.Seq, 10)
		if err != nil || len(told) != 1 || told[0].Type != live.AccessChanged || told[0].Ref.Kind == "member" {
			t.Errorf("%+v %v", told, err)
		}
	})
}

func TestWhoBelongs(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		list := func(name, slug, code string) (got []string) {
			t.Helper()
			all, err := v.Areas.Members(ctx, v.Viewer(t, name), slug)
			refused(t, name+" lists "+slug, code, err)
			for _, b := range all {
				word := b.Name
				if b.Facilitator {
					word += " leads"
				}
				if b.JoinedAt == nil {
					word += " from outside"
				}
				got = append(got, word)
			}
			return got
		}
		list("Ada", apptest.Secret, "area_unknown")
		list("Ada", apptest.Energy, "forbidden")
		list("Cai", apptest.Secret, "forbidden")
		list("Mona", apptest.Secret, "forbidden")
		dag := v.Viewer(t, "Dag")
		refused(t, "letting in", "", v.Areas.AdmitMember(ctx, dag, apptest.Secret, v.ID("Ada"), ""))
		refused(t, "twice", "", v.Areas.AdmitMember(ctx, dag, apptest.Secret, v.ID("Ada"), ""))
		refused(t, "nobody", "not_found", v.Areas.AdmitMember(ctx, dag, apptest.Secret, "nobody", ""))
		refused(t, "elsewhere", "forbidden", v.Areas.AdmitMember(ctx, dag, apptest.Past, v.ID("Ada"), ""))
		refused(t, "by a member", "forbidden", v.Areas.AdmitMember(ctx, v.Viewer(t, "Cai"), apptest.Secret, v.ID("Bo"), ""))
		refused(t, "by a stranger", "area_unknown", v.Areas.AdmitMember(ctx, v.Viewer(t, "Bo"), apptest.Secret, v.ID("Bo"), ""))
		if diff := cmp.Diff([]string{"Dag leads from outside", "Ada", "Cai"}, list("Dag", apptest.Secret, "")); diff != "" {
			t.Error(diff)
		}
		refused(t, "taking out", "", v.Areas.RemoveMember(ctx, v.Viewer(t, "Alva"), apptest.Secret, v.ID("Cai"), "bytte jobb"))
		if last := noted(t, v); last.What != "area.member_removed:"+apptest.Secret || last.Why != "bytte jobb" {
			t.Errorf("the log holds %+v", last)
		}
		if diff := cmp.Diff([]string{"Dag leads from outside", "Ada"}, list("Alva", apptest.Secret, "")); diff != "" {
			t.Error(diff)
		}
		alva := v.Viewer(t, "Alva")
		alva.Strong = db.Now()
		_, err := v.Areas.Entrust(ctx, alva, v.ID("Ada"), "facilitator", "none", "x")
		refused(t, "of no area", "area_unknown", err)
		_, err = v.Areas.Entrust(ctx, v.Viewer(t, "Ada"), v.ID("Ada"), "facilitator", "none", "x")
		refused(t, "nobody learns what areas there are", "forbidden", err)
		_, err = v.Areas.Entrust(ctx, alva, v.ID("Ada"), "facilitator", apptest.Secret, "kan leda")
		refused(t, "entrusting", "", err)
		if got := list("Ada", apptest.Secret, ""); !slices.Equal(got, []string{"Ada leads", "Dag leads from outside"}) {
			t.Errorf("%q", got)
		}
		held, err := v.Actors.Holders(ctx, actor.Grant{Role: actor.Facilitator, Scope: area.Ref(apptest.Secret)})
		refused(t, "who leads", "", err)
		stale := v.Viewer(t, "Dag")
		i := slices.IndexFunc(held, func(h actor.HeldRole) bool { return h.MemberID == v.ID("Dag") })
		refused(t, "taking the role", "", v.Actors.EndGrant(ctx, alva, held[i].ID, "slutar"))
		refused(t, "a request that was under way then", "forbidden", v.Areas.AdmitMember(ctx, stale, apptest.Secret, v.ID("Bo"), ""))
	})
}

// noted is the newest entry of the log.
func noted(t *testing.T, v *apptest.Village) audit.Entry {
	t.Helper()
	list, _, err := v.Actors.Audit().Page(ctx, 0, 1)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	return list[0]
}
