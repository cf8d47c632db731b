package forum

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

type threadsInput struct {
	Slug string `path:"slug"`
	web.Paging
}

type threadsOutput struct{ Body ThreadList }

type threadOutput struct {
	ETag string `header:"ETag"`
	Body ThreadAt
}

type newThreadInput struct {
	Slug string `path:"slug"`
	web.Keyed
	Body struct {
		Title        string   `json:"title" doc:"1–200 characters"`
		Text         string   `json:"text" doc:"first post, Markdown, at most 10,000 characters"`
		Lang         *string  `json:"lang,omitempty" doc:"BCP 47; absent: guessed from the text, or your own"`
		SubArea      *string  `json:"sub_area,omitempty"`
		Municipality *string  `json:"municipality,omitempty" doc:"four-digit code"`
		Tags         []string `json:"tags,omitempty" nullable:"false" doc:"at most 10, each 1–40 characters"`
		As           *string  `json:"as,omitempty" doc:"id of an organisation that you may speak for"`
	}
}

type changeInput struct {
	ID string `path:"id"`
	web.Conditional
	Body struct {
		Title        *string   `json:"title,omitempty"`
		Lang         *string   `json:"lang,omitempty" doc:"BCP 47"`
		SubArea      *string   `json:"sub_area,omitempty"`
		Municipality *string   `json:"municipality,omitempty"`
		Tags         *[]string `json:"tags,omitempty"`
	}
}

type closureInput struct {
	ID   string `path:"id"`
	Body struct {
		Text string `json:"text" doc:"what we agree on, where we differ, what happens next"`
	}
}

func (s *Service) threadsHTTP(api huma.API) {
	web.Register(api, operation(http.MethodGet, "/api/areas/{slug}/threads", "Threads of an area, the latest activity first"),
		func(ctx context.Context, in *threadsInput) (*threadsOutput, error) {
			limit, err := in.Check()
			if err != nil {
				return nil, err
			}
			list, err := s.Threads(ctx, actor.ViewerOf(ctx), in.Slug, in.Before, in.After, limit)
			return &threadsOutput{list}, err
		})
	web.Register(api, operation(http.MethodPost, "/api/areas/{slug}/threads", "Start a thread"), s.startHTTP)
	web.Register(api, operation(http.MethodGet, "/api/threads/{id}", "One thread"),
		func(ctx context.Context, in *web.ByID) (*threadOutput, error) {
			at, err := s.Thread(ctx, actor.ViewerOf(ctx), in.ID)
			return &threadOutput{ETag: web.ETag(at.Version), Body: at}, err
		})
	web.Register(api, operation(http.MethodPatch, "/api/threads/{id}", "Change a thread's title or sorting"),
		func(ctx context.Context, in *changeInput) (*referenceOutput, error) {
			version, err := in.Required()
			if err != nil {
				return nil, err
			}
			b := in.Body
			return answer(s.ChangeThread(ctx, actor.ViewerOf(ctx), in.ID, version, Change{Title: b.Title, Lang: b.Lang, SubArea: b.SubArea, Municipality: b.Municipality, Tags: b.Tags}))
		})
	web.Register(api, operation(http.MethodPut, "/api/threads/{id}/closure", "Close a thread with a conclusion"),
		func(ctx context.Context, in *closureInput) (*referenceOutput, error) {
			return answer(s.Close(ctx, actor.ViewerOf(ctx), in.ID, in.Body.Text))
		})
	reopen := operation(http.MethodDelete, "/api/threads/{id}/closure", "Reopen a thread")
	reopen.DefaultStatus = http.StatusOK
	web.Register(api, reopen, func(ctx context.Context, in *web.ByID) (*referenceOutput, error) {
		return answer(s.Reopen(ctx, actor.ViewerOf(ctx), in.ID))
	})
}

func (s *Service) startHTTP(ctx context.Context, in *newThreadInput) (*referenceOutput, error) {
	by := actor.ViewerOf(ctx)
	if err := by.MayWrite(); err != nil {
		return nil, err
	}
	key, err := web.IdempotencyKey(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	b := in.Body
	n := NewThread{Area: in.Slug, Title: b.Title, Text: b.Text, Tags: b.Tags}
	if err := given(map[string]optionalField{
		"lang": {"lang_unknown", b.Lang, &n.Lang}, "sub_area": {"sub_area_unknown", b.SubArea, &n.SubArea},
		"municipality": {"municipality_unknown", b.Municipality, &n.Municipality}, "as": {"as_refused", b.As, &n.As},
	}); err != nil {
		return nil, err
	}
	return answer(s.Start(ctx, by, key, n))
}
