package live

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

func TestFewAreAnsweredByAQuestionOfTheirOwn(t *testing.T) {
	var l lately[string, int]
	asked := 0
	for range crowdFrom {
		if _, err := l.do("ada", 1, 0, func() (int, error) { asked++; return asked, nil }); err != nil {
			t.Fatal(err)
		}
	}
	if asked != crowdFrom {
		t.Errorf("%d questions of %d", asked, crowdFrom)
	}
}

// crowd asks until answers are used again.
func crowd(t *testing.T, l *lately[string, int], now int64) {
	t.Helper()
	for range crowdFrom + 1 {
		if _, err := l.do("somebody", 1, now, func() (int, error) { return 0, nil }); err != nil {
			t.Fatal(err)
		}
	}
}

func TestInACrowdAnAnswerServesForAMoment(t *testing.T) {
	const soon, late = int64(crowdFor), int64(crowdFor) + 1
	for _, c := range []struct {
		name         string
		key          string
		round, after int64
		fresh        bool
	}{
		{"again", "ada", 1, soon, false},
		{"somebody else", "bo", 1, soon, true},
		{"after a change", "ada", 2, soon, true},
		{"too late", "ada", 1, late, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var l lately[string, int]
			crowd(t, &l, 0)
			asked := 0
			ask := func() (int, error) { asked++; return asked, nil }
			first, err := l.do("ada", 1, 0, ask)
			if err != nil || first != 1 {
				t.Fatal(first, err)
			}
			second, err := l.do(c.key, c.round, c.after, ask)
			if err != nil || (second == 2) != c.fresh {
				t.Errorf("answer %d of %d questions, %v", second, asked, err)
			}
		})
	}
}

func TestWhatIsAtHandIsNeverAskedFor(t *testing.T) {
	var l lately[string, int]
	if _, ok := l.atHand("somebody", 1, 0); ok {
		t.Error("an answer before the question")
	}
	crowd(t, &l, 0)
	if v, ok := l.atHand("somebody", 1, 0); !ok || v != 0 {
		t.Error(v, ok)
	}
	for name, c := range map[string]struct {
		key        string
		round, now int64
	}{"another question": {"ada", 1, 0}, "another round": {"somebody", 2, 0}, "too old": {"somebody", 1, int64(crowdFor) + 1}} {
		if v, ok := l.atHand(c.key, c.round, c.now); ok {
			t.Errorf("%s: %d", name, v)
		}
	}
}

func TestACrowdIsInWhenNobodyComesForAWhile(t *testing.T) {
	var l lately[string, int]
	if l.busy(0) {
		t.Error("a crowd of nobody")
	}
	crowd(t, &l, 0)
	if !l.busy(int64(lull)) || l.busy(int64(lull)+1) {
		t.Error("the lull after the last one is not what it should be")
	}
	if _, err := l.do("late", 1, 2*int64(lull), func() (int, error) { return 0, nil }); err != nil || !l.busy(2*int64(lull)) {
		t.Error("a crowd that goes on is not seen", err)
	}
}

// A head that was read a moment ago serves who has seen no more than it; what was delivered since counts.
func TestTheHeadOfAMomentAgoServesWhoHasSeenNoMore(t *testing.T) {
	const read = int64(1000)
	after := func(n int64) request { return request{after: &n, epoch: "e"} }
	for name, c := range map[string]struct {
		topic *topic
		asks  request
		now   int64
		want  int64 // 0: the log is read
	}{
		"from here on":          {&topic{known: true, epoch: "e", last: 5}, request{}, read, 7},
		"from before":           {&topic{known: true, epoch: "e", last: 5}, after(3), read, 7},
		"from the head":         {&topic{known: true, epoch: "e", last: 5}, after(7), read, 7},
		"more was delivered":    {&topic{known: true, epoch: "e", last: 9}, after(8), read, 9},
		"has seen more":         {&topic{known: true, epoch: "e", last: 5}, after(8), read, 0},
		"in time":               {&topic{known: true, epoch: "e", last: 5}, after(3), read + int64(crowdFor), 7},
		"too old":               {&topic{known: true, epoch: "e", last: 5}, after(3), read + int64(crowdFor) + 1, 0},
		"another history began": {&topic{known: true, epoch: "f", last: 5}, request{}, read, 0},
		"of another history":    {&topic{known: true, epoch: "e", last: 5}, request{after: new(int64), epoch: "d"}, read, 0},
		"never read":            {&topic{}, request{}, read, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c.topic.head, c.topic.headAt = event.Head{Seq: 7, Start: 1, Epoch: "e"}, read
			head, ok := c.topic.recent(c.asks, c.now)
			if ok != (c.want > 0) || ok && head != (event.Head{Seq: c.want, Start: 1, Epoch: "e"}) {
				t.Errorf("%+v, %v", head, ok)
			}
		})
	}
}

func TestARefusalIsNotKept(t *testing.T) {
	var l lately[string, int]
	crowd(t, &l, 0)
	no := errors.New("no")
	if _, err := l.do("ada", 1, 0, func() (int, error) { return 0, no }); !errors.Is(err, no) {
		t.Fatal(err)
	}
	if v, err := l.do("ada", 1, 0, func() (int, error) { return 7, nil }); v != 7 || err != nil {
		t.Error(v, err)
	}
}

// Those who wait for a question under way take its answer, and what is kept stays small and goes when the crowd has gone.
func TestACrowdWaitsForOneQuestion(t *testing.T) {
	var l lately[string, int]
	crowd(t, &l, 0)
	var asked atomic.Int64
	begun, answer := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	ask := func() (int, error) {
		if asked.Add(1) == 1 {
			close(begun)
		}
		<-answer
		return 1, nil
	}
	wg.Go(func() { _, _ = l.do("ada", 1, 0, ask) })
	<-begun
	for range 50 {
		wg.Go(func() { _, _ = l.do("ada", 1, 0, ask) })
	}
	close(answer)
	wg.Wait()
	if n := asked.Load(); n != 1 {
		t.Errorf("%d questions", n)
	}
	l.forget(2 * int64(crowdFor))
	l.forget(4 * int64(crowdFor))
	if l.kept != nil {
		t.Errorf("kept %v", l.kept)
	}
}

// However many come, nobody gets in on a right that this node knows to have changed.
func TestInACrowdAChangedRightIsAskedFor(t *testing.T) {
	h := alone(t, quick())
	s := h.sit(t, ada)
	for range crowdFrom + 10 {
		s.watch("thread:1")
	}
	h.deny("ada", "1", Unknown)
	h.log.Commit(Control, AccessChanged, ref.Ref{Kind: "member", ID: "ada"})
	s.say(`{"id":1,"op":"subscribe","topic":"thread:1"}`)
	for {
		switch o := s.next(); {
		case o.Revoked: // the subscription of before
		case o.No("topic_unknown"):
			return
		default:
			t.Fatalf("%s", o.Raw)
		}
	}
}
