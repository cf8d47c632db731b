package notice

import (
	"context"
	"fmt"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/job"
	"kraftsam/app/platform/mail"
	"kraftsam/app/platform/ref"
)

// News is something that happened and may be worth telling.
type News struct {
	Source string    `json:"source"` // the room that knows whom it concerns
	Event  string    `json:"event"`  // its name, the same however often it is told: "post:0190…"
	What   string    `json:"what"`   // in a word, for the words that tell it
	About  ref.Ref   `json:"about"`  // the thing that its notices are gathered by: a thread
	Ref    ref.Ref   `json:"ref"`    // what happened in it: a post
	By     string    `json:"by"`     // whose act it was, who is not told; empty: nobody's
	As     *string   `json:"as"`     // the organisation that they spoke for
	At     time.Time `json:"at"`
}

// Concern is that a member is to be told of some news.
type Concern struct {
	Member string
	News   int // which
	Kind   Kind
	What   string // in a word, where it differs from that of the news
	Reason Reason
	Event  string   // its name, where it differs from that of the news
	About  *ref.Ref // the thing, where it differs from that of the news
	Ref    *ref.Ref // what happened, where it differs
	For    []string // organisations that are addressed through the member
	// Gathered has all news of this kind about the thing share one notice.
	Gathered bool
}

// Page is a part of those whom news concern. Next leads on, and is empty at the end.
type Page struct {
	Concerns []Concern
	Next     string
}

// Told finds which of the news some members were told of already, each by its own name.
type Told func(ctx context.Context, members []string) (Had, error)

// Had says whether a member was told of one of the news.
type Had func(member string, news int) bool

// Shown is what a notice says to its member, in the words of the room that it comes from.
type Shown struct {
	Title  string // of the thing that it is about
	Lang   string // of the title
	Href   string // where to read it
	Area   string // slug
	Before string // ISO date or time by which it is wished
	Where  string // where it takes place
	Count  int64  // gathered: how much there is of it
	Stands bool   // it is not read there, answered, withdrawn or over
	Lower  string // the thing whose level makes it come: thread or area; empty: the kind
}

// Source is a room that has news.
type Source interface {
	// Concerned gives those whom news about one thing concern now, page by page from an empty after on, those that are told the
	// weightier kind first: only who may see them, has not read them, and has not muted the thing.
	Concerned(ctx context.Context, news []News, after string, told Told) (Page, error)
	// Look shows notices of one member to them, by id, as things are now. What they may not see is not among them.
	Look(ctx context.Context, by actor.Viewer, notices []Notice) (map[string]Shown, error)
	// Lower has a member told less of a thing, and gives the level that holds then.
	Lower(ctx context.Context, by actor.Viewer, about ref.Ref) (Level, error)
}

// Inviter is a source whose news may have a date, for the calendar program of whoever gets a letter.
type Inviter interface {
	// Invitation is what a letter about a notice says to it, nil where it says nothing.
	Invitation(ctx context.Context, by actor.Viewer, email string, n Notice) (*mail.Calendar, error)
}

// Join makes a room's news known.
func (s *Service) Join(name string, source Source) { s.sources[name] = source }

// Numbers of telling.
const (
	tellJob   = "notice.tell"
	together  = 500 // news of one thing that are told in one round
	pageOfAll = 100 // members that are looked for at once
	atOnce    = 8   // members of one transaction
	restFor   = 3   // times as long as the telling of a page took
	mostRest  = 100 * time.Millisecond
)

// PageSize is how many members a page of Concerned holds at most, but for those who are named.
const PageSize = pageOfAll

// Tell has news told later, to all whom they concern. It costs the running transaction one row.
func (s *Service) Tell(ctx context.Context, n News) error {
	if n.At.IsZero() {
		n.At = db.Now()
	}
	return s.jobs.Add(ctx, job.New{Kind: tellJob, Group: n.Source + " " + n.About.String(), Payload: n})
}

