package apptest_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kraftsam/app/apptest"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/seed"
)

// step is a block of commands on a page, and the answer that the page promises.
type step struct{ commands, answer string }

var fenced = regexp.MustCompile("(?ms)^```(sh|text)\n(.*?)^```$")

func stepsOf(page string) (steps []step) {
	for _, block := range fenced.FindAllStringSubmatch(page, -1) {
		if block[1] == "sh" {
			steps = append(steps, step{commands: block[2]})
		} else {
			steps[len(steps)-1].answer = block[2]
		}
	}
	return steps
}

// The page docs/live-client.md cannot rot: what it tells to type is typed here, and what it says comes back must come back.
func TestThePageOfTheLiveClient(t *testing.T) {
	page, err := os.ReadFile("../../docs/live-client.md")
	if err != nil {
		t.Fatal(err)
	}
	v := apptest.Open(t, dbtest.Open(t, dbtest.SQLite(t)), "DEMO=on")
	rooms := seed.Rooms{DB: v.DB, Places: v.Places, Actors: v.Actors, Areas: v.Areas, Accounts: v.Accounts, Forum: v.Forum, Workshops: v.Workshops}
	if _, err := seed.Demo(ctx, rooms, true); err != nil {
		t.Fatal(err)
	}
	host := strings.TrimPrefix(v.Serve(t), "http://")
	steps := stepsOf(strings.ReplaceAll(string(page), "127.0.0.1:8080", host))
	if len(steps) < 10 {
		t.Fatalf("%d steps", len(steps))
	}
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "websocat"), "./wscli")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var script strings.Builder
	for i, s := range steps {
		fmt.Fprintf(&script, "%secho; echo '== %d'\n", s.commands, i)
	}
	patient, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	shell := exec.CommandContext(patient, "bash", "-eu", "-o", "pipefail", "-c", script.String())
	shell.Dir, shell.WaitDelay = dir, time.Second
	shell.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	var said, complaints bytes.Buffer
	shell.Stdout, shell.Stderr = &said, &complaints
	err = shell.Run()
	rest := said.String()
	for i, s := range steps {
		var got string
		got, rest, _ = strings.Cut(rest, fmt.Sprintf("== %d\n", i))
		if s.answer != "" && !pattern(s.answer).MatchString(strings.TrimSpace(got)) {
			t.Errorf("$ %s\nanswers\n%s\nand the page says\n%s", s.commands, got, s.answer)
		}
	}
	if err != nil {
		t.Errorf("the page does not run through: %v\n%s\n%s", err, complaints.String(), said.String())
	}
	if !strings.Contains(complaints.String(), "closed: 4401") {
		t.Errorf("the connection did not end as the page says: %s", complaints.String())
	}
}

func pattern(answer string) *regexp.Regexp {
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSpace(answer)), "…", "[^\n]*") + "$")
}
