package outside

import (
	"net/http"
	"strings"
	"testing"
)

// writing is an operation that takes a body.
type writing struct {
	method, path string
	good         map[string]any
	short        bool // only text is sent: 64 KiB at most
	extra        []string
}

// writings are the operations of the contract that take a body, ready to be sent bad ones.
func writings(t *testing.T, s *stand) []writing {
	t.Helper()
	thread, post := ownPost(t, s, "kroppar")
	key := []string{"Idempotency-Key", randomWord(10)}
	return []writing{
		{"POST", "/api/threads/" + thread.ID + "/posts", map[string]any{"text": "x"}, true, key},
		{"PATCH", "/api/posts/" + post.ID, map[string]any{"text": "x"}, true, []string{"If-Match", `"1"`}},
		{"POST", "/api/areas/upplevelser/threads", map[string]any{"title": "x", "text": "x"}, true, key},
		{"POST", "/api/registrations", map[string]any{"email": "a@outside.example", "name": "x", "password": "en ganska lång mening"}, false, nil},
		{"POST", "/api/session", map[string]any{"email": "a@outside.example", "password": "en ganska lång mening"}, false, []string{"Origin", s.site}},
		{"POST", "/api/tokens", map[string]any{"name": "x"}, false, nil},
		{"PATCH", "/api/member", map[string]any{"name": "Ada"}, false, nil},
	}
}

func TestBadBodies(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.last())
		for _, w := range writings(t, s) {
			send := func(body string, extra ...string) answer {
				return c.do(t, w.method, w.path, body, append(append([]string{}, w.extra...), extra...)...)
			}
			for _, broken := range []string{"", "{", "nej", `{"text":"x"`, `{"text":}`, `{"text":"x",}`, `{'text':'x'}`, `{"text":"x"} {}`,
				`{"text":"x"}]`, "{\"text\":\"a\nb\"}", `{"text":NaN}`, `{"text":"\x41"}`, `{"text":"\u12"}`, "\x00", strings.Repeat("[", 30000)} {
				if a := send(broken); a.status != http.StatusBadRequest {
					t.Errorf("%s %.40q: %d, want 400: %s", w.path, broken, a.status, a)
				}
			}
			good, _ := encode(w.good)
			for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "application/jsonx"} {
				if a := send(string(good), "Content-Type", kind); a.status != http.StatusUnsupportedMediaType {
					t.Errorf("%s with type %q: %d, want 415: %s", w.path, kind, a.status, a)
				}
			}
			for _, wrong := range []string{"null", "[]", `"text"`, "5", "true", `{}`} {
				if a := send(wrong); a.status != http.StatusUnprocessableEntity && (wrong != "{}" || w.path != "/api/member") {
					t.Errorf("%s %s: %d, want 422: %s", w.path, wrong, a.status, a)
				}
			}
			badFields(t, w, send)
		}
		if p := s.as(s.ada(), s.first()).get(t, "/api/session").object(t); text(p, "member", "name") != "Ada" {
			t.Errorf("a refused body changed the member: %v", p)
		}
	})
}

// badFields sends wrong types and unknown names.
func badFields(t *testing.T, w writing, send func(string, ...string) answer) {
	t.Helper()
	for field := range w.good {
		for _, value := range []any{5, true, nil, []any{}, map[string]any{}, []any{"x"}, -1.5} {
			body := map[string]any{}
			for k, v := range w.good {
				body[k] = v
			}
			body[field] = value
			b, _ := encode(body)
			a := send(string(b))
			if value == nil && w.path == "/api/member" {
				continue
			}
			if a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s with %s: %d, want 422: %s", w.path, b, a.status, a)
			} else if list, _ := a.object(t)["errors"].([]any); len(list) == 0 || !strings.Contains(text(list[0], "location"), field) {
				t.Errorf("%s with %s: errors name the field: %s", w.path, b, a)
			}
		}
	}
	for _, field := range []string{"role", "author", "seq", "created_at", "id", "version", "__proto__", "Text", "html", "", "ñ"} {
		body := map[string]any{field: "x"}
		for k, v := range w.good {
			body[k] = v
		}
		b, _ := encode(body)
		if a := send(string(b)); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s with unknown field %q: %d, want 422: %s", w.path, field, a.status, a)
		}
	}
}

func TestBigBodies(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.last())
		for _, w := range writings(t, s) {
			sizes := []int{1<<20 + 1, 10 << 20}
			if w.short {
				sizes = append(sizes, 70<<10)
			}
			for _, size := range sizes {
				a, err := c.rawRequest(w.method, w.path, bigBody(size), w.extra...)
				if err != nil || a.status != http.StatusRequestEntityTooLarge {
					t.Errorf("%s %s with %d bytes: %v %s, want 413", w.method, w.path, size, err, a)
					continue
				}
				judge(t, a)
			}
		}
		c.get(t, "/api/areas").want(t, http.StatusOK)
	})
}

// bigBody is good JSON of about this size.
func bigBody(size int) []byte {
	return []byte(`{"text":"` + strings.Repeat("a", size-11) + `"}`)
}

func TestUnstorableText(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.last())
		for _, w := range writings(t, s) {
			for field := range w.good {
				if field == "email" || field == "password" {
					continue
				}
				for _, bad := range []string{`\u0000`, `a\u0000b`, `\ud800`, `\udc00`, `a\ud83d`, `\ude00\ud83d`, `\uD800\uD800`, `\ud83dA`} {
					other := map[string]any{}
					for k, v := range w.good {
						if k != field {
							other[k] = v
						}
					}
					rest, _ := encode(other)
					body := `{"` + field + `":"` + bad + `"` + strings.TrimSuffix(","+string(rest[1:]), ",}")
					if len(other) == 0 {
						body += "}"
					}
					c.do(t, w.method, w.path, body, w.extra...).refused(t, http.StatusUnprocessableEntity, "text_unstorable")
				}
			}
			bytesBad := "{\"text\":\"a\xffb\"}"
			if a := c.do(t, w.method, w.path, bytesBad, w.extra...); a.status != 400 && a.status != 422 {
				t.Errorf("bytes that are not UTF-8: %s", a)
			}
		}
		for _, email := range []string{`a\u0000@outside.example`, `\ud800@outside.example`} {
			body := `{"email":"` + email + `","password":"en ganska lång mening"}`
			if a := c.do(t, "POST", "/api/session", body, "Origin", s.site); a.status != 422 && a.status != 401 {
				t.Errorf("%s", a)
			}
		}
	})
}
