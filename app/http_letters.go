package app

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
)

// DeadLetterView is a letter that nobody tries to send any more. Whom it is to and what it says is told to nobody.
type DeadLetterView struct {
	ID        string `json:"id"`
	About     string `json:"about" enum:"notice,account" doc:"news that somebody is told; or their account, such as a link that they asked for"`
	CreatedAt string `json:"created_at"`
	DeadAt    string `json:"dead_at" doc:"when it was given up"`
	Tries     int    `json:"tries"`
	Reason    string `json:"reason" doc:"why the last try failed, in the mail server's words without its addresses"`
}

// TrayView is how the tray of letters stands, and what of it is dead.
type TrayView struct {
	web.List[DeadLetterView]
	Waiting int64 `json:"waiting" doc:"to send, now or later"`
	Dead    int64 `json:"dead"`
}

type lettersOutput struct{ Body TrayView }

func (h *House) registerLetters(api huma.API) {
	op := func(method, path, summary string) huma.Operation {
		return huma.Operation{Method: method, Path: "/api/administration/letters" + path, Summary: summary, Tags: []string{"administration"}}
	}
	web.Register(api, op(http.MethodGet, "", "Letters that could not be sent, the latest first, and how many wait"), h.lettersHTTP)
	web.Register(api, op(http.MethodPut, "/{id}/again", "Have a letter sent after all"), func(ctx context.Context, in *web.ByID) (*struct{}, error) {
		return nil, h.administer(ctx, ref.Ref{Kind: "letter", ID: in.ID}, "letter.again", h.mail.Again)
	})
	web.Register(api, op(http.MethodDelete, "/{id}", "Give a letter up"), func(ctx context.Context, in *web.ByID) (*struct{}, error) {
		return nil, h.administer(ctx, ref.Ref{Kind: "letter", ID: in.ID}, "letter.dropped", h.mail.Drop)
	})
}

func (h *House) lettersHTTP(ctx context.Context, in *jobsInput) (*lettersOutput, error) {
	if err := actor.ViewerOf(ctx).Administers(); err != nil {
		return nil, err
	}
	limit, err := web.Paging{Limit: in.Limit}.Check()
	if err != nil {
		return nil, err
	}
	var v TrayView
	err = h.db.Read(ctx, func(ctx context.Context) error {
		counts, err := h.mail.Counts(ctx)
		if err != nil {
			return err
		}
		dead, err := h.mail.Dead(ctx, in.After, limit+1)
		if err != nil {
			return err
		}
		views := make([]DeadLetterView, 0, len(dead))
		for _, l := range dead[:min(limit, len(dead))] {
			about := "account"
			if l.Notice {
				about = "notice"
			}
			views = append(views, DeadLetterView{ID: l.ID, About: about, CreatedAt: event.Stamp(l.CreatedAt), DeadAt: event.Stamp(l.DeadAt), Tries: l.Tries, Reason: l.Failure})
		}
		list := web.PageOf(views, false, len(dead) > limit, func(v DeadLetterView) string { return v.ID })
		v = TrayView{list, counts.Waiting, counts.Dead}
		return nil
	})
	return &lettersOutput{v}, err
}
