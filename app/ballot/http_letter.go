package ballot

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/platform/web"
)

type letterInput struct {
	Word string `path:"word" maxLength:"64" doc:"the word of the letter"`
}

type answerLetterInput struct {
	Word string `path:"word" maxLength:"64" doc:"the word of the letter"`
	Body struct {
		Answer string `json:"answer" doc:"yes, reservation or no"`
		Reason string `json:"reason,omitempty" doc:"needed for no, welcome for reservation; at most 2,000 characters"`
	}
}

type letterOutput struct{ Body AnsweringView }

func (s *Service) registerLetters(api huma.API) {
	web.Register(api, operation(http.MethodGet, "/api/answers/{word}", "What a link in a letter answers, and as whom"), func(ctx context.Context, in *letterInput) (*letterOutput, error) {
		v, err := s.Letter(ctx, in.Word)
		return &letterOutput{v}, err
	})
	post := operation(http.MethodPost, "/api/answers/{word}", "Answer by a link in a letter, or change the answer; needs no sign-in")
	post.DefaultStatus = http.StatusOK
	web.Register(api, post, func(ctx context.Context, in *answerLetterInput) (*letterOutput, error) {
		v, err := s.AnswerLetter(ctx, in.Word, in.Body.Answer, in.Body.Reason)
		return &letterOutput{v}, err
	})
}
