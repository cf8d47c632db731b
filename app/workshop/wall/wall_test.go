package wall_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/web"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/wall"
)

var ctx = context.Background()

// hall is a workshop of Dag's that runs, in which Ada, Bo and Cai take part. Its third step writes, and the fourth clusters what was written.
type hall struct {
	*apptest.Village
	t     testing.TB
	id    string
	steps []workshop.StepView
	step  string // on whose wall all happens
}

func open(t testing.TB, v *apptest.Village) *hall {
	t.Helper()
	at := db.Now().Add(time.Hour)
	dag := v.Viewer(t, "Dag")
	r, err := v.Workshops.Plan(ctx, dag, v.Key("Dag"), workshop.New{Opened: &forum.NewThread{Area: apptest.Energy, Title: "Möte", Text: "Vi förbereder oss."},
		Template: workshop.Dialogue, Title: "Dialogmöte", Details: workshop.Details{StartsAt: &at}})
	if err != nil {
		t.Fatal(err)
	}
	h := &hall{Village: v, t: t, id: r.ID}
	h.steps = h.workshop(dag).Steps
	h.step = h.steps[2].ID
	h.does(workshop.Invite, workshop.Start)
	for _, who := range []string{"Ada", "Bo", "Cai"} {
		if _, err := v.Workshops.TakePart(ctx, v.Viewer(t, who), h.id, workshop.Taking{}); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// guest is somebody who joins with the code.
func (h *hall) guest(name string) actor.Viewer {
	h.t.Helper()
	_, by := h.join(name)
	return by
}

// join gives the word of the guest's cookie too.
func (h *hall) join(name string) (word string, by actor.Viewer) {
	h.t.Helper()
	j, err := h.Workshops.JoinByCode(ctx, actor.Viewer{}, h.workshop(h.viewer("Dag")).Code, workshop.Taking{Name: name, OrganisationName: "Byalaget"}, "", web.Credentials{Prefix: "10.0.0.0"})
	h.must(err)
	g, err := h.Accounts.Holder(ctx, j.Word, "")
	h.must(err)
	return j.Word, g.Viewer
}

func credentials(cookie string) web.Credentials {
	return web.Credentials{Cookie: cookie, Prefix: "10.0.0.0"}
}

func (h *hall) viewer(who string) actor.Viewer { return h.Viewer(h.t, who) }

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) workshop(by actor.Viewer) workshop.WorkshopAt {
	h.t.Helper()
	at, err := h.Workshops.Workshop(ctx, by, h.id)
	h.must(err)
	return at
}

func (h *hall) does(acts ...string) {
	h.t.Helper()
	for _, a := range acts {
		_, err := h.Workshops.Move(ctx, h.viewer("Dag"), h.id, h.workshop(h.viewer("Dag")).Version, workshop.Act{Do: a, Minutes: 5, Why: "x"})
		h.must(err)
	}
}

// sees is the wall as somebody is shown it; "" is a visitor.
func (h *hall) sees(who string) wall.WallAt { return h.shows(h.viewer(who)) }

func (h *hall) shows(by actor.Viewer) wall.WallAt {
	h.t.Helper()
	at, err := h.Walls.Wall(ctx, by, h.id, h.step, false)
	h.must(err)
	return at
}

func (h *hall) tries(who, words string) (string, error) { return h.asks(h.viewer(who), words, "") }

func (h *hall) asks(by actor.Viewer, words, onBehalf string) (string, error) {
	h.t.Helper()
	r, err := h.Walls.Write(ctx, by, event.Key{Member: by.Member, Key: h.Key("Dag").Key, Print: "print"}, h.id, h.step, words, onBehalf)
	return r.ID, err
}

func (h *hall) writes(who, words string) string {
	h.t.Helper()
	id, err := h.tries(who, words)
	h.must(err)
	return id
}

func (h *hall) turn(who string, to wall.Phase) error {
	_, err := h.Walls.Turn(ctx, h.viewer(who), h.id, h.step, h.sees("").Version, to)
	return err
}

func (h *hall) turns(to ...wall.Phase) {
	h.t.Helper()
	for _, p := range to {
		h.must(h.turn("Dag", p))
	}
}

func (h *hall) move(who, note string, to wall.Spot) error {
	_, err := h.Walls.Move(ctx, h.viewer(who), h.id, h.step, note, to)
	return err
}

func (h *hall) form(who, name string, notes ...string) (string, error) {
	r, err := h.Walls.Form(ctx, h.viewer(who), h.Key(who), h.id, h.step, name, nil, notes)
	return r.ID, err
}

func (h *hall) forms(who, name string, notes ...string) string {
	h.t.Helper()
	id, err := h.form(who, name, notes...)
	h.must(err)
	return id
}

func (h *hall) dot(who string, dots ...wall.Dots) error {
	_, err := h.Walls.Dot(ctx, h.viewer(who), h.id, h.step, dots)
	return err
}

func (h *hall) withdraw(who, note, why string) error {
	_, err := h.Walls.Withdraw(ctx, h.viewer(who), h.id, h.step, note, why)
	return err
}

func (h *hall) edit(who, note string, version int64, words string) error {
	_, err := h.Walls.Edit(ctx, h.viewer(who), h.id, h.step, note, version, words)
	return err
}

func (h *hall) refused(what, code string, err error) {
	h.t.Helper()
	if code == "" && err != nil || code != "" && (err == nil || fault.CodeOf(err) != code) {
		h.t.Errorf("%s: %v, want %q", what, err, code)
	}
}

// texts are the words of the notes in a cluster, or loose, in their order; sources stand in brackets behind theirs.
func texts(at wall.WallAt, cluster string) string {
	var of func(into string) string
	of = func(into string) string {
		var all []string
		for _, n := range at.Notes {
			if n.Into == into && (into != "" || n.Cluster == cluster) {
				one := n.Text
				if under := of(n.ID); under != "" {
					one += "(" + under + ")"
				}
				all = append(all, one)
			}
		}
		return strings.Join(all, " ")
	}
	return of("")
}

func (h *hall) stands(what, cluster, want string) {
	h.t.Helper()
	if got := texts(h.sees(""), cluster); got != want {
		h.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestAStepThatClustersHasItsNotesArranged(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		h.does(workshop.Next, workshop.Next)
		h.writes("Ada", "Vind")
		phase := func(when string, want wall.Phase) {
			t.Helper()
			if got := h.sees("").Phase; got != string(want) {
				t.Errorf("%s: %s, want %s", when, got, want)
			}
		}
		h.does(workshop.Next)
		phase("notes that nobody has shown", wall.Hidden)
		h.does(workshop.Back)
		h.turns(wall.Revealed)
		phase("while one reads", wall.Revealed)
		h.does(workshop.Next)
		phase("when one arranges", wall.Clustering)
		h.turns(wall.Finished)
		h.does(workshop.Next, workshop.Back)
		phase("what was taken further", wall.Finished)
	})
}

func TestNotesAreHiddenUntilAllAreShownAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		h.writes("Bo", "från Bo")
		h.writes("Ada", "från Ada")
		h.writes("Ada", "mer från Ada")
		for who, own := range map[string]int{"": 0, "Bo": 1, "Ada": 2, "Cai": 0, "Dag": 0, "Alva": 0} {
			at := h.sees(who)
			if len(at.Notes) != 0 || at.Counts.Notes != 3 || at.Counts.Writers != 2 || who == "" && at.Mine != nil || who != "" && len(at.Mine.Hidden) != own {
				t.Errorf("%s sees %+v %+v", who, at, at.Mine)
			}
		}
		h.refused("a member reveals", "forbidden", h.turn("Bo", wall.Revealed))
		h.refused("clustering what is hidden", "wall_phase", h.turn("Dag", wall.Clustering))
		h.turns(wall.Revealed)
		at := h.sees("")
		if len(at.Notes) != 3 || at.Counts != nil || at.Notes[0].By.Name != "Bo" || at.Notes[0].Text != "från Bo" || at.RevealedAt == "" {
			t.Errorf("%+v", at)
		}
		if mine := h.sees("Ada").Mine; len(mine.Written) != 2 || len(mine.Hidden) != 0 {
			t.Errorf("%+v", mine)
		}
		h.refused("hiding again", "wall_revealed", h.turn("Dag", wall.Hidden))
		h.turns(wall.Finished, wall.Revealed, wall.Clustering)
	})
}

