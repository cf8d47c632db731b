package apptest_test

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/result"
)

// afterwards has the workshop that others are invited to end, with a promise of the mill's, and somebody try something; all is taken back.
func afterwards(published bool, try func(ctx context.Context, s *scene, by actor.Viewer, item string) error) func(context.Context, *scene, actor.Viewer) error {
	return func(ctx context.Context, s *scene, by actor.Viewer) error {
		dag := actor.Viewer{Member: s.ID("Dag"), Name: "Dag"}
		var err error
		if dag.Grants, err = s.Actors.Grants(ctx, dag.Member); err != nil {
			return err
		}
		acts := []string{workshop.Start, workshop.End}
		if published {
			acts = append(acts, workshop.Publish)
		}
		for i, a := range acts {
			if _, err := s.Workshops.Move(ctx, dag, s.workshop, int64(2+i), workshop.Act{Do: a}); err != nil {
				return err
			}
		}
		kind, title := result.Promise, "Ring runt"
		r, err := s.Results.Add(ctx, dag, s.Key("Dag"), s.workshop, result.Edit{Kind: &kind, Title: &title, Owner: &result.Owner{Kind: "organisation", ID: s.Mill}}, nil)
		if err != nil {
			return err
		}
		return try(ctx, s, by, r.ID)
	}
}

// concluding are the verbs of results, of a workshop in which nobody takes part; Bo speaks for the mill, which promises something.
var concluding = []verb{
	{"result", "read a draft", afterwards(false, func(ctx context.Context, s *scene, by actor.Viewer, _ string) error {
		return only(s.Results.Result(ctx, by, s.workshop))
	})},
	{"result", "read what is published", afterwards(true, func(ctx context.Context, s *scene, by actor.Viewer, _ string) error {
		return only(s.Results.Result(ctx, by, s.workshop))
	})},
	{"result", "copy what is published", afterwards(true, func(ctx context.Context, s *scene, by actor.Viewer, _ string) error {
		return only(s.Results.CSV(ctx, by, s.workshop))
	})},
	{"result", "edit a draft", afterwards(false, func(ctx context.Context, s *scene, by actor.Viewer, item string) error {
		title := "Ring alla"
		return only(s.Results.Change(ctx, by, s.workshop, item, 1, result.Edit{Title: &title}))
	})},
	{"result", "edit what is published", afterwards(true, func(ctx context.Context, s *scene, by actor.Viewer, item string) error {
		return only(s.Results.Remove(ctx, by, s.workshop, item, 0))
	})},
	{"result", "confirm the mill's promise", afterwards(true, func(ctx context.Context, s *scene, by actor.Viewer, item string) error {
		return only(s.Results.Stand(ctx, by, s.workshop, item, result.Word{Stands: result.Confirm}))
	})},
}
