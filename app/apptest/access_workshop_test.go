package apptest_test

import (
	"context"
	"testing"

	"kraftsam/app/actor"
	"kraftsam/app/forum"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/live"
	"kraftsam/app/workshop"
)

// meet has Dag invite to a workshop, and plan another.
func (s *scene) meet(t *testing.T) {
	t.Helper()
	dag := s.Viewer(t, "Dag")
	for _, id := range []*string{&s.workshop, &s.planned} {
		starts := db.Now().AddDate(0, 0, 1)
		r, err := s.Workshops.Plan(ctx, dag, s.Key("Dag"), workshop.New{Opened: &forum.NewThread{Area: s.area, Title: "Möte", Text: "x"}, Template: workshop.Dialogue, Title: "Möte",
			Details: workshop.Details{StartsAt: &starts}})
		if err != nil {
			t.Fatal(err)
		}
		*id = r.ID
	}
	if _, err := s.Workshops.Move(ctx, dag, s.workshop, 1, workshop.Act{Do: workshop.Invite}); err != nil {
		t.Fatal(err)
	}
}

func (s *scene) planIn(ctx context.Context, by actor.Viewer, template string) (event.Reference, error) {
	return s.Workshops.Plan(ctx, by, s.Key(by.Name), workshop.New{Thread: s.thread, Template: template, Title: "x"})
}

// meeting are the verbs of workshops.
var meeting = []verb{
	{"workshop", "read one to which others are invited", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Workshops.Workshop(ctx, by, s.workshop))
	}},
	{"workshop", "read a draft", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Workshops.Workshop(ctx, by, s.planned))
	}},
	{"workshop", "watch it", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return s.right(ctx, by, s.Workshops.Topics(s.Accounts.ViewerOf), "workshop", s.workshop, live.Watch)
	}},
	{"workshop", "plan one", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.planIn(ctx, by, workshop.Dialogue))
	}},
	{"workshop", "plan one of one's own", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.planIn(ctx, by, workshop.Own))
	}},
	{"workshop", "say whether one comes", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Workshops.Answer(ctx, by, s.workshop, workshop.Reply{Answer: workshop.Yes}))
	}},
	{"workshop", "take part", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Workshops.TakePart(ctx, by, s.workshop, workshop.Taking{}))
	}},
	{"workshop", "move the stage", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Workshops.Move(ctx, by, s.workshop, 2, workshop.Act{Do: workshop.Start}))
	}},
	{"workshop", "read what people need", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Workshops.Replies(ctx, by, s.workshop))
	}},
	{"workshop", "read who is invited", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Workshops.InvitedTo(ctx, by, s.workshop))
	}},
	{"workshop", "read who takes part", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Workshops.People(ctx, by, s.workshop))
	}},
	{"workshop", "make another code", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Workshops.SetCode(ctx, by, s.workshop, false))
	}},
}
