package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"kraftsam/app/platform/fault"
	"kraftsam/frontend"
)

func TestTheSmallestFormThatTheBrowserTakes(t *testing.T) {
	d := open(t, nil)
	for accepts, want := range map[string][2]string{
		"":                          {"", "plain"},
		"identity":                  {"", "plain"},
		"gzip":                      {"gzip", "gzipped"},
		"gzip, deflate, br, zstd":   {"br", "brotli"},
		"br;q=0, gzip":              {"gzip", "gzipped"},
		"br;q=0.0,gzip;q=0.5":       {"gzip", "gzipped"},
		"br;q=0.001":                {"br", "brotli"},
		"br;q=0.000, gzip;q=0.000":  {"", "plain"},
		"brotli, xgzip":             {"", "plain"},
		"gzip ; q=1 , br ; q = odd": {"br", "brotli"},
	} {
		res, body := d.ask(t, "GET", "/_app/immutable/entry/app.js", "", "Accept-Encoding", accepts)
		if res.Header.Get("Content-Encoding") != want[0] || body != want[1] {
			t.Errorf("%q: %q as %q", accepts, body, res.Header.Get("Content-Encoding"))
		}
	}
	res, body := d.ask(t, "GET", "/robots.txt", "", "Accept-Encoding", "gzip, br")
	if res.Header.Get("Content-Encoding") != "" || body != "User-agent: *" {
		t.Errorf("a file in one form only: %q", body)
	}
}

func TestFilesThatTheBrowserHas(t *testing.T) {
	d := open(t, nil)
	res, _ := d.ask(t, "GET", "/robots.txt", "")
	tag := res.Header.Get("ETag")
	for match, status := range map[string]int{tag: 304, `"other", ` + tag: 304, "W/" + tag: 304, `"other"`: 200, "": 200} {
		res, body := d.ask(t, "GET", "/robots.txt", "", "If-None-Match", match)
		if res.StatusCode != status || (body == "") != (status == 304) || res.Header.Get("ETag") != tag {
			t.Errorf("%s: %d %q", match, res.StatusCode, body)
		}
	}
	other, _ := d.ask(t, "GET", "/_app/version.json", "")
	if tag == "" || other.Header.Get("ETag") == tag {
		t.Error("two files with one tag")
	}
}

