// Package draft keeps what somebody is about to write, so that it is on all of their devices. A draft is its writer's alone: it is
// in no event, no log and no answer to others, it goes when it is sent, when the account is closed, and thirty days after it was
// last touched. What becomes of it, and what its place is called, is the matter of the rooms to the right.
package draft

import (
	"context"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// Draft is a text that somebody is about to write in a place.
type Draft struct {
	Place   ref.Ref // thread: a post in it; area: a new thread; post: a change of it
	Copy            // the newest
	Other   *Copy   // what another device held, until the writer chooses
	Version int64   // later than any that a draft of the writer had before, in any place
}

// Copy is what one device holds of a draft.
type Copy struct {
	Text   string            `json:"text"`
	Fields map[string]string `json:"fields"` // what else the form holds: a title, the post that is answered
	At     time.Time         `json:"at"`
}

// Life is how long a draft is kept that nobody touches.
const Life = 30 * 24 * time.Hour

// Limits of drafts. A text may be longer than a post: whoever is over the limit is just about to shorten it.
const (
	maxText   = 3 * text.MaxText // code points
	maxFields = 16
	maxField  = 4000 // code points
	maxDrafts = 200  // of a member
)

// Kinds of places, and how many bytes an address of one has at most.
var kinds = map[string]bool{"thread": true, "area": true, "post": true}

const maxPlace = 60

var (
	errNone    = fault.New(fault.NotFound, "draft_unknown", "There is no such draft.")
	errPlace   = fault.New(fault.NotFound, "draft_unknown", "There is no such place for a draft.")
	errStale   = fault.New(fault.Stale, "version_stale", "Another device changed this draft in the meantime. Compare with what it is now.")
	errTooLong = fault.InField("body.text", "draft_too_long", "A draft is not kept on the server when it is that long.")
	errTooMany = fault.New(fault.Conflict, "draft_too_many", "You have very many drafts. Send or throw away some of them.")
)

var _ = fault.Register("draft_unknown", "draft_too_long", "draft_too_many")

// Title is what a place is called, for a list of drafts; where it is not the member's to see it has none.
type Title struct {
	Title string
	Area  string // slug
	Lang  string
	Path  string // of the page on which one goes on writing
}

// Titles gives names to places of one kind, by their ids; it leaves out what the viewer may not see.
type Titles func(ctx context.Context, by actor.Viewer, ids []string) (map[string]Title, error)

// Signaller tells a member's devices what is worth nothing a moment later.
type Signaller interface {
	DraftsChanged(member string)
}

// Service is what the room can do.
type Service struct {
	db      *db.DB
	limits  *limit.Limits
	signals Signaller
	titles  map[string]Titles
	store   store
}

// NewService makes the room on a database.
func NewService(d *db.DB, actors *actor.Service, signals Signaller, limits *limit.Limits) *Service {
	s := &Service{db: d, limits: limits, signals: signals, titles: map[string]Titles{}, store: store{d}}
	actors.WhenLeft(s.store.dropAll)
	return s
}

// Name says how places of a kind are called.
func (s *Service) Name(kind string, fn Titles) { s.titles[kind] = fn }

// PlaceOf reads a place as addresses have it: "thread:0190…".
func PlaceOf(s string) (ref.Ref, error) {
	kind, id, ok := strings.Cut(s, ":")
	if !ok || !kinds[kind] || !ref.ValidID(id) || len(s) > maxPlace {
		return ref.Ref{}, errPlace
	}
	return ref.Ref{Kind: kind, ID: id}, nil
}

// Save keeps a draft, if version is still that of the one that is there (0: there is none), and gives the new version. Whoever is
// stale gets what is there now and decides what becomes of both.
func (s *Service) Save(ctx context.Context, by actor.Viewer, d Draft) (Draft, error) {
	if err := by.MayWrite(); err != nil {
		return Draft{}, err
	}
	if err := d.check(); err != nil {
		return Draft{}, err
	}
	if err := s.limits.Take(ctx, limit.Draft, by.Member); err != nil {
		return Draft{}, err
	}
	grewFrom := d.Version // the transaction may run again
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		had, err := s.store.held(ctx, by.Member, d.Place)
		if err != nil {
			return err
		}
		if had.Version != grewFrom {
			return stale(had)
		}
		d.At = db.Now()
		if d.Version, err = s.store.nextVersion(ctx, by.Member, d.At); err != nil {
			return err
		}
		s.changed(ctx, by.Member)
		if had.Version == 0 {
			return s.begin(ctx, by.Member, d)
		}
		return s.store.set(ctx, by.Member, d)
	})
	return d, err
}

