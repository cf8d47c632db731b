package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
)

// TestMain makes this test program answer to the name kraftsam too, so that the scripts run the program as its users do.
func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"kraftsam": main}) }

func TestScripts(t *testing.T) {
	testscript.Run(t, scripts(t, "testdata/script", nil))
}

// What touches the database is told once and runs on both.
func TestScriptsOnDatabases(t *testing.T) {
	for name, empty := range map[string]func(*testscript.Env) string{
		"sqlite":   func(e *testscript.Env) string { return "sqlite:" + e.WorkDir + "/" + rand.Text() + ".db" },
		"postgres": func(*testscript.Env) string { return dbtest.Empty(t) },
	} {
		t.Run(name, func(t *testing.T) {
			testscript.Run(t, scripts(t, "testdata/script/database", func(e *testscript.Env) error {
				e.Setenv("KRAFTSAM_DATABASE_URL", empty(e))
				e.Setenv("ELSEWHERE", empty(e)+" "+empty(e))
				return nil
			}))
		})
	}
}

func scripts(t *testing.T, dir string, setup func(*testscript.Env) error) testscript.Params {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("ROOT", root)
			if setup == nil {
				return nil
			}
			return setup(e)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "rows": rows, "epoch": epoch, "elsewhere": elsewhere},
	}
}

// exits runs a command and holds its exit code against a number: exits 2 kraftsam nonsense.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// rows writes the number of rows of each table to a file: rows before.txt.
func rows(ts *testscript.TestScript, _ bool, args []string) {
	list := "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
	if strings.HasPrefix(ts.Getenv("KRAFTSAM_DATABASE_URL"), "sqlite:") {
		list = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
	}
	var text strings.Builder
	for _, table := range query(ts, list) {
		fmt.Fprintln(&text, table, query(ts, fmt.Sprintf("SELECT count(*) FROM %q", table))[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text.String()), 0o600))
}

// epoch writes the database's epoch to a file.
func epoch(ts *testscript.TestScript, _ bool, args []string) {
	text := query(ts, "SELECT value FROM settings WHERE name = 'epoch'")[0]
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// elsewhere moves the script to the next empty database.
func elsewhere(ts *testscript.TestScript, _ bool, _ []string) {
	next, rest, _ := strings.Cut(ts.Getenv("ELSEWHERE"), " ")
	ts.Setenv("KRAFTSAM_DATABASE_URL", next)
	ts.Setenv("ELSEWHERE", rest)
}

func query(ts *testscript.TestScript, statement string) (values []string) {
	ctx := context.Background()
	d, err := db.Open(ctx, ts.Getenv("KRAFTSAM_DATABASE_URL"))
	ts.Check(err)
	defer func() { _ = d.Close() }()
	ts.Check(d.From(ctx).Raw(statement).Scan(&values).Error)
	return values
}
