package account

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/web"
)

// Way is the cookie that binds a sign-in at another party to one browser, and afterwards the consent that waits.
type Way struct {
	Plain string `cookie:"oidc" hidden:"true"`
	Bound string `cookie:"__Host-oidc" hidden:"true"`
}

func (w Way) word(c Cookies) string {
	if c.Secure {
		return w.Bound
	}
	return w.Plain
}

func (c Cookies) way(word string, life time.Duration) http.Cookie {
	name := "oidc"
	if c.Secure {
		name = "__Host-oidc"
	}
	return http.Cookie{Name: name, Value: word, Path: "/", HttpOnly: true, Secure: c.Secure, SameSite: http.SameSiteLaxMode, MaxAge: int(life.Seconds())}
}

// wayDone takes the cookie away.
func (c Cookies) wayDone() http.Cookie { return c.way("", -time.Second) }

type startInput struct {
	Next  string `query:"next" doc:"address of this site to go on to; the front page where absent"`
	Again bool   `query:"again" doc:"true: the person must prove themselves anew at the provider, for what needs a fresh proof"`
}

type callbackInput struct {
	Code    string `query:"code"`
	State   string `query:"state"`
	Issuer  string `query:"iss" doc:"who answers (RFC 9207)"`
	Problem string `query:"error"`
	Way
}

type redirectOutput struct {
	Status    int
	Location  string `header:"Location"`
	SetCookie string `header:"Set-Cookie"` // one at most: Fiber writes several of them as one
}

func redirect(to string, cookie http.Cookie) *redirectOutput {
	return &redirectOutput{Status: http.StatusFound, Location: to, SetCookie: cookie.String()}
}

// explain brings a browser whose sign-in was refused to the page that says why. What the operator should know of is logged.
func explain(ctx context.Context, err error, cookie http.Cookie) (*redirectOutput, error) {
	f := fault.As(err)
	if f.Kind == fault.Internal || f.Is(errNoOIDC) {
		return nil, err
	}
	if f.Unwrap() != nil {
		web.Warn(ctx, "sign-in by OpenID Connect refused", f)
	}
	return redirect("/sign-in?problem="+url.QueryEscape(f.Code), cookie), nil
}

// WaitingView is what waits for consent.
type WaitingView struct {
	Email    string `json:"email" doc:"that the provider has checked"`
	Name     string `json:"name" doc:"a suggestion"`
	Known    bool   `json:"known" doc:"an account has the address: connect to it, else register"`
	Provider string `json:"provider" doc:"what the provider is called"`
	Next     string `json:"next" doc:"where the sign-in was to lead"`
}

type waitingOutput struct{ Body WaitingView }

type connectInput struct {
	Way
	Body struct {
		Password string `json:"password,omitempty" doc:"of the account; not needed where one is signed in and proved it within ten minutes"`
		Consent  bool   `json:"consent,omitempty" doc:"must be true"`
	}
}

type connectedRegistrationInput struct {
	Way
	Body struct {
		Name       string `json:"name"`
		Lang       string `json:"lang,omitempty"`
		Invitation string `json:"invitation,omitempty"`
		Consent    bool   `json:"consent,omitempty" doc:"must be true"`
	}
}

type connectedRegistrationOutput struct {
	SetCookie string `header:"Set-Cookie"`
	Body      struct {
		Status string `json:"status" enum:"active,awaits_approval" doc:"active: signed in"`
	}
}

// ConnectionView is one of the member's ways in through another party.
type ConnectionView struct {
	ID          string `json:"id"`
	Issuer      string `json:"issuer"`
	Email       string `json:"email" doc:"as the provider told it"`
	ConnectedAt string `json:"connected_at"`
	UsedAt      string `json:"used_at,omitempty"`
}

type connectionsOutput struct{ Body web.List[ConnectionView] }

