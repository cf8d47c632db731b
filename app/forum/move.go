package forum

import (
	"cmp"
	"context"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// Move is posts on their way to another thread: chosen ones or, for a merge, all of them; to a thread that is there or to a new
// one. Nobody's words change by it, so no version of a post does, and an edit under way goes on.
type Move struct {
	Thread  string   // where they are
	Version int64    // of that thread, as whoever moves them saw it
	Posts   []string // ids; none: all, and the thread leads to the other from then on
	To      string   // a thread, or
	New     *NewPlace
	Why     string
}

// NewPlace is the thread that posts are split into. Whoever wrote the earliest of them is its author.
type NewPlace struct {
	Area, SubArea string // empty area: that of the thread
	Title, Kind   string
	Tags          []string
}

// shift is a post that has another place than before; most of them only another number in the same thread.
type shift struct {
	post string
	Moved
}

// maxMoved bounds the posts that are named in one move; a merge may take any number.
const maxMoved = 500

var (
	errMoveNone  = fault.InField("body.posts", "move_empty", "Choose 1 to 500 posts.")
	errMoveWhere = fault.InField("body.to", "move_nowhere", "Choose another thread, or say what the new one is called.")
	errMoveGone  = fault.New(fault.Conflict, "move_gone", "Some of these posts are no longer in this thread. Look again and choose anew.")
	errMoveOpens = fault.New(fault.Conflict, "move_opens", "What was written in a private area was not written for others, so it stays in that area.")
)

var _ = fault.Register("move_empty", "move_nowhere", "move_gone", "move_opens")

func (m Move) check(by actor.Viewer) error {
	switch {
	case len(m.Posts) > maxMoved:
		return errMoveNone
	case (m.To == "") == (m.New == nil) || m.To == m.Thread:
		return errMoveWhere
	}
	if m.New != nil {
		if err := text.CheckTitle("body.new.title", m.New.Title); err != nil {
			return err
		}
		if err := checkTags(m.New.Tags); err != nil {
			return err
		}
		if err := checkKind(cmp.Or(m.New.Kind, Discussion)); err != nil {
			return err
		}
	}
	return actor.CheckReason(by, m.Why)
}

// Rearrange moves posts, in one transaction and one event on each of the two threads. Whoever leads both areas may. The answer
// tells of the thread that they came to.
func (s *Service) Rearrange(ctx context.Context, by actor.Viewer, key event.Key, m Move) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	if err := m.check(by); err != nil {
		return event.Reference{}, err
	}
	return s.events.Once(ctx, key, func(ctx context.Context) (event.Done, error) {
		from, into, a, err := s.bothHeld(ctx, by, m)
		if err != nil {
			return event.Done{}, err
		}
		here, err := s.store.placed(ctx, from.ID)
		if err != nil {
			return event.Done{}, err
		}
		moved, stay, err := parted(here, m.Posts)
		if err != nil {
			return event.Done{}, err
		}
		if into.ID == "" {
			if into, err = s.newPlace(ctx, by, from, a, m, moved); err != nil {
				return event.Done{}, err
			}
		}
		there, err := s.store.placed(ctx, into.ID)
		if err != nil {
			return event.Done{}, err
		}
		return s.rearrange(ctx, by, m, from, into, rearranged{stay: stay, moved: moved, there: there})
	})
}

// bothHeld opens the doors of both threads, held in the order of their ids so that two moves never wait for each other in a
// ring, and refuses what may not be moved. The thread to come is empty where it is a new one; the area is the one to come to.
func (s *Service) bothHeld(ctx context.Context, by actor.Viewer, m Move) (from, into Thread, to area.Area, err error) {
	if _, _, err := s.threadFor(ctx, by, m.Thread); err != nil {
		return from, into, to, err
	}
	if m.To != "" && m.To < m.Thread {
		if into, to, err = s.threadToChange(ctx, by, m.To); err != nil {
			return from, into, to, unknownPlace(err)
		}
	}
	from, a, err := s.threadToChange(ctx, by, m.Thread)
	if err != nil {
		return from, into, to, err
	}
	switch {
	case m.New != nil:
		to, err = s.areas.ForNew(ctx, by, cmp.Or(m.New.Area, a.Slug), m.New.SubArea)
	case into.ID == "":
		into, to, err = s.threadToChange(ctx, by, m.To)
		err = unknownPlace(err)
	}
	if err == nil && (!mayLead(by, a) || !mayLead(by, to)) {
		err = errNotLeader
	}
	if err == nil {
		err = s.mayMove(ctx, by, m, from, into, a, to)
	}
	return from, into, to, err
}

