package forum

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

// ActView is an entry of the public log.
type ActView struct {
	ID      string           `json:"id"`
	Kind    string           `json:"kind" enum:"pinned,unpinned,closed,reopened,reworded,sorted,slowed,unslowed,marked,unmarked,asked,unasked,moved_away,moved_here,split_away,split_here,merged_away,merged_here"`
	At      string           `json:"at"`
	By      actor.AuthorView `json:"by"`
	Why     string           `json:"why" doc:"empty where no reason was given"`
	Thread  NamedThread      `json:"thread"`
	Other   *NamedThread     `json:"other,omitempty" doc:"the other thread of a move, if you may read it"`
	Posts   int64            `json:"posts,omitempty" doc:"how many were moved"`
	Minutes int64            `json:"minutes,omitempty" doc:"of slow mode"`
	Before  string           `json:"before,omitempty" doc:"the title before it was reworded: for its author and those who keep order"`
}

// NamedThread is a thread by its present title.
type NamedThread struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Lang  string `json:"lang"`
}

type areaLogInput struct {
	Slug  string `path:"slug"`
	After string `query:"after" doc:"cursor: what was done before it"`
	Limit string `query:"limit" doc:"1–200, default 50"`
}

type threadLogInput struct {
	ID    string `path:"id"`
	After string `query:"after" doc:"cursor: what was done before it"`
	Limit string `query:"limit" doc:"1–200, default 50"`
}

type logOutput struct{ Body web.List[ActView] }

func (s *Service) actsHTTP(api huma.API) {
	web.Register(api, operation(http.MethodGet, "/api/areas/{slug}/log", "What facilitators did in an area and why, the latest first"),
		func(ctx context.Context, in *areaLogInput) (*logOutput, error) {
			limit, err := web.Paging{Limit: in.Limit}.Check()
			if err != nil {
				return nil, err
			}
			list, err := s.AreaLog(ctx, actor.ViewerOf(ctx), in.Slug, in.After, limit)
			return &logOutput{list}, err
		})
	web.Register(api, operation(http.MethodGet, "/api/threads/{id}/log", "What facilitators did with a thread and why, the latest first"),
		func(ctx context.Context, in *threadLogInput) (*logOutput, error) {
			limit, err := web.Paging{Limit: in.Limit}.Check()
			if err != nil {
				return nil, err
			}
			list, err := s.ThreadLog(ctx, actor.ViewerOf(ctx), in.ID, in.After, limit)
			return &logOutput{list}, err
		})
}
