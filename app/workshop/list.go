package workshop

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
)

// Filter narrows a list of workshops.
type Filter struct {
	Area string
	When string // Upcoming, Past or Asked
}

// When a workshop is, to a list.
const (
	Upcoming = "upcoming" // has not ended; the first first
	Past     = "past"     // ended or was cancelled; the latest first
	Asked    = "asked"    // to come, and waits for the viewer's answer to an invitation; the first first
)

var (
	errWhen   = fault.InField("query.when", "when_unknown", "Ask for upcoming or past workshops, or for those that ask you to come.")
	errCursor = fault.InField("query", "cursor_unknown", "This cursor leads nowhere; read the list from the start.")
)

// spot is where a workshop stands in a list.
type spot struct {
	at time.Time
	id string
}

func (p spot) cursor() string {
	return base64.RawURLEncoding.EncodeToString([]byte(p.at.UTC().Format(time.RFC3339Nano) + " " + p.id))
}

func spotOf(cursor string) (p spot, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	at, id, ok := strings.Cut(string(raw), " ")
	if err != nil || !ok || !ref.ValidID(id) {
		return p, errCursor
	}
	if p.at, err = time.Parse(time.RFC3339Nano, at); err != nil {
		return p, errCursor
	}
	p.id = id
	return p, nil
}

// whose says which workshops a viewer may see: those of the areas that they read, and their own; drafts where they facilitate.
type whose struct {
	areas, led []string // slugs
	member     string
	speaks     []string
}

// WorkshopListed is a workshop in a list, with what tells its reader where it belongs.
type WorkshopListed struct {
	WorkshopView
	Area        string `json:"area,omitempty" doc:"slug; absent for those who are invited and do not read it"`
	ThreadTitle string `json:"thread_title,omitempty" doc:"absent likewise"`
	Answer      string `json:"answer,omitempty" enum:"yes,no,maybe,instead" doc:"the asker's own reply"`
}

// List gives a page of the workshops that a viewer may see.
func (s *Service) List(ctx context.Context, by actor.Viewer, f Filter, after string, limit int) (web.List[WorkshopListed], error) {
	var list web.List[WorkshopListed]
	if f.When == "" {
		f.When = Upcoming
	}
	if !slices.Contains([]string{Upcoming, Past, Asked}, f.When) {
		return list, errWhen
	}
	var from *spot
	if after != "" {
		p, err := spotOf(after)
		if err != nil {
			return list, err
		}
		from = &p
	}
	err := s.db.Read(ctx, func(ctx context.Context) error {
		who, err := s.whoseOf(ctx, by, f.Area)
		if err != nil {
			return err
		}
		all, err := s.store.list(ctx, who, f, from, limit+1)
		if err != nil {
			return err
		}
		more := len(all) > limit
		all = all[:min(len(all), limit)]
		views, err := s.listedViews(ctx, all, who)
		if err != nil {
			return err
		}
		list = web.All(views)
		if more {
			c := all[len(all)-1].spot().cursor()
			list.After = &c
		}
		return nil
	})
	return list, err
}

func (s *Service) listedViews(ctx context.Context, rows []listedRow, who whose) ([]WorkshopListed, error) {
	all := make([]Workshop, len(rows))
	for i, r := range rows {
		all[i] = r.Workshop
	}
	views, err := s.publicViews(ctx, all)
	if err != nil {
		return nil, err
	}
	listed := make([]WorkshopListed, len(rows))
	for i, r := range rows {
		if listed[i] = (WorkshopListed{WorkshopView: views[i], Answer: r.Answer}); slices.Contains(who.areas, r.Area) {
			listed[i].Area, listed[i].ThreadTitle = r.Area, r.ThreadTitle
		}
	}
	return listed, nil
}

func (w Workshop) spot() spot {
	if w.StartsAt != nil {
		return spot{*w.StartsAt, w.ID}
	}
	return spot{w.CreatedAt, w.ID}
}

func (s *Service) whoseOf(ctx context.Context, by actor.Viewer, slug string) (who whose, err error) {
	who.member = by.Member
	if slug != "" {
		if _, err := s.areas.Area(ctx, by, slug); err != nil {
			return who, err
		}
	}
	readable, err := s.areas.List(ctx, by)
	if err != nil {
		return who, err
	}
	for _, a := range readable {
		who.areas = append(who.areas, a.Slug)
		if led(by, a) {
			who.led = append(who.led, a.Slug)
		}
	}
	if by.SignedIn() {
		speaks, err := s.actors.SpokenForBy(ctx, []string{by.Member})
		if err != nil {
			return who, err
		}
		who.speaks = speaks[by.Member]
	}
	return who, nil
}

func led(by actor.Viewer, a area.Area) bool { return a.Facilitated(by) }
