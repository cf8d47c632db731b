// Package area holds the strength areas and their sub-areas as data with validity dates, since the set of them has changed
// before and will again, and who belongs to a private one. What is said in an area is package forum's matter.
package area

import (
	"context"
	"errors"
	"net/url"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/ref"
)

// Words are a short text in the two languages of the interface.
type Words struct {
	SV string `json:"sv"`
	EN string `json:"en"`
}

// In gives the words in a language of the interface.
func (w Words) In(lang string) string {
	if lang == "en" {
		return w.EN
	}
	return w.SV
}

// Area is a strength area (styrkeområde).
type Area struct {
	Slug     string
	Name     Words
	About    Words
	Asked    Words // what is asked of people now
	Hue      string
	Private  bool
	Position int64
	Threads  int64
	Valid    Validity
	Parts    []SubArea
}

// SubArea is a part of an area (delområde).
type SubArea struct {
	Slug         string
	Name         Words
	Illustrative bool // a name that shows what could stand here, not a decided one
	Position     int64
	Valid        Validity
}

// Validity is when something counts, as ISO dates, both included; an empty To is open.
type Validity struct{ From, To string }

// On says whether the day lies within.
func (v Validity) On(day time.Time) bool {
	d := day.Format(time.DateOnly)
	return v.From <= d && (v.To == "" || d <= v.To)
}

// Ref names an area, for grants and links.
func Ref(slug string) ref.Ref { return ref.Ref{Kind: "area", ID: slug} }

// Topic is where the news of an area is told.
func Topic(slug string) string { return "area:" + slug }

// ErrUnknown is the one answer for an area that is not there and one that is not the viewer's to see.
var ErrUnknown = fault.New(fault.NotFound, "area_unknown", "There is no such area.")

// ErrPast refuses what is new in an area whose time is over.
var ErrPast = fault.New(fault.Conflict, "area_past", "This area is no longer in use; nothing new can be started in it.")

var (
	errPrivate = fault.New(fault.Forbidden, "forbidden", "One enters this area by invitation.")
	errSubArea = fault.InField("body.sub_area", "sub_area_unknown", "This area has no such sub-area today.")
)

var _ = fault.Register("area_unknown", "area_past", "sub_area_unknown")

// Service is what the room can do.
type Service struct {
	db     *db.DB
	events *event.Log
	actors *actor.Service
	site   *url.URL
	limits *limit.Limits
	store  store
}

// NewService makes the room on a database. site is the product's own address, for the links of invitations.
func NewService(d *db.DB, events *event.Log, actors *actor.Service, site *url.URL, limits *limit.Limits) *Service {
	return &Service{db: d, events: events, actors: actors, site: site, limits: limits, store: store{d}}
}

// List gives the areas in use today that the viewer may read.
func (s *Service) List(ctx context.Context, by actor.Viewer) ([]Area, error) {
	var open []Area
	err := s.db.Read(ctx, func(ctx context.Context) error {
		all, err := s.store.areas(ctx)
		if err != nil {
			return err
		}
		joined, err := s.store.joined(ctx, by.Member)
		if err != nil {
			return err
		}
		for _, a := range all {
			if a.Valid.On(db.Now()) && a.readable(by, joined[a.Slug]) {
				open = append(open, a)
			}
		}
		return nil
	})
	return open, err
}

// Area is the only door to an area: it opens for those who may read it.
func (s *Service) Area(ctx context.Context, by actor.Viewer, slug string) (Area, error) {
	a, err := s.store.area(ctx, slug)
	if err != nil {
		return Area{}, err
	}
	if !a.Private {
		return a, nil
	}
	joined, err := s.store.joined(ctx, by.Member)
	if err != nil {
		return Area{}, err
	}
	if !a.readable(by, joined[slug]) {
		return Area{}, ErrUnknown
	}
	return a, nil
}

// ForNew is Area for somebody who wants to start something in it today.
func (s *Service) ForNew(ctx context.Context, by actor.Viewer, slug, sub string) (Area, error) {
	a, err := s.Area(ctx, by, slug)
	if err != nil {
		return Area{}, err
	}
	if !a.Valid.On(db.Now()) {
		return Area{}, ErrPast
	}
	return a, a.CheckPart(sub)
}

// CheckPart refuses a sub-area that the area does not have today; none is fine.
func (a Area) CheckPart(sub string) error {
	if sub == "" {
		return nil
	}
	for _, p := range a.Parts {
		if p.Slug == sub && p.Valid.On(db.Now()) {
			return nil
		}
	}
	return errSubArea
}

// Joined gives the slugs of the areas that a member belongs to.
func (s *Service) Joined(ctx context.Context, member string) (map[string]bool, error) {
	return s.store.joined(ctx, member)
}

// Join makes the viewer a member of a public area, for following it.
func (s *Service) Join(ctx context.Context, by actor.Viewer, slug string) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		a, err := s.Area(ctx, by, slug)
		if err != nil {
			return err
		}
		if a.Private {
			return errPrivate
		}
		return s.store.join(ctx, slug, by.Member)
	})
}

// Leave ends the viewer's membership; what they watch in a private area closes at once.
func (s *Service) Leave(ctx context.Context, by actor.Viewer, slug string) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.Area(ctx, by, slug); err != nil {
			return err
		}
		return s.Remove(ctx, slug, by.Member)
	})
}

// Admit makes somebody a member of any area; Remove ends it.
func (s *Service) Admit(ctx context.Context, slug, member string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.store.join(ctx, slug, member) })
}

// Remove ends a membership and has every node ask again what the member may watch.
func (s *Service) Remove(ctx context.Context, slug, member string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		s.events.Add(ctx, live.Control, event.Change{Type: live.AccessChanged, Ref: ref.Ref{Kind: "member", ID: member}})
		return s.store.leave(ctx, slug, member)
	})
}

// CountThread notes that the area has so many threads more, or fewer.
func (s *Service) CountThread(ctx context.Context, slug string, more int) error {
	return s.store.countThread(ctx, slug, more)
}

// Put writes an area as it is given, over what was known before; memberships and counts stay.
func (s *Service) Put(ctx context.Context, a Area) error {
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.store.put(ctx, a) })
}

// IsUnknown says whether err is the answer for an area that is not there.
func IsUnknown(err error) bool { return errors.Is(err, ErrUnknown) }
