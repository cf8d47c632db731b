package forum

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/web"
)

// MarkView is a post that stands out in its thread.
type MarkView struct {
	Post   string           `json:"post"`
	Number int64            `json:"number"`
	Kind   string           `json:"kind" enum:"official,answer" doc:"official: the answer of the organisation that the post speaks for; answer: the answer to the thread's question"`
	Author actor.AuthorView `json:"author" doc:"of the post"`
	By     actor.AuthorView `json:"by" doc:"who marked it"`
	At     string           `json:"at"`
}

// AskView is that an organisation or a person was asked for an answer.
type AskView struct {
	ID           string            `json:"id"`
	Organisation *actor.SpokenFor  `json:"organisation,omitempty"`
	Member       *actor.AuthorView `json:"member,omitempty"`
	Question     string            `json:"question,omitempty"`
	Wished       string            `json:"wished,omitempty" doc:"ISO date by which an answer is wished"`
	By           actor.AuthorView  `json:"by"`
	At           string            `json:"at"`
	State        string            `json:"state" enum:"waiting,answered,declined,withdrawn"`
	Post         *string           `json:"post,omitempty" doc:"the answer"`
	Declined     string            `json:"declined,omitempty" doc:"why they will not answer"`
}

// AskedView is an ask as whoever was asked sees it among others.
type AskedView struct {
	AskView
	Thread NamedThread `json:"thread"`
	Area   string      `json:"area"`
}

type askInput struct {
	ID string `path:"id"`
	web.Keyed
	Body struct {
		Organisation *string `json:"organisation,omitempty" doc:"id of an organisation, or"`
		Member       *string `json:"member,omitempty" doc:"id of somebody who has written in this area"`
		Question     string  `json:"question,omitempty" doc:"at most 500 characters"`
		Wished       string  `json:"wished,omitempty" doc:"ISO date"`
	}
}

type declineInput struct {
	ID   string `path:"id"`
	Body actor.ReasonBody
}

type askedOutput struct{ Body web.List[AskedView] }

type markInput struct {
	ID   string `path:"id"`
	Kind string `path:"kind" doc:"official or answer"`
}

func (s *Service) asksHTTP(api huma.API) {
	web.Register(api, operation(http.MethodPost, "/api/threads/{id}/asks", "Ask an organisation or a person for an answer in a thread"),
		func(ctx context.Context, in *askInput) (*referenceOutput, error) {
			by := actor.ViewerOf(ctx)
			if err := by.MayWrite(); err != nil {
				return nil, err
			}
			key, err := web.IdempotencyKey(ctx, by.Member)
			if err != nil {
				return nil, err
			}
			n := NewAsk{Thread: in.ID, Question: in.Body.Question, Wished: in.Body.Wished}
			if err := given(map[string]optionalField{
				"organisation": {"ask_whom", in.Body.Organisation, &n.Organisation}, "member": {"ask_whom", in.Body.Member, &n.Member},
			}); err != nil {
				return nil, err
			}
			return answer(s.Ask(ctx, by, key, n))
		})
	web.Register(api, operation(http.MethodPut, "/api/asks/{id}/refusal", "Say that I, or the organisation that I speak for, will not answer"),
		func(ctx context.Context, in *declineInput) (*referenceOutput, error) {
			return answer(s.Decline(ctx, actor.ViewerOf(ctx), in.ID, in.Body.Reason))
		})
	unask := operation(http.MethodDelete, "/api/asks/{id}", "Take back what was asked")
	unask.DefaultStatus = http.StatusOK
	web.Register(api, unask, func(ctx context.Context, in *web.ByID) (*referenceOutput, error) {
		return answer(s.Unask(ctx, actor.ViewerOf(ctx), in.ID))
	})
	web.Register(api, operation(http.MethodGet, "/api/asks", "What I, or the organisations that I speak for, are asked for and have not answered"),
		func(ctx context.Context, _ *struct{}) (*askedOutput, error) {
			mine, err := s.Asked(ctx, actor.ViewerOf(ctx))
			return &askedOutput{web.All(mine)}, err
		})
	web.Register(api, operation(http.MethodPut, "/api/posts/{id}/marks/{kind}", "Mark a post as official answer, or as the answer to the question"),
		func(ctx context.Context, in *markInput) (*referenceOutput, error) {
			return answer(s.SetMark(ctx, actor.ViewerOf(ctx), in.ID, in.Kind, true))
		})
	unmark := operation(http.MethodDelete, "/api/posts/{id}/marks/{kind}", "Mark a post no longer")
	unmark.DefaultStatus = http.StatusOK
	web.Register(api, unmark, func(ctx context.Context, in *markInput) (*referenceOutput, error) {
		return answer(s.SetMark(ctx, actor.ViewerOf(ctx), in.ID, in.Kind, false))
	})
}

// askViews shapes what was asked, whatever its number with a few questions.
func (s *Service) askViews(ctx context.Context, asks []Asking) ([]AskView, error) {
	said := make([]actor.Spoken, 0, 2*len(asks))
	for _, a := range asks {
		said = append(said, spokenAsked(a), actor.Spoken{Member: a.AskedBy})
	}
	author, err := s.actors.Authors(ctx, said)
	if err != nil {
		return nil, err
	}
	views := make([]AskView, len(asks))
	for i, a := range asks {
		views[i] = askView(a, author)
	}
	return views, nil
}

func spokenAsked(a Asking) actor.Spoken {
	return actor.Spoken{Member: value(a.MemberID), Organisation: a.OrganisationID}
}

func askView(a Asking, author func(actor.Spoken) actor.AuthorView) AskView {
	v := AskView{ID: a.ID, Question: a.Question, Wished: a.Wished, By: author(actor.Spoken{Member: a.AskedBy}), At: event.Stamp(a.At), State: a.state(),
		Post: a.PostID, Declined: a.Declined}
	asked := author(spokenAsked(a))
	if a.MemberID != nil {
		v.Member = &asked
	} else {
		v.Organisation = asked.Organisation
	}
	return v
}

func markView(m markedPost, author func(actor.Spoken) actor.AuthorView) MarkView {
	return MarkView{Post: m.PostID, Number: m.Number, Kind: m.Kind, Author: author(actor.Spoken{Member: m.AuthorID, Organisation: m.OrganisationID}),
		By: author(actor.Spoken{Member: m.MarkedBy}), At: event.Stamp(m.At)}
}