func TestANoteIsKeptByteForByteOrRefused(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		h.turns(wall.Revealed)
		for _, words := range []string{"e\u0301 är inte é", "  ram  ", "# <b>&amp;\r\n\t'\"", "👩‍👩‍👧‍👦 \u202Evänd", strings.Repeat("å", 1000), "\U0010FFFF\u200B"} {
			id := h.writes("Bo", words)
			for _, n := range h.sees("Ada").Notes {
				if n.ID == id && n.Text != words {
					t.Errorf("%q became %q", words, n.Text)
				}
			}
		}
		for words, code := range map[string]string{"": "text_empty", " \n\u200B": "text_empty", strings.Repeat("å", 1001): "wall_note_too_long", strings.Repeat("x", 10_000): "wall_note_too_long"} {
			_, err := h.tries("Bo", words)
			h.refused("writing", code, err)
		}
	})
}

func TestOneChangesOnesOwnWords(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		id := h.writes("Bo", "först")
		h.refused("another's hidden note", "note_unknown", h.edit("Ada", id, 1, "x"))
		h.refused("the facilitator neither", "note_unknown", h.withdraw("Dag", id, "x"))
		h.refused("no such note", "note_unknown", h.edit("Bo", "finns-inte", 1, "x"))
		h.must(h.edit("Bo", id, 1, "sedan"))
		err := h.edit("Bo", id, 1, "för sent")
		h.refused("stale", "version_stale", err)
		if now, ok := fault.As(err).Current.(wall.NoteView); !ok || now.Text != "sedan" {
			t.Errorf("the refusal shows %+v", fault.As(err).Current)
		}
		h.turns(wall.Revealed)
		h.refused("another's", "forbidden", h.edit("Ada", id, 2, "x"))
		h.turns(wall.Dotting)
		h.refused("while it is weighed", "wall_phase", h.edit("Bo", id, 2, "x"))
		_, err = h.tries("Bo", "ny")
		h.refused("a new one", "wall_phase", err)
		h.turns(wall.Clustering)
		h.refused("withdrawn by another", "forbidden", h.withdraw("Ada", id, ""))
		h.refused("without a reason", "note_why_empty", h.withdraw("Dag", id, " "))
		h.must(h.withdraw("Dag", id, "Namnger en anställd"))
		h.must(h.withdraw("Dag", id, "Igen"))
		h.refused("changing it", "note_withdrawn", h.edit("Bo", id, 3, "x"))
		if at := h.sees("Bo"); len(at.Notes) != 0 || len(at.Mine.Withdrawn) != 1 || at.Mine.Withdrawn[0].Why != "Namnger en anställd" || at.Mine.Withdrawn[0].Text != "sedan" {
			t.Errorf("%+v %+v", at.Notes, at.Mine)
		}
		own := h.writes("Bo", "ångrad")
		h.must(h.withdraw("Bo", own, ""))
		if left := h.sees("Bo").Mine; len(left.Withdrawn) != 1 || len(left.Written) != 0 {
			t.Errorf("%+v", left)
		}
	})
}

