package result

import (
	"context"
	"slices"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
	"kraftsam/app/workshop"
)

// Edit is what of an item is set; nil leaves it. An owner without a kind is nobody.
type Edit struct {
	Kind               *Kind
	Title, Text, DueOn *string
	Sources            *[]ResultSource
	Owner              *Owner
}

// over writes an edit over an item, rendered, and says which parts are other than before.
func (e Edit) over(i Item) (changed Item, parts []string, err error) {
	was := i
	if e.Kind != nil && *e.Kind != i.Kind {
		if i.Kind = *e.Kind; i.Kind != Promise {
			i.OwnerKind, i.OwnerID, i.DueOn = "", "", ""
		}
	}
	for to, from := range map[*string]*string{&i.Title: e.Title, &i.Text: e.Text, &i.DueOn: e.DueOn} {
		if from != nil {
			*to = *from
		}
	}
	if e.Sources != nil {
		i.Sources = *e.Sources
	}
	if e.Owner != nil {
		i.OwnerKind, i.OwnerID = e.Owner.Kind, e.Owner.ID
	}
	if err := i.check(); err != nil {
		return i, nil, err
	}
	if i.HTML, err = rendered(i.Text); err != nil {
		return i, nil, err
	}
	return i, i.otherThan(was), nil
}

func rendered(source string) (string, error) {
	if blank(source) {
		return "", nil
	}
	if err := text.Check("body.text", source); err != nil {
		return "", err
	}
	return text.HTML(source)
}

func blank(s string) bool { return strings.TrimFunc(s, text.Blank) == "" }

// check says whether an item can be so, as far as it tells itself.
func (i Item) check() error {
	switch {
	case !slices.Contains(Kinds, i.Kind):
		return errKind
	case text.Length(i.Title) > maxTitle:
		return errTitle
	case blank(i.Title) && blank(i.Text) && len(i.Sources) == 0:
		return errEmpty
	case i.Kind != Promise && (i.OwnerID != "" || i.DueOn != ""):
		return errNotMade
	case (i.OwnerKind == "") != (i.OwnerID == ""):
		return errOwner
	}
	if i.DueOn != "" {
		if _, err := time.Parse(time.DateOnly, i.DueOn); err != nil {
			return errDue
		}
	}
	return i.checkSources()
}

func (i Item) checkSources() error {
	seen := map[ResultSource]bool{}
	for _, src := range i.Sources {
		if seen[src] || !ref.ValidID(src.ID) {
			return errSource
		}
		seen[src] = true
	}
	only := func(kinds ...string) bool { return len(i.Sources) == 1 && slices.Contains(kinds, i.Sources[0].Kind) }
	if i.Kind == Quote && !only(fromNote, fromQuestion) || i.Kind == Vote && !only(fromBallot) || len(i.Sources) > maxSources {
		return errSources
	}
	return nil
}

func (i Item) otherThan(was Item) (parts []string) {
	for _, p := range []struct {
		name  string
		other bool
	}{
		{"kind", i.Kind != was.Kind}, {"title", i.Title != was.Title}, {"text", i.Text != was.Text}, {"sources", !slices.Equal(i.Sources, was.Sources)},
		{"owner", i.OwnerKind != was.OwnerKind || i.OwnerID != was.OwnerID}, {"due_on", i.DueOn != was.DueOn},
	} {
		if p.other {
			parts = append(parts, p.name)
		}
	}
	return parts
}

// Add writes an item by hand, behind another of its kind ("": first, nil: last). A repeat with the same key answers what the first call made.
func (s *Service) Add(ctx context.Context, by actor.Viewer, key event.Key, id string, e Edit, after *string) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	item, _, err := e.over(Item{ID: ref.NewID(), WorkshopID: id, MadeBy: by.Member, MadeAt: db.Now(), Words: 1, Version: 1})
	if err != nil {
		return event.Reference{}, err
	}
	return s.events.Once(ctx, key, func(ctx context.Context) (event.Done, error) {
		r, err := s.toEdit(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if len(r.items) >= maxItems {
			return event.Done{}, errFull
		}
		if err := s.checkIn(ctx, by, r.w, item, true, true); err != nil {
			return event.Done{}, err
		}
		if err := s.place(ctx, r, &item, after); err != nil {
			return event.Done{}, err
		}
		if err := s.store.addItems(ctx, []Item{item}); err != nil {
			return event.Done{}, err
		}
		s.tell(ctx, id, ItemAdded, itemRef(item.ID), item.Version)
		if err := s.asked(ctx, by, r.w, item); err != nil {
			return event.Done{}, err
		}
		return done(id, item.ID, item.Version), s.record(ctx, r, by, Change{ItemID: item.ID, What: "added"})
	})
}

