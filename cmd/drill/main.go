// Command drill breaks a running installation of the product on purpose, again and again, while people write and read, and then
// holds what they were answered and saw against the database. It is no part of the product: it knows the built program, the
// published contracts and the tables, and imports none of the product's code. docs/drill.md says how to read it.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"kraftsam/cmd/drill/hall"
)

// Exit codes: whoever calls can tell a broken promise from a drill that was not held and from one that proved nothing.
const (
	exitPassed       = 0
	exitBroken       = 1
	exitNotHeld      = 2
	exitInconclusive = 3
)

// options are what the caller chose.
type options struct {
	plan    string
	setup   string
	binary  string
	scripts string
	out     string
	seed    uint64
	mutants string
	hall    hall.Options
}

func main() {
	var o options
	flag.StringVar(&o.plan, "plan", "short", "short, full or a directed plan")
	flag.StringVar(&o.setup, "setup", "", "sqlite or pair; empty: what the plan says")
	flag.StringVar(&o.binary, "binary", "bin/kraftsam", "the built program")
	flag.StringVar(&o.scripts, "scripts", "infra", "folder with the operator's scripts")
	flag.StringVar(&o.out, "out", "", "folder for the notes and the summary; empty: none are kept")
	flag.Uint64Var(&o.seed, "seed", 0, "of the schedule; 0: by chance")
	flag.StringVar(&o.mutants, "mutants", "", "folder of patches: builds each into a copy of the product and demands that the drill finds it")
	flag.IntVar(&o.hall.Guests, "hall", 0, "so many people in one workshop, measured, instead of a plan")
	flag.IntVar(&o.hall.Notes, "notes", 200, "that they write, all together")
	flag.DurationVar(&o.hall.For, "for", time.Minute, "that the notes take")
	flag.BoolVar(&o.hall.Kill, "kill", false, "a node while they are written, and no limit of time")
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	if o.seed == 0 {
		o.seed = rand.Uint64N(1 << 32) //nolint:gosec // not secret
	}
	code := start(ctx, o, flag.Args(), os.Stdout)
	cancel()
	os.Exit(code)
}

func start(ctx context.Context, o options, names []string, out io.Writer) int {
	if o.mutants != "" {
		return tryMutants(ctx, o, names, out)
	}
	holding := hold
	if o.hall.Guests > 0 {
		holding = fillHall
	}
	code, err := holding(ctx, o, out)
	if err != nil {
		_, _ = fmt.Fprintf(out, "drill: %v\n", err)
		return exitNotHeld
	}
	return code
}

// summary is what is kept of a drill.
type summary struct {
	Plan    string   `json:"plan"`
	Seed    uint64   `json:"seed"`
	Verdict string   `json:"verdict"`
	Missing []string `json:"missing,omitempty"` // of the numbers that the plan demands
	Results []result `json:"results"`
}

// hold holds a drill over every set-up of its plan.
func hold(ctx context.Context, o options, out io.Writer) (int, error) {
	p, err := planOf(o.plan)
	if err != nil {
		return 0, err
	}
	if o.setup != "" {
		p.setups = []string{o.setup}
		if !slices.ContainsFunc([]string{"sqlite", "pair"}, func(s string) bool { return s == o.setup }) {
			return 0, fmt.Errorf("there is no set-up %q", o.setup)
		}
	}
	if o.out != "" {
		if err := os.MkdirAll(o.out, 0o750); err != nil {
			return 0, err
		}
	}
	_, _ = fmt.Fprintf(out, "drill: plan %s (%s), seed %d\n", o.plan, p.about, o.seed)
	s := summary{Plan: o.plan, Seed: o.seed}
	for _, setup := range p.setups {
		_, _ = fmt.Fprintf(out, "\n== %s\n", setup)
		res, err := drill(ctx, o, p, setup, out)
		if err != nil {
			return 0, fmt.Errorf("%w (seed %d): %w", errOwn, o.seed, err)
		}
		res.tell(out)
		s.Results = append(s.Results, res)
	}
	code := s.verdict(p)
	return code, s.save(o, out)
}

// verdict says how it went.
func (s *summary) verdict(p plan) int {
	broken, late, quiet := false, false, false
	posts, faults, kinds := 0, 0, map[string]bool{}
	for _, r := range s.Results {
		broken = broken || len(r.Violations) > 0 || len(r.Alarms) > 0
		late = late || (p.strict && len(r.Late) > 0)
		quiet = quiet || len(r.Quiet) > 0
		posts += r.Posts
		for k, n := range r.Faults {
			faults += n
			kinds[k] = true
		}
	}
	if p.enough && (posts < 20000 || faults < 300 || len(kinds) < 18) {
		s.Missing = append(s.Missing, fmt.Sprintf("%d posts of 20000, %d faults of 300, %d kinds of 18", posts, faults, len(kinds)))
		quiet = true
	}
	switch {
	case broken:
		s.Verdict = "broken"
		return exitBroken
	case late:
		s.Verdict = "late"
		return exitBroken
	case quiet:
		s.Verdict = "inconclusive"
		return exitInconclusive
	}
	s.Verdict = "passed"
	return exitPassed
}

func (s *summary) save(o options, out io.Writer) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	for _, m := range s.Missing {
		_, _ = fmt.Fprintf(out, "\nINCONCLUSIVE  %s\n", m)
	}
	_, _ = fmt.Fprintf(out, "\ndrill: %s (plan %s, seed %d)\n", s.Verdict, s.Plan, s.Seed)
	if o.out == "" {
		return nil
	}
	return os.WriteFile(filepath.Join(o.out, "summary.json"), append(text, '\n'), 0o600)
}
