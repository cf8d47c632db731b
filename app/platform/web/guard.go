package web

import (
	"bytes"
	"context"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
)

// Credentials are what a request says about who sends it, and nothing checked yet.
type Credentials struct {
	Cookie string
	Bearer string
	Agent  string // the browser's name of itself, for the list of sessions
	Prefix string // network the request comes from: /32 or /64
}

// Call is the request that a context belongs to.
type Call struct {
	Credentials
	Query  url.Values
	key    *string
	print  string
	logger *slog.Logger
}

type callKey struct{}

// CallOf gives the request that ctx belongs to, empty outside a request.
func CallOf(ctx context.Context) Call {
	c, _ := ctx.Value(callKey{}).(Call)
	return c
}

func loggerOf(ctx context.Context) *slog.Logger { return CallOf(ctx).logger }

var (
	errOrigin     = fault.New(fault.Forbidden, "origin_refused", "This request does not come from the site's own pages.")
	errKeyMissing = fault.New(fault.Precondition, "idempotency_key_missing", "Send an Idempotency-Key header, so that a repeat does no harm.")
	errKeyInvalid = fault.New(fault.Invalid, "idempotency_key_invalid", "An Idempotency-Key has 1 to 200 visible ASCII characters.")
)

const maxKey = 200

// IdempotencyKey gives the key of the request for a member, or says what is wrong with it.
func IdempotencyKey(ctx context.Context, member string) (event.Key, error) {
	c := CallOf(ctx)
	if c.key == nil {
		return event.Key{}, errKeyMissing
	}
	k := *c.key
	if k == "" || len(k) > maxKey || strings.ContainsFunc(k, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return event.Key{}, errKeyInvalid
	}
	return event.Key{Member: member, Key: k, Print: c.print}, nil
}

// identify is the middleware that knows who is asking, and refuses what another site's page may have sent.
func (s *Server) identify(c *fiber.Ctx) error {
	if err := storable(c); err != nil {
		return err
	}
	call := Call{logger: s.opts.Logger, Credentials: s.credentials(c)}
	call.Query, _ = url.ParseQuery(string(c.Request().URI().QueryString())) // what cannot be read is not there
	if unsafeMethod(c.Method()) {
		session := c.Method() == fiber.MethodPost && (c.Path() == "/api/session" || c.Path() == "/api/workshops/join" || strings.HasPrefix(c.Path(), "/api/session/") || strings.HasPrefix(c.Path(), "/api/oidc/"))
		if call.Bearer == "" && (call.Cookie != "" || session) && !s.ownPage(c) {
			return errOrigin
		}
		if c.Request().Header.Peek("Idempotency-Key") != nil {
			key := strings.Clone(c.Get("Idempotency-Key"))
			var body []byte
			if !isUpload(c) { // the operation adds to the print what it read
				body = c.Body()
			}
			call.key, call.print = &key, event.Print(c.Method(), c.OriginalURL(), body)
		}
	}
	ctx := context.WithValue(c.UserContext(), callKey{}, call)
	ctx, err := s.opts.Identify(ctx, call.Credentials)
	if err != nil {
		return err
	}
	if s.opts.Allow != nil && strings.HasPrefix(c.Path(), "/api/") {
		if err := s.opts.Allow(ctx, c.Path()); err != nil {
			return err
		}
	}
	c.SetUserContext(ctx)
	return c.Next()
}

// storable refuses an address that holds what no text here can hold, before it comes near a query.
func storable(c *fiber.Ctx) error {
	if path := c.Path(); !utf8.ValidString(path) || strings.ContainsRune(path, 0) {
		return errNotFound
	}
	for name, value := range c.Context().QueryArgs().All() {
		if !utf8.Valid(name) || !utf8.Valid(value) || bytes.IndexByte(value, 0) >= 0 || bytes.IndexByte(name, 0) >= 0 {
			return errUnstorable
		}
	}
	return nil
}

func unsafeMethod(m string) bool {
	return m == fiber.MethodPost || m == fiber.MethodPut || m == fiber.MethodPatch || m == fiber.MethodDelete
}

