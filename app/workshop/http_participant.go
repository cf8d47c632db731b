package workshop

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

// TakingBody is for whom somebody takes part.
type TakingBody struct {
	Organisation     string `json:"organisation,omitempty" doc:"id of one in the directory"`
	OrganisationName string `json:"organisation_name,omitempty" doc:"of one that is not; at most 120 characters"`
	Municipality     string `json:"municipality,omitempty" doc:"four-digit code"`
}

func (b TakingBody) taking(name string) Taking {
	return Taking{Name: name, Organisation: b.Organisation, OrganisationName: b.OrganisationName, Municipality: b.Municipality}
}

type takingInput struct {
	ID   string `path:"id"`
	Body TakingBody
}

type phoneInput struct {
	ID string `path:"id"`
	web.Keyed
	Body struct {
		Name string `json:"name"`
		TakingBody
	}
}

func (s *Service) participantHTTP(api huma.API) {
	web.Register(api, operation(http.MethodPut, "/api/workshops/{id}/participation", "Take part, or change for whom"), func(ctx context.Context, in *takingInput) (*referenceOutput, error) {
		return answer(s.TakePart(ctx, actor.ViewerOf(ctx), in.ID, in.Body.taking("")))
	})
	web.Register(api, operation(http.MethodPost, "/api/workshops/{id}/participants", "Write down somebody who is on the phone"),
		func(ctx context.Context, in *phoneInput) (*referenceOutput, error) {
			by := actor.ViewerOf(ctx)
			if err := by.MayWrite(); err != nil {
				return nil, err
			}
			key, err := web.IdempotencyKey(ctx, by.Member)
			if err != nil {
				return nil, err
			}
			return answer(s.AddByPhone(ctx, by, key, in.ID, in.Body.taking(in.Body.Name)))
		})
}
