package web

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// slowest is the line, in bytes a second, that a download is given time for.
const slowest = 20_000

// filePolicy lets a file that a browser shows do nothing at all.
const filePolicy = "sandbox; default-src 'none'"

// Content is an answer that is a file. Body is closed when it is sent.
type Content struct {
	Body        io.ReadSeekCloser
	Size        int64
	Media       string
	Disposition string
	Tag         string // of these bytes, without quotes
	Private     bool   // no browser may keep it
}

// ContentOutput is the output of an operation that answers with a file.
type ContentOutput struct{ Body func(huma.Context) }

// Send makes a file the answer: whole, a part that was asked for, or the word that it has not changed.
func Send(content Content) *ContentOutput {
	return &ContentOutput{func(ctx huma.Context) { content.send(humafiber.UnwrapV2(ctx)) }}
}

func (f Content) send(c *fiber.Ctx) {
	tag := `"` + f.Tag + `"`
	c.Set(fiber.HeaderContentSecurityPolicy, filePolicy)
	c.Set(fiber.HeaderContentDisposition, f.Disposition)
	c.Set(fiber.HeaderContentType, f.Media)
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderAcceptRanges, "bytes")
	if !f.Private { // it is asked for again each time, and then not sent again
		c.Set(fiber.HeaderCacheControl, "private, no-cache")
	}
	if strings.Contains(c.Get(fiber.HeaderIfNoneMatch), tag) {
		_ = f.Body.Close()
		c.Status(fiber.StatusNotModified)
		return
	}
	from, length := f.part(c, tag)
	if length < f.Size {
		c.Status(fiber.StatusPartialContent)
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes %d-%d/%d", from, from+length-1, f.Size))
	}
	if _, err := f.Body.Seek(from, io.SeekStart); err != nil {
		panic(err) // a file on a disk that was just opened; outermost answers
	}
	_ = c.Context().SetWriteDeadline(time.Now().Add(writeTimeout + time.Duration(length/slowest)*time.Second))
	c.Context().SetBodyStream(struct {
		io.Reader
		io.Closer
	}{io.LimitReader(f.Body, length), f.Body}, int(length))
}

// part reads which bytes are asked for. More than one part, and one of other bytes than these, is answered with the whole.
func (f Content) part(c *fiber.Ctx, tag string) (from, length int64) {
	asked := c.Request().Header.Peek(fiber.HeaderRange)
	if unless := c.Get(fiber.HeaderIfRange); len(asked) == 0 || unless != "" && unless != tag {
		return 0, f.Size
	}
	first, last, err := fasthttp.ParseByteRange(asked, int(f.Size))
	if err != nil {
		return 0, f.Size
	}
	return int64(first), int64(last - first + 1)
}
