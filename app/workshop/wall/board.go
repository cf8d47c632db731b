package wall

import (
	"cmp"
	"slices"
)

// gap is the room between neighbours. Twenty notes in turn fit between two others before all of a cluster get new places; and all
// that can be reached stays below 2^53, so that a client in a browser sees the same numbers.
const gap = 1 << 20

// Spot is where a note shall be: a source of another, or in a cluster ("": loose). After is the note that it shall follow there, "" to be
// the first, nil to be the last; where that one is gone it is the last, as of those who move at once the later one counts.
type Spot struct {
	Into    string
	Cluster string
	After   *string
}

// board is the notes and clusters of a wall that are there, at one moment. It asks nobody and stores nothing.
type board struct {
	notes    map[string]*Note
	clusters map[string]*Cluster
	moved    map[string]bool // notes
	shifted  map[string]bool // clusters
}

func newBoard(notes []Note, clusters []Cluster) *board {
	b := &board{map[string]*Note{}, map[string]*Cluster{}, map[string]bool{}, map[string]bool{}}
	for i := range notes {
		b.notes[notes[i].ID] = &notes[i]
	}
	for i := range clusters {
		b.clusters[clusters[i].ID] = &clusters[i]
	}
	return b
}

// spot is a thing with a place among others.
type spot struct {
	id    string
	place int64
}

func inOrder(a, b spot) int { return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.id, b.id)) }

// row is what stands in a cluster, or loose, in its order, but for one.
func (b *board) row(cluster, but string) (row []spot) {
	for _, n := range b.notes {
		if n.IntoID == "" && n.ClusterID == cluster && n.ID != but {
			row = append(row, spot{n.ID, n.Place})
		}
	}
	slices.SortFunc(row, inOrder)
	return row
}

func (b *board) clusterRow(but string) (row []spot) {
	for _, c := range b.clusters {
		if c.ID != but {
			row = append(row, spot{c.ID, c.Place})
		}
	}
	slices.SortFunc(row, inOrder)
	return row
}

// index is where in a row something comes that follows after.
func index(row []spot, after *string) int {
	if after == nil {
		return len(row)
	}
	if *after == "" {
		return 0
	}
	if i := slices.IndexFunc(row, func(s spot) bool { return s.id == *after }); i >= 0 {
		return i + 1
	}
	return len(row)
}

// between finds a place at an index of a row; where there is no room it says so.
func between(row []spot, i int) (place int64, room bool) {
	switch {
	case len(row) == 0:
		return gap, true
	case i == 0:
		return row[0].place - gap, true
	case i == len(row):
		return row[i-1].place + gap, true
	}
	low, high := row[i-1].place, row[i].place
	return low + (high-low)/2, high-low >= 2
}

// spread gives a row new places with room between them, and answers the one at an index.
func spread(row []spot, i int, set func(id string, place int64)) int64 {
	from := row[0].place
	for k, s := range row {
		if k >= i {
			k++
		}
		set(s.id, from+int64(k)*gap)
	}
	return from + int64(i)*gap
}

func (b *board) placeIn(row []spot, after *string, set func(id string, place int64)) int64 {
	i := index(row, after)
	if place, room := between(row, i); room {
		return place
	}
	return spread(row, i, set)
}

// root is the note of which a note is a source in the end; itself where it is none.
func (b *board) root(n *Note) *Note {
	for n.IntoID != "" {
		n = b.notes[n.IntoID]
	}
	return n
}

// under says whether a note is a source of another, over however many.
func (b *board) under(n, other *Note) bool {
	for n.IntoID != "" {
		if n = b.notes[n.IntoID]; n == other {
			return true
		}
	}
	return false
}

// move puts a note into a spot. Where it is there already nothing changes.
func (b *board) move(n *Note, to Spot) error {
	if to.Into != "" {
		return b.merge(n, to.Into)
	}
	if to.Cluster != "" && b.clusters[to.Cluster] == nil {
		return errNoCluster
	}
	row := b.row(to.Cluster, n.ID)
	if n.IntoID == "" && n.ClusterID == to.Cluster && b.stands(n, row, to.After) {
		return nil
	}
	place := b.placeIn(row, to.After, b.renumber)
	n.IntoID, n.ClusterID, n.Place = "", to.Cluster, place
	b.moved[n.ID] = true
	return nil
}

// stands says whether a note of a row stands behind after already.
func (b *board) stands(n *Note, row []spot, after *string) bool {
	at, _ := slices.BinarySearchFunc(row, spot{n.ID, n.Place}, inOrder)
	return at == index(row, after)
}

func (b *board) renumber(id string, place int64) {
	if n := b.notes[id]; n.Place != place {
		n.Place = place
		b.moved[id] = true
	}
}

// merge makes a note a source of another, with its own sources. Two who merge each into the other at once want the same thing, and get it.
func (b *board) merge(n *Note, into string) error {
	other := b.notes[into]
	if other == nil {
		return errNoNote
	}
	if other == n || n.IntoID == into || b.under(other, n) {
		return nil
	}
	n.IntoID, n.ClusterID = into, ""
	b.moved[n.ID] = true
	return nil
}

// takeAway takes a note off; its sources stand where it stood.
func (b *board) takeAway(n *Note) {
	delete(b.notes, n.ID)
	for _, s := range b.notes {
		if s.IntoID == n.ID {
			s.IntoID, s.ClusterID, s.Place = n.IntoID, n.ClusterID, n.Place
			b.moved[s.ID] = true
		}
	}
}

// order puts a cluster behind another.
func (b *board) order(c *Cluster, after *string) {
	row := b.clusterRow(c.ID)
	if at, _ := slices.BinarySearchFunc(row, spot{c.ID, c.Place}, inOrder); at == index(row, after) && b.clusters[c.ID] != nil {
		return
	}
	c.Place = b.placeIn(row, after, func(id string, place int64) {
		if o := b.clusters[id]; o.Place != place {
			o.Place = place
			b.shifted[id] = true
		}
	})
	b.shifted[c.ID] = true
}

// dissolve takes a cluster away; its notes stand loose, last, in the order that they had.
func (b *board) dissolve(c *Cluster) {
	delete(b.clusters, c.ID)
	delete(b.shifted, c.ID)
	place, _ := between(b.row("", ""), len(b.row("", "")))
	for i, s := range b.row(c.ID, "") {
		n := b.notes[s.id]
		n.ClusterID, n.Place = "", place+int64(i)*gap
		b.moved[n.ID] = true
	}
}
