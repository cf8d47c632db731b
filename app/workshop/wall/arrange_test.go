package wall_test

import (
	"testing"

	"kraftsam/app/apptest"
	"kraftsam/app/platform/fault"
	"kraftsam/app/workshop/wall"
)

func after(id string) *string { return &id }

func TestNotesMoveMergeAndComeApart(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		a, b, c, d := h.writes("Bo", "a"), h.writes("Bo", "b"), h.writes("Ada", "c"), h.writes("Ada", "d")
		h.turns(wall.Revealed)
		h.refused("too early", "wall_phase", h.move("Bo", a, wall.Spot{}))
		h.turns(wall.Clustering)
		h.stands("as written", "", "a b c d")
		h.must(h.move("Bo", d, wall.Spot{After: after("")}))
		h.stands("d first", "", "d a b c")
		h.must(h.move("Bo", d, wall.Spot{After: after(b)}))
		h.stands("d after b", "", "a b d c")
		h.must(h.move("Bo", a, wall.Spot{After: after("gone")}))
		h.stands("after what is not there: last", "", "b d c a")
		head := h.sees("").Seq
		h.must(h.move("Cai", a, wall.Spot{}))
		h.must(h.move("Cai", d, wall.Spot{After: after(b)}))
		if h.sees("").Seq != head {
			t.Error("the same again is told")
		}
		h.must(h.move("Bo", c, wall.Spot{Into: d}))
		h.must(h.move("Bo", d, wall.Spot{Into: b}))
		h.stands("with its sources", "", "b(d(c)) a")
		h.must(h.move("Ada", b, wall.Spot{Into: c}))
		h.stands("each into the other", "", "b(d(c)) a")
		one := h.forms("Ada", "  Ett  ", a, d)
		h.stands("taken out with its sources", one, "a d(c)")
		h.must(h.withdraw("Ada", d, ""))
		h.stands("what stood under it stands there", one, "a c")
		h.refused("what is gone", "note_withdrawn", h.move("Bo", d, wall.Spot{}))
		h.refused("two places", "place_invalid", h.move("Bo", a, wall.Spot{Into: b, Cluster: one}))
		two := h.forms("Bo", "", b)
		_, err := h.Walls.Order(ctx, h.viewer("Cai"), h.id, h.step, two, after(""))
		h.must(err)
		if at := h.sees(""); at.Clusters[0].ID != two || at.Clusters[1].Name != "Ett" {
			t.Errorf("%+v", at.Clusters)
		}
		name := func(version int64, words string) error {
			_, err := h.Walls.Name(ctx, h.viewer("Bo"), h.id, h.step, two, version, words)
			return err
		}
		h.must(name(2, "Två"))
		err = name(2, "Tre")
		h.refused("stale", "version_stale", err)
		if now, ok := fault.As(err).Current.(wall.ClusterView); !ok || now.Name != "Två" {
			t.Errorf("%+v", fault.As(err).Current)
		}
		for range 2 {
			_, err = h.Walls.Dissolve(ctx, h.viewer("Bo"), h.id, h.step, one)
			h.must(err)
		}
		h.stands("loose again", "", "a c")
		h.refused("into what is dissolved", "cluster_unknown", h.move("Bo", b, wall.Spot{Cluster: one}))
	})
}

func TestAFacilitatorMayKeepTheArranging(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		only := wall.Facilitators
		_, err := h.Walls.Set(ctx, h.viewer("Dag"), h.id, h.step, 1, wall.Settings{Arranging: &only})
		h.must(err)
		h.turns(wall.Revealed, wall.Clustering)
		note := h.writes("Bo", "a")
		h.refused("a participant", "forbidden", h.move("Bo", note, wall.Spot{After: after("")}))
		_, err = h.form("Bo", "x")
		h.refused("a participant", "forbidden", err)
		if h.sees("Bo").May.Arrange || !h.sees("Dag").May.Arrange {
			t.Error("who may is told wrongly")
		}
		h.must(h.move("Dag", note, wall.Spot{After: after("")}))
		c := h.forms("Dag", "x", note)
		h.turns(wall.Finished)
		_, err = h.Walls.Name(ctx, h.viewer("Dag"), h.id, h.step, c, 1, "y")
		h.refused("naming afterwards", "", err)
		_, err = h.Walls.Name(ctx, h.viewer("Bo"), h.id, h.step, c, 2, "z")
		h.refused("naming afterwards", "forbidden", err)
	})
}

