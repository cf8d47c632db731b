package notice

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/platform/web"
)

type answeringInput struct {
	Word string `path:"word" maxLength:"64" doc:"the word of the letter"`
}

type answerInput struct {
	Word string `path:"word" maxLength:"64" doc:"the word of the letter"`
	Body struct {
		Answer string `json:"answer" doc:"one of answers"`
		Reason string `json:"reason,omitempty" doc:"the line that goes with it, as answers says; at most 2,000 characters of a ballot, 500 of a workshop, 1,000 of a promise"`
	}
}

type answeringOutput struct{ Body AnsweringView }

func (s *Service) registerAnswers(api huma.API) {
	op := func(method, summary string) huma.Operation {
		return huma.Operation{Method: method, Path: "/api/answers/{word}", Summary: summary, Tags: []string{"notice"}, MaxBodyBytes: web.TextBody, DefaultStatus: http.StatusOK}
	}
	web.Register(api, op(http.MethodGet, "What a link in a letter answers, and as whom"), func(ctx context.Context, in *answeringInput) (*answeringOutput, error) {
		v, err := s.Answering(ctx, in.Word)
		return &answeringOutput{v}, err
	})
	web.Register(api, op(http.MethodPost, "Answer by a link in a letter, or change the answer; needs no sign-in"), func(ctx context.Context, in *answerInput) (*answeringOutput, error) {
		v, err := s.AnswerBy(ctx, in.Word, in.Body.Answer, in.Body.Reason)
		return &answeringOutput{v}, err
	})
}