func TestReaderLang(t *testing.T) {
	for header, want := range map[string]string{
		"": "sv", "sv": "sv", "en": "en", "en-GB,en;q=0.9,sv;q=0.8": "en", "sv-SE,en": "sv", "de,fr;q=0.5": "sv", "de, en;q=0.5": "en", "EN-us": "en",
		"sma, sv;q=0.7, en;q=0.3": "sv", "english": "sv", "*": "sv",
	} {
		if got := readerLang(header); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
	d := open(t, nil)
	for lang, title := range map[string]string{"sv": "Enkel", "en": "Plain"} {
		_, body := d.ask(t, "GET", "/plain", "", "Accept-Language", lang)
		if !strings.Contains(body, `<html lang="`+lang+`"`) || !strings.Contains(body, "<title>"+title+" – Kraftsam</title>") {
			t.Errorf("%s: %s", lang, body)
		}
	}
}

func TestWhatAnAddressShows(t *testing.T) {
	d := open(t, nil)
	faulty["gone"] = fault.New(fault.NotFound, "thread_unknown", "No.")
	faulty["odd"] = fault.InField("query", "cursor_unknown", "No.")
	faulty["away"] = fault.New(fault.Unavailable, "database_unavailable", "Later.").After(1)
	for path, c := range map[string]struct {
		status int
		holds  string
	}{
		"/threads/here":  {200, `<main><h1>x</h1></main>`},
		"/threads/gone":  {404, "Sidan finns inte"},
		"/threads/odd":   {404, "Sidan finns inte"},
		"/threads/away":  {503, "<h1>Kraftsam svarar inte just nu</h1>"},
		"/threads/moved": {302, ""},
		"/threads":       {404, "Sidan finns inte"},
		"/threads/a/b":   {404, "Sidan finns inte"},
		"/threads/":      {404, "Sidan finns inte"},
	} {
		res, body := d.ask(t, "GET", path, "")
		if res.StatusCode != c.status || !strings.Contains(body, c.holds) {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
		if c.status != 503 && c.status != 302 && !strings.Contains(body, "start()") {
			t.Errorf("%s: the app does not start: %s", path, body)
		}
	}
}

// A reader whose page cannot be made is told in their language and when to come back; a program gets a problem.
func TestAHouseThatCannotAnswer(t *testing.T) {
	d := open(t, nil)
	faulty["away"] = fault.New(fault.Unavailable, "database_unavailable", "Later.").After(1)
	for _, how := range [][]string{{"/threads/away"}, {"/plain", "Authorization", "Bearer away"}} {
		res, body := d.ask(t, "GET", how[0], "", append(how[1:], "Accept-Language", "en")...)
		if res.StatusCode != 503 || res.Header.Get("Retry-After") == "" || !strings.Contains(body, "<h1>Kraftsam cannot answer just now</h1>") {
			t.Errorf("%v: %d %s", how, res.StatusCode, body)
		}
	}
	if res, body := d.ask(t, "POST", "/api/things", "{}", "Authorization", "Bearer away"); res.StatusCode != 503 || !strings.Contains(body, "database_unavailable") {
		t.Errorf("the API: %d %s", res.StatusCode, body)
	}
}

func TestPagesAreSentSmall(t *testing.T) {
	d := open(t, nil)
	res, body := d.ask(t, "GET", "/threads/here", "", "Accept-Encoding", "gzip, br")
	z, err := gzip.NewReader(strings.NewReader(body))
	if err != nil || res.Header.Get("Content-Encoding") != "gzip" {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if _, want := d.ask(t, "GET", "/threads/here", ""); err != nil || string(plain) != want {
		t.Errorf("%v: %s", err, plain)
	}
}

// Whatever a title or a text holds, the page has the same bones and the data the same words.
func TestTheShellEscapesEverything(t *testing.T) {
	for _, hostile := range []string{`</title><script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `<!--shell:body-->`, `--><!--`, "\u2028</script>", `{{.}}$1\0`, `' onload='x`} {
		d := &Server{opts: open(t, nil).opts}
		page := Page{Title: hostile, Description: hostile, Lang: hostile, HTML: "<p>ok</p>", Data: map[string]any{"text": hostile, "raw": json.RawMessage(`{"x":"<script>"}`)}}
		head, body, err := d.write("/threads/"+hostile, "sv", page)
		if err != nil {
			t.Fatal(err)
		}
		shell := string(built()["index.html"].Data)
		whole := strings.Replace(strings.Replace(shell, headMark, head, 1), bodyMark, body, 1)
		root, err := html.Parse(strings.NewReader(whole))
		if err != nil {
			t.Fatal(err)
		}
		var bones []string
		var data string
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			bones = append(bones, n.Data)
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "src" {
					t.Errorf("%q made an attribute %s", hostile, a.Key)
				}
			}
			if n.Data == "script" && len(n.Attr) == 2 {
				data = n.FirstChild.Data
			}
		}
		want := []string{"html", "head", "title", "meta", "link", "meta", "meta", "meta", "meta", "meta", "body", "div", "main", "p", "script", "script"}
		if !slices.Equal(bones, want) {
			t.Errorf("%q made %v", hostile, bones)
		}
		var read struct{ Path, Text string }
		if err := json.Unmarshal([]byte(data), &read); err != nil || read.Text != hostile || read.Path != "/threads/"+hostile {
			t.Errorf("%q came back as %+v (%v)", hostile, read, err)
		}
	}
}

func TestTheOutlineOfAPage(t *testing.T) {
	s := open(t, nil).Server
	head, body, err := s.write("/x", "en", Page{})
	if err != nil || body != "" || !strings.Contains(head, "<title>Kraftsam</title>") || !strings.Contains(head, `href="http://127.0.0.1:8080/x"`) {
		t.Errorf("%s %s %v", head, body, err)
	}
	if _, body, _ = s.write("/x", "en", Page{HTML: template.HTML("<p>"), Lang: "en"}); strings.Contains(body, "shell-data") || !strings.Contains(body, `lang="en"`) {
		t.Error(body)
	}
	if _, _, err = s.write("/x", "en", Page{HTML: "x", Data: map[string]any{"bad": func() {}}}); err == nil {
		t.Error("data that is none")
	}
}

// The policy must let the real start script run and nothing that somebody might write into the page; so every inline script
// of the built shell has its hash there.
func TestThePolicyFitsTheBuiltShell(t *testing.T) {
	build, err := frontend.Files.Open("index.html")
	if err != nil {
		t.Fatalf("build the frontend first (make build): %v", err)
	}
	shell, err := io.ReadAll(build)
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, nil).Server
	policy := s.pagePolicy(string(shell))
	root, err := html.Parse(bytes.NewReader(shell))
	if err != nil {
		t.Fatal(err)
	}
	scripts := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has %s=%q, which the policy refuses", n.Data, a.Key, a.Val)
			}
			if elsewhere := regexp.MustCompile(`^(https?:)?//`); (a.Key == "src" || a.Key == "href") && elsewhere.MatchString(a.Val) {
				t.Errorf("the shell asks %s", a.Val)
			}
		}
		if n.Data == "script" && n.FirstChild != nil {
			scripts++
			if !strings.Contains(policy, hash(n.FirstChild.Data)) {
				t.Errorf("no hash for %q", n.FirstChild.Data)
			}
		}
		if n.Data == "style" {
			t.Error("an inline style")
		}
	}
	if scripts != 1 || strings.Count(policy, "'sha256-") != 2 {
		t.Errorf("%d inline scripts, policy %s", scripts, policy)
	}
	for _, mark := range []string{headMark, bodyMark, `<html lang="sv"`} {
		if strings.Count(string(shell), mark) != 1 {
			t.Errorf("%d × %s", strings.Count(string(shell), mark), mark)
		}
	}
	for _, loose := range []string{"unsafe-inline", "unsafe-eval", " data:", " *", "http:", "https:"} {
		if strings.Contains(policy, loose) {
			t.Errorf("the policy holds %s", loose)
		}
	}
}

func TestAHouseWithoutAFrontendSaysSo(t *testing.T) {
	d := open(t, nil)
	if err := d.HasFrontend(); err != nil {
		t.Error(err)
	}
	bare, err := New(d.opts)
	if err != nil {
		t.Fatal(err)
	}
	if bare.HasFrontend() == nil {
		t.Error("nothing is said")
	}
	if p, err := Plain("å", "a")(context.Background(), "sv", nil); err != nil || p.Title != "å" {
		t.Error(p, err)
	}
}