func TestDotsAreSpreadFreelyAndShownWithoutWhose(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		a, b, c := h.writes("Bo", "a"), h.writes("Bo", "b"), h.writes("Ada", "c")
		h.turns(wall.Revealed, wall.Clustering)
		one := h.forms("Bo", "Ett", a)
		h.must(h.move("Bo", c, wall.Spot{Into: b}))
		h.refused("too early", "wall_phase", h.dot("Bo", wall.Dots{On: a, N: 1}))
		h.turns(wall.Dotting)
		h.refused("too many", "dots_invalid", h.dot("Bo", wall.Dots{On: a, N: 3}, wall.Dots{On: one, N: 1}))
		h.refused("none", "dots_invalid", h.dot("Bo", wall.Dots{On: a, N: 0}))
		h.refused("less than none", "dots_invalid", h.dot("Bo", wall.Dots{On: a, N: -1}, wall.Dots{On: b, N: 4}))
		h.refused("twice", "dots_invalid", h.dot("Bo", wall.Dots{On: a, N: 1}, wall.Dots{On: a, N: 1}))
		h.refused("a source", "target_unknown", h.dot("Bo", wall.Dots{On: c, N: 1}))
		h.refused("what is not there", "target_unknown", h.dot("Bo", wall.Dots{On: "x", N: 1}))
		h.must(h.dot("Bo", wall.Dots{On: a, N: 2}, wall.Dots{On: one, N: 1}))
		h.must(h.dot("Ada", wall.Dots{On: one, N: 3}))
		h.must(h.dot("Cai", wall.Dots{On: b, N: 1}))
		h.must(h.dot("Cai"))
		for _, who := range []string{"", "Cai", "Dag"} {
			if at := h.sees(who); at.DotsNow.Placed != 6 || at.DotsNow.Dotted != 2 || at.DotsNow.Shown || len(at.DotsNow.Counts) != 0 {
				t.Errorf("%s: %+v", who, at.DotsNow)
			}
		}
		if mine := h.sees("Bo").Mine.Dots; len(mine) != 2 {
			t.Errorf("%+v", mine)
		}
		beamer, err := h.Walls.Wall(ctx, h.viewer("Bo"), h.id, h.step, true)
		if err != nil || beamer.Mine != nil || beamer.May != nil {
			t.Errorf("a presentation shows %+v, %v", beamer.Mine, err)
		}
		few := int64(2)
		_, err = h.Walls.Set(ctx, h.viewer("Dag"), h.id, h.step, h.sees("").Version, wall.Settings{Dots: &few})
		h.refused("fewer now", "wall_begun", err)
		h.turns(wall.Finished)
		h.refused("too late", "wall_phase", h.dot("Bo"))
		if at := h.sees("").DotsNow; !at.Shown || len(at.Counts) != 2 || at.Placed != 6 {
			t.Errorf("%+v", at)
		}
		h.turns(wall.Clustering)
		_, err = h.Walls.Dissolve(ctx, h.viewer("Dag"), h.id, h.step, one)
		h.must(err)
		if at := h.sees("Bo"); at.DotsNow.Placed != 2 || len(at.Mine.Dots) != 1 || at.Mine.Dots[0] != (wall.Dots{On: a, N: 2}) {
			t.Errorf("%+v %+v", at.DotsNow, at.Mine.Dots)
		}
	})
}