// checkIn says whether what an item names is in the workshop, as far as it is new.
func (s *Service) checkIn(ctx context.Context, by actor.Viewer, w workshop.Workshop, i Item, sources, owner bool) error {
	if sources {
		if err := s.known(ctx, by, w, i.Sources); err != nil {
			return err
		}
	}
	if !owner || i.OwnerID == "" {
		return nil
	}
	return s.mayPromise(ctx, w, Owner{i.OwnerKind, i.OwnerID})
}

// mayPromise refuses as an owner whoever would never hear of it.
func (s *Service) mayPromise(ctx context.Context, w workshop.Workshop, o Owner) error {
	if !ref.ValidID(o.ID) {
		return errOwner
	}
	switch o.Kind {
	case ofParticipant:
		found, err := s.workshops.Participants(ctx, []string{o.ID})
		if p := found[o.ID]; err == nil && (p.WorkshopID != w.ID || p.MergedInto != nil) {
			return errOwner
		}
		return err
	case ofMember:
		led, err := s.workshops.Led(ctx, w)
		if err == nil && !slices.Contains(led, o.ID) {
			return errOwner
		}
		return err
	case ofOrganisation:
		err := s.actors.CheckOrganisation(ctx, o.ID)
		if err != nil && fault.KindOf(err) != fault.Internal {
			return errOwner
		}
		return err
	}
	return errOwner
}

// Change edits an item, if version is still its version. What is the same already changes nothing; what sources said of it before stays, and is marked so.
func (s *Service) Change(ctx context.Context, by actor.Viewer, id, item string, version int64, e Edit) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		r, err := s.toEdit(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		was, err := r.item(item)
		if err != nil {
			return event.Done{}, err
		}
		if was.Version != version {
			return event.Done{}, s.stale(ctx, was)
		}
		now, parts, err := e.over(was)
		if err != nil || len(parts) == 0 {
			return done(id, was.ID, was.Version), err
		}
		owner := slices.Contains(parts, "owner")
		if err := s.checkIn(ctx, by, r.w, now, slices.Contains(parts, "sources") || now.Kind == Vote, owner); err != nil {
			return event.Done{}, err
		}
		at := db.Now()
		now.EditedBy, now.EditedAt, now.Words, now.Version = &by.Member, &at, was.Words+1, was.Version+1
		if err := s.store.setItem(ctx, now); err != nil {
			return event.Done{}, err
		}
		s.tell(ctx, id, ItemChanged, itemRef(now.ID), now.Version)
		if now.Kind == Promise {
			if err := s.asked(ctx, by, r.w, now); err != nil {
				return event.Done{}, err
			}
		}
		return done(id, now.ID, now.Version), s.record(ctx, r, by, Change{ItemID: now.ID, What: "edited", Parts: strings.Join(parts, ",")})
	})
}

func (r room) item(id string) (Item, error) {
	if i := slices.IndexFunc(r.items, func(one Item) bool { return one.ID == id }); i >= 0 {
		return r.items[i], nil
	}
	return Item{}, errNoItem
}

func (s *Service) stale(ctx context.Context, i Item) error {
	views, err := s.itemViews(ctx, []Item{i})
	if err != nil {
		return err
	}
	return errStale.With(views[0])
}

// Remove takes an item out, if version is still its version (0: whatever it is). Again it answers the same.
func (s *Service) Remove(ctx context.Context, by actor.Viewer, id, item string, version int64) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		r, err := s.toEdit(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		was, err := s.store.itemHeld(ctx, id, item)
		switch {
		case err != nil:
			return event.Done{}, err
		case was.removed():
			return done(id, was.ID, was.Version), nil
		case version != 0 && was.Version != version:
			return event.Done{}, s.stale(ctx, was)
		}
		at := db.Now()
		was.RemovedBy, was.RemovedAt, was.Version = &by.Member, &at, was.Version+1
		if err := s.store.setItem(ctx, was); err != nil {
			return event.Done{}, err
		}
		s.tell(ctx, id, ItemRemoved, itemRef(was.ID), was.Version)
		if err := s.recheck(ctx, r.w); err != nil {
			return event.Done{}, err
		}
		return done(id, was.ID, was.Version), s.record(ctx, r, by, Change{ItemID: was.ID, What: "removed"})
	})
}

// record notes what was changed after the result was published.
func (s *Service) record(ctx context.Context, r room, by actor.Viewer, c Change) error {
	if r.w.State != workshop.Published {
		return nil
	}
	c.WorkshopID, c.Edition, c.ByMember, c.At = r.w.ID, r.result.Edition+1, by.Member, db.Now()
	if err := s.store.addChange(ctx, c); err != nil {
		return err
	}
	s.tell(ctx, r.w.ID, Changed, resultRef(r.w.ID), c.Edition+1)
	return s.store.setEdition(ctx, r.w.ID, c.Edition)
}
