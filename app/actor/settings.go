package actor

import (
	"context"
	"slices"
	"strings"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// Settings are what administrators may change while the house is open.
type Settings struct {
	Registration string // open, approval or invite
	Operator     string // who runs this place
	Contact      string // how to reach them
}

// SettingsChange holds what is to change; nil leaves it.
type SettingsChange struct{ Registration, Operator, Contact *string }

// Registrations are the ways to become a member.
var Registrations = []string{"open", "approval", "invite"}

// maxSetting bounds a setting in code points.
const maxSetting = 200

var _ = fault.Register("registration_invalid", "setting_too_long")

// Settings reads them; every node sees a change at once, since nobody keeps a copy.
func (s *Service) Settings(ctx context.Context) (Settings, error) {
	stored, err := s.store.settings(ctx)
	if err != nil {
		return Settings{}, err
	}
	set := Settings{Registration: s.options.Registration, Operator: stored["operator"], Contact: stored["contact"]}
	if mode := stored["registration"]; mode != "" {
		set.Registration = mode
	}
	return set, nil
}

func (c SettingsChange) check() (map[string]string, error) {
	given := map[string]string{}
	for name, value := range map[string]*string{"registration": c.Registration, "operator": c.Operator, "contact": c.Contact} {
		if value == nil {
			continue
		}
		given[name] = strings.TrimSpace(*value)
		if text.Length(given[name]) > maxSetting {
			return nil, fault.InField("body."+name, "setting_too_long", "This is too long: at most 200 characters.")
		}
	}
	if c.Registration != nil && !slices.Contains(Registrations, *c.Registration) {
		return nil, fault.InField("body.registration", "registration_invalid", "Choose open, approval or invite.")
	}
	return given, nil
}

// ChangeSettings changes them; it needs a fresh proof of who does it.
func (s *Service) ChangeSettings(ctx context.Context, by Viewer, c SettingsChange, why string) (Settings, error) {
	var now Settings
	if err := s.mayChangeRoles(by, why); err != nil {
		return now, err
	}
	given, err := c.check()
	if err != nil {
		return now, err
	}
	err = s.Administering(ctx, by, func(ctx context.Context) error {
		before, err := s.store.settings(ctx)
		if err != nil {
			return err
		}
		names := make([]string, 0, len(given))
		for name := range given {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if before[name] == given[name] {
				continue
			}
			if err := s.store.putSetting(ctx, name, given[name]); err != nil {
				return err
			}
			if err := s.Note(ctx, by, "setting.changed", ref.Ref{Kind: "setting", ID: name}, why); err != nil {
				return err
			}
		}
		now, err = s.Settings(ctx)
		return err
	})
	return now, err
}

// MailTest sends a letter to the viewer, so that an administrator sees whether letters leave the house.
func (s *Service) MailTest(ctx context.Context, by Viewer) error {
	return s.Administering(ctx, by, func(ctx context.Context) error {
		m, err := s.Member(ctx, by.Member)
		if err != nil {
			return err
		}
		if err := s.mailTo(ctx, m, letterTest(m.Lang, event.Stamp(db.Now()))); err != nil {
			return err
		}
		return s.Note(ctx, by, "mail.tested", MemberRef(by.Member), "")
	})
}
