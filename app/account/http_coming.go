package account

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

type linkInput struct {
	Body struct {
		Email string `json:"email"`
		Next  string `json:"next,omitempty" doc:"page of this site to come to, such as /threads/1"`
	}
}

type linkSignInInput struct {
	Body struct {
		Token string `json:"token" doc:"from the letter"`
	}
}

type askResetInput struct {
	Body struct {
		Email string `json:"email"`
	}
}

type resetInput struct {
	Body struct {
		Token    string `json:"token" doc:"from the letter"`
		Password string `json:"password" doc:"12–256 characters"`
	}
}

type passwordInput struct {
	Body struct {
		Current  string `json:"current"`
		Password string `json:"password" doc:"12–256 characters"`
	}
}

type moveInput struct {
	Body struct {
		Email    string `json:"email" doc:"the new address"`
		Password string `json:"password,omitempty" doc:"checked where it is given"`
	}
}

type agreeInput struct {
	Body struct {
		Token string `json:"token" doc:"from one of the two letters"`
	}
}

type agreeOutput struct {
	Body struct {
		Status string `json:"status" enum:"half,done" doc:"half: the other address has not agreed yet"`
	}
}

type closeInput struct {
	Body struct {
		Password string `json:"password,omitempty" doc:"needed of members who have one; others prove themselves by step-up"`
		Reason   string `json:"reason,omitempty" doc:"at most 500 characters"`
	}
}

// comingHTTP adds what brings people in without their password, and what they change about coming in.
func (s *Service) comingHTTP(api huma.API, cookies Cookies) {
	tags := []string{"account"}
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/magic-links", Summary: "Have a link to sign in sent by mail",
		Description: "The answer is the same whether or not somebody has the address.", DefaultStatus: http.StatusAccepted, Tags: tags},
		func(ctx context.Context, in *linkInput) (*struct{}, error) {
			return nil, s.AskForLink(ctx, in.Body.Email, in.Body.Next, web.CallOf(ctx).Prefix)
		})
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/session/link", Summary: "Sign in by a link", Tags: tags},
		func(ctx context.Context, in *linkSignInInput) (*sessionOutput, error) {
			word, m, next, err := s.SignInByLink(ctx, in.Body.Token, web.CallOf(ctx).Credentials)
			if err != nil {
				return nil, err
			}
			return s.signedIn(ctx, cookies, word, m, next)
		})
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/password-resets", Summary: "Have a link for a new password sent by mail",
		Description: "The answer is the same whether or not somebody has the address.", DefaultStatus: http.StatusAccepted, Tags: tags},
		func(ctx context.Context, in *askResetInput) (*struct{}, error) {
			return nil, s.AskForReset(ctx, in.Body.Email, web.CallOf(ctx).Prefix)
		})
	web.Register(api, huma.Operation{Method: http.MethodPut, Path: "/api/password-resets", Summary: "Set a new password by a link",
		Description: "Ends all sessions.", DefaultStatus: http.StatusNoContent, Tags: tags},
		func(ctx context.Context, in *resetInput) (*struct{}, error) {
			return nil, s.ResetPassword(ctx, in.Body.Token, in.Body.Password)
		})
	s.ownAccountHTTP(api)
}

func (s *Service) ownAccountHTTP(api huma.API) {
	tags := []string{"account"}
	web.Register(api, huma.Operation{Method: http.MethodPut, Path: "/api/member/password", Summary: "Change my password",
		Description: "Ends all other sessions.", DefaultStatus: http.StatusNoContent, Tags: tags},
		func(ctx context.Context, in *passwordInput) (*struct{}, error) {
			return nil, s.ChangePassword(ctx, actor.ViewerOf(ctx), in.Body.Current, in.Body.Password)
		})
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/confirmations/letter", Summary: "Have the confirmation letter sent again",
		DefaultStatus: http.StatusAccepted, Tags: tags},
		func(ctx context.Context, _ *struct{}) (*struct{}, error) {
			return nil, s.SendConfirmation(ctx, actor.ViewerOf(ctx), web.CallOf(ctx).Prefix)
		})
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/member/address", Summary: "Move to another address",
		Description: "Both addresses get a letter and must agree. Needs a fresh proof of who asks.", DefaultStatus: http.StatusAccepted, Tags: tags},
		func(ctx context.Context, in *moveInput) (*struct{}, error) {
			return nil, s.MoveAddress(ctx, actor.ViewerOf(ctx), in.Body.Email, in.Body.Password, web.CallOf(ctx).Prefix)
		})
	web.Register(api, huma.Operation{Method: http.MethodPut, Path: "/api/address-changes", Summary: "Agree to a move, by a letter's link", Tags: tags},
		func(ctx context.Context, in *agreeInput) (*agreeOutput, error) {
			status, err := s.AgreeToMove(ctx, in.Body.Token)
			out := &agreeOutput{}
			out.Body.Status = status
			return out, err
		})
	web.Register(api, huma.Operation{Method: http.MethodDelete, Path: "/api/member", Summary: "Close my account",
		Description: "Ends every way in. Name and address are removed; what was written stays, without the name.", DefaultStatus: http.StatusNoContent, Tags: tags},
		func(ctx context.Context, in *closeInput) (*struct{}, error) {
			return nil, s.Close(ctx, actor.ViewerOf(ctx), in.Body.Password, in.Body.Reason)
		})
}

// signedIn answers a sign-in of any kind: the cookie and the member as they see themselves.
func (s *Service) signedIn(ctx context.Context, cookies Cookies, word string, m actor.Member, next string) (*sessionOutput, error) {
	grants, err := s.actors.Grants(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.memberView(ctx, actor.Viewer{Member: m.ID, Grants: grants})
	if err != nil {
		return nil, err
	}
	return &sessionOutput{SetCookie: cookies.write(word, SessionLife), Body: sessionBody{Member: v, Next: next}}, nil
}
