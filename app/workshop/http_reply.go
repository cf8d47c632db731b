package workshop

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
)

// WorkshopReply is what somebody answered.
type WorkshopReply struct {
	Answer      string `json:"answer" enum:"yes,no,maybe,instead"`
	Instead     string `json:"instead,omitempty" doc:"who comes instead"`
	Interpreter string `json:"interpreter,omitempty" doc:"read by those who facilitate, and forgotten 14 days after the end"`
	Access      string `json:"access,omitempty" doc:"what is needed to take part; read by those who facilitate, and forgotten 14 days after the end"`
	Line        string `json:"line,omitempty" doc:"that goes with the answer; read by those who facilitate, and forgotten 14 days after the end"`
	At          string `json:"at"`
}

// WorkshopReplyOf is what somebody answered, and who.
type WorkshopReplyOf struct {
	Member actor.AuthorView `json:"member"`
	WorkshopReply
}

type comingInput struct {
	ID   string `path:"id"`
	Body struct {
		Answer      string `json:"answer" doc:"yes, no, maybe or instead"`
		Instead     string `json:"instead,omitempty" doc:"name of the colleague who comes"`
		Interpreter string `json:"interpreter,omitempty" doc:"at most 500 characters; read by those who facilitate, and forgotten 14 days after the end"`
		Access      string `json:"access,omitempty" doc:"at most 500 characters; read by those who facilitate, and forgotten 14 days after the end"`
		Line        string `json:"line,omitempty" doc:"that goes with the answer; at most 500 characters; read by those who facilitate, and forgotten 14 days after the end"`
	}
}

type invitedInput struct {
	ID     string `path:"id"`
	Kind   string `path:"kind" doc:"member or organisation"`
	Target string `path:"target" doc:"id"`
}

type writtenRoundInput struct {
	ID   string `path:"id"`
	Body struct {
		OpenUntil  string `json:"open_until" doc:"RFC 3339: until then everything may be written in the thread"`
		ProofUntil string `json:"proof_until" doc:"RFC 3339: until then answers to what stands there"`
	}
}

type lockInput struct {
	ID   string `path:"id"`
	Body struct {
		CaseNumber string `json:"case_number" doc:"1–60 characters"`
	}
}

type (
	repliesOutput     struct{ Body web.List[WorkshopReplyOf] }
	invitationsOutput struct{ Body web.List[WorkshopInvited] }
)

func (r Reply) view() WorkshopReply {
	return WorkshopReply{Answer: r.Answer, Instead: r.Instead, Interpreter: r.Interpreter, Access: r.Access, Line: r.Line, At: event.Stamp(r.At)}
}

func (s *Service) ownReply(ctx context.Context, by actor.Viewer, w Workshop) (*WorkshopReply, error) {
	if !by.SignedIn() {
		return nil, nil //nolint:nilnil // a visitor has answered nothing
	}
	rows, err := s.store.reply(ctx, w.ID, by.Member)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	v := rows[0].view()
	return &v, nil
}

func (s *Service) replyHTTP(api huma.API) {
	web.Register(api, operation(http.MethodPut, "/api/workshops/{id}/reply", "Say whether one comes, and what one needs"), func(ctx context.Context, in *comingInput) (*referenceOutput, error) {
		b := in.Body
		return answer(s.Answer(ctx, actor.ViewerOf(ctx), in.ID, Reply{Answer: b.Answer, Instead: b.Instead, Interpreter: b.Interpreter, Access: b.Access, Line: b.Line}))
	})
	web.Register(api, operation(http.MethodGet, "/api/workshops/{id}/replies", "Who comes, and what they need"), s.repliesHTTP)
	web.Register(api, operation(http.MethodGet, "/api/workshops/{id}/invitations", "Who is invited, for those who facilitate"), func(ctx context.Context, in *web.ByID) (*invitationsOutput, error) {
		all, err := s.InvitedTo(ctx, actor.ViewerOf(ctx), in.ID)
		return &invitationsOutput{web.All(all)}, err
	})
	web.Register(api, operation(http.MethodPut, "/api/workshops/{id}/invitations/{kind}/{target}", "Invite a member or an organisation"),
		func(ctx context.Context, in *invitedInput) (*referenceOutput, error) {
			return answer(s.InviteOne(ctx, actor.ViewerOf(ctx), in.ID, ref.Ref{Kind: in.Kind, ID: in.Target}))
		})
	web.Register(api, operation(http.MethodDelete, "/api/workshops/{id}/invitations/{kind}/{target}", "Take an invitation back"),
		func(ctx context.Context, in *invitedInput) (*referenceOutput, error) {
			return answer(s.Uninvite(ctx, actor.ViewerOf(ctx), in.ID, ref.Ref{Kind: in.Kind, ID: in.Target}))
		})
	web.Register(api, operation(http.MethodPut, "/api/workshops/{id}/round", "Open a written round in the thread, or move its times"), s.roundHTTP)
	web.Register(api, operation(http.MethodPut, "/api/workshops/{id}/round/lock", "Lock the written round with the number of its case"),
		func(ctx context.Context, in *lockInput) (*referenceOutput, error) {
			return answer(s.LockRound(ctx, actor.ViewerOf(ctx), in.ID, in.Body.CaseNumber))
		})
}

func (s *Service) repliesHTTP(ctx context.Context, in *web.ByID) (*repliesOutput, error) {
	all, err := s.Replies(ctx, actor.ViewerOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	said := make([]actor.Spoken, len(all))
	for i, r := range all {
		said[i] = actor.Spoken{Member: r.MemberID}
	}
	author, err := s.actors.Authors(ctx, said)
	if err != nil {
		return nil, err
	}
	views := make([]WorkshopReplyOf, len(all))
	for i, r := range all {
		views[i] = WorkshopReplyOf{Member: author(said[i]), WorkshopReply: r.view()}
	}
	return &repliesOutput{web.All(views)}, nil
}

func (s *Service) roundHTTP(ctx context.Context, in *writtenRoundInput) (*referenceOutput, error) {
	if err := actor.ViewerOf(ctx).MayWrite(); err != nil {
		return nil, err
	}
	times := [2]time.Time{}
	for i, given := range []string{in.Body.OpenUntil, in.Body.ProofUntil} {
		t, err := time.Parse(time.RFC3339, given)
		if err != nil {
			return nil, errRoundTimes
		}
		times[i] = t
	}
	return answer(s.SetRound(ctx, actor.ViewerOf(ctx), in.ID, times[0], times[1]))
}
