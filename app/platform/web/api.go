package web

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"kraftsam/app/platform/fault"
)

var problemShape = reflect.TypeFor[fault.Problem]()

// Sizes of JSON bodies in bytes: where only text is sent, and elsewhere.
const (
	TextBody = 64 << 10
	maxBody  = 1 << 20
)

func newAPI(app *fiber.App, version string) huma.API {
	huma.NewError = fromHuma
	huma.ValidateStrictCasing = true
	huma.DefaultArrayNullable = false
	config := huma.DefaultConfig("Kraftsam", version)
	config.Info.Description = "The API of Kraftsam. Errors are problems (RFC 9457) with a stable code; lists are read with cursors; every POST that creates something lasting takes an Idempotency-Key."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks, config.Transformers = nil, nil
	config.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: "__Host-sid", Description: "The session cookie; sid where the address is plain http."},
		"token":   {Type: "http", Scheme: "bearer"},
	}
	api := humafiber.NewV2(app, config)
	api.UseMiddleware(readable(api))
	return api
}

// Register adds an operation. The handler answers with faults; everything else it returns is hidden as internal. What an
// operation may answer when it refuses is documented once, as the Problem of every operation.
func Register[I, O any](api huma.API, op huma.Operation, handler func(ctx context.Context, in *I) (*O, error)) {
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = maxBody
	}
	if op.OperationID == "" {
		op.OperationID = operationID(op)
	}
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	op.Responses["default"] = &huma.Response{
		Description: "Refused or failed: see code.",
		Content:     map[string]*huma.MediaType{problemType: {Schema: api.OpenAPI().Components.Schemas.Schema(problemShape, true, "Problem")}},
	}
	huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err == nil {
			return out, nil
		}
		return nil, refuse(ctx, err)
	})
}

// Warn writes to the log what whoever runs the place should know of, and the caller is not told.
func Warn(ctx context.Context, about string, err error) {
	if log := loggerOf(ctx); log != nil {
		log.WarnContext(ctx, "something to look at", "about", about, "error", err)
	}
}

func refuse(ctx context.Context, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		err = fault.New(fault.Unavailable, "too_slow", "This took too long. Try again in a moment.").After(errStopping.RetryAfter).Because(err)
	}
	p := newProblem(err)
	if p.err.Kind == fault.Internal {
		if log := loggerOf(ctx); log != nil {
			log.ErrorContext(ctx, "request failed", "error", p.err.Error())
		}
	}
	if p.err.RetryAfter > 0 {
		return huma.ErrorWithHeaders(p, http.Header{"Retry-After": {retryAfter(p.err.RetryAfter)}})
	}
	return p
}

var _ = fault.Register("too_slow")

func operationID(op huma.Operation) string {
	words := strings.FieldsFunc(strings.TrimPrefix(op.Path, "/api/"), func(r rune) bool { return r == '/' || r == '{' || r == '}' || r == '-' })
	return strings.ToLower(op.Method) + "-" + strings.Join(words, "-")
}

// List is a page of a list; before and after are cursors to hand back as the query parameter of that name, null where
// nothing more lies that way.
type List[T any] struct {
	Items  []T     `json:"items"`
	Before *string `json:"before" nullable:"true" doc:"cursor to what comes before, null at the start"`
	After  *string `json:"after" nullable:"true" doc:"cursor to what comes after, null at the end"`
}

// All wraps a list that needs no paging.
func All[T any](items []T) List[T] {
	if items == nil {
		items = []T{}
	}
	return List[T]{Items: items}
}

// unknownAddress answers addresses under /api that nothing took: 405 with Allow where another method would be taken.
func (s *Server) unknownAddress(c *fiber.Ctx) error {
	if allow := s.allowed(c.Path()); len(allow) > 0 {
		c.Set(fiber.HeaderAllow, strings.Join(allow, ", "))
		return fiber.ErrMethodNotAllowed
	}
	return errNotFound
}

func (s *Server) allowed(path string) []string {
	var allow []string
	if path == "/api/openapi.json" || path == "/api/docs" || path == "/api/docs.css" || path == "/api/live" {
		allow = append(allow, "GET")
	}
	for pattern, item := range s.api.OpenAPI().Paths {
		if !matches(pattern, path) {
			continue
		}
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if op != nil {
				allow = append(allow, method)
			}
		}
	}
	if slices.Contains(allow, "GET") {
		allow = append(allow, "HEAD")
	}
	slices.Sort(allow)
	return allow
}

// matches says whether a path fits a pattern such as /api/threads/{id}.
func matches(pattern, path string) bool {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return false
	}
	for i := range want {
		part := strings.HasPrefix(want[i], "{")
		if part && have[i] == "" || !part && want[i] != have[i] {
			return false
		}
	}
	return true
}
