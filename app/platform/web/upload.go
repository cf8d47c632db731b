package web

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"kraftsam/app/platform/fault"
)

// uploadTimeout is how long a file may take, so that one comes through on a slow line: 25 MiB at 50 kB a second.
const uploadTimeout = 10 * time.Minute

// maxDrained is what is read of a file that is refused before its end, so that the sender hears why and not only that the
// line was cut.
const maxDrained = 64 << 20

// uploading marks requests whose body nobody may read but the operation itself.
const uploading = "uploading"

var errCut = fault.New(fault.Malformed, "body_cut", "The connection was cut, or too slow, before the whole file was here. Try again.")

var _ = fault.Register("body_cut")

// Upload is the input of an operation that takes a file as it comes; put it into the operation's own input.
type Upload struct{ c *fiber.Ctx }

// Resolve remembers the request; nothing is read yet.
func (u *Upload) Resolve(ctx huma.Context) []error {
	u.c = humafiber.UnwrapV2(ctx)
	return nil
}

// Content gives the bytes as they come, and from now on the time that a large file needs. A body that ends too early is an error
// of reading it. Ask who is sending before.
func (u *Upload) Content() io.Reader {
	_ = u.c.Context().SetReadDeadline(time.Now().Add(uploadTimeout)) // a line that is gone says so when it is read
	return &wholeReader{r: bodyOf(u.c.Context()), left: int64(u.c.Request().Header.ContentLength())}
}

// Media is what the sender says that the file is.
func (u *Upload) Media() string { return u.c.Get(fiber.HeaderContentType) }

// Announced is how many bytes the sender says that the file has, negative where they do not say.
func (u *Upload) Announced() int64 { return int64(u.c.Request().Header.ContentLength()) }

// RegisterUpload adds an operation whose body is a file of one of the media types.
func RegisterUpload[I, O any](api huma.API, op huma.Operation, media []string, handler func(ctx context.Context, in *I) (*O, error)) {
	op.Metadata = map[string]any{uploading: true}
	op.RequestBody = &huma.RequestBody{Required: true, Description: "The file itself.", Content: map[string]*huma.MediaType{}}
	for _, m := range media {
		op.RequestBody.Content[m] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	Register(api, op, handler)
}

// bodies hands bodies over as they come where an operation takes a file, and everywhere else whole, as far as they are read at all.
func (s *Server) bodies(route fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(rctx *fasthttp.RequestCtx) {
		if s.takesFile(rctx) {
			rctx.SetUserValue(uploading, true)
			route(rctx)
			_, _ = io.CopyN(io.Discard, bodyOf(rctx), maxDrained)
			return
		}
		if err := readWhole(rctx); err != nil {
			s.app.Server().ErrorHandler(rctx, err)
			rctx.SetConnectionClose()
			return
		}
		route(rctx)
	}
}

// takesFile goes by the address exactly as it was sent, as the router does: whoever came by another spelling would reach no
// operation that bounds what it reads.
func (s *Server) takesFile(rctx *fasthttp.RequestCtx) bool {
	if !rctx.IsPost() {
		return false
	}
	item := s.api.OpenAPI().Paths[string(rctx.URI().PathOriginal())]
	return item != nil && item.Post != nil && item.Post.Metadata[uploading] != nil
}

func isUpload(c *fiber.Ctx) bool { return c.Locals(uploading) != nil }

// readWhole reads a body into memory, as fasthttp does by itself where nothing is handed over as it comes.
func readWhole(rctx *fasthttp.RequestCtx) error {
	stream, length := rctx.RequestBodyStream(), rctx.Request.Header.ContentLength()
	if stream == nil {
		return nil
	}
	if length > maxWire {
		return fasthttp.ErrBodyTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(stream, maxWire+1))
	switch {
	case err != nil:
		return err
	case len(body) > maxWire:
		return fasthttp.ErrBodyTooLarge
	case len(body) < length:
		return io.ErrUnexpectedEOF
	}
	rctx.Request.SetBodyRaw(body)
	return nil
}

// wholeReader says of a body that was announced longer than it is that it was cut.
type wholeReader struct {
	r    io.Reader
	left int64 // negative: in chunks, which say themselves where they end
}

// Read passes on what comes.
func (w *wholeReader) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	announced := w.left >= 0
	w.left -= int64(n)
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, io.EOF) && (!announced || w.left <= 0):
		return n, io.EOF
	}
	return n, errCut.Because(err)
}

func bodyOf(rctx *fasthttp.RequestCtx) io.Reader {
	if stream := rctx.RequestBodyStream(); stream != nil {
		return stream
	}
	return strings.NewReader("")
}
