package apptest_test

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/forum"
)

// ordering are the verbs of those who keep threads in order.
var ordering = []verb{
	{"forum", "pin a thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.SetPin(ctx, by, s.thread, true, ""))
	}},
	{"forum", "start an announcement", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Start(ctx, by, s.Key(by.Name), forum.NewThread{Area: s.area, Title: "x", Text: "x", Kind: forum.Announcement}))
	}},
	{"forum", "set a deadline", func(ctx context.Context, s *scene, by actor.Viewer) error {
		day := "2999-01-31"
		return only(s.Forum.ChangeThread(ctx, by, s.thread, 1, forum.Change{Deadline: &day}))
	}},
	{"forum", "slow a thread down", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Slow(ctx, by, s.thread, 5, ""))
	}},
	{"forum", "split posts into a new thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Rearrange(ctx, by, s.Key(by.Name), forum.Move{Thread: s.thread, Version: 1, Posts: []string{s.post}, New: &forum.NewPlace{Title: "x"}, Why: "x"}))
	}},
	{"forum", "ask the mill for an answer", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Ask(ctx, by, s.Key(by.Name), forum.NewAsk{Thread: s.thread, Organisation: s.Mill}))
	}},
	{"forum", "read what facilitators did", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.AreaLog(ctx, by, s.area, "", 1))
	}},
	{"forum", "read what was done with a thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.ThreadLog(ctx, by, s.thread, "", 1))
	}},
}
