package area

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

// View is an area as the API shows it.
type View struct {
	Slug      string     `json:"slug"`
	Name      Words      `json:"name"`
	About     Words      `json:"about"`
	Asked     Words      `json:"asked" doc:"what is asked of people now"`
	Hue       string     `json:"hue"`
	Private   bool       `json:"private"`
	Position  int64      `json:"position"`
	ValidFrom string     `json:"valid_from"`
	ValidTo   string     `json:"valid_to,omitempty"`
	SubAreas  []PartView `json:"sub_areas"`
	Threads   int64      `json:"threads"`
	Joined    bool       `json:"joined"`
	May       May        `json:"may"`
}

// May says what the viewer may do in an area.
type May struct {
	Write      bool `json:"write"`
	Facilitate bool `json:"facilitate"`
}

// PartView is a sub-area as the API shows it.
type PartView struct {
	Slug         string `json:"slug"`
	Name         Words  `json:"name"`
	Illustrative bool   `json:"illustrative"`
	ValidFrom    string `json:"valid_from"`
	ValidTo      string `json:"valid_to,omitempty"`
}

// At is an area with where its topic stands.
type At struct {
	View
	Topic string `json:"topic"`
	Seq   int64  `json:"seq"`
	Epoch string `json:"epoch"`
}

type bySlug struct {
	Slug string `path:"slug"`
}

type listOutput struct{ Body web.List[View] }

type areaOutput struct{ Body At }

// ViewOf shapes an area for a viewer.
func ViewOf(a Area, by actor.Viewer, joined bool) View {
	parts := make([]PartView, len(a.Parts))
	for i, p := range a.Parts {
		parts[i] = PartView{Slug: p.Slug, Name: p.Name, Illustrative: p.Illustrative, ValidFrom: p.Valid.From, ValidTo: p.Valid.To}
	}
	return View{Slug: a.Slug, Name: a.Name, About: a.About, Asked: a.Asked, Hue: a.Hue, Private: a.Private, Position: a.Position,
		ValidFrom: a.Valid.From, ValidTo: a.Valid.To, SubAreas: parts, Threads: a.Threads, Joined: joined,
		May: May{Write: a.Writable(by), Facilitate: a.Facilitated(by)}}
}

// Views gives the areas that the viewer may read as the API shows them.
func (s *Service) Views(ctx context.Context, by actor.Viewer) ([]View, error) {
	all, err := s.List(ctx, by)
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
	return views, nil
}

// ViewAt gives one area with where its topic stands, from one snapshot.
func (s *Service) ViewAt(ctx context.Context, by actor.Viewer, slug string) (At, error) {
	var at At
	err := s.db.Read(ctx, func(ctx context.Context) error {
		a, err := s.Area(ctx, by, slug)
		if err != nil {
			return err
		}
		joined, err := s.Joined(ctx, by.Member)
		if err != nil {
			return err
		}
		head, err := s.events.Head(ctx, Topic(slug))
		at = At{View: ViewOf(a, by, joined[slug]), Topic: Topic(slug), Seq: head.Seq, Epoch: head.Epoch}
		return err
	})
	return at, err
}

// Register adds the room's operations.
func (s *Service) Register(api huma.API) {
	tags := []string{"area"}
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/areas", Summary: "The areas in use", Tags: tags},
		func(ctx context.Context, _ *struct{}) (*listOutput, error) {
			views, err := s.Views(ctx, actor.ViewerOf(ctx))
			return &listOutput{web.All(views)}, err
		})
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/areas/{slug}", Summary: "One area", Tags: tags},
		func(ctx context.Context, in *bySlug) (*areaOutput, error) {
			at, err := s.ViewAt(ctx, actor.ViewerOf(ctx), in.Slug)
			return &areaOutput{at}, err
		})
	web.Register(api, huma.Operation{Method: http.MethodPut, Path: "/api/areas/{slug}/membership", Summary: "Join a public area", Tags: tags},
		func(ctx context.Context, in *bySlug) (*struct{}, error) {
			return nil, s.Join(ctx, actor.ViewerOf(ctx), in.Slug)
		})
	web.Register(api, huma.Operation{Method: http.MethodDelete, Path: "/api/areas/{slug}/membership", Summary: "Leave an area", Tags: tags},
		func(ctx context.Context, in *bySlug) (*struct{}, error) {
			return nil, s.Leave(ctx, actor.ViewerOf(ctx), in.Slug)
		})
	s.invitationsHTTP(api)
	s.administrationHTTP(api)
}
