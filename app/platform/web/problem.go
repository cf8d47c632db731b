package web

import (
	"encoding/json"
	"errors"
	"math"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kraftsam/app/platform/fault"
)

const problemType = "application/problem+json"

// problem is the one error exit: the only code that turns a fault into an answer of the API.
type problem struct {
	fault.Problem
	err *fault.Error
}

func newProblem(err error) *problem {
	f := fault.As(err)
	return &problem{Problem: fault.ProblemOf(f), err: f}
}

// Error is for the log.
func (p *problem) Error() string { return p.err.Error() }

// GetStatus tells Huma the status.
func (p *problem) GetStatus() int { return p.Status }

// ContentType tells Huma the media type.
func (p *problem) ContentType(string) string { return problemType }

// MarshalJSON writes the problem object alone.
func (p *problem) MarshalJSON() ([]byte, error) { return json.Marshal(p.Problem) }

// Schema documents what MarshalJSON writes.
func (p *problem) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(problemShape, true, "Problem")
}

func retryAfter(wait time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(wait.Seconds()))))
}

// fail answers with a problem over Fiber: for everything that never reached an operation.
func (s *Server) fail(c *fiber.Ctx, err error) error {
	var asFiber *fiber.Error
	if errors.As(err, &asFiber) {
		err = fromStatus(asFiber.Code)
	}
	p := newProblem(err)
	s.log(c, p)
	s.headers(c)
	if p.err.RetryAfter > 0 {
		c.Set(fiber.HeaderRetryAfter, retryAfter(p.err.RetryAfter))
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Status(p.Status)
	body, _ := json.Marshal(p.Problem)
	c.Set(fiber.HeaderContentType, problemType)
	return c.Send(body)
}

func (s *Server) log(c *fiber.Ctx, p *problem) {
	if p.err.Kind == fault.Internal {
		s.opts.Logger.Error("request failed", "method", c.Method(), "path", routeOf(c), "error", p.err.Error())
	}
}

func fromStatus(status int) error {
	switch status {
	case fiber.StatusNotFound:
		return errNotFound
	case fiber.StatusMethodNotAllowed:
		return fault.New(fault.NotAllowed, "method_not_allowed", "This address does not take this method.")
	case fiber.StatusRequestEntityTooLarge:
		return fault.New(fault.TooLarge, "body_too_large", "The request is too large.")
	case fiber.StatusRequestHeaderFieldsTooLarge:
		return fault.New(fault.TooLarge, "header_too_large", "The request's headers are too large.")
	case fiber.StatusUpgradeRequired:
		return fault.New(fault.Upgrade, "upgrade_required", "This address speaks WebSocket.")
	case fiber.StatusUnsupportedMediaType:
		return errUnsupported
	case fiber.StatusInternalServerError:
		return fault.New(fault.Internal, "internal", "Something went wrong on our side.")
	}
	return fault.New(fault.Malformed, "request_malformed", "The request cannot be read.")
}

var (
	errNotFound    = fault.New(fault.NotFound, "not_found", "There is nothing at this address.")
	errUnsupported = fault.New(fault.Unsupported, "body_unsupported", "Send the body as application/json.")
)

// fromHuma reads Huma's own refusals: their detail echoes the refused value (a password, say), so only place and reason are kept.
func fromHuma(status int, message string, errs ...error) huma.StatusError {
	var f *fault.Error
	for _, err := range errs {
		if errors.As(err, &f) {
			return newProblem(f)
		}
	}
	if status < 400 {
		return &notModified{status}
	}
	switch status {
	case fiber.StatusUnprocessableEntity, fiber.StatusBadRequest:
		f = fault.New(fault.Invalid, "validation_failed", "Something in the request cannot be used; see errors.")
		if strings.Contains(message, "unmarshal") || len(errs) == 0 {
			f = errMalformed
		}
		for _, err := range errs {
			if d, ok := err.(huma.ErrorDetailer); ok && f != errMalformed {
				f.Fields = append(f.Fields, field(d.ErrorDetail()))
			}
		}
		// Huma finds unknown fields in the order of a map; the same request is to get the same answer.
		slices.SortStableFunc(f.Fields, func(a, b fault.Field) int { return strings.Compare(a.Location, b.Location) })
		return newProblem(f)
	case fiber.StatusRequestEntityTooLarge:
		return newProblem(errTooLarge)
	case fiber.StatusInternalServerError:
		return newProblem(errors.New(message))
	}
	return newProblem(fromStatus(status))
}

type notModified struct{ status int }

func (n *notModified) Error() string  { return "not modified" }
func (n *notModified) GetStatus() int { return n.status }

// field says what is wrong with one place of a request. Numbers that no type holds are found by the decoder, past the
// validation; its own words name types of the program.
func field(e *huma.ErrorDetail) fault.Field {
	words, ok := strings.CutPrefix(e.Message, "json: cannot unmarshal number")
	if !ok {
		return fault.Field{Location: e.Location, Code: reason(e.Message), Message: e.Message}
	}
	where := e.Location
	if _, rest, ok := strings.Cut(words, " into Go struct field "); ok {
		path, _, _ := strings.Cut(rest, " ")
		if _, name, ok := strings.Cut(path, "."); ok {
			where += "." + name
		}
	}
	return fault.Field{Location: where, Code: "out_of_range", Message: "a number is too large or too small"}
}

// reasons are parts of Huma's validation messages and the stable word for each; the first that fits counts.
var reasons = [][2]string{
	{"required property", "missing"}, {"required query", "missing"}, {"required header", "missing"}, {"required path", "missing"},
	{"unexpected property", "unknown_field"}, {"unknown query", "unknown_field"}, {"expected value to be one of", "not_one_of"},
	{"expected string", "wrong_type"}, {"expected number", "wrong_type"}, {"expected integer", "wrong_type"}, {"expected boolean", "wrong_type"},
	{"expected object", "wrong_type"}, {"expected array", "wrong_type"}, {"invalid integer", "wrong_type"}, {"length", "wrong_length"},
}

// reason gives Huma's validation messages a stable word.
func reason(message string) string {
	for _, r := range reasons {
		if strings.Contains(message, r[0]) {
			return r[1]
		}
	}
	return "invalid"
}

func routeOf(c *fiber.Ctx) string {
	if r := c.Route(); r != nil {
		return r.Path
	}
	return ""
}

func stack() string { return string(debug.Stack()) }
