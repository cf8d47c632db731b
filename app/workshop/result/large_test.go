package result_test

import (
	"context"
	"fmt"
	"testing"

	"kraftsam/app/apptest"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/result"
	"kraftsam/app/workshop/wall"
)

// full hangs so many notes more on the wall of the third step.
func (h *hall) full(notes int) {
	h.t.Helper()
	h.must(h.DB.InTx(ctx, func(ctx context.Context) error {
		rows := make([]wall.Note, notes)
		for i := range rows {
			rows[i] = wall.Note{ID: ref.NewID(), WallID: h.steps[2].ID, ParticipantID: h.participant["Bo"], Text: fmt.Sprintf("Lapp %d", i), Place: int64(i), At: db.Now(), Version: 1}
		}
		return h.DB.From(ctx).CreateInBatches(rows, 100).Error
	}))
}

// A draft, and reading it, ask the database as often for 2,000 notes as for a few.
func TestADraftOfManyNotesAsksNoMoreThanOneOfFew(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		asked := apptest.CountQuestions(t, v.DB)
		var drafting, reading []int
		for _, notes := range []int{2, 1999} {
			h := open(t, v, workshop.Dialogue)
			h.writes("Bo", 2, "Mer nät", "")
			h.full(notes)
			h.turns(2, wall.Revealed)
			version := h.workshop().Version
			asked()
			h.must(only(v.Workshops.Move(ctx, v.Viewer(t, "Dag"), h.id, version, workshop.Act{Do: workshop.End})))
			drafting = append(drafting, asked())
			at := h.sees("Bo")
			reading = append(reading, asked())
			if theme := of(at, result.Theme); len(theme) != 1 || len(theme[0].Sources) != notes+1 || len(at.Sources.Walls[0].Notes) != notes+1 {
				t.Fatalf("%d themes", len(theme))
			}
		}
		if drafting[0] != drafting[1] || reading[0] != reading[1] {
			t.Errorf("drafting asks %v, reading %v", drafting, reading)
		}
	})
}
