package draft

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
)

// Shown is a draft as the API shows it to its writer.
type Shown struct {
	Place   string            `json:"place" doc:"thread:<id>, area:<slug> or post:<id>"`
	Version int64             `json:"version" doc:"later than any that a draft of yours had before"`
	Text    string            `json:"text"`
	Fields  map[string]string `json:"fields" doc:"what else the form holds"`
	At      string            `json:"at"`
	Other   *CopyView         `json:"other,omitempty" doc:"what another device held, until the writer chooses"`
	Title   string            `json:"title,omitempty" doc:"of the place, in lists"`
	Area    string            `json:"area,omitempty"`
	Lang    string            `json:"lang,omitempty" doc:"of the title"`
	Path    string            `json:"path,omitempty" doc:"of the page on which one goes on writing; absent where one may not"`
}

// CopyView is what one device holds of a draft.
type CopyView struct {
	Text   string            `json:"text"`
	Fields map[string]string `json:"fields"`
	At     string            `json:"at"`
}

func viewOf(d Draft) Shown {
	v := Shown{Place: d.Place.String(), Version: d.Version, Text: d.Text, Fields: d.Fields, At: event.Stamp(d.At)}
	if d.Other != nil {
		v.Other = &CopyView{Text: d.Other.Text, Fields: d.Other.Fields, At: event.Stamp(d.Other.At)}
	}
	return v
}

// draftBody bounds a body in bytes: two copies of the longest draft in the longest characters.
const draftBody = 512 << 10

type draftsInput struct {
	Place string `query:"place" doc:"only the one in this place, if there is any: thread:<id>, area:<slug> or post:<id>"`
}

type placeInput struct {
	Place string `path:"place" doc:"thread:<id>, area:<slug> or post:<id>"`
}

type saveInput struct {
	Place string `path:"place" doc:"thread:<id>, area:<slug> or post:<id>"`
	web.Conditional
	Body struct {
		Text   string            `json:"text"`
		Fields map[string]string `json:"fields,omitempty" nullable:"false"`
		Other  *CopyView         `json:"other,omitempty"`
	}
}

type dropInput struct {
	Place string `path:"place" doc:"thread:<id>, area:<slug> or post:<id>"`
	web.Conditional
}

type draftOutput struct {
	ETag string `header:"ETag"`
	Body Shown
}

type draftsOutput struct{ Body web.List[Shown] }

// Register adds the room's operations.
func (s *Service) Register(api huma.API) {
	operation := func(method, path, summary string) huma.Operation {
		return huma.Operation{Method: method, Path: path, Summary: summary, Tags: []string{"draft"}, MaxBodyBytes: draftBody}
	}
	web.Register(api, operation(http.MethodGet, "/api/drafts", "My drafts, the last touched first"),
		func(ctx context.Context, in *draftsInput) (*draftsOutput, error) {
			var only []ref.Ref
			if in.Place != "" {
				place, err := PlaceOf(in.Place)
				if err != nil {
					return nil, err
				}
				only = []ref.Ref{place}
			}
			views, err := s.Views(ctx, actor.ViewerOf(ctx), only...)
			return &draftsOutput{web.All(views)}, err
		})
	web.Register(api, operation(http.MethodGet, "/api/drafts/{place}", "My draft in a place"),
		func(ctx context.Context, in *placeInput) (*draftOutput, error) {
			place, err := PlaceOf(in.Place)
			if err != nil {
				return nil, err
			}
			d, err := s.Draft(ctx, actor.ViewerOf(ctx), place)
			return &draftOutput{web.ETag(d.Version), viewOf(d)}, err
		})
	web.Register(api, operation(http.MethodPut, "/api/drafts/{place}", "Keep a draft; without If-Match a new one"), s.saveHTTP)
	web.Register(api, operation(http.MethodDelete, "/api/drafts/{place}", "Throw a draft away"),
		func(ctx context.Context, in *dropInput) (*struct{}, error) {
			by := actor.ViewerOf(ctx)
			if err := by.MayWrite(); err != nil {
				return nil, err
			}
			place, err := PlaceOf(in.Place)
			if err != nil {
				return nil, err
			}
			version, err := in.Optional()
			if err != nil {
				return nil, err
			}
			return nil, s.Drop(ctx, by, place, version)
		})
}

func (s *Service) saveHTTP(ctx context.Context, in *saveInput) (*draftOutput, error) {
	by := actor.ViewerOf(ctx)
	if err := by.MayWrite(); err != nil {
		return nil, err
	}
	place, err := PlaceOf(in.Place)
	if err != nil {
		return nil, err
	}
	version, err := in.Optional()
	if err != nil {
		return nil, err
	}
	d := Draft{Place: place, Version: version, Copy: Copy{Text: in.Body.Text, Fields: given(in.Body.Fields)}}
	if o := in.Body.Other; o != nil {
		at, err := time.Parse(time.RFC3339, o.At)
		if err != nil {
			return nil, fault.InField("body.other.at", "validation_failed", "Write the time as RFC 3339.")
		}
		at = at.UTC().Truncate(time.Millisecond)
		if now := db.Now(); at.After(now) || at.Before(now.Add(-Life)) { // another device's clock
			at = now
		}
		d.Other = &Copy{Text: o.Text, Fields: given(o.Fields), At: at}
	}
	if d, err = s.Save(ctx, by, d); err != nil {
		return nil, err
	}
	return &draftOutput{web.ETag(d.Version), viewOf(d)}, nil
}

func given(fields map[string]string) map[string]string {
	if fields == nil {
		return map[string]string{}
	}
	return fields
}

// Views is List with the names of the places.
func (s *Service) Views(ctx context.Context, by actor.Viewer, only ...ref.Ref) ([]Shown, error) {
	var views []Shown
	err := s.db.Read(ctx, func(ctx context.Context) error {
		list, err := s.List(ctx, by, only...)
		if err != nil {
			return err
		}
		ids := map[string][]string{}
		for _, d := range list {
			ids[d.Place.Kind] = append(ids[d.Place.Kind], d.Place.ID)
		}
		titles := map[string]map[string]Title{}
		for kind, fn := range s.titles {
			if len(ids[kind]) == 0 {
				continue
			}
			if titles[kind], err = fn(ctx, by, ids[kind]); err != nil {
				return err
			}
		}
		for _, d := range list {
			v, t := viewOf(d), titles[d.Place.Kind][d.Place.ID]
			v.Title, v.Area, v.Lang, v.Path = t.Title, t.Area, t.Lang, t.Path
			views = append(views, v)
		}
		return nil
	})
	return views, err
}
