package result_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/apptest"
	"kraftsam/app/notice"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/result"
	"kraftsam/app/workshop/wall"
)

func TestAResultIsCopiedInTheLanguageOfTheWorkshop(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.writes("Ada", 2, `=HYPERLINK("https://evil.example")`, "")
		h.meets()
		h.must(only(v.Ballots.Close(ctx, v.Viewer(t, "Dag"), h.vote)))
		h.ends()
		h.adds(promise("participant", h.participant["Bo"], "# Ingen rubrik"))
		theme := of(h.sees("Dag"), result.Theme)[0].ID
		h.must(h.stands("Ada", theme, result.Contest, "@nej"))
		h.does(workshop.Publish)
		h.must(h.edits(theme, result.Edit{Text: word("Nätet **måste** växa.")}))

		md, err := v.Results.Markdown(ctx, v.Viewer(t, ""), h.id)
		h.must(err)
		for _, part := range []string{"# Dialogmöte\n", "## Närvaro", "| Näringsliv | någon |", "Inbjudna organisationer som inte var med: Fjälluniversitetet.", "### Elnätet (2 prickar)", "Nätet **måste** växa.",
			"> Mer nät – Bo, Åkvarnen AB\n", "> Tänk på byarna – Per, Byalaget (per telefon)", `### \# Ingen rubrik`, "- Ansvarig: Bo, Åkvarnen AB", "- Ada, Bergs kommun – stämmer inte (före den senaste ändringen): @nej",
			"### Ska vi börja i höst?\n\nRöster: 2\n", "| Nej | 1 |\n", "| Sektorer | Röster | |", "| Offentlig sektor | någon |  |", "## Ändringar sedan publiceringen", "- 1 · "} {
			if !strings.Contains(md, part) {
				t.Errorf("no %q in\n%s", part, md)
			}
		}
		table, err := v.Results.CSV(ctx, v.Viewer(t, ""), h.id)
		h.must(err)
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, "\uFEFF")))
		r.Comma = ';'
		rows, err := r.ReadAll()
		h.must(err)
		if !strings.HasPrefix(table, "\uFEFFid;Del;Rubrik;") || len(rows) < 15 {
			t.Errorf("%d rows\n%s", len(rows), table)
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
					t.Errorf("a formula: %s", cell)
				}
			}
		}
		if !slices.ContainsFunc(rows, func(row []string) bool { return row[3] == `'=HYPERLINK("https://evil.example")` }) {
			t.Error("the words of a note are lost")
		}
		c, err := v.Results.Copy(ctx, v.Viewer(t, ""), h.id)
		h.must(err)
		raw, err := json.Marshal(c)
		h.must(err)
		for _, own := range []string{`"may":`, `"mine":`, `"callers":`} {
			if strings.Contains(string(raw), own) {
				t.Errorf("a copy holds %s", own)
			}
		}
		if strings.Contains(md, "## Beslut") || strings.Contains(table, ";Beslut;") {
			t.Errorf("a decision of which nobody wrote a word is published:\n%s\n%s", md, table)
		}
		written := slices.DeleteFunc(h.sees("Bo").Items, func(i result.ResultItem) bool { return i.Kind == string(result.Decision) })
		if diff := cmp.Diff(written, c.Items); diff != "" || c.Facilitators[0] != "Dag" || c.PublishedAt == "" {
			t.Errorf("%+v\n%s", c.Facilitators, diff)
		}
	})
}

func TestAnEnglishWorkshopIsCopiedInEnglish(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.must(v.DB.InTx(ctx, func(ctx context.Context) error {
			return v.DB.From(ctx).Exec("UPDATE workshops SET lang = 'en' WHERE id = ?", h.id).Error
		}))
		h.meets()
		h.ends()
		md, err := v.Results.Markdown(ctx, v.Viewer(t, "Bo"), h.id)
		h.must(err)
		table, err := v.Results.CSV(ctx, v.Viewer(t, "Bo"), h.id)
		h.must(err)
		if !strings.Contains(md, "## Themes") || !strings.Contains(md, "Draft, not published") || !strings.Contains(md, "2 organisations took part.") || !strings.Contains(table, "id,Part,Heading") {
			t.Errorf("%s\n%s", md, table)
		}
	})
}

