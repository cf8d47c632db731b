package account

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/web"
)

// Cookies says how the session cookie is written.
type Cookies struct {
	Name   string
	Secure bool
}

func (c Cookies) write(word string, life time.Duration) http.Cookie {
	return http.Cookie{Name: c.Name, Value: word, Path: "/", HttpOnly: true, Secure: c.Secure, SameSite: http.SameSiteLaxMode, MaxAge: int(life.Seconds())}
}

type signInInput struct {
	Body struct {
		Email    string `json:"email"`
		Password string `json:"password"`
	}
}

type sessionBody struct {
	Member    MemberView `json:"member"`
	ExpiresAt string     `json:"expires_at,omitempty"`
	Next      string     `json:"next,omitempty" doc:"the page that was asked for with a link"`
}

type sessionOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      sessionBody
}

type whoOutput struct{ Body sessionBody }

type signOutOutput struct {
	SetCookie     http.Cookie `header:"Set-Cookie"`
	ClearSiteData string      `header:"Clear-Site-Data"`
}

// SessionView is one of the member's sessions.
type SessionView struct {
	ID        string `json:"id"`
	Device    string `json:"device"`
	CreatedAt string `json:"created_at"`
	SeenAt    string `json:"seen_at" doc:"last use, within five minutes"`
	Current   bool   `json:"current"`
}

type sessionsOutput struct{ Body web.List[SessionView] }

func (s *Service) sessionsHTTP(api huma.API, cookies Cookies) {
	tags := []string{"account"}
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/session", Summary: "Sign in", Tags: tags},
		func(ctx context.Context, in *signInInput) (*sessionOutput, error) {
			return s.signInHTTP(ctx, in, cookies)
		})
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/session", Summary: "Who I am", Tags: tags}, s.whoHTTP)
	web.Register(api, huma.Operation{Method: http.MethodDelete, Path: "/api/session", Summary: "Sign out", Tags: tags},
		func(ctx context.Context, _ *struct{}) (*signOutOutput, error) {
			out := &signOutOutput{SetCookie: cookies.write("", -time.Second), ClearSiteData: `"cache", "cookies"`}
			return out, s.SignOut(ctx, web.CallOf(ctx).Cookie)
		})
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/sessions", Summary: "Where I am signed in", Tags: tags}, s.listSessionsHTTP)
	web.Register(api, huma.Operation{Method: http.MethodDelete, Path: "/api/sessions", Summary: "End all other sessions", Tags: tags},
		func(ctx context.Context, _ *struct{}) (*struct{}, error) {
			return nil, s.EndOthers(ctx, actor.ViewerOf(ctx))
		})
	web.Register(api, huma.Operation{Method: http.MethodDelete, Path: "/api/sessions/{id}", Summary: "End one session", Tags: tags},
		func(ctx context.Context, in *web.ByID) (*struct{}, error) {
			return nil, s.EndSession(ctx, actor.ViewerOf(ctx), in.ID)
		})
}

func (s *Service) signInHTTP(ctx context.Context, in *signInInput, cookies Cookies) (*sessionOutput, error) {
	word, m, err := s.SignIn(ctx, in.Body.Email, in.Body.Password, web.CallOf(ctx).Credentials)
	if err != nil {
		return nil, err
	}
	return s.signedIn(ctx, cookies, word, m, "")
}

func (s *Service) whoHTTP(ctx context.Context, _ *struct{}) (*whoOutput, error) {
	call := web.CallOf(ctx)
	h, err := s.Holder(ctx, call.Cookie, call.Bearer)
	if err != nil {
		return nil, err
	}
	if !h.Viewer.SignedIn() {
		return nil, h.Viewer.Known()
	}
	v, err := s.memberView(ctx, h.Viewer)
	if err != nil {
		return nil, err
	}
	return &whoOutput{sessionBody{Member: v, ExpiresAt: event.Stamp(h.Expires)}}, nil
}

func (s *Service) listSessionsHTTP(ctx context.Context, _ *struct{}) (*sessionsOutput, error) {
	by := actor.ViewerOf(ctx)
	all, err := s.Sessions(ctx, by)
	if err != nil {
		return nil, err
	}
	views := make([]SessionView, len(all))
	for i, x := range all {
		views[i] = SessionView{ID: x.ID, Device: x.Device, CreatedAt: event.Stamp(x.CreatedAt), SeenAt: event.Stamp(x.SeenAt), Current: x.ID == by.Session}
	}
	return &sessionsOutput{web.All(views)}, nil
}

