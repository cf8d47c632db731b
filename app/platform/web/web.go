// Package web is the door to the street: one HTTP server that speaks the JSON API, serves the built frontend and writes the
// first page of content into its shell. It knows requests, headers and problems, and no room: who is asking, what an address
// shows and what the API can do is handed to it.
package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"kraftsam/app/platform/fault"
)

// Options say how the server stands in the world.
type Options struct {
	URL            *url.URL // the one address of the product
	TrustedProxies []string // addresses or prefixes whose X-Forwarded-For counts
	Version        string
	Logger         *slog.Logger
	// Identify puts who is asking into the context. It answers Unauthenticated for a bearer that is no good, and leaves the
	// context alone for a cookie that is no good: such a reader sees what everybody sees.
	Identify func(ctx context.Context, c Credentials) (context.Context, error)
	// Allow refuses whoever calls the API too often, known as Identify told; nil: nobody.
	Allow func(ctx context.Context, path string) error
	// Shared gives the API answers that every page of the app needs first, by name, for whoever asks; nil: none.
	Shared func(ctx context.Context) (map[string]any, error)
	// Ways are links, by language, that stand on every page for a reader without scripts.
	Ways map[string][]Way
	// Ready says whether the database can be read and written, and what else is not as it should be.
	Ready func(ctx context.Context) (Readiness, error)
}

// Way is a link to another page.
type Way struct{ Address, Words string }

// Readiness is what /readyz tells beside its status.
type Readiness struct {
	Status string `json:"status"` // "ok" or "degraded"
	Broker string `json:"broker,omitempty"`
}

// Server is the assembled door. Make it with New, register operations and pages, then Serve.
type Server struct {
	opts     Options
	app      *fiber.App
	api      huma.API
	proxies  proxies
	files    files
	preload  preload
	pages    []page
	stopping atomic.Bool
	busy     atomic.Int64
	policy   string // Content-Security-Policy of pages
}

// Times that keep a slow client from holding a connection for nothing. A long poll waits up to 25 s, so the write side is longer.
const (
	readTimeout    = 10 * time.Second
	writeTimeout   = 40 * time.Second
	idleTimeout    = 60 * time.Second
	requestTimeout = 15 * time.Second
	maxHeader      = 16 << 10
	// maxWire is what is read of a body at all: well over what is accepted, so that who sends too much still hears why.
	maxWire = 12 << 20
)

// New makes a server without any room's operations.
func New(opts Options) (*Server, error) {
	p, err := parseProxies(opts.TrustedProxies)
	if err != nil {
		return nil, err
	}
	s := &Server{opts: opts, proxies: p}
	s.app = fiber.New(fiber.Config{
		// Without Immutable fasthttp reuses the memory of a request's strings for the next request.
		Immutable: true, UnescapePath: true, StrictRouting: true, CaseSensitive: true, DisableStartupMessage: true, DisablePreParseMultipartForm: true,
		ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		BodyLimit: maxWire, ReadBufferSize: maxHeader, ErrorHandler: s.fail, StreamRequestBody: true, // see bodies
	})
	// A hijacked connection must be ours until we close it: fasthttp would hand its memory to another user's socket.
	s.app.Server().KeepHijackedConns = true
	s.app.Server().NoDefaultServerHeader = true
	s.knownMethods()
	s.silentOnSpares()
	s.app.Use(s.outermost)
	s.health()
	s.api = newAPI(s.app, opts.Version)
	return s, nil
}

// knownMethods answers methods that the router does not know with a problem: it would say so itself, in plain text.
func (s *Server) knownMethods() {
	route := s.bodies(s.app.Server().Handler)
	s.app.Server().Handler = func(rctx *fasthttp.RequestCtx) {
		if slices.Contains(fiber.DefaultMethods, string(rctx.Method())) {
			route(rctx)
			return
		}
		c := s.app.AcquireCtx(rctx)
		defer s.app.ReleaseCtx(c)
		_ = s.fail(c, fiber.ErrBadRequest)
	}
}

// silentOnSpares closes a connection on which no request came in time without a word. Browsers keep some in reserve, and would take
// what is written there for the answer to what they ask next.
func (s *Server) silentOnSpares() {
	tell := s.app.Server().ErrorHandler
	s.app.Server().ErrorHandler = func(rctx *fasthttp.RequestCtx, err error) {
		var late net.Error
		if errors.As(err, &late) && late.Timeout() && len(rctx.Request.Header.Host()) == 0 {
			_ = rctx.Conn().Close()
			return
		}
		tell(rctx, err)
	}
}

// Fiber is the router, for the live connection that package live mounts on it.
func (s *Server) Fiber() *fiber.App { return s.app }

// API is where rooms register their operations.
func (s *Server) API() huma.API { return s.api }

// outermost catches panics, gives every answer its headers and refuses what must not reach a room.
func (s *Server) outermost(c *fiber.Ctx) (err error) {
	if c.Method() == fiber.MethodHead && c.Locals("head") == nil {
		c.Locals("head", true)
		c.Method(fiber.MethodGet)
		return c.RestartRouting()
	}
	s.busy.Add(1)
	defer s.busy.Add(-1)
	defer func() {
		if p := recover(); p != nil {
			s.opts.Logger.Error("panic in a request", "path", routeOf(c), "panic", p, "stack", stack())
			err = s.fail(c, fault.New(fault.Internal, "internal", "Something went wrong on our side."))
		}
	}()
	s.headers(c)
	if s.stopping.Load() {
		c.Set(fiber.HeaderConnection, "close")
		if c.Path() != "/livez" {
			return errStopping
		}
	}
	if err := ambiguous(c); err != nil {
		return err
	}
	ctx, cancel := s.context(c)
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

// context gives the request its deadline; a long poll and a live connection bound themselves.
func (s *Server) context(c *fiber.Ctx) (context.Context, context.CancelFunc) {
	switch {
	case long(c.Path()):
		return context.WithCancel(context.Background())
	case isUpload(c):
		return context.WithTimeout(context.Background(), uploadTimeout)
	}
	return context.WithTimeout(context.Background(), requestTimeout)
}

var errStopping = fault.New(fault.Unavailable, "stopping", "This server is restarting. Try again in a moment.").After(time.Second)

// Stop refuses new requests from now on; those under way go on.
func (s *Server) Stop() { s.stopping.Store(true) }

// Shutdown waits until what is under way is answered, at most until ctx ends, and closes the listener.
func (s *Server) Shutdown(ctx context.Context) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for s.busy.Load() > 0 && ctx.Err() == nil {
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
	return s.app.ShutdownWithContext(ctx)
}
