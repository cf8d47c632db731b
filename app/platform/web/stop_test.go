package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"kraftsam/app/platform/fault"
)

// listen opens a real street for the door.
func (d *door) listen(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- d.Fiber().Listener(l) }()
	t.Cleanup(func() {
		_, _ = d.Fiber().Shutdown(), <-done
	})
	return l.Addr().String()
}

// What is under way is finished, what comes later is sent away in words that a client may believe.
func TestStopping(t *testing.T) {
	inside, goOn := make(chan struct{}), make(chan struct{})
	var once sync.Once
	d := open(t, func(o *Options) {
		o.Identify = func(ctx context.Context, c Credentials) (context.Context, error) {
			if c.Bearer == "slow" {
				once.Do(func() { close(inside) })
				<-goOn
			}
			return ctx, nil
		}
	})
	addr := d.listen(t)
	type result struct {
		status int
		body   string
		err    error
	}
	slow := make(chan result, 1)
	go func() {
		req, _ := http.NewRequest("GET", "http://"+addr+"/api/things/1", nil)
		req.Header.Set("Authorization", "Bearer slow")
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			slow <- result{err: err}
			return
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		slow <- result{res.StatusCode, string(body), err}
	}()
	<-inside
	d.Stop()
	for path, status := range map[string]int{"/api/things/1": 503, "/plain": 503, "/robots.txt": 503, "/readyz": 503, "/livez": 200} {
		res, body := raw(t, addr, "GET "+path+" HTTP/1.1\r\nHost: "+addr+"\r\n\r\n")
		if res.StatusCode != status || status == 503 && (res.Header.Get("Retry-After") != "1" || !strings.Contains(body, `"code":"stopping"`)) {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
		if path != "/livez" && path != "/readyz" && !res.Close {
			t.Errorf("%s: the connection stays", path)
		}
	}
	shut := make(chan error, 1)
	go func() { shut <- d.Shutdown(context.Background()) }()
	select {
	case err := <-shut:
		t.Fatalf("shut with a request under way: %v", err)
	default:
	}
	close(goOn)
	if r := <-slow; r.err != nil || r.status != 200 {
		t.Errorf("the one under way got %+v", r)
	}
	if err := <-shut; err != nil {
		t.Error(err)
	}
	if c, err := net.Dial("tcp", addr); err == nil {
		_ = c.Close()
		t.Error("somebody still listens")
	}
}

func TestShutdownDoesNotWaitForEver(t *testing.T) {
	d := open(t, nil)
	d.busy.Add(1)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	_ = d.Shutdown(ctx)
	if ctx.Err() == nil {
		t.Error("it did not wait at all")
	}
}

func TestReadiness(t *testing.T) {
	state := Readiness{Status: "degraded", Broker: "down"}
	var failure error
	d := open(t, func(o *Options) {
		o.Ready = func(ctx context.Context) (Readiness, error) {
			if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) > readyTimeout {
				t.Error("the question has no end")
			}
			return state, failure
		}
	})
	if res, body := d.ask(t, "GET", "/readyz", ""); res.StatusCode != 200 || body != `{"status":"degraded","broker":"down"}` {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	failure = fault.New(fault.Unavailable, "database_unavailable", "Away.").After(time.Second)
	if res, body := d.ask(t, "GET", "/readyz", ""); res.StatusCode != 503 || res.Header.Get("Retry-After") != "1" {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	if res, body := d.ask(t, "GET", "/livez", ""); res.StatusCode != 200 || body != `{"status":"ok"}` {
		t.Errorf("%d %s", res.StatusCode, body)
	}
}

// raw says words to the door that no decent client would.
func raw(t *testing.T, addr, words string) (*http.Response, string) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c, words); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("%.60q: %v", words, err)
	}
	body, _ := io.ReadAll(res.Body)
	return res, string(body)
}

func TestRequestsThatAProxyMayReadDifferently(t *testing.T) {
	d := open(t, nil)
	addr := d.listen(t)
	head := "POST /api/things HTTP/1.1\r\nHost: " + addr + "\r\nContent-Type: application/json\r\n"
	for name, words := range map[string]string{
		"two lengths":         head + "Content-Length: 12\r\nContent-Length: 3\r\n\r\n{\"text\":\"x\"}",
		"a length and chunks": head + "Content-Length: 12\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"text\":\"x\"}\r\n0\r\n\r\n",
		"no request":          "nonsense\r\n\r\n",
		"large headers":       head + "X: " + strings.Repeat("x", 20<<10) + "\r\n\r\n",
	} {
		res, body := raw(t, addr, words)
		if res.StatusCode < 400 || res.StatusCode >= 500 || !res.Close {
			t.Errorf("%s: %d, closes %v, %s", name, res.StatusCode, res.Close, body)
		}
	}
	res, _ := raw(t, addr, "GET http://evil.example/x HTTP/1.1\r\nHost: evil.example\r\n\r\n")
	if to := res.Header.Get("Location"); res.StatusCode != 307 || !strings.HasPrefix(to, site+"/") {
		t.Errorf("%d to %s", res.StatusCode, to)
	}
}

