package apptest_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

var onlyCalls = flag.String("calls", "", "a part of the calls' lines: only those are held against docs/calls.md")

const (
	callsPage = "../../docs/calls.md"
	named     = "http://localhost" // passkeys belong to names
)

// person is somebody who makes one call and is never seen again, so that no call stands in the way of the next.
type person struct {
	id, name, email string
	session         string // id
	header          map[string]string
}

// caller is a column: what is given to a fresh person, and how they come.
type caller struct {
	title   string
	grants  []actor.Grant
	areas   []string
	speaks  bool   // for the mill
	by      string // "" a session, "read" or "write" a token, "none" nothing
	stale   bool   // nobody proved for an hour who sits there
	undoing func(s *stage, p *person) error
}

var (
	administers = []actor.Grant{{Role: actor.Administrator}}
	leads       = []actor.Grant{{Role: actor.Facilitator, Scope: area.Ref(apptest.Energy)}, {Role: actor.Facilitator, Scope: area.Ref(apptest.Secret)}}
	leadsOther  = []actor.Grant{{Role: actor.Facilitator, Scope: area.Ref(apptest.Past)}}
)

var callers = []caller{
	{title: "visitor", by: "none"},
	{title: "ended session", grants: administers, undoing: (*stage).signOut},
	{title: "suspended", grants: administers, by: "write", undoing: (*stage).suspend},
	{title: "token that reads", grants: administers, by: "read"},
	{title: "token", grants: administers, by: "write"},
	{title: "guest", undoing: (*stage).becomeGuest},
	{title: "member"},
	{title: "in the private area", areas: []string{apptest.Secret}},
	{title: "speaks for the mill", speaks: true},
	{title: "facilitator", grants: leads},
	{title: "facilitator elsewhere", grants: leadsOther},
	{title: "moderator", grants: []actor.Grant{{Role: actor.Moderator}}},
	{title: "administrator, no fresh proof", grants: administers, stale: true},
	{title: "administrator", grants: administers},
}

// stage is a village in which every call finds what it needs, made for it alone.
type stage struct {
	*apptest.Village
	t    *testing.T
	ctx  context.Context // of the transaction in which a call is made ready
	hash string          // of apptest.Password
	n    int
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) exec(sql string, args ...any) {
	s.t.Helper()
	s.must(s.DB.From(s.ctx).Exec(sql, args...).Error)
}

// newcomer is a new member; waiting: whom nobody has let in yet.
func (s *stage) newcomer(waiting bool) *person {
	s.t.Helper()
	s.n++
	now := db.Now()
	m := actor.Member{ID: ref.NewID(), Email: fmt.Sprintf("p%d@by.example", s.n), ConfirmedAt: &now, Name: "Pim", Lang: "sv", CreatedAt: now, ApprovedAt: &now}
	if waiting {
		m.ApprovedAt = nil
	}
	s.must(s.Actors.AddMember(s.ctx, m))
	return &person{id: m.ID, name: m.Name, email: m.Email, header: map[string]string{"Origin": named}}
}

