// Package calendar gives each member who wants it one calendar of what has a date in the rooms that they follow, at a secret
// address that programs read (iCalendar, RFC 5545). Rooms know their dates and who may see them; here they become entries that
// keep their name when they move. It decides no access, and holds nothing but the address.
package calendar

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
)

// Entry is something that has a date.
type Entry struct {
	ID       string // the same as long as it is the same thing: "ballot-0190…"
	Sequence int64  // rises when it moves
	What     string // in a word, for the words that tell it
	At       time.Time
	Day      string // ISO date, of what has no time of day
	Changed  time.Time
	Title    string
	Lang     string // of the title
	Href     string // where to read more

	Minutes   int64  // how long it takes; 0: it is a moment
	Place     string // where it is; may be empty
	Cancelled bool   // it does not happen, and programs that have it are to know
}

// start is what entries are put in order by.
func (e Entry) start() string {
	if e.Day != "" {
		return e.Day
	}
	return e.At.UTC().Format(time.RFC3339)
}

// Source is a room that has dates.
type Source interface {
	// Dates gives those from a moment on of what a member follows and may see now.
	Dates(ctx context.Context, by actor.Viewer, from time.Time) ([]Entry, error)
}

// Feed is the address of a member's calendar.
type Feed struct {
	MemberID string
	Hash     string // of the word in the address
	MadeAt   time.Time
	ReadAt   *time.Time
}

// past is how long what is over stays in the calendar.
const past = 30 * 24 * time.Hour

var errFeed = fault.New(fault.NotFound, "calendar_unknown", "There is no such calendar. Its address may have been changed.")

var _ = fault.Register("calendar_unknown")

// Service is what the room can do.
type Service struct {
	db      *db.DB
	actors  *actor.Service
	site    *url.URL
	sources []Source
	store   store
}

// NewService makes the room on a database.
func NewService(d *db.DB, actors *actor.Service, site *url.URL) *Service {
	s := &Service{db: d, actors: actors, site: site, store: store{d}}
	actors.WhenLeft(s.store.drop)
	return s
}

// Join makes a room's dates known.
func (s *Service) Join(source Source) { s.sources = append(s.sources, source) }

// Feed says whether the viewer has an address, and since when; fault.NotFound where they have none.
func (s *Service) Feed(ctx context.Context, by actor.Viewer) (Feed, error) {
	if err := by.Known(); err != nil {
		return Feed{}, err
	}
	return s.store.feed(ctx, "member_id = ?", by.Member)
}

// Open gives the viewer a new address, which is shown this once; the one before leads nowhere from now on.
func (s *Service) Open(ctx context.Context, by actor.Viewer) (address string, err error) {
	if err := by.MayWrite(); err != nil {
		return "", err
	}
	word := rand.Text()
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		return s.store.put(ctx, Feed{MemberID: by.Member, Hash: hashOf(word), MadeAt: db.Now()})
	})
	return s.site.String() + "/api/calendars/" + word + suffix, err
}

// Close ends the viewer's address, if there is one.
func (s *Service) Close(ctx context.Context, by actor.Viewer) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.store.drop(ctx, by.Member) })
}

// suffix tells programs by the address what they find there.
const suffix = ".ics"

// Read gives the calendar at an address, as its member would find it now. One whose account rests has none.
func (s *Service) Read(ctx context.Context, word string) (string, error) {
	f, err := s.store.feed(ctx, "hash = ?", hashOf(strings.TrimSuffix(word, suffix)))
	if err != nil {
		return "", err
	}
	m, grants, err := s.actors.MemberWithGrants(ctx, f.MemberID)
	if err != nil {
		return "", err
	}
	if m.State() != "active" {
		return "", errFeed
	}
	now := db.Now()
	by := actor.Viewer{Member: m.ID, Name: m.Name, Lang: m.Lang, Grants: grants}
	var all []Entry
	err = s.db.Read(ctx, func(ctx context.Context) error {
		all = nil
		for _, source := range s.sources {
			some, err := source.Dates(ctx, by, now.Add(-past))
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	slices.SortFunc(all, func(x, y Entry) int { return strings.Compare(x.start()+x.ID, y.start()+y.ID) })
	if err := s.noteRead(ctx, f, now); err != nil {
		return "", err
	}
	return s.write(m.Lang, all), nil
}

// noteRead notes once an hour that a program asked.
func (s *Service) noteRead(ctx context.Context, f Feed, now time.Time) error {
	if f.ReadAt != nil && now.Sub(*f.ReadAt) < time.Hour {
		return nil
	}
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.store.noteRead(ctx, f, now) })
}

func hashOf(word string) string {
	sum := sha256.Sum256([]byte(word))
	return hex.EncodeToString(sum[:])
}
