package notice

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
)

// RowView is what a member was told of one kind about one thing.
type RowView struct {
	ID     string             `json:"id" doc:"of the latest notice in it"`
	Kind   Kind               `json:"kind" enum:"asked,workshop,mention,reply,membership,decided,ballot,thread,post"`
	What   string             `json:"what" doc:"what happened, in a word: post, edit, answer, ask, closure, thread, ballot.opened, ballot.closing, ballot.closed, ballot.outcome, representation.offered, …"`
	Reason Reason             `json:"reason" enum:"named,organisation,replied,you_asked,follow_thread,follow_area,take_part,yours" doc:"why the asker is told"`
	Thing  ThingView          `json:"thing" doc:"what it is about"`
	Href   string             `json:"href" doc:"address of the page where it is read"`
	Events int64              `json:"events" doc:"how much happened"`
	By     []actor.AuthorView `json:"by" doc:"whose acts they were, the latest first, at most three"`
	People int                `json:"people" doc:"how many people that were"`
	At     string             `json:"at" doc:"of the latest"`
	Unread bool               `json:"unread"`
	Before string             `json:"before,omitempty" doc:"when an answer is wished by"`
	Lower  string             `json:"lower" enum:"thread,area,kind" doc:"what PUT /api/notices/{id}/lowering makes less"`
}

// ThingView names the thing that notices are about.
type ThingView struct {
	Kind  string `json:"kind" doc:"thread, area, ballot, representation"`
	ID    string `json:"id"`
	Title string `json:"title"`
	Lang  string `json:"lang" doc:"of the title"`
	Area  string `json:"area,omitempty" doc:"slug"`
}

// LeftView is how many rows are left to read.
type LeftView struct {
	Unread int `json:"unread" doc:"rows with something to read"`
}

type noticesInput struct {
	Kind   string `query:"kind" doc:"only these"`
	Unread bool   `query:"unread" doc:"only what is to be read"`
	After  string `query:"after" doc:"cursor: what comes after it"`
	Limit  string `query:"limit" doc:"1–200, default 50"`
}

type noticesOutput struct {
	Body struct {
		web.List[RowView]
		LeftView
		At string `json:"at" doc:"hand it back to mark as read what was there then"`
	}
}

type leftOutput struct{ Body LeftView }

type noticesReadInput struct {
	Body struct {
		Until string `json:"until,omitempty" doc:"what came up to then; absent: everything"`
		About *struct {
			Kind string `json:"kind"`
			ID   string `json:"id"`
		} `json:"about,omitempty" doc:"only what is about this thing"`
	}
}

// LoweredView says what was made less.
type LoweredView struct {
	Lower string      `json:"lower" enum:"thread,area,kind"`
	ID    string      `json:"id,omitempty" doc:"of the thread or area"`
	Level Level       `json:"level,omitempty" enum:"follow,normal,muted" doc:"of it, from now on"`
	Kind  *KindChoice `json:"kind,omitempty" doc:"how notices of the kind may come from now on"`
}

type loweredOutput struct{ Body LoweredView }

var errUntilRead = fault.InField("body.until", "until_invalid", "A time as RFC 3339 writes it.")

// Register adds the room's operations.
func (s *Service) Register(api huma.API) {
	op := func(method, path, summary string) huma.Operation {
		return huma.Operation{Method: method, Path: "/api/notices" + path, Summary: summary, Tags: []string{"notice"}, MaxBodyBytes: web.TextBody}
	}
	web.Register(api, op(http.MethodGet, "", "What I was told, the latest first"), s.listHTTP)
	web.Register(api, op(http.MethodGet, "/unread", "How much of it I have not read"), func(ctx context.Context, _ *struct{}) (*leftOutput, error) {
		n, err := s.Unread(ctx, actor.ViewerOf(ctx))
		return &leftOutput{LeftView{n}}, err
	})
	web.Register(api, op(http.MethodPut, "/reading", "Mark all, or what is about one thing, as read"), s.readAllHTTP)
	web.Register(api, op(http.MethodPut, "/{id}/reading", "Mark a row as read"), func(ctx context.Context, in *web.ByID) (*leftOutput, error) {
		n, err := s.Read(ctx, actor.ViewerOf(ctx), in.ID)
		return &leftOutput{LeftView{n}}, err
	})
	web.Register(api, op(http.MethodPut, "/{id}/lowering", "Have less of the like: of the thread, the area or the kind"), s.lowerHTTP)
	s.registerSettings(api)
	s.registerPush(api)
	s.registerUnsubscribe(api)
	s.registerAnswers(api)
	s.registerContacts(api)
}

