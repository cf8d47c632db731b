package workshop

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

type codeLookupInput struct {
	Body struct {
		Code string `json:"code" doc:"six letters, large or small"`
	}
}

type codeJoinInput struct {
	Body struct {
		Code string `json:"code" doc:"six letters, large or small"`
		Name string `json:"name,omitempty" doc:"of a guest, 1–80 characters; members have theirs"`
		Lang string `json:"lang,omitempty" doc:"of the interface: sv or en"`
		TakingBody
	}
}

type codeInput struct {
	ID   string `path:"id"`
	Body struct {
		Open bool `json:"open" doc:"true: a new code, and the one before is no good any more; false: no code"`
	}
}

type (
	foundOutput struct{ Body WorkshopFound }
	joinOutput  struct {
		SetCookie string `header:"Set-Cookie"`
		Body      struct {
			Workshop    string `json:"workshop" doc:"id"`
			Participant string `json:"participant" doc:"id"`
			Member      string `json:"member" doc:"id"`
			Guest       bool   `json:"guest" doc:"a guest was made, and is signed in"`
		}
	}
)

func (s *Service) codeHTTP(api huma.API, cookies account.Cookies) {
	lookup := operation(http.MethodPost, "/api/workshops/lookup", "Which workshop a code opens")
	lookup.DefaultStatus = http.StatusOK
	web.Register(api, lookup, func(ctx context.Context, in *codeLookupInput) (*foundOutput, error) {
		f, err := s.Lookup(ctx, in.Body.Code, web.CallOf(ctx).Prefix)
		return &foundOutput{f}, err
	})
	join := operation(http.MethodPost, "/api/workshops/join", "Take part with a code")
	join.DefaultStatus = http.StatusOK
	join.Description = "Who is signed in takes part as themselves. Everybody else becomes a guest of this workshop, with a session cookie; registering from that session makes a member of the guest, who keeps what is theirs. Done again it changes for whom one is there."
	web.Register(api, join, func(ctx context.Context, in *codeJoinInput) (*joinOutput, error) {
		j, err := s.JoinByCode(ctx, actor.ViewerOf(ctx), in.Body.Code, in.Body.taking(in.Body.Name), in.Body.Lang, web.CallOf(ctx).Credentials)
		if err != nil {
			return nil, err
		}
		out := &joinOutput{SetCookie: cookieOf(cookies, j.Word)}
		out.Body.Workshop, out.Body.Participant, out.Body.Member, out.Body.Guest = j.Reference.Topic[len(Topic("")):], j.Reference.ID, j.Member, j.Word != ""
		return out, nil
	})
	web.Register(api, operation(http.MethodPut, "/api/workshops/{id}/code", "Make another code, or shut it"), func(ctx context.Context, in *codeInput) (*referenceOutput, error) {
		return answer(s.SetCode(ctx, actor.ViewerOf(ctx), in.ID, !in.Body.Open))
	})
}
