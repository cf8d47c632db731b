package live

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fasthttp/websocket"
	"github.com/gofiber/fiber/v2"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/livetest"
	"kraftsam/app/platform/ref"
)

const site = "http://kraftsam.test:8080"

// server is a house behind Fiber, on a port of its own.
type server struct {
	*house
	url  string
	addr string
}

func serve(t testing.TB, limits Limits) *server {
	t.Helper()
	h := alone(t, limits)
	app := fiber.New(fiber.Config{Immutable: true, DisableStartupMessage: true, ErrorHandler: func(c *fiber.Ctx, err error) error {
		p := fault.ProblemOf(err)
		if f := fault.As(err); f.RetryAfter > 0 {
			c.Set("Retry-After", "1")
		}
		body, _ := json.Marshal(p)
		return c.Status(p.Status).Send(body)
	}})
	people := map[string]Watcher{"ada": ada, "bo": bo, "soon": {Member: "soon", Session: "s-soon", Expires: time.Now().Add(time.Second)}}
	err := Mount(app, h.Hub, Socket{Site: site, Cookie: "sid", Authenticate: func(_ context.Context, cookie, bearer string) (Watcher, error) {
		switch key := cookie + bearer; {
		case key == "away":
			return Watcher{}, fault.New(fault.Unavailable, "database_unavailable", "Not now.")
		case people[key].Member == "":
			return Watcher{}, fault.New(fault.Unauthenticated, "session_missing", "Nobody.")
		default:
			return people[key], nil
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = app.Listener(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), livetest.Patience)
		defer cancel()
		_ = h.Stop(ctx)
		_ = app.Shutdown()
		<-done
	})
	return &server{h, "ws://" + l.Addr().String() + "/api/live", l.Addr().String()}
}

func (s *server) dial(t testing.TB, header ...string) *livetest.Client {
	t.Helper()
	return livetest.Dial(t, s.url, header...)
}

func (s *server) as(t testing.TB, name string) *livetest.Client {
	t.Helper()
	return s.dial(t, "Authorization", "Bearer "+name)
}

// refused demands an answer over HTTP.
func (s *server) refused(t *testing.T, status int, code string, header ...string) *http.Response {
	t.Helper()
	conn, res, err := livetest.Handshake(s.url, header...)
	if err == nil {
		_ = conn.Close()
		t.Fatalf("%v: accepted", header)
	}
	if res == nil {
		t.Fatalf("%v: no answer: %v", header, err)
	}
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != status || !strings.Contains(string(body), `"code":"`+code+`"`) {
		t.Errorf("%v: %d %s, want %d %s", header, res.StatusCode, body, status, code)
	}
	return res
}

func TestWhoMayShakeHands(t *testing.T) {
	s := serve(t, quick())
	for _, origin := range []string{"http://evil.test", "null", "", "https://kraftsam.test:8080", "http://kraftsam.test", "http://kraftsam.test:8081",
		"http://kraftsam.test:8080.evil.test", "http://kraftsam.test:8080/x", "http://kraftsam.test:8080/", "http://a@kraftsam.test:8080"} {
		for _, credential := range [][]string{nil, {"Cookie", "sid=ada"}, {"Authorization", "Bearer ada"}} {
			s.refused(t, 403, "origin_refused", append([]string{"Origin", origin}, credential...)...)
		}
	}
	s.refused(t, 403, "origin_refused", "Cookie", "sid=ada")
	s.refused(t, 403, "origin_refused", "Origin", site, "Origin", "http://evil.test")
	s.refused(t, 503, "database_unavailable", "Authorization", "Bearer away")
	for _, header := range [][]string{
		nil, {"Origin", site}, {"Origin", "HTTP://Kraftsam.test:8080"}, {"Cookie", "sid=ada", "Origin", site}, {"Authorization", "Bearer ada"},
		{"Authorization", "bearer ada", "Cookie", "sid=dead"}, {"Cookie", "other=1"},
	} {
		s.dial(t, header...).Subscribe("thread:1")
	}
	for _, header := range [][]string{{"Cookie", "sid=dead", "Origin", site}, {"Authorization", "Bearer dead"}, {"Authorization", "Bearer "},
		{"Authorization", "Bearer dead", "Cookie", "sid=ada", "Origin", site}} {
		if code := s.dial(t, header...).Ended(); code != closeSession {
			t.Errorf("%v: a credential that was sent and is dead closes with %d", header, code)
		}
	}
}

func TestTheHandshakeWhileTheDatabaseIsAway(t *testing.T) {
	s := serve(t, quick())
	s.log.Fail(io.ErrUnexpectedEOF)
	wait(t, "the hub notices", func() bool { return !s.Healthy() })
	s.refused(t, 503, "database_unavailable")
	s.log.Fail(nil)
	wait(t, "the hub notices", s.Healthy)
	s.dial(t).Subscribe("thread:1")
}

func TestNoCompression(t *testing.T) {
	s := serve(t, quick())
	d := websocket.Dialer{EnableCompression: true}
	conn, res, err := d.Dial(s.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if got := res.Header.Get("Sec-Websocket-Extensions"); got != "" {
		t.Errorf("the server agreed to %q", got)
	}
}

func TestBadFramesCloseWithTheirCode(t *testing.T) {
	s := serve(t, quick())
	for _, c := range []struct {
		name string
		sort int
		body string
		code int
	}{
		{"binary", websocket.BinaryMessage, `{"op":"x"}`, closeBinary},
		{"not UTF-8", websocket.TextMessage, "{\"op\":\"\xff\"}", closeNotUTF8},
		{"too big", websocket.TextMessage, strings.Repeat("x", 4097), closeTooBig},
	} {
		w := s.as(t, "ada")
		w.Subscribe("thread:1")
		if err := w.Conn.WriteMessage(c.sort, []byte(c.body)); err != nil {
			t.Fatal(err)
		}
		if code := w.Ended(); code != c.code {
			t.Errorf("%s: %d, want %d", c.name, code, c.code)
		}
	}
	w := s.as(t, "ada")
	w.Say(strings.Repeat(" ", 4000) + `{"id":1,"op":"unsubscribe","topic":"x"}`)
	if o := w.Answer(); !o.Yes() {
		t.Errorf("4,096 bytes are allowed: %s", o.Raw)
	}
	if _, err := w.Conn.NetConn().Write([]byte{0xc1, 0x80, 1, 2, 3, 4}); err != nil { // a reserved bit
		t.Fatal(err)
	}
	if code := w.Ended(); code != closeProtocol {
		t.Errorf("a breach of the framing rules: %d", code)
	}
}

func TestFramesThatCannotBeUsed(t *testing.T) {
	s := serve(t, quick())
	w := s.as(t, "ada")
	for _, c := range []struct {
		frame, id, code string
		status          int
	}{
		{`{`, ``, "frame_malformed", 400},
		{``, ``, "frame_malformed", 400},
		{`[]`, ``, "frame_malformed", 400},
		{`null`, ``, "frame_malformed", 400},
		{`{"id":1} {}`, ``, "frame_malformed", 400},
		{`{"id":1,"id":2}`, ``, "frame_malformed", 400},
		{`{"id":1}`, `1`, "op_unknown", 422},
		{`{"id":1,"op":"shout","topic":"thread:1"}`, `1`, "op_unknown", 422},
		{`{"id":1,"op":["subscribe"],"topic":"thread:1"}`, `1`, "op_unknown", 422},
		{`{"id":-1.50e2,"op":"subscribe"}`, `-1.50e2`, "topic_missing", 422},
		{`{"id":"a\u00e5","op":"subscribe","topic":5}`, `"a\u00e5"`, "topic_missing", 422},
		{`{"id":1,"op":"subscribe","topic":"thread:1","Op":1}`, `1`, "field_unknown", 422},
		{`{"id":1,"op":"unsubscribe","topic":"thread:1","after":1}`, `1`, "field_unknown", 422},
		{`{"op":"subscribe","topic":"thread:1"}`, ``, "id_missing", 422},
		{`{"id":{},"op":"subscribe","topic":"thread:1"}`, ``, "id_missing", 422},
		{`{"id":"` + strings.Repeat("å", 65) + `","op":"subscribe","topic":"thread:1"}`, ``, "id_missing", 422},
		{`{"id":1,"op":"subscribe","topic":"thread:1","after":1}`, `1`, "epoch_missing", 422},
		{`{"id":1,"op":"subscribe","topic":"thread:1","after":1,"epoch":""}`, `1`, "epoch_missing", 422},
		{`{"id":1,"op":"subscribe","topic":"thread:1","after":-1,"epoch":"k"}`, `1`, "after_invalid", 422},
		{`{"id":1,"op":"subscribe","topic":"thread:1","after":1.5,"epoch":"k"}`, `1`, "after_invalid", 422},
		{`{"id":1,"op":"subscribe","topic":"thread:1","after":"1","epoch":"k"}`, `1`, "after_invalid", 422},
		{`{"id":1,"op":"subscribe","topic":"thread:1","after":99999999999999999999,"epoch":"k"}`, `1`, "after_invalid", 422},
		{`{"op":"signal","kind":"typing"}`, ``, "topic_missing", 422},
	} {
		w.Say(c.frame)
		o := w.Answer()
		if !o.No(c.code) || o.Problem.Status != c.status || string(o.ID) != c.id || o.Problem.Type != "/problems/"+c.code {
			t.Errorf("%s: %s, want %d %s with id %s", c.frame, o.Raw, c.status, c.code, c.id)
		}
	}
	long := `"` + strings.Repeat("å", 64) + `"`
	w.Say(`{"id":` + long + `,"op":"subscribe","topic":"thread:1"}`)
	if o := w.Answer(); !o.Yes() || string(o.ID) != long {
		t.Errorf("the connection stays, and an id of 64 characters comes back: %s", o.Raw)
	}
}

func TestAnswersComeInTheOrderOfTheRequests(t *testing.T) {
	s := serve(t, quick())
	w := s.as(t, "ada")
	for i := range 90 {
		w.Say(fmt.Sprintf(`{"id":%d,"op":"%s","topic":"thread:%d"}`, i, []string{"subscribe", "unsubscribe", "nonsense"}[i%3], i%7))
	}
	for i := range 90 {
		if o := w.Answer(); string(o.ID) != fmt.Sprint(i) {
			t.Fatalf("answer %d: %s", i, o.Raw)
		}
	}
}

func TestTooManyFrames(t *testing.T) {
	s := serve(t, quick())
	w := s.as(t, "ada")
	for i := range 300 {
		w.Say(fmt.Sprintf(`{"id":%d,"op":"unsubscribe","topic":"x"}`, i))
	}
	for range 300 {
		w.Answer()
	}
	w.Say(`{"id":300,"op":"unsubscribe","topic":"x"}`)
	if code := w.Ended(); code != closeTooMany {
		t.Errorf("%d", code)
	}
}

func TestPingsAreAnsweredAndAClosingIsReturned(t *testing.T) {
	s := serve(t, quick())
	w := s.as(t, "ada")
	if err := w.Conn.WriteControl(websocket.PingMessage, []byte("hej"), time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-w.Pongs:
		if got != "hej" {
			t.Errorf("pong %q", got)
		}
	case <-time.After(livetest.Patience):
		t.Fatal("no pong")
	}
	_ = w.Conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(1000, "bye"), time.Now().Add(time.Second))
	if code := w.Ended(); code != closeNormal {
		t.Errorf("%d", code)
	}
	wait(t, "the connection is let go", func() bool { return s.Stats().Connections == 0 })
}

func TestThePanicOfARoomEndsOneConnectionOnly(t *testing.T) {
	s := serve(t, quick())
	w, other := s.as(t, "ada"), s.as(t, "bo")
	other.Subscribe("thread:1")
	w.Say(`{"id":1,"op":"subscribe","topic":"thread:panic"}`)
	if code := w.Ended(); code != closeInternal {
		t.Errorf("%d", code)
	}
	if len(w.Waiting()) != 0 {
		t.Error("a text was sent")
	}
	s.log.Post("thread:1", 1)
	other.Events("thread:1", 1, 1)
}

func TestLimitsOnConnections(t *testing.T) {
	limits := quick()
	limits.MemberConnections, limits.AddressConnections = 2, 4
	s := serve(t, limits)
	first := s.as(t, "ada")
	s.as(t, "ada")
	res := s.refused(t, 429, "too_many_connections", "Authorization", "Bearer ada")
	if res.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	s.as(t, "bo")
	s.dial(t)
	s.refused(t, 429, "too_many_connections")
	first.Close()
	wait(t, "the place is free", func() bool { return s.Stats().Connections == 3 })
	wait(t, "the next may come", func() bool {
		conn, _, err := livetest.Handshake(s.url, "Authorization", "Bearer ada")
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

func TestAddressesCountByPrefix(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7/32", "::ffff:192.0.2.7": "192.0.2.7/32", "2001:db8:1:2:3::4": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64",
	} {
		if got := prefixOf(address).String(); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}

func TestAnEndedSessionIsDeadWithinASecond(t *testing.T) {
	limits := quick()
	limits.Sweep, limits.Fresh = time.Second, 2*time.Second
	s := serve(t, limits)
	for name, end := range map[string]func(){
		"told":       func() { s.log.Commit(Control, SessionEnded, ref.Ref{Kind: "session", ID: "s-ada"}) },
		"only swept": func() { s.log.Write(Control, SessionEnded, ref.Ref{Kind: "session", ID: "s-ada"}) },
		"suspended":  func() { s.log.Commit(Control, MemberSuspended, ref.Ref{Kind: "member", ID: "ada"}) },
	} {
		s.control.mu.Lock()
		clear(s.control.ended)
		s.control.mu.Unlock()
		w, other := s.as(t, "ada"), s.as(t, "bo")
		w.Subscribe("thread:1")
		other.Subscribe("thread:1")
		began := time.Now()
		end()
		if code := w.Ended(); code != closeSession {
			t.Errorf("%s: %d", name, code)
		}
		if took := time.Since(began); took > 1500*time.Millisecond {
			t.Errorf("%s: dead after %s", name, took)
		}
		other.Subscribe("thread:2")
		other.Close()
	}
}

func TestASessionThatRunsOut(t *testing.T) {
	s := serve(t, quick())
	if code := s.as(t, "soon").Ended(); code != closeSession {
		t.Errorf("%d", code)
	}
}

func TestStopping(t *testing.T) {
	s := serve(t, quick())
	var all []*livetest.Client
	for range 20 {
		w := s.dial(t)
		w.Subscribe("thread:1")
		all = append(all, w)
	}
	ctx, cancel := context.WithTimeout(context.Background(), livetest.Patience)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- s.Stop(ctx) }()
	for _, w := range all {
		if code := w.Ended(); code != closeRestart {
			t.Errorf("%d", code)
		}
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	s.refused(t, 503, "stopping")
}

func TestSilence(t *testing.T) {
	limits := quick()
	limits.Ping, limits.Silence = 20*time.Millisecond, time.Second
	s := serve(t, limits)
	alive, silent := s.dial(t), s.dial(t)
	silent.Mute()
	if code := silent.Ended(); code != closeAway {
		t.Errorf("%d", code)
	}
	alive.Subscribe("thread:1")
}