func (s *Service) oidcHTTP(api huma.API, cookies Cookies) {
	tags := []string{"account"}
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/auth/oidc/start", Summary: "Go to the other party to sign in", DefaultStatus: http.StatusFound, Tags: tags},
		func(ctx context.Context, in *startInput) (*redirectOutput, error) {
			to, word, err := s.StartOIDC(ctx, in.Next, in.Again, web.CallOf(ctx).Prefix)
			if err != nil {
				return explain(ctx, err, http.Cookie{})
			}
			return redirect(to, cookies.way(word, flowLife)), nil
		})
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/auth/oidc/callback", Summary: "Come back from there", DefaultStatus: http.StatusFound, Tags: tags},
		func(ctx context.Context, in *callbackInput) (*redirectOutput, error) {
			return s.callbackHTTP(ctx, in, cookies)
		})
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/oidc/pending", Summary: "What waits for my consent", Tags: tags},
		func(ctx context.Context, in *Way) (*waitingOutput, error) {
			w, err := s.WaitingConnection(ctx, in.word(cookies))
			return &waitingOutput{WaitingView{Email: w.Email, Name: w.Name, Known: w.Known, Provider: w.Provider, Next: w.Next}}, err
		})
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/oidc/links", Summary: "Connect my account with the other party", MaxBodyBytes: web.TextBody, Tags: tags},
		func(ctx context.Context, in *connectInput) (*sessionOutput, error) {
			return s.connectHTTP(ctx, in, cookies)
		})
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/oidc/registrations", Summary: "Become a member through the other party",
		DefaultStatus: http.StatusCreated, MaxBodyBytes: web.TextBody, Tags: tags},
		func(ctx context.Context, in *connectedRegistrationInput) (*connectedRegistrationOutput, error) {
			return s.registerConnectedHTTP(ctx, in, cookies)
		})
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/oidc/links", Summary: "Other parties that I come in through", Tags: tags}, s.connectionsHTTP)
	web.Register(api, huma.Operation{Method: http.MethodDelete, Path: "/api/oidc/links/{id}", Summary: "End a connection", Tags: tags},
		func(ctx context.Context, in *web.ByID) (*struct{}, error) {
			return nil, s.Disconnect(ctx, actor.ViewerOf(ctx), in.ID)
		})
}

func (s *Service) callbackHTTP(ctx context.Context, in *callbackInput, cookies Cookies) (*redirectOutput, error) {
	call := web.CallOf(ctx)
	for _, name := range []string{"code", "state", "iss", "error"} {
		if len(call.Query[name]) > 1 { // which of the two would count?
			return explain(ctx, errOIDCState, cookies.wayDone())
		}
	}
	a, err := s.FinishOIDC(ctx, actor.ViewerOf(ctx), Return{Code: in.Code, State: in.State, Issuer: in.Issuer, Problem: in.Problem, Cookie: in.word(cookies)}, call.Credentials)
	switch {
	case err != nil:
		return explain(ctx, err, cookies.wayDone())
	case a.Pending != "":
		return redirect("/sign-in/connect", cookies.way(a.Pending, pendingLife)), nil
	}
	return redirect(a.Next, cookies.write(a.Session, SessionLife)), nil
}

func (s *Service) connectHTTP(ctx context.Context, in *connectInput, cookies Cookies) (*sessionOutput, error) {
	word, m, err := s.Connect(ctx, actor.ViewerOf(ctx), Consent{Word: in.word(cookies), Given: in.Body.Consent, Password: in.Body.Password}, web.CallOf(ctx).Credentials)
	if err != nil {
		return nil, err
	}
	body, err := s.bodyOf(ctx, m)
	return &sessionOutput{SetCookie: cookies.write(word, SessionLife), Body: body}, err
}

// bodyOf is what every answer tells that begins a session.
func (s *Service) bodyOf(ctx context.Context, m actor.Member) (sessionBody, error) {
	grants, err := s.actors.Grants(ctx, m.ID)
	if err != nil {
		return sessionBody{}, err
	}
	v, err := s.memberView(ctx, actor.Viewer{Member: m.ID, Grants: grants})
	return sessionBody{Member: v}, err
}

func (s *Service) registerConnectedHTTP(ctx context.Context, in *connectedRegistrationInput, cookies Cookies) (*connectedRegistrationOutput, error) {
	b := in.Body
	status, word, _, err := s.RegisterConnected(ctx, Consent{Word: in.word(cookies), Given: b.Consent, Name: b.Name, Lang: b.Lang, Invitation: b.Invitation}, web.CallOf(ctx).Credentials)
	if err != nil {
		return nil, err
	}
	cookie := cookies.wayDone()
	if word != "" {
		cookie = cookies.write(word, SessionLife)
	}
	out := &connectedRegistrationOutput{SetCookie: cookie.String()}
	out.Body.Status = string(status)
	return out, nil
}

func (s *Service) connectionsHTTP(ctx context.Context, _ *struct{}) (*connectionsOutput, error) {
	all, err := s.Connections(ctx, actor.ViewerOf(ctx))
	if err != nil {
		return nil, err
	}
	views := make([]ConnectionView, len(all))
	for i, c := range all {
		views[i] = ConnectionView{ID: c.ID, Issuer: c.Issuer, Email: c.Email, ConnectedAt: event.Stamp(c.ConsentedAt)}
		if c.UsedAt != nil {
			views[i].UsedAt = event.Stamp(*c.UsedAt)
		}
	}
	return &connectionsOutput{web.All(views)}, nil
}
