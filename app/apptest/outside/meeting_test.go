package outside

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// meeting is a workshop that runs, with a step that writes and one that clusters its notes.
type meeting struct {
	s              *stand
	lead           caller
	id, base       string
	thread, topic  string
	epoch, code    string
	write, cluster string // steps; the first is that of the wall
}

// meet plans a workshop and starts it; the step that writes runs.
func (s *stand) meet(t testing.TB) *meeting {
	t.Helper()
	lead := s.as(s.demo(t, "facilitator"), s.first())
	thread := lead.begin(t, "Möte", "x")
	made := lead.create(t, "/api/workshops", map[string]any{"thread": thread.ID, "template": "own", "title": "Möte", "starts_at": "2999-01-01T12:00:00Z"}).reference(t, http.StatusCreated)
	m := &meeting{s: s, lead: lead, id: made.ID, base: "/api/workshops/" + made.ID, thread: thread.ID, topic: made.Topic, epoch: made.Epoch}
	m.cluster = m.plot(t, "cluster", "").ID
	m.write = m.plot(t, "write", "").ID
	m.act(t, "invite")
	m.act(t, "start")
	m.code = text(m.read(t), "code")
	return m
}

func (m *meeting) plot(t testing.TB, kind, after string) reference {
	t.Helper()
	return m.lead.create(t, m.base+"/steps", map[string]any{"kind": kind, "title": "Steg", "minutes": 10, "after": after}).reference(t, http.StatusCreated)
}

// read is the workshop as the facilitator sees it.
func (m *meeting) read(t testing.TB) map[string]any {
	t.Helper()
	return m.lead.get(t, m.base).want(t, http.StatusOK).object(t)
}

// match is the head of an act that was meant for a version.
func match(version int64) []string {
	return []string{"If-Match", fmt.Sprintf("%q", fmt.Sprint(version))}
}

// act moves the stage.
func (m *meeting) act(t testing.TB, do string) {
	t.Helper()
	m.lead.do(t, http.MethodPut, m.base+"/stage", map[string]any{"do": do}, match(whole(m.read(t), "version"))...).want(t, http.StatusOK)
}

func (m *meeting) wall() string { return m.base + "/walls/" + m.write }

// turn takes the wall to another phase.
func (m *meeting) turn(t testing.TB, phase string) {
	t.Helper()
	at := m.lead.get(t, m.wall()).want(t, http.StatusOK).object(t)
	m.lead.do(t, http.MethodPut, m.wall()+"/phase", map[string]any{"phase": phase}, match(whole(at, "version"))...).want(t, http.StatusOK)
}

// takes has a member take part.
func (m *meeting) takes(t testing.TB, c caller) caller {
	t.Helper()
	c.do(t, http.MethodPut, m.base+"/participation", map[string]any{}).want(t, http.StatusOK)
	return c
}

// guest comes in by the code, with nothing but a name.
func (m *meeting) guest(t testing.TB, name string, n *node) caller {
	t.Helper()
	a := m.s.anyone(n).do(t, http.MethodPost, "/api/workshops/join", map[string]any{"code": strings.ToLower(m.code), "name": name, "organisation_name": "Bygdegården"}, "Origin", m.s.site).want(t, http.StatusOK)
	cookies := (&http.Response{Header: a.header}).Cookies()
	if len(cookies) != 1 {
		t.Fatalf("joining sets %d cookies", len(cookies))
	}
	return caller{s: m.s, n: n, cookie: cookies[0].Name + "=" + cookies[0].Value}
}

// says writes with the site's own origin, which a cookie needs, and a fresh key.
func (c caller) says(t testing.TB, method, path string, body any, extra ...string) answer {
	t.Helper()
	return c.do(t, method, path, body, append([]string{"Origin", c.s.site, "Idempotency-Key", randomWord(12)}, extra...)...)
}

// notes hangs up a note.
func (m *meeting) notes(t testing.TB, c caller, words string) reference {
	t.Helper()
	return c.says(t, http.MethodPost, m.wall()+"/notes", map[string]any{"text": words}).reference(t, http.StatusCreated)
}
