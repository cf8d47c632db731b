package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kraftsam/app/platform/fault"
)

func TestEveryKindHasItsStatus(t *testing.T) {
	d := open(t, nil)
	for kind, status := range map[fault.Kind]int{
		fault.Malformed: 400, fault.Unauthenticated: 401, fault.Forbidden: 403, fault.NotFound: 404, fault.NotAllowed: 405, fault.Conflict: 409, fault.Stale: 412,
		fault.TooLarge: 413, fault.Unsupported: 415, fault.Invalid: 422, fault.Precondition: 428, fault.TooMany: 429, fault.Internal: 500, fault.Unavailable: 503,
	} {
		faulty["kind"] = fmt.Errorf("outer: %w", fault.New(kind, "some_word", "May be shown.").Because(errors.New("dsn=secret")).After(1500*time.Millisecond))
		res, body := d.ask(t, "GET", "/api/things/kind", "")
		var p fault.Problem
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != status || p.Status != status || p.Code != "some_word" || p.Type != "/problems/some_word" || p.Title != "May be shown." {
			t.Errorf("%d: %d %s", status, res.StatusCode, body)
		}
		if ct := res.Header.Get("Content-Type"); ct != "application/problem+json" {
			t.Errorf("%d: %s", status, ct)
		}
		if got := res.Header.Get("Retry-After"); got != "2" {
			t.Errorf("%d: come back after %q", status, got)
		}
		if strings.Contains(body, "secret") {
			t.Errorf("the cause is shown: %s", body)
		}
	}
}

func TestWhatIsNoFaultIsHidden(t *testing.T) {
	d := open(t, nil)
	faulty["bug"] = errors.New("dsn=secret")
	res, body := d.ask(t, "GET", "/api/things/bug", "")
	if res.StatusCode != 500 || strings.Contains(body, "secret") || !strings.Contains(body, `"code":"internal"`) {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	if !strings.Contains(d.log.String(), "dsn=secret") {
		t.Error("the log does not tell the cause")
	}
	for _, err := range []error{context.Canceled, fmt.Errorf("read: %w", context.DeadlineExceeded)} {
		faulty["slow"] = err
		if res, body := d.ask(t, "GET", "/api/things/slow", ""); res.StatusCode != 503 || res.Header.Get("Retry-After") == "" {
			t.Errorf("%v: %d %s", err, res.StatusCode, body)
		}
	}
}

func TestThePresentStateComesWithAStaleVersion(t *testing.T) {
	d := open(t, nil)
	faulty["stale"] = fault.New(fault.Stale, "version_stale", "Old.").With(map[string]int{"version": 7})
	if _, body := d.ask(t, "GET", "/api/things/stale", ""); !strings.Contains(body, `"current":{"version":7}`) {
		t.Error(body)
	}
}

// What was refused may be a password, so the answer never repeats it.
func TestRefusalsDoNotEcho(t *testing.T) {
	d := open(t, nil)
	for body, want := range map[string][2]string{
		`{"text":"hemligt ord som är för långt"}`: {"body.text", "wrong_length"},
		`{"text":"x","kind":"hemligt"}`:           {"body.kind", "not_one_of"},
		`{"text":17}`:                             {"body.text", "wrong_type"},
		`{"text":"x","n":"hemligt"}`:              {"body.n", "wrong_type"},
		`{"text":"x","hemligt":1}`:                {"body.hemligt", "unknown_field"},
		`{}`:                                      {"body", "missing"},
		`{"text":"x","n":1e30}`:                   {"body.n", "out_of_range"},
		`{"text":"x","n":99999999999999999999}`:   {"body.n", "out_of_range"},
		`{"text":"x","n":1e400}`:                  {"body", "out_of_range"},
	} {
		res, got := d.ask(t, "POST", "/api/things", body)
		var p fault.Problem
		if err := json.Unmarshal([]byte(got), &p); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != 422 || p.Code != "validation_failed" || len(p.Errors) != 1 || p.Errors[0].Code != want[1] || p.Errors[0].Location != want[0] {
			t.Errorf("%s: %d %s", body, res.StatusCode, got)
		}
		if strings.Contains(got, "json:") || strings.Contains(got, "999") || strings.Contains(got, "1e") {
			t.Errorf("%s is answered in the words of the machinery: %s", body, got)
		}
		if strings.Contains(strings.ReplaceAll(got, "body.hemligt", ""), "hemligt") {
			t.Errorf("%s is repeated in %s", body, got)
		}
	}
}

// A panic ends the request and nothing else.
func TestAPanicIsAnAnswer(t *testing.T) {
	d := open(t, nil)
	for _, path := range []string{"/api/things/panic", "/threads/panic"} {
		res, body := d.ask(t, "GET", path, "")
		if res.StatusCode != 500 || strings.Contains(body, "secret") || !strings.Contains(body, `"code":"internal"`) || res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
	}
	if !strings.Contains(d.log.String(), "secret of the house") || !strings.Contains(d.log.String(), "door_test.go") {
		t.Error("the log does not tell where")
	}
	if res, _ := d.ask(t, "GET", "/api/things/1", ""); res.StatusCode != 200 {
		t.Error("the house fell")
	}
	if n := d.busy.Load(); n != 0 {
		t.Errorf("%d requests are counted as under way", n)
	}
}
