package result

import (
	"cmp"
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/row"
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
		at := slices.IndexFunc(r.beside(moved.Kind), func(i Item) bool { return i.ID == moved.ID })
		if at == row.Index(spots(r.others(moved)), after) {
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
func (r room) beside(kind Kind) (items []Item) {
	for _, i := range r.items {
		if i.Kind == kind {
			items = append(items, i)
		}
	}
	return items
}

// others is beside without one.
func (r room) others(but Item) []Item {
	return slices.DeleteFunc(r.beside(but.Kind), func(i Item) bool { return i.ID == but.ID })
}

// place gives an item its place; where there is no room between its neighbours the others of its kind get new ones.
func (s *Service) place(ctx context.Context, r room, one *Item, after *string) error {
	others := r.others(*one)
	var moved []Item
	one.Place = row.Place(spots(others), after, func(id string, place int64) {
		o := others[slices.IndexFunc(others, func(i Item) bool { return i.ID == id })]
		if o.Place != place {
			o.Place = place
			moved = append(moved, o)
		}
	})
	for _, o := range moved {
		if err := s.store.setItem(ctx, o); err != nil {
			return err
		}
		s.tell(ctx, r.w.ID, ItemChanged, itemRef(o.ID), o.Version)
	}
	return nil
}

func spots(items []Item) []row.Spot {
	spots := make([]row.Spot, len(items))
	for i, one := range items {
		spots[i] = row.Spot{ID: one.ID, Place: one.Place}
	}
	return spots
}
