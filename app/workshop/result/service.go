package result

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/ballot"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
	"kraftsam/app/place"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/floor"
	"kraftsam/app/workshop/wall"
)

// Options are the rooms and the ground that the package stands on.
type Options struct {
	Events    *event.Log
	Actors    *actor.Service
	Places    *place.Service
	Forum     *forum.Service
	Ballots   *ballot.Service
	Workshops *workshop.Service
	Walls     *wall.Service
	Floor     *floor.Service
	Notices   *notice.Service
}

// Service is what can be done with results.
type Service struct {
	db        *db.DB
	events    *event.Log
	actors    *actor.Service
	places    *place.Service
	forum     *forum.Service
	ballots   *ballot.Service
	workshops *workshop.Service
	walls     *wall.Service
	floor     *floor.Service
	notices   *notice.Service
	store     store
}

// NewService makes the results of the workshops of a database, as a part of them.
func NewService(d *db.DB, o Options) *Service {
	s := &Service{db: d, events: o.Events, actors: o.Actors, places: o.Places, forum: o.Forum, ballots: o.Ballots, workshops: o.Workshops, walls: o.Walls, floor: o.Floor,
		notices: o.Notices, store: store{d}}
	o.Workshops.Join(workshop.Part{Ended: s.ended, Became: s.Became, Came: s.came})
	o.Actors.WhenMerged(s.store.renameOrganisation)
	s.joinNotices()
	return s
}

func (s *Service) tell(ctx context.Context, workshopID, what string, about ref.Ref, version int64) {
	s.events.Add(ctx, Topic(workshopID), event.Change{Type: what, Ref: about, Version: version})
}

func done(workshopID, id string, version int64) event.Done {
	return event.Done{ID: id, Version: version, Topic: Topic(workshopID)}
}
