package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	nothing = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	powers  = "camera=(), microphone=(), geolocation=(), payment=()"
)

// told are the headers of an answer that matter here; those that change with the content are left out.
func told(res *http.Response) map[string]string {
	got := map[string]string{}
	for name, values := range res.Header {
		switch name {
		case "Date", "Content-Length", "Etag", "Connection":
		default:
			got[name] = strings.Join(values, "|")
		}
	}
	return got
}

// Every answer says exactly this, and nothing that is not written here.
func TestHeadersOfEveryKindOfAddress(t *testing.T) {
	d := open(t, nil)
	page := "default-src 'none'; script-src 'self' 'sha256-/7Uo6Jqu+KX/GvcjL+R/bSKtyBJDpVYw35MvoK+2iGg='; style-src 'self'; style-src-attr 'unsafe-hashes' " +
		hash(announcerStyle) + "; img-src 'self' blob:; font-src 'self'; connect-src 'self' ws://127.0.0.1:8080; manifest-src 'self'; worker-src 'self'; " +
		"media-src 'self' blob:; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; " +
		"trusted-types svelte-trusted-html sveltekit-trusted-url app"
	page = strings.Replace(page, "'sha256-/7Uo6Jqu+KX/GvcjL+R/bSKtyBJDpVYw35MvoK+2iGg='", hash("start()"), 1)
	everywhere := map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin", "Permissions-Policy": powers, "Content-Security-Policy": nothing}
	for name, c := range map[string]struct {
		do   string
		also map[string]string
	}{
		"the API":   {"GET /api/things/1", map[string]string{"Content-Type": "application/json", "Cache-Control": "no-store"}},
		"a refusal": {"GET /api/nothing", map[string]string{"Content-Type": "application/problem+json", "Cache-Control": "no-store"}},
		"health":    {"GET /livez", map[string]string{"Content-Type": "application/json"}},
		"readiness": {"GET /readyz", map[string]string{"Content-Type": "application/json", "Cache-Control": "no-store"}},
		"a page": {"GET /plain", map[string]string{"Content-Type": "text/html; charset=utf-8", "Cache-Control": "private, no-cache", "Content-Security-Policy": page,
			"Vary": "Accept-Encoding, Accept-Language, Cookie"}},
		"no page": {"GET /nothing", map[string]string{"Content-Type": "text/html; charset=utf-8", "Cache-Control": "private, no-cache", "Content-Security-Policy": page,
			"Vary": "Accept-Encoding, Accept-Language, Cookie"}},
		"a file":       {"GET /robots.txt", map[string]string{"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}},
		"a built file": {"GET /_app/immutable/entry/app.js", map[string]string{"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}},
		"the service worker": {"GET /service-worker.js", map[string]string{"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache", "Vary": "Accept-Encoding",
			"Content-Security-Policy": "default-src 'none'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"}},
		"no file":      {"GET /_app/immutable/entry/old.js", map[string]string{"Content-Type": "application/problem+json", "Cache-Control": "no-store"}},
		"a redirect":   {"GET /threads/moved", map[string]string{"Location": "/threads/here"}},
		"the document": {"GET /api/openapi.json", map[string]string{"Content-Type": "application/json", "Cache-Control": "no-store"}},
		"the document, to read": {"GET /api/docs", map[string]string{"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store",
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"}},
	} {
		want := map[string]string{}
		for _, part := range []map[string]string{everywhere, c.also} {
			for k, v := range part {
				want[k] = v
			}
		}
		method, path, _ := strings.Cut(c.do, " ")
		res, _ := d.ask(t, method, path, "")
		if diff := cmp.Diff(want, told(res)); diff != "" {
			t.Errorf("%s (-want +told):\n%s", name, diff)
		}
	}
}

func TestUnderHTTPS(t *testing.T) {
	d := open(t, func(o *Options) { o.URL, _ = url.Parse("https://kraftsam.example") })
	res, _ := d.ask(t, "GET", "/plain", "", "Host", "kraftsam.example")
	policy := res.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "connect-src 'self' wss://kraftsam.example;") || !strings.HasSuffix(policy, "; upgrade-insecure-requests") {
		t.Error(policy)
	}
	if got := res.Header.Get("Strict-Transport-Security"); got != "max-age=63072000; includeSubDomains" {
		t.Error(got)
	}
}

func TestMethodsAndAddresses(t *testing.T) {
	d := open(t, nil)
	for do, c := range map[string]struct {
		status int
		allow  string
	}{
		"GET /api/things/1":      {200, ""},
		"HEAD /api/things/1":     {200, ""},
		"HEAD /plain":            {200, ""},
		"HEAD /robots.txt":       {200, ""},
		"HEAD /livez":            {200, ""},
		"DELETE /api/things/1":   {405, "GET, HEAD"},
		"GET /api/things":        {405, "POST"},
		"HEAD /api/things":       {405, "POST"},
		"GET /api/things/":       {404, ""},
		"GET /api/things/1/":     {404, ""},
		"GET /API/things/1":      {404, ""},
		"GET /api/nothing":       {404, ""},
		"GET /api/":              {404, ""},
		"POST /api/openapi.json": {405, "GET, HEAD"},
		"POST /plain":            {405, ""},
		"PUT /threads/1":         {405, ""},
		"GET /nothing":           {404, ""},
		"GET /threads/1/":        {404, ""},
		"GET /favicon.ico":       {404, ""},
		"GET /.env":              {404, ""},
		"GET /index.html":        {404, ""},
		"GET /index.html.br":     {404, ""},
		"OPTIONS /api/things/1":  {405, "GET, HEAD"},
		"TRACE /api/things/1":    {405, "GET, HEAD"},
		"CONNECT /api/things/1":  {405, "GET, HEAD"},
		"PROPFIND /api/things/1": {400, ""},
	} {
		method, path, _ := strings.Cut(do, " ")
		res, body := d.ask(t, method, path, "")
		if res.StatusCode != c.status || c.allow != "" && res.Header.Get("Allow") != c.allow {
			t.Errorf("%s: %d, allow %q", do, res.StatusCode, res.Header.Get("Allow"))
		}
		if method == "HEAD" && (body != "" || res.Header.Get("Content-Length") == "" && res.StatusCode == 200) {
			t.Errorf("%s: %q, length %q", do, body, res.Header.Get("Content-Length"))
		}
	}
}
