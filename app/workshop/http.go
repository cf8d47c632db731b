package workshop

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/forum"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/web"
)

type planInput struct {
	web.Keyed
	Body struct {
		Thread       *string  `json:"thread,omitempty" doc:"id of the thread whose stage it is; or area and text, for a thread that is opened for it"`
		Area         *string  `json:"area,omitempty"`
		Text         *string  `json:"text,omitempty" doc:"first post of the new thread, Markdown"`
		SubArea      *string  `json:"sub_area,omitempty"`
		Municipality *string  `json:"municipality,omitempty"`
		Tags         []string `json:"tags,omitempty" nullable:"false"`
		Template     string   `json:"template" doc:"dialogue, vision_priorities, mobilisation, learning_review or own"`
		Title        string   `json:"title" doc:"1–200 characters"`
		Purpose      string   `json:"purpose,omitempty" doc:"Markdown"`
		Lang         string   `json:"lang,omitempty" doc:"of the template: sv or en"`
		StartsAt     *string  `json:"starts_at,omitempty" doc:"RFC 3339"`
		Minutes      int64    `json:"minutes,omitempty" doc:"1–1,440; absent: as the template says"`
		Place        string   `json:"place,omitempty"`
		Link         string   `json:"link,omitempty" doc:"https, to the video that is held elsewhere"`
		Phone        string   `json:"phone,omitempty"`
		AfterDays    *int64   `json:"after_days,omitempty" doc:"0–60, default 7"`
	}
}

type stageInput struct {
	ID string `path:"id"`
	web.Conditional
	Body struct {
		Do      string `json:"do" doc:"invite, start, next, back, skip, extend, pause, resume, wrap_up, end, publish or cancel"`
		Minutes int64  `json:"minutes,omitempty" doc:"extend: how many more, or fewer"`
		Why     string `json:"why,omitempty" doc:"cancel"`
	}
}

type (
	workshopOutput struct {
		ETag string `header:"ETag"`
		Body WorkshopAt
	}
	templatesOutput struct{ Body web.List[WorkshopTemplate] }
	referenceOutput struct {
		Replay string `header:"Idempotent-Replay"`
		Body   event.Reference
	}
)

func answer(r event.Reference, err error) (*referenceOutput, error) {
	out := &referenceOutput{Body: r}
	if r.Replayed() {
		out.Replay = "true"
	}
	return out, err
}

func operation(method, path, summary string) huma.Operation {
	op := huma.Operation{Method: method, Path: path, Summary: summary, Tags: []string{"workshop"}, MaxBodyBytes: web.TextBody}
	if method == http.MethodPost {
		op.DefaultStatus = http.StatusCreated
	}
	return op
}

// Register adds the room's operations.
func (s *Service) Register(api huma.API, cookies account.Cookies) {
	web.Register(api, operation(http.MethodGet, "/api/workshop-templates", "Run sheets to begin from"), func(context.Context, *struct{}) (*templatesOutput, error) {
		return &templatesOutput{web.All(templateList)}, nil
	})
	web.Register(api, operation(http.MethodPost, "/api/workshops", "Plan a workshop as a stage of a thread"), s.planHTTP)
	web.Register(api, operation(http.MethodGet, "/api/workshops/{id}", "One workshop with its run sheet"), func(ctx context.Context, in *web.ByID) (*workshopOutput, error) {
		at, err := s.Workshop(ctx, actor.ViewerOf(ctx), in.ID)
		return &workshopOutput{ETag: web.ETag(at.Version), Body: at}, err
	})
	act := operation(http.MethodPut, "/api/workshops/{id}/stage", "Move the stage")
	act.Description = "If-Match holds the version of the workshop: of two facilitators who press at once one is told that the other was first."
	web.Register(api, act, func(ctx context.Context, in *stageInput) (*referenceOutput, error) {
		version, err := in.Required()
		if err != nil {
			return nil, err
		}
		return answer(s.Move(ctx, actor.ViewerOf(ctx), in.ID, version, Act{Do: in.Body.Do, Minutes: in.Body.Minutes, Why: in.Body.Why}))
	})
	s.stepHTTP(api)
	s.stepBallotHTTP(api)
	s.participantHTTP(api)
	s.replyHTTP(api)
	s.peopleHTTP(api)
	s.codeHTTP(api, cookies)
}

func (s *Service) planHTTP(ctx context.Context, in *planInput) (*referenceOutput, error) {
	by := actor.ViewerOf(ctx)
	if err := by.MayWrite(); err != nil {
		return nil, err
	}
	key, err := web.IdempotencyKey(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	b := in.Body
	n := New{Template: b.Template, Title: b.Title, Purpose: b.Purpose, Lang: b.Lang, Details: Details{Minutes: b.Minutes, Place: b.Place, Link: b.Link, Phone: b.Phone, AfterDays: b.AfterDays}}
	if n.StartsAt, err = moment("body.starts_at", b.StartsAt); err != nil {
		return nil, err
	}
	if n.Thread, err = web.Given("thread", "thread_unknown", b.Thread); err != nil {
		return nil, err
	}
	if b.Area != nil {
		n.Opened = &forum.NewThread{Area: *b.Area, Title: b.Title, Text: value(b.Text), Lang: b.Lang, Tags: b.Tags}
		if n.Opened.SubArea, err = web.Given("sub_area", "sub_area_unknown", b.SubArea); err != nil {
			return nil, err
		}
		if n.Opened.Municipality, err = web.Given("municipality", "municipality_unknown", b.Municipality); err != nil {
			return nil, err
		}
	}
	return answer(s.Plan(ctx, by, key, n))
}

// moment reads a time; nil is none.
func moment(location string, given *string) (*time.Time, error) {
	if given == nil || *given == "" {
		return nil, nil //nolint:nilnil // a workshop may have no time yet
	}
	t, err := time.Parse(time.RFC3339, *given)
	if err != nil {
		return nil, fault.InField(location, "starts_at_invalid", "A time is written as RFC 3339.")
	}
	return &t, nil
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
