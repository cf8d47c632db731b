package area

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/web"
)

// Draft is an area as an administrator writes it.
type Draft struct {
	Slug      string `json:"slug" doc:"its address: small letters, digits and hyphens; never changes"`
	Name      Words  `json:"name"`
	About     Words  `json:"about,omitempty"`
	Asked     Words  `json:"asked,omitempty" doc:"what is asked of people now"`
	Hue       string `json:"hue" doc:"energy, land, experience, digital or plain"`
	Private   bool   `json:"private,omitempty"`
	ValidFrom string `json:"valid_from" doc:"first day, 2026-01-31"`
	ValidTo   string `json:"valid_to,omitempty" doc:"last day; empty: no end"`
	Reason    string `json:"reason,omitempty" doc:"why, for the log; at most 500 characters"`
}

type createInput struct{ Body Draft }

type createdOutput struct {
	Body struct {
		Slug string `json:"slug"`
	}
}

type editInput struct {
	Slug string `path:"slug"`
	Body struct {
		Name      *Words  `json:"name,omitempty"`
		About     *Words  `json:"about,omitempty"`
		Asked     *Words  `json:"asked,omitempty"`
		Hue       *string `json:"hue,omitempty"`
		Private   *bool   `json:"private,omitempty"`
		Position  *int64  `json:"position,omitempty" doc:"areas stand in the order of these numbers"`
		ValidFrom *string `json:"valid_from,omitempty"`
		ValidTo   *string `json:"valid_to,omitempty" doc:"empty: no end"`
		Reason    string  `json:"reason,omitempty" doc:"why, for the log; at most 500 characters"`
	}
}

type partInput struct {
	Slug string `path:"slug"`
	Sub  string `path:"sub"`
	Body struct {
		Name         Words  `json:"name"`
		Illustrative bool   `json:"illustrative,omitempty" doc:"a name that shows what could stand here, not a decided one"`
		ValidFrom    string `json:"valid_from"`
		ValidTo      string `json:"valid_to,omitempty"`
		Reason       string `json:"reason,omitempty" doc:"why, for the log; at most 500 characters"`
	}
}

type roleInput struct {
	ID   string `path:"id"`
	Body struct {
		Role   string `json:"role" doc:"administrator, moderator or facilitator"`
		Area   string `json:"area,omitempty" doc:"slug, for a facilitator"`
		Reason string `json:"reason" doc:"1–500 characters"`
	}
}

type roleOutput struct {
	Body struct {
		ID string `json:"id"`
	}
}

// BelongingView is a member of an area.
type BelongingView struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Facilitator bool   `json:"facilitator"`
	JoinedAt    string `json:"joined_at,omitempty" doc:"absent for a facilitator who has not joined"`
}

type belongingOutput struct{ Body web.List[BelongingView] }

type memberInput struct {
	Slug   string `path:"slug"`
	Member string `path:"member" doc:"id of a member"`
	Body   *actor.Excuse
}

func (s *Service) administrationHTTP(api huma.API) {
	op := func(method, path, summary string) huma.Operation {
		return huma.Operation{Method: method, Path: path, Summary: summary, Tags: []string{"administration"}}
	}
	web.Register(api, op(http.MethodGet, "/api/administration/areas", "All areas, past and private ones too"), s.allHTTP)
	create := op(http.MethodPost, "/api/administration/areas", "Make an area")
	create.DefaultStatus = http.StatusCreated
	web.Register(api, create, s.createHTTP)
	web.Register(api, op(http.MethodPatch, "/api/administration/areas/{slug}", "Change an area"), s.editHTTP)
	web.Register(api, op(http.MethodPut, "/api/administration/areas/{slug}/sub-areas/{sub}", "Make or change a sub-area"),
		func(ctx context.Context, in *partInput) (*struct{}, error) {
			b := in.Body
			return nil, s.PutPart(ctx, actor.ViewerOf(ctx), in.Slug, SubArea{Slug: in.Sub, Name: b.Name, Illustrative: b.Illustrative, Valid: Validity{b.ValidFrom, b.ValidTo}}, b.Reason)
		})
	role := op(http.MethodPost, "/api/administration/members/{id}/roles", "Give a role; needs a fresh proof of who asks")
	role.DefaultStatus = http.StatusCreated
	web.Register(api, role, func(ctx context.Context, in *roleInput) (*roleOutput, error) {
		id, err := s.Entrust(ctx, actor.ViewerOf(ctx), in.ID, in.Body.Role, in.Body.Area, in.Body.Reason)
		out := &roleOutput{}
		out.Body.ID = id
		return out, err
	})
	web.Register(api, op(http.MethodGet, "/api/areas/{slug}/members", "Who belongs to an area, for who leads it"), s.membersHTTP)
	web.Register(api, op(http.MethodPut, "/api/areas/{slug}/members/{member}", "Let somebody into an area"),
		func(ctx context.Context, in *memberInput) (*struct{}, error) {
			return nil, s.AdmitMember(ctx, actor.ViewerOf(ctx), in.Slug, in.Member, in.Body.Why())
		})
	web.Register(api, op(http.MethodDelete, "/api/areas/{slug}/members/{member}", "Take somebody out of an area"),
		func(ctx context.Context, in *memberInput) (*struct{}, error) {
			return nil, s.RemoveMember(ctx, actor.ViewerOf(ctx), in.Slug, in.Member, in.Body.Why())
		})
}

func (s *Service) allHTTP(ctx context.Context, _ *struct{}) (*listOutput, error) {
	by := actor.ViewerOf(ctx)
	all, err := s.All(ctx, by)
	if err != nil {
		return nil, err
	}
	joined, err := s.Joined(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	views := make([]View, len(all))
	for i, a := range all {
		views[i] = ViewOf(a, by, joined[a.Slug])
	}
	return &listOutput{web.All(views)}, nil
}

func (s *Service) createHTTP(ctx context.Context, in *createInput) (*createdOutput, error) {
	d := in.Body
	err := s.Create(ctx, actor.ViewerOf(ctx), Area{Slug: d.Slug, Name: d.Name, About: d.About, Asked: d.Asked, Hue: d.Hue, Private: d.Private,
		Valid: Validity{d.ValidFrom, d.ValidTo}}, d.Reason)
	out := &createdOutput{}
	out.Body.Slug = d.Slug
	return out, err
}

func (s *Service) editHTTP(ctx context.Context, in *editInput) (*areaOutput, error) {
	b, by := in.Body, actor.ViewerOf(ctx)
	err := s.Edit(ctx, by, in.Slug, Changes{Name: b.Name, About: b.About, Asked: b.Asked, Hue: b.Hue, Private: b.Private, Position: b.Position,
		From: b.ValidFrom, To: b.ValidTo}, b.Reason)
	if err != nil {
		return nil, err
	}
	at, err := s.ViewAt(ctx, by, in.Slug)
	return &areaOutput{at}, err
}

func (s *Service) membersHTTP(ctx context.Context, in *bySlug) (*belongingOutput, error) {
	all, err := s.Members(ctx, actor.ViewerOf(ctx), in.Slug)
	if err != nil {
		return nil, err
	}
	views := make([]BelongingView, len(all))
	for i, b := range all {
		views[i] = BelongingView{ID: b.Member, Name: b.Name, Facilitator: b.Facilitator}
		if b.JoinedAt != nil {
			views[i].JoinedAt = event.Stamp(*b.JoinedAt)
		}
	}
	return &belongingOutput{web.All(views)}, nil
}
