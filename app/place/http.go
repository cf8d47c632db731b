package place

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/platform/web"
)

// MunicipalityView is a municipality as the API shows it.
type MunicipalityView struct {
	Code               string     `json:"code" doc:"official four-digit code" example:"2326"`
	Name               string     `json:"name"`
	Names              []NameView `json:"names"`
	Population         int64      `json:"population"`
	LandKm2            float64    `json:"land_km2"`
	Lat                float64    `json:"lat"`
	Lon                float64    `json:"lon"`
	SamiAdministrative bool       `json:"sami_administrative"`
	Source             string     `json:"source"`
}

// NameView is a name in one language.
type NameView struct {
	Lang   string `json:"lang"`
	Name   string `json:"name"`
	Source string `json:"source"`
}

type listOutput struct {
	Body web.List[MunicipalityView]
}

// Register adds the room's operations.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/municipalities", Summary: "The municipalities", Tags: []string{"place"}},
		func(ctx context.Context, _ *struct{}) (*listOutput, error) {
			all, err := s.List(ctx)
			if err != nil {
				return nil, err
			}
			views := make([]MunicipalityView, len(all))
			for i, m := range all {
				views[i] = view(m)
			}
			return &listOutput{web.All(views)}, nil
		})
}

func view(m Municipality) MunicipalityView {
	names := make([]NameView, len(m.Names))
	for i, n := range m.Names {
		names[i] = NameView(n)
	}
	return MunicipalityView{Code: m.Code, Name: m.Name, Names: names, Population: m.Population, LandKm2: m.LandKm2, Lat: m.Lat, Lon: m.Lon,
		SamiAdministrative: m.SamiAdministrative, Source: m.Source}
}
