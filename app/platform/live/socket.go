package live

import (
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/websocket/v2"

	"kraftsam/app/platform/fault"
)

// Socket is what the handshake needs to know.
type Socket struct {
	Path         string // default /api/live
	Site         string // KRAFTSAM_URL: scheme, host and port that an Origin must equal
	Cookie       string // name of the session's cookie
	Authenticate Authenticate
	Address      func(c *fiber.Ctx) string // of the client; nil: the peer's
}

// placeKey is the one value that goes through the upgrade.
const placeKey = "live.place"

var errOrigin = fault.New(fault.Forbidden, "origin_refused", "This page may not open a connection here.")

// Mount answers GET /api/live. The server must keep hijacked connections, or closing one does nothing and its object is
// given to another client while it is still written to.
func Mount(app *fiber.App, h *Hub, s Socket) error {
	site, ok := originOf(strings.TrimSuffix(s.Site, "/"))
	if !ok {
		return fmt.Errorf("live: %q is no address of a site", s.Site)
	}
	app.Server().KeepHijackedConns = true
	if s.Path == "" {
		s.Path = "/api/live"
	}
	if s.Address == nil {
		s.Address = func(c *fiber.Ctx) string { return c.Context().RemoteIP().String() }
	}
	upgrade := websocket.New(func(ws *websocket.Conn) { h.accept(ws) }, websocket.Config{
		ReadBufferSize: 16, WriteBufferSize: 16, WriteBufferPool: &sync.Pool{},
	})
	app.Get(s.Path, func(c *fiber.Ctx) error { return h.handshake(c, s, site, upgrade) })
	return nil
}

// handshake decides who comes in, before the websocket package sees the request.
func (h *Hub) handshake(c *fiber.Ctx, s Socket, site string, upgrade fiber.Handler) error {
	if !websocket.IsWebSocketUpgrade(c) || c.Request().ConnectionClose() {
		return fiber.ErrUpgradeRequired
	}
	if h.stopping.Load() {
		return errStopping
	}
	cookie, bearer, hasBearer := credentials(c, s.Cookie)
	if err := checkOrigin(c, site, cookie != "" && !hasBearer); err != nil {
		return err
	}
	p, err := h.door.take(s.Address(c))
	if err != nil {
		return err
	}
	if err = h.recognise(p, s.Authenticate, cookie, bearer, hasBearer); err == nil {
		if err = bare(c, p, upgrade); err == nil && c.Context().Hijacked() {
			return nil
		}
	}
	h.door.give(p)
	return err
}

// credentials reads what the client shows; a bearer decides alone.
func credentials(c *fiber.Ctx, name string) (cookie, bearer string, hasBearer bool) {
	scheme, token, _ := strings.Cut(string(c.Request().Header.Peek(fiber.HeaderAuthorization)), " ")
	if strings.EqualFold(scheme, "Bearer") {
		return "", strings.TrimSpace(token), true
	}
	return string(c.Request().Header.Cookie(name)), "", false
}

// checkOrigin keeps other sites from opening a connection with a visitor's cookie.
func checkOrigin(c *fiber.Ctx, site string, byCookie bool) error {
	origins := c.Request().Header.PeekAll(fiber.HeaderOrigin)
	if len(origins) == 0 {
		if byCookie {
			return errOrigin
		}
		return nil
	}
	got, ok := originOf(string(origins[0]))
	if !ok || len(origins) > 1 || got != site {
		return errOrigin
	}
	return nil
}

// originOf is scheme, host and port in one form.
func originOf(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", false
	}
	port := u.Port()
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return "", false
	case port == "" && u.Scheme == "http":
		port = "80"
	case port == "":
		port = "443"
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port), true
}

// credential is what a client shows; who comes through many connections at the same time is looked up once for all of them.
type credential struct{ cookie, bearer string }

