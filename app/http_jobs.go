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

// DeadJobView is work that failed too often, or for good.
type DeadJobView struct {
	ID        string `json:"id"`
	Kind      string `json:"kind" doc:"what was to be done"`
	CreatedAt string `json:"created_at"`
	DeadAt    string `json:"dead_at" doc:"when it was given up"`
	Tries     int    `json:"tries"`
	Reason    string `json:"reason" doc:"why the last try failed, in the program's words"`
}

// JobsView is how the queue stands, and what of it is dead.
type JobsView struct {
	web.List[DeadJobView]
	Waiting int64 `json:"waiting" doc:"to do, now or later"`
	Late    int64 `json:"late" doc:"of these, due for more than a minute"`
	Dead    int64 `json:"dead"`
}

type jobsInput struct {
	After string `query:"after" doc:"cursor: what comes after it"`
	Limit string `query:"limit" doc:"1–200, default 50"`
}

type jobsOutput struct{ Body JobsView }

func (h *House) registerJobs(api huma.API) {
	op := func(method, path, summary string) huma.Operation {
		return huma.Operation{Method: method, Path: "/api/administration/jobs" + path, Summary: summary, Tags: []string{"administration"}}
	}
	web.Register(api, op(http.MethodGet, "", "Work that failed, the latest first, and how much waits"), h.jobsHTTP)
	web.Register(api, op(http.MethodPut, "/{id}/again", "Have failed work tried again"), func(ctx context.Context, in *web.ByID) (*struct{}, error) {
		return nil, h.administer(ctx, ref.Ref{Kind: "job", ID: in.ID}, "job.again", h.jobs.Again)
	})
	web.Register(api, op(http.MethodDelete, "/{id}", "Give failed work up"), func(ctx context.Context, in *web.ByID) (*struct{}, error) {
		return nil, h.administer(ctx, ref.Ref{Kind: "job", ID: in.ID}, "job.dropped", h.jobs.Drop)
	})
}

func (h *House) jobsHTTP(ctx context.Context, in *jobsInput) (*jobsOutput, error) {
	if err := actor.ViewerOf(ctx).Administers(); err != nil {
		return nil, err
	}
	limit, err := web.Paging{Limit: in.Limit}.Check()
	if err != nil {
		return nil, err
	}
	var v JobsView
	err = h.db.Read(ctx, func(ctx context.Context) error {
		counts, err := h.jobs.Counts(ctx)
		if err != nil {
			return err
		}
		dead, err := h.jobs.Dead(ctx, in.After, limit+1)
		if err != nil {
			return err
		}
		views := make([]DeadJobView, 0, len(dead))
		for _, j := range dead[:min(limit, len(dead))] {
			views = append(views, DeadJobView{ID: j.ID, Kind: j.Kind, CreatedAt: event.Stamp(j.CreatedAt), DeadAt: event.Stamp(*j.DeadAt), Tries: j.Tries, Reason: j.Failure})
		}
		list := web.PageOf(views, false, len(dead) > limit, func(v DeadJobView) string { return v.ID })
		v = JobsView{list, counts.Waiting, counts.Late, counts.Dead}
		return nil
	})
	return &jobsOutput{v}, err
}

// administer has an administrator do something about failed work, which the audit tells.
func (h *House) administer(ctx context.Context, of ref.Ref, what string, do func(context.Context, string) error) error {
	by := actor.ViewerOf(ctx)
	return h.actors.Administering(ctx, by, func(ctx context.Context) error {
		if err := do(ctx, of.ID); err != nil {
			return err
		}
		return h.actors.Note(ctx, by, what, of, "")
	})
}
