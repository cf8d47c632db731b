package floor

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
	"kraftsam/app/workshop"
)

type questionsInput struct {
	ID    string `path:"id"`
	Order string `query:"order" doc:"support (the most first, the default) or time"`
}

type questionsOutput struct{ Body QuestionsAt }

type askInput struct {
	ID string `path:"id"`
	web.Keyed
	Body struct {
		Text     string  `json:"text" doc:"1–1,000 characters"`
		OnBehalf *string `json:"on_behalf,omitempty" doc:"id of the participant for whom a facilitator writes"`
	}
}

type handleInput struct {
	ID       string `path:"id"`
	Question string `path:"question"`
	web.Conditional
	Body struct {
		Do     string `json:"do" doc:"shortlist, unlist, live, answer, hide or show"`
		Why    string `json:"why,omitempty" doc:"hide: told to whoever asked"`
		Before string `json:"before,omitempty" doc:"live: id of the question that is on now and gives way"`
	}
}

type questionInput struct {
	ID       string `path:"id"`
	Question string `path:"question"`
}

type supportInput struct {
	ID       string `path:"id"`
	Question string `path:"question"`
	Body     struct {
		OnBehalf *string `json:"on_behalf,omitempty" doc:"id of the participant for whom a facilitator does it"`
	}
}

type unsupportInput struct {
	ID       string `path:"id"`
	Question string `path:"question"`
	OnBehalf string `query:"on_behalf" doc:"id of the participant for whom a facilitator does it"`
}

func (s *Service) questionHTTP(api huma.API) {
	const all, one = "/api/workshops/{id}/questions", "/api/workshops/{id}/questions/{question}"
	web.Register(api, operation(http.MethodGet, all, "The questions of a workshop"), func(ctx context.Context, in *questionsInput) (*questionsOutput, error) {
		at, err := s.Questions(ctx, actor.ViewerOf(ctx), in.ID, in.Order)
		return &questionsOutput{at}, err
	})
	web.Register(api, operation(http.MethodPost, all, "Ask a question"), s.askHTTP)
	handle := operation(http.MethodPut, one, "Take a question up, answer or hide it")
	handle.Description = "For those who facilitate. If-Match holds the version of the question."
	web.Register(api, handle, func(ctx context.Context, in *handleInput) (*referenceOutput, error) {
		version, err := in.Required()
		if err != nil {
			return nil, err
		}
		return answer(s.Handle(ctx, actor.ViewerOf(ctx), in.ID, in.Question, version, Handling{Do: in.Body.Do, Why: in.Body.Why, Before: in.Body.Before}))
	})
	web.Register(api, operation(http.MethodDelete, one, "Take a question back"), func(ctx context.Context, in *questionInput) (*referenceOutput, error) {
		return answer(s.Withdraw(ctx, actor.ViewerOf(ctx), in.ID, in.Question))
	})
	web.Register(api, operation(http.MethodPut, one+"/support", "Have the same question"), func(ctx context.Context, in *supportInput) (*referenceOutput, error) {
		behalf, err := web.Given("on_behalf", "participant_unknown", in.Body.OnBehalf)
		if err != nil {
			return nil, err
		}
		return answer(s.Support(ctx, actor.ViewerOf(ctx), in.ID, in.Question, behalf))
	})
	web.Register(api, operation(http.MethodDelete, one+"/support", "Take support back"), func(ctx context.Context, in *unsupportInput) (*referenceOutput, error) {
		return answer(s.Unsupport(ctx, actor.ViewerOf(ctx), in.ID, in.Question, in.OnBehalf))
	})
}

func (s *Service) askHTTP(ctx context.Context, in *askInput) (*referenceOutput, error) {
	by := actor.ViewerOf(ctx)
	if err := workshop.MayWrite(by, in.ID); err != nil {
		return nil, err
	}
	key, err := web.IdempotencyKey(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	behalf, err := web.Given("on_behalf", "participant_unknown", in.Body.OnBehalf)
	if err != nil {
		return nil, err
	}
	return answer(s.Ask(ctx, by, key, in.ID, behalf, in.Body.Text))
}
