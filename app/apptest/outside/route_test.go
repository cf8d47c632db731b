package outside

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// contractCalls are the calls of the contract as OpenAPI names them, parameters left open.
var contractCalls = []string{
	"post /api/registrations", "post /api/session", "get /api/session", "delete /api/session", "post /api/tokens", "get /api/tokens", "delete /api/tokens/{}",
	"get /api/areas", "get /api/areas/{}", "get /api/areas/{}/threads", "post /api/areas/{}/threads", "get /api/threads/{}", "get /api/threads/{}/posts",
	"post /api/threads/{}/posts", "get /api/posts/{}", "patch /api/posts/{}", "delete /api/posts/{}", "get /api/topics/{}/events",
}

var parameter = regexp.MustCompile(`\{[^}]*\}`)

// document is what this suite reads of an OpenAPI document.
type document struct {
	OpenAPI    string
	Paths      map[string]map[string]operation
	Components struct{ Schemas map[string]schema }
	Servers    []struct{ URL string }
}

type operation struct {
	Parameters []struct {
		Name, In string
		Schema   schema
	}
	RequestBody struct {
		Content map[string]struct{ Schema schema }
	}
}

type schema struct {
	Ref        string `json:"$ref"`
	Type       any
	Properties map[string]schema
	Required   []string
}

// described reads the running program's document.
func described(t *testing.T, s *stand) document {
	t.Helper()
	a := s.anyone(s.last()).get(t, "/api/openapi.json").want(t, http.StatusOK)
	var d document
	if err := decode(a.body, &d); err != nil {
		t.Fatalf("openapi.json: %v", err)
	}
	return d
}

// calls are the operations of a document.
func (d document) calls() map[string]operation {
	all := map[string]operation{}
	for path, methods := range d.Paths {
		for method, op := range methods {
			if slices.Contains([]string{"get", "put", "post", "delete", "patch"}, method) {
				all[method+" "+path] = op
			}
		}
	}
	return all
}

func TestDocument(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		d := described(t, s)
		if !strings.HasPrefix(d.OpenAPI, "3.1.") {
			t.Errorf("OpenAPI %q, want 3.1", d.OpenAPI)
		}
		named := map[string]bool{}
		for call := range d.calls() {
			named[parameter.ReplaceAllString(call, "{}")] = true
		}
		for _, call := range contractCalls {
			bare := strings.Replace(call, " /api/", " /", 1)
			if !named[call] && !named[bare] {
				t.Errorf("openapi.json does not name %s", call)
			}
		}
		r, err := mustCommand(s.dir, s.env, "openapi")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(r.out, "openapi: 3.1") && !strings.Contains(r.out, `"openapi":"3.1`) && !strings.Contains(r.out, `"openapi": "3.1`) && !strings.Contains(r.out, `openapi: "3.1`) {
			t.Errorf("kraftsam openapi prints %.200q", r.out)
		}
		docs := s.anyone(s.first()).get(t, "/api/docs").want(t, http.StatusOK)
		if !strings.HasPrefix(docs.header.Get("Content-Type"), "text/html") {
			t.Errorf("/api/docs is %q", docs.header.Get("Content-Type"))
		}
		if m := regexp.MustCompile(`(?i)(src|href)\s*=\s*["']?(https?:)?//[^"'\s>]+`).FindAllString(string(docs.body), -1); len(m) > 0 {
			for _, link := range m {
				if strings.HasPrefix(link, "src") || strings.Contains(link, "stylesheet") {
					t.Errorf("/api/docs is not readable offline: %s", link)
				}
			}
		}
	})
}

