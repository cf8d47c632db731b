package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/platform/fault"
)

// site is the address of the door in these tests.
const site = "http://127.0.0.1:8080"

// built stands for the frontend.
func built() fstest.MapFS {
	return fstest.MapFS{
		"index.html":                     {Data: []byte(`<!doctype html><html lang="sv"><head><!--shell:head--></head><body><!--shell:body--><script>start()</script></body></html>`)},
		"index.html.br":                  {Data: []byte("never sent")},
		"service-worker.js":              {Data: []byte("self")},
		"robots.txt":                     {Data: []byte("User-agent: *")},
		"_app/immutable/entry/app.js":    {Data: []byte("plain")},
		"_app/immutable/entry/app.js.gz": {Data: []byte("gzipped")},
		"_app/immutable/entry/app.js.br": {Data: []byte("brotli")},
		"_app/version.json":              {Data: []byte("{}")},
	}
}

type door struct {
	*Server
	log   *bytes.Buffer
	calls []Call
}

type thing struct {
	Body struct {
		Text string `json:"text" maxLength:"20"`
		Kind string `json:"kind,omitempty" enum:"a,b"`
		N    int    `json:"n,omitempty"`
	}
}

type replied struct {
	Body struct {
		Text string `json:"text"`
	}
}

// open makes a door with a few addresses behind it.
func open(t testing.TB, change func(*Options)) *door {
	t.Helper()
	d := &door{log: &bytes.Buffer{}}
	u, _ := url.Parse(site)
	o := Options{URL: u, Version: "test", Logger: slog.New(slog.NewTextHandler(d.log, nil)),
		Identify: func(ctx context.Context, c Credentials) (context.Context, error) {
			if c.Bearer == "dead" {
				return ctx, fault.New(fault.Unauthenticated, "token_unknown", "No such token.")
			}
			if c.Bearer == "away" {
				return ctx, fault.New(fault.Unavailable, "database_unavailable", "Later.").After(1)
			}
			return ctx, nil
		},
		Ready: func(context.Context) (Readiness, error) { return Readiness{Status: "ok"}, nil }}
	if change != nil {
		change(&o)
	}
	var err error
	if d.Server, err = New(o); err != nil {
		t.Fatal(err)
	}
	d.Identified()
	d.behind()
	d.Docs()
	if err := d.Mount(built()); err != nil {
		t.Fatal(err)
	}
	return d
}

// faulty are failures by the last word of their address.
var faulty = map[string]error{}

func (d *door) behind() {
	op := func(method, path string) huma.Operation {
		return huma.Operation{Method: method, Path: path, Tags: []string{"test"}, MaxBodyBytes: 1 << 10}
	}
	Register(d.API(), op("POST", "/api/things"), func(ctx context.Context, in *thing) (*replied, error) {
		d.calls = append(d.calls, CallOf(ctx))
		out := &replied{}
		out.Body.Text = in.Body.Text
		return out, nil
	})
	Register(d.API(), op("GET", "/api/things/{id}"), func(ctx context.Context, in *ByID) (*replied, error) {
		d.calls = append(d.calls, CallOf(ctx))
		if in.ID == "panic" {
			panic("secret of the house")
		}
		out := &replied{}
		out.Body.Text = in.ID
		return out, faulty[in.ID]
	})
	Register(d.API(), op("POST", "/api/session"), func(context.Context, *struct{}) (*struct{}, error) { return nil, nil })
	d.Page("/threads/{id}", func(_ context.Context, lang string, args []string) (Page, error) {
		switch args[0] {
		case "panic":
			panic("secret of the house")
		case "moved":
			return Page{Redirect: "/threads/here"}, nil
		}
		return Page{Title: args[0], HTML: "<h1>" + "x" + "</h1>", Data: map[string]any{"lang": lang}}, faulty[args[0]]
	})
	d.Page("/plain", Plain("Enkel", "Plain"))
}

// ask sends a request; header is in pairs.
func (d *door) ask(t testing.TB, method, target, body string, header ...string) (*http.Response, string) {
	t.Helper()
	var sent io.Reader
	if body != "" {
		sent = strings.NewReader(body)
	}
	req := httptest.NewRequest(method, target, sent)
	req.Host = "127.0.0.1:8080"
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			req.Host = header[i+1]
			continue
		}
		if header[i] == "Content-Type" {
			req.Header.Del(header[i])
		}
		req.Header.Add(header[i], header[i+1])
	}
	res, err := d.Fiber().Test(req, -1)
	if err != nil {
		t.Fatalf("%s %s: %v", method, target, err)
	}
	got, err := io.ReadAll(res.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatal(err)
	}
	return res, string(got)
}

func withCall(c Call) context.Context { return context.WithValue(context.Background(), callKey{}, c) }
