package result

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/web"
)

type (
	resultOutput    struct{ Body ResultAt }
	referenceOutput struct {
		Replay string `header:"Idempotent-Replay"`
		Body   event.Reference
	}
)

type ownerInput struct {
	Kind string `json:"kind" doc:"participant, member (who facilitates) or organisation"`
	ID   string `json:"id"`
}

type addInput struct {
	ID string `path:"id"`
	web.Keyed
	Body struct {
		Kind    string         `json:"kind" doc:"text, decision, promise, theme, vote, conflict, question, quote or forward"`
		Title   string         `json:"title,omitempty" doc:"at most 200 characters"`
		Text    string         `json:"text,omitempty" doc:"Markdown"`
		Sources []ResultSource `json:"sources,omitempty" nullable:"false" doc:"of a quote one note or question, of a vote one closed ballot"`
		Owner   *ownerInput    `json:"owner,omitempty" doc:"of a promise"`
		DueOn   string         `json:"due_on,omitempty" doc:"of a promise, YYYY-MM-DD"`
		After   *string        `json:"after,omitempty" doc:"id of the part of its kind that it shall follow; empty: first; absent: last"`
	}
}

type changeInput struct {
	ID   string `path:"id"`
	Item string `path:"item"`
	web.Conditional
	Body struct {
		Kind    *string         `json:"kind,omitempty"`
		Title   *string         `json:"title,omitempty"`
		Text    *string         `json:"text,omitempty" doc:"Markdown"`
		Sources *[]ResultSource `json:"sources,omitempty"`
		Owner   *ownerInput     `json:"owner,omitempty" doc:"both empty: nobody"`
		DueOn   *string         `json:"due_on,omitempty" doc:"YYYY-MM-DD; empty: no date"`
	}
}

type removeInput struct {
	ID   string `path:"id"`
	Item string `path:"item"`
	web.Conditional
}

type moveInput struct {
	ID   string `path:"id"`
	Item string `path:"item"`
	Body struct {
		After *string `json:"after,omitempty" doc:"id of the part of its kind that it shall follow; empty: first; absent: last"`
	}
}

type standInput struct {
	ID   string `path:"id"`
	Item string `path:"item"`
	Body struct {
		Stands   string  `json:"stands" doc:"confirm, contest, or empty: nothing any more"`
		Words    string  `json:"words,omitempty" doc:"plain, at most 1,000 characters; whoever contests says what is not right"`
		OnBehalf *string `json:"on_behalf,omitempty" doc:"id of the participant by telephone for whom a facilitator writes"`
	}
}

func answer(r event.Reference, err error) (*referenceOutput, error) {
	out := &referenceOutput{Body: r}
	if r.Replayed() {
		out.Replay = "true"
	}
	return out, err
}

func operation(method, path, summary string) huma.Operation {
	op := huma.Operation{Method: method, Path: path, Summary: summary, Tags: []string{"workshop"}}
	switch method {
	case http.MethodPost:
		op.DefaultStatus = http.StatusCreated
	case http.MethodDelete:
		op.DefaultStatus = http.StatusOK
	}
	return op
}

func (o *ownerInput) owner() *Owner {
	if o == nil {
		return nil
	}
	return &Owner{o.Kind, o.ID}
}

// Register adds the operations.
func (s *Service) Register(api huma.API) {
	const all, one = "/api/workshops/{id}/result", "/api/workshops/{id}/result/items/{item}"
	web.Register(api, operation(http.MethodGet, all, "What came of a workshop, with what it rests on"), func(ctx context.Context, in *web.ByID) (*resultOutput, error) {
		at, err := s.Result(ctx, actor.ViewerOf(ctx), in.ID)
		return &resultOutput{at}, err
	})
	draft := operation(http.MethodPut, all, "Make the draft of a workshop that ended without one")
	draft.Description = "A draft is made when a workshop ends; where there is one this changes nothing."
	web.Register(api, draft, func(ctx context.Context, in *web.ByID) (*referenceOutput, error) {
		return answer(s.Draft(ctx, actor.ViewerOf(ctx), in.ID))
	})
	web.Register(api, operation(http.MethodPost, all+"/items", "Add a part to a result"), s.addHTTP)
	change := operation(http.MethodPatch, one, "Change a part of a result")
	change.Description = "What its sources said of it before stays, with the version of the words that they saw."
	web.Register(api, change, s.changeHTTP)
	web.Register(api, operation(http.MethodDelete, one, "Take a part out of a result"), func(ctx context.Context, in *removeInput) (*referenceOutput, error) {
		version, err := in.Optional()
		if err != nil {
			return nil, err
		}
		return answer(s.Remove(ctx, actor.ViewerOf(ctx), in.ID, in.Item, version))
	})
	web.Register(api, operation(http.MethodPut, one+"/place", "Have a part of a result follow another"), func(ctx context.Context, in *moveInput) (*referenceOutput, error) {
		return answer(s.Move(ctx, actor.ViewerOf(ctx), in.ID, in.Item, in.Body.After))
	})
	stand := operation(http.MethodPut, one+"/standing", "Say whether a part of a result is right")
	stand.Description = "For those whose words or votes it rests on, and for the owner of a promise, which is made when they confirm it."
	web.Register(api, stand, func(ctx context.Context, in *standInput) (*referenceOutput, error) {
		behalf, err := web.Given("on_behalf", "participant_unknown", in.Body.OnBehalf)
		if err != nil {
			return nil, err
		}
		return answer(s.Stand(ctx, actor.ViewerOf(ctx), in.ID, in.Item, Word{Stands: in.Body.Stands, Words: in.Body.Words, OnBehalf: behalf}))
	})
	s.copyHTTP(api)
}

func (s *Service) addHTTP(ctx context.Context, in *addInput) (*referenceOutput, error) {
	by := actor.ViewerOf(ctx)
	if err := by.MayWrite(); err != nil {
		return nil, err
	}
	key, err := web.IdempotencyKey(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	b := in.Body
	kind := Kind(b.Kind)
	return answer(s.Add(ctx, by, key, in.ID, Edit{Kind: &kind, Title: &b.Title, Text: &b.Text, Sources: &b.Sources, Owner: b.Owner.owner(), DueOn: &b.DueOn}, b.After))
}

func (s *Service) changeHTTP(ctx context.Context, in *changeInput) (*referenceOutput, error) {
	version, err := in.Required()
	if err != nil {
		return nil, err
	}
	b := in.Body
	e := Edit{Title: b.Title, Text: b.Text, Sources: b.Sources, Owner: b.Owner.owner(), DueOn: b.DueOn}
	if b.Kind != nil {
		kind := Kind(*b.Kind)
		e.Kind = &kind
	}
	return answer(s.Change(ctx, actor.ViewerOf(ctx), in.ID, in.Item, version, e))
}
