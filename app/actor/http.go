package actor

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/web"
)

// OrganisationView is an organisation as the API shows it.
type OrganisationView struct {
	ID               string  `json:"id"`
	Name             string  `json:"name"`
	Kind             string  `json:"kind"`
	Sector           string  `json:"sector,omitempty" doc:"business, public, academia or civil_society; absent for rights-holders"`
	Level            string  `json:"level" doc:"local, regional, national or eu"`
	Municipality     *string `json:"municipality,omitempty" doc:"four-digit code"`
	MunicipalityName string  `json:"municipality_name,omitempty"`
	Website          string  `json:"website,omitempty"`
	Demo             bool    `json:"demo" doc:"made up for the demonstration"`
}

// SpokenFor is the organisation that somebody spoke for.
type SpokenFor OrganisationView

// AuthorView is who wrote something: shown as "Name, Organisation (sector, level, municipality)" or the name alone.
type AuthorView struct {
	ID           string     `json:"id"`
	Name         string     `json:"name"`
	Closed       bool       `json:"closed,omitempty" doc:"the account is closed, and the name a neutral one"`
	Organisation *SpokenFor `json:"organisation,omitempty"`
}

func viewOf(o Organisation, places map[string]string) OrganisationView {
	v := OrganisationView{ID: o.ID, Name: o.Name, Kind: o.Kind, Sector: string(o.Sector), Level: string(o.Level), Municipality: o.Municipality,
		Website: o.Website, Demo: o.Demo}
	if o.Municipality != nil {
		v.MunicipalityName = places[*o.Municipality]
	}
	return v
}

// Views shapes organisations with the names of their municipalities.
func (s *Service) Views(ctx context.Context, all []Organisation) ([]OrganisationView, error) {
	places, err := s.places.Names(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]OrganisationView, len(all))
	for i, o := range all {
		views[i] = viewOf(o, places)
	}
	return views, nil
}

type searchInput struct {
	Query        string `query:"q" maxLength:"200"`
	Kind         string `query:"kind"`
	Sector       string `query:"sector"`
	Level        string `query:"level"`
	Municipality string `query:"municipality"`
	web.Paging
}

type searchOutput struct {
	Body web.List[OrganisationView]
}

type organisationOutput struct {
	Body OrganisationView
}

// Register adds the room's operations.
func (s *Service) Register(api huma.API) {
	tags := []string{"actor"}
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/organisations", Summary: "The directory of organisations", Tags: tags}, s.searchHTTP)
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/organisations/{id}", Summary: "One organisation", Tags: tags},
		func(ctx context.Context, in *web.ByID) (*organisationOutput, error) {
			o, err := s.Organisation(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			views, err := s.Views(ctx, []Organisation{o})
			if err != nil {
				return nil, err
			}
			return &organisationOutput{views[0]}, nil
		})
	s.registerRepresentations(api)
	s.registerDecisions(api)
	s.registerAdministration(api)
}

func (s *Service) searchHTTP(ctx context.Context, in *searchInput) (*searchOutput, error) {
	limit, err := in.Check()
	if err != nil {
		return nil, err
	}
	page, err := s.Search(ctx, Search{Query: in.Query, Kind: in.Kind, Sector: in.Sector, Level: in.Level, Municipality: in.Municipality,
		Before: in.Before, After: in.After, Limit: limit})
	if err != nil {
		return nil, err
	}
	views, err := s.Views(ctx, page.Items)
	if err != nil {
		return nil, err
	}
	return &searchOutput{web.PageOf(views, page.HasBefore, page.HasAfter, func(v OrganisationView) string { return v.ID })}, nil
}

// RepresentationView is a representation as its own member sees it.
type RepresentationView struct {
	ID           string           `json:"id"`
	Organisation OrganisationView `json:"organisation"`
	Status       string           `json:"status" enum:"awaits_confirmation,offered,confirmed" doc:"offered: a colleague asked, and the member has not answered"`
	RequestedAt  string           `json:"requested_at"`
	ConfirmedAt  string           `json:"confirmed_at,omitempty"`
	OfferedBy    *PersonView      `json:"offered_by,omitempty" doc:"the colleague who asked"`
}

