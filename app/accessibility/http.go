package accessibility

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/web"
)

type reportInput struct {
	Body struct {
		Text  string `json:"text"`
		Page  string `json:"page,omitempty"`
		Email string `json:"email,omitempty"`
	}
}

type reportOutput struct {
	Body struct {
		ID string `json:"id"`
	}
}

// Register adds the room's operations.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/accessibility-reports", Summary: "Report what you could not use",
		DefaultStatus: http.StatusCreated, MaxBodyBytes: web.TextBody, Tags: []string{"accessibility"}},
		func(ctx context.Context, in *reportInput) (*reportOutput, error) {
			if err := s.limits.Take(ctx, limit.Report, web.CallOf(ctx).Prefix); err != nil {
				return nil, err
			}
			id, err := s.Report(ctx, Report{Text: in.Body.Text, Page: in.Body.Page, Email: in.Body.Email})
			out := &reportOutput{}
			out.Body.ID = id
			return out, err
		})
}
