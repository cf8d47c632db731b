package forum

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

type mentionableInput struct {
	ID    string `path:"id"`
	Query string `query:"q" doc:"what was typed of a name"`
}

type mentionableInAreaInput struct {
	Slug  string `path:"slug"`
	Query string `query:"q" doc:"what was typed of a name"`
}

type mentionableOutput struct {
	Body struct {
		People        []actor.AuthorView       `json:"people" doc:"who may read this; those who wrote here first"`
		Organisations []actor.OrganisationView `json:"organisations"`
	}
}

func (s *Service) mentionsHTTP(api huma.API) {
	web.Register(api, operation(http.MethodGet, "/api/threads/{id}/mentionable", "Whom one can mention in a thread"),
		func(ctx context.Context, in *mentionableInput) (*mentionableOutput, error) {
			return offered(s.MentionableIn(ctx, actor.ViewerOf(ctx), in.ID, in.Query))
		})
	web.Register(api, operation(http.MethodGet, "/api/areas/{slug}/mentionable", "Whom one can mention in a new thread of an area"),
		func(ctx context.Context, in *mentionableInAreaInput) (*mentionableOutput, error) {
			return offered(s.MentionableInArea(ctx, actor.ViewerOf(ctx), in.Slug, in.Query))
		})
}

func offered(o Offer, err error) (*mentionableOutput, error) {
	out := &mentionableOutput{}
	out.Body.People, out.Body.Organisations = o.People, o.Organisations
	return out, err
}
