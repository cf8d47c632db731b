package text_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/platform/text"
)

// Å, Ä and Ö are letters of their own at the end of the alphabet, and capitals are no other letters.
func TestSwedishOrder(t *testing.T) {
	want := []string{"Aaltje", "ål", "Åre", "Ärla", "ärt", "Öl", "Östersund"}
	want = append([]string{"a", "Berg", "berga", "Café", "Härjedalen", "Ragunda", "vind", "Vågdalen", "Water", "zon"}, want[1:]...)
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortStableFunc(got, func(a, b string) int { return strings.Compare(text.SortKey(a), text.SortKey(b)) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if text.SortKey("BERG") != text.SortKey("berg") {
		t.Error("casing counts")
	}
}

func TestSortKeysAreMadeByManyAtOnce(t *testing.T) {
	want := text.SortKey("Östersund")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if got := text.SortKey("Östersund"); got != want {
					t.Errorf("%s", got)
				}
			}
		})
	}
	wg.Wait()
}

func TestFoldAndEscape(t *testing.T) {
	for in, want := range map[string]string{"  Åre\tKommun ": "åre kommun", "A\u030are": "åre", "": "", " \n": ""} {
		if got := text.Fold(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	if got := text.LikeEscape(`100%_\x`); got != `100\%\_\\x` {
		t.Error(got)
	}
}

func TestTitles(t *testing.T) {
	for s, want := range map[string]bool{"x": true, "": false, " \u2060": false, strings.Repeat("ö", 200): true, strings.Repeat("ö", 201): false} {
		if err := text.CheckTitle("body.title", s); (err == nil) != want {
			t.Errorf("%.10q: %v", s, err)
		}
	}
}
