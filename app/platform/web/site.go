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
	Version      string `json:"version"`
}

type siteOutput struct{ Body SiteView }

// RegisterSite adds the operation that tells it.
func RegisterSite(api huma.API, v SiteView) {
	Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/site", Summary: "What this house is", Tags: []string{"site"}},
		func(context.Context, *struct{}) (*siteOutput, error) { return &siteOutput{v}, nil })
}

// ClientAddress is the address that a request comes from, behind trusted proxies too.
func (s *Server) ClientAddress(c *fiber.Ctx) string { return s.proxies.client(c).String() }