func TestAFacilitatorWritesForWhoeverIsOnThePhone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		r, err := v.Workshops.AddByPhone(ctx, h.viewer("Dag"), v.Key("Dag"), h.id, workshop.Taking{Name: "Per på linjen", OrganisationName: "Byalaget"})
		h.must(err)
		_, err = h.asks(h.viewer("Bo"), "x", r.ID)
		h.refused("a member for others", "forbidden", err)
		id, err := h.asks(h.viewer("Dag"), "hälsar Per", r.ID)
		h.must(err)
		if mine := h.sees("Dag").Mine; len(mine.Hidden) != 1 {
			t.Errorf("Dag does not see what he wrote: %+v", mine)
		}
		h.must(h.edit("Dag", id, 1, "hälsar Per Persson"))
		h.turns(wall.Revealed)
		if n := h.sees("").Notes[0]; !n.OnBehalf || n.By.Name != "Per på linjen" || n.By.Organisation != "Byalaget" {
			t.Errorf("%+v %+v", n, n.By)
		}
	})
}

func TestAWallWithoutNamesShowsNone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		no, yes := false, true
		set := func(who string, version int64, c wall.Settings) error {
			_, err := h.Walls.Set(ctx, h.viewer(who), h.id, h.step, version, c)
			return err
		}
		h.refused("a member", "forbidden", set("Bo", 1, wall.Settings{Named: &no}))
		h.must(set("Dag", 1, wall.Settings{Named: &no}))
		h.refused("stale", "version_stale", set("Dag", 1, wall.Settings{Named: &yes}))
		h.writes("Bo", "utan namn")
		h.refused("names after all", "wall_begun", set("Dag", 2, wall.Settings{Named: &yes}))
		h.turns(wall.Revealed)
		for _, who := range []string{"", "Ada", "Dag"} {
			if n := h.sees(who).Notes[0]; n.By != nil || n.Text != "utan namn" {
				t.Errorf("%s: %+v", who, n)
			}
		}
	})
}

func TestLateNotesAreMarked(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		h.turns(wall.Revealed, wall.Finished)
		h.does(workshop.End)
		late := h.writes("Bo", "hann inte då")
		h.must(h.edit("Bo", late, 1, "hann inte vara med"))
		if n := h.sees("").Notes[0]; !n.Late || n.Text != "hann inte vara med" {
			t.Errorf("%+v", n)
		}
		h.must(v.DB.InTx(ctx, func(ctx context.Context) error {
			return v.DB.From(ctx).Exec("UPDATE workshops SET ended_at = ? WHERE id = ?", db.Now().AddDate(0, -2, 0), h.id).Error
		}))
		_, err := h.tries("Bo", "x")
		h.refused("after the window", "workshop_not_open", err)
		h.refused("moderating", "", h.withdraw("Dag", late, "namn"))
	})
}
