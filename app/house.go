package app

import (
	"context"
	"log/slog"

	"kraftsam/app/accessibility"
	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/ballot"
	"kraftsam/app/calendar"
	"kraftsam/app/draft"
	"kraftsam/app/file"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
	"kraftsam/app/place"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/job"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/mail"
	"kraftsam/app/platform/web"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/floor"
	"kraftsam/app/workshop/result"
	"kraftsam/app/workshop/wall"
)

// Parts are the rooms of a house and the ground under them, for whoever works with several of them at once.
type Parts struct {
	DB            *db.DB
	Events        *event.Log
	Limits        *limit.Limits
	Mail          *mail.Post
	Jobs          *job.Queue
	Pushes        *job.Queue
	Hub           *live.Hub
	Places        *place.Service
	Actors        *actor.Service
	Areas         *area.Service
	Accounts      *account.Service
	Accessibility *accessibility.Service
	Notices       *notice.Service
	Calendar      *calendar.Service
	Forum         *forum.Service
	Ballots       *ballot.Service
	Workshops     *workshop.Service
	Walls         *wall.Service
	Floor         *floor.Service
	Results       *result.Service
	Drafts        *draft.Service
	Files         *file.Service
	Site          *web.Server
}

// Open makes a house on a database that has today's schema, ready to Serve. environ holds its settings as variables; one that
// is not there has its default.
func Open(ctx context.Context, d *db.DB, environ []string, log *slog.Logger) (*House, error) {
	c, err := readConfig(environ, nil)
	if err != nil {
		return nil, err
	}
	name, err := redisPrefix(ctx, event.NewLog(d))
	if err != nil {
		return nil, err
	}
	limits, err := limit.New(c.RateLimits, c.RedisURL, name)
	if err != nil {
		return nil, err
	}
	h := newHouse(c, d, limits, log)
	return h, h.open(ctx)
}

// Parts gives the rooms.
func (h *House) Parts() Parts {
	return Parts{DB: h.db, Events: h.events, Limits: h.limits, Mail: h.mail, Jobs: h.jobs, Pushes: h.pushes, Hub: h.hub, Places: h.places, Actors: h.actors, Areas: h.areas,
		Accounts: h.accounts, Accessibility: h.accessibility, Notices: h.notices, Calendar: h.calendar, Forum: h.forum, Ballots: h.ballots, Workshops: h.workshops, Walls: h.walls, Floor: h.floor, Results: h.results, Drafts: h.drafts, Files: h.files, Site: h.site}
}
