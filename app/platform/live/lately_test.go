package live

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

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
