package result

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

type copyOutput struct {
	Disposition string `header:"Content-Disposition"`
	Body        ResultCopy
}

// leaf is a text that is read like a file.
type leaf struct{ io.ReadSeeker }

// Close has nothing to give back.
func (leaf) Close() error { return nil }

func send(text, media, name string) *web.ContentOutput {
	sum := sha256.Sum256([]byte(text))
	return web.Send(web.Content{Body: leaf{strings.NewReader(text)}, Size: int64(len(text)), Media: media + "; charset=utf-8", Disposition: `attachment; filename="` + name + `"`,
		Tag: hex.EncodeToString(sum[:16]), Private: true})
}

// copyHTTP hands out a result to keep elsewhere, in the language of the workshop.
func (s *Service) copyHTTP(api huma.API) {
	const path = "/api/workshops/{id}/result."
	for _, as := range []struct {
		ext, media, summary string
		write               func(context.Context, actor.Viewer, string) (string, error)
	}{
		{"md", "text/markdown", "A result as minutes, in Markdown", s.Markdown},
		{"csv", "text/csv", "A result as a table", s.CSV},
	} {
		op := operation(http.MethodGet, path+as.ext, as.summary)
		op.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{as.media: {Schema: &huma.Schema{Type: huma.TypeString}}}}}
		web.Register(api, op, func(ctx context.Context, in *web.ByID) (*web.ContentOutput, error) {
			text, err := as.write(ctx, actor.ViewerOf(ctx), in.ID)
			if err != nil {
				return nil, err
			}
			name, err := s.fileName(ctx, actor.ViewerOf(ctx), in.ID, as.ext)
			if err != nil {
				return nil, err
			}
			return send(text, as.media, name), nil
		})
	}
	web.Register(api, operation(http.MethodGet, path+"json", "A result with all that it rests on, for other programs"), func(ctx context.Context, in *web.ByID) (*copyOutput, error) {
		c, err := s.Copy(ctx, actor.ViewerOf(ctx), in.ID)
		return &copyOutput{`attachment; filename="` + c.fileName("json") + `"`, c}, err
	})
}
