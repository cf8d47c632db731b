package notice

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/web"
)

// DeviceView is a browser that a member is told on while no page is open.
type DeviceView struct {
	ID      string `json:"id"`
	Name    string `json:"name" doc:"of the browser and the system"`
	At      string `json:"at" doc:"since when"`
	Current bool   `json:"current" doc:"it is the one that asks"`
	Preview bool   `json:"preview" doc:"what is sent there says what it is about, also on a locked screen"`
}

type devicesOutput struct {
	Body struct {
		web.List[DeviceView]
		Key string `json:"key,omitempty" doc:"the applicationServerKey to subscribe with, in base64url; absent where push is off"`
	}
}

type deviceInput struct {
	Body struct {
		Endpoint string `json:"endpoint" doc:"https address at a push service"`
		Key      string `json:"p256dh" doc:"the browser's public key in base64url"`
		Auth     string `json:"auth" doc:"the browser's secret in base64url"`
		Preview  *bool  `json:"preview,omitempty" doc:"say what it is about, also on a locked screen; absent: as before, at first not"`
	}
}

type deviceOutput struct{ Body DeviceView }

func (s *Service) registerPush(api huma.API) {
	op := func(method, path, summary string) huma.Operation {
		return huma.Operation{Method: method, Path: "/api/notices/devices" + path, Summary: summary, Tags: []string{"notice"}, MaxBodyBytes: web.TextBody}
	}
	web.Register(api, op(http.MethodGet, "", "The devices that I am told on while no page is open"), func(ctx context.Context, _ *struct{}) (*devicesOutput, error) {
		by := actor.ViewerOf(ctx)
		devices, key, err := s.Devices(ctx, by)
		if err != nil {
			return nil, err
		}
		out := &devicesOutput{}
		views := make([]DeviceView, len(devices))
		for i, d := range devices {
			views[i] = deviceView(d, by)
		}
		out.Body.List, out.Body.Key = web.All(views), key
		return out, nil
	})
	web.Register(api, op(http.MethodPut, "/current", "Be told on the browser that asks, by web push"), func(ctx context.Context, in *deviceInput) (*deviceOutput, error) {
		by := actor.ViewerOf(ctx)
		d, err := s.Subscribe(ctx, by, in.Body.Endpoint, in.Body.Key, in.Body.Auth, in.Body.Preview)
		return &deviceOutput{deviceView(d, by)}, err
	})
	remove := op(http.MethodDelete, "/{id}", "Be told no more on a device")
	remove.DefaultStatus = http.StatusNoContent
	web.Register(api, remove, func(ctx context.Context, in *web.ByID) (*struct{}, error) {
		return nil, s.Unsubscribed(ctx, actor.ViewerOf(ctx), in.ID)
	})
}

func deviceView(d Device, by actor.Viewer) DeviceView {
	return DeviceView{ID: d.ID, Name: d.Name, At: event.Stamp(d.At), Current: d.SessionID == by.Session, Preview: d.Preview}
}
