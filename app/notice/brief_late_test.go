package notice

import (
	"slices"
	"testing"

	"kraftsam/app/platform/job"
)

// A morning that no node looked at is made up for on the same day, once, and when it is not quiet; one that was is over.
func TestABriefThatWasMissedComesLateTheSameDay(t *testing.T) {
	const monday, next = "monday", "2026-03-30 08:00"
	for name, c := range map[string]struct {
		rhythm        string
		looked        string // the last round before
		happens, back string
		comes         []string
	}{
		"back in the afternoon":     {monday, "2026-03-23 07:45", "2026-03-23 07:50", "2026-03-23 13:20", []string{"2026-03-23 13:20", next}},
		"back in the evening":       {monday, "2026-03-23 07:45", "2026-03-23 07:50", "2026-03-23 17:30", []string{"2026-03-24 08:00", next}},
		"in the evening, every day": {Daily, "2026-03-23 07:45", "2026-03-23 07:50", "2026-03-23 17:30", []string{"2026-03-24 08:00", next}},
		"back the day after":        {monday, "2026-03-23 07:45", "2026-03-23 07:50", "2026-03-24 09:00", []string{next}},
		"it was looked at":          {monday, "2026-03-23 08:00", "2026-03-23 10:30", "2026-03-23 11:00", []string{next}},
		"news within the morning":   {monday, "2026-03-23 08:00", "2026-03-23 08:30", "2026-03-23 08:45", []string{"2026-03-23 08:45", next}},
		"away over the weekend":     {monday, "2026-03-27 16:00", "2026-03-27 16:30", "2026-03-30 15:00", []string{"2026-03-30 15:00"}},
		"a Saturday that is quiet":  {"saturday", "2026-03-27 16:00", "2026-03-27 16:30", "2026-03-30 12:30", []string{"2026-03-30 12:30"}},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, 2, func(w *world) {
				_, err := w.ChangeSettings(ctx, w.viewer("m00"), SettingsChange{Brief: &c.rhythm})
				w.must(err)
				w.until(stockholm(t, c.looked))
				w.drain()
				w.until(stockholm(t, c.happens))
				for _, thing := range []string{"a", "b", "c", "d", "e"} { // more than one brief holds
					w.happens(thing, "m01", map[string]Kind{"m00": Decided})
				}
				nodes := []*job.Queue{w.queue, w.node()}
				var came []string
				for _, at := range []string{c.back, "2026-03-23 16:45", "2026-03-24 07:45", "2026-03-24 08:00", "2026-03-24 16:00", next} {
					if stockholm(t, at).Before(w.at) {
						continue
					}
					w.until(stockholm(t, at))
					w.together(nodes)
					for range len(w.letters("m00")) - len(came) {
						came = append(came, at)
					}
				}
				if !slices.Equal(came, c.comes) {
					t.Errorf("letters at %v, want %v", came, c.comes)
				}
			})
		})
	}
}
