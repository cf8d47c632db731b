package actor

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/web"
)

// CountsView says how much waits for the administrators.
type CountsView struct {
	Waiting         int64 `json:"waiting" doc:"people who registered and wait"`
	Representations int64 `json:"representations" doc:"requests that no representative can decide"`
	Organisations   int64 `json:"organisations" doc:"proposed ones"`
}

type countsOutput struct{ Body CountsView }

// CitizenView is a member as administrators see them.
type CitizenView struct {
	ID            string             `json:"id"`
	Name          string             `json:"name"`
	Email         string             `json:"email"`
	Confirmed     bool               `json:"confirmed" doc:"whether the address was confirmed"`
	CreatedAt     string             `json:"created_at"`
	State         string             `json:"state" enum:"waiting,active,suspended"`
	Roles         []GivenRole        `json:"roles"`
	Organisations []OrganisationView `json:"organisations" doc:"that the member may speak for"`
}

// GivenRole is a role that can be taken again by its id.
type GivenRole struct {
	ID   string `json:"id"`
	Role string `json:"role"`
	Area string `json:"area,omitempty"`
}

type citizensInput struct {
	Query string `query:"q" maxLength:"200" doc:"part of the name or the address"`
	State string `query:"state" enum:"waiting,active,suspended"`
	Role  string `query:"role" enum:"administrator,moderator,facilitator,any" doc:"any: whoever has a role"`
	web.Paging
}

type citizensOutput struct{ Body web.List[CitizenView] }

// ProposalView is an organisation that waits.
type ProposalView struct {
	OrganisationView
	Proposer   *AddressedView     `json:"proposer,omitempty"`
	ProposedAt string             `json:"proposed_at"`
	Similar    []OrganisationView `json:"similar" doc:"of the directory, called nearly the same"`
}

type proposalsOutput struct{ Body web.List[ProposalView] }

type mergeInput struct {
	ID   string `path:"id"`
	Body struct {
		Into   string `json:"into" doc:"id of the organisation that stays"`
		Reason string `json:"reason" doc:"1–500 characters"`
	}
}

// SettingsView is what administrators may change while the house is open.
type SettingsView struct {
	Registration string `json:"registration" enum:"open,approval,invite"`
	Operator     string `json:"operator" doc:"who runs this place"`
	Contact      string `json:"contact" doc:"how to reach them"`
}

type settingsOutput struct{ Body SettingsView }

type settingsInput struct {
	Body struct {
		Registration *string `json:"registration,omitempty"`
		Operator     *string `json:"operator,omitempty" doc:"at most 200 characters"`
		Contact      *string `json:"contact,omitempty" doc:"at most 200 characters"`
		Reason       string  `json:"reason" doc:"1–500 characters"`
	}
}

// NotedView is an entry of the audit log.
type NotedView struct {
	Seq   int64      `json:"seq"`
	At    string     `json:"at"`
	Who   *DoerView  `json:"who,omitempty" doc:"absent: nobody in particular"`
	What  string     `json:"what" doc:"such as member.suspended; role.given.<role>:<area>"`
	About *AboutView `json:"about,omitempty"`
	Why   string     `json:"why"`
	Hash  string     `json:"hash"`
}

// DoerView is who did something: a member, or a program by its name alone.
type DoerView struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
}

