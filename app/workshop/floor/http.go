package floor

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/web"
)

type (
	speakersOutput struct {
		ETag string `header:"ETag"`
		Body SpeakersAt
	}
	suggestedOutput struct{ Body web.List[SuggestedSpeech] }
	referenceOutput struct {
		Replay string `header:"Idempotent-Replay"`
		Body   event.Reference
	}
)

type raiseInput struct {
	ID   string `path:"id"`
	Body struct {
		OnBehalf *string `json:"on_behalf,omitempty" doc:"id of the participant for whom a facilitator does it"`
	}
}

type lowerInput struct {
	ID       string `path:"id"`
	OnBehalf string `query:"on_behalf" doc:"id of the participant for whom a facilitator does it"`
}

type speakersInput struct {
	ID string `path:"id"`
	web.Conditional
	Body struct {
		Do          string `json:"do" doc:"start, reply, end, pause, resume, extend, undo, limit, close, open or clear"`
		Speech      string `json:"speech,omitempty" doc:"start, reply: id of the hand; start without it: the next"`
		Participant string `json:"participant,omitempty" doc:"start, reply: id of somebody whose hand is not up"`
		Seconds     int64  `json:"seconds,omitempty" doc:"extend: how many more, or fewer; limit: of each speech from now on, 0 for none"`
	}
}

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
	if method == http.MethodDelete {
		op.DefaultStatus = http.StatusOK
	}
	return op
}

// Register adds the operations.
func (s *Service) Register(api huma.API) {
	web.Register(api, operation(http.MethodGet, "/api/workshops/{id}/speakers", "Who speaks, who waits, who has spoken"), func(ctx context.Context, in *web.ByID) (*speakersOutput, error) {
		at, err := s.Speakers(ctx, actor.ViewerOf(ctx), in.ID)
		return &speakersOutput{ETag: web.ETag(at.Version), Body: at}, err
	})
	web.Register(api, operation(http.MethodGet, "/api/workshops/{id}/speakers/suggested", "Hands in the order of who was not heard yet, for those who facilitate"),
		func(ctx context.Context, in *web.ByID) (*suggestedOutput, error) {
			list, err := s.Suggested(ctx, actor.ViewerOf(ctx), in.ID)
			return &suggestedOutput{web.All(list)}, err
		})
	act := operation(http.MethodPut, "/api/workshops/{id}/speakers", "Start, end, pause or extend a speech; close or open the list")
	act.Description = "If-Match holds the version of the list: of two facilitators who press at once one is told that the other was first."
	web.Register(api, act, func(ctx context.Context, in *speakersInput) (*referenceOutput, error) {
		version, err := in.Required()
		if err != nil {
			return nil, err
		}
		b := in.Body
		return answer(s.Move(ctx, actor.ViewerOf(ctx), in.ID, version, Act{Do: b.Do, Speech: b.Speech, Participant: b.Participant, Seconds: b.Seconds}))
	})
	web.Register(api, operation(http.MethodPut, "/api/workshops/{id}/speakers/hand", "Raise a hand"), func(ctx context.Context, in *raiseInput) (*referenceOutput, error) {
		behalf, err := web.Given("on_behalf", "participant_unknown", in.Body.OnBehalf)
		if err != nil {
			return nil, err
		}
		return answer(s.Raise(ctx, actor.ViewerOf(ctx), in.ID, behalf))
	})
	web.Register(api, operation(http.MethodDelete, "/api/workshops/{id}/speakers/hand", "Lower a hand"), func(ctx context.Context, in *lowerInput) (*referenceOutput, error) {
		return answer(s.Lower(ctx, actor.ViewerOf(ctx), in.ID, in.OnBehalf))
	})
	s.questionHTTP(api)
}
