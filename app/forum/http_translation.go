package forum

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

// TranslationView is what a machine made of a text.
type TranslationView struct {
	Lang    string `json:"lang" doc:"what it is in now"`
	From    string `json:"from" doc:"what the original is in"`
	Version int64  `json:"version" doc:"of the original"`
	Title   string `json:"title,omitempty" doc:"of a thread"`
	HTML    string `json:"html" doc:"of a post, or of a thread's conclusion; safe to show"`
}

type translationInput struct {
	ID string `path:"id"`
	To string `query:"to" doc:"BCP 47"`
}

type translationOutput struct{ Body TranslationView }

type languageInput struct {
	ID string `path:"id"`
	web.Conditional
	Body struct {
		Lang string `json:"lang" doc:"BCP 47"`
	}
}

// asker is who is held to the limit: the member, or where nobody is signed in the network.
func asker(ctx context.Context) string {
	if by := actor.ViewerOf(ctx); by.SignedIn() {
		return by.Member
	}
	return web.CallOf(ctx).Prefix
}

func (s *Service) translationsHTTP(api huma.API) {
	for path, translate := range map[string]func(ctx context.Context, by actor.Viewer, asker, id, to string) (Translation, error){
		"/api/posts/{id}/translation": s.TranslatePost, "/api/threads/{id}/translation": s.TranslateThread,
	} {
		web.Register(api, operation(http.MethodGet, path, "What a machine makes of it in another language"),
			func(ctx context.Context, in *translationInput) (*translationOutput, error) {
				t, err := translate(ctx, actor.ViewerOf(ctx), asker(ctx), in.ID, in.To)
				return &translationOutput{TranslationView{Lang: t.Lang, From: t.From, Version: t.Version, Title: t.Title, HTML: t.HTML}}, err
			})
	}
	web.Register(api, operation(http.MethodPut, "/api/posts/{id}/language", "Correct the language that a post is in"),
		func(ctx context.Context, in *languageInput) (*referenceOutput, error) {
			version, err := in.Optional()
			if err != nil {
				return nil, err
			}
			return answer(s.SetLanguage(ctx, actor.ViewerOf(ctx), in.ID, version, in.Body.Lang))
		})
}