func TestConditionalHeaders(t *testing.T) {
	for header, c := range map[string]struct {
		version          int64
		required, option string
	}{
		"":                       {0, "if_match_missing", ""},
		"*":                      {0, "if_match_missing", ""},
		" * ":                    {0, "if_match_missing", ""},
		`"3"`:                    {3, "", ""},
		` "12" `:                 {12, "", ""},
		`3`:                      {0, "if_match_invalid", "if_match_invalid"},
		`"0"`:                    {0, "if_match_invalid", "if_match_invalid"},
		`"-1"`:                   {0, "if_match_invalid", "if_match_invalid"},
		`""`:                     {0, "if_match_invalid", "if_match_invalid"},
		`"1", "2"`:               {0, "if_match_invalid", "if_match_invalid"},
		`W/"1"`:                  {0, "if_match_invalid", "if_match_invalid"},
		`"99999999999999999999"`: {0, "if_match_invalid", "if_match_invalid"},
	} {
		in := Conditional{IfMatch: header}
		n, err := in.Required()
		if got := codeOf(err); got != c.required || err == nil && n != c.version {
			t.Errorf("%q required: %d %s", header, n, got)
		}
		n, err = in.Optional()
		if got := codeOf(err); got != c.option || n != c.version {
			t.Errorf("%q optional: %d %s", header, n, got)
		}
	}
	if ETag(7) != `"7"` {
		t.Error(ETag(7))
	}
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return fault.CodeOf(err)
}

func TestPaging(t *testing.T) {
	for _, c := range []struct {
		p     Paging
		more  string
		limit int
		code  string
	}{
		{Paging{}, "", 50, ""}, {Paging{Limit: "1"}, "", 1, ""}, {Paging{Limit: "200", After: "x"}, "", 200, ""},
		{Paging{Limit: "0"}, "", 0, "limit_invalid"}, {Paging{Limit: "201"}, "", 0, "limit_invalid"}, {Paging{Limit: "-1"}, "", 0, "limit_invalid"},
		{Paging{Limit: "1e2"}, "", 0, "limit_invalid"}, {Paging{Limit: "٣"}, "", 0, "limit_invalid"},
		{Paging{Before: "a", After: "b"}, "", 0, "cursors_conflict"}, {Paging{After: "b"}, "c", 0, "cursors_conflict"}, {Paging{}, "c", 50, ""},
	} {
		n, err := c.p.Check(c.more)
		if n != c.limit || codeOf(err) != c.code {
			t.Errorf("%+v: %d %v", c.p, n, err)
		}
	}
	name := func(n int) string { return fmt.Sprint("c", n) }
	if l := PageOf([]int{4, 5, 6}, true, true, name); *l.Before != "c4" || *l.After != "c6" {
		t.Errorf("%+v", l)
	}
	if l := PageOf([]int{4}, false, false, name); l.Before != nil || l.After != nil {
		t.Errorf("%+v", l)
	}
	if l := All[int](nil); l.Items == nil {
		t.Error("an empty list is null")
	}
}

func TestGiven(t *testing.T) {
	word, empty := "x", ""
	for _, c := range []struct {
		value      *string
		want, code string
	}{{nil, "", ""}, {&word, "x", ""}, {&empty, "", "as_refused"}} {
		if got, err := Given("as", "as_refused", c.value); got != c.want || codeOf(err) != c.code {
			t.Errorf("%q %v", got, err)
		}
	}
}

// A browser takes what is written to a connection that it has in reserve for the answer to what it asks next.
func TestAConnectionWithoutARequestIsClosedWithoutAWord(t *testing.T) {
	d := open(t, nil)
	d.Fiber().Server().ReadTimeout = 20 * time.Millisecond
	conn, err := net.Dial("tcp", d.listen(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if said, err := io.ReadAll(conn); err != nil || len(said) > 0 {
		t.Errorf("heard %q, %v; want nothing and the end", said, err)
	}
}
