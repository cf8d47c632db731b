package notice

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

// ContactsView is how often an organisation was addressed in this quarter, each event once.
type ContactsView struct {
	Quarter   string `json:"quarter" doc:"as 2026-Q4"`
	Since     string `json:"since" doc:"when it began"`
	Asked     int64  `json:"asked" doc:"asked for an answer, for what became of a ballot, or to come to a workshop"`
	Mentioned int64  `json:"mentioned"`
	Ballots   int64  `json:"ballots" doc:"asked for its vote"`
	Total     int64  `json:"total"`
	Latest    string `json:"latest,omitempty" doc:"when it was last"`
}

type contactsOutput struct{ Body ContactsView }

func (s *Service) registerContacts(api huma.API) {
	op := huma.Operation{Method: http.MethodGet, Path: "/api/organisations/{id}/contacts", Summary: "How often an organisation was asked for something in this quarter", Tags: []string{"notice"}}
	web.Register(api, op, func(ctx context.Context, in *web.ByID) (*contactsOutput, error) {
		c, err := s.Contacts(ctx, actor.ViewerOf(ctx), in.ID)
		v := ContactsView{Quarter: c.Quarter, Since: stampOf(&c.Since), Asked: c.ByKind[Asked] + c.ByKind[Workshop], Mentioned: c.ByKind[Mention], Ballots: c.ByKind[Ballot], Latest: stampOf(c.Latest)}
		v.Total = v.Asked + v.Mentioned + v.Ballots
		return &contactsOutput{v}, err
	})
}
