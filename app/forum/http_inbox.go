package forum

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/web"
)

type visitOutput struct {
	Body struct {
		Since string `json:"since" doc:"when the visit before this one ended"`
	}
}

type sinceInput struct {
	Limit string `query:"limit" doc:"how much of each kind, 1–200, default 50"`
}

type sinceOutput struct{ Body SinceView }

type unreadOutput struct{ Body UnreadView }

type inboxInput struct {
	Area  string `query:"area" doc:"slug: this area alone"`
	After string `query:"after" doc:"cursor to more of the area"`
	Limit string `query:"limit" doc:"threads of each area, 1–200, default 50"`
}

type inboxOutput struct{ Body InboxView }

type nextInput struct {
	After    string `query:"after" doc:"id of the thread that one comes from"`
	Followed bool   `query:"followed" doc:"only among those that I follow"`
}

type nextOutput struct{ Body NextView }

func (s *Service) inboxHTTP(api huma.API) {
	web.Register(api, operation(http.MethodPut, "/api/visit", "Say that I am here"),
		func(ctx context.Context, _ *struct{}) (*visitOutput, error) {
			since, err := s.ComeIn(ctx, actor.ViewerOf(ctx))
			out := &visitOutput{}
			out.Body.Since = event.Stamp(since)
			return out, err
		})
	web.Register(api, operation(http.MethodGet, "/api/since", "What happened since I was here last"),
		func(ctx context.Context, in *sinceInput) (*sinceOutput, error) {
			limit, err := web.Paging{Limit: in.Limit}.Check()
			if err != nil {
				return nil, err
			}
			v, err := s.Since(ctx, actor.ViewerOf(ctx), limit)
			return &sinceOutput{v}, err
		})
	web.Register(api, operation(http.MethodGet, "/api/unread", "How much is unread, by area"),
		func(ctx context.Context, _ *struct{}) (*unreadOutput, error) {
			v, err := s.Unread(ctx, actor.ViewerOf(ctx))
			return &unreadOutput{v}, err
		})
	web.Register(api, operation(http.MethodGet, "/api/inbox", "Threads with something unread, by area"),
		func(ctx context.Context, in *inboxInput) (*inboxOutput, error) {
			limit, err := web.Paging{After: in.After, Limit: in.Limit}.Check()
			if err != nil {
				return nil, err
			}
			v, err := s.Inbox(ctx, actor.ViewerOf(ctx), in.Area, in.After, limit)
			return &inboxOutput{v}, err
		})
	web.Register(api, operation(http.MethodGet, "/api/inbox/next", "The next thread with something unread"),
		func(ctx context.Context, in *nextInput) (*nextOutput, error) {
			v, err := s.Next(ctx, actor.ViewerOf(ctx), in.After, in.Followed)
			return &nextOutput{v}, err
		})
}
