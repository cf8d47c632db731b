package notice

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

// KindChoice is how notices of a kind may come, beside standing in the bell.
type KindChoice struct {
	Kind  Kind `json:"kind" enum:"asked,workshop,mention,reply,membership,decided,ballot,thread,post"`
	Push  bool `json:"push"`
	Mail  bool `json:"mail" doc:"at once"`
	Brief bool `json:"brief"`
}

// QuietView is when nothing is sent, by the member's own clock.
type QuietView struct {
	From     string `json:"from" doc:"time of day, as 17:00; the same as to: never"`
	To       string `json:"to"`
	Weekends bool   `json:"weekends" doc:"nor on Saturdays and Sundays"`
}

// TellingView is how a member wants to be told.
type TellingView struct {
	Kinds      []KindChoice `json:"kinds"`
	Brief      string       `json:"brief" enum:"weekly,daily,never,monday,tuesday,wednesday,thursday,friday,saturday,sunday"`
	Quiet      QuietView    `json:"quiet"`
	MutedUntil string       `json:"muted_until,omitempty" doc:"nothing is sent until then"`
}

type tellingOutput struct{ Body TellingView }

type tellingInput struct {
	Body struct {
		Kinds []struct {
			Kind  string `json:"kind"`
			Push  *bool  `json:"push,omitempty"`
			Mail  *bool  `json:"mail,omitempty"`
			Brief *bool  `json:"brief,omitempty"`
		} `json:"kinds,omitempty" doc:"those that change"`
		Brief      *string    `json:"brief,omitempty"`
		Quiet      *QuietView `json:"quiet,omitempty"`
		MutedUntil *string    `json:"muted_until,omitempty" doc:"RFC 3339; empty ends it"`
	}
}

func (s *Service) registerSettings(api huma.API) {
	op := func(method, summary string) huma.Operation {
		return huma.Operation{Method: method, Path: "/api/notices/settings", Summary: summary, Tags: []string{"notice"}, MaxBodyBytes: web.TextBody}
	}
	web.Register(api, op(http.MethodGet, "How I want to be told"), func(ctx context.Context, _ *struct{}) (*tellingOutput, error) {
		set, err := s.Settings(ctx, actor.ViewerOf(ctx))
		return &tellingOutput{tellingView(set)}, err
	})
	web.Register(api, op(http.MethodPatch, "Change how I want to be told"), func(ctx context.Context, in *tellingInput) (*tellingOutput, error) {
		c, err := changeOf(in)
		if err != nil {
			return nil, err
		}
		set, err := s.ChangeSettings(ctx, actor.ViewerOf(ctx), c)
		return &tellingOutput{tellingView(set)}, err
	})
}

func changeOf(in *tellingInput) (c SettingsChange, err error) {
	for _, k := range in.Body.Kinds {
		for channel, on := range map[Channel]*bool{Push: k.Push, Mail: k.Mail, Brief: k.Brief} {
			if on != nil {
				c.Channels = append(c.Channels, ChannelChoice{Kind(k.Kind), channel, *on})
			}
		}
	}
	c.Brief = in.Body.Brief
	if q := in.Body.Quiet; q != nil {
		from, err := minutesOf(q.From)
		if err != nil {
			return c, err
		}
		to, err := minutesOf(q.To)
		if err != nil {
			return c, err
		}
		c.Quiet = &Quiet{from, to, q.Weekends}
	}
	if in.Body.MutedUntil != nil {
		until, err := timeIn(*in.Body.MutedUntil, errMuted)
		if err != nil {
			return c, err
		}
		c.MutedUntil = &until
	}
	return c, nil
}

func minutesOf(clock string) (int, error) {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return 0, errQuiet
	}
	return t.Hour()*60 + t.Minute(), nil
}

func clockOf(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

func choiceOf(k Kind, set Settings) KindChoice {
	return KindChoice{Kind: k, Push: set.On(k, Push), Mail: set.On(k, Mail), Brief: set.On(k, Brief)}
}

func tellingView(set Settings) TellingView {
	v := TellingView{Brief: set.Brief, Quiet: QuietView{clockOf(set.Quiet.From), clockOf(set.Quiet.To), set.Quiet.Weekends}, MutedUntil: stampOf(set.MutedUntil)}
	for _, k := range Kinds {
		v.Kinds = append(v.Kinds, choiceOf(k, set))
	}
	return v
}
