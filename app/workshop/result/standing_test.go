package result_test

import (
	"slices"
	"strings"
	"testing"

	"kraftsam/app/apptest"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/result"
	"kraftsam/app/workshop/wall"
)

func TestSourcesSayWhetherItIsRight(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.meets()
		h.must(only(v.Ballots.Close(ctx, v.Viewer(t, "Dag"), h.vote)))
		h.joins("Cai", "")
		h.ends()
		at := h.sees("Bo")
		theme, question, voted := of(at, result.Theme)[0].ID, of(at, result.Question)[0].ID, of(at, result.Vote)[0].ID
		if want := []string{theme, of(at, result.Theme)[1].ID, voted, of(at, result.Conflict)[0].ID, question}; !slices.Equal(at.May.Stand, want) {
			t.Errorf("Bo stands for %v, want %v", at.May.Stand, want)
		}
		h.must(h.stands("Bo", theme, result.Confirm, ""))
		h.must(h.stands("Bo", theme, result.Confirm, ""))
		h.refused("without a word", "why_empty", h.stands("Ada", theme, result.Contest, " "))
		h.refused("a verb that is none", "stands_unknown", h.stands("Ada", theme, "shrug", ""))
		h.refused("too many words", "words_too_long", h.stands("Ada", theme, result.Contest, strings.Repeat("å", 1001)))
		h.must(h.stands("Ada", theme, result.Contest, "Jag menade tillstånden"))
		h.refused("who said nothing of it", "result_not_source", h.stands("Cai", theme, result.Confirm, ""))
		h.refused("another's question", "result_not_source", h.stands("Ada", question, result.Confirm, ""))
		h.must(h.stands("Ada", voted, result.Confirm, ""))
		h.refused("who did not vote", "result_not_source", h.stands("Cai", voted, result.Confirm, ""))
		h.refused("a summary", "result_not_source", h.stands("Bo", of(at, result.Text)[0].ID, result.Confirm, ""))
		h.refused("no such part", "result_item_unknown", h.stands("Bo", "x", result.Confirm, ""))

		said := h.sees("Bo").Standings
		if len(said) != 3 || said[0].By.Name != "Bo" || said[0].By.Organisation != "Åkvarnen AB" || said[1].Words != "Jag menade tillstånden" || said[0].OfWords != 1 {
			t.Errorf("%+v", said)
		}
		h.must(h.edits(theme, result.Edit{Title: word("Elnätet och tillstånden")}))
		if at := h.sees("Bo"); at.Standings[0].OfWords == h.item(theme).Words {
			t.Error("what was said before the change counts for the new words")
		}
		h.must(h.stands("Bo", theme, "", ""))
		h.must(h.stands("Bo", theme, "", ""))
		if left := h.sees("Bo").Standings; len(left) != 2 {
			t.Errorf("%+v", left)
		}
	})
}

func TestAFacilitatorSaysItForThoseOnThePhone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.meets()
		h.ends()
		other := of(h.sees("Dag"), result.Theme)[1].ID
		behalf := func(who, whose string) error {
			return only(v.Results.Stand(ctx, v.Viewer(t, who), h.id, other, result.Word{Stands: result.Confirm, OnBehalf: whose}))
		}
		h.refused("by a participant", "forbidden", behalf("Bo", h.per))
		h.refused("for somebody with an account", "participant_unknown", behalf("Dag", h.participant["Bo"]))
		h.must(behalf("Dag", h.per))
		at := h.sees("Dag")
		if len(at.Callers) != 1 || !slices.Equal(at.Callers[0].Stand, []string{other}) || len(h.sees("Bo").Callers) != 0 {
			t.Errorf("%+v", at.Callers)
		}
		if st := at.Standings; len(st) != 1 || !st[0].OnBehalf || st[0].By.Name != "Per" {
			t.Errorf("%+v", st)
		}
	})
}

// On a wall that shows no names whoever contests is one of the sources, and not named.
func TestSourcesWithoutANameStayWithoutOne(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		at, err := v.Walls.Wall(ctx, v.Viewer(t, "Dag"), h.id, h.steps[2].ID, false)
		h.must(err)
		no := false
		h.must(only(v.Walls.Set(ctx, v.Viewer(t, "Dag"), h.id, h.steps[2].ID, at.Version, wall.Settings{Named: &no})))
		h.writes("Bo", 2, "Mer nät", "")
		h.turns(2, wall.Revealed)
		h.does(workshop.End)
		theme := of(h.sees("Bo"), result.Theme)[0].ID
		h.must(h.stands("Bo", theme, result.Contest, "Inte så"))
		if st := h.sees("Ada").Standings; len(st) != 1 || st[0].By != nil || st[0].Words != "Inte så" {
			t.Errorf("%+v", st)
		}
		h.refused("another", "result_not_source", h.stands("Ada", theme, result.Contest, "x"))
	})
}

func TestAPromiseIsMadeByItsOwner(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.does(workshop.End)
		id := h.adds(promise("participant", h.participant["Bo"], "Bjuda in till nästa möte"))
		status := func(want string) {
			t.Helper()
			md, err := v.Results.Markdown(ctx, v.Viewer(t, "Dag"), h.id)
			h.must(err)
			if !strings.Contains(md, "Läge: "+want) {
				t.Errorf("no %q in\n%s", want, md)
			}
		}
		status("inte bekräftat")
		h.refused("somebody else's", "result_not_source", h.stands("Ada", id, result.Confirm, ""))
		h.must(h.stands("Bo", id, result.Confirm, ""))
		status("lovat")
		h.must(h.edits(id, result.Edit{DueOn: word("2030-01-01")}))
		status("inte bekräftat")
		h.must(h.stands("Bo", id, result.Contest, "Senare"))
		status("stämmer inte")
		mill := h.adds(promise("organisation", v.Mill, "Stå för kaffet"))
		h.must(h.stands("Bo", mill, result.Confirm, "")) // who speaks for it
		h.refused("who does not", "result_not_source", h.stands("Ada", mill, result.Confirm, ""))
		university := h.adds(promise("organisation", v.University, "Räkna på det"))
		h.refused("who only asked to speak for it", "result_unknown", h.stands("Cai", university, result.Confirm, ""))
	})
}