// AboutView is what something was done to.
type AboutView struct {
	Kind string `json:"kind" doc:"member, organisation, representation, area, setting"`
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

type historyInput struct {
	Before string `query:"before" doc:"cursor: what was noted before it"`
	Limit  string `query:"limit" doc:"1–200, default 50"`
}

type historyOutput struct{ Body web.List[NotedView] }

// act makes the handler of an operation that does something to one thing for a reason.
func act(do func(ctx context.Context, by Viewer, id, why string) error) func(context.Context, *reasonInput) (*struct{}, error) {
	return func(ctx context.Context, in *reasonInput) (*struct{}, error) {
		return nil, do(ctx, ViewerOf(ctx), in.ID, in.Body.Reason)
	}
}

// yes makes the handler of an operation that needs no reason, but takes one.
func yes(do func(ctx context.Context, by Viewer, id, why string) error) func(context.Context, *excuseInput) (*struct{}, error) {
	return func(ctx context.Context, in *excuseInput) (*struct{}, error) {
		return nil, do(ctx, ViewerOf(ctx), in.ID, in.Body.Why())
	}
}

func (s *Service) registerAdministration(api huma.API) {
	op := func(method, path, summary string) huma.Operation {
		return huma.Operation{Method: method, Path: "/api/administration" + path, Summary: summary, Tags: []string{"administration"}}
	}
	web.Register(api, op(http.MethodGet, "", "How much waits for administrators"), s.countsHTTP)
	web.Register(api, op(http.MethodGet, "/members", "The members, the newest first"), s.citizensHTTP)
	web.Register(api, op(http.MethodPut, "/members/{id}/approval", "Let somebody in who registered"), yes(s.Approve))
	web.Register(api, op(http.MethodDelete, "/members/{id}/approval", "Refuse a registration; closes the account"), act(s.Refuse))
	web.Register(api, op(http.MethodPut, "/members/{id}/suspension", "Shut a member out at once"), act(s.Suspend))
	web.Register(api, op(http.MethodDelete, "/members/{id}/suspension", "Let a suspended member in again"), act(s.Restore))
	web.Register(api, op(http.MethodDelete, "/roles/{id}", "Take a role; needs a fresh proof of who asks"), act(s.EndGrant))
	web.Register(api, op(http.MethodGet, "/organisations", "Proposed organisations, and which of the directory they may be"), s.proposalsHTTP)
	web.Register(api, op(http.MethodPut, "/organisations/{id}/confirmation", "Put a proposed organisation into the directory"), yes(s.ConfirmOrganisation))
	web.Register(api, op(http.MethodDelete, "/organisations/{id}/confirmation", "Refuse a proposed organisation"), act(s.RefuseOrganisation))
	merge := op(http.MethodPost, "/organisations/{id}/merge", "Make two entries of one organisation one")
	merge.DefaultStatus = http.StatusNoContent
	web.Register(api, merge, func(ctx context.Context, in *mergeInput) (*struct{}, error) {
		return nil, s.Merge(ctx, ViewerOf(ctx), in.ID, in.Body.Into, in.Body.Reason)
	})
	letter := op(http.MethodPost, "/mail-test", "Send me a letter, to see whether mail gets through")
	letter.DefaultStatus = http.StatusAccepted
	web.Register(api, letter, func(ctx context.Context, _ *struct{}) (*struct{}, error) { return nil, s.MailTest(ctx, ViewerOf(ctx)) })
	web.Register(api, op(http.MethodGet, "/settings", "What can be changed while the house is open"), s.settingsHTTP)
	web.Register(api, op(http.MethodPatch, "/settings", "Change it; needs a fresh proof of who asks"), s.changeSettingsHTTP)
	web.Register(api, op(http.MethodGet, "/audit", "What was done by whom, the newest first"), s.historyHTTP)
}

func (s *Service) countsHTTP(ctx context.Context, _ *struct{}) (*countsOutput, error) {
	c, err := s.Waiting(ctx, ViewerOf(ctx))
	return &countsOutput{CountsView{Waiting: c.Members, Representations: c.Representations, Organisations: c.Organisations}}, err
}

func (s *Service) citizensHTTP(ctx context.Context, in *citizensInput) (*citizensOutput, error) {
	limit, err := in.Check()
	if err != nil {
		return nil, err
	}
	page, err := s.Citizens(ctx, ViewerOf(ctx), Census{Query: in.Query, State: in.State, Role: Role(in.Role), Before: in.Before, After: in.After, Limit: limit})
	if err != nil {
		return nil, err
	}
	views := make([]CitizenView, len(page.Items))
	for i, c := range page.Items {
		of, err := s.Views(ctx, c.Organisations)
		if err != nil {
			return nil, err
		}
		views[i] = CitizenView{ID: c.ID, Name: c.Name, Email: c.Email, Confirmed: c.ConfirmedAt != nil, CreatedAt: event.Stamp(c.CreatedAt), State: c.State(),
			Roles: make([]GivenRole, len(c.Roles)), Organisations: of}
		for j, r := range c.Roles {
			views[i].Roles[j] = GivenRole{ID: r.ID, Role: string(r.Role), Area: r.Scope.ID}
		}
	}
	return &citizensOutput{web.PageOf(views, page.HasBefore, page.HasAfter, func(v CitizenView) string { return v.ID })}, nil
}

func (s *Service) proposalsHTTP(ctx context.Context, _ *struct{}) (*proposalsOutput, error) {
	all, err := s.Proposals(ctx, ViewerOf(ctx))
	if err != nil {
		return nil, err
	}
	views := make([]ProposalView, len(all))
	for i, p := range all {
		shown, err := s.Views(ctx, append([]Organisation{p.Organisation}, p.Similar...))
		if err != nil {
			return nil, err
		}
		views[i] = ProposalView{OrganisationView: shown[0], ProposedAt: event.Stamp(p.CreatedAt), Similar: shown[1:]}
		if m := p.Proposer; m != nil {
			views[i].Proposer = &AddressedView{m.ID, m.Name, m.Email}
		}
	}
	return &proposalsOutput{web.All(views)}, nil
}

func (s *Service) settingsHTTP(ctx context.Context, _ *struct{}) (*settingsOutput, error) {
	if err := ViewerOf(ctx).Administers(); err != nil {
		return nil, err
	}
	set, err := s.Settings(ctx)
	return &settingsOutput{SettingsView(set)}, err
}

func (s *Service) changeSettingsHTTP(ctx context.Context, in *settingsInput) (*settingsOutput, error) {
	set, err := s.ChangeSettings(ctx, ViewerOf(ctx), SettingsChange{in.Body.Registration, in.Body.Operator, in.Body.Contact}, in.Body.Reason)
	return &settingsOutput{SettingsView(set)}, err
}

func (s *Service) historyHTTP(ctx context.Context, in *historyInput) (*historyOutput, error) {
	limit, err := web.Paging{Limit: in.Limit}.Check()
	if err != nil {
		return nil, err
	}
	before := int64(0)
	if in.Before != "" {
		if before, err = strconv.ParseInt(in.Before, 10, 64); err != nil || before < 1 {
			return nil, fault.InField("query.before", "cursor_unknown", "This cursor leads nowhere; read the list from the start.")
		}
	}
	entries, more, err := s.History(ctx, ViewerOf(ctx), before, limit)
	if err != nil {
		return nil, err
	}
	views := make([]NotedView, len(entries))
	for i, e := range entries {
		views[i] = notedView(e)
	}
	list := web.All(views)
	if more {
		cursor := strconv.FormatInt(views[len(views)-1].Seq, 10)
		list.Before = &cursor
	}
	return &historyOutput{list}, nil
}

func notedView(e Noted) NotedView {
	v := NotedView{Seq: e.Seq, At: e.At, What: e.What, Why: e.Why, Hash: e.Hash}
	if e.Who != "" {
		v.Who = &DoerView{Name: e.WhoName}
		if e.WhoIsMember {
			v.Who.ID = e.Who
		}
	}
	if e.About.ID != "" {
		v.About = &AboutView{Kind: e.About.Kind, ID: e.About.ID, Name: e.AboutName}
	}
	return v
}
