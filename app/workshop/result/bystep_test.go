package result_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/result"
	"kraftsam/app/workshop/wall"
)

// What hung on two walls is told wall by wall, each by the name of its step; nothing else is said where there was one.
func TestThemesOfSeveralWallsAreToldByStep(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Mobilisation)
		h.writes("Bo", 1, "Nätverk", "")
		h.turns(1, wall.Revealed)
		h.writes("Ada", 3, "Slakteri", "")
		h.turns(3, wall.Revealed, wall.Clustering)
		c, err := v.Walls.Form(ctx, v.Viewer(t, "Ada"), v.Key("Ada"), h.id, h.steps[3].ID, "Slakt", nil, []string{h.notes["Slakteri"]})
		h.must(err)
		h.turns(3, wall.Dotting)
		h.must(only(v.Walls.Dot(ctx, v.Viewer(t, "Ada"), h.id, h.steps[3].ID, []wall.Dots{{On: c.ID, N: 1}, {On: h.notes["Slakteri"], N: 2}})))
		h.ends()
		own := h.adds(result.Edit{Kind: kind(result.Theme), Title: word("Eget")})
		at, themes := h.sees("Bo"), of(h.sees("Bo"), result.Theme)
		if diff := cmp.Diff([]result.ResultStep{{ID: h.steps[1].ID, Title: "Vad pågår redan?"}, {ID: h.steps[3].ID, Title: "Idéer till insatser"}}, at.Sources.Steps); diff != "" {
			t.Error(diff)
		}
		if len(of(at, result.Decision)) != 0 {
			t.Errorf("a step alone is no decision: %+v", of(at, result.Decision))
		}
		copied, err := v.Results.Copy(ctx, v.Viewer(t, "Bo"), h.id)
		h.must(err)
		if diff := cmp.Diff([]result.StepParts{{Kind: "theme", Items: []string{own}}, {Kind: "theme", Step: h.steps[1].ID, Title: "Vad pågår redan?", Items: []string{themes[0].ID}},
			{Kind: "theme", Step: h.steps[3].ID, Title: "Idéer till insatser", Items: []string{themes[1].ID}}}, copied.ByStep); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		md, err := v.Results.Markdown(ctx, v.Viewer(t, "Bo"), h.id)
		h.must(err)
		for _, part := range []string{"## Teman\n\n### Eget\n\n### Vad pågår redan?\n\n#### ", "### Idéer till insatser\n\n#### Slakt (3 prickar)\n"} {
			if !strings.Contains(md, part) {
				t.Errorf("no %q in\n%s", part, md)
			}
		}
		rows := h.rows()
		for _, want := range [][2]string{{"Slakt", "3"}, {"Slakteri", "2"}} {
			i := slices.IndexFunc(rows, func(r map[string]string) bool { return r["Rubrik"]+r["Text"] == want[0] })
			if i < 0 || rows[i]["prickar"] != want[1] {
				t.Errorf("%s has no %s dots: %v", want[0], want[1], rows)
			}
		}
		if i := slices.IndexFunc(rows, func(r map[string]string) bool { return r["Rubrik"] == "Slakt" }); rows[i]["Steg"] != "Idéer till insatser" {
			t.Errorf("%v", rows[i])
		}
	})
}

// rows are the table, by the names of its columns.
func (h *hall) rows() (all []map[string]string) {
	h.t.Helper()
	text, err := h.Results.CSV(ctx, h.viewer("Bo"), h.id)
	h.must(err)
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\uFEFF")))
	r.Comma = ';'
	lines, err := r.ReadAll()
	h.must(err)
	if want := "id;Del;Rubrik;Text;Namn;Organisationer;Senast;Läge;prickar;stämmer;stämmer inte;Röster;Poäng;Antal organisationer;Steg"; strings.Join(lines[0], ";") != want {
		h.t.Errorf("the columns are %v", lines[0])
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		all = append(all, row)
	}
	return all
}

// What is counted stands under what it counts.
func TestVotesAndAttendanceHaveColumnsOfTheirOwn(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		for kind, vote := range map[ballot.Kind]ballot.Vote{ballot.Choose: {Options: []string{"1"}}, ballot.Score: {Scores: map[string]int{"1": 4}}, ballot.Dots: {Dots: map[string]int{"1": 3}}} {
			b, err := v.Ballots.Start(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), ballot.New{Host: ref.Ref{Kind: workshop.RefKind, ID: h.id}, Kind: kind, Title: string(kind), Options: []string{"Ett", "Två"},
				ClosesAt: db.Now().Add(time.Hour)})
			h.must(err)
			h.must(only(v.Ballots.Vote(ctx, v.Viewer(t, "Bo"), ballot.Cast{Ballot: b.ID, Vote: vote})))
			h.must(only(v.Ballots.Close(ctx, v.Viewer(t, "Dag"), b.ID)))
		}
		h.ends()
		want := map[string][3]string{"choose": {"1", "", ""}, "score": {"1", "4", ""}, "dots": {"1", "", "3"}}
		for _, r := range h.rows() {
			if w, is := want[r["Rubrik"]]; is && r["Text"] == "Ett" {
				if got := [3]string{r["Röster"], r["Poäng"], r["prickar"]}; got != w || r["Läge"] != "" {
					t.Errorf("%s: votes, points, dots %v, want %v: %v", r["Rubrik"], got, w, r)
				}
				delete(want, r["Rubrik"])
			}
			if r["Del"] == "Närvaro" && r["Rubrik"] == "Organisationer" && r["Antal organisationer"] != "2" {
				t.Errorf("%v", r)
			}
		}
		if len(want) > 0 {
			t.Errorf("not told: %v", want)
		}
		if md, err := v.Results.Markdown(ctx, v.Viewer(t, "Bo"), h.id); err != nil || !strings.Contains(md, "| | Röster | Prickar |") || !strings.Contains(md, "| | Röster | Poäng |") {
			t.Errorf("%s, %v", md, err)
		}
	})
}