func TestUnknownRoutes(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		for _, c := range []caller{s.anyone(s.last()), s.as(s.ada(), s.last())} {
			for _, path := range []string{"/api/nope", "/api/", "/api/areas/x/y/z", "/api/threads", "/api/Areas", "/api/areas/", "/api//areas", "/api/areas/%2e%2e/session", "/api/threads/%00",
				"/api/threads/%ff", "/api/threads/..%2f..%2fetc%2fpasswd", "/api/posts/" + strings.Repeat("x", 2000), "/api/posts/%F0%9F%98%80", "/api/threads/%27%20or%201=1", "/api/areas/{slug}"} {
				c.get(t, path).refused(t, http.StatusNotFound)
				if a := c.create(t, path, map[string]any{"text": "x"}); a.status != http.StatusNotFound && a.status != http.StatusMethodNotAllowed {
					t.Errorf("%s: want 404 or 405", a)
				}
			}
			for path, methods := range map[string][]string{
				"/api/areas": {"POST", "PUT", "PATCH", "DELETE"}, "/api/registrations": {"GET", "PUT", "DELETE"}, "/api/session": {"PUT", "PATCH"},
				"/api/areas/upplevelser/threads": {"PUT", "DELETE"}, "/api/openapi.json": {"POST"}, "/api/topics/x/events": {"POST"},
			} {
				for _, method := range methods {
					c.do(t, method, path, map[string]any{}).refused(t, http.StatusMethodNotAllowed, "method_not_allowed")
				}
			}
		}
	})
}

func TestHeadAndOptions(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.anyone(s.last())
		thread, post := ownPost(t, s, "huvud")
		for _, path := range []string{"/api/areas", "/api/threads/" + thread.ID, "/api/posts/" + post.ID, "/api/openapi.json", "/livez", "/readyz", "/", "/api/posts/finns-inte", "/api/session"} {
			get := c.get(t, path)
			head := c.do(t, http.MethodHead, path, nil)
			if len(head.body) != 0 || (head.status != get.status && head.status != http.StatusMethodNotAllowed) {
				t.Errorf("HEAD %s: %d with %d bytes, GET: %d", path, head.status, len(head.body), get.status)
			}
			options := c.do(t, http.MethodOptions, path, nil, "Origin", "http://evil.example", "Access-Control-Request-Method", "POST")
			if options.status >= 500 {
				t.Errorf("%s", options)
			}
		}
		for _, method := range []string{"TRACE", "CONNECTX", "PROPFIND", "get"} {
			a, err := c.rawRequest(method, "/api/areas", nil)
			if err == nil && (a.status < 400 || a.status == 500) {
				t.Errorf("%s: %s", method, a)
			}
		}
	})
}

func TestHealth(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		for _, n := range s.nodes {
			c := s.anyone(n)
			c.get(t, "/livez").want(t, http.StatusOK)
			o := c.get(t, "/readyz").want(t, http.StatusOK).object(t)
			if text(o, "status") == "degraded" || text(o, "status") == "" {
				t.Errorf("/readyz: %v", o)
			}
		}
	})
}

func TestPolicyOfPages(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.anyone(s.first())
		want := map[string]string{
			"default-src": "'none'", "img-src": "'self' blob:", "font-src": "'self'", "manifest-src": "'self'", "worker-src": "'self'", "media-src": "'self' blob:", "form-action": "'self'",
			"base-uri": "'none'", "object-src": "'none'", "frame-ancestors": "'none'", "require-trusted-types-for": "'script'", "connect-src": "'self' ws://" + s.host(),
			"trusted-types": "svelte-trusted-html sveltekit-trusted-url app", "style-src": "'self'",
		}
		for _, path := range []string{"/", "/areas", "/sign-in", "/no/such", "/about"} {
			a := c.get(t, path)
			got := map[string]string{}
			for _, d := range strings.Split(a.header.Get("Content-Security-Policy"), ";") {
				name, value, _ := strings.Cut(strings.TrimSpace(d), " ")
				got[name] = strings.TrimSpace(value)
			}
			for name, value := range want {
				if got[name] != value {
					t.Errorf("%s: %s is %q, want %q", path, name, got[name], value)
				}
			}
			for name, value := range got {
				if strings.Contains(value, "'unsafe-inline'") || strings.Contains(value, "'unsafe-eval'") || strings.Contains(value, "*") ||
					(strings.Contains(value, "'unsafe-hashes'") && name != "style-src-attr") {
					t.Errorf("%s: %s allows %q", path, name, value)
				}
			}
			if _, there := got["upgrade-insecure-requests"]; there || !regexp.MustCompile(`^'self'( 'sha256-[A-Za-z0-9+/=]+')*$`).MatchString(got["script-src"]) {
				t.Errorf("%s: script-src %q, upgrade %v", path, got["script-src"], there)
			}
		}
	})
}