// recognise finds out whose place it is. A credential that is dead is let in to be told so, since a browser cannot see an
// answer over HTTP; one that cannot be judged now is refused.
func (h *Hub) recognise(p *place, ask Authenticate, cookie, bearer string, hasBearer bool) error {
	if h.away.Load() {
		return errDatabase
	}
	if cookie == "" && !hasBearer {
		return nil
	}
	var who Watcher
	err := error(errSession)
	if !hasBearer || bearer != "" {
		who, err = h.known.do(credential{cookie, bearer}, h.rights.round(), h.now(), func() (Watcher, error) {
			ctx, cancel := h.ask()
			defer cancel()
			return ask(ctx, cookie, bearer)
		})
	}
	switch {
	case err == nil:
		return h.door.name(p, who)
	case fault.KindOf(err) == fault.Unauthenticated:
		p.code = closeSession
		return nil
	case fault.KindOf(err) == fault.Internal:
		return errDatabase.Because(err)
	}
	return err
}

// handshakeHeaders are what the websocket package needs; everything else it would copy and keep as long as the connection.
var handshakeHeaders = map[string]bool{
	"Connection": true, "Upgrade": true, "Sec-Websocket-Version": true, "Sec-Websocket-Key": true, "Host": true,
}

// bare upgrades without all that the connection should not carry with it: credentials, headers, what the middleware left. The
// last of these is put back for the middleware that looks at it on the way out.
func bare(c *fiber.Ctx, p *place, upgrade fiber.Handler) error {
	var names []string
	for name := range c.Request().Header.All() {
		if !handshakeHeaders[string(name)] {
			names = append(names, string(name))
		}
	}
	for _, name := range names {
		c.Request().Header.Del(name)
	}
	c.Request().Header.DelAllCookies()
	c.Context().QueryArgs().Reset()
	kept := map[any]any{}
	c.Context().VisitUserValuesAll(func(key, value any) { kept[key] = value })
	c.Context().ResetUserValues()
	c.Locals(placeKey, p)
	err := upgrade(c)
	for key, value := range kept {
		c.Context().SetUserValue(key, value)
	}
	return err
}

// accept takes the connection over from the websocket package, which has done its part with the handshake. From here on only
// the bare connection is held: what carried the handshake (the reader of 16 KiB, the request, the package's own objects) is
// let go, and nothing of ours writes to what is given to another client next.
func (h *Hub) accept(ws *websocket.Conn) {
	p, _ := ws.Locals(placeKey).(*place)
	wire, early := takeOver(ws)
	go h.attend(p, wire, early)
}

// attend serves a connection. It is the last frame of its goroutine: there is no recover around it.
func (h *Hub) attend(p *place, wire net.Conn, early []byte) {
	defer func() {
		if r := recover(); r != nil {
			h.logger.Error("connection panicked", "panic", r)
			_ = wire.Close()
		}
	}()
	if p == nil || !h.door.arrive(p) {
		_ = wire.Close()
		return
	}
	defer h.door.give(p)
	c := newConn(h, p.who, wire)
	if p.code != openConnection {
		c.close(p.code, true)
	}
	c.serve(newIncoming(c, early, h.limits.FrameBytes))
}

// sendBuffer is what the kernel keeps for a slow client; its own choice is megabytes, full of words that may be withdrawn.
const sendBuffer = 64 << 10

// takeOver finds the connection beneath the wrapper that fasthttp reads through, and what that has read already.
func takeOver(ws *websocket.Conn) (wire net.Conn, early []byte) {
	wrapper := ws.NetConn()
	wire = wrapper
	if w, ok := wrapper.(interface{ UnsafeConn() net.Conn }); ok {
		wire = w.UnsafeConn()
	}
	_ = wire.SetReadDeadline(past) // so that only what has been read is read
	early, _ = io.ReadAll(wrapper)
	_ = wire.SetReadDeadline(time.Time{})
	if tcp, ok := wire.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(sendBuffer)
	}
	return wire, early
}
