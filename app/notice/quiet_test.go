package notice

import (
	"testing"
	"time"
)

// The end of quiet is the first moment that is not, whatever the clocks do meanwhile.
func TestQuietEndsWhenTheClockOnTheWallSaysSo(t *testing.T) {
	for _, q := range []Quiet{usualQuiet, {From: 17 * 60, To: 8 * 60}, {Weekends: true}, {From: 2*60 + 30, To: 3 * 60}, {From: 23 * 60, To: 2*60 + 30, Weekends: true}, {From: 1, To: 0}, {}} {
		for _, name := range append(zones, "America/Havana", "Australia/Lord_Howe") {
			zone, err := time.LoadLocation(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, first := range []string{"2026-03-06", "2026-03-27", "2026-04-03", "2026-10-02", "2026-10-23", "2026-10-30"} {
				day, _ := time.ParseInLocation(time.DateOnly, first, zone)
				for at := day; at.Before(day.AddDate(0, 0, 5)); at = at.Add(37 * time.Minute) {
					end := q.End(at)
					if end.Before(at) || q.At(end) {
						t.Fatalf("%+v in %s: %v ends %v", q, name, at, end)
					}
					for between := at.Truncate(time.Minute).Add(time.Minute); between.Before(end); between = between.Add(10 * time.Minute) {
						if !q.At(between) && !between.Before(at) {
							t.Fatalf("%+v in %s: from %v until %v, but not at %v", q, name, at, end, between)
						}
					}
				}
			}
		}
	}
}
