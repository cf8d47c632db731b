package ref_test

import (
	"slices"
	"strings"
	"testing"

	"kraftsam/app/platform/ref"
)

func TestIDsSortByTheirTime(t *testing.T) {
	var ids []string
	for range 1000 {
		id := ref.NewID()
		if !ref.ValidID(id) {
			t.Fatalf("%q is no id", id)
		}
		ids = append(ids, id)
	}
	if !slices.IsSorted(ids) || len(slices.Compact(ids)) != 1000 {
		t.Error("out of order, or twice")
	}
}

func TestWhatCanBeAnID(t *testing.T) {
	for s, want := range map[string]bool{
		"a": true, "0190-_zZ": true, strings.Repeat("x", 40): true,
		"": false, strings.Repeat("x", 41): false, "å": false, "a b": false, "a/b": false, "a:b": false, "a\x00": false, "'": false, "%": false, "../a": false,
	} {
		if ref.ValidID(s) != want {
			t.Errorf("%q", s)
		}
	}
	if got := (ref.Ref{Kind: "post", ID: "7"}).String(); got != "post:7" {
		t.Error(got)
	}
}
