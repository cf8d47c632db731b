package forum

import (
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/ballot"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
)

var errBallotRuns = fault.New(fault.Conflict, "thread_has_ballot", "A ballot is running in this thread. Close it first, so that those who vote know what becomes of it.")

var _ = fault.Register("thread_has_ballot")

// JoinBallots makes threads places where ballots are held, and has their events shown on the topics of threads.
func (s *Service) JoinBallots(b *ballot.Service) {
	s.ballots = b
	b.Join("thread", "/api/threads/{id}", ballotHost{s})
	s.AsksBy(s.voices)
}

// ballotHost is what the room gives ballots of its threads.
type ballotHost struct{ s *Service }

func (h ballotHost) Topic(thread string) string { return Topic(thread) }

func (h ballotHost) Place(ctx context.Context, by actor.Viewer, id string) (ballot.Place, error) {
	t, a, err := h.s.threadFor(ctx, by, id)
	return placeOf(by, a, t), err
}

func (h ballotHost) Held(ctx context.Context, by actor.Viewer, id string) (ballot.Place, error) {
	t, a, err := h.s.threadToChange(ctx, by, id)
	return placeOf(by, a, t), err
}

// placeOf: whoever may post may vote and start a ballot; whoever leads the area leads its ballots.
func placeOf(by actor.Viewer, a area.Area, t Thread) ballot.Place {
	p := ballot.Place{Topic: t.Topic(), Leads: mayClose(by, a)}
	switch {
	case by.MayWrite() != nil:
		p.Write = by.MayWrite()
	case t.canTakePosts() != nil:
		p.Write = t.canTakePosts()
	case !mayPost(by, a, t):
		p.Write = area.ErrPast
	}
	return p
}

// Places leaves out threads of areas that are no longer in use: nothing is asked of anybody there.
func (h ballotHost) Places(ctx context.Context, by actor.Viewer, ids []string) (map[string]ballot.Place, error) {
	threads, err := h.s.store.threads(ctx, ids)
	if err != nil {
		return nil, err
	}
	readable, err := h.s.areas.List(ctx, by)
	if err != nil {
		return nil, err
	}
	bySlug := map[string]area.Area{}
	for _, a := range readable {
		bySlug[a.Slug] = a
	}
	places := map[string]ballot.Place{}
	for id, t := range threads {
		if a, ok := bySlug[t.Area]; ok {
			places[id] = placeOf(by, a, t)
		}
	}
	return places, nil
}

// Muted are those who muted the thread, or its area and chose nothing for the thread.
func (h ballotHost) Muted(ctx context.Context, thread string, members []string) (map[string]bool, error) {
	r := round{s: h.s}
	var err error
	if r.thread, err = h.s.store.thread(ctx, thread); err != nil {
		return nil, err
	}
	r.area.Slug = r.thread.Area
	return r.muted(ctx, members)
}

// Asked are those who joined the area, and in a public one those who wrote in the thread too.
func (h ballotHost) Asked(ctx context.Context, thread string) ([]string, error) {
	t, err := h.s.store.thread(ctx, thread)
	if err != nil {
		return nil, err
	}
	members, private, err := h.s.areas.Company(ctx, t.Area)
	if err != nil || private {
		return members, err
	}
	writers, err := h.s.store.writers(ctx, thread)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, m := range members {
		seen[m] = true
	}
	for _, w := range writers {
		if !seen[w] {
			members = append(members, w)
		}
	}
	return members, nil
}

// noBallotRuns refuses to close a thread over a ballot that runs in it; the thread is held, so none begins meanwhile.
func (s *Service) noBallotRuns(ctx context.Context, t Thread) error {
	running, err := s.ballots.Running(ctx, threadRef(t.ID))
	if err == nil && running {
		err = errBallotRuns
	}
	return err
}

// ballotsOf reads the ballots that events are about, each with its options and votes as of one moment.
func (s *Service) ballotsOf(ctx context.Context, events []event.Event) (found map[string]ballot.VotingView, err error) {
	if !slices.ContainsFunc(events, func(e event.Event) bool { return e.Ref.Kind == ballot.RefKind }) {
		return nil, nil
	}
	err = s.db.Read(ctx, func(ctx context.Context) error {
		found, err = s.ballots.Rendered(ctx, events)
		return err
	})
	return found, err
}
