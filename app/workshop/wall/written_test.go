package wall_test

import (
	"testing"

	"kraftsam/app/apptest"
	"kraftsam/app/workshop"
)

// A step on whose wall somebody wrote before it began stays, and stays one that writes; one that is empty goes.
func TestAStepThatHoldsNotesStays(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		dag, speak, title := h.viewer("Dag"), workshop.Speak, "Nytt namn"
		note := h.writes("Bo", "innan det började")
		_, err := h.Workshops.RemoveStep(ctx, dag, h.id, h.step, 0)
		h.refused("a step with a note", "step_written", err)
		_, err = h.Workshops.ChangeStep(ctx, dag, h.id, h.step, 1, workshop.Plot{Kind: &speak})
		h.refused("a step with a note, to speak", "step_written", err)
		_, err = h.Workshops.ChangeStep(ctx, dag, h.id, h.step, 1, workshop.Plot{Title: &title})
		h.must(err)
		h.must(h.withdraw("Bo", note, ""))
		_, err = h.Workshops.RemoveStep(ctx, dag, h.id, h.step, 0)
		h.must(err)
	})
}
