package notice

import (
	"context"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/fault"
)

// Settings are how a member wants to be told.
type Settings struct {
	Chosen     map[Kind]map[Channel]bool // where it differs from what is usual, or was chosen to be the same
	Brief      string                    // weekly, daily, never, or a day of the week
	Quiet      Quiet
	MutedUntil *time.Time // nothing leaves the house until then
	BriefedOn  string     // the member's day of the last brief
}

// Rhythms of the brief, beside the days of the week.
const (
	Weekly = "weekly"
	Daily  = "daily"
	Never  = "never"
)

var usualSettings = Settings{Brief: Weekly, Quiet: usualQuiet}

// On says whether notices of a kind may take a channel.
func (s Settings) On(k Kind, c Channel) bool {
	if chosen, ok := s.Chosen[k][c]; ok {
		return chosen
	}
	return usual(k, c)
}

// Rest gives the first moment from t on at which something may leave the house; t carries the member's time zone.
func (s Settings) Rest(t time.Time) time.Time {
	if s.MutedUntil != nil && s.MutedUntil.After(t) {
		t = s.MutedUntil.In(t.Location())
	}
	return s.Quiet.End(t)
}

// rhythms are all that Brief can be.
var rhythms = []string{Weekly, Daily, Never, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

var (
	errRhythm     = fault.InField("body.brief", "brief_unknown", "The brief comes weekly, daily, never, or on a day of the week such as tuesday.")
	errQuiet      = fault.InField("body.quiet", "quiet_invalid", "Write times of day as 17:00.")
	errMuted      = fault.InField("body.muted_until", "until_invalid", "A time to come, within a year.")
	errKindChosen = fault.InField("body.kinds", "notice_kind_unknown", "There is no such kind of notices.")
)

var _ = fault.Register("brief_unknown", "quiet_invalid")

// ChannelChoice turns a channel on or off for a kind.
type ChannelChoice struct {
	Kind    Kind
	Channel Channel
	On      bool
}

// SettingsChange is what a member changes; nil leaves it. A zero MutedUntil ends muting.
type SettingsChange struct {
	Channels   []ChannelChoice
	Brief      *string
	Quiet      *Quiet
	MutedUntil *time.Time
}

func (c SettingsChange) check(now time.Time) error {
	for _, one := range c.Channels {
		if !slices.Contains(Kinds, one.Kind) {
			return errKindChosen
		}
	}
	if c.Brief != nil && !slices.Contains(rhythms, *c.Brief) {
		return errRhythm
	}
	if q := c.Quiet; q != nil && (q.From < 0 || q.To < 0 || q.From >= day || q.To >= day) {
		return errQuiet
	}
	if until := c.MutedUntil; until != nil && !until.IsZero() && (!until.After(now) || until.Sub(now) > longest) {
		return errMuted
	}
	return nil
}

// Settings gives how the viewer wants to be told.
func (s *Service) Settings(ctx context.Context, by actor.Viewer) (Settings, error) {
	if err := by.Known(); err != nil {
		return Settings{}, err
	}
	all, err := s.store.settings(ctx, []string{by.Member})
	return all[by.Member], err
}

// ChangeSettings changes it.
func (s *Service) ChangeSettings(ctx context.Context, by actor.Viewer, c SettingsChange) (Settings, error) {
	if err := by.MayWrite(); err != nil {
		return Settings{}, err
	}
	now, err := s.clock(ctx)
	if err != nil {
		return Settings{}, err
	}
	if err := c.check(now); err != nil {
		return Settings{}, err
	}
	var set Settings
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		all, err := s.store.settings(ctx, []string{by.Member})
		if err != nil {
			return err
		}
		set = all[by.Member]
		if c.Brief != nil {
			set.Brief = *c.Brief
		}
		if c.Quiet != nil {
			set.Quiet = *c.Quiet
		}
		if c.MutedUntil != nil {
			until := c.MutedUntil.UTC()
			if set.MutedUntil = &until; until.IsZero() {
				set.MutedUntil = nil
			}
		}
		if err := s.store.putSettings(ctx, by.Member, set); err != nil {
			return err
		}
		if err := s.store.putChannels(ctx, by.Member, c.Channels); err != nil {
			return err
		}
		all, err = s.store.settings(ctx, []string{by.Member})
		set = all[by.Member]
		return err
	})
	return set, err
}

// Lowered says what was made less: the level of a thing, or the channels of a kind.
type Lowered struct {
	Thing string // thread or area; empty where it was the kind
	ID    string
	Level Level
	Kind  Kind
	Set   Settings
}

// Lower has the viewer told less of what a notice is about: a thing that they follow takes the next lower level; of anything else
// the kind stops interrupting, and then stays out of the brief too. The bell keeps it.
func (s *Service) Lower(ctx context.Context, by actor.Viewer, id string) (Lowered, error) {
	if err := by.MayWrite(); err != nil {
		return Lowered{}, err
	}
	var done Lowered
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		n, err := s.store.notice(ctx, by.Member, id)
		if err != nil {
			return err
		}
		shown, err := s.look(ctx, by, []Notice{n})
		if err != nil {
			return err
		}
		look, ok := shown[n.ID]
		if !ok {
			return errNone
		}
		about := n.About()
		if look.Lower == "area" && about.Kind != "area" {
			about.Kind, about.ID = "area", look.Area
		}
		done = Lowered{Thing: look.Lower, ID: about.ID, Kind: n.Kind}
		if look.Lower != "" {
			done.Level, err = s.sources[n.Source].Lower(ctx, by, about)
			return err
		}
		done.ID = ""
		done.Set, err = s.lowerKind(ctx, by, n.Kind)
		return err
	})
	return done, err
}

func (s *Service) lowerKind(ctx context.Context, by actor.Viewer, k Kind) (Settings, error) {
	set, err := s.Settings(ctx, by)
	if err != nil {
		return set, err
	}
	c := SettingsChange{Channels: []ChannelChoice{{k, Push, false}, {k, Mail, false}}}
	if !set.On(k, Push) && !set.On(k, Mail) {
		c.Channels = []ChannelChoice{{k, Brief, false}}
	}
	return s.ChangeSettings(ctx, by, c)
}
