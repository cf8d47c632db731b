package outside

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"
)

// cookieOf signs in over HTTP and gives the answer with its one cookie.
func cookieOf(t *testing.T, c caller, p *person, extra ...string) (answer, *http.Cookie) {
	t.Helper()
	a := c.do(t, http.MethodPost, "/api/session", map[string]any{"email": p.email, "password": p.password},
		append([]string{"Origin", c.s.site}, extra...)...).want(t, http.StatusOK)
	cookies := (&http.Response{Header: a.header}).Cookies()
	if len(cookies) != 1 {
		t.Fatalf("sign-in sets %d cookies", len(cookies))
	}
	return a, cookies[0]
}

func TestSessionCookie(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.anyone(s.first())
		a, cookie := cookieOf(t, c, s.ada())
		o := a.object(t)
		if text(o, "member", "id") != s.ada().id || text(o, "member", "name") != "Ada" {
			t.Errorf("%s: want Ada", a)
		}
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
			t.Errorf("cookie: want HttpOnly, SameSite=Lax, Path=/ and no Domain: %s", cookie.Raw)
		}
		if strings.HasPrefix(cookie.Name, "__Host-") && !cookie.Secure {
			t.Errorf("a __Host- cookie must be Secure: %s", cookie.Raw)
		}
		if days := cookie.MaxAge / 86400; days < 1 || days > 31 {
			if until := time.Until(cookie.Expires); until < 24*time.Hour || until > 31*24*time.Hour {
				t.Errorf("cookie: members stay signed in for up to 30 days: %s", cookie.Raw)
			}
		}
		if len(cookie.Value) < 32 {
			t.Errorf("cookie: 256 random bits are longer than %q", cookie.Value)
		}
		if bytes.Contains(a.body, []byte(cookie.Value)) {
			t.Error("the body repeats the cookie")
		}
		_, again := cookieOf(t, c, s.ada(), "Cookie", cookie.Name+"="+cookie.Value)
		if again.Value == cookie.Value {
			t.Error("a sign-in keeps the session id that the client brought")
		}
		_, chosen := cookieOf(t, c, s.ada(), "Cookie", cookie.Name+"="+strings.Repeat("a", len(cookie.Value)))
		if chosen.Value == strings.Repeat("a", len(cookie.Value)) {
			t.Error("a sign-in takes over a session id that the client chose")
		}
	})
}

func TestSessionReadAndEnd(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.session(t, s.bo(), s.first())
		other := c.on(s.last())
		for _, who := range []caller{c, other, s.as(s.bo(), s.last())} {
			o := who.get(t, "/api/session").want(t, http.StatusOK).object(t)
			if text(o, "member", "id") != s.bo().id {
				t.Errorf("GET /api/session: want Bo: %v", o)
			}
		}
		s.anyone(s.first()).get(t, "/api/session").refused(t, http.StatusUnauthorized)
		gone := c.do(t, http.MethodDelete, "/api/session", nil, "Origin", s.site).want(t, http.StatusNoContent)
		if len(gone.body) != 0 {
			t.Errorf("204 has a body: %q", gone.body)
		}
		// Not "storage": what was typed and not sent yet waits there.
		if got := gone.header.Get("Clear-Site-Data"); !strings.Contains(got, `"cache"`) || !strings.Contains(got, `"cookies"`) {
			t.Errorf("sign-out: Clear-Site-Data is %q", got)
		}
		other.get(t, "/api/session").refused(t, http.StatusUnauthorized)
		c.get(t, "/api/session").refused(t, http.StatusUnauthorized)
		c.do(t, http.MethodDelete, "/api/session", nil, "Origin", s.site).want(t, http.StatusNoContent)
		s.anyone(s.first()).do(t, http.MethodDelete, "/api/session", nil).want(t, http.StatusNoContent)
	})
}

func TestSessionRefusals(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.anyone(s.first())
		try := func(email, password string) answer {
			return c.do(t, http.MethodPost, "/api/session", map[string]any{"email": email, "password": password}, "Origin", s.site)
		}
		wrong := try(s.ada().email, "fel lösenord, helt fel").refused(t, http.StatusUnauthorized, "credentials_wrong")
		unknown := try("ingen@outside.example", "fel lösenord, helt fel").refused(t, http.StatusUnauthorized, "credentials_wrong")
		if !bytes.Equal(wrong.body, unknown.body) {
			t.Errorf("an unknown address is told apart:\n%s\n%s", wrong.body, unknown.body)
		}
		if wrong.header.Get("Set-Cookie") != "" {
			t.Error("a refused sign-in sets a cookie")
		}
		try(s.ada().email, strings.ToUpper(s.ada().password)).refused(t, http.StatusUnauthorized, "credentials_wrong")
		try(s.ada().email, s.ada().password+" ").refused(t, http.StatusUnauthorized, "credentials_wrong")
		try(s.ada().email, strings.Repeat("x", 5000)).refused(t, http.StatusUnauthorized, "credentials_wrong")
	})
}

