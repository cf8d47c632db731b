package outside

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
)

// wrongValues are what is put where something else belongs.
var wrongValues = []any{nil, true, 0, -1, 1.5, 1e300, 9007199254740993, "", " ", "x", "\u0000", "\ufffe", "😀", "../..", "' OR 1=1--", "%", "null", "2026-13-45T99:99:99Z",
	strings.Repeat("x", 3000), []any{}, []any{nil}, []any{[]any{}}, []any{1, "x"}, map[string]any{}, map[string]any{"id": nil}, map[string]any{"id": 1, "x": []any{}}}

// wrongWords are what is put into paths and queries.
var wrongWords = []string{"x", "0", "-1", "1.5", "99999999999999999999999", "%00", "%FF%FE", "%F0%9F%98%80", "..%2F..%2Fetc%2Fpasswd", "%27%20OR%201%3D1--", "%25", "%252e", "a%0d%0ab:c",
	strings.Repeat("x", 1500), "null", "true", "%7B%22a%22%3A1%7D", "00000000-0000-7000-8000-000000000000", "%20", "x%2Cy", "thread:x", "*", "[]", "~", "%E2%80%AE"}

// misuse sends wrong things to the operations of the document.
type misuse struct {
	t    *testing.T
	who  []caller
	rand *rand.Rand
	sent int
}

func (m *misuse) send(method, path string, body any, extra ...string) {
	c := m.who[m.sent%len(m.who)]
	m.sent++
	if strings.Contains(path, "/events") && !strings.Contains(path, "wait=") {
		glue := "?"
		if strings.Contains(path, "?") {
			glue = "&"
		}
		path += glue + "wait=0"
	}
	extra = append([]string{"Idempotency-Key", randomWord(6), "If-Match", `"1"`, "Origin", c.s.site}, extra...)
	a, err := c.try(method, path, body, extra...)
	if err != nil {
		if _, bad := http.NewRequest(method, "http://x"+path, nil); bad == nil {
			m.t.Errorf("%s %s: %v", method, path, err)
		}
		return
	}
	if a.status >= 500 {
		m.t.Errorf("%s with %.200v %v: a server fault: %s", a.what, body, extra, a)
	}
	judge(m.t, a)
}

// path fills the parameters of a path.
func fill(path string, value func(name string) string) string {
	return parameter.ReplaceAllStringFunc(path, func(p string) string { return value(strings.Trim(p, "{}")) })
}

// paths sends wrong parameters, one at a time and all at once.
func (m *misuse) paths(method, path string, good map[string]string, op operation) {
	for _, word := range wrongWords {
		m.send(method, fill(path, func(string) string { return word }), m.body(method))
	}
	right := fill(path, func(name string) string { return good[name] })
	for _, p := range op.Parameters {
		if p.In != "query" {
			continue
		}
		for _, word := range wrongWords {
			m.send(method, right+"?"+p.Name+"="+word, m.body(method))
		}
		m.send(method, right+"?"+p.Name+"=1&"+p.Name+"=2", m.body(method))
	}
	for _, query := range []string{"?x=1", "?%00=1", "?=&&=", "?a[b]=c", "?[", "?" + strings.Repeat("a=b&", 800)} {
		m.send(method, right+query, m.body(method))
	}
}

func (m *misuse) body(method string) any {
	if method == http.MethodGet {
		return nil
	}
	return `{}`
}

// bodies sends objects of the right names with wrong values.
func (m *misuse) bodies(method, path string, good map[string]string, fields map[string]schema) {
	right := fill(path, func(name string) string { return good[name] })
	for _, value := range wrongValues {
		m.send(method, right, mustEncode(value))
		for name := range fields {
			body := map[string]any{}
			for other := range fields {
				if m.rand.IntN(2) == 0 {
					body[other] = wrongValues[m.rand.IntN(len(wrongValues))]
				}
			}
			body[name] = value
			m.send(method, right, mustEncode(body))
		}
	}
	for _, raw := range []string{"", "{", "[", "\xff", "{}{}", "{\"a\":{\"a\":{\"a\":" + strings.Repeat("[", 2000), "\ufeff{}", `{"text":"\ud800"}`, `{"a":1,"a":2}`} {
		m.send(method, right, raw)
	}
	m.send(method, right, "{}", "Content-Type", "text/plain")
	m.send(method, right, "{}", "Content-Encoding", "gzip")
	m.send(method, right, "{}", "If-Match", "nonsense", "Idempotency-Key", strings.Repeat("x", 300))
}

func mustEncode(v any) string {
	b, _ := encode(v)
	return string(b)
}

// fieldsOf finds the names of a body.
func (d document) fieldsOf(op operation) map[string]schema {
	for _, content := range op.RequestBody.Content {
		s := content.Schema
		if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
			s = d.Components.Schemas[name]
		}
		return s.Properties
	}
	return nil
}

func TestNothingWrongBreaksIt(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		d := described(t, s)
		throwaway := s.newcomer(t)
		c := s.as(throwaway, s.first())
		ref := c.begin(t, "Missbruk", "x")
		post := c.say(t, ref.ID, "y")
		meeting := c.create(t, "/api/workshops", map[string]any{"thread": ref.ID, "template": "own", "title": "Missbruk", "starts_at": "2999-01-01T12:00:00Z"}).reference(t, http.StatusCreated)
		step := c.create(t, "/api/workshops/"+meeting.ID+"/steps", map[string]any{"kind": "write", "title": "x", "minutes": 5}).reference(t, http.StatusCreated)
		c.do(t, http.MethodPut, "/api/workshops/"+meeting.ID+"/stage", map[string]any{"do": "invite"}, "If-Match", `"1"`).want(t, http.StatusOK)
		m := &misuse{t: t, who: []caller{s.anyone(s.last()), c, c.on(s.last()), s.session(t, throwaway, s.first())}, rand: rand.New(rand.NewPCG(1, 2))}
		prefix := ""
		if len(d.Servers) > 0 && !strings.Contains(fmt.Sprint(d.Paths), "/api/areas") {
			prefix = "/api"
		}
		for call, op := range d.calls() {
			method, path, _ := strings.Cut(call, " ")
			if path = prefix + path; strings.HasSuffix(path, "/live") {
				continue
			}
			good := map[string]string{"slug": "upplevelser", "topic": ref.Topic, "id": ref.ID, "wall": step.ID, "step": step.ID, "member": throwaway.id, "kind": "member", "target": throwaway.id}
			if strings.Contains(path, "/posts/") {
				good["id"] = post.ID
			}
			if strings.Contains(path, "/workshops/") {
				good["id"] = meeting.ID
			}
			method = strings.ToUpper(method)
			m.paths(method, path, good, op)
			if fields := d.fieldsOf(op); fields != nil {
				m.bodies(method, path, good, fields)
			}
		}
		if m.sent < 1500 {
			t.Errorf("only %d wrong requests were sent", m.sent)
		}
		t.Logf("%d wrong requests", m.sent)
		for _, n := range s.nodes {
			s.anyone(n).get(t, "/readyz").want(t, http.StatusOK)
		}
	})
}
