package workshop

import (
	"context"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/ballot"
	"kraftsam/app/calendar"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
	"kraftsam/app/place"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/limit"
)

// Options are the rooms and the ground that the room stands on.
type Options struct {
	Events *event.Log
	Actors *actor.Service
	Places *place.Service
	Areas  *area.Service
	Forum  *forum.Service
	Limits *limit.Limits

	Accounts *account.Service
}

// Service is what the room can do.
type Service struct {
	db     *db.DB
	events *event.Log
	actors *actor.Service
	places *place.Service
	areas  *area.Service
	forum  *forum.Service
	limits *limit.Limits
	parts  []Part

	accounts *account.Service
	ballots  *ballot.Service
	notices  *notice.Service
	calendar *calendar.Service
	shows    map[string]Show
	store    store
}

// NewService makes the room on a database. Its parts join before it is served.
func NewService(d *db.DB, o Options) *Service {
	s := &Service{db: d, events: o.Events, actors: o.Actors, places: o.Places, areas: o.Areas, forum: o.Forum, limits: o.Limits, accounts: o.Accounts, store: store{d}}
	o.Accounts.WhenGuestKnown(s.guestKnown)
	o.Actors.WhenGrown(func(ctx context.Context, member string) error { return s.guestKnown(ctx, member, member) })
	s.shows = map[string]Show{RefKind: s.showWorkshops, StageKind: s.showStages, PeopleKind: s.showPeople, StepKind: s.showSteps}
	o.Forum.StagesBy(s.stagesOf)
	o.Forum.RulesBy(s.mayPost)
	return s
}

// Show gives, by the id of a ref, what events about things of its kind show: as they are now, to everybody who watches. What is
// missing shows as null.
type Show func(ctx context.Context, ids []string) (map[string]any, error)

// Part is a package of the room that has to do with one side of a workshop. All of it may be nil.
type Part struct {
	// Shows is by the kind of the refs in the part's events.
	Shows map[string]Show
	// Written says whether somebody contributed to what hangs on a step, also one that has not begun: it is not taken out of the run
	// sheet then, and stays of its kind.
	Written func(ctx context.Context, w Workshop, st Step) (bool, error)
	// StepLeft is called when a step is left by next, back, skip or wrap_up, in the transaction that leaves it.
	StepLeft func(ctx context.Context, w Workshop, left Step) error
	// StepBegun is called when a step begins, for the first time or again, in the transaction that begins it.
	StepBegun func(ctx context.Context, w Workshop, begun Step) error
	// Ended is called in the transaction that ends a workshop, after its last step was left.
	Ended func(ctx context.Context, w Workshop) error
	// Became is called when a participant turns out to be another of the same workshop: what the first did is the second's.
	Became func(ctx context.Context, workshop, from, into string) error
	// Gone is called when somebody takes part no longer.
	Gone func(ctx context.Context, w Workshop, gone Participant) error
	// Came is called when other people take part than before; all that it may do is to add events.
	Came func(ctx context.Context, w Workshop)
}

// Join adds a part.
func (s *Service) Join(p Part) {
	s.parts = append(s.parts, p)
	for kind, show := range p.Shows {
		s.shows[kind] = show
	}
}

// unwritten refuses what would take from sight what people have contributed to a step.
func (s *Service) unwritten(ctx context.Context, w Workshop, st Step) error {
	for _, p := range s.parts {
		if p.Written == nil {
			continue
		}
		written, err := p.Written(ctx, w, st)
		if err != nil {
			return err
		}
		if written {
			return errWritten
		}
	}
	return nil
}

func (s *Service) stepLeft(ctx context.Context, w Workshop, left Step) error {
	for _, p := range s.parts {
		if p.StepLeft == nil {
			continue
		}
		if err := p.StepLeft(ctx, w, left); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) stepBegun(ctx context.Context, w Workshop, begun Step) error {
	for _, p := range s.parts {
		if p.StepBegun == nil {
			continue
		}
		if err := p.StepBegun(ctx, w, begun); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) ended(ctx context.Context, w Workshop) error {
	for _, p := range s.parts {
		if p.Ended == nil {
			continue
		}
		if err := p.Ended(ctx, w); err != nil {
			return err
		}
	}
	return nil
}
