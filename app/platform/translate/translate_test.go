package translate_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/translate"
)

func provider(t *testing.T, answer http.HandlerFunc) *translate.Libre {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	at, err := url.Parse(server.URL + "/under/")
	if err != nil {
		t.Fatal(err)
	}
	return translate.NewLibre(at, "secret")
}

func TestWhatIsAskedOfTheProvider(t *testing.T) {
	var asked map[string]string
	var path string
	libre := provider(t, func(w http.ResponseWriter, r *http.Request) {
		path = r.Method + " " + r.URL.Path
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, `{"translatedText":"<p>Hello åäö</p>"}`)
	})
	got, err := libre.Translate(context.Background(), "<p>Hej åäö</p>", "sv-FI", "EN")
	if err != nil || got != "<p>Hello åäö</p>" {
		t.Fatalf("%q, %v", got, err)
	}
	if path != "POST /under/translate" || asked["q"] != "<p>Hej åäö</p>" || asked["source"] != "sv" || asked["target"] != "en" ||
		asked["format"] != "html" || asked["api_key"] != "secret" {
		t.Errorf("%s %v", path, asked)
	}
}

// Whatever a provider does, the reader gets one of two refusals and never its words.
func TestAProviderThatFails(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"an unknown pair": {func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, `{"error":"xx is not supported"}`, http.StatusBadRequest)
		}, "translation_unknown"},
		"a wrong key":     {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, `{"error":"key"}`, http.StatusForbidden) }, "translation_unavailable"},
		"too much":        {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }, "translation_unavailable"},
		"its own trouble": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, "translation_unavailable"},
		"a page":          {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }, "translation_unavailable"},
		"nothing":         {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{}`) }, "translation_unavailable"},
		"another address": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, "translation_unavailable"},
		"a cut line": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "translation_unavailable"},
		"without end": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"translatedText":"`+strings.Repeat("a", 2<<20))
		}, "translation_unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := provider(t, c.answer).Translate(context.Background(), "x", "sv", "en")
			if fault.CodeOf(err) != c.want {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}
