package wall

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// Digest is a hash of what a wall shows to everybody: SHA-256, in hex, of one line for the wall, for each cluster and note by id, for the
// dots and for each target of them by id. A line is its fields with U+001F between them, and ends with U+001E.
func Digest(at WallAt) string {
	var b strings.Builder
	line := func(fields ...string) {
		b.WriteString(strings.Join(fields, "\x1f"))
		b.WriteString("\x1e")
	}
	n := func(i int64) string { return strconv.FormatInt(i, 10) }
	line("wall", at.ID, n(at.Version), at.Phase)
	if c := at.Counts; c != nil {
		line("counts", n(c.Notes), n(c.Writers))
	}
	for _, c := range slices.SortedFunc(slices.Values(at.Clusters), func(a, b ClusterView) int { return cmp.Compare(a.ID, b.ID) }) {
		line("cluster", c.ID, n(c.Version), n(c.Place), c.Name)
	}
	for _, o := range slices.SortedFunc(slices.Values(at.Notes), func(a, b NoteView) int { return cmp.Compare(a.ID, b.ID) }) {
		line("note", o.ID, n(o.Version), o.Cluster, n(o.Place), o.Into, o.Text)
	}
	line("dots", n(at.DotsNow.Placed), n(at.DotsNow.Dotted))
	for _, d := range at.DotsNow.Counts {
		line("on", d.On, n(d.N))
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}
