package workshop

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

type plotBody struct {
	Kind     *Kind   `json:"kind,omitempty" doc:"inform, write, discuss, cluster, vote, speak or decide"`
	Title    *string `json:"title,omitempty" doc:"1–200 characters"`
	Purpose  *string `json:"purpose,omitempty" doc:"at most 2,000 characters"`
	Text     *string `json:"text,omitempty" doc:"Markdown"`
	Material *string `json:"material,omitempty" doc:"at most 2,000 characters"`
	Minutes  *int64  `json:"minutes,omitempty" doc:"1–1,440"`
	After    *string `json:"after,omitempty" doc:"id of the step that it shall follow; empty: to be the first"`
}

type newStepInput struct {
	ID string `path:"id"`
	web.Keyed
	Body plotBody
}

type stepInput struct {
	ID   string `path:"id"`
	Step string `path:"step"`
	web.Conditional
	Body plotBody
}

type stepAway struct {
	ID   string `path:"id"`
	Step string `path:"step"`
	web.Conditional
}

type detailsInput struct {
	ID string `path:"id"`
	web.Conditional
	Body struct {
		Title     *string `json:"title,omitempty"`
		Purpose   *string `json:"purpose,omitempty" doc:"Markdown"`
		StartsAt  *string `json:"starts_at,omitempty" doc:"RFC 3339; empty: not decided any more, in a draft"`
		Minutes   *int64  `json:"minutes,omitempty"`
		Place     *string `json:"place,omitempty"`
		Link      *string `json:"link,omitempty" doc:"https"`
		Phone     *string `json:"phone,omitempty"`
		AfterDays *int64  `json:"after_days,omitempty"`
	}
}

type facilitatorInput struct {
	ID     string `path:"id"`
	Member string `path:"member"`
}

func (s *Service) stepHTTP(api huma.API) {
	web.Register(api, operation(http.MethodPatch, "/api/workshops/{id}", "Change when, where and what a workshop is about"), s.editHTTP)
	web.Register(api, operation(http.MethodPost, "/api/workshops/{id}/steps", "Add a step to the run sheet"), func(ctx context.Context, in *newStepInput) (*referenceOutput, error) {
		by := actor.ViewerOf(ctx)
		if err := by.MayWrite(); err != nil {
			return nil, err
		}
		key, err := web.IdempotencyKey(ctx, by.Member)
		if err != nil {
			return nil, err
		}
		return answer(s.AddStep(ctx, by, key, in.ID, Plot(in.Body)))
	})
	web.Register(api, operation(http.MethodPatch, "/api/workshops/{id}/steps/{step}", "Change or move a step"), func(ctx context.Context, in *stepInput) (*referenceOutput, error) {
		version, err := in.Required()
		if err != nil {
			return nil, err
		}
		return answer(s.ChangeStep(ctx, actor.ViewerOf(ctx), in.ID, in.Step, version, Plot(in.Body)))
	})
	web.Register(api, operation(http.MethodDelete, "/api/workshops/{id}/steps/{step}", "Take a step out of the run sheet"), func(ctx context.Context, in *stepAway) (*referenceOutput, error) {
		version, err := in.Optional()
		if err != nil {
			return nil, err
		}
		return answer(s.RemoveStep(ctx, actor.ViewerOf(ctx), in.ID, in.Step, version))
	})
	web.Register(api, operation(http.MethodPut, "/api/workshops/{id}/facilitators/{member}", "Let another member facilitate"),
		func(ctx context.Context, in *facilitatorInput) (*referenceOutput, error) {
			return answer(s.AddFacilitator(ctx, actor.ViewerOf(ctx), in.ID, in.Member))
		})
	web.Register(api, operation(http.MethodDelete, "/api/workshops/{id}/facilitators/{member}", "End that somebody facilitates"),
		func(ctx context.Context, in *facilitatorInput) (*referenceOutput, error) {
			return answer(s.DropFacilitator(ctx, actor.ViewerOf(ctx), in.ID, in.Member))
		})
}

func (s *Service) editHTTP(ctx context.Context, in *detailsInput) (*referenceOutput, error) {
	version, err := in.Required()
	if err != nil {
		return nil, err
	}
	b := in.Body
	c := Change{Title: b.Title, Purpose: b.Purpose, Place: b.Place, Link: b.Link, Phone: b.Phone, Minutes: b.Minutes, AfterDays: b.AfterDays}
	if c.StartsAt, err = moment("body.starts_at", b.StartsAt); err != nil {
		return nil, err
	}
	c.Unscheduled = b.StartsAt != nil && *b.StartsAt == ""
	return answer(s.Edit(ctx, actor.ViewerOf(ctx), in.ID, version, c))
}

type leaderInput struct {
	ID   string `path:"id"`
	Body struct {
		Member string `json:"member" doc:"id of one of those who facilitate; your own to take over"`
	}
}

type stepBallotInput struct {
	ID     string `path:"id"`
	Step   string `path:"step"`
	Ballot string `path:"ballot"`
}

func (s *Service) stepBallotHTTP(api huma.API) {
	web.Register(api, operation(http.MethodPut, "/api/workshops/{id}/leader", "Hand over to another of those who facilitate, or take over"),
		func(ctx context.Context, in *leaderInput) (*referenceOutput, error) {
			return answer(s.HandOver(ctx, actor.ViewerOf(ctx), in.ID, in.Body.Member))
		})
	web.Register(api, operation(http.MethodPut, "/api/workshops/{id}/steps/{step}/ballots/{ballot}", "Have a ballot of the workshop stand in a step"),
		func(ctx context.Context, in *stepBallotInput) (*referenceOutput, error) {
			return answer(s.PutBallot(ctx, actor.ViewerOf(ctx), in.ID, in.Step, in.Ballot))
		})
}
