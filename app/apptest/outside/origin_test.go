package outside

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// foreign are origins that look like the site's own and are not.
func foreign(s *stand) []string {
	port := s.site[strings.LastIndex(s.site, ":"):]
	return []string{"null", "http://evil.example", "https://" + s.host(), "http://localhost" + port, "http://127.0.0.1",
		"http://127.0.0.1:1", s.site + "/", s.site + ".evil.example", s.site + "@evil.example", s.host(), "*", "file://"}
}

func TestOriginOfWrites(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.session(t, s.ada(), s.first())
		thread := s.as(s.ada(), s.first()).begin(t, "Ursprung", "första")
		path := "/api/threads/" + thread.ID + "/posts"
		body := map[string]any{"text": "x"}
		for _, origin := range append(foreign(s), "") {
			c.create(t, path, body, "Origin", origin).refused(t, http.StatusForbidden, "origin_refused")
		}
		for _, site := range []string{"cross-site", "same-site", "none"} {
			c.create(t, path, body, "Sec-Fetch-Site", site).refused(t, http.StatusForbidden, "origin_refused")
		}
		c.create(t, path, body, "Sec-Fetch-Site", "same-origin").reference(t, http.StatusCreated)
		mine := c.on(s.last()).create(t, path, body, "Origin", s.site).reference(t, http.StatusCreated)
		for _, call := range [][2]string{{"PATCH", "/api/posts/" + mine.ID}, {"DELETE", "/api/posts/" + mine.ID},
			{"PUT", "/api/areas/upplevelser/membership"}, {"DELETE", "/api/session"}, {"POST", "/api/tokens"}} {
			c.do(t, call[0], call[1], map[string]any{"text": "y"}, "If-Match", `"1"`).refused(t, http.StatusForbidden, "origin_refused")
		}
		c.get(t, "/api/session", "Origin", "http://evil.example").want(t, http.StatusOK)
		if got := c.get(t, "/api/posts/"+mine.ID).object(t); text(got, "text") != "x" {
			t.Errorf("a refused write was done: %v", got)
		}
		for _, extra := range [][]string{{}, {"Origin", "http://evil.example"}, {"Origin", "null", "Sec-Fetch-Site", "cross-site"}} {
			s.as(s.bo(), s.first()).create(t, path, body, extra...).reference(t, http.StatusCreated)
			both := caller{s: s, n: s.first(), bearer: s.bo().token, cookie: c.cookie}
			both.create(t, path, body, extra...).reference(t, http.StatusCreated)
		}
	})
}

func TestOriginOfSignIn(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.anyone(s.first())
		body := map[string]any{"email": s.ada().email, "password": s.ada().password}
		for _, origin := range append(foreign(s), "") {
			a := c.do(t, http.MethodPost, "/api/session", body, "Origin", origin).refused(t, http.StatusForbidden, "origin_refused")
			if a.header.Get("Set-Cookie") != "" {
				t.Errorf("%s: a cookie all the same", a)
			}
		}
		c.do(t, http.MethodPost, "/api/session", body, "Sec-Fetch-Site", "same-origin").want(t, http.StatusOK)
	})
}

func TestOriginOfSocket(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		cookie := s.session(t, s.ada(), s.first()).cookie
		none, token := s.anyone(s.last()), s.as(s.ada(), s.last())
		signed := caller{s: s, n: s.last(), cookie: cookie}
		both := caller{s: s, n: s.last(), cookie: cookie, bearer: s.bo().token}
		refuse := func(c caller, extra ...string) {
			t.Helper()
			conn, a := c.handshake(t, extra...)
			if conn != nil {
				_ = conn.conn.Close()
				t.Errorf("handshake with %q was accepted", extra)
				return
			}
			judge(t, a)
			a.refused(t, http.StatusForbidden, "origin_refused")
		}
		for _, origin := range foreign(s) {
			if origin == s.site+"/" {
				continue // scheme, host and port are the site's own: the page leaves it open
			}
			for _, c := range []caller{none, token, signed, both} {
				refuse(c, "Origin", origin)
			}
		}
		refuse(none, "Origin", "http://evil.example", "Host", "evil.example")
		refuse(signed, "Origin", "")
		for i, conn := range []*watcher{
			none.watch(t), token.watch(t), signed.watch(t), none.watch(t, "Origin", s.site), token.watch(t, "Origin", s.site),
			signed.watch(t, "Host", "other.example"), both.watch(t), both.watch(t, "Origin", ""),
		} {
			conn.ask("subscribe", "area:upplevelser", -1, "")
			if f := conn.reply(t); f.o["ok"] != true {
				t.Errorf("connection %d: %s", i, f)
			}
		}
	})
}

func TestSocketWithBadCredentials(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		good := s.session(t, s.ada(), s.first()).cookie
		name, _, _ := strings.Cut(good, "=")
		for _, c := range []caller{
			{bearer: "no-such-token"}, {cookie: name + "=no-such-session"}, {bearer: "no-such-token", cookie: good},
		} {
			c.s, c.n = s, s.last()
			c.open(t).ends(t, 4401, patience)
		}
	})
}

func TestOneAddress(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		port := s.site[strings.LastIndex(s.site, ":"):]
		c := s.anyone(s.first())
		for _, path := range []string{"/", "/areas", "/areas/upplevelser?a=b%20c&d=%C3%A5", "/about"} {
			for _, host := range []string{"localhost" + port, "other.example"} {
				a := c.get(t, path, "Host", host)
				if a.status < 301 || a.status > 308 || a.header.Get("Location") != s.site+path {
					t.Errorf("%s on %s: %d to %q, want a redirect to %s", path, host, a.status, a.header.Get("Location"), s.site+path)
				}
			}
		}
		for _, path := range []string{"//evil.example/x", "/\\evil.example", "/%0d%0aSet-Cookie:%20a=b"} {
			a := c.get(t, path, "Host", "other.example")
			if to := a.header.Get("Location"); to != "" && !strings.HasPrefix(to, s.site+"/") {
				t.Errorf("%s leads away to %q", path, to)
			}
			if a.header.Get("Set-Cookie") != "" {
				t.Errorf("%s sets a header", path)
			}
		}
		c.get(t, "/", "Host", s.host()).want(t, http.StatusOK)
		c.get(t, "/api/areas", "Host", "localhost"+port).want(t, http.StatusOK)
		if a := c.get(t, "/livez", "Host", "10.0.0.1:80"); a.status != http.StatusOK {
			t.Errorf("a probe by address: %s", fmt.Sprint(a))
		}
	})
}
