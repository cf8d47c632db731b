package apptest_test

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/workshop/wall"
)

// onWall has a note written for Dag on a wall that has come so far, and somebody try something; all is taken back.
func onWall(phase wall.Phase, try func(ctx context.Context, s *scene, by actor.Viewer, step, note string) error) func(context.Context, *scene, actor.Viewer) error {
	return func(ctx context.Context, s *scene, by actor.Viewer) error {
		dag := actor.Viewer{Member: s.ID("Dag"), Name: "Dag"}
		var err error
		if dag.Grants, err = s.Actors.Grants(ctx, dag.Member); err != nil {
			return err
		}
		at, err := s.Workshops.Workshop(ctx, dag, s.workshop)
		if err != nil {
			return err
		}
		step := at.Steps[2].ID
		note, err := s.Walls.Write(ctx, dag, s.Key("Dag"), s.workshop, step, "x", "")
		if err != nil {
			return err
		}
		if phase != wall.Hidden {
			if _, err := s.Walls.Turn(ctx, dag, s.workshop, step, 1, wall.Revealed); err != nil {
				return err
			}
			if _, err := s.Walls.Turn(ctx, dag, s.workshop, step, 2, phase); err != nil {
				return err
			}
		}
		return try(ctx, s, by, step, note.ID)
	}
}

// hanging are the verbs of walls, where nobody but Dag takes part.
var hanging = []verb{
	{"wall", "read a wall", onWall(wall.Hidden, func(ctx context.Context, s *scene, by actor.Viewer, step, _ string) error {
		return only(s.Walls.Wall(ctx, by, s.workshop, step, false))
	})},
	{"wall", "write without taking part", onWall(wall.Hidden, func(ctx context.Context, s *scene, by actor.Viewer, step, _ string) error {
		return only(s.Walls.Write(ctx, by, s.Key(by.Name), s.workshop, step, "x", ""))
	})},
	{"wall", "change a hidden note of Dag's", onWall(wall.Hidden, func(ctx context.Context, s *scene, by actor.Viewer, step, note string) error {
		return only(s.Walls.Edit(ctx, by, s.workshop, step, note, 1, "y"))
	})},
	{"wall", "change one that is shown", onWall(wall.Revealed, func(ctx context.Context, s *scene, by actor.Viewer, step, note string) error {
		return only(s.Walls.Edit(ctx, by, s.workshop, step, note, 1, "y"))
	})},
	{"wall", "withdraw it", onWall(wall.Revealed, func(ctx context.Context, s *scene, by actor.Viewer, step, note string) error {
		return only(s.Walls.Withdraw(ctx, by, s.workshop, step, note, "x"))
	})},
	{"wall", "move it without taking part", onWall(wall.Clustering, func(ctx context.Context, s *scene, by actor.Viewer, step, note string) error {
		return only(s.Walls.Move(ctx, by, s.workshop, step, note, wall.Spot{}))
	})},
	{"wall", "give dots without taking part", onWall(wall.Dotting, func(ctx context.Context, s *scene, by actor.Viewer, step, note string) error {
		return only(s.Walls.Dot(ctx, by, s.workshop, step, []wall.Dots{{On: note, N: 1}}))
	})},
	{"wall", "reveal it", onWall(wall.Hidden, func(ctx context.Context, s *scene, by actor.Viewer, step, _ string) error {
		return only(s.Walls.Turn(ctx, by, s.workshop, step, 1, wall.Revealed))
	})},
	{"wall", "change its settings", onWall(wall.Hidden, func(ctx context.Context, s *scene, by actor.Viewer, step, _ string) error {
		return only(s.Walls.Set(ctx, by, s.workshop, step, 1, wall.Settings{}))
	})},
	{"wall", "link it", onWall(wall.Hidden, func(ctx context.Context, s *scene, by actor.Viewer, step, _ string) error {
		return only(s.Walls.Link(ctx, by, s.workshop, step, step))
	})},
}