type tokenInput struct {
	Body struct {
		Name  string `json:"name"`
		Scope string `json:"scope,omitempty" doc:"read or write, default write"`
		Days  *int   `json:"expires_in_days,omitempty" doc:"1–365, default 90"`
	}
}

// daysOf gives the wished life of a token, the usual one where none was named.
func daysOf(wished *int) int {
	if wished == nil {
		return tokenDays
	}
	return *wished
}

type newTokenOutput struct {
	Body struct {
		ID        string `json:"id"`
		Token     string `json:"token" doc:"told once and never again"`
		ExpiresAt string `json:"expires_at"`
	}
}

// TokenView is one of the member's tokens, without its secret.
type TokenView struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Scope     string `json:"scope"`
	CreatedAt string `json:"created_at"`
	ExpiresAt string `json:"expires_at"`
	UsedAt    string `json:"used_at,omitempty" doc:"last use, within five minutes"`
}

type tokensOutput struct{ Body web.List[TokenView] }

func (s *Service) tokensHTTP(api huma.API) {
	tags := []string{"account"}
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/tokens", Summary: "Make a token", DefaultStatus: http.StatusCreated, Tags: tags},
		func(ctx context.Context, in *tokenInput) (*newTokenOutput, error) {
			t, word, err := s.MakeToken(ctx, actor.ViewerOf(ctx), NewToken{Name: in.Body.Name, Scope: in.Body.Scope, Days: daysOf(in.Body.Days)})
			out := &newTokenOutput{}
			out.Body.ID, out.Body.Token, out.Body.ExpiresAt = t.ID, word, event.Stamp(t.ExpiresAt)
			return out, err
		})
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/tokens", Summary: "My tokens", Tags: tags}, s.listTokensHTTP)
	web.Register(api, huma.Operation{Method: http.MethodDelete, Path: "/api/tokens/{id}", Summary: "End a token", Tags: tags},
		func(ctx context.Context, in *web.ByID) (*struct{}, error) {
			return nil, s.EndToken(ctx, actor.ViewerOf(ctx), in.ID)
		})
}

func (s *Service) listTokensHTTP(ctx context.Context, _ *struct{}) (*tokensOutput, error) {
	all, err := s.Tokens(ctx, actor.ViewerOf(ctx))
	if err != nil {
		return nil, err
	}
	views := make([]TokenView, len(all))
	for i, t := range all {
		views[i] = TokenView{ID: t.ID, Name: t.Name, Scope: t.Scope, CreatedAt: event.Stamp(t.CreatedAt), ExpiresAt: event.Stamp(t.ExpiresAt)}
		if t.UsedAt != nil {
			views[i].UsedAt = event.Stamp(*t.UsedAt)
		}
	}
	return &tokensOutput{web.All(views)}, nil
}

var errNoDemo = fault.New(fault.NotFound, "not_found", "There is nothing at this address.")

type demoAccountsOutput struct{ Body web.List[DemoAccount] }

type demoMailsOutput struct{ Body web.List[LetterView] }

// shownLetters is how many letters the demonstration's page shows.
const shownLetters = 100

func (s *Service) demoHTTP(api huma.API) {
	tags := []string{"demo"}
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/demo/accounts", Summary: "Accounts of the demonstration", Tags: tags},
		func(_ context.Context, _ *struct{}) (*demoAccountsOutput, error) {
			if s.demo == nil {
				return nil, errNoDemo
			}
			return &demoAccountsOutput{web.All(s.demo)}, nil
		})
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/demo/mails", Summary: "Letters of the demonstration", Tags: tags},
		func(ctx context.Context, _ *struct{}) (*demoMailsOutput, error) {
			if s.demo == nil {
				return nil, errNoDemo
			}
			letters, err := s.mail.Latest(ctx, shownLetters)
			views := make([]LetterView, len(letters))
			for i, l := range letters {
				views[i] = LetterView{ID: l.ID, To: l.Recipient, Subject: l.Subject, Text: l.Text, At: event.Stamp(l.CreatedAt)}
			}
			return &demoMailsOutput{web.All(views)}, err
		})
}
