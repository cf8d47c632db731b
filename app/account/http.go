package account

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

type registrationInput struct {
	Body struct {
		Email        string             `json:"email"`
		Name         string             `json:"name" doc:"1–80 characters, shown to everybody who reads what you write"`
		Password     string             `json:"password" doc:"12–256 characters"`
		Lang         string             `json:"lang,omitempty" doc:"sv or en"`
		Invitation   string             `json:"invitation,omitempty"`
		Organisation *organisationInput `json:"organisation,omitempty" doc:"one of the directory by id, or a new one; somebody confirms it before you speak for it"`
	}
}

type organisationInput struct {
	ID           string `json:"id,omitempty"`
	Name         string `json:"name,omitempty"`
	Kind         string `json:"kind,omitempty"`
	Sector       string `json:"sector,omitempty"`
	Level        string `json:"level,omitempty"`
	Municipality string `json:"municipality,omitempty"`
}

type registrationOutput struct {
	Body struct {
		Status string `json:"status" enum:"active,awaits_confirmation,awaits_approval"`
		Area   string `json:"area,omitempty" doc:"slug of the area that the invitation led into"`
	}
}

type confirmationInput struct {
	Body struct {
		Token string `json:"token"`
	}
}

// RegisterHTTP adds the room's operations. cookies writes the session cookie as the site's address asks.
func (s *Service) RegisterHTTP(api huma.API, cookies Cookies) {
	tags := []string{"account"}
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/registrations", Summary: "Become a member", DefaultStatus: http.StatusCreated, Tags: tags}, s.registerHTTP)
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/confirmations", Summary: "Confirm a mail address", Tags: tags, DefaultStatus: http.StatusNoContent},
		func(ctx context.Context, in *confirmationInput) (*struct{}, error) {
			return nil, s.ConfirmAddress(ctx, in.Body.Token)
		})
	s.sessionsHTTP(api, cookies)
	s.comingHTTP(api, cookies)
	s.tokensHTTP(api)
	s.oidcHTTP(api, cookies)
	s.passkeysHTTP(api, cookies)
	web.Register(api, huma.Operation{Method: http.MethodPatch, Path: "/api/member", Summary: "Change my profile", Tags: tags}, s.profileHTTP)
	s.demoHTTP(api)
}

func (s *Service) registerHTTP(ctx context.Context, in *registrationInput) (*registrationOutput, error) {
	b := in.Body
	n := Newcomer{Email: b.Email, Name: b.Name, Password: b.Password, Lang: b.Lang, Invitation: b.Invitation, Network: web.CallOf(ctx).Prefix}
	if by := actor.ViewerOf(ctx); by.IsGuest() {
		n.Guest = by.Member
	}
	if o := b.Organisation; o != nil {
		if n.Organisation = o.ID; o.ID == "" {
			n.Proposal = &actor.Proposal{Name: o.Name, Kind: o.Kind, Sector: o.Sector, Level: o.Level, Municipality: o.Municipality}
		}
	}
	became, err := s.Become(ctx, n)
	if err != nil {
		return nil, err
	}
	out := &registrationOutput{}
	out.Body.Status, out.Body.Area = string(became.Status), became.Area
	return out, nil
}

// MemberView is the signed-in member as they see themselves.
type MemberView struct {
	ID            string                   `json:"id"`
	Name          string                   `json:"name"`
	Email         string                   `json:"email"`
	Confirmed     bool                     `json:"confirmed" doc:"whether the address was confirmed"`
	Lang          string                   `json:"lang"`
	TimeZone      string                   `json:"time_zone"`
	Password      bool                     `json:"password" doc:"whether the member has one"`
	Shown         bool                     `json:"shown" doc:"named among those who read the same"`
	Roles         []RoleView               `json:"roles"`
	Organisations []actor.OrganisationView `json:"organisations" doc:"that the member may speak for"`
	Areas         []string                 `json:"areas" doc:"joined"`
	Guest         []string                 `json:"guest,omitempty" doc:"ids of the workshops that this guest joined with a code; a guest has no address and can do nothing else"`
}

