package forum

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

type threadsInput struct {
	Slug    string `path:"slug"`
	Kind    string `query:"kind" doc:"discussion, question, proposal or announcement"`
	Tag     string `query:"tag"`
	SubArea string `query:"sub_area"`
	State   string `query:"state" doc:"open or closed"`
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
		Kind         string   `json:"kind,omitempty" doc:"discussion (default), question, proposal; announcement for facilitators"`
		Deadline     string   `json:"deadline,omitempty" doc:"ISO date, the last day"`
		Draft        int64    `json:"draft,omitempty" doc:"version of the draft that this was written as: it goes with the sending, unless it changed since"`

		Attachments []attachedBody `json:"attachments,omitempty" nullable:"false" doc:"at most 10 files of yours that nothing shows yet, in the order in which they are shown"`
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
		Kind         *string   `json:"kind,omitempty"`
		Deadline     *string   `json:"deadline,omitempty" doc:"ISO date, empty for none"`
		Reason       string    `json:"reason,omitempty" doc:"for the public log, where a facilitator changes the thread of somebody else"`
	}
}

func (s *Service) threadsHTTP(api huma.API) {
	web.Register(api, operation(http.MethodGet, "/api/areas/{slug}/threads", "Threads of an area, pinned ones first and then by the latest activity"),
		func(ctx context.Context, in *threadsInput) (*threadsOutput, error) {
			limit, err := in.Check()
			if err != nil {
				return nil, err
			}
			list, err := s.Filtered(ctx, actor.ViewerOf(ctx), in.Slug, Filter{Kind: in.Kind, Tag: in.Tag, SubArea: in.SubArea, State: in.State}, in.Before, in.After, limit)
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
			return answer(s.ChangeThread(ctx, actor.ViewerOf(ctx), in.ID, version, Change{Title: b.Title, Lang: b.Lang, SubArea: b.SubArea, Municipality: b.Municipality, Tags: b.Tags,
				Kind: b.Kind, Deadline: b.Deadline, Why: b.Reason}))
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
	n := NewThread{Area: in.Slug, Title: b.Title, Text: b.Text, Tags: b.Tags, Kind: b.Kind, Deadline: b.Deadline, Draft: b.Draft, Attachments: attachedOf(b.Attachments)}
	if err := given(map[string]optionalField{
		"lang": {"lang_unknown", b.Lang, &n.Lang}, "sub_area": {"sub_area_unknown", b.SubArea, &n.SubArea},
		"municipality": {"municipality_unknown", b.Municipality, &n.Municipality}, "as": {"as_refused", b.As, &n.As},
	}); err != nil {
		return nil, err
	}
	return answer(s.Start(ctx, by, key, n))
}
