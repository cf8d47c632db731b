package forum

import (
	"context"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// Mention says that a post calls upon somebody: a member, or an organisation.
type Mention struct {
	PostID   string
	Kind     string // member or organisation
	TargetID string
	At       time.Time // when the post first did
}

// TableName is for GORM.
func (Mention) TableName() string { return "post_mentions" }

func (m Mention) ref() ref.Ref { return ref.Ref{Kind: m.Kind, ID: m.TargetID} }

// composePost checks and renders a post; whom it mentions is looked up in the transaction that writes it.
func composePost(source string) (html string, mentioned []ref.Ref, err error) {
	if err := text.Check("body.text", source); err != nil {
		return "", nil, err
	}
	return text.Post(source)
}

// mentionFirst writes down whom a new post calls upon.
func (s *Service) mentionFirst(ctx context.Context, a area.Area, t Thread, post string, mentioned []ref.Ref) error {
	if len(mentioned) == 0 {
		return nil // as mostly, and nothing is there to be replaced
	}
	return s.mention(ctx, a, t, post, mentioned)
}

// mention writes down whom a post calls upon, in place of whom it did before, and has them follow the thread unless they chose
// something for it. Only who may read it is: others stay words. Whoever may speak for an organisation is called upon with it, and
// nobody else learns who that is.
func (s *Service) mention(ctx context.Context, a area.Area, t Thread, post string, mentioned []ref.Ref) error {
	now, err := s.actors.Mentionable(ctx, mentioned)
	if err != nil {
		return err
	}
	reads := func(string) bool { return true }
	if a.Private && len(now) > 0 {
		readers, err := s.areas.Readers(ctx, a)
		if err != nil {
			return err
		}
		reads = func(member string) bool { return slices.Contains(readers, member) }
	}
	now = slices.DeleteFunc(now, func(r ref.Ref) bool { return r.Kind == "member" && !reads(r.ID) })
	called, err := s.calledUpon(ctx, now)
	if err != nil {
		return err
	}
	for _, id := range called {
		if !reads(id) {
			continue
		}
		if err := s.wrote(ctx, t, id); err != nil {
			return err
		}
	}
	return s.store.setMentions(ctx, post, now, db.Now())
}

// calledUpon gives the members who are mentioned, by name or by that of an organisation, in an order that is always the same.
func (s *Service) calledUpon(ctx context.Context, mentioned []ref.Ref) ([]string, error) {
	var organisations []string
	for _, r := range mentioned {
		if r.Kind == "organisation" {
			organisations = append(organisations, r.ID)
		}
	}
	called, err := s.actors.Speakers(ctx, organisations)
	for _, r := range mentioned {
		if r.Kind == "member" {
			called = append(called, r.ID)
		}
	}
	slices.Sort(called)
	return slices.Compact(called), err
}

// showMentions puts the names of today where a post calls upon somebody.
func showMentions(p Post, mentions map[string][]Mention, author func(actor.Spoken) actor.AuthorView) string {
	return text.ShowMentions(p.HTML, func(r ref.Ref) (string, bool) {
		if !slices.ContainsFunc(mentions[p.ID], func(m Mention) bool { return m.ref() == r }) {
			return "", false
		}
		who := author(spoken(r))
		if who.Organisation != nil {
			return who.Organisation.Name, true
		}
		return who.Name, true
	})
}

// spoken lets the names of who is mentioned be asked for together with those of authors.
func spoken(r ref.Ref) actor.Spoken {
	if r.Kind == "organisation" {
		return actor.Spoken{Organisation: &r.ID}
	}
	return actor.Spoken{Member: r.ID}
}

func spokenOf(mentions map[string][]Mention) []actor.Spoken {
	var said []actor.Spoken
	for _, of := range mentions {
		for _, m := range of {
			said = append(said, spoken(m.ref()))
		}
	}
	return said
}

// mentionsIn reads the mentions of those posts that hold any.
func (s *Service) mentionsIn(ctx context.Context, posts []Post) (map[string][]Mention, error) {
	var ids []string
	for _, p := range posts {
		if text.HasMentions(p.HTML) && p.WithdrawnAt == nil {
			ids = append(ids, p.ID)
		}
	}
	return s.store.mentions(ctx, ids)
}

// Numbers of a completion.
const (
	offeredPeople        = 8
	offeredOrganisations = 5
	participants         = 200
	maxCalled            = 80 // code points of what was typed of a name
)

var errCalled = fault.InField("query.q", "name_too_long", "No name is that long.")

// Offer is who can be mentioned: those who took part first.
type Offer struct {
	People        []actor.AuthorView
	Organisations []actor.OrganisationView
}

// MentionableIn offers who can be mentioned in a thread; q is what was typed of a name.
func (s *Service) MentionableIn(ctx context.Context, by actor.Viewer, thread, q string) (Offer, error) {
	return s.offer(ctx, by, q, func(ctx context.Context) (area.Area, []Post, error) {
		t, a, err := s.threadFor(ctx, by, thread)
		if err != nil {
			return a, nil, err
		}
		said, err := s.store.participants(ctx, t.ID, participants)
		return a, said, err
	})
}

// MentionableInArea offers who can be mentioned in a new thread.
func (s *Service) MentionableInArea(ctx context.Context, by actor.Viewer, slug, q string) (Offer, error) {
	return s.offer(ctx, by, q, func(ctx context.Context) (area.Area, []Post, error) {
		a, err := s.areas.Area(ctx, by, slug)
		return a, nil, err
	})
}

func (s *Service) offer(ctx context.Context, by actor.Viewer, q string, door func(context.Context) (area.Area, []Post, error)) (Offer, error) {
	if err := by.Known(); err != nil {
		return Offer{}, err
	}
	if err := s.limits.Take(ctx, limit.Mention, by.Member); err != nil {
		return Offer{}, err
	}
	if text.Length(q) > maxCalled {
		return Offer{}, errCalled
	}
	var o Offer
	err := s.db.Read(ctx, func(ctx context.Context) error {
		a, said, err := door(ctx)
		if err != nil {
			return err
		}
		if o.People, err = s.offeredPeople(ctx, by, a, said, q); err != nil {
			return err
		}
		o.Organisations, err = s.offeredOrganisations(ctx, said, q)
		return err
	})
	return o, err
}
