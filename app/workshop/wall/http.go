package wall

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/web"
)

const base = "/api/workshops/{id}/walls/{wall}"

// WallInput is the address of a wall; Huma reads embedded fields of exported types alone.
type WallInput struct {
	ID   string `path:"id"`
	Wall string `path:"wall" doc:"any step that works on the wall"`
}

type readInput struct {
	WallInput
	View string `query:"view" enum:"presentation" doc:"presentation: without what is the asker's alone"`
}

type settingsInput struct {
	WallInput
	web.Conditional
	Body struct {
		Dots       *int64  `json:"dots,omitempty" doc:"1–10; not fewer when some were given"`
		DotsHidden *bool   `json:"dots_hidden,omitempty"`
		Named      *bool   `json:"named,omitempty" doc:"decided before the first note"`
		Arranging  *string `json:"arranging,omitempty" doc:"everybody or facilitators"`
	}
}

type phaseInput struct {
	WallInput
	web.Conditional
	Body struct {
		Phase string `json:"phase" doc:"revealed, clustering, dots or done; from hidden to revealed alone, and never back to hidden"`
	}
}

type linkInput struct {
	WallInput
	Body struct {
		To string `json:"to" doc:"a step on whose wall this one shall work; empty: as the run sheet says"`
	}
}

type dotsInput struct {
	WallInput
	Body struct {
		Dots []Dots `json:"dots" nullable:"false" doc:"all that one gives; empty takes them back"`
	}
}

type (
	wallOutput struct {
		ETag string `header:"ETag"`
		Body WallAt
	}
	listOutput      struct{ Body WallList }
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

// Register adds the operations of walls.
func (s *Service) Register(api huma.API) {
	web.Register(api, operation(http.MethodGet, "/api/workshops/{id}/walls", "Which wall each step works on"), func(ctx context.Context, in *web.ByID) (*listOutput, error) {
		list, err := s.Walls(ctx, actor.ViewerOf(ctx), in.ID)
		return &listOutput{list}, err
	})
	read := operation(http.MethodGet, base, "A wall with its notes, clusters and dots")
	read.Description = "While it is hidden it holds the asker's own notes, and of others' only how many there are. digest is the same on every screen that shows the same: " +
		"SHA-256, in hex, of a line for the wall (wall, id, version, phase), while hidden for the counts (counts, notes, writers), for each cluster by id (cluster, id, version, place, name), " +
		"for each note by id (note, id, version, cluster, place, into, text), for the dots (dots, placed, dotted), and where they are shown for each target by id (on, id, n); " +
		"fields stand apart by U+001F, and a line ends with U+001E."
	web.Register(api, read, func(ctx context.Context, in *readInput) (*wallOutput, error) {
		at, err := s.Wall(ctx, actor.ViewerOf(ctx), in.ID, in.Wall, in.View == "presentation")
		return &wallOutput{ETag: web.ETag(at.Version), Body: at}, err
	})
	s.leadHTTP(api)
	s.noteHTTP(api)
	s.clusterHTTP(api)
	web.Register(api, operation(http.MethodPut, base+"/dots", "Spread one's dots anew"), func(ctx context.Context, in *dotsInput) (*referenceOutput, error) {
		return answer(s.Dot(ctx, actor.ViewerOf(ctx), in.ID, in.Wall, in.Body.Dots))
	})
}

func (s *Service) leadHTTP(api huma.API) {
	web.Register(api, operation(http.MethodPatch, base, "Change the settings of a wall"), func(ctx context.Context, in *settingsInput) (*referenceOutput, error) {
		version, err := in.Required()
		if err != nil {
			return nil, err
		}
		b := in.Body
		return answer(s.Set(ctx, actor.ViewerOf(ctx), in.ID, in.Wall, version, Settings{Dots: b.Dots, DotsHidden: b.DotsHidden, Named: b.Named, Arranging: b.Arranging}))
	})
	web.Register(api, operation(http.MethodPut, base+"/phase", "Reveal a wall, or take it to another phase"), func(ctx context.Context, in *phaseInput) (*referenceOutput, error) {
		version, err := in.Required()
		if err != nil {
			return nil, err
		}
		return answer(s.Turn(ctx, actor.ViewerOf(ctx), in.ID, in.Wall, version, Phase(in.Body.Phase)))
	})
	web.Register(api, operation(http.MethodPut, base+"/link", "Have a step work on another wall"), func(ctx context.Context, in *linkInput) (*referenceOutput, error) {
		return answer(s.Link(ctx, actor.ViewerOf(ctx), in.ID, in.Wall, in.Body.To))
	})
}
