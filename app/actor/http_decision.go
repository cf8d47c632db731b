package actor

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/web"
)

// RequestView is a representation that waits for somebody's decision.
type RequestView struct {
	ID           string           `json:"id"`
	Member       AddressedView    `json:"member"`
	Organisation OrganisationView `json:"organisation"`
	Proposed     bool             `json:"proposed" doc:"the organisation itself waits for an administrator, and is confirmed with the request"`
	RequestedAt  string           `json:"requested_at"`
}

// AddressedView is a member with the address that they registered with.
type AddressedView struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

type requestsInput struct {
	All bool `query:"all" doc:"administrators: also what a representative could decide"`
}

type requestsOutput struct{ Body web.List[RequestView] }

type reasonInput struct {
	ID   string `path:"id"`
	Body ReasonBody
}

// ReasonBody says why somebody does what others feel.
type ReasonBody struct {
	Reason string `json:"reason" doc:"1–500 characters; stands in the audit log, and in the letter to whom it is about where one is sent"`
}

type excuseInput struct {
	web.ByID
	Body *Excuse
}

// Excuse is a reason that may be left out, body and all.
type Excuse struct {
	Reason string `json:"reason,omitempty" doc:"why, for the log; at most 500 characters"`
}

// Why gives the reason, empty where none was given.
func (e *Excuse) Why() string {
	if e == nil {
		return ""
	}
	return e.Reason
}

type handoverInput struct {
	ID   string `path:"id"`
	Body struct {
		Email string `json:"email" doc:"of the colleague, who is a member"`
		Leave bool   `json:"leave,omitempty" doc:"stop speaking for the organisation when the colleague accepts"`
	}
}

// OfferView is what a colleague has to accept.
type OfferView struct {
	ID string `json:"id"`
}

type offerOutput struct{ Body OfferView }

func (s *Service) registerDecisions(api huma.API) {
	tags := []string{"actor"}
	web.Register(api, huma.Operation{Method: http.MethodGet, Path: "/api/representations/waiting", Summary: "Who asks to speak for my organisations, or waits for an administrator", Tags: tags}, s.requestsHTTP)
	web.Register(api, huma.Operation{Method: http.MethodPut, Path: "/api/representations/{id}/confirmation", Summary: "Let somebody speak for an organisation", Tags: tags},
		yes(s.Confirm))
	web.Register(api, huma.Operation{Method: http.MethodDelete, Path: "/api/representations/{id}/confirmation", Summary: "Refuse a request, or end a representation", Tags: tags},
		func(ctx context.Context, in *reasonInput) (*struct{}, error) {
			return nil, s.Withdraw(ctx, ViewerOf(ctx), in.ID, in.Body.Reason)
		})
	web.Register(api, huma.Operation{Method: http.MethodPost, Path: "/api/representations/{id}/handover", Summary: "Ask a colleague to speak for my organisation",
		DefaultStatus: http.StatusCreated, Tags: tags},
		func(ctx context.Context, in *handoverInput) (*offerOutput, error) {
			r, err := s.HandOver(ctx, ViewerOf(ctx), in.ID, in.Body.Email, in.Body.Leave)
			return &offerOutput{OfferView{r.ID}}, err
		})
	web.Register(api, huma.Operation{Method: http.MethodPut, Path: "/api/representations/{id}/acceptance", Summary: "Accept what a colleague asked of me", Tags: tags},
		func(ctx context.Context, in *web.ByID) (*struct{}, error) {
			return nil, s.Accept(ctx, ViewerOf(ctx), in.ID)
		})
}

func (s *Service) requestsHTTP(ctx context.Context, in *requestsInput) (*requestsOutput, error) {
	all, err := s.Requests(ctx, ViewerOf(ctx), in.All)
	if err != nil {
		return nil, err
	}
	organisations := make([]Organisation, len(all))
	for i, r := range all {
		organisations[i] = r.Organisation
	}
	shown, err := s.Views(ctx, organisations)
	if err != nil {
		return nil, err
	}
	views := make([]RequestView, len(all))
	for i, r := range all {
		views[i] = RequestView{ID: r.ID, Member: AddressedView{r.Member.ID, r.Member.Name, r.Member.Email}, Organisation: shown[i],
			Proposed: r.Organisation.ConfirmedAt == nil, RequestedAt: event.Stamp(r.RequestedAt)}
	}
	return &requestsOutput{web.All(views)}, nil
}
