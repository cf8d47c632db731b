package account

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/web"
)

// ceremony is a part of WebAuthn as the browser writes it (PublicKeyCredential.toJSON) or reads it
// (parseCreationOptionsFromJSON, parseRequestOptionsFromJSON); its fields are the standard's and not ours.
type ceremony map[string]any

// bytes gives it as JSON; none is nothing.
func (c ceremony) bytes() ([]byte, error) {
	if len(c) == 0 {
		return nil, nil
	}
	return json.Marshal(c)
}

func ceremonyOf(options any) (ceremony, error) {
	b, err := json.Marshal(options)
	if err != nil {
		return nil, fmt.Errorf("write a ceremony: %w", err)
	}
	c := ceremony{}
	return c, json.Unmarshal(b, &c)
}

type ceremonyOutput struct{ Body ceremony }

func answerOf(options any, err error) (*ceremonyOutput, error) {
	if err != nil {
		return nil, err
	}
	c, err := ceremonyOf(options)
	return &ceremonyOutput{c}, err
}

type passkeyInput struct {
	Body struct {
		Name       string   `json:"name" doc:"1–80 characters, to know it by"`
		Credential ceremony `json:"credential" doc:"RegistrationResponseJSON of WebAuthn"`
	}
}

type passkeyOutput struct{ Body PasskeyView }

// PasskeyView is one of the member's passkeys.
type PasskeyView struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	BackedUp  bool   `json:"backed_up" doc:"the authenticator keeps copies elsewhere"`
	CreatedAt string `json:"created_at"`
	UsedAt    string `json:"used_at,omitempty"`
}

func passkeyView(k Passkey) PasskeyView {
	v := PasskeyView{ID: k.ID, Name: k.Name, BackedUp: k.BackedUp, CreatedAt: event.Stamp(k.CreatedAt)}
	if k.UsedAt != nil {
		v.UsedAt = event.Stamp(*k.UsedAt)
	}
	return v
}

type passkeysOutput struct{ Body web.List[PasskeyView] }

type passkeySignInInput struct {
	Body struct {
		Credential ceremony `json:"credential" doc:"AuthenticationResponseJSON of WebAuthn"`
	}
}

type stepUpInput struct {
	Body struct {
		Password   string   `json:"password,omitempty"`
		Credential ceremony `json:"credential,omitempty" doc:"AuthenticationResponseJSON of WebAuthn"`
	}
}

type stepUpOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (s *Service) passkeysHTTP(api huma.API, cookies Cookies) {
	tags := []string{"account"}
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/passkeys/registration/options", Summary: "Begin to make a passkey", Tags: tags},
		func(ctx context.Context, _ *struct{}) (*ceremonyOutput, error) {
			creation, err := s.NewPasskey(ctx, actor.ViewerOf(ctx))
			if err != nil {
				return nil, err
			}
			return answerOf(creation.Response, nil)
		})
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/passkeys", Summary: "Add a passkey", DefaultStatus: http.StatusCreated, MaxBodyBytes: web.TextBody, Tags: tags},
		s.addPasskeyHTTP)
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/passkeys", Summary: "My passkeys", Tags: tags}, s.listPasskeysHTTP)
	web.Register(api, huma.Operation{Method: http.MethodDelete, Path: "/api/passkeys/{id}", Summary: "Remove a passkey", Tags: tags},
		func(ctx context.Context, in *web.ByID) (*struct{}, error) {
			return nil, s.RemovePasskey(ctx, actor.ViewerOf(ctx), in.ID)
		})
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/passkeys/session/options", Summary: "Begin to sign in with a passkey", Tags: tags},
		func(ctx context.Context, _ *struct{}) (*ceremonyOutput, error) {
			assertion, err := s.PasskeySignIn(ctx, web.CallOf(ctx).Prefix)
			if err != nil {
				return nil, err
			}
			return answerOf(assertion.Response, nil)
		})
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/session/passkey", Summary: "Sign in with a passkey", MaxBodyBytes: web.TextBody, Tags: tags},
		func(ctx context.Context, in *passkeySignInInput) (*sessionOutput, error) {
			return s.passkeySignInHTTP(ctx, in, cookies)
		})
	s.stepUpHTTP(api, cookies)
}

func (s *Service) stepUpHTTP(api huma.API, cookies Cookies) {
	tags := []string{"account"}
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/session/step-up/options", Summary: "Begin to prove with a passkey that it is me", Tags: tags},
		func(ctx context.Context, _ *struct{}) (*ceremonyOutput, error) {
			assertion, err := s.PasskeyProof(ctx, actor.ViewerOf(ctx))
			if err != nil {
				return nil, err
			}
			return answerOf(assertion.Response, nil)
		})
	web.Register(api, huma.Operation{Method: http.MethodPut, Path: "/api/session/step-up", Summary: "Prove once more that it is me", DefaultStatus: http.StatusNoContent, MaxBodyBytes: web.TextBody, Tags: tags},
		func(ctx context.Context, in *stepUpInput) (*stepUpOutput, error) {
			answer, err := in.Body.Credential.bytes()
			if err != nil {
				return nil, err
			}
			word, err := s.StepUp(ctx, actor.ViewerOf(ctx), Proof{Password: in.Body.Password, Passkey: answer})
			if err != nil {
				return nil, err
			}
			return &stepUpOutput{cookies.write(word, SessionLife)}, nil
		})
}

func (s *Service) addPasskeyHTTP(ctx context.Context, in *passkeyInput) (*passkeyOutput, error) {
	answer, err := in.Body.Credential.bytes()
	if err != nil {
		return nil, err
	}
	k, err := s.AddPasskey(ctx, actor.ViewerOf(ctx), in.Body.Name, answer)
	return &passkeyOutput{passkeyView(k)}, err
}

func (s *Service) listPasskeysHTTP(ctx context.Context, _ *struct{}) (*passkeysOutput, error) {
	all, err := s.MyPasskeys(ctx, actor.ViewerOf(ctx))
	if err != nil {
		return nil, err
	}
	views := make([]PasskeyView, len(all))
	for i, k := range all {
		views[i] = passkeyView(k)
	}
	return &passkeysOutput{web.All(views)}, nil
}

func (s *Service) passkeySignInHTTP(ctx context.Context, in *passkeySignInInput, cookies Cookies) (*sessionOutput, error) {
	answer, err := in.Body.Credential.bytes()
	if err != nil {
		return nil, err
	}
	word, m, err := s.SignInByPasskey(ctx, answer, web.CallOf(ctx).Credentials)
	if err != nil {
		return nil, err
	}
	body, err := s.bodyOf(ctx, m)
	return &sessionOutput{SetCookie: cookies.write(word, SessionLife), Body: body}, err
}
