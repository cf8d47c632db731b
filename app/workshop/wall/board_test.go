package wall

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// order names the notes of a row.
func (b *board) names(cluster string) (ids []string) {
	for _, s := range b.beside(cluster, "") {
		ids = append(ids, s.ID)
	}
	return ids
}

// Whatever is moved where, a note stands behind the one that it was put behind, nothing is lost, no note is its own source, and the same
// again moves nothing.
func TestABoardStaysWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var notes []Note
	for i := range 20 {
		notes = append(notes, Note{ID: fmt.Sprintf("n%02d", i), Place: int64(i) * 3})
	}
	b := newBoard(notes, []Cluster{{ID: "c1", Place: 1}, {ID: "c2", Place: 2}, {ID: "c3", Place: 3}})
	for step := range 20_000 {
		n, other := b.notes[notes[r.IntN(20)].ID], notes[r.IntN(20)].ID
		to := Spot{Cluster: []string{"", "c1", "c2", "c3"}[r.IntN(4)], After: &other}
		switch r.IntN(8) {
		case 0:
			to = Spot{Into: other}
		case 1:
			*to.After = ""
		}
		if err := b.move(n, to); err != nil {
			t.Fatal(err)
		}
		stand := b.names(to.Cluster)
		at := slices.Index(stand, n.ID)
		switch {
		case to.Into != "":
			if b.notes[to.Into] != n && b.root(n) != b.root(b.notes[to.Into]) {
				t.Fatalf("step %d: %s is not merged with %s", step, n.ID, to.Into)
			}
		case at < 0, *to.After == "" && at != 0, *to.After != "" && *to.After != n.ID && slices.Contains(stand, *to.After) && (at == 0 || stand[at-1] != *to.After):
			t.Fatalf("step %d: %s stands at %d of %v, after %q", step, n.ID, at, stand, *to.After)
		}
		clear(b.moved)
		if err := b.move(n, to); err != nil || len(b.moved) != 0 {
			t.Fatalf("step %d: the same again moves %v", step, b.moved)
		}
		b.whole(t, step)
	}
}

func (b *board) whole(t *testing.T, step int) {
	t.Helper()
	shown, places := 0, map[string]bool{}
	for _, n := range b.notes {
		if b.under(n, n) {
			t.Fatalf("step %d: %s is its own source", step, n.ID)
		}
		if n.Place >= 1<<53 || n.Place <= -1<<53 {
			t.Fatalf("step %d: place %d is no number of a browser", step, n.Place)
		}
	}
	for _, c := range []string{"", "c1", "c2", "c3"} {
		for _, s := range b.beside(c, "") {
			key := fmt.Sprint(c, " ", s.Place)
			if shown++; places[key] {
				t.Fatalf("step %d: two stand at %s", step, key)
			}
			places[key] = true
		}
	}
	for _, n := range b.notes {
		if n.IntoID != "" {
			shown++
		}
	}
	if shown != len(b.notes) {
		t.Fatalf("step %d: %d of %d notes are anywhere", step, shown, len(b.notes))
	}
}

// What is dissolved stands loose and last, as it stood; what stood under a note that is taken away stands in its place.
func TestWhatIsTakenAwayLeavesTheRest(t *testing.T) {
	b := newBoard([]Note{{ID: "a", Place: 5}, {ID: "b", ClusterID: "c", Place: 9}, {ID: "d", ClusterID: "c", Place: 7}, {ID: "e", IntoID: "d"}}, []Cluster{{ID: "c"}})
	b.dissolve(b.clusters["c"])
	if got := b.names(""); !slices.Equal(got, []string{"a", "d", "b"}) {
		t.Error(got)
	}
	b.takeAway(b.notes["d"])
	if got := b.names(""); !slices.Equal(got, []string{"a", "e", "b"}) {
		t.Error(got)
	}
}
