package actor

import (
	"context"
	"slices"
	"strings"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/text"
)

// MaxName bounds a name in code points.
const MaxName = 80

// Languages are those of the interface.
var Languages = []string{"sv", "en"}

// CheckName refuses an empty or endless name.
func CheckName(location, name string) error {
	switch {
	case strings.TrimFunc(name, text.Blank) == "":
		return fault.InField(location, "name_empty", "Write a name.")
	case text.Length(name) > MaxName:
		return fault.InField(location, "name_too_long", "The name is too long: at most 80 characters.")
	}
	return nil
}

// CheckLang refuses a language that the interface does not speak; none is fine.
func CheckLang(location, lang string) error {
	if lang != "" && !slices.Contains(Languages, lang) {
		return fault.InField(location, "lang_unknown", "Choose sv or en.")
	}
	return nil
}

// AddMember writes a new member; a taken address is db.IsDuplicate.
func (s *Service) AddMember(ctx context.Context, m Member) error {
	if m.TimeZone == "" {
		m.TimeZone = homeZone
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		s.TellAdministrators(ctx, Members)
		return s.store.addMember(ctx, m)
	})
}

// Member finds a member by id.
func (s *Service) Member(ctx context.Context, id string) (Member, error) {
	return s.store.member(ctx, "id = ?", id)
}

// MemberWithGrants finds a member and what they were given; fault.NotFound where there is none.
func (s *Service) MemberWithGrants(ctx context.Context, id string) (Member, []Grant, error) {
	return s.store.memberWithGrants(ctx, id)
}

// MemberByEmail finds a member by address; fault.NotFound where there is none.
func (s *Service) MemberByEmail(ctx context.Context, email string) (Member, error) {
	return s.store.member(ctx, "email = ?", strings.ToLower(email))
}

// ConfirmAddress notes that a member reads the mail of their address.
func (s *Service) ConfirmAddress(ctx context.Context, member string) error {
	return s.store.setMember(ctx, member, map[string]any{"confirmed_at": db.Now()})
}

// MoveAddress gives a member another address, which they have shown to read; a taken one is db.IsDuplicate.
func (s *Service) MoveAddress(ctx context.Context, member, email string) error {
	return s.store.setMember(ctx, member, map[string]any{"email": strings.ToLower(email), "confirmed_at": db.Now()})
}

// Profile is what members change about themselves; nil leaves it.
type Profile struct {
	Name     *string
	Lang     *string
	TimeZone *string
	Shown    *bool
}

// Change changes the viewer's own profile.
func (s *Service) Change(ctx context.Context, by Viewer, p Profile) (Member, error) {
	if err := by.MayWrite(); err != nil {
		return Member{}, err
	}
	set := map[string]any{}
	if p.Name != nil {
		if err := CheckName("body.name", *p.Name); err != nil {
			return Member{}, err
		}
		set["name"] = *p.Name
	}
	if p.Lang != nil {
		if err := CheckLang("body.lang", *p.Lang); err != nil {
			return Member{}, err
		}
		set["lang"] = *p.Lang
	}
	if p.TimeZone != nil {
		if err := checkZone("body.time_zone", *p.TimeZone); err != nil {
			return Member{}, err
		}
		set["time_zone"] = *p.TimeZone
	}
	if p.Shown != nil {
		set["shown"] = *p.Shown
	}
	var m Member
	err := s.db.InTx(ctx, func(ctx context.Context) (err error) {
		if len(set) > 0 {
			if err := s.store.setMember(ctx, by.Member, set); err != nil {
				return err
			}
		}
		m, err = s.Member(ctx, by.Member)
		return err
	})
	return m, err
}