// signedIn is a new member with a session of their own.
func (s *stage) signedIn(proved time.Time) *person {
	s.t.Helper()
	p := s.newcomer(false)
	word := ref.NewID()
	sum := sha256.Sum256([]byte(word))
	p.session = ref.NewID()
	p.header["Cookie"] = "sid=" + word
	s.exec("INSERT INTO sessions (id, hash, member_id, device, created_at, seen_at, expires_at, strong_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		p.session, hex.EncodeToString(sum[:]), p.id, "", db.Now(), db.Now(), db.Now().Add(time.Hour), proved)
	s.exec("INSERT INTO passwords (member_id, hash, set_at) VALUES (?, ?, ?)", p.id, s.hash, db.Now())
	return p
}

func (s *stage) come(c caller) *person {
	s.t.Helper()
	proved := db.Now()
	if c.stale {
		proved = proved.Add(-time.Hour)
	}
	p := s.signedIn(proved)
	for _, g := range c.grants {
		_, err := s.Actors.Grant(s.ctx, actor.Program("test"), p.id, g, "")
		s.must(err)
	}
	for _, slug := range c.areas {
		s.must(s.Areas.Admit(s.ctx, slug, p.id))
	}
	if c.speaks {
		s.must(s.Actors.Appoint(s.ctx, actor.Program("test"), p.id, s.Mill))
	}
	switch c.by {
	case "none":
		delete(p.header, "Cookie")
	case "read", "write":
		delete(p.header, "Cookie")
		p.header["Authorization"] = "Bearer " + s.token(p, c.by)
	}
	return p
}

func (s *stage) viewer(p *person) actor.Viewer {
	s.t.Helper()
	grants, err := s.Actors.Grants(s.ctx, p.id)
	s.must(err)
	return actor.Viewer{Member: p.id, Name: p.name, Lang: "sv", Session: p.session, Strong: db.Now(), Grants: grants}
}

func (s *stage) signOut(p *person) error { return s.Accounts.EndSession(s.ctx, s.viewer(p), p.session) }

func (s *stage) suspend(p *person) error {
	return s.Actors.Suspend(s.ctx, actor.Program("test"), p.id, "")
}

// ready makes the caller and what the call is about.
func (s *stage) ready(r row, c caller) (p *person, given []string) {
	s.t.Helper()
	s.must(s.DB.InTx(ctx, func(ctx context.Context) error {
		s.ctx = ctx
		p = s.come(c)
		if r.with != nil {
			given = r.with(s, p)
		}
		if c.undoing != nil {
			s.must(c.undoing(s, p))
		}
		s.exec("DELETE FROM jobs WHERE dead_at IS NULL") // nobody reads what they would be told
		return nil
	}))
	return p, given
}

// leave takes away what makes somebody hear of what others do later: thousands of administrators would all be told.
func (s *stage) leave(p *person) {
	s.t.Helper()
	s.must(s.DB.InTx(ctx, func(ctx context.Context) error {
		s.ctx = ctx
		for _, table := range []string{"grants", "area_members", "representations", "followings"} {
			s.exec("DELETE FROM "+table+" WHERE member_id = ?", p.id)
		}
		return nil
	}))
}

// answer makes the call as somebody new and says in a word what came of it.
func (s *stage) answer(r row, c caller) string {
	s.t.Helper()
	p, given := s.ready(r, c)
	method, path, _ := strings.Cut(r.call, " ")
	for strings.Contains(path, "{") {
		from, to := strings.Index(path, "{"), strings.Index(path, "}")
		path, given = path[:from]+given[0]+path[to+1:], given[1:]
	}
	body := r.body
	if n := strings.Count(body, "%q"); n > 0 {
		args := make([]any, n)
		for i := range args {
			args[i] = given[i]
		}
		body = fmt.Sprintf(body, args...)
	}
	if method == http.MethodPatch || strings.HasSuffix(path, "/moves") || strings.HasSuffix(path, "/phase") {
		p.header["If-Match"] = `"1"` // all is new
	}
	if strings.HasSuffix(path, "/stage") || r.call == "PATCH /api/workshops/{id}" {
		p.header["If-Match"] = `"2"` // others are invited
	}
	if r.call == "PUT /api/workshops/{id}/speakers" || r.call == "PUT /api/workshops/{id}/questions/{question}" {
		p.header["If-Match"] = `"1"` // nobody pressed yet
	}
	if strings.HasSuffix(path, "/outcome") {
		p.header["If-Match"] = `"2"` // it was closed
	}
	if r.call == "POST /api/files" {
		maps.Copy(p.header, uploading)
	}
	res, said := s.Call(s.t, "", method+" "+path+r.query, body, p.header)
	s.leave(p)
	var problem struct{ Code string }
	_ = json.Unmarshal(said, &problem) // answers that are no problems have no code
	switch {
	case res.StatusCode < 400:
		return "yes"
	case res.StatusCode >= 500:
		s.t.Errorf("%s as %s: %d %s", r.call, c.title, res.StatusCode, said)
	case problem.Code == "step_up_needed":
		return "proof"
	case problem.Code == "validation_failed", problem.Code == "":
		s.t.Errorf("%s as %s is not asked rightly: %d %s", r.call, c.title, res.StatusCode, said)
	}
	return strconv.Itoa(res.StatusCode)
}

const callsIntro = `# Every call, and who may make it

Made by a test that sends every call of the OpenAPI document as everybody, on both databases, each time as somebody new and about
something new; do not edit it by hand. A call without a line here does not pass ` + "`make check`" + `.

*yes*: it is done. 401: sign in first. 403: not for you. *proof*: prove first, with password or passkey, that it is you; that counts
ten minutes, and a token never did. 404: not there, or not yours to see. Other numbers are what the call would be refused with
whoever makes it: 400 a word that opens nothing, 409 a state that does not allow it. Roles and tokens are of an administrator where
nothing else is said; *ended session* and *suspended* were administrators.
`

// TestEveryCall makes the page docs/calls.md; -update writes it.
func TestEveryCall(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		t.Parallel() // thousands of calls on each database, one after the other
		s := newStage(t, v)
		documented := s.documented()
		for _, r := range rows {
			if !slices.Contains(documented, r.call) {
				t.Errorf("%s stands in no document", r.call)
			}
		}
		lines := []string{callsIntro}
		head := "| call | |"
		for _, c := range callers {
			head += " " + c.title + " |"
		}
		lines = append(lines, head, "| --- | --- |"+strings.Repeat(" --- |", len(callers)))
		for _, call := range documented {
			mine := slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.call != call })
			if len(mine) == 0 {
				t.Errorf("nobody says who may %s", call)
			}
			for _, r := range mine {
				if strings.Contains(r.line(), *onlyCalls) {
					lines = append(lines, s.line(r))
				}
			}
		}
		s.compare(lines)
	}, "URL="+named)
}

