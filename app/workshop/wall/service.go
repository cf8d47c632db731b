package wall

import (
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/limit"
	"kraftsam/app/workshop"
)

// Service is what can be done with walls.
type Service struct {
	db        *db.DB
	events    *event.Log
	limits    *limit.Limits
	workshops *workshop.Service
	store     store
}

// NewService makes the walls of the workshops of a database.
func NewService(d *db.DB, events *event.Log, limits *limit.Limits, workshops *workshop.Service) *Service {
	return &Service{db: d, events: events, limits: limits, workshops: workshops, store: store{d}}
}

// Part is what the walls give to their workshops. A step that clusters has what everybody has read arranged. Nothing happens to a wall when
// its step is left or the workshop ends: a facilitator reveals it, and whoever could not be there may write later.
func (s *Service) Part() workshop.Part {
	return workshop.Part{
		Shows:   map[string]workshop.Show{wallKind: s.showWalls, linksKind: s.showLinks, noteKind: s.showNotes, clusterKind: s.showClusters, dotsKind: s.showDots, dotKind: s.showDot},
		Written: s.written, StepBegun: s.begun,
		Became: s.became,
	}
}
