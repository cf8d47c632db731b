package web

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

// SiteView is what the frontend must know of the house before anything else.
type SiteView struct {
	Name         string `json:"name"`
	URL          string `json:"url"`
	Demo         bool   `json:"demo"`
	Registration string `json:"registration" enum:"open,approval,invite"`
	Operator     string `json:"operator,omitempty" doc:"who runs this place"`
	Contact      string `json:"contact,omitempty" doc:"how to reach them"`
	Version      string `json:"version"`

	OIDC     *OIDCView `json:"oidc,omitempty" doc:"another party that people may sign in with, at /auth/oidc/start"`
	Passkeys bool      `json:"passkeys" doc:"whether the site's address allows them: it must have a name"`

	Translation bool `json:"translation" doc:"whether posts can be translated by a machine"`
}

// OIDCView is another party that knows people.
type OIDCView struct {
	Name string `json:"name" doc:"for the button"`
}

type siteOutput struct{ Body SiteView }

// RegisterSite adds the operation that tells it, as it is at that moment.
func RegisterSite(api huma.API, view func(ctx context.Context) (SiteView, error)) {
	Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/site", Summary: "What this house is", Tags: []string{"site"}},
		func(ctx context.Context, _ *struct{}) (*siteOutput, error) {
			v, err := view(ctx)
			return &siteOutput{v}, err
		})
}

// ClientAddress is the address that a request comes from, behind trusted proxies too.
func (s *Server) ClientAddress(c *fiber.Ctx) string { return s.proxies.client(c).String() }
