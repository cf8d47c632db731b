package outside

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
)

// enrol sends a registration with these changes to a good one.
func enrol(t *testing.T, c caller, changes map[string]any, extra ...string) answer {
	t.Helper()
	body := map[string]any{"email": randomWord(8) + "@outside.example", "name": "Någon", "password": "en ganska lång mening"}
	for k, v := range changes {
		if body[k] = v; v == nil {
			delete(body, k)
		}
	}
	return c.do(t, http.MethodPost, "/api/registrations", body, extra...)
}

func TestRegistration(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.anyone(s.first())
		email := randomWord(8) + "@outside.example"
		first := enrol(t, c, map[string]any{"email": email, "lang": "sv"}).want(t, http.StatusCreated)
		if text(first.object(t), "status") != "active" {
			t.Errorf("%s: want active", first)
		}
		if first.header.Get("Set-Cookie") != "" {
			t.Error("a registration sets a cookie")
		}
		again := enrol(t, c, map[string]any{"email": email, "lang": "sv", "password": "ett helt annat lösenord"})
		if again.status != first.status || !bytes.Equal(again.body, first.body) {
			t.Errorf("a taken address is told apart:\n%s\n%s", first, again)
		}
		c.do(t, http.MethodPost, "/api/session", map[string]any{"email": email, "password": "en ganska lång mening"}, "Origin", s.site).
			want(t, http.StatusOK)
		c.do(t, http.MethodPost, "/api/session", map[string]any{"email": email, "password": "ett helt annat lösenord"}, "Origin", s.site).
			refused(t, http.StatusUnauthorized, "credentials_wrong")
		eventually(t, patience, "the owner of a taken address gets a mail beside the confirmation", func() bool {
			mails := 0
			for _, mail := range c.get(t, "/api/demo/mails?limit=200").list(t) {
				if text(mail, "to") == email {
					mails++
				}
			}
			return mails == 2
		})
		for range 2 {
			enrol(t, c, nil, "Idempotency-Key", "same-key").want(t, http.StatusCreated)
		}
	})
}

func TestRegistrationLimits(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.anyone(s.first())
		for field, values := range map[string][]any{
			"password": {strings.Repeat("p", 11), strings.Repeat("p", 257), "", "password1234", "123456789012", 12, nil},
			"name":     {"", strings.Repeat("å", 81), strings.Repeat("😀", 81), " \t", "a\u0000b", nil, []any{"x"}},
			"email":    {"", "nej", "a@", "@b.se", "a b@c.se", "a@b.se\r\nBcc: x@y.se", nil, strings.Repeat("a", 400) + "@b.se"},
			"lang":     {"inte ett språk", 5},
			"role":     {"administrator"},
			"organisation": {map[string]any{"id": "finns-inte"}, map[string]any{}, "x",
				map[string]any{"name": "X", "kind": "nonsense", "sector": "public", "level": "local"}},
		} {
			for _, value := range values {
				a := enrol(t, c, map[string]any{field: value})
				if a.status != http.StatusUnprocessableEntity && a.status != http.StatusNotFound {
					t.Errorf("registration with %s %.40q: want 422: %s", field, value, a)
				}
				if v, ok := value.(string); ok && len(v) > 8 && field == "password" && bytes.Contains(a.body, []byte(v)) {
					t.Errorf("a refusal repeats the password: %s", a)
				}
			}
		}
		for _, good := range []map[string]any{
			{"name": strings.Repeat("å", 80)}, {"name": strings.Repeat("😀", 80)}, {"lang": "en"},
			{"password": "sju små grå "}, {"password": strings.Repeat("ö", 128) + strings.Repeat("w", 128)},
		} {
			enrol(t, c, good).want(t, http.StatusCreated)
		}
	})
}

func TestPasswordIsTakenWhole(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		long := strings.Repeat("lång ", 50)
		p := &person{name: "Lång", email: randomWord(8) + "@outside.example", password: long + "slut 1"}
		if err := s.register(p); err != nil {
			t.Fatal(err)
		}
		s.anyone(s.first()).do(t, http.MethodPost, "/api/session",
			map[string]any{"email": p.email, "password": long + "slut 2"}, "Origin", s.site).refused(t, http.StatusUnauthorized)
		s.session(t, p, s.last()).get(t, "/api/session").want(t, http.StatusOK)
	})
}

func TestTokens(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		p := s.newcomer(t)
		c := s.session(t, p, s.first())
		post := func(name string) answer {
			return c.do(t, http.MethodPost, "/api/tokens", map[string]any{"name": name}, "Origin", s.site, "Idempotency-Key", "k")
		}
		one, two := post("en").want(t, http.StatusCreated).object(t), post("två").want(t, http.StatusCreated).object(t)
		secret := text(one, "token")
		if secret == "" || secret == text(two, "token") || !idForm.MatchString(text(one, "id")) {
			t.Fatalf("tokens: %v %v", one, two)
		}
		list := c.on(s.last()).get(t, "/api/tokens")
		if bytes.Contains(list.body, []byte(secret)) {
			t.Error("the list of tokens shows a token")
		}
		names := map[string]bool{}
		for _, item := range list.list(t) {
			names[text(item, "name")] = true
		}
		if !names["en"] || !names["två"] {
			t.Errorf("%s: want both tokens", list)
		}
		c.do(t, http.MethodDelete, "/api/session", nil, "Origin", s.site).want(t, http.StatusNoContent)
		b := caller{s: s, n: s.last(), bearer: secret}
		b.get(t, "/api/session").want(t, http.StatusOK)
		s.as(s.ada(), s.first()).do(t, http.MethodDelete, "/api/tokens/"+text(one, "id"), nil).refused(t, http.StatusNotFound)
		b.get(t, "/api/session").want(t, http.StatusOK)
		b.do(t, http.MethodDelete, "/api/tokens/"+text(one, "id"), nil).want(t, http.StatusNoContent)
		b.get(t, "/api/session").refused(t, http.StatusUnauthorized)
		caller{s: s, n: s.first(), bearer: text(two, "token")}.get(t, "/api/session").want(t, http.StatusOK)
	})
}

func TestTokenScope(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.cai(), s.first())
		made := c.do(t, http.MethodPost, "/api/tokens", map[string]any{"name": "läs", "scope": "read"}).want(t, http.StatusCreated).object(t)
		r := caller{s: s, n: s.last(), bearer: text(made, "token")}
		r.get(t, "/api/session").want(t, http.StatusOK)
		r.create(t, "/api/areas/upplevelser/threads", map[string]any{"title": "a", "text": "b"}).
			refused(t, http.StatusForbidden, "scope_insufficient")
		for _, body := range []map[string]any{{"name": "x", "scope": "all"}, {"name": "x", "expires_in_days": 0},
			{"name": "x", "expires_in_days": 366}, {"name": ""}, {}, {"name": 5}} {
			c.do(t, http.MethodPost, "/api/tokens", body).refused(t, http.StatusUnprocessableEntity)
		}
	})
}
