package apptest_test

import (
	"context"
	"testing"

	"kraftsam/app/actor"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/floor"
)

// gather has Dag hold a workshop that runs, in which the author of the scene asked something.
func (s *scene) gather(t *testing.T, author string) {
	t.Helper()
	s.meet(t)
	s.room = s.workshop
	s.meet(t) // what others are invited to has not begun
	by := s.Viewer(t, author)
	_, err := s.Workshops.Move(ctx, s.Viewer(t, "Dag"), s.room, 2, workshop.Act{Do: workshop.Start})
	if err == nil {
		_, err = s.Workshops.TakePart(ctx, by, s.room, workshop.Taking{})
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Floor.Ask(ctx, by, s.Key(author), s.room, "", "Vem betalar?")
	if err != nil {
		t.Fatal(err)
	}
	s.question = r.ID
}

// speaking are the verbs of the floor of a workshop in which the author takes part.
var speaking = []verb{
	{"floor", "see who speaks and what is asked", func(ctx context.Context, s *scene, by actor.Viewer) error {
		if err := only(s.Floor.Questions(ctx, by, s.room, "")); err != nil {
			return err
		}
		return only(s.Floor.Speakers(ctx, by, s.room))
	}},
	{"floor", "raise one's hand", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Floor.Raise(ctx, by, s.room, ""))
	}},
	{"floor", "raise one's hand before the workshop", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Floor.Raise(ctx, by, s.workshop, ""))
	}},
	{"floor", "close the list of speakers", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Floor.Move(ctx, by, s.room, 1, floor.Act{Do: floor.Close}))
	}},
	{"floor", "see who was not heard yet", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Floor.Suggested(ctx, by, s.room))
	}},
	{"floor", "ask", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Floor.Ask(ctx, by, s.Key(by.Name), s.room, "", "x"))
	}},
	{"floor", "support the author's question", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Floor.Support(ctx, by, s.room, s.question, ""))
	}},
	{"floor", "take the author's question back", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Floor.Withdraw(ctx, by, s.room, s.question))
	}},
	{"floor", "take it up", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Floor.Handle(ctx, by, s.room, s.question, 1, floor.Handling{Do: floor.GoLive}))
	}},
}
