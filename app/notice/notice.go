// Package notice decides what each member is told, when and how. Rooms say what happened and know whom it concerns and whether
// that still stands; here it becomes at most one notice an event and person, in the bell of every screen and, as the member
// chose, out of the house: a push, a mail, the brief of the morning. It also holds how much each member wants to be told of a
// thread or an area: they follow it, take it as it comes, or have it muted, for good or for a time. It knows of things only by
// their Ref and decides no access. What one chose and was told is shown to nobody else.
package notice

import (
	"cmp"
	"context"
	"net/url"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/job"
	"kraftsam/app/platform/mail"
	"kraftsam/app/platform/ref"
)

// Level is how much of a thing a member wants to be told.
type Level string

// The levels. The empty Level says that nothing was chosen.
const (
	Follow Level = "follow"
	Normal Level = "normal"
	Muted  Level = "muted"
)

// Following is what a member chose for one thing.
type Following struct {
	MemberID   string
	RefKind    string
	RefID      string
	Level      Level
	Until      *time.Time // when Level ends by itself
	AfterLevel Level      // what holds then; empty: as if nothing had been chosen
	At         time.Time
}

// Ref is what it was chosen for.
func (f Following) Ref() ref.Ref { return ref.Ref{Kind: f.RefKind, ID: f.RefID} }

// Choice is a level that holds now, and when it ends by itself.
type Choice struct {
	Level Level
	Until *time.Time
}

// On gives what holds at a moment.
func (f Following) On(now time.Time) Choice {
	if f.Until != nil && !now.Before(*f.Until) {
		return Choice{Level: f.AfterLevel}
	}
	return Choice{f.Level, f.Until}
}

// longest bounds a level that ends by itself.
const longest = 366 * 24 * time.Hour

var (
	errLevel = fault.InField("body.level", "level_unknown", "A level is follow, normal or muted.")
	errUntil = fault.InField("body.until", "until_invalid", "Only muting ends by itself, at a time to come within a year.")
)

var _ = fault.Register("level_unknown", "until_invalid")

// Check refuses what cannot be chosen.
func (c Choice) Check(now time.Time) error {
	if c.Level != Follow && c.Level != Normal && c.Level != Muted {
		return errLevel
	}
	if c.Until != nil && (c.Level != Muted || !c.Until.After(now) || c.Until.Sub(now) > longest) {
		return errUntil
	}
	return nil
}

// Options are what the room needs beside the database.
type Options struct {
	Events  *event.Log
	Actors  *actor.Service
	Jobs    *job.Queue
	Mail    *mail.Post
	Site    *url.URL
	Signals Signaller
	Push    Pushing
	Pushes  *job.Queue // of push alone, so that a service that hangs keeps nothing else waiting; nil: Jobs
	Clock   job.Clock  // for tests; nil is the database's own
	// How long something may be read on a screen before it is mailed, and before it goes to a device; 0: five minutes, and one.
	Grace, PushGrace time.Duration
}

// Service is what the room can do.
type Service struct {
	db        *db.DB
	events    *event.Log
	actors    *actor.Service
	jobs      *job.Queue
	mail      *mail.Post
	site      *url.URL
	signals   Signaller
	push      Pushing
	pushes    *job.Queue
	clock     job.Clock
	grace     time.Duration
	pushGrace time.Duration
	sources   map[string]Source
	store     store
}

// NewService makes the room on a database.
func NewService(d *db.DB, o Options) *Service {
	if o.Clock == nil {
		o.Clock = d.Clock
	}
	if o.Pushes == nil {
		o.Pushes = o.Jobs
	}
	s := &Service{db: d, events: o.Events, actors: o.Actors, jobs: o.Jobs, mail: o.Mail, site: o.Site, signals: o.Signals, clock: o.Clock, grace: cmp.Or(o.Grace, grace), pushGrace: cmp.Or(o.PushGrace, pushGrace),
		push: o.Push, pushes: o.Pushes, sources: map[string]Source{}, store: store{d}}
	s.jobs.Register(job.Kind{Name: tellJob, Do: s.tell, Together: together})
	s.jobs.Register(job.Kind{Name: recheckJob, Do: s.recheck, Together: together})
	s.jobs.Register(job.Kind{Name: reachJob, Do: s.reached})
	s.pushes.Register(job.Kind{Name: pushJob, Do: s.pushed})
	s.jobs.Register(job.Kind{Name: briefJob, Do: s.brief})
	s.jobs.Register(job.Kind{Name: morningJob, Do: s.morning})
	s.jobs.Every(morningJob, briefEvery)
	s.joinActors()
	s.actors.WhenMerged(s.store.mergeContacts)
	s.actors.WhenMerged(s.store.mergeWords)
	return s
}

// Choose notes what a member chose for a thing; a choice that ends by itself gives way to the one before it.
func (s *Service) Choose(ctx context.Context, member string, about ref.Ref, c Choice) error {
	now := db.Now()
	if err := c.Check(now); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		had, err := s.store.following(ctx, member, about)
		if err != nil {
			return err
		}
		f := Following{MemberID: member, RefKind: about.Kind, RefID: about.ID, Level: c.Level, Until: c.Until, At: now}
		if c.Until != nil {
			if f.AfterLevel = had.On(now).Level; f.AfterLevel == Muted {
				f.AfterLevel = had.AfterLevel
			}
		}
		return s.store.put(ctx, f)
	})
}

// Begin has a member follow a thing unless they chose something for it, and says whether they do now for that reason.
func (s *Service) Begin(ctx context.Context, member string, about ref.Ref) (began bool, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		began, err = s.store.begin(ctx, Following{MemberID: member, RefKind: about.Kind, RefID: about.ID, Level: Follow, At: db.Now()})
		return err
	})
	return began, err
}

// Carry has whoever follows a thing follow another too, which takes its place, unless they chose something for that one.
func (s *Service) Carry(ctx context.Context, from, to ref.Ref) error {
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.store.carry(ctx, from, to, db.Now()) })
}

// Drop forgets what a member chose for a thing.
func (s *Service) Drop(ctx context.Context, member string, about ref.Ref) error {
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.store.drop(ctx, member, about) })
}

// Chosen gives everything that holds for a member now, by thing.
func (s *Service) Chosen(ctx context.Context, member string) (map[ref.Ref]Choice, error) {
	all, err := s.store.followings(ctx, member)
	if err != nil {
		return nil, err
	}
	now, chosen := db.Now(), make(map[ref.Ref]Choice, len(all))
	for _, f := range all {
		if c := f.On(now); c.Level != "" {
			chosen[f.Ref()] = c
		}
	}
	return chosen, nil
}

// kept is how long a notice is kept.
const kept = 183 * 24 * time.Hour

// Purge forgets notices of long ago.
func (s *Service) Purge(ctx context.Context) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.purge(ctx, db.Now().Add(-kept)); err != nil {
			return err
		}
		if err := s.store.purgeContacts(ctx, db.Now().Add(-contactsKept)); err != nil {
			return err
		}
		if err := s.purgeDevices(ctx, db.Now()); err != nil {
			return err
		}
		if err := s.store.purgeWords(ctx, db.Now()); err != nil {
			return err
		}
		return s.store.purgeLinks(ctx, db.Now())
	})
}

// Forget takes away everything that a member chose and was told, as when their account ends.
func (s *Service) Forget(ctx context.Context, member string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.forget(ctx, member); err != nil {
			return err
		}
		if err := s.store.forgetWords(ctx, member); err != nil {
			return err
		}
		return s.store.forgetNotices(ctx, member)
	})
}