// tell is the work: it goes through those whom the news concern, page by page.
func (s *Service) tell(ctx context.Context, w *job.Work) error {
	news := make([]News, len(w.Jobs))
	for i, j := range w.Jobs {
		if err := j.Read(&news[i]); err != nil {
			return err
		}
	}
	source := s.sources[news[0].Source]
	if source == nil {
		return job.Never(fmt.Errorf("nobody knows the news of %q", news[0].Source))
	}
	for after := w.Progress(); ; {
		began := time.Now()
		page, err := source.Concerned(ctx, news, after, func(ctx context.Context, members []string) (Had, error) { return s.store.toldOf(ctx, news, members) })
		if err != nil {
			return err
		}
		if page.Concerns, err = s.reachable(ctx, news, page.Concerns); err != nil {
			return err
		}
		known := len(page.Concerns) == 0 && page.Next != "" && !w.Ages() // as in a busy thread, whose followers were told: no writer waits for it
		if !known {
			if err := s.writePage(ctx, w, news, page); err != nil || page.Next == "" {
				return err
			}
		}
		after = page.Next
		if err := rest(ctx, min(restFor*time.Since(began), mostRest)); err != nil {
			return err
		}
	}
}

// rest leaves the machine to those who post, so that they notice little of the telling: a crowd hears of something a little later.
func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// writePage writes a page in small transactions, between which those who post have their turn; the last of them notes how far it came. Of a
// page that was written in part the rest is told when it is done again.
func (s *Service) writePage(ctx context.Context, w *job.Work, news []News, page Page) error {
	for left := page.Concerns; ; {
		part := left[:min(len(left), atOnce)]
		left = left[len(part):]
		err := s.db.InTx(ctx, func(ctx context.Context) error {
			err := s.write(ctx, news, part)
			switch {
			case err != nil || len(left) > 0:
				return err
			case page.Next == "":
				return w.Done(ctx)
			}
			return w.Keep(ctx, page.Next)
		})
		if err != nil || len(left) == 0 {
			return err
		}
	}
}

// reachable leaves out who did it themselves, whose account rests, and what stands behind something weightier of the same event.
func (s *Service) reachable(ctx context.Context, news []News, all []Concern) ([]Concern, error) {
	var members []string
	for _, c := range all {
		members = append(members, c.Member)
	}
	active, err := s.actors.Called(ctx, actor.Called{Among: append([]string{}, members...), Limit: len(members)})
	if err != nil {
		return nil, err
	}
	is, at := map[string]bool{}, map[string]int{}
	for _, m := range active {
		is[m] = true
	}
	kept := all[:0:0]
	for _, c := range all {
		one := c.Member + " " + eventOf(news, c)
		if !is[c.Member] || c.Member == news[c.News].By {
			continue
		}
		if first, seen := at[one]; seen {
			kept[first].For = append(kept[first].For, c.For...) // they were named beside their organisation
			continue
		}
		at[one] = len(kept)
		kept = append(kept, c)
	}
	return kept, nil
}

func eventOf(news []News, c Concern) string {
	switch {
	case c.Event != "":
		return c.Event
	case c.Gathered:
		return string(c.Kind) + " " + news[c.News].About.String()
	}
	return news[c.News].Event
}

// write notes the notices of a page and tells the members' screens of those that are new to them.
func (s *Service) write(ctx context.Context, news []News, concerns []Concern) error {
	if len(concerns) == 0 {
		return nil
	}
	notices := make([]Notice, len(concerns))
	for i, c := range concerns {
		n := news[c.News]
		notices[i] = Notice{ID: ref.NewID(), MemberID: c.Member, Event: eventOf(news, c), Kind: c.Kind, What: n.What, Reason: c.Reason, Source: n.Source,
			AboutKind: n.About.Kind, AboutID: n.About.ID, RefKind: n.Ref.Kind, RefID: n.Ref.ID, ByID: n.By, OrganisationID: n.As, At: n.At}
		if c.What != "" {
			notices[i].What = c.What
		}
		if c.About != nil {
			notices[i].AboutKind, notices[i].AboutID = c.About.Kind, c.About.ID
		}
		if c.Ref != nil {
			notices[i].RefKind, notices[i].RefID = c.Ref.Kind, c.Ref.ID
		}
	}
	fresh, err := s.store.write(ctx, notices)
	if err != nil {
		return err
	}
	if err := s.store.addContacts(ctx, contactsOf(news, concerns)); err != nil {
		return err
	}
	for _, n := range fresh {
		s.events.Add(ctx, actor.Topic(n.MemberID), event.Change{Type: Added, Ref: noticeRef(n.ID), Version: 1})
	}
	return s.reach(ctx, fresh)
}
