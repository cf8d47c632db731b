package area

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// Hues are the colours that an area can have.
var Hues = []string{"energy", "land", "experience", "digital", "plain"}

// The most that the texts of an area may hold, in code points.
const (
	maxName  = 80
	maxAsked = 300
	maxAbout = 2000
	maxSlug  = 40
)

var slugs = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

var errTaken = fault.New(fault.Conflict, "area_taken", "Another area has this address already. Choose another.")

var _ = fault.Register("area_taken", "slug_invalid", "hue_invalid", "date_invalid", "text_too_long", "name_empty", "name_too_long")

// All lists every area for an administrator, past and private ones too.
func (s *Service) All(ctx context.Context, by actor.Viewer) ([]Area, error) {
	if err := by.Administers(); err != nil {
		return nil, err
	}
	return s.store.areas(ctx)
}

// Create makes an area; it stands last. why may be empty, as for all that is done to areas.
func (s *Service) Create(ctx context.Context, by actor.Viewer, a Area, why string) error {
	if err := checkSlug("body.slug", a.Slug); err != nil {
		return err
	}
	if err := a.check(); err != nil {
		return err
	}
	return s.actors.Administering(ctx, by, func(ctx context.Context) error {
		all, err := s.store.areas(ctx)
		if err != nil {
			return err
		}
		for _, other := range all {
			if other.Slug == a.Slug {
				return errTaken
			}
			a.Position = max(a.Position, other.Position+1)
		}
		if err := s.store.put(ctx, a); err != nil {
			return err
		}
		return s.changed(ctx, by, "area.created", a.Slug, why)
	})
}

// Changes are what is to change of an area; nil leaves it.
type Changes struct {
	Name, About, Asked *Words
	Hue                *string
	Private            *bool
	Position           *int64
	From, To           *string
}

func (c Changes) over(a Area) Area {
	set(&a.Name, c.Name)
	set(&a.About, c.About)
	set(&a.Asked, c.Asked)
	set(&a.Hue, c.Hue)
	set(&a.Private, c.Private)
	set(&a.Position, c.Position)
	set(&a.Valid.From, c.From)
	set(&a.Valid.To, c.To)
	return a
}

func set[T any](to *T, value *T) {
	if value != nil {
		*to = *value
	}
}

// Edit changes an area. One that becomes private closes at once for whoever does not belong to it.
func (s *Service) Edit(ctx context.Context, by actor.Viewer, slug string, c Changes, why string) error {
	return s.actors.Administering(ctx, by, func(ctx context.Context) error {
		before, err := s.store.areaHeld(ctx, slug)
		if err != nil {
			return err
		}
		a := c.over(before)
		if err := a.check(); err != nil {
			return err
		}
		a.Parts = nil
		if err := s.store.put(ctx, a); err != nil {
			return err
		}
		if a.Private && !before.Private {
			s.events.Add(ctx, live.Control, event.Change{Type: live.AccessChanged, Ref: Ref(slug)})
		}
		return s.changed(ctx, by, "area.changed", slug, why)
	})
}

// PutPart makes or changes a sub-area; a new one stands last.
func (s *Service) PutPart(ctx context.Context, by actor.Viewer, slug string, p SubArea, why string) error {
	if err := checkSlug("path.sub", p.Slug); err != nil {
		return err
	}
	if err := checkName(p.Name); err != nil {
		return err
	}
	if err := p.Valid.check(); err != nil {
		return err
	}
	return s.actors.Administering(ctx, by, func(ctx context.Context) error {
		a, err := s.store.areaHeld(ctx, slug)
		if err != nil {
			return err
		}
		for _, other := range a.Parts {
			if other.Slug == p.Slug {
				p.Position = other.Position
				break
			}
			p.Position = max(p.Position, other.Position+1)
		}
		a.Parts = []SubArea{p}
		if err := s.store.put(ctx, a); err != nil {
			return err
		}
		return s.changed(ctx, by, "area.sub_area_changed:"+p.Slug, slug, why)
	})
}

func (s *Service) changed(ctx context.Context, by actor.Viewer, what, slug, why string) error {
	if err := actor.CheckExcuse(why); err != nil {
		return err
	}
	s.actors.TellAdministrators(ctx, actor.Areas)
	return s.actors.Note(ctx, by, what, Ref(slug), why)
}

// Entrust gives a member a role, of one area where it counts only there.
func (s *Service) Entrust(ctx context.Context, by actor.Viewer, member, role, slug, why string) (string, error) {
	g := actor.Grant{Role: actor.Role(role)}
	if slug != "" {
		g.Scope = Ref(slug)
		if by.Administers() == nil {
			if _, err := s.store.area(ctx, slug); err != nil {
				return "", err
			}
		}
	}
	return s.actors.Grant(ctx, by, member, g, why)
}

func checkSlug(location, slug string) error {
	if len(slug) > maxSlug || !slugs.MatchString(slug) {
		return fault.InField(location, "slug_invalid", "Use small letters a–z, digits and hyphens, at most 40 characters.")
	}
	return nil
}