// begin runs after nextVersion, which lets a member's devices through one at a time: the count is true.
func (s *Service) begin(ctx context.Context, member string, d Draft) error {
	if err := s.room(ctx, member); err != nil {
		return err
	}
	added, err := s.store.add(ctx, member, d)
	if err == nil && !added { // another device was first, a moment ago
		err = errStale
	}
	return err
}

func stale(had Draft) error {
	if had.Version == 0 {
		return errStale
	}
	return errStale.With(viewOf(had))
}

func (s *Service) room(ctx context.Context, member string) error {
	n, err := s.store.count(ctx, member)
	if err == nil && n >= maxDrafts {
		err = errTooMany
	}
	return err
}

func (d Draft) check() error {
	copies := []Copy{d.Copy}
	if d.Other != nil {
		copies = append(copies, *d.Other)
	}
	for _, c := range copies {
		if text.Length(c.Text) > maxText || len(c.Fields) > maxFields {
			return errTooLong
		}
		for name, value := range c.Fields {
			if text.Length(name)+text.Length(value) > maxField {
				return errTooLong
			}
		}
	}
	return nil
}

// Drop throws a draft away, if version is still its version (0: whatever it is). One that is not there is gone already.
func (s *Service) Drop(ctx context.Context, by actor.Viewer, place ref.Ref, version int64) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		had, err := s.store.held(ctx, by.Member, place)
		if err != nil || had.Version == 0 {
			return err
		}
		if version != 0 && version != had.Version {
			return stale(had)
		}
		return s.drop(ctx, by.Member, place, had.Version)
	})
}

// Sent throws a draft away that was sent as it was in version, in the transaction that writes what it became; 0 is none. What
// another device changed meanwhile stays; what waited beside it for a choice is the draft from now on.
func (s *Service) Sent(ctx context.Context, member string, place ref.Ref, version int64) error {
	if version == 0 {
		return nil
	}
	had, err := s.store.held(ctx, member, place)
	if err != nil || had.Version != version {
		return err
	}
	if had.Other == nil {
		return s.drop(ctx, member, place, version)
	}
	next, err := s.store.nextVersion(ctx, member, db.Now())
	if err != nil {
		return err
	}
	s.changed(ctx, member)
	return s.store.set(ctx, member, Draft{Place: place, Copy: *had.Other, Version: next})
}

func (s *Service) drop(ctx context.Context, member string, place ref.Ref, version int64) error {
	gone, err := s.store.drop(ctx, member, place, version)
	if gone {
		s.changed(ctx, member)
	}
	return err
}

func (s *Service) changed(ctx context.Context, member string) {
	s.db.AfterCommit(ctx, func() { s.signals.DraftsChanged(member) })
}

// Draft gives the viewer's draft in a place.
func (s *Service) Draft(ctx context.Context, by actor.Viewer, place ref.Ref) (Draft, error) {
	if err := by.Known(); err != nil {
		return Draft{}, err
	}
	d, err := s.store.draft(ctx, by.Member, place)
	if err == nil && d.Version == 0 {
		err = errNone
	}
	return d, err
}

// List gives the viewer's drafts, the last touched first; only those in some places where any are named.
func (s *Service) List(ctx context.Context, by actor.Viewer, only ...ref.Ref) ([]Draft, error) {
	if err := by.Known(); err != nil {
		return nil, err
	}
	return s.store.drafts(ctx, by.Member, only, maxDrafts)
}

// Purge forgets drafts whose life is over.
func (s *Service) Purge(ctx context.Context) error {
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.store.purge(ctx, db.Now().Add(-Life)) })
}
