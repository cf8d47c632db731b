package forum

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/notice"
	"kraftsam/app/platform/web"
)

type readInput struct {
	ID   string `path:"id"`
	Body struct {
		Seen       []Seen `json:"seen,omitempty" nullable:"false" doc:"runs of posts that were seen, at most 100; what was read stays read"`
		UnreadFrom int64  `json:"unread_from,omitempty" doc:"instead of seen: the post from which on the thread is unread again"`
	}
}

type readAllInput struct {
	Body untilBody
}

type readAreaInput struct {
	Slug string `path:"slug"`
	Body untilBody
}

// untilBody is up to when things were there.
type untilBody struct {
	Until *string `json:"until,omitempty" doc:"at of the answer that showed what is now marked as read, RFC 3339; absent: now"`
}

type chooseBody struct {
	Level string  `json:"level" doc:"follow, normal or muted"`
	Until *string `json:"until,omitempty" doc:"RFC 3339: muted until then, within a year"`
}

type chooseThreadInput struct {
	ID   string `path:"id"`
	Body chooseBody
}

type chooseAreaInput struct {
	Slug string `path:"slug"`
	Body chooseBody
}

type readingOutput struct{ Body ReadingView }

func (s *Service) readingHTTP(api huma.API) {
	web.Register(api, operation(http.MethodPut, "/api/threads/{id}/reading", "What I have read of a thread; nobody else is told"),
		func(ctx context.Context, in *readInput) (*readingOutput, error) {
			v, err := s.readHTTP(ctx, in)
			return &readingOutput{v}, err
		})
	web.Register(api, operation(http.MethodPut, "/api/areas/{slug}/reading", "Mark an area as read"),
		func(ctx context.Context, in *readAreaInput) (*struct{}, error) {
			until, err := in.Body.time()
			if err != nil {
				return nil, err
			}
			return nil, s.MarkAllRead(ctx, actor.ViewerOf(ctx), in.Slug, until)
		})
	web.Register(api, operation(http.MethodPut, "/api/reading", "Mark everything as read"),
		func(ctx context.Context, in *readAllInput) (*struct{}, error) {
			until, err := in.Body.time()
			if err != nil {
				return nil, err
			}
			return nil, s.MarkAllRead(ctx, actor.ViewerOf(ctx), "", until)
		})
	web.Register(api, operation(http.MethodPut, "/api/threads/{id}/following", "Follow a thread, take it as it comes, or mute it"),
		func(ctx context.Context, in *chooseThreadInput) (*readingOutput, error) {
			c, err := in.Body.choice()
			if err != nil {
				return nil, err
			}
			v, err := s.ChooseThread(ctx, actor.ViewerOf(ctx), in.ID, c)
			return &readingOutput{v}, err
		})
	web.Register(api, operation(http.MethodPut, "/api/areas/{slug}/following", "Follow an area, take it as it comes, or mute it"),
		func(ctx context.Context, in *chooseAreaInput) (*struct{}, error) {
			c, err := in.Body.choice()
			if err != nil {
				return nil, err
			}
			return nil, s.ChooseArea(ctx, actor.ViewerOf(ctx), in.Slug, c)
		})
}

func (s *Service) readHTTP(ctx context.Context, in *readInput) (ReadingView, error) {
	by := actor.ViewerOf(ctx)
	switch b := in.Body; {
	case b.UnreadFrom != 0 && len(b.Seen) > 0:
		return ReadingView{}, errSeen
	case b.UnreadFrom != 0:
		return s.MarkUnread(ctx, by, in.ID, b.UnreadFrom)
	default:
		return s.Read(ctx, by, in.ID, b.Seen)
	}
}

func (b untilBody) time() (time.Time, error) {
	if b.Until == nil {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, *b.Until)
	if err != nil || at.Year() < 1 || at.Year() > 9999 {
		return time.Time{}, errUntil
	}
	return at.UTC(), nil
}

func (b chooseBody) choice() (notice.Choice, error) {
	until, err := untilBody{b.Until}.time()
	if err != nil || b.Until == nil {
		return notice.Choice{Level: notice.Level(b.Level)}, err
	}
	until = until.Truncate(time.Millisecond)
	return notice.Choice{Level: notice.Level(b.Level), Until: &until}, nil
}
