package app_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	documentedPath   = regexp.MustCompile(`^  (/[^:]*):$`)
	documentedMethod = regexp.MustCompile(`^    (get|post|put|patch|delete):$`)
)

// TestLawThatEveryCallHasALine holds the document against the page of who may make which call, before the slow test that fills it.
func TestLawThatEveryCallHasALine(t *testing.T) {
	page, err := os.ReadFile("../docs/calls.md")
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile("../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	path, documented := "", map[string]bool{}
	for line := range strings.Lines(string(document)) {
		line = strings.TrimRight(line, "\n")
		if found := documentedPath.FindStringSubmatch(line); found != nil {
			path = found[1]
		} else if found := documentedMethod.FindStringSubmatch(line); found != nil {
			documented[strings.ToUpper(found[1])+" "+path] = true
		}
	}
	if len(documented) < 50 {
		t.Fatalf("%d calls were read of openapi.yaml, which cannot be all", len(documented))
	}
	for call := range documented {
		if !strings.Contains(string(page), "| `"+call+"` |") {
			t.Errorf("docs/calls.md says of nobody whether they may %s: give it a row in app/apptest/calls_rows_test.go and run go test ./app/apptest -run TestEveryCall -update", call)
		}
	}
	for line := range strings.Lines(string(page)) {
		if call, _, ok := strings.Cut(strings.TrimPrefix(line, "| `"), "` |"); ok && strings.HasPrefix(line, "| `") && !documented[call] {
			t.Errorf("docs/calls.md speaks of %s, which is no call", call)
		}
	}
}
