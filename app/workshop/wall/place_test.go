package wall_test

import (
	"testing"

	"kraftsam/app/apptest"
	"kraftsam/app/workshop/wall"
)

func TestStepsShareAWall(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		list := func() map[string]string {
			l, err := h.Walls.Walls(ctx, h.viewer(""), h.id)
			h.must(err)
			on := map[string]string{}
			for _, i := range l.Items {
				on[i.Step] = i.Wall.ID
			}
			return on
		}
		write, cluster := h.steps[2].ID, h.steps[3].ID
		if on := list(); len(on) != 2 || on[cluster] != write || on[write] != write {
			t.Errorf("%v", on)
		}
		h.writes("Bo", "samma vägg")
		h.step = cluster
		if h.sees("").Counts.Notes != 1 {
			t.Error("the step that clusters has another wall")
		}
		link := func(who, step, to string) error {
			_, err := h.Walls.Link(ctx, h.viewer(who), h.id, step, to)
			return err
		}
		h.refused("a member", "forbidden", link("Bo", cluster, cluster))
		h.refused("to what has no wall", "wall_unknown", link("Dag", cluster, h.steps[0].ID))
		h.refused("of what has no wall", "wall_unknown", link("Dag", h.steps[0].ID, cluster))
		h.must(link("Dag", cluster, cluster))
		h.must(link("Dag", cluster, cluster))
		if on := list(); on[cluster] != cluster {
			t.Errorf("%v", on)
		}
		h.must(link("Dag", write, cluster))
		if on := list(); on[write] != cluster {
			t.Errorf("%v", on)
		}
		h.must(link("Dag", cluster, ""))
		h.must(link("Dag", write, ""))
		if on := list(); on[cluster] != write || on[write] != write {
			t.Errorf("%v", on)
		}
	})
}

func TestAWallIsReachedByItsWorkshopAlone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h, other := open(t, v), open(t, v)
		h.turns(wall.Revealed, wall.Clustering)
		other.turns(wall.Revealed, wall.Clustering)
		note, theirs := h.writes("Bo", "här"), other.writes("Bo", "där")
		cluster := other.forms("Bo", "där", theirs)
		_, err := h.Walls.Wall(ctx, h.viewer("Bo"), h.id, other.step, false)
		h.refused("another's wall", "wall_unknown", err)
		_, err = h.Walls.Wall(ctx, h.viewer("Bo"), h.id, h.steps[0].ID, false)
		h.refused("a step without one", "wall_unknown", err)
		h.refused("another's note", "note_unknown", h.move("Bo", theirs, wall.Spot{}))
		h.refused("into another's note", "note_unknown", h.move("Bo", note, wall.Spot{Into: theirs}))
		h.refused("into another's cluster", "cluster_unknown", h.move("Bo", note, wall.Spot{Cluster: cluster}))
		_, err = h.Walls.Dissolve(ctx, h.viewer("Dag"), h.id, h.step, cluster)
		h.refused("another's cluster", "cluster_unknown", err)
		_, err = h.form("Bo", "x", theirs)
		h.refused("a cluster of another's note", "note_unknown", err)
		guest := other.guest("Ove")
		_, err = h.asks(guest, "x", "")
		h.refused("a guest of another workshop", "guest_only", err)
		own, err := other.asks(guest, "som gäst", "")
		h.refused("a guest", "", err)
		if at := other.shows(guest); len(at.Mine.Written) != 1 || at.Mine.Written[0] != own || !at.May.Arrange || at.May.Facilitate {
			t.Errorf("%+v %+v", at.Mine, at.May)
		}
		_, err = other.Walls.Move(ctx, guest, other.id, other.step, own, wall.Spot{Into: theirs})
		h.refused("a guest moves", "", err)
		_, err = other.tries("Alva", "x")
		h.refused("who does not take part", "workshop_outside", err)
		h.refused("who does not take part moves", "workshop_outside", other.move("Alva", theirs, wall.Spot{}))
		_, err = other.Walls.Turn(ctx, guest, other.id, other.step, other.sees("").Version, wall.Finished)
		h.refused("a guest leads", "guest_only", err)
	})
}
