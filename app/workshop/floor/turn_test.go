package floor

import (
	"errors"
	"testing"
	"time"
)

// clock is a list of speakers whose time a test moves.
type clock struct {
	t   *testing.T
	now time.Time
	on  turns
	all map[string]Speech
}

func newClock(t *testing.T) *clock {
	return &clock{t: t, now: time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC), on: turns{list: List{LimitSeconds: 120, Version: 1}}, all: map[string]Speech{}}
}

func (c *clock) after(seconds int) *clock {
	c.now = c.now.Add(time.Duration(seconds) * time.Second)
	return c
}

func (c *clock) hands(ids ...string) {
	for _, id := range ids {
		c.all[id] = Speech{ID: id, ParticipantID: "p-" + id, RaisedAt: c.now}
	}
}

func (c *clock) try(do string, a Act) error {
	c.on.now, c.on.touched, c.on.called, c.on.fresh = c.now, map[string]Speech{}, nil, false
	c.on.waiting, c.on.recalled = nil, nil
	if a.Speech != "" {
		sp, known := c.all[a.Speech]
		if !known {
			sp, c.on.fresh = Speech{ID: a.Speech, ParticipantID: "p-" + a.Speech, RaisedAt: c.now}, true
		}
		c.on.called = &sp
	}
	for _, sp := range c.all {
		c.on.recalled = append(c.on.recalled, sp)
		if sp.State() == Waiting {
			c.on.waiting = append(c.on.waiting, sp)
		}
	}
	err := doing[do](&c.on, a)
	for id, sp := range c.on.touched {
		c.all[id] = sp
	}
	return err
}

func (c *clock) do(do string, a Act) {
	c.t.Helper()
	if err := c.try(do, a); err != nil {
		c.t.Fatalf("%s: %v", do, err)
	}
}

// is holds a speech against what it should be: its state, and its seconds spoken and allowed.
func (c *clock) is(id, state string, spoken, allowed int64) {
	c.t.Helper()
	sp := c.all[id]
	if got := sp.spent(c.now) / 1000; sp.State() != state || got != spoken || sp.AllowedMs/1000 != allowed {
		c.t.Errorf("%s is %s, %d of %d s, want %s, %d of %d s", id, sp.State(), got, sp.AllowedMs/1000, state, spoken, allowed)
	}
}

func TestWhoIsStartedEndsWhoSpeaks(t *testing.T) {
	c := newClock(t)
	c.hands("a", "b")
	c.do(Start, Act{Speech: "a"})
	c.after(30).do(Start, Act{Speech: "b"})
	c.after(10).is("a", Ended, 30, 120)
	c.is("b", Speaking, 10, 120)
	c.do(End, Act{})
	c.is("b", Ended, 10, 120)
	if err := c.try(End, Act{}); !errors.Is(err, errNobodySpeaks) {
		t.Error(err)
	}
}

func TestAfterAReplyWhoSpokeGoesOnWithTheTimeLeft(t *testing.T) {
	c := newClock(t)
	c.hands("a", "b", "c")
	if err := c.try(Reply, Act{Speech: "b"}); !errors.Is(err, errNobodySpeaks) {
		t.Error(err)
	}
	c.do(Start, Act{Speech: "a"})
	c.after(50).do(Reply, Act{Speech: "b"})
	c.after(20).is("a", Paused, 50, 120)
	c.is("b", Speaking, 20, 120)
	c.do(Reply, Act{Speech: "c"}) // another answers
	c.after(5).is("b", Ended, 20, 120)
	c.is("a", Paused, 50, 120)
	c.do(End, Act{})
	c.is("a", Speaking, 50, 120)
	if at := c.all["a"].endsAt(); at == nil || !at.Equal(c.now.Add(70*time.Second)) {
		t.Errorf("the time left is until %v", at)
	}
	c.after(10).do(Reply, Act{Speech: "d"})
	c.after(1).do(Start, Act{Speech: "e"}) // the next speaker ends both
	c.is("a", Ended, 60, 120)
	c.is("d", Ended, 1, 120)
}