func TestAGroupThatNobodyNamedIsCalledByItsFirstNote(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		long := "Det här är en lapp som är " + strings.Repeat("mycket ", 9) + "lång"
		h.writes("Bo", 2, long, "")
		h.writes("Ada", 2, "Snabbare tillstånd", "")
		h.turns(2, wall.Revealed, wall.Clustering)
		h.must(only(v.Walls.Form(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), h.id, h.steps[2].ID, "", nil, []string{h.notes[long]})))
		h.must(only(v.Walls.Form(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), h.id, h.steps[2].ID, "", nil, []string{h.notes["Snabbare tillstånd"]})))
		h.does(workshop.End, workshop.Publish)
		themes := of(h.sees("Dag"), result.Theme)
		if len(themes) != 2 || themes[0].Title+themes[1].Title != "" {
			t.Fatalf("%+v", themes)
		}
		h.must(h.edits(themes[1].ID, result.Edit{Text: word("Fort.")}))
		h.must(only(v.Results.Remove(ctx, v.Viewer(t, "Dag"), h.id, h.adds(promise("", "", "Bjuda in")), 0)))
		md, err := v.Results.Markdown(ctx, v.Viewer(t, ""), h.id)
		h.must(err)
		table, err := v.Results.CSV(ctx, v.Viewer(t, ""), h.id)
		h.must(err)
		first := "”Det här är en lapp som är mycket mycket mycket mycket mycke…”"
		for _, part := range []string{"### " + first + "\n", "### ”Snabbare tillstånd”\n", "Dag · ”Snabbare tillstånd” ändrades\n", "Dag · en del togs bort\n"} {
			if !strings.Contains(md, part) {
				t.Errorf("no %q in\n%s", part, md)
			}
		}
		if !strings.Contains(table, ";Teman;"+first+";") || strings.Contains(md+table, "Utan rubrik") {
			t.Error(table)
		}
		h.must(only(v.Walls.Withdraw(ctx, v.Viewer(t, "Ada"), h.id, h.steps[2].ID, h.notes["Snabbare tillstånd"], "")))
		h.must(only(v.Walls.Withdraw(ctx, v.Viewer(t, "Bo"), h.id, h.steps[2].ID, h.notes[long], "")))
		md, err = v.Results.Markdown(ctx, v.Viewer(t, ""), h.id)
		h.must(err)
		if !strings.Contains(md, "## Teman\n\nFort.\n") || strings.Contains(md, "###") {
			t.Errorf("what has no words left:\n%s", md)
		}
	})
}

func (h *hall) rings(who string, want ...string) {
	h.t.Helper()
	_, err := h.Jobs.Drain(ctx)
	h.must(err)
	rows, _, err := h.Notices.List(ctx, h.viewer(who), notice.Query{Unread: true, Limit: 50})
	h.must(err)
	got := []string{}
	for _, r := range rows {
		if r.What == "workshop.promise" || r.What == "workshop.published" {
			got = append(got, r.What+" "+string(r.Kind)+" "+string(r.Reason))
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(append([]string{}, want...), got); diff != "" {
		h.t.Errorf("%s is told (-want +got):\n%s", who, diff)
	}
}

// Of several promises each is asked about until it was answered, by its words as one reads them.
func TestEachPromiseIsAskedAboutUntilItWasAnswered(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.does(workshop.End)
		bare := promise("participant", h.participant["Bo"], "")
		bare.Text = word("Stå för **kaffet**")
		first, second := h.adds(bare), h.adds(promise("participant", h.participant["Bo"], "Bjuda in"))
		asks := func(want string) {
			t.Helper()
			_, err := h.Jobs.Drain(ctx)
			h.must(err)
			rows, _, err := h.Notices.List(ctx, h.viewer("Bo"), notice.Query{Unread: true, Limit: 50})
			h.must(err)
			got := []string{}
			for _, r := range rows {
				if r.What == "workshop.promise" {
					got = append(got, fmt.Sprint(r.Title, " ", r.Events))
				}
			}
			if all := strings.Join(got, "; "); all != want {
				t.Errorf("%q, want %q", all, want)
			}
		}
		asks("Bjuda in (Dialogmöte) 2")
		h.must(h.stands("Bo", second, result.Confirm, ""))
		asks("Stå för kaffet (Dialogmöte) 1")
		h.must(h.stands("Bo", first, result.Confirm, ""))
		asks("")
	})
}

func TestOwnersAreAskedAndThoseWhoTookPartAreTold(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.does(workshop.End)
		id := h.adds(promise("participant", h.participant["Bo"], "Bjuda in"))
		h.rings("Bo", "workshop.promise asked named")
		rows, _, err := h.Notices.List(ctx, h.viewer("Bo"), notice.Query{Unread: true, Limit: 50})
		h.must(err)
		if !slices.ContainsFunc(rows, func(r notice.Row) bool { return r.What == "workshop.promise" && r.Title == "Bjuda in (Dialogmöte)" }) {
			t.Errorf("nobody says which promise: %+v", rows)
		}
		h.rings("Ada")
		h.must(h.stands("Bo", id, result.Confirm, ""))
		h.rings("Bo")
		h.must(h.edits(id, result.Edit{Title: word("Bjuda in alla")}))
		h.rings("Bo", "workshop.promise asked named")
		h.must(h.edits(id, result.Edit{Owner: &result.Owner{Kind: "organisation", ID: v.Municipality}}))
		h.rings("Ada", "workshop.promise asked organisation")
		h.rings("Bo")
		h.must(only(v.Results.Remove(ctx, v.Viewer(t, "Dag"), h.id, id, 0)))
		h.rings("Ada")
		h.does(workshop.Publish)
		h.rings("Ada", "workshop.published decided take_part")
		h.rings("Dag")
		th, err := v.Forum.Thread(ctx, v.Viewer(t, "Cai"), h.workshop().Thread)
		if err != nil || th.Stages[0].State != "published" {
			t.Errorf("%+v, %v", th.Stages, err)
		}
	})
}
