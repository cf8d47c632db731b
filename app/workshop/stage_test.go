package workshop_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/apptest"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/workshop"
)

// instant reads a time of a view.
func instant(t testing.TB, stamp string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		t.Fatalf("%q: %v", stamp, err)
	}
	return at
}

// ran is how the running step stands.
func ran(t testing.TB, at workshop.WorkshopAt) workshop.StepRun {
	t.Helper()
	for _, r := range at.Stage.Ran {
		if r.Step == at.Stage.Step {
			return r
		}
	}
	t.Fatalf("nothing runs: %+v", at.Stage)
	return workshop.StepRun{}
}

// left is how much time the running step has.
func left(t testing.TB, at workshop.WorkshopAt) time.Duration {
	t.Helper()
	from := at.Stage.PausedAt
	if from == "" {
		from = string(at.Stage.Now)
	}
	return instant(t, ran(t, at).EndsAt).Sub(instant(t, from))
}

// about says whether a time left is what it should be, but for the time that the test itself took.
func about(t *testing.T, what string, got, want time.Duration) {
	t.Helper()
	if got > want || got < want-time.Minute {
		t.Errorf("%s: %v left, want %v", what, got, want)
	}
}

// shift moves everything that a workshop notes back in time, as if so much had passed since.
func shift(t testing.TB, v *apptest.Village, id string, by time.Duration) {
	t.Helper()
	at := seen(t, v, v.Viewer(t, "Dag"), id)
	r := ran(t, at)
	change(t, v, "UPDATE workshop_steps SET ends_at = ? WHERE id = ?", instant(t, r.EndsAt).Add(-by), r.Step)
	if at.Stage.PausedAt != "" {
		change(t, v, "UPDATE workshops SET paused_at = ? WHERE id = ?", instant(t, at.Stage.PausedAt).Add(-by), id)
	}
}

func TestTimeIsKeptWhateverIsDone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag := planned(t, v, apptest.Energy), v.Viewer(t, "Dag")
		does(t, v, id, workshop.Invite, workshop.Start)
		about(t, "begun", left(t, seen(t, v, dag, id)), 10*time.Minute)
		shift(t, v, id, 4*time.Minute)
		about(t, "later", left(t, seen(t, v, dag, id)), 6*time.Minute)
		does(t, v, id, workshop.Pause)
		shift(t, v, id, time.Hour)
		about(t, "paused for an hour", left(t, seen(t, v, dag, id)), 6*time.Minute)
		does(t, v, id, workshop.Extend)
		about(t, "extended while paused", left(t, seen(t, v, dag, id)), 11*time.Minute)
		does(t, v, id, workshop.Resume)
		about(t, "resumed", left(t, seen(t, v, dag, id)), 11*time.Minute)
		does(t, v, id, workshop.Next, workshop.Back)
		about(t, "gone back to", left(t, seen(t, v, dag, id)), 11*time.Minute)
		shift(t, v, id, 20*time.Minute)
		if rest := left(t, seen(t, v, dag, id)); rest > 0 {
			t.Errorf("over, and %v left", rest)
		}
		does(t, v, id, workshop.Extend)
		about(t, "five more when it was over", left(t, seen(t, v, dag, id)), 5*time.Minute)
		does(t, v, id, workshop.Pause, workshop.Next)
		if at := seen(t, v, dag, id); at.Stage.PausedAt != "" {
			t.Error("the next step stands still because the one before did")
		}
	})
}

// A clock that jumps back makes no time negative and stops nobody.
func TestAClockThatJumpsStopsNobody(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag := planned(t, v, apptest.Energy), v.Viewer(t, "Dag")
		does(t, v, id, workshop.Invite, workshop.Start, workshop.Pause)
		change(t, v, "UPDATE workshops SET paused_at = ? WHERE id = ?", db.Now().Add(24*time.Hour), id)
		does(t, v, id, workshop.Resume)
		about(t, "paused tomorrow", left(t, seen(t, v, dag, id)), 10*time.Minute)
		change(t, v, "UPDATE workshop_steps SET started_at = ?, ends_at = ? WHERE workshop_id = ? AND started_at IS NOT NULL", db.Now().Add(24*time.Hour), db.Now().Add(25*time.Hour), id)
		does(t, v, id, workshop.Next, workshop.Back)
		about(t, "gone back to", left(t, seen(t, v, dag, id)), time.Hour)
		does(t, v, id, workshop.Extend, workshop.Next, workshop.End)
	})
}

func TestTheStageRefusesWhatCannotBe(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag := planned(t, v, apptest.Energy), v.Viewer(t, "Dag")
		refuses := func(code string, acts ...string) {
			t.Helper()
			for _, a := range acts {
				_, err := v.Workshops.Move(ctx, dag, id, seen(t, v, dag, id).Version, workshop.Act{Do: a, Minutes: 5, Why: "x"})
				refused(t, a, err, code)
			}
		}
		refuses("act_unknown", "", "dance")
		refuses("workshop_state", workshop.Next, workshop.Back, workshop.Skip, workshop.Extend, workshop.Pause, workshop.Resume, workshop.Wrap, workshop.End, workshop.Publish)
		does(t, v, id, workshop.Invite)
		refuses("workshop_state", workshop.Invite, workshop.Next)
		_, err := v.Workshops.Move(ctx, dag, id, seen(t, v, dag, id).Version, workshop.Act{Do: workshop.Cancel, Why: " "})
		refused(t, "cancelled for no reason", err, "why_empty")
		does(t, v, id, workshop.Start)
		refuses("workshop_first_step", workshop.Back)
		refuses("workshop_not_paused", workshop.Resume)
		for _, minutes := range []int64{0, 241, -241} {
			_, err := v.Workshops.Move(ctx, dag, id, seen(t, v, dag, id).Version, workshop.Act{Do: workshop.Extend, Minutes: minutes})
			refused(t, "extended", err, "step_minutes_invalid")
		}
		does(t, v, id, workshop.Pause)
		refuses("workshop_paused", workshop.Pause)
		for range 7 {
			does(t, v, id, workshop.Next)
		}
		refuses("workshop_last_step", workshop.Next, workshop.Skip)
		does(t, v, id, workshop.Wrap, workshop.Back, workshop.Wrap, workshop.End)
		refuses("workshop_state", workshop.Back, workshop.Start, workshop.Cancel, workshop.Next)
		does(t, v, id, workshop.Publish)
		refuses("workshop_state", workshop.Publish, workshop.Start, workshop.Cancel)
	})
}

