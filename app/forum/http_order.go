package forum

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

type closureInput struct {
	ID   string `path:"id"`
	Body struct {
		Text   string `json:"text,omitempty" doc:"the conclusion as one text, or in its three parts:"`
		Agreed string `json:"agreed,omitempty" doc:"what we agree on"`
		Differ string `json:"differ,omitempty" doc:"where we differ"`
		Ahead  string `json:"ahead,omitempty" doc:"what happens next"`
	}
}

// whyInput is an operation on one thing that may say why.
type whyInput struct {
	ID   string   `path:"id"`
	Body *whyBody `required:"false"`
}

type whyBody struct {
	Reason string `json:"reason" doc:"1–500 characters; stands in the public log"`
}

func (in *whyInput) why(by actor.Viewer) (string, error) {
	if in.Body == nil {
		return "", nil
	}
	return in.Body.Reason, actor.CheckReason(by, in.Body.Reason)
}

type slowInput struct {
	ID   string `path:"id"`
	Body struct {
		Minutes int64  `json:"minutes" doc:"between two posts of one person, 1–1440; 0 ends it"`
		Reason  string `json:"reason,omitempty" doc:"at most 500 characters; stands in the public log"`
	}
}

type moveInput struct {
	ID string `path:"id"`
	web.Keyed
	web.Conditional
	Body struct {
		Posts  []string   `json:"posts,omitempty" nullable:"false" doc:"ids of at most 500 posts of this thread; none: all of them, and this thread leads to the other from then on"`
		To     *string    `json:"to,omitempty" doc:"id of the thread that they come to, or"`
		New    *placeBody `json:"new,omitempty"`
		Reason string     `json:"reason" doc:"1–500 characters; stands in the public log"`
	}
}

// placeBody is the new thread that posts come to.
type placeBody struct {
	Area    string   `json:"area,omitempty" doc:"absent: that of the thread"`
	SubArea string   `json:"sub_area,omitempty"`
	Title   string   `json:"title" doc:"1–200 characters"`
	Kind    string   `json:"kind,omitempty" doc:"discussion, question, proposal or announcement"`
	Tags    []string `json:"tags,omitempty" nullable:"false"`
}

func (s *Service) orderHTTP(api huma.API) {
	web.Register(api, operation(http.MethodPut, "/api/threads/{id}/closure", "Close a thread with a conclusion"),
		func(ctx context.Context, in *closureInput) (*referenceOutput, error) {
			b := in.Body
			return answer(s.Conclude(ctx, actor.ViewerOf(ctx), in.ID, Conclusion{Text: b.Text, Agreed: b.Agreed, Differ: b.Differ, Ahead: b.Ahead}))
		})
	web.Register(api, done(http.MethodDelete, "/api/threads/{id}/closure", "Reopen a thread"), func(ctx context.Context, in *whyInput) (*referenceOutput, error) {
		by := actor.ViewerOf(ctx)
		why, err := in.why(by)
		if err != nil {
			return nil, err
		}
		return answer(s.Reopen(ctx, by, in.ID, why))
	})
	for method, words := range map[string]string{http.MethodPut: "Pin a thread first in its area", http.MethodDelete: "Pin a thread no longer"} {
		web.Register(api, done(method, "/api/threads/{id}/pin", words), func(ctx context.Context, in *whyInput) (*referenceOutput, error) {
			by := actor.ViewerOf(ctx)
			why, err := in.why(by)
			if err != nil {
				return nil, err
			}
			return answer(s.SetPin(ctx, by, in.ID, method == http.MethodPut, why))
		})
	}
	web.Register(api, operation(http.MethodPut, "/api/threads/{id}/slow", "Have everybody wait between two posts in a thread"),
		func(ctx context.Context, in *slowInput) (*referenceOutput, error) {
			return answer(s.Slow(ctx, actor.ViewerOf(ctx), in.ID, in.Body.Minutes, in.Body.Reason))
		})
	web.Register(api, operation(http.MethodPost, "/api/threads/{id}/moves", "Move posts to another thread, split them into a new one, or merge the thread into another"), s.moveHTTP)
}

func done(method, path, summary string) huma.Operation {
	op := operation(method, path, summary)
	op.DefaultStatus = http.StatusOK
	return op
}

func (s *Service) moveHTTP(ctx context.Context, in *moveInput) (*referenceOutput, error) {
	by := actor.ViewerOf(ctx)
	if err := by.MayWrite(); err != nil {
		return nil, err
	}
	key, err := web.IdempotencyKey(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	version, err := in.Required()
	if err != nil {
		return nil, err
	}
	m := Move{Thread: in.ID, Version: version, Posts: in.Body.Posts, Why: in.Body.Reason}
	if m.To, err = web.Given("to", "move_nowhere", in.Body.To); err != nil {
		return nil, err
	}
	if n := in.Body.New; n != nil {
		m.New = &NewPlace{Area: n.Area, SubArea: n.SubArea, Title: n.Title, Kind: n.Kind, Tags: n.Tags}
	}
	return answer(s.Rearrange(ctx, by, key, m))
}
