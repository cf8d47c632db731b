package notice

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/platform/web"
)

// LettersView says which letters a link ends.
type LettersView struct {
	What string `json:"what" doc:"brief, or the kind of notices that came by mail at once"`
}

type unsubscribeInput struct {
	Word string `path:"word" maxLength:"64" doc:"the word of the letter"`
}

type lettersInput struct {
	Word   string `path:"word" maxLength:"64" doc:"the word of the letter"`
	Accept string `header:"Accept" doc:"a browser, which asks for a page, is sent to the one with the button"`
}

type lettersOutput struct {
	Status   int
	Location string `header:"Location" doc:"of the page with the button"`
	Body     LettersView
}

type unsubscribeOutput struct{ Body LettersView }

// registerUnsubscribe: reading changes nothing, as scanners of mail follow links; a post of any body does, as RFC 8058 has it.
func (s *Service) registerUnsubscribe(api huma.API) {
	op := func(method, summary string) huma.Operation {
		return huma.Operation{Method: method, Path: "/api/unsubscriptions/{word}", Summary: summary, Tags: []string{"notice"}, MaxBodyBytes: web.TextBody,
			DefaultStatus: http.StatusOK, Metadata: map[string]any{web.AnyBody: true}}
	}
	web.Register(api, op(http.MethodGet, "Which letters a link in a letter ends"), func(ctx context.Context, in *lettersInput) (*lettersOutput, error) {
		if strings.Contains(in.Accept, "text/html") { // a mail program that knows no RFC 8058 opens the address
			return &lettersOutput{Status: http.StatusSeeOther, Location: "/unsubscribe#token=" + url.QueryEscape(in.Word)}, nil
		}
		what, err := s.Letters(ctx, in.Word)
		return &lettersOutput{Status: http.StatusOK, Body: LettersView{what}}, err
	})
	web.Register(api, op(http.MethodPost, "End these letters; needs no sign-in (RFC 8058)"), func(ctx context.Context, in *unsubscribeInput) (*unsubscribeOutput, error) {
		what, err := s.Unsubscribe(ctx, in.Word)
		return &unsubscribeOutput{LettersView{what}}, err
	})
}
