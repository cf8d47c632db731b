package wall

import (
	"cmp"
	"slices"

	"kraftsam/app/platform/row"
)

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

func inOrder(a, b row.Spot) int {
	return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.ID, b.ID))
}

// beside is what stands in a cluster, or loose, in its order, but for one.
func (b *board) beside(cluster, but string) (spots []row.Spot) {
	for _, n := range b.notes {
		if n.IntoID == "" && n.ClusterID == cluster && n.ID != but {
			spots = append(spots, row.Spot{ID: n.ID, Place: n.Place})
		}
	}
	slices.SortFunc(spots, inOrder)
	return spots
}

func (b *board) clustersBeside(but string) (spots []row.Spot) {
	for _, c := range b.clusters {
		if c.ID != but {
			spots = append(spots, row.Spot{ID: c.ID, Place: c.Place})
		}
	}
	slices.SortFunc(spots, inOrder)
	return spots
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
	others := b.beside(to.Cluster, n.ID)
	if n.IntoID == "" && n.ClusterID == to.Cluster && stands(row.Spot{ID: n.ID, Place: n.Place}, others, to.After) {
		return nil
	}
	place := row.Place(others, to.After, b.renumber)
	n.IntoID, n.ClusterID, n.Place = "", to.Cluster, place
	b.moved[n.ID] = true
	return nil
}

// stands says whether something stands behind after already, among the others of its row.
func stands(one row.Spot, others []row.Spot, after *string) bool {
	at, _ := slices.BinarySearchFunc(others, one, inOrder)
	return at == row.Index(others, after)
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
	others := b.clustersBeside(c.ID)
	if b.clusters[c.ID] != nil && stands(row.Spot{ID: c.ID, Place: c.Place}, others, after) {
		return
	}
	c.Place = row.Place(others, after, func(id string, place int64) {
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
	place := row.Place(b.beside("", ""), nil, b.renumber)
	for i, s := range b.beside(c.ID, "") {
		n := b.notes[s.ID]
		n.ClusterID, n.Place = "", place+int64(i)*row.Gap
		b.moved[n.ID] = true
	}
}
