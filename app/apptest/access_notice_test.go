package apptest_test

import (
	"context"
	"errors"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/notice"
)

// hearing are the verbs of what one is told.
var hearing = []verb{
	{"notice", "read what one was told, and how much is left", func(ctx context.Context, s *scene, by actor.Viewer) error {
		_, _, err := s.Notices.List(ctx, by, notice.Query{Limit: 1})
		return errors.Join(err, only(s.Notices.Unread(ctx, by)), only(s.Notices.Settings(ctx, by)))
	}},
	{"notice", "mark it as read, or choose how one is told", func(ctx context.Context, s *scene, by actor.Viewer) error {
		weekly := notice.Weekly
		return errors.Join(only(s.Notices.ReadAll(ctx, by, nil, time.Time{})), only(s.Notices.ChangeSettings(ctx, by, notice.SettingsChange{Brief: &weekly})))
	}},
	{"notice", "see how often the mill was asked", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Notices.Contacts(ctx, by, s.Mill))
	}},
	{"calendar", "have a calendar that programs read, or none", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return errors.Join(only(s.Calendar.Open(ctx, by)), s.Calendar.Close(ctx, by))
	}},
}