func unknownPlace(err error) error {
	if fault.IsNotFound(err) {
		return errMoveWhere
	}
	return err
}

func (s *Service) mayMove(ctx context.Context, by actor.Viewer, m Move, from, into Thread, a, to area.Area) error {
	if err := from.canTakePosts(); err != nil {
		return err
	}
	if from.Version != m.Version {
		return s.staleThread(ctx, by, from, a)
	}
	if into.ID != "" {
		if err := into.canTakePosts(); err != nil {
			return err
		}
	}
	switch {
	case a.Private && to.Slug != a.Slug:
		return errMoveOpens
	case !to.Writable(by):
		return area.ErrPast
	}
	return nil
}

// placed is a post as far as its place is concerned.
type placed struct {
	ID             string
	ThreadID       string
	Number         int64
	At             time.Time
	AuthorID       string
	OrganisationID *string
	Lang           string
}

// parted divides the posts of a thread into those that were chosen and the others; none chosen are all.
func parted(here []placed, chosen []string) (moved, stay []placed, err error) {
	if len(chosen) == 0 {
		return here, nil, nil
	}
	asked := make(map[string]bool, len(chosen))
	for _, id := range chosen {
		asked[id] = true
	}
	for _, p := range here {
		if asked[p.ID] {
			moved = append(moved, p)
		} else {
			stay = append(stay, p)
		}
	}
	if len(moved) != len(asked) {
		return nil, nil, errMoveGone
	}
	return moved, stay, nil
}

// ordered gives the order of a thread that posts come to: its opening post stays first, then everything by the time of writing.
// Neither side changes its own order.
func ordered(there, moved []placed) []placed {
	if len(there) == 0 {
		return moved
	}
	all := make([]placed, 0, len(there)+len(moved))
	all = append(all, there[0])
	rest := there[1:]
	for len(rest) > 0 && len(moved) > 0 {
		if moved[0].At.Before(rest[0].At) {
			all, moved = append(all, moved[0]), moved[1:]
		} else {
			all, rest = append(all, rest[0]), rest[1:]
		}
	}
	return append(append(all, rest...), moved...)
}

// shifts numbers a thread anew, 1, 2, 3 …, and gives the posts whose place changes by it.
func shifts(thread string, order []placed) (changed []shift) {
	for i, p := range order {
		s := shift{p.ID, Moved{From: Place{p.ThreadID, p.Number}, To: Place{thread, int64(i + 1)}}}
		if s.From != s.To {
			changed = append(changed, s)
		}
	}
	return changed
}

// newPlace starts the thread that posts are split into; it has none yet.
func (s *Service) newPlace(ctx context.Context, by actor.Viewer, from Thread, to area.Area, m Move, moved []placed) (Thread, error) {
	kind := cmp.Or(m.New.Kind, Discussion)
	if err := mayBe(by, to, kind); err != nil {
		return Thread{}, err
	}
	first := moved[0]
	t := Thread{ID: ref.NewID(), Area: to.Slug, SubArea: m.New.SubArea, Municipality: from.Municipality, Title: m.New.Title, Lang: first.Lang, Tags: m.New.Tags,
		AuthorID: first.AuthorID, OrganisationID: first.OrganisationID, At: first.At, LastActivityAt: first.At, Version: 1, Kind: kind}
	if err := s.store.addThread(ctx, t); err != nil {
		return Thread{}, err
	}
	if err := s.areas.CountThread(ctx, t.Area, 1); err != nil {
		return Thread{}, err
	}
	added := event.Change{Type: ThreadAdded, Ref: threadRef(t.ID), Version: 1}
	s.events.Add(ctx, t.Topic(), added)
	s.events.Add(ctx, area.Topic(t.Area), added)
	return t, nil
}

func latest(order []placed, before time.Time) time.Time {
	for _, p := range order {
		if p.At.After(before) {
			before = p.At
		}
	}
	return before
}
