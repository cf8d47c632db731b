package limit

import (
	"testing"
	"time"
)

// Slowly refilled allowances let more than so many through in their time: a rule of five in an hour means any hour.
func TestNeverMoreThanTheRuleInAnyOfItsTimes(t *testing.T) {
	o := own{taken: map[string][]time.Time{}}
	r := Rule{Name: "few", Events: 5, Per: time.Hour}
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var let []time.Time
	for minute := range 600 {
		now := start.Add(time.Duration(minute) * time.Minute)
		wait := o.take(r, "ada", 1, now)
		if wait == 0 {
			let = append(let, now)
		}
		if wait > 0 && o.take(r, "ada", 1, now.Add(wait-1)) == 0 {
			t.Fatalf("minute %d: told to wait %v, and let through earlier", minute, wait)
		}
	}
	for i := r.Events; i < len(let); i++ {
		if d := let[i].Sub(let[i-r.Events]); d < r.Per {
			t.Fatalf("six within %v", d)
		}
	}
	if len(let) < 9*r.Events {
		t.Errorf("only %d were let through in ten hours", len(let))
	}
}