// PersonView is a member by name.
type PersonView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// RepresentationViews shapes the viewer's representations.
func (s *Service) RepresentationViews(ctx context.Context, all []Representation) ([]RepresentationView, error) {
	ids, colleagues := map[string]bool{}, map[string]bool{}
	for _, r := range all {
		ids[r.OrganisationID] = true
		if r.OfferedBy != nil {
			colleagues[*r.OfferedBy] = true
		}
	}
	names, err := s.store.memberNames(ctx, keys(colleagues))
	if err != nil {
		return nil, err
	}
	byID, err := s.store.organisations(ctx, keys(ids))
	if err != nil {
		return nil, err
	}
	places, err := s.placeNames(ctx, byID)
	if err != nil {
		return nil, err
	}
	views := make([]RepresentationView, len(all))
	for i, r := range all {
		views[i] = RepresentationView{ID: r.ID, Organisation: viewOf(byID[r.OrganisationID], places), Status: r.Status(), RequestedAt: event.Stamp(r.RequestedAt)}
		if r.ConfirmedAt != nil {
			views[i].ConfirmedAt = event.Stamp(*r.ConfirmedAt)
		} else if r.OfferedBy != nil {
			views[i].OfferedBy = &PersonView{*r.OfferedBy, names[*r.OfferedBy]}
		}
	}
	return views, nil
}

type representationsOutput struct {
	Body web.List[RepresentationView]
}

type representInput struct {
	Body struct {
		Organisation string         `json:"organisation,omitempty" doc:"id of an organisation in the directory"`
		Proposal     *ProposalInput `json:"proposal,omitempty" doc:"or one that is not there yet; administrators look at it"`
	}
}

// ProposalInput is an organisation that somebody would like to have in the directory.
type ProposalInput struct {
	Name         string `json:"name"`
	Kind         string `json:"kind"`
	Sector       string `json:"sector,omitempty"`
	Level        string `json:"level"`
	Municipality string `json:"municipality,omitempty"`
}

type representationOutput struct {
	Body RepresentationView
}

func (s *Service) registerRepresentations(api huma.API) {
	tags := []string{"actor"}
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/representations", Summary: "Whom I speak for", Tags: tags},
		func(ctx context.Context, _ *struct{}) (*representationsOutput, error) {
			all, err := s.Representations(ctx, ViewerOf(ctx))
			if err != nil {
				return nil, err
			}
			views, err := s.RepresentationViews(ctx, all)
			return &representationsOutput{web.All(views)}, err
		})
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/representations", Summary: "Ask to speak for an organisation",
		DefaultStatus: http.StatusCreated, Tags: tags},
		func(ctx context.Context, in *representInput) (*representationOutput, error) {
			r, err := s.representHTTP(ctx, ViewerOf(ctx), in)
			if err != nil {
				return nil, err
			}
			views, err := s.RepresentationViews(ctx, []Representation{r})
			if err != nil {
				return nil, err
			}
			return &representationOutput{views[0]}, nil
		})
	web.Register(api, huma.Operation{Method: http.MethodDelete, Path: "/api/representations/{id}", Summary: "Stop speaking for an organisation", Tags: tags},
		func(ctx context.Context, in *web.ByID) (*struct{}, error) {
			return nil, s.Leave(ctx, ViewerOf(ctx), in.ID)
		})
}

func (s *Service) representHTTP(ctx context.Context, by Viewer, in *representInput) (Representation, error) {
	if p := in.Body.Proposal; p != nil {
		return s.ProposeBy(ctx, by, Proposal{Name: p.Name, Kind: p.Kind, Sector: p.Sector, Level: p.Level, Municipality: p.Municipality})
	}
	return s.Represent(ctx, by, in.Body.Organisation)
}