func TestWhatHasRunStaysWhereItIs(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag := planned(t, v, apptest.Energy), v.Viewer(t, "Dag")
		does(t, v, id, workshop.Invite, workshop.Start, workshop.Next)
		steps := seen(t, v, dag, id).Steps
		changes := func(step string, p workshop.Plot) error {
			_, err := v.Workshops.ChangeStep(ctx, dag, id, step, 1, p)
			return err
		}
		refused(t, "words of a step that is over", changes(steps[0].ID, workshop.Plot{Title: word("x")}), "step_past")
		refused(t, "the running one elsewhere", changes(steps[1].ID, workshop.Plot{After: &steps[4].ID}), "step_past")
		refused(t, "another before it", changes(steps[4].ID, workshop.Plot{After: &steps[0].ID}), "step_past")
		refused(t, "behind nothing", changes(steps[4].ID, workshop.Plot{After: word("nothing")}), "step_unknown")
		_, err := v.Workshops.RemoveStep(ctx, dag, id, steps[1].ID, 0)
		refused(t, "without the running one", err, "step_past")
		if err := changes(steps[1].ID, workshop.Plot{Text: word("Nya ord medan det pågår")}); err != nil {
			t.Errorf("the words of the running one: %v", err)
		}
		refused(t, "with an old version", changes(steps[1].ID, workshop.Plot{Text: word("x")}), "version_stale")
		for range 40 { // into the same gap again and again: there is always room
			last := seen(t, v, dag, id).Steps
			st := last[len(last)-1]
			if _, err := v.Workshops.ChangeStep(ctx, dag, id, st.ID, st.Version, workshop.Plot{After: &last[1].ID}); err != nil {
				t.Fatal(err)
			}
			if now := seen(t, v, dag, id).Steps; now[2].ID != st.ID || len(now) != len(last) {
				t.Fatalf("%s is not behind %s", st.ID, last[1].ID)
			}
		}
	})
}

// Two facilitators press what comes to mind, each with what their screen shows, one of them often late: never a double step, and
// every screen that follows the events shows what a reload shows.
func TestWhateverTwoFacilitatorsPressAllSeeTheSame(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag, ada := planned(t, v, apptest.Energy), v.Viewer(t, "Dag"), v.Viewer(t, "Ada")
		does(t, v, id, workshop.Invite)
		if _, err := v.Workshops.AddFacilitator(ctx, dag, id, ada.Member); err != nil {
			t.Fatal(err)
		}
		dice := rand.New(rand.NewPCG(7, 11))
		acts := []string{workshop.Start, workshop.Next, workshop.Next, workshop.Back, workshop.Skip, workshop.Extend, workshop.Pause, workshop.Resume, workshop.Wrap, workshop.Back}
		at := seen(t, v, dag, id)
		screens := [2]screen{public(at), public(at)}
		seqs := [2]int64{at.Seq, at.Seq}
		moved, late := 0, 0
		before := at
		for range 150 {
			who := dice.IntN(2)
			by := dag
			if who == 1 {
				by = ada
			}
			if dice.IntN(3) > 0 { // else they press before they have seen the latest
				screens[who], seqs[who] = follow(t, v, screens[who], id, seqs[who])
			}
			_, err := v.Workshops.Move(ctx, by, id, screens[who].WorkshopView.Version, workshop.Act{Do: acts[dice.IntN(len(acts))], Minutes: int64(dice.IntN(21) - 10)})
			after := seen(t, v, dag, id)
			switch {
			case err == nil && (before.Version != screens[who].WorkshopView.Version || after.Version != before.Version+1):
				t.Fatalf("moved from %d to %d with a screen that showed %d", before.Version, after.Version, screens[who].WorkshopView.Version)
			case err == nil:
				moved++
			case after.Version != before.Version:
				t.Fatalf("refused with %v, and moved", err)
			case fault.CodeOf(err) == "version_stale":
				late++
			}
			sane(t, after)
			before = after
		}
		for who := range screens {
			screens[who], _ = follow(t, v, screens[who], id, seqs[who])
			if diff := cmp.Diff(public(seen(t, v, dag, id)), screens[who]); diff != "" {
				t.Errorf("screen %d (-reload +events):\n%s", who, diff)
			}
		}
		if moved < 15 || late < 8 {
			t.Errorf("moved %d times and was late %d times: that says nothing", moved, late)
		}
	})
}

// sane demands what holds of every stage: at most one step runs, and it is the one that the stage names, while it is live alone.
func sane(t *testing.T, at workshop.WorkshopAt) {
	t.Helper()
	var running []string
	for _, r := range at.Stage.Ran {
		if r.LeftAt == "" {
			running = append(running, r.Step)
		}
	}
	live := at.Stage.State == string(workshop.Live)
	if live != (len(running) == 1) || live && running[0] != at.Stage.Step || at.Stage.PausedAt != "" && !live {
		t.Fatalf("%s at %s, running %v, paused %q", at.Stage.State, at.Stage.Step, running, at.Stage.PausedAt)
	}
}
