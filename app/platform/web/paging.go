package web

import (
	"strconv"

	"kraftsam/app/platform/fault"
)

// ByID is the input of an operation on one thing.
type ByID struct {
	ID string `path:"id" doc:"1–40 characters of [0-9A-Za-z_-]"`
}

// Paging is how a list is read: at most one of before and after. limit is text here so that a bad one gets a clear word.
type Paging struct {
	Before string `query:"before" doc:"cursor: what comes before it"`
	After  string `query:"after" doc:"cursor: what comes after it"`
	Limit  string `query:"limit" doc:"1–200, default 50"`
}

// Limits of a page.
const (
	defaultPage = 50
	maxPage     = 200
)

var errCursors = fault.New(fault.Invalid, "cursors_conflict", "Give at most one of before, after and around.")

// Check gives the limit to use and refuses cursors that contradict each other.
func (p Paging) Check(more ...string) (int, error) {
	given := 0
	for _, c := range append(more, p.Before, p.After) {
		if c != "" {
			given++
		}
	}
	if given > 1 {
		return 0, errCursors
	}
	if p.Limit == "" {
		return defaultPage, nil
	}
	n, err := strconv.Atoi(p.Limit)
	if err != nil || n < 1 || n > maxPage {
		return 0, fault.InField("query.limit", "limit_invalid", "A limit is a whole number from 1 to 200.")
	}
	return n, nil
}

// PageOf wraps the items of a page; cursor gives the word that leads back to an item.
func PageOf[T any](items []T, before, after bool, cursor func(T) string) List[T] {
	l := All(items)
	if len(items) == 0 {
		return l
	}
	if before {
		c := cursor(items[0])
		l.Before = &c
	}
	if after {
		c := cursor(items[len(items)-1])
		l.After = &c
	}
	return l
}