// line is how a row begins on the page.
func (r row) line() string { return fmt.Sprintf("| `%s` | %s |", r.call, r.note) }

func (s *stage) line(r row) string {
	s.t.Helper()
	line := r.line()
	for _, c := range callers {
		line += " " + s.answer(r, c) + " |"
	}
	return line
}

// compare holds what was found against what is written.
func (s *stage) compare(lines []string) {
	s.t.Helper()
	if *update {
		s.must(os.WriteFile(callsPage, []byte(strings.Join(lines, "\n")+"\n"), 0o644))
	}
	page, err := os.ReadFile(callsPage)
	s.must(err)
	written := strings.Split(strings.TrimSuffix(string(page), "\n"), "\n")
	if *onlyCalls != "" {
		written = slices.DeleteFunc(written, func(line string) bool {
			return strings.HasPrefix(line, "| `") && !strings.Contains(strings.Join(strings.SplitAfterN(line, "|", 4)[:3], ""), *onlyCalls)
		})
	}
	if diff := cmp.Diff(written, strings.Split(strings.Join(lines, "\n"), "\n")); diff != "" {
		s.t.Errorf("docs/calls.md is not what the house does; if it should be, run go test ./app/apptest -run TestEveryCall -update\n%s", diff)
	}
}

func newStage(t *testing.T, v *apptest.Village) *stage {
	t.Helper()
	s := &stage{Village: v, t: t, ctx: ctx}
	v.Serve(t)
	s.must(v.Accounts.SetPassword(s.ctx, v.ID("Ada"), apptest.Password))
	v.Forum.SetTranslator(echo{})
	s.must(v.DB.From(s.ctx).Raw("SELECT hash FROM passwords WHERE member_id = ?", v.ID("Ada")).Scan(&s.hash).Error)
	return s
}

// documented are the calls of the running program's document, "METHOD /path", in its order of paths.
func (s *stage) documented() (calls []string) {
	s.t.Helper()
	_, body := s.Call(s.t, "", "GET /api/openapi.json", "", nil)
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	s.must(json.Unmarshal(body, &doc))
	for path, item := range doc.Paths {
		for method := range item {
			if m := strings.ToUpper(method); slices.Contains([]string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}, m) {
				calls = append(calls, m+" "+path)
			}
		}
	}
	slices.SortFunc(calls, func(a, b string) int {
		am, ap, _ := strings.Cut(a, " ")
		bm, bp, _ := strings.Cut(b, " ")
		return strings.Compare(ap+" "+am, bp+" "+bm)
	})
	return calls
}

// aside are what the house answers beside the document, for everybody or by rules of its own: pages, health, the socket and the document itself.
var aside = []string{"/api/*", "/api/live", "/api/openapi.json", "/api/docs", "/api/docs.css", "/livez", "/readyz"}

// TestTheDocumentIsWhole holds the routes against the document, both ways.
func TestTheDocumentIsWhole(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		s := newStage(t, v)
		documented := map[string]bool{}
		for _, call := range s.documented() {
			documented[call] = false
		}
		for _, r := range v.Site.Fiber().GetRoutes(true) {
			parts := strings.Split(r.Path, "/")
			for i, p := range parts {
				if name, ok := strings.CutPrefix(p, ":"); ok {
					parts[i] = "{" + name + "}"
				}
			}
			call := r.Method + " " + strings.Join(parts, "/")
			_, known := documented[call]
			documented[call] = true
			inside := strings.HasPrefix(r.Path, "/api") || strings.HasPrefix(r.Path, "/auth")
			if !known && inside && r.Method != http.MethodHead && !slices.Contains(aside, r.Path) {
				t.Errorf("%s is answered and stands in no document", call)
			}
		}
		for call, routed := range documented {
			if !routed {
				t.Errorf("%s stands in the document and is answered by nobody", call)
			}
		}
	})
}
