package live

import (
	"testing"
	"time"
)

func TestEventsWaitForOneAnotherOnlyInACrowd(t *testing.T) {
	const given = int64(time.Minute)
	for _, c := range []struct {
		name    string
		crowded bool
		live    int
		after   time.Duration
		want    time.Duration
	}{
		{"nobody comes", false, 5000, 0, 0},
		{"few watch", true, crowdFrom, 0, 0},
		{"just delivered", true, 5000, 0, gatherFor},
		{"a little later", true, 5000, gatherFor / 4, gatherFor - gatherFor/4},
		{"long ago", true, 5000, time.Hour, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := given + int64(c.after)
			h := &Hub{}
			if c.crowded {
				for range crowdFrom + 1 {
					if _, err := h.known.do(credential{}, 1, now, func() (Watcher, error) { return Watcher{}, nil }); err != nil {
						t.Fatal(err)
					}
				}
			}
			if got := (&topic{hub: h, live: c.live, given: given}).pause(now); got != c.want {
				t.Errorf("pause %v, want %v", got, c.want)
			}
		})
	}
}