// RoleView is a role and, where it counts only there, its area.
type RoleView struct {
	Role string `json:"role"`
	Area string `json:"area,omitempty"`
}

func (s *Service) memberView(ctx context.Context, by actor.Viewer) (MemberView, error) {
	var v MemberView
	err := s.db.Read(ctx, func(ctx context.Context) error {
		m, err := s.actors.Member(ctx, by.Member)
		if err != nil {
			return err
		}
		v = MemberView{ID: m.ID, Name: m.Name, Email: m.Email, Confirmed: m.ConfirmedAt != nil, Lang: m.Lang, TimeZone: m.TimeZone, Shown: m.Shown,
			Roles: []RoleView{}, Areas: []string{}}
		if m.Guest { // who speaks for nobody, has joined no area and has no password
			v.Email, v.Organisations, v.Guest = "", []actor.OrganisationView{}, joinedAsGuest(by)
			return nil
		}
		for _, g := range by.Grants {
			v.Roles = append(v.Roles, RoleView{Role: string(g.Role), Area: g.Scope.ID})
		}
		hash, err := s.store.password(ctx, m.ID)
		if err != nil {
			return err
		}
		v.Password = hash != ""
		if v.Organisations, err = s.spokenFor(ctx, by); err != nil {
			return err
		}
		areas, err := s.areas.List(ctx, by)
		if err != nil {
			return err
		}
		joined, err := s.areas.Joined(ctx, by.Member)
		for _, a := range areas {
			if joined[a.Slug] {
				v.Areas = append(v.Areas, a.Slug)
			}
		}
		return err
	})
	return v, err
}

// spokenFor gives the organisations that the viewer may speak for.
func (s *Service) spokenFor(ctx context.Context, by actor.Viewer) ([]actor.OrganisationView, error) {
	organisations := []actor.OrganisationView{}
	all, err := s.actors.Representations(ctx, by)
	if err != nil {
		return nil, err
	}
	views, err := s.actors.RepresentationViews(ctx, all)
	for _, r := range views {
		if r.Status == "confirmed" {
			organisations = append(organisations, r.Organisation)
		}
	}
	return organisations, err
}

type profileInput struct {
	Body struct {
		Name     *string `json:"name,omitempty"`
		Lang     *string `json:"lang,omitempty"`
		TimeZone *string `json:"time_zone,omitempty" doc:"name of the IANA database, such as Europe/Stockholm"`
		Shown    *bool   `json:"shown,omitempty"`
	}
}

type profileOutput struct{ Body MemberView }

func (s *Service) profileHTTP(ctx context.Context, in *profileInput) (*profileOutput, error) {
	by := actor.ViewerOf(ctx)
	if _, err := s.actors.Change(ctx, by, actor.Profile{Name: in.Body.Name, Lang: in.Body.Lang, TimeZone: in.Body.TimeZone, Shown: in.Body.Shown}); err != nil {
		return nil, err
	}
	v, err := s.memberView(ctx, by)
	return &profileOutput{v}, err
}

// ShellSession is what the app finds in the shell instead of asking who is signed in; a visitor has no member.
func (s *Service) ShellSession(ctx context.Context, by actor.Viewer) (any, error) {
	if !by.SignedIn() {
		return map[string]any{"member": nil}, nil
	}
	v, err := s.memberView(ctx, by)
	return sessionBody{Member: v}, err
}

// DemoAccount is an account of the demonstration that anybody may use.
type DemoAccount struct {
	Email        string `json:"email"`
	Password     string `json:"password"`
	Name         string `json:"name"`
	Role         string `json:"role"`
	Organisation string `json:"organisation,omitempty"`
}

// LetterView is a letter that the demonstration shows instead of sending.
type LetterView struct {
	ID      string `json:"id"`
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
	At      string `json:"at"`
}

// SetDemo opens the demonstration's lists; without it their addresses do not exist.
func (s *Service) SetDemo(accounts []DemoAccount) { s.demo = accounts }
