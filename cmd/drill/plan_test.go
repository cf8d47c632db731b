package main

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"kraftsam/cmd/drill/check"
	"kraftsam/cmd/drill/fault"
)

func TestPlansNameKindsThatHappenInTheirSetUp(t *testing.T) {
	for name, p := range plans() {
		for _, kind := range p.kinds {
			k, ok := fault.Find(kind)
			if !ok || !k.On(p.setups[0]) {
				t.Errorf("plan %s names %q, which does not happen on %s", name, kind, p.setups[0])
			}
		}
		for _, setup := range p.setups {
			if p.length[setup] == 0 {
				t.Errorf("plan %s gives %s no time", name, setup)
			}
		}
	}
	for name := range timed {
		if _, ok := fault.Find(name); !ok {
			t.Errorf("%q is timed and does not exist", name)
		}
	}
}

func TestKindsHaveNamesOfTheirOwnAndAreMany(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range fault.Kinds() {
		if seen[k.Name] {
			t.Errorf("two kinds are called %q", k.Name)
		}
		seen[k.Name] = true
	}
	if len(seen) < 18 {
		t.Errorf("%d kinds, want at least 18", len(seen))
	}
}

func TestAScheduleHasEveryKindOnceBeforeAnyTwice(t *testing.T) {
	kinds := fault.Kinds()
	names := func(seed uint64) (all []string) {
		s := &schedule{rand: rand.New(rand.NewPCG(seed, 1)), kinds: kinds} //nolint:gosec // a seed
		for range 2 * len(kinds) {
			all = append(all, s.next().Name)
		}
		return all
	}
	first := names(7)
	seen := map[string]bool{}
	for _, name := range first[:len(kinds)] {
		seen[name] = true
	}
	if len(seen) != len(kinds) {
		t.Errorf("%d kinds in the first round, want %d", len(seen), len(kinds))
	}
	if again := names(7); strings.Join(first, "\n") != strings.Join(again, "\n") {
		t.Error("one seed gives two schedules")
	}
	if other := names(8); strings.Join(first, "\n") == strings.Join(other, "\n") {
		t.Error("two seeds give one schedule")
	}
}

func TestMutantsAreSmallAndSayWhatIsWrong(t *testing.T) {
	all, err := mutantsIn("testdata/mutants", nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 12 {
		t.Errorf("%d mutants, want at least 12", len(all))
	}
	for _, m := range all {
		text, err := os.ReadFile(m.file)
		if err != nil {
			t.Fatal(err)
		}
		head, patch, _ := strings.Cut(string(text), "\n--- ")
		hunks, lines := 0, 0
		for line := range strings.Lines(patch) {
			switch {
			case strings.HasPrefix(line, "@@"):
				hunks++
			case hunks > 0 && (line[0] == '+' || line[0] == '-'):
				lines++
			}
		}
		if hunks != 1 || lines == 0 || lines > 15 {
			t.Errorf("%s has %d hunks and %d lines, want one and at most 15", m.name, hunks, lines)
		}
		if why, _, _ := strings.Cut(head, "plan: "); len(strings.TrimSpace(why)) < 20 {
			t.Errorf("%s does not say what is wrong", m.name)
		}
	}
}

func TestVerdicts(t *testing.T) {
	good := result{Posts: 30000, Faults: map[string]int{}}
	for _, k := range fault.Kinds() {
		good.Faults[k.Name] = 20
	}
	for _, c := range []struct {
		name  string
		spoil func(r *result)
		plan  plan
		want  int
	}{
		{"all is well", func(*result) {}, plan{}, exitPassed},
		{"a promise is broken", func(r *result) { r.Violations = []check.Violation{{Rule: check.Kept}}; r.Quiet = []string{"nothing"} }, plan{}, exitBroken},
		{"a node panicked", func(r *result) { r.Alarms = []string{"panic"} }, plan{}, exitBroken},
		{"nothing went wrong inside", func(r *result) { r.Quiet = []string{"no hole was filled"} }, plan{}, exitInconclusive},
		{"late, where that is told", func(r *result) { r.Late = []string{"slow"} }, plan{}, exitPassed},
		{"late, where that is a gate", func(r *result) { r.Late = []string{"slow"} }, plan{strict: true}, exitBroken},
		{"enough for the full set", func(*result) {}, plan{strict: true, enough: true}, exitPassed},
		{"too few posts for the full set", func(r *result) { r.Posts = 19999 }, plan{enough: true}, exitInconclusive},
	} {
		r := good
		c.spoil(&r)
		s := summary{Results: []result{r}}
		if got := s.verdict(c.plan); got != c.want {
			t.Errorf("%s: exit %d (%s), want %d", c.name, got, s.Verdict, c.want)
		}
	}
}