// credentials reads cookie and bearer. A bearer decides alone: a cookie sent beside it is not looked at.
func (s *Server) credentials(c *fiber.Ctx) Credentials {
	got := Credentials{Agent: strings.Clone(c.Get(fiber.HeaderUserAgent)), Prefix: prefix(s.proxies.client(c)).String()}
	if scheme, token, ok := strings.Cut(c.Get(fiber.HeaderAuthorization), " "); ok && strings.EqualFold(scheme, "bearer") {
		got.Bearer = strings.Clone(strings.TrimSpace(token))
	} else if c.Get(fiber.HeaderAuthorization) != "" {
		got.Bearer = "unreadable"
	} else {
		got.Cookie = strings.Clone(c.Cookies(s.CookieName()))
	}
	return got
}

// ownPage says whether the browser says that a page of this very site sent the request.
func (s *Server) ownPage(c *fiber.Ctx) bool {
	if origin := c.Get(fiber.HeaderOrigin); origin != "" {
		return origin == s.Origin()
	}
	return c.Get("Sec-Fetch-Site") == "same-origin"
}

// Origin is scheme, host and port of the product, as browsers write it.
func (s *Server) Origin() string { return s.opts.URL.Scheme + "://" + s.opts.URL.Host }

// CookieName is the session cookie's name: bound to the host where the address is https.
func (s *Server) CookieName() string { return CookieName(s.opts.URL.Scheme) }

// CookieName is the session cookie's name under a scheme.
func CookieName(scheme string) string {
	if scheme == "https" {
		return "__Host-sid"
	}
	return "sid"
}

// oneAddress sends readers of pages who came by another name to the product's own.
func (s *Server) oneAddress(c *fiber.Ctx) error {
	if host := string(c.Request().Host()); !strings.EqualFold(host, s.opts.URL.Host) {
		target := c.OriginalURL()
		if !strings.HasPrefix(target, "/") { // a request line may hold a whole address
			target = "/"
		}
		return c.Redirect(s.Origin()+target, fiber.StatusTemporaryRedirect)
	}
	return c.Next()
}

// ambiguous refuses framing that a proxy may read differently.
func ambiguous(c *fiber.Ctx) error {
	h := &c.Request().Header
	if len(h.PeekAll(fiber.HeaderContentLength)) > 1 || (h.Peek(fiber.HeaderTransferEncoding) != nil && h.Peek(fiber.HeaderContentLength) != nil) {
		c.Set(fiber.HeaderConnection, "close")
		return fiber.ErrBadRequest
	}
	return nil
}

// Prefix is the network that limits count by: the whole address for IPv4, /64 for IPv6.
func prefix(a netip.Addr) netip.Prefix {
	a = a.Unmap()
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, _ := a.Prefix(bits)
	return p
}

// proxies are the networks whose word about a client's address counts.
type proxies []netip.Prefix

func parseProxies(list []string) (proxies, error) {
	var p proxies
	for _, s := range list {
		if a, err := netip.ParseAddr(s); err == nil {
			p = append(p, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		net, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, err
		}
		p = append(p, net)
	}
	return p, nil
}

func (p proxies) trusts(a netip.Addr) bool {
	for _, net := range p {
		if net.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// client is the peer's address, or behind trusted proxies the right-most address that is none of them: what stands to its
// left was written by the client itself.
func (p proxies) client(c *fiber.Ctx) netip.Addr {
	peer, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok || !p.trusts(peer) {
		return peer.Unmap()
	}
	// A proxy may add a line of its own below the one that the client sent.
	hops := strings.Split(string(bytes.Join(c.Request().Header.PeekAll(fiber.HeaderXForwardedFor), []byte(","))), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return peer.Unmap()
		}
		if peer = a; !p.trusts(a) {
			break
		}
	}
	return peer.Unmap()
}

// ClientPrefix is the network that a request comes from, for limits by address.
func (s *Server) ClientPrefix(c *fiber.Ctx) netip.Prefix { return prefix(s.proxies.client(c)) }