func TestTimeStandsStillAndIsExtended(t *testing.T) {
	c := newClock(t)
	c.hands("a")
	c.do(Start, Act{Speech: "a"})
	c.after(100).do(Pause, Act{})
	if err := c.try(Pause, Act{}); !errors.Is(err, errStandsStill) {
		t.Error(err)
	}
	c.after(500).is("a", Paused, 100, 120)
	c.do(Extend, Act{Seconds: 30})
	c.is("a", Paused, 100, 150)
	c.do(Resume, Act{})
	if err := c.try(Resume, Act{}); !errors.Is(err, errRuns) {
		t.Error(err)
	}
	c.after(200).do(Extend, Act{Seconds: 60}) // over time: a minute more is a minute from now
	c.is("a", Speaking, 300, 360)
	c.do(Extend, Act{Seconds: -3600})
	c.is("a", Speaking, 300, 300)
	for _, seconds := range []int64{0, maxLimit + 1, -maxLimit - 1} {
		if err := c.try(Extend, Act{Seconds: seconds}); !errors.Is(err, errSeconds) {
			t.Error(seconds, err)
		}
	}
}

func TestALimitCountsFromTheNextSpeech(t *testing.T) {
	c := newClock(t)
	c.hands("a", "b")
	c.do(Start, Act{Speech: "a"})
	c.do(Limit, Act{Seconds: 0})
	c.is("a", Speaking, 0, 120)
	c.do(Start, Act{Speech: "b"})
	c.is("b", Speaking, 0, 0)
	if c.all["b"].endsAt() != nil {
		t.Error("a speech without a limit ends by itself")
	}
	c.after(40).do(Extend, Act{Seconds: 20})
	c.is("b", Speaking, 40, 60)
	if err := c.try(Limit, Act{Seconds: -1}); !errors.Is(err, errSeconds) {
		t.Error(err)
	}
}

func TestAClockThatIsPutBackTakesNothing(t *testing.T) {
	c := newClock(t)
	c.hands("a")
	c.do(Start, Act{Speech: "a"})
	c.after(30).do(Pause, Act{})
	c.do(Resume, Act{})
	c.after(-3600).do(Pause, Act{})
	c.is("a", Paused, 30, 120)
}

func TestAStartIsUndoneAsIfItHadNotBeen(t *testing.T) {
	c := newClock(t)
	c.hands("a", "b", "c")
	c.do(Start, Act{Speech: "a"})
	c.after(20).do(Reply, Act{Speech: "b"})
	c.after(5).do(Start, Act{Speech: "c"})
	c.after(10).do(Pause, Act{})
	c.do(Undo, Act{})
	c.is("c", Waiting, 0, 0)
	c.is("a", Paused, 20, 120)
	c.is("b", Speaking, 15, 120)
	if err := c.try(Undo, Act{}); !errors.Is(err, errNoUndo) {
		t.Error("a second undo:", err)
	}
	c.do(End, Act{})
	c.is("a", Speaking, 20, 120)
	c.after(1).do(Start, Act{Speech: "guest"})
	c.after(1).do(Undo, Act{})
	c.is("guest", Lowered, 0, 0)
	c.is("a", Speaking, 22, 120)
	c.do(Reply, Act{Speech: "c"})
	c.after(3).do(Undo, Act{})
	c.is("a", Speaking, 25, 120)
	c.is("c", Waiting, 0, 0)
	c.do(Start, Act{Speech: "c"})
	c.do(End, Act{})
	if err := c.try(Undo, Act{}); !errors.Is(err, errNoUndo) {
		t.Error("after the end:", err)
	}
}

func TestTheListIsClosedOpenedAndCleared(t *testing.T) {
	c := newClock(t)
	c.hands("a", "b")
	c.do(Start, Act{Speech: "a"})
	c.do(Close, Act{})
	if err := c.try(Close, Act{}); !errors.Is(err, errClosed) {
		t.Error(err)
	}
	c.do(Clear, Act{})
	c.is("b", Lowered, 0, 0)
	c.is("a", Speaking, 0, 120)
	c.do(Open, Act{})
	if err := c.try(Open, Act{}); !errors.Is(err, errOpen) {
		t.Error(err)
	}
}
