package notice

import (
	"testing"
	"time"
)

func TestAQuarterBeginsAtMidnightInSweden(t *testing.T) {
	for at, want := range map[string]string{
		"2026-03-31T21:59:59Z": "2026-Q1 2025-12-31T23:00:00Z", "2026-03-31T22:00:00Z": "2026-Q2 2026-03-31T22:00:00Z",
		"2026-12-31T22:59:59Z": "2026-Q4 2026-09-30T22:00:00Z", "2026-12-31T23:00:00Z": "2027-Q1 2026-12-31T23:00:00Z",
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if name, since := quarterOf(now); name+" "+since.Format(time.RFC3339) != want {
			t.Errorf("%s: %s since %v, want %s", at, name, since, want)
		}
	}
}
