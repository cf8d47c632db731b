package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// mutant is a deliberate mistake in the product: a patch whose head says in words what is wrong, and in a line "plan: NAME" which
// plan has to find it.
type mutant struct {
	name, file, plan string
}

// attempts is how often a mutant may get away: some mistakes show only in a moment that has to come.
const attempts = 8

// mutantsIn reads the patches of a folder; with names only those.
func mutantsIn(folder string, names []string) ([]mutant, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.patch"))
	if err != nil {
		return nil, err
	}
	var all []mutant
	for _, file := range files {
		m := mutant{name: strings.TrimSuffix(filepath.Base(file), ".patch"), file: file}
		text, err := os.ReadFile(file) //nolint:gosec // the caller's own folder
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(text)) {
			if plan, ok := strings.CutPrefix(line, "plan: "); ok && m.plan == "" {
				m.plan = strings.TrimSpace(plan)
			}
		}
		if _, err := planOf(m.plan); err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
		if len(names) == 0 || slices.Contains(names, m.name) {
			all = append(all, m)
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no mutants in %s", folder)
	}
	return all, nil
}

// tryMutants holds the plans on the product as it is, which must pass, and then on each mutant, which must not.
func tryMutants(ctx context.Context, o options, names []string, out io.Writer) int {
	all, err := mutantsIn(o.mutants, names)
	if err == nil {
		err = hunt(ctx, o, all, out)
	}
	switch {
	case errors.Is(err, errEscaped):
		_, _ = fmt.Fprintf(out, "drill: %v\n", err)
		return exitBroken
	case err != nil:
		_, _ = fmt.Fprintf(out, "drill: %v\n", err)
		return exitNotHeld
	}
	_, _ = fmt.Fprintf(out, "drill: all %d mutants caught\n", len(all))
	return exitPassed
}

// errEscaped says that a mutant was not found, or that the product without a mistake was.
var errEscaped = errors.New("the drill does not tell right from wrong")

func hunt(ctx context.Context, o options, all []mutant, out io.Writer) error {
	room, err := os.MkdirTemp("", "kraftsam-mutants-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(room) }()
	if err := copyProduct(room); err != nil {
		return fmt.Errorf("copy the product: %w", err)
	}
	o.binary, o.out = filepath.Join(room, "kraftsam"), ""
	if err := build(ctx, room); err != nil {
		return err
	}
	escaped := 0
	plans := map[string]bool{}
	for _, m := range all {
		plans[m.plan] = true
	}
	for _, plan := range slices.Sorted(maps.Keys(plans)) {
		code, told, err := once(ctx, o, plan)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(out, "%-34s %-10s %s\n", "(the product as it is)", plan, verdictOf(code))
		if code != exitPassed {
			_, _ = fmt.Fprintln(out, told)
			escaped++
		}
	}
	for _, m := range all {
		caught, err := m.hunt(ctx, o, room, out)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		if !caught {
			escaped++
		}
	}
	if escaped > 0 {
		return fmt.Errorf("%w: %d times", errEscaped, escaped)
	}
	return nil
}

func verdictOf(code int) string {
	return map[int]string{exitPassed: "passed", exitBroken: "broken", exitInconclusive: "inconclusive"}[code]
}

// hunt builds one mutant and says whether its plan finds it.
func (m mutant) hunt(ctx context.Context, o options, room string, out io.Writer) (caught bool, err error) {
	file, err := filepath.Abs(m.file)
	if err != nil {
		return false, err
	}
	if err := inside(ctx, room, "git", "apply", file); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, inside(ctx, room, "git", "apply", "-R", file)) }()
	if err := build(ctx, room); err != nil {
		return false, err
	}
	for n := 1; n <= attempts; n++ {
		o.seed += uint64(n)
		code, told, err := once(ctx, o, m.plan)
		if err != nil {
			return false, err
		}
		if code == exitBroken {
			_, _ = fmt.Fprintf(out, "%-34s %-10s caught: %s\n", m.name, m.plan, rulesIn(told))
			return true, nil
		}
		_, _ = fmt.Fprintf(out, "%-34s %-10s %s, attempt %d\n", m.name, m.plan, verdictOf(code), n)
	}
	_, _ = fmt.Fprintf(out, "%-34s %-10s ESCAPED\n", m.name, m.plan)
	return false, nil
}

// rulesIn gives the rules that a drill found broken.
func rulesIn(told string) string {
	var rules []string
	for line := range strings.Lines(told) {
		if _, rule, ok := strings.Cut(line, "times: "); ok && strings.HasPrefix(strings.TrimSpace(line), "BROKEN") {
			word, _, _ := strings.Cut(rule, " ")
			rules = append(rules, word)
		}
		if strings.HasPrefix(strings.TrimSpace(line), "ALARM") && !slices.Contains(rules, "alarm") {
			rules = append(rules, "alarm")
		}
	}
	return strings.Join(rules, " ")
}

// once holds one plan and gives its verdict and what it told.
func once(ctx context.Context, o options, plan string) (int, string, error) {
	o.plan, o.setup = plan, ""
	var told bytes.Buffer
	code, err := hold(ctx, o, &told)
	return code, told.String(), err
}

// copied is what the product is built from.
var copied = []string{"go.mod", "go.sum", "app", "cmd/kraftsam", "frontend/embed.go", "frontend/build", "frontend/src/i18n"}

func copyProduct(room string) error {
	for _, root := range copied {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := os.ReadFile(path) //nolint:gosec // the product's own tree
			if err != nil {
				return err
			}
			to := filepath.Join(room, path)
			if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
				return err
			}
			return os.WriteFile(to, text, 0o600) //nolint:gosec // below the copy's own folder
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func build(ctx context.Context, room string) error {
	return inside(ctx, room, "go", "build", "-trimpath", "-o", "kraftsam", "./cmd/kraftsam")
}

// inside runs a command in the copy.
func inside(ctx context.Context, room, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // git and go
	cmd.Dir = room
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GIT_CEILING_DIRECTORIES="+filepath.Dir(room))
	if told, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, told)
	}
	return nil
}
