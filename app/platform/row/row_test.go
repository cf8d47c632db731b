package row

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

func after(id string) *string { return &id }

func TestWhereSomethingComes(t *testing.T) {
	list := []Spot{{"a", 1}, {"b", 2}}
	for _, c := range []struct {
		after *string
		want  int
	}{{nil, 2}, {after(""), 0}, {after("a"), 1}, {after("b"), 2}, {after("gone"), 2}} {
		if got := Index(list, c.after); got != c.want {
			t.Errorf("after %v: %d, want %d", c.after, got, c.want)
		}
	}
}

// However often things move, they stand in the order in which they were put, each at a place of its own.
func TestTheOrderIsTheOneThatWasAskedFor(t *testing.T) {
	const moves = 3000
	random := rand.New(rand.NewPCG(1, 2))
	var list []Spot
	spread := 0
	for n := range moves {
		i := min(1, len(list)) // again and again in the same place, where the room runs out
		if random.IntN(50) == 0 {
			i = random.IntN(len(list) + 1)
		}
		to := after("")
		if i > 0 {
			to = &list[i-1].ID
		}
		place := Place(list, to, func(id string, place int64) {
			list[slices.IndexFunc(list, func(s Spot) bool { return s.ID == id })].Place = place
			spread++
		})
		list = slices.Insert(list, i, Spot{strconv.Itoa(n), place})
		if len(list) > 40 {
			list = slices.Delete(list, 20, 21)
		}
		for k := 1; k < len(list); k++ {
			if list[k-1].Place >= list[k].Place {
				t.Fatalf("move %d: %v", n, list)
			}
		}
	}
	if spread == 0 {
		t.Error("the room never ran out")
	}
}