func (s *Service) listHTTP(ctx context.Context, in *noticesInput) (*noticesOutput, error) {
	by := actor.ViewerOf(ctx)
	limit, err := web.Paging{Limit: in.Limit}.Check()
	if err != nil {
		return nil, err
	}
	out := &noticesOutput{}
	err = s.db.Read(ctx, func(ctx context.Context) error {
		now, err := s.clock(ctx)
		if err != nil {
			return err
		}
		rows, next, err := s.List(ctx, by, Query{Kind: Kind(in.Kind), Unread: in.Unread, After: in.After, Limit: limit})
		if err != nil {
			return err
		}
		views, err := s.rowViews(ctx, rows)
		if err != nil {
			return err
		}
		out.Body.List, out.Body.At = web.All(views), event.Stamp(now)
		if next != "" {
			out.Body.After = &next
		}
		out.Body.Unread, err = s.Unread(ctx, by)
		return err
	})
	return out, err
}

const namedInRow = 3

func (s *Service) rowViews(ctx context.Context, rows []Row) ([]RowView, error) {
	var said []actor.Spoken
	for _, r := range rows {
		said = append(said, r.Who[:min(len(r.Who), namedInRow)]...)
	}
	author, err := s.actors.Authors(ctx, said)
	if err != nil {
		return nil, err
	}
	views := make([]RowView, len(rows))
	for i, r := range rows {
		v := RowView{ID: r.ID, Kind: r.Kind, What: r.What, Reason: r.Reason, Thing: ThingView{r.AboutKind, r.AboutID, r.Title, r.Lang, r.Area}, Href: r.Href,
			Events: r.Events, By: []actor.AuthorView{}, People: len(r.Who), At: event.Stamp(r.At), Unread: r.Unread, Before: r.Before, Lower: r.Lower}
		if v.Lower == "" {
			v.Lower = "kind"
		}
		for _, who := range r.Who[:min(len(r.Who), namedInRow)] {
			v.By = append(v.By, author(who))
		}
		views[i] = v
	}
	return views, nil
}

func (s *Service) readAllHTTP(ctx context.Context, in *noticesReadInput) (*leftOutput, error) {
	until, err := timeIn(in.Body.Until, errUntilRead)
	if err != nil {
		return nil, err
	}
	var about *ref.Ref
	if a := in.Body.About; a != nil {
		about = &ref.Ref{Kind: a.Kind, ID: a.ID}
	}
	n, err := s.ReadAll(ctx, actor.ViewerOf(ctx), about, until)
	return &leftOutput{LeftView{n}}, err
}

func timeIn(stamp string, bad error) (time.Time, error) {
	if stamp == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return time.Time{}, bad
	}
	return at.UTC(), nil
}

func (s *Service) lowerHTTP(ctx context.Context, in *web.ByID) (*loweredOutput, error) {
	done, err := s.Lower(ctx, actor.ViewerOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	v := LoweredView{Lower: done.Thing, ID: done.ID, Level: done.Level}
	if v.Lower == "" {
		v.Lower = "kind"
		choice := choiceOf(done.Kind, done.Set)
		v.Kind = &choice
	}
	return &loweredOutput{v}, nil
}

// stampOf is a time as the API shows it.
func stampOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return event.Stamp(*t)
}
