package wall

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/web"
	"kraftsam/app/workshop"
)

const oneNote, oneCluster = base + "/notes/{note}", base + "/clusters/{cluster}"

type newNoteInput struct {
	WallInput
	web.Keyed
	Body struct {
		Text     string  `json:"text" doc:"1–1,000 characters, plain, kept byte for byte"`
		OnBehalf *string `json:"on_behalf,omitempty" doc:"participant for whom a facilitator writes"`
	}
}

// NoteInput is the address of a note.
type NoteInput struct {
	WallInput
	Note string `path:"note"`
}

type editInput struct {
	NoteInput
	web.Conditional
	Body struct {
		Text string `json:"text" doc:"1–1,000 characters"`
	}
}

type withdrawInput struct {
	NoteInput
	Body struct {
		Why string `json:"why,omitempty" doc:"of another's note: told to whoever wrote it"`
	}
}

type moveInput struct {
	NoteInput
	Body struct {
		Into    string  `json:"into,omitempty" doc:"note that it is merged into; or a place:"`
		Cluster string  `json:"cluster,omitempty" doc:"absent: loose"`
		After   *string `json:"after,omitempty" doc:"note that it shall follow there; empty: first; absent: last"`
	}
}

type formInput struct {
	WallInput
	web.Keyed
	Body struct {
		Name  string   `json:"name,omitempty" doc:"at most 200 characters"`
		After *string  `json:"after,omitempty" doc:"cluster that it shall follow; empty: first; absent: last"`
		Notes []string `json:"notes,omitempty" nullable:"false" maxItems:"2000" doc:"that it begins with"`
	}
}

// ClusterInput is the address of a cluster.
type ClusterInput struct {
	WallInput
	Cluster string `path:"cluster"`
}

type nameInput struct {
	ClusterInput
	web.Conditional
	Body struct {
		Name string `json:"name" doc:"at most 200 characters"`
	}
}

type orderInput struct {
	ClusterInput
	Body struct {
		After *string `json:"after,omitempty" doc:"cluster that it shall follow; empty: first; absent: last"`
	}
}

func (s *Service) noteHTTP(api huma.API) {
	web.Register(api, operation(http.MethodPost, base+"/notes", "Write a note"), func(ctx context.Context, in *newNoteInput) (*referenceOutput, error) {
		by, key, err := writing(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		onBehalf, err := web.Given("on_behalf", "participant_unknown", in.Body.OnBehalf)
		if err != nil {
			return nil, err
		}
		return answer(s.Write(ctx, by, key, in.ID, in.Wall, in.Body.Text, onBehalf))
	})
	web.Register(api, operation(http.MethodPatch, oneNote, "Change the words of one's own note"), func(ctx context.Context, in *editInput) (*referenceOutput, error) {
		version, err := in.Required()
		if err != nil {
			return nil, err
		}
		return answer(s.Edit(ctx, actor.ViewerOf(ctx), in.ID, in.Wall, in.Note, version, in.Body.Text))
	})
	web.Register(api, operation(http.MethodPut, oneNote+"/withdrawal", "Withdraw a note"), func(ctx context.Context, in *withdrawInput) (*referenceOutput, error) {
		return answer(s.Withdraw(ctx, actor.ViewerOf(ctx), in.ID, in.Wall, in.Note, in.Body.Why))
	})
	web.Register(api, operation(http.MethodPut, oneNote+"/place", "Move a note, merge it into another, or take it out again"), func(ctx context.Context, in *moveInput) (*referenceOutput, error) {
		return answer(s.Move(ctx, actor.ViewerOf(ctx), in.ID, in.Wall, in.Note, Spot{Into: in.Body.Into, Cluster: in.Body.Cluster, After: in.Body.After}))
	})
}

func (s *Service) clusterHTTP(api huma.API) {
	web.Register(api, operation(http.MethodPost, base+"/clusters", "Make a cluster"), func(ctx context.Context, in *formInput) (*referenceOutput, error) {
		by, key, err := writing(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return answer(s.Form(ctx, by, key, in.ID, in.Wall, in.Body.Name, in.Body.After, in.Body.Notes))
	})
	web.Register(api, operation(http.MethodPatch, oneCluster, "Name a cluster"), func(ctx context.Context, in *nameInput) (*referenceOutput, error) {
		version, err := in.Required()
		if err != nil {
			return nil, err
		}
		return answer(s.Name(ctx, actor.ViewerOf(ctx), in.ID, in.Wall, in.Cluster, version, in.Body.Name))
	})
	web.Register(api, operation(http.MethodPut, oneCluster+"/place", "Move a cluster"), func(ctx context.Context, in *orderInput) (*referenceOutput, error) {
		return answer(s.Order(ctx, actor.ViewerOf(ctx), in.ID, in.Wall, in.Cluster, in.Body.After))
	})
	web.Register(api, operation(http.MethodDelete, oneCluster, "Dissolve a cluster"), func(ctx context.Context, in *ClusterInput) (*referenceOutput, error) {
		return answer(s.Dissolve(ctx, actor.ViewerOf(ctx), in.ID, in.Wall, in.Cluster))
	})
}

func writing(ctx context.Context, workshopID string) (actor.Viewer, event.Key, error) {
	by := actor.ViewerOf(ctx)
	if err := workshop.MayWrite(by, workshopID); err != nil {
		return by, event.Key{}, err
	}
	key, err := web.IdempotencyKey(ctx, by.Member)
	return by, key, err
}
