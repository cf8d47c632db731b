package limit_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
)

// quick waits so shortly that a test can see it grow.
var quick = limit.Growing{Name: "quick", Tries: 3, Per: time.Minute, Waits: []time.Duration{20 * time.Millisecond, 200 * time.Millisecond, time.Minute}}

// waited is what a refused try is told to wait; zero where it was let through.
func waited(t *testing.T, l *limit.Limits, g limit.Growing, who string) time.Duration {
	t.Helper()
	err := l.Try(context.Background(), g, who)
	if err == nil {
		return 0
	}
	if fault.KindOf(err) != fault.TooMany {
		t.Fatal(err)
	}
	return fault.As(err).RetryAfter
}

func TestWaitsGrow(t *testing.T) {
	for name, l := range map[string]*limit.Limits{"one node": node(t, true, "", ""), "redis": node(t, true, dbtest.Redis(t), ref.NewID())} {
		for range quick.Tries {
			if w := waited(t, l, quick, "ada"); w != 0 {
				t.Fatalf("%s: a free try waits %v", name, w)
			}
		}
		for i, longest := range quick.Waits {
			shortest := time.Duration(0)
			if i > 0 {
				shortest = quick.Waits[i-1]
			}
			w := waited(t, l, quick, "ada")
			if w <= shortest || w > longest {
				t.Errorf("%s: wait %d is %v, want up to %v", name, i+1, w, longest)
			}
			if w = waited(t, l, quick, "bo"); i == 0 && w != 0 {
				t.Errorf("%s: somebody else waits %v", name, w)
			}
			if i < len(quick.Waits)-1 {
				for waited(t, l, quick, "ada") > 0 { // until the next try is let through
					<-time.After(5 * time.Millisecond)
				}
			}
		}
		l.Forget(context.Background(), quick, "ada")
		if w := waited(t, l, quick, "ada"); w != 0 {
			t.Errorf("%s: forgotten and still %v", name, w)
		}
	}
}

func TestGuessesOverNodesAreCountedTogether(t *testing.T) {
	redis, prefix := dbtest.Redis(t), ref.NewID()
	nodes := []*limit.Limits{node(t, true, redis, prefix), node(t, true, redis, prefix)}
	var through atomic.Int64
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			if nodes[i%2].Try(context.Background(), limit.SignIn, "ada") == nil {
				through.Add(1)
			}
		})
	}
	all.Wait()
	if n := through.Load(); n != int64(limit.SignIn.Tries) {
		t.Errorf("%d guesses at once were let through, want %d", n, limit.SignIn.Tries)
	}
	if w := waited(t, nodes[0], limit.SignIn, "ada"); w <= 0 || w > time.Minute {
		t.Errorf("the first wait is %v", w)
	}
	nodes[1].Forget(context.Background(), limit.SignIn, "ada")
	if w := waited(t, nodes[0], limit.SignIn, "ada"); w != 0 {
		t.Errorf("forgotten on one node is forgotten on all: %v", w)
	}
}

func TestGuessesWithoutRedisAreCountedMoreStrictly(t *testing.T) {
	away := node(t, true, "redis://127.0.0.1:1", "")
	n := 0
	for waited(t, away, limit.SignIn, "ada") == 0 {
		n++
	}
	if n != limit.SignIn.Tries/2 {
		t.Errorf("%d were let through", n)
	}
	off := node(t, false, "", "")
	for range 50 {
		if w := waited(t, off, limit.SignIn, "ada"); w != 0 {
			t.Fatalf("switched off and still %v", w)
		}
	}
}