func checkName(name Words) error {
	for lang, words := range map[string]string{"sv": name.SV, "en": name.EN} {
		switch {
		case strings.TrimFunc(words, text.Blank) == "":
			return fault.InField("body.name."+lang, "name_empty", "Write a name in both languages.")
		case text.Length(words) > maxName:
			return fault.InField("body.name."+lang, "name_too_long", "The name is too long: at most 80 characters.")
		}
	}
	return nil
}

func (a Area) check() error {
	if err := checkName(a.Name); err != nil {
		return err
	}
	for location, given := range map[string]struct {
		words Words
		most  int
	}{"body.about": {a.About, maxAbout}, "body.asked": {a.Asked, maxAsked}} {
		if text.Length(given.words.SV) > given.most || text.Length(given.words.EN) > given.most {
			return fault.InField(location, "text_too_long", "The text is too long.")
		}
	}
	if !slices.Contains(Hues, a.Hue) {
		return fault.InField("body.hue", "hue_invalid", "Choose one of the colours: energy, land, experience, digital, plain.")
	}
	return a.Valid.check()
}

func (v Validity) check() error {
	if _, err := time.Parse(time.DateOnly, v.From); err != nil {
		return fault.InField("body.valid_from", "date_invalid", "Write the first day as 2026-01-31.")
	}
	if v.To == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, v.To); err != nil || v.To < v.From {
		return fault.InField("body.valid_to", "date_invalid", "Write the last day as 2026-01-31, not before the first.")
	}
	return nil
}

// Belonging is a member of an area, or one who leads it.
type Belonging struct {
	Member      string
	Name        string
	Facilitator bool
	JoinedAt    *time.Time // nil for a facilitator who has not joined
}

// Members lists who belongs to an area, for its facilitators and administrators: facilitators first, then by name.
func (s *Service) Members(ctx context.Context, by actor.Viewer, slug string) ([]Belonging, error) {
	var list []Belonging
	err := s.db.Read(ctx, func(ctx context.Context) error {
		a, err := s.Area(ctx, by, slug)
		if err != nil {
			return err
		}
		if !a.Facilitated(by) {
			if err := by.Administers(); err != nil {
				return err
			}
		}
		list, err = s.belonging(ctx, slug)
		return err
	})
	return list, err
}

func (s *Service) belonging(ctx context.Context, slug string) ([]Belonging, error) {
	joined, err := s.store.membersOf(ctx, slug)
	if err != nil {
		return nil, err
	}
	leading, err := s.actors.Holders(ctx, actor.Grant{Role: actor.Facilitator, Scope: Ref(slug)})
	if err != nil {
		return nil, err
	}
	byID := map[string]*Belonging{}
	for _, row := range joined {
		byID[row.MemberID] = &Belonging{Member: row.MemberID, JoinedAt: &row.JoinedAt}
	}
	for _, r := range leading {
		if byID[r.MemberID] == nil {
			byID[r.MemberID] = &Belonging{Member: r.MemberID}
		}
		byID[r.MemberID].Facilitator = true
	}
	ids := make([]string, 0, len(byID))
	for id := range byID {
		ids = append(ids, id)
	}
	names, err := s.actors.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]Belonging, 0, len(byID))
	for id, b := range byID {
		b.Name = names[id]
		list = append(list, *b)
	}
	slices.SortFunc(list, inOrder)
	return list, nil
}

func inOrder(a, b Belonging) int {
	switch {
	case a.Facilitator && !b.Facilitator:
		return -1
	case b.Facilitator && !a.Facilitator:
		return 1
	}
	if n := strings.Compare(text.SortKey(a.Name), text.SortKey(b.Name)); n != 0 {
		return n
	}
	return strings.Compare(a.Member, b.Member)
}

// AdmitMember makes somebody a member of an area, on the word of its facilitator or an administrator.
func (s *Service) AdmitMember(ctx context.Context, by actor.Viewer, slug, member, why string) error {
	return s.aboutMember(ctx, by, slug, member, "area.member_added", why, s.Admit)
}

// RemoveMember ends it; what they watch in a private area closes within a second.
func (s *Service) RemoveMember(ctx context.Context, by actor.Viewer, slug, member, why string) error {
	return s.aboutMember(ctx, by, slug, member, "area.member_removed", why, s.Remove)
}

func (s *Service) aboutMember(ctx context.Context, by actor.Viewer, slug, member, what, why string, do func(ctx context.Context, slug, member string) error) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	if err := actor.CheckExcuse(why); err != nil {
		return err
	}
	if _, err := s.Area(ctx, by, slug); err != nil {
		return err
	}
	return s.actors.Facilitating(ctx, by, Ref(slug), func(ctx context.Context) error {
		if _, err := s.actors.Member(ctx, member); err != nil {
			return err
		}
		joined, err := s.store.joined(ctx, member)
		if err != nil || joined[slug] == (what == "area.member_added") {
			return err
		}
		if err := do(ctx, slug, member); err != nil {
			return err
		}
		return s.actors.Note(ctx, by, what+":"+slug, ref.Ref{Kind: "member", ID: member}, why)
	})
}
