package live

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/web"
)

// eventsInput is read as text, so that a refusal has the same code as on the socket.
type eventsInput struct {
	Topic string `path:"topic" doc:"thread:<id>, area:<slug> and so on"`
	After string `query:"after" doc:"last seq had, a whole number, 0 or more; without it the call waits for the next event"`
	Epoch string `query:"epoch" doc:"the history that after is counted in; required with after"`
	Wait  string `query:"wait" doc:"seconds to wait when there is nothing, 0 to 25; 25 without it"`
}

// eventBody describes an event for the API's document; the bytes are those of the socket.
type eventBody struct {
	Topic string          `json:"topic"`
	Seq   int64           `json:"seq"`
	Type  string          `json:"type" doc:"what happened then; data is how it is now"`
	At    string          `json:"at" format:"date-time"`
	Data  json.RawMessage `json:"data"`
}

// eventObjectJSON is an event as it goes out, made once and not taken apart again.
type eventObjectJSON json.RawMessage

// MarshalJSON gives the bytes.
func (o eventObjectJSON) MarshalJSON() ([]byte, error) { return o, nil }

// Schema is that of an event.
func (eventObjectJSON) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[eventBody](), true, "Event")
}

type eventsBody struct {
	Topic  string             `json:"topic"`
	Reset  bool               `json:"reset,omitempty" doc:"read the state again, then ask after seq"`
	Seq    int64              `json:"seq" doc:"the topic's last"`
	Epoch  string             `json:"epoch"`
	Events *[]eventObjectJSON `json:"events,omitempty" doc:"at most 500; absent with reset"`
}

type eventsOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         eventsBody
}

// Register adds the long-poll, for clients whose network blocks WebSockets. watcher finds who asks.
func Register(api huma.API, h *Hub, watcher func(context.Context) Watcher) {
	web.Register(api, huma.Operation{
		OperationID: "topic-events", Method: http.MethodGet, Path: "/api/topics/{topic}/events",
		Summary: "Events of a topic, waiting for the next", Tags: []string{"live"},
	}, func(ctx context.Context, in *eventsInput) (*eventsOutput, error) {
		after, wait, err := in.read()
		if err != nil {
			return nil, err
		}
		page, err := h.Wait(ctx, watcher(ctx), in.Topic, after, in.Epoch, wait)
		if err != nil {
			return nil, err
		}
		return &eventsOutput{CacheControl: "no-store", Body: page.body()}, nil
	})
}

func (in *eventsInput) read() (after *int64, wait time.Duration, err error) {
	if in.After != "" {
		n, ok := whole(in.After)
		if !ok {
			return nil, 0, errAfter
		}
		after = &n
	}
	wait = 25 * time.Second
	if in.Wait != "" {
		n, ok := whole(in.Wait)
		if !ok || n > 25 {
			return nil, 0, fault.InField("query.wait", "wait_invalid", "Wait is a whole number of seconds, 0 to 25.")
		}
		wait = time.Duration(n) * time.Second
	}
	return after, wait, nil
}

func (p Page) body() eventsBody {
	b := eventsBody{Topic: p.Topic, Reset: p.Reset, Seq: p.Seq, Epoch: p.Epoch}
	if p.Reset {
		return b
	}
	list := make([]eventObjectJSON, len(p.Events))
	for i, object := range p.Events {
		list[i] = eventObjectJSON(object)
	}
	b.Events = &list
	return b
}
