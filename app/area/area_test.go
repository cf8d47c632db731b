package area_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/area"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/live"
)

var ctx = context.Background()

func slugs(t *testing.T, v *apptest.Village, who string) (list []string) {
	t.Helper()
	areas, err := v.Areas.List(ctx, v.Viewer(t, who))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range areas {
		list = append(list, a.Slug)
	}
	return list
}

// The list holds what counts today and what the reader may see; a private area's existence leaks nowhere.
func TestWhoSeesWhichAreas(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for who, want := range map[string][]string{
			"": {apptest.Energy}, "Ada": {apptest.Energy}, "Cai": {apptest.Energy, apptest.Secret}, "Dag": {apptest.Energy, apptest.Secret},
			"Mona": {apptest.Energy, apptest.Secret}, "Alva": {apptest.Energy, apptest.Secret},
		} {
			if diff := cmp.Diff(want, slugs(t, v, who)); diff != "" {
				t.Errorf("%q: %s", who, diff)
			}
		}
		ada := v.Viewer(t, "Ada")
		_, secret := v.Areas.Area(ctx, ada, apptest.Secret)
		_, none := v.Areas.Area(ctx, ada, "none")
		if !area.IsUnknown(secret) || !cmp.Equal(fault.ProblemOf(secret), fault.ProblemOf(none)) {
			t.Errorf("%v and %v", secret, none)
		}
	})
}

func TestBelonging(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		ada := v.Viewer(t, "Ada")
		code := func(err error) string {
			if err == nil {
				return ""
			}
			return fault.CodeOf(err)
		}
		for range 2 {
			if err := v.Areas.Join(ctx, ada, apptest.Energy); err != nil {
				t.Error(err)
			}
		}
		if got := code(v.Areas.Join(ctx, ada, apptest.Secret)); got != "area_unknown" {
			t.Error(got)
		}
		if got := code(v.Areas.Join(ctx, v.Viewer(t, "Cai"), apptest.Secret)); got != "forbidden" {
			t.Error(got)
		}
		if got := code(v.Areas.Join(ctx, actor.Viewer{}, apptest.Energy)); got != "session_missing" {
			t.Error(got)
		}
		at, err := v.Areas.ViewAt(ctx, ada, apptest.Energy)
		if err != nil || !at.Joined || !at.May.Write || at.May.Facilitate || at.Topic != "area:energi" || at.Epoch == "" {
			t.Errorf("%+v %v", at, err)
		}
		if err := v.Areas.Admit(ctx, apptest.Secret, ada.Member); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{apptest.Energy, apptest.Secret}, slugs(t, v, "Ada")); diff != "" {
			t.Error(diff)
		}
		before, err := v.Events.Head(ctx, live.Control)
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Areas.Leave(ctx, ada, apptest.Secret); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{apptest.Energy}, slugs(t, v, "Ada")); diff != "" {
			t.Error(diff)
		}
		events, err := v.Events.After(ctx, live.Control, before.Seq, 10)
		if err != nil || len(events) != 1 || events[0].Type != live.AccessChanged || events[0].Ref.ID != ada.Member {
			t.Errorf("whoever has it open is not asked again: %+v %v", events, err)
		}
	})
}

func TestValidity(t *testing.T) {
	day := func(s string) time.Time { d, _ := time.Parse(time.DateOnly, s); return d }
	v := area.Validity{From: "2026-01-01", To: "2026-12-31"}
	for d, want := range map[string]bool{"2025-12-31": false, "2026-01-01": true, "2026-12-31": true, "2027-01-01": false} {
		if v.On(day(d)) != want {
			t.Error(d)
		}
	}
	if !(area.Validity{From: "2026-01-01"}).On(day("2099-01-01")) {
		t.Error("open at the end")
	}
}

func TestPuttingAnAreaAgain(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		before, err := v.Areas.Area(ctx, actor.Viewer{}, apptest.Energy)
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Areas.Join(ctx, v.Viewer(t, "Ada"), apptest.Energy); err != nil {
			t.Fatal(err)
		}
		after := before
		after.Name = area.Words{SV: "Hållbar energi", EN: "Sustainable energy"}
		after.Parts = append([]area.SubArea{{Slug: "vatten", Name: area.Words{SV: "Vatten", EN: "Water"}, Valid: area.Validity{From: "2020-01-01", To: "2021-01-01"}}}, before.Parts...)
		if err := v.Areas.Put(ctx, after); err != nil {
			t.Fatal(err)
		}
		got, err := v.Areas.Area(ctx, actor.Viewer{}, apptest.Energy)
		if err != nil || got.Name.In("en") != "Sustainable energy" || got.Name.In("sv") != "Hållbar energi" || len(got.Parts) != 2 {
			t.Errorf("%+v %v", got, err)
		}
		joined, err := v.Areas.Joined(ctx, v.ID("Ada"))
		if err != nil || !joined[apptest.Energy] {
			t.Error("a membership was lost", err)
		}
		if got.CheckPart("vatten") == nil || got.CheckPart(apptest.Part) != nil || got.CheckPart("") != nil || got.CheckPart("x") == nil {
			t.Error("sub-areas of today")
		}
	})
}
