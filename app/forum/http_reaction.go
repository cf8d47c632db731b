package forum

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

// ReactionCount is how many reacted to a post in one way: each organisation once, and those who did as themselves.
type ReactionCount struct {
	Kind          string `json:"kind" enum:"support,thanks,wonder"`
	Organisations int64  `json:"organisations"`
	Persons       int64  `json:"persons" doc:"who reacted as themselves"`
}

// ReactionView is who reacted, and how.
type ReactionView struct {
	Kind string           `json:"kind" enum:"support,thanks,wonder"`
	By   actor.AuthorView `json:"by"`
	At   string           `json:"at"`
}

type reactInput struct {
	ID   string `path:"id"`
	Kind string `path:"kind" doc:"support, thanks or wonder"`
	Body struct {
		As *string `json:"as,omitempty" doc:"id of an organisation that you may speak for"`
	}
}

type unreactInput struct {
	ID   string `path:"id"`
	Kind string `path:"kind" doc:"support, thanks or wonder"`
}

type reactionsOutput struct{ Body web.List[ReactionView] }

func (s *Service) reactionsHTTP(api huma.API) {
	web.Register(api, operation(http.MethodGet, "/api/posts/{id}/reactions", "Who reacted to a post"),
		func(ctx context.Context, in *web.ByID) (*reactionsOutput, error) {
			all, err := s.Reactions(ctx, actor.ViewerOf(ctx), in.ID)
			return &reactionsOutput{web.All(all)}, err
		})
	web.Register(api, operation(http.MethodPut, "/api/posts/{id}/reactions/{kind}", "React to a post"),
		func(ctx context.Context, in *reactInput) (*referenceOutput, error) {
			as, err := web.Given("as", "as_refused", in.Body.As)
			if err != nil {
				return nil, err
			}
			return answer(s.React(ctx, actor.ViewerOf(ctx), in.ID, in.Kind, as))
		})
	unreact := operation(http.MethodDelete, "/api/posts/{id}/reactions/{kind}", "Take my reaction back")
	unreact.DefaultStatus = http.StatusOK
	web.Register(api, unreact, func(ctx context.Context, in *unreactInput) (*referenceOutput, error) {
		return answer(s.Unreact(ctx, actor.ViewerOf(ctx), in.ID, in.Kind))
	})
}