func TestBearerDecidesAlone(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		cookie := s.session(t, s.ada(), s.first()).cookie
		good := caller{s: s, n: s.last(), bearer: s.bo().token, cookie: cookie}
		if got := text(good.get(t, "/api/session").want(t, http.StatusOK).object(t), "member", "id"); got != s.bo().id {
			t.Error("the cookie was looked at beside a bearer")
		}
		bad := caller{s: s, n: s.last(), bearer: "krs_unknown", cookie: cookie}
		bad.get(t, "/api/session").refused(t, http.StatusUnauthorized)
		bad.create(t, "/api/areas/upplevelser/threads", map[string]any{"title": "a", "text": "b"}, "Origin", s.site).
			refused(t, http.StatusUnauthorized)
		c := s.anyone(s.last())
		for _, value := range []string{"Bearer", "Bearer ", "Bearer a b", "Bearer \x01", "Bearer " + strings.Repeat("x", 3000)} {
			if a, err := c.try(http.MethodGet, "/api/session", nil, "Authorization", value); err == nil {
				a.refused(t, http.StatusUnauthorized)
			}
		}
	})
}

func TestEndedSessionClosesSockets(t *testing.T) {
	inTurn(t, func(t *testing.T, s *stand) {
		p := s.newcomer(t)
		c := s.session(t, p, s.first())
		second := s.session(t, p, s.first())
		here, there := c.open(t), c.on(s.last()).open(t)
		other, token := second.on(s.last()).watch(t), s.as(p, s.last()).watch(t)
		other.follow(t, "area:upplevelser")
		token.follow(t, "area:upplevelser")
		begun := time.Now()
		c.do(t, http.MethodDelete, "/api/session", nil, "Origin", s.site).want(t, http.StatusNoContent)
		here.ends(t, 4401, 2*time.Second)
		there.ends(t, 4401, 2*time.Second)
		if took := time.Since(begun); took > 1100*time.Millisecond {
			t.Errorf("sockets of an ended session died after %s", took)
		}
		other.follow(t, "area:upplevelser")
		token.follow(t, "area:upplevelser")
		sleeper := c.open(t)
		sleeper.ends(t, 4401, 2*time.Second)
	})
}

func TestEndedTokenClosesSockets(t *testing.T) {
	inTurn(t, func(t *testing.T, s *stand) {
		p := s.newcomer(t)
		made := s.as(p, s.first()).do(t, http.MethodPost, "/api/tokens", map[string]any{"name": "kort"}).want(t, http.StatusCreated).object(t)
		c := caller{s: s, n: s.first(), bearer: text(made, "token")}
		here, there := c.open(t), c.on(s.last()).open(t)
		begun := time.Now()
		s.as(p, s.first()).do(t, http.MethodDelete, "/api/tokens/"+text(made, "id"), nil).want(t, http.StatusNoContent)
		here.ends(t, 4401, 2*time.Second)
		there.ends(t, 4401, 2*time.Second)
		if took := time.Since(begun); took > 1100*time.Millisecond {
			t.Errorf("sockets of an ended token died after %s", took)
		}
	})
}

func TestListedSessions(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		p := s.newcomer(t)
		c, other := s.session(t, p, s.first()), s.session(t, p, s.last())
		list := c.get(t, "/api/sessions").list(t)
		current, foreign := "", ""
		for _, item := range list {
			if item["current"] == true {
				current = text(item, "id")
			} else {
				foreign = text(item, "id")
			}
		}
		if len(list) < 2 || current == "" || foreign == "" {
			t.Fatalf("sessions: want this one and others: %v", list)
		}
		s.as(s.ada(), s.first()).do(t, http.MethodDelete, "/api/sessions/"+current, nil).refused(t, http.StatusNotFound)
		c.do(t, http.MethodDelete, "/api/sessions", nil, "Origin", s.site).want(t, http.StatusNoContent)
		other.get(t, "/api/session").refused(t, http.StatusUnauthorized)
		c.get(t, "/api/session").want(t, http.StatusOK)
	})
}
