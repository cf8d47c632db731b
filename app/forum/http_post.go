package forum

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

type postsInput struct {
	ID     string `path:"id"`
	Around string `query:"around" doc:"post id or cursor: the page with it in the middle; unread: with the first post that is new to the asker; latest: the last page"`
	web.Paging
}

type postsOutput struct{ Body PostList }

type postOutput struct {
	ETag string `header:"ETag"`
	Body PostView
}

type newPostInput struct {
	ID string `path:"id"`
	web.Keyed
	Body struct {
		Text    string  `json:"text" doc:"Markdown, at most 10,000 characters"`
		ReplyTo *string `json:"reply_to,omitempty" doc:"id of a post of this thread"`
		As      *string `json:"as,omitempty" doc:"id of an organisation that you may speak for"`
		Lang    *string `json:"lang,omitempty" doc:"BCP 47; absent: guessed from the text, or the thread's"`
		Draft   int64   `json:"draft,omitempty" doc:"version of the draft that this was written as: it goes with the sending, unless it changed since"`

		Attachments []attachedBody `json:"attachments,omitempty" nullable:"false" doc:"at most 10 files of yours that nothing shows yet, in the order in which they are shown"`
	}
}

type editInput struct {
	ID string `path:"id"`
	web.Conditional
	Body struct {
		Text        string          `json:"text"`
		Attachments *[]attachedBody `json:"attachments,omitempty" doc:"absent: those that it has"`
	}
}

// attachedBody is a file that a post is to show.
type attachedBody struct {
	ID         string `json:"id"`
	Alt        string `json:"alt,omitempty" doc:"of an image: what it shows, at most 300 characters"`
	Decorative bool   `json:"decorative,omitempty" doc:"of an image: it says nothing, and has no alt"`
}

func attachedOf(bodies []attachedBody) []Attached {
	list := make([]Attached, len(bodies))
	for i, b := range bodies {
		list[i] = Attached(b)
	}
	return list
}

type withdrawInput struct {
	ID string `path:"id"`
	web.Conditional
}

type versionsOutput struct{ Body web.List[VersionView] }

func (s *Service) postsHTTP(api huma.API) {
	web.Register(api, operation(http.MethodGet, "/api/threads/{id}/posts", "Posts of a thread, oldest first"),
		func(ctx context.Context, in *postsInput) (*postsOutput, error) {
			limit, err := in.Check(in.Around)
			if err != nil {
				return nil, err
			}
			list, err := s.Posts(ctx, actor.ViewerOf(ctx), in.ID, Window{Before: in.Before, After: in.After, Around: in.Around, Limit: limit})
			return &postsOutput{list}, err
		})
	web.Register(api, operation(http.MethodPost, "/api/threads/{id}/posts", "Write in a thread"), s.replyHTTP)
	web.Register(api, operation(http.MethodGet, "/api/posts/{id}", "One post"),
		func(ctx context.Context, in *web.ByID) (*postOutput, error) {
			p, err := s.Post(ctx, actor.ViewerOf(ctx), in.ID)
			return &postOutput{ETag: web.ETag(p.Version), Body: p}, err
		})
	web.Register(api, operation(http.MethodPatch, "/api/posts/{id}", "Edit my post"),
		func(ctx context.Context, in *editInput) (*referenceOutput, error) {
			by := actor.ViewerOf(ctx)
			if err := by.MayWrite(); err != nil {
				return nil, err
			}
			version, err := in.Required()
			if err != nil {
				return nil, err
			}
			r := Rewriting{Text: in.Body.Text}
			if in.Body.Attachments != nil {
				list := attachedOf(*in.Body.Attachments)
				r.Attachments = &list
			}
			return answer(s.Rewrite(ctx, by, in.ID, version, r))
		})
	withdraw := operation(http.MethodDelete, "/api/posts/{id}", "Withdraw my post")
	withdraw.DefaultStatus = http.StatusOK
	web.Register(api, withdraw, func(ctx context.Context, in *withdrawInput) (*referenceOutput, error) {
		version, err := in.Optional()
		if err != nil {
			return nil, err
		}
		return answer(s.Withdraw(ctx, actor.ViewerOf(ctx), in.ID, version))
	})
	web.Register(api, operation(http.MethodGet, "/api/posts/{id}/versions", "The texts that a post has had"),
		func(ctx context.Context, in *web.ByID) (*versionsOutput, error) {
			all, err := s.Versions(ctx, actor.ViewerOf(ctx), in.ID)
			return &versionsOutput{web.All(all)}, err
		})
}

func (s *Service) replyHTTP(ctx context.Context, in *newPostInput) (*referenceOutput, error) {
	by := actor.ViewerOf(ctx)
	if err := by.MayWrite(); err != nil {
		return nil, err
	}
	key, err := web.IdempotencyKey(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	n := NewPost{Thread: in.ID, Text: in.Body.Text, Draft: in.Body.Draft, Attachments: attachedOf(in.Body.Attachments)}
	if err := given(map[string]optionalField{
		"reply_to": {"reply_to_unknown", in.Body.ReplyTo, &n.ReplyTo}, "as": {"as_refused", in.Body.As, &n.As}, "lang": {"lang_unknown", in.Body.Lang, &n.Lang},
	}); err != nil {
		return nil, err
	}
	return answer(s.Reply(ctx, by, key, n))
}
