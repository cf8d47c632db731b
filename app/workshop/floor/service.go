package floor

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
)

// Options are the rooms and the ground that the package stands on.
type Options struct {
	Events    *event.Log
	Actors    *actor.Service
	Workshops *workshop.Service
	Limits    *limit.Limits
}

// Service is what can be done on the floor.
type Service struct {
	db        *db.DB
	events    *event.Log
	actors    *actor.Service
	workshops *workshop.Service
	limits    *limit.Limits
	store     store
}

// NewService makes the floor on a database, as a part of the workshops.
func NewService(d *db.DB, o Options) *Service {
	s := &Service{db: d, events: o.Events, actors: o.Actors, workshops: o.Workshops, limits: o.Limits, store: store{d}}
	o.Workshops.Join(s.part())
	o.Actors.WhenMerged(s.store.renameOrganisation)
	return s
}

// inRoom says whether people are together now.
func inRoom(w workshop.Workshop) bool { return w.State == workshop.Live || w.State == workshop.WrapUp }

func (s *Service) tell(ctx context.Context, w workshop.Workshop, what string, about ref.Ref, version int64) {
	s.events.Add(ctx, w.Topic(), event.Change{Type: what, Ref: about, Version: version})
}

func done(w workshop.Workshop, id string, version int64) event.Done {
	return event.Done{ID: id, Version: version, Topic: w.Topic()}
}
