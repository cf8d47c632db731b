package result

import (
	"cmp"
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
)

// InOrder is the order of a result: by kind, then by place.
func InOrder(a, b ResultItem) int {
	return cmp.Or(cmp.Compare(slices.Index(Kinds, Kind(a.Kind)), slices.Index(Kinds, Kind(b.Kind))), cmp.Compare(a.Place, b.Place), cmp.Compare(a.ID, b.ID))
}

// InTime is the order of what was said of the parts of a result.
func InTime(a, b ResultStanding) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) }

// Move has an item follow another of its kind ("": first, nil: last); where that one is gone it is the last. It is no change of its words, so that
// whoever edits it at the same time goes on.
func (s *Service) Move(ctx context.Context, by actor.Viewer, id, item string, after *string) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		r, err := s.toEdit(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		moved, err := r.item(item)
		if err != nil {
			return event.Done{}, err
		}
		row := r.row(moved)
		at := slices.IndexFunc(r.beside(moved.Kind), func(i Item) bool { return i.ID == moved.ID })
		if at == index(row, after) {
			return done(id, moved.ID, moved.Version), nil
		}
		if err := s.place(ctx, r, &moved, after); err != nil {
			return event.Done{}, err
		}
		if err := s.store.setItem(ctx, moved); err != nil {
			return event.Done{}, err
		}
		s.tell(ctx, id, ItemChanged, itemRef(moved.ID), moved.Version)
		return done(id, moved.ID, moved.Version), s.record(ctx, r, by, Change{ItemID: moved.ID, What: "moved"})
	})
}

// beside are the items of a kind in their order.
func (r room) beside(kind Kind) (row []Item) {
	for _, i := range r.items {
		if i.Kind == kind {
			row = append(row, i)
		}
	}
	return row
}

// row is beside without one.
func (r room) row(but Item) []Item {
	return slices.DeleteFunc(r.beside(but.Kind), func(i Item) bool { return i.ID == but.ID })
}

// index is where in a row something comes that follows after.
func index(row []Item, after *string) int {
	if after == nil {
		return len(row)
	}
	if *after == "" {
		return 0
	}
	if i := slices.IndexFunc(row, func(one Item) bool { return one.ID == *after }); i >= 0 {
		return i + 1
	}
	return len(row)
}

// place gives an item its place; where there is no room between its neighbours the others of its kind get new ones.
func (s *Service) place(ctx context.Context, r room, one *Item, after *string) error {
	row := r.row(*one)
	i := index(row, after)
	switch {
	case len(row) == 0:
		one.Place = gap
		return nil
	case i == 0:
		one.Place = row[0].Place - gap
		return nil
	case i == len(row):
		one.Place = row[i-1].Place + gap
		return nil
	case row[i].Place-row[i-1].Place >= 2:
		one.Place = row[i-1].Place + (row[i].Place-row[i-1].Place)/2
		return nil
	}
	from := row[0].Place
	one.Place = from + int64(i)*gap
	for k := range row {
		at := int64(k)
		if k >= i {
			at++
		}
		if row[k].Place == from+at*gap {
			continue
		}
		row[k].Place = from + at*gap
		if err := s.store.setItem(ctx, row[k]); err != nil {
			return err
		}
		s.tell(ctx, r.w.ID, ItemChanged, itemRef(row[k].ID), row[k].Version)
	}
	return nil
}
