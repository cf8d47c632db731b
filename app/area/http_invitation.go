package area

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/web"
)

type inviteInput struct {
	Slug string `path:"slug"`
	Body struct {
		Uses *int   `json:"uses,omitempty" doc:"how many people, 1–500, default 1"`
		Days *int   `json:"days,omitempty" doc:"how long, 1–90, default 14"`
		Note string `json:"note,omitempty" doc:"what you say with it, at most 200 characters"`
	}
}

// offer tells a number that was not given from a zero that was.
func (in *inviteInput) offer() Offer {
	given := func(n *int) int {
		switch {
		case n == nil:
			return 0
		case *n == 0:
			return -1
		}
		return *n
	}
	return Offer{Uses: given(in.Body.Uses), Days: given(in.Body.Days), Note: in.Body.Note}
}

type inviteOutput struct {
	Body struct {
		ID        string `json:"id"`
		Link      string `json:"link" doc:"told once and never again"`
		ExpiresAt string `json:"expires_at"`
	}
}

// InvitationView is an invitation as those who lead the area see it, without its link.
type InvitationView struct {
	ID        string           `json:"id"`
	Note      string           `json:"note"`
	Uses      int              `json:"uses" doc:"for how many people"`
	Used      int              `json:"used"`
	CreatedAt string           `json:"created_at"`
	ExpiresAt string           `json:"expires_at"`
	Ended     bool             `json:"ended" doc:"nobody can come in by it any more"`
	By        actor.AuthorView `json:"by"`
}

type invitationsOutput struct{ Body web.List[InvitationView] }

type invitationInput struct {
	Body struct {
		Token string `json:"token" doc:"from the link"`
	}
}

// LinkView is what somebody sees who follows an invitation.
type LinkView struct {
	Area struct {
		Slug string `json:"slug"`
		Name Words  `json:"name"`
	} `json:"area"`
	By struct {
		Name string `json:"name"`
	} `json:"by"`
	Note             string `json:"note"`
	ExpiresAt        string `json:"expires_at"`
	RegistrationOpen bool   `json:"registration_open" doc:"whoever has no account may make one with this invitation"`
}

type linkOutput struct{ Body LinkView }

type endInput struct {
	web.ByID
	Body *actor.Excuse
}

type acceptanceOutput struct {
	Body struct {
		Area string `json:"area" doc:"slug"`
	}
}

func (s *Service) invitationsHTTP(api huma.API) {
	tags := []string{"area"}
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/areas/{slug}/invitations", Summary: "Invite to an area",
		Description: "For facilitators of the area and administrators.", DefaultStatus: http.StatusCreated, Tags: tags},
		func(ctx context.Context, in *inviteInput) (*inviteOutput, error) {
			i, link, err := s.Invite(ctx, actor.ViewerOf(ctx), in.Slug, in.offer())
			out := &inviteOutput{}
			out.Body.ID, out.Body.Link, out.Body.ExpiresAt = i.ID, link, event.Stamp(i.ExpiresAt)
			return out, err
		})
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/areas/{slug}/invitations", Summary: "The invitations to an area", Tags: tags}, s.listInvitationsHTTP)
	web.Register(api, huma.Operation{Method: http.MethodDelete, Path: "/api/invitations/{id}", Summary: "End an invitation", DefaultStatus: http.StatusNoContent, Tags: tags},
		func(ctx context.Context, in *endInput) (*struct{}, error) {
			return nil, s.EndInvitation(ctx, actor.ViewerOf(ctx), in.ID, in.Body.Why())
		})
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/invitations/lookup", Summary: "What an invitation leads to",
		Description: "The word is in the body, so that it stands in no log.", Tags: tags}, s.lookupHTTP)
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/invitations/acceptance", Summary: "Join an area by invitation", Tags: tags},
		func(ctx context.Context, in *invitationInput) (*acceptanceOutput, error) {
			slug, err := s.Accept(ctx, actor.ViewerOf(ctx), in.Body.Token)
			out := &acceptanceOutput{}
			out.Body.Area = slug
			return out, err
		})
}

func (s *Service) listInvitationsHTTP(ctx context.Context, in *bySlug) (*invitationsOutput, error) {
	all, err := s.Invitations(ctx, actor.ViewerOf(ctx), in.Slug)
	if err != nil {
		return nil, err
	}
	said := make([]actor.Spoken, len(all))
	for i, one := range all {
		said[i] = actor.Spoken{Member: one.CreatedBy}
	}
	author, err := s.actors.Authors(ctx, said)
	if err != nil {
		return nil, err
	}
	now, views := db.Now(), make([]InvitationView, len(all))
	for i, one := range all {
		views[i] = InvitationView{ID: one.ID, Note: one.Note, Uses: one.Uses, Used: one.Used, CreatedAt: event.Stamp(one.CreatedAt),
			ExpiresAt: event.Stamp(one.ExpiresAt), Ended: !one.open(now), By: author(said[i])}
	}
	return &invitationsOutput{web.All(views)}, nil
}

func (s *Service) lookupHTTP(ctx context.Context, in *invitationInput) (*linkOutput, error) {
	i, a, err := s.Invitation(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	by := actor.Spoken{Member: i.CreatedBy}
	author, err := s.actors.Authors(ctx, []actor.Spoken{by})
	if err != nil {
		return nil, err
	}
	v := LinkView{Note: i.Note, ExpiresAt: event.Stamp(i.ExpiresAt), RegistrationOpen: true}
	v.Area.Slug, v.Area.Name, v.By.Name = a.Slug, a.Name, author(by).Name
	return &linkOutput{v}, nil
}
