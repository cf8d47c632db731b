package notice

import "time"

// Quiet is when nothing leaves the house for a member: from one time of day to another, in minutes from midnight by their own
// clock (the same twice is never), and on Saturdays and Sundays.
type Quiet struct {
	From, To int
	Weekends bool
}

const day = 24 * 60 // minutes

// usualQuiet is outside of working hours.
var usualQuiet = Quiet{From: 17 * 60, To: 8 * 60, Weekends: true}

// At says whether a moment is quiet; t carries the member's time zone.
func (q Quiet) At(t time.Time) bool {
	if w := t.Weekday(); q.Weekends && (w == time.Saturday || w == time.Sunday) {
		return true
	}
	minute := t.Hour()*60 + t.Minute()
	switch {
	case q.From == q.To:
		return false
	case q.From < q.To:
		return q.From <= minute && minute < q.To
	}
	return minute >= q.From || minute < q.To
}

// End gives the first moment from t on that is not quiet. On a day when the clocks are changed it asks the clock on the wall minute
// by minute, as an hour comes twice or not at all.
func (q Quiet) End(t time.Time) time.Time {
	for q.At(t) {
		y, m, d := t.Date()
		next := time.Date(y, m, d+1, 0, 0, 0, 0, t.Location())
		for _, on := range []int{d, d + 1} {
			if end := time.Date(y, m, on, 0, q.To, 0, 0, t.Location()); end.After(t) && end.Before(next) {
				next = end
			}
		}
		_, now := t.Zone()
		if _, then := next.Zone(); now != then || !next.After(t) {
			next = t.Truncate(time.Minute).Add(time.Minute)
		}
		t = next
	}
	return t
}
