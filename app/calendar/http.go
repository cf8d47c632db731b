package calendar

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/web"
)

// FeedView says of the address of a calendar what can be told: not the address itself, which is shown once.
type FeedView struct {
	MadeAt string `json:"made_at"`
	ReadAt string `json:"read_at,omitempty" doc:"when a program last asked for it, to the hour; absent: never"`
}

// OpenedView is a new address.
type OpenedView struct {
	Address string `json:"address" doc:"secret, shown this once: whoever has it reads the calendar"`
}

type (
	feedOutput   struct{ Body FeedView }
	openedOutput struct{ Body OpenedView }
)

type readInput struct {
	Word string `path:"word" maxLength:"64" doc:"the word of the address; .ics may follow it"`
}

// Register adds the room's operations.
func (s *Service) Register(api huma.API) {
	op := func(method, path, summary string) huma.Operation {
		return huma.Operation{Method: method, Path: path, Summary: summary, Tags: []string{"calendar"}, MaxBodyBytes: web.TextBody}
	}
	web.Register(api, op(http.MethodGet, "/api/calendar", "Whether I have a calendar that programs read, and since when"), func(ctx context.Context, _ *struct{}) (*feedOutput, error) {
		f, err := s.Feed(ctx, actor.ViewerOf(ctx))
		v := FeedView{MadeAt: event.Stamp(f.MadeAt)}
		if f.ReadAt != nil {
			v.ReadAt = event.Stamp(*f.ReadAt)
		}
		return &feedOutput{v}, err
	})
	web.Register(api, op(http.MethodPut, "/api/calendar", "A new secret address of my calendar; the one before leads nowhere"), func(ctx context.Context, _ *struct{}) (*openedOutput, error) {
		address, err := s.Open(ctx, actor.ViewerOf(ctx))
		return &openedOutput{OpenedView{address}}, err
	})
	web.Register(api, op(http.MethodDelete, "/api/calendar", "Have no calendar that programs read"), func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		return nil, s.Close(ctx, actor.ViewerOf(ctx))
	})
	read := op(http.MethodGet, "/api/calendars/{word}", "The calendar at a secret address (iCalendar, RFC 5545)")
	read.Responses = Answers()
	web.Register(api, read, func(ctx context.Context, in *readInput) (*web.ContentOutput, error) {
		text, err := s.Read(ctx, in.Word)
		if err != nil {
			return nil, err
		}
		return Send(text), nil
	})
}

// Send hands out a written calendar.
func Send(text string) *web.ContentOutput {
	sum := sha256.Sum256([]byte(text))
	return web.Send(web.Content{Body: page{strings.NewReader(text)}, Size: int64(len(text)), Media: media + "; charset=utf-8",
		Disposition: `attachment; filename="kraftsam.ics"`, Tag: hex.EncodeToString(sum[:16]), Private: true})
}

// Answers are what the document says of a call that hands out a calendar.
func Answers() map[string]*huma.Response {
	return map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: huma.TypeString}}}}}
}

const media = "text/calendar"

// page is a text that is read like a file.
type page struct{ io.ReadSeeker }

// Close has nothing to give back.
func (page) Close() error { return nil }
