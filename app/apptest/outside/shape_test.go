package outside

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	codeForm = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	idForm   = regexp.MustCompile(`^[0-9A-Za-z_-]{1,40}$`)
	uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	timeForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)
)

// everywhere are the headers that every answer of every kind carries.
var everywhere = map[string]string{
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), payment=()",
}

// judge holds an answer against what is true of all of them.
func judge(t testing.TB, a answer) {
	t.Helper()
	for name, value := range everywhere {
		if got := a.header.Values(name); len(got) != 1 || got[0] != value {
			t.Errorf("%s: header %s is %q, want %q", a.what, name, got, value)
		}
	}
	if len(a.header.Values("Content-Security-Policy")) != 1 {
		t.Errorf("%s: wants one Content-Security-Policy, has %q", a.what, a.header.Values("Content-Security-Policy"))
	}
	for name := range a.header {
		if strings.HasPrefix(name, "Access-Control-") || name == "X-Powered-By" {
			t.Errorf("%s: header %s has no place here", a.what, name)
		}
	}
	path := a.what[strings.Index(a.what, " ")+1:]
	if !strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/api/docs") {
		return
	}
	if got := a.header.Get("Cache-Control"); got != "no-store" && !strings.HasPrefix(path, "/api/openapi") {
		t.Errorf("%s: Cache-Control is %q, want no-store", a.what, got)
	}
	if a.status >= 400 && !strings.HasPrefix(a.what, http.MethodHead+" ") {
		judgeProblem(t, a)
	}
}

// judgeProblem holds a refusal over HTTP against RFC 9457 and the contract.
func judgeProblem(t testing.TB, a answer) {
	t.Helper()
	if kind := a.header.Get("Content-Type"); !strings.HasPrefix(kind, "application/problem+json") {
		t.Errorf("%s: a refusal of type %q", a, kind)
		return
	}
	var o map[string]any
	if err := json.Unmarshal(a.body, &o); err != nil {
		t.Errorf("%s: not JSON: %v", a, err)
		return
	}
	judgeProblemObject(t, a.String(), o, int64(a.status))
	if a.status == http.StatusServiceUnavailable || a.status == http.StatusTooManyRequests {
		if a.header.Get("Retry-After") == "" {
			t.Errorf("%s: no Retry-After", a)
		}
	}
	if a.status == http.StatusMethodNotAllowed && a.header.Get("Allow") == "" {
		t.Errorf("%s: no Allow", a)
	}
}

// judgeProblemObject is the same for the socket. Status 0 takes any.
func judgeProblemObject(t testing.TB, where string, o map[string]any, status int64) {
	t.Helper()
	if text(o, "type") == "" || text(o, "title") == "" || !codeForm.MatchString(text(o, "code")) {
		t.Errorf("%s: a problem has type, title and a lower_snake_case code", where)
	}
	if got := whole(o, "status"); got < 400 || got > 599 || (status != 0 && got != status) {
		t.Errorf("%s: status of the problem is %d", where, got)
	}
	given, there := o["errors"]
	if !there {
		return
	}
	list, ok := given.([]any)
	if !ok {
		t.Errorf("%s: errors is no list", where)
	}
	for _, e := range list {
		if text(e, "location") == "" || text(e, "message") == "" || !codeForm.MatchString(text(e, "code")) {
			t.Errorf("%s: an error has location, code and message: %v", where, e)
		}
		if at(e, "value") != nil {
			t.Errorf("%s: an error repeats the refused value", where)
		}
	}
}

// reference is the answer to a write.
type reference struct {
	ID, Topic, Epoch, At string
	Seq, Version         int64
}

// reference reads the answer to a write and checks every field.
func (a answer) reference(t testing.TB, status int) reference {
	t.Helper()
	o := a.want(t, status).object(t)
	r := reference{text(o, "id"), text(o, "topic"), text(o, "epoch"), text(o, "at"), whole(o, "seq"), whole(o, "version")}
	if !idForm.MatchString(r.ID) || r.Topic == "" || r.Epoch == "" || r.Seq < 1 || r.Version < 1 {
		t.Fatalf("%s: a reference is {id,topic,seq,epoch,version,at}", a)
	}
	wantTime(t, a.String(), r.At)
	for name := range o {
		if slices.Contains([]string{"text", "html", "title", "excerpt"}, name) {
			t.Errorf("%s: a reference never holds words (%s)", a, name)
		}
	}
	return r
}

// wantTime demands RFC 3339 in UTC with milliseconds, and not far from now.
func wantTime(t testing.TB, where, value string) {
	t.Helper()
	at, err := time.Parse(time.RFC3339, value)
	if err != nil || !timeForm.MatchString(value) {
		t.Errorf("%s: time %q is not RFC 3339 UTC with milliseconds", where, value)
		return
	}
	if away := time.Since(at); away < -time.Minute {
		t.Errorf("%s: time %q lies ahead", where, value)
	}
}

// wantPost checks the form of a post wherever it comes from.
func wantPost(t testing.TB, where string, p map[string]any) {
	t.Helper()
	if !idForm.MatchString(text(p, "id")) || !idForm.MatchString(text(p, "thread")) || whole(p, "version") < 1 {
		t.Errorf("%s: a post has id, thread and version: %v", where, p)
	}
	if !idForm.MatchString(text(p, "author", "id")) || text(p, "author", "name") == "" {
		t.Errorf("%s: a post has an author with id and name: %v", where, p)
	}
	body, isText := p["text"].(string)
	html, isHTML := p["html"].(string)
	if !isText || !isHTML || text(p, "lang") == "" {
		t.Errorf("%s: a post has text, html and lang: %v", where, p)
	}
	if gone := p["withdrawn"] == true || p["hidden"] == true; gone != (body == "") || (gone && html != "") {
		t.Errorf("%s: the words of a post are empty exactly when it is withdrawn or hidden: %v", where, p)
	}
	wantTime(t, where, text(p, "at"))
	if edited, there := p["edited_at"]; there && edited != nil {
		wantTime(t, where, text(p, "edited_at"))
	}
	if org, there := at(p, "author").(map[string]any)["organisation"]; there && org != nil {
		if !idForm.MatchString(text(org, "id")) || text(org, "name") == "" || text(org, "kind") == "" || text(org, "level") == "" {
			t.Errorf("%s: an organisation has id, name, kind and level: %v", where, org)
		}
	}
}

// bare is a post or thread without what depends on who asks.
func bare(o map[string]any) map[string]any {
	c := map[string]any{}
	for k, v := range o {
		if !slices.Contains([]string{"may", "mine", "unread", "reading", "topic", "seq", "epoch", "post"}, k) {
			c[k] = v
		}
	}
	return c
}

// sameJSON compares two values as JSON.
func sameJSON(a, b any) bool {
	x, _ := encode(a)
	y, _ := encode(b)
	return string(x) == string(y)
}
