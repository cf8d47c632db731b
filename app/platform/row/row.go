// Package row gives things that stand in an order their places: numbers between which there is room, so that one that moves is one small
// change. Whoever keeps them sorts by place, then by id.
package row

import "slices"

// Gap is the room between neighbours. Twenty in turn fit between two others before all of a row get new places; and all that can be
// reached stays below 2^53, so that a client in a browser sees the same numbers.
const Gap = 1 << 20

// Spot is a thing with its place.
type Spot struct {
	ID    string
	Place int64
}

// Index is where in a row something comes that follows after: "" is the first, nil the last; where that one is gone it is the last, as of
// those who move at once the later one counts.
func Index(row []Spot, after *string) int {
	if after == nil {
		return len(row)
	}
	if *after == "" {
		return 0
	}
	if i := slices.IndexFunc(row, func(s Spot) bool { return s.ID == *after }); i >= 0 {
		return i + 1
	}
	return len(row)
}

// Place finds the place of something that follows after in a row. Where there is no room between its neighbours the others get new
// places, which set is told of, also of those that stay.
func Place(row []Spot, after *string, set func(id string, place int64)) int64 {
	i := Index(row, after)
	switch {
	case len(row) == 0:
		return Gap
	case i == 0:
		return row[0].Place - Gap
	case i == len(row):
		return row[i-1].Place + Gap
	}
	if low, high := row[i-1].Place, row[i].Place; high-low >= 2 {
		return low + (high-low)/2
	}
	from := row[0].Place
	for k, s := range row {
		if k >= i {
			k++
		}
		set(s.ID, from+int64(k)*Gap)
	}
	return from + int64(i)*Gap
}
