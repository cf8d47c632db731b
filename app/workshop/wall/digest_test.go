package wall

import (
	"testing"

	"kraftsam/app/platform/row"
)

// The same wall as in frontend/src/rooms/workshop/wall/shown.test.ts, so that both know one rule.
func TestTheDigestIsThatOfTheScreens(t *testing.T) {
	at := WallAt{WallView: WallView{ID: "w", Version: 2, Phase: "clustering"}, Clusters: []ClusterView{{ID: "c2", Version: 1, Name: "Ett", Place: 2 * row.Gap}},
		Notes: []NoteView{{ID: "n1", Version: 2, Cluster: "c2", Place: 0, Text: "å 👩‍👧"}}}
	if got, want := Digest(at), "80faf6064ef249726953d661341c39cdfda40d737e168a90875afa21a46f33ad"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
