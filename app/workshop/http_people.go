package workshop

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/calendar"
	"kraftsam/app/platform/web"
)

type listInput struct {
	Area  string `query:"area" doc:"slug"`
	When  string `query:"when" doc:"upcoming (the usual), past, or asked: to come, and waits for the asker's answer to an invitation"`
	After string `query:"after" doc:"cursor: what comes after it"`
	Limit string `query:"limit" doc:"1–200, default 50"`
}

type participantInput struct {
	ID          string `path:"id"`
	Participant string `path:"participant"`
}

type (
	listOutput     struct{ Body web.List[WorkshopListed] }
	coverageOutput struct{ Body WorkshopCoverage }
	peopleOutput   struct{ Body web.List[ParticipantView] }
)

func (s *Service) peopleHTTP(api huma.API) {
	web.Register(api, operation(http.MethodGet, "/api/workshops", "Workshops to come, or past ones"), func(ctx context.Context, in *listInput) (*listOutput, error) {
		limit, err := web.Paging{After: in.After, Limit: in.Limit}.Check()
		if err != nil {
			return nil, err
		}
		list, err := s.List(ctx, actor.ViewerOf(ctx), Filter{Area: in.Area, When: in.When}, in.After, limit)
		return &listOutput{list}, err
	})
	day := operation(http.MethodGet, "/api/workshops/{id}/calendar", "The workshop for a calendar program (iCalendar, RFC 5545)")
	day.Responses = calendar.Answers()
	web.Register(api, day, func(ctx context.Context, in *web.ByID) (*web.ContentOutput, error) {
		text, err := s.Calendar(ctx, actor.ViewerOf(ctx), in.ID)
		if err != nil {
			return nil, err
		}
		return calendar.Send(text), nil
	})
	web.Register(api, operation(http.MethodGet, "/api/workshops/{id}/coverage", "Which organisations are in the room"), func(ctx context.Context, in *web.ByID) (*coverageOutput, error) {
		v, err := s.Coverage(ctx, actor.ViewerOf(ctx), in.ID)
		return &coverageOutput{v}, err
	})
	web.Register(api, operation(http.MethodGet, "/api/workshops/{id}/participants", "Who takes part, for those who facilitate"), func(ctx context.Context, in *web.ByID) (*peopleOutput, error) {
		all, err := s.People(ctx, actor.ViewerOf(ctx), in.ID)
		return &peopleOutput{web.All(all)}, err
	})
	web.Register(api, operation(http.MethodDelete, "/api/workshops/{id}/participants/{participant}", "Show somebody out"),
		func(ctx context.Context, in *participantInput) (*referenceOutput, error) {
			return answer(s.Remove(ctx, actor.ViewerOf(ctx), in.ID, in.Participant))
		})
	web.Register(api, operation(http.MethodDelete, "/api/workshops/{id}/participation", "Take part no longer"), func(ctx context.Context, in *web.ByID) (*referenceOutput, error) {
		return answer(s.Leave(ctx, actor.ViewerOf(ctx), in.ID))
	})
}
