// Mutants takes single checks of who may do what away, one at a time, and demands that the tests of access notice:
//
//	go run ./.ci/mutants             all that stand in app/testdata/mutants.txtar, half a minute of computing each
//	go run ./.ci/mutants 07 12       those whose names begin so
//	go run ./.ci/mutants --apply     only whether each can still be taken away
//
// No file is changed: the compiler is given the mutant in place of the file (go test -overlay).
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/txtar"
)

const list = "app/testdata/mutants.txtar"

// mutant is a file with one check less.
type mutant struct {
	name, file string
	how, what  string // calls and words of docs/calls.md, or test and a package with a pattern
	text       string
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	all, err := read()
	if err != nil || slices.Contains(args, "--apply") {
		return err
	}
	dir, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	tried, missed := 0, 0
	for _, m := range all {
		if len(args) > 0 && !slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(m.name, a) }) {
			continue
		}
		began := time.Now()
		verdict, said, err := m.try(dir)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		fmt.Printf("%-9s %s (%.0f s)\n", verdict, m.name, time.Since(began).Seconds())
		if tried++; verdict != "caught" {
			missed++
			fmt.Println(said)
		}
	}
	fmt.Printf("%d of %d were caught\n", tried-missed, tried)
	if missed > 0 {
		return fmt.Errorf("%d were not", missed)
	}
	return nil
}

// read gives every mutant, and an error where one cannot be made of today's code.
func read() ([]mutant, error) {
	archive, err := txtar.ParseFile(list)
	if err != nil {
		return nil, err
	}
	all := make([]mutant, len(archive.Files))
	for i, f := range archive.Files {
		if all[i], err = of(f.Name, string(f.Data)); err != nil {
			return nil, fmt.Errorf("%s in %s: %w", f.Name, list, err)
		}
	}
	return all, nil
}

func of(name, section string) (mutant, error) {
	m := mutant{name: name}
	lines := strings.Split(strings.TrimRight(section, "\n"), "\n")
	if len(lines) < 3 {
		return m, fmt.Errorf("it needs a file, a way to notice and a change")
	}
	m.file = lines[0]
	m.how, m.what, _ = strings.Cut(lines[1], " ")
	if m.how != "calls" && m.how != "test" {
		return m, fmt.Errorf("%q is no way to notice", m.how)
	}
	var from, to []string
	for _, line := range lines[2:] {
		if mark, rest := line[:min(1, len(line))], strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(line, " "), "-"), "+"); mark == "+" {
			to = append(to, rest)
		} else {
			from = append(from, rest)
			if mark != "-" {
				to = append(to, rest)
			}
		}
	}
	whole, err := os.ReadFile(m.file)
	if err != nil {
		return m, err
	}
	before := strings.Join(from, "\n") + "\n"
	if n := strings.Count(string(whole), before); n != 1 {
		return m, fmt.Errorf("what it changes stands %d times in %s; write it anew", n, m.file)
	}
	after := strings.Join(to, "\n")
	if after != "" {
		after += "\n"
	}
	m.text = strings.Replace(string(whole), before, after, 1)
	return m, nil
}

// try runs the tests on the mutant.
func (m mutant) try(dir string) (verdict, said string, err error) {
	mutated, overlay := filepath.Join(dir, "mutant.go"), filepath.Join(dir, "overlay.json")
	file, err := filepath.Abs(m.file)
	if err != nil {
		return "", "", err
	}
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {file: mutated}})
	if err != nil {
		return "", "", err
	}
	if err := os.WriteFile(mutated, []byte(m.text), 0o600); err != nil {
		return "", "", err
	}
	if err := os.WriteFile(overlay, replace, 0o600); err != nil {
		return "", "", err
	}
	args := []string{"test", "-count=1", "-vet=off", "-ldflags=-s -w", "-overlay", overlay}
	if pkg, pattern, _ := strings.Cut(m.what, " "); m.how == "test" {
		name, below, _ := strings.Cut(pattern, "/") // of a test whose cases stand above the databases
		args = append(args, "-run", path.Join("^("+name+")$", below, "sqlite"), pkg)
	} else {
		args = append(args, "-run", "^TestEveryCall$/sqlite", "./app/apptest", "-calls", m.what)
	}
	out, err := exec.Command("go", args...).CombinedOutput() //nolint:gosec // arguments out of our own list
	switch {
	case strings.Contains(string(out), "[no tests to run]"):
		return "BROKEN", string(out), nil
	case err == nil:
		return "SURVIVED", string(out), nil
	case !strings.Contains(string(out), "--- FAIL"):
		return "BROKEN", string(out), nil
	}
	return "caught", string(out), nil
}
