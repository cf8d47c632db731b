package limit_test

import (
	"context"
	"testing"
	"time"

	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
)

var few = limit.Rule{Name: "few", Events: 5, Per: time.Hour}

// taken counts how many of n are allowed, over nodes in turn.
func taken(t *testing.T, n int, nodes ...*limit.Limits) (allowed int) {
	t.Helper()
	for i := range n {
		err := nodes[i%len(nodes)].Take(context.Background(), few, "ada")
		switch {
		case err == nil:
			allowed++
		case fault.KindOf(err) != fault.TooMany:
			t.Fatal(err)
		default:
			if wait := fault.As(err).RetryAfter; wait <= 0 || wait > few.Per {
				t.Fatalf("retry after %v", wait)
			}
		}
	}
	return allowed
}

func node(t *testing.T, on bool, redis, prefix string) *limit.Limits {
	t.Helper()
	l, err := limit.New(on, redis, prefix)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func TestALimitIsExact(t *testing.T) {
	alone := node(t, true, "", "")
	if got := taken(t, 20, alone); got != few.Events {
		t.Errorf("%d of 20 were allowed, want %d", got, few.Events)
	}
	if err := alone.Take(context.Background(), few, "bo"); err != nil {
		t.Errorf("somebody else is not slowed down: %v", err)
	}
	alone.Clear(context.Background(), few, "ada")
	if got := taken(t, 20, alone); got != few.Events {
		t.Errorf("%d of 20 were allowed after it was cleared, want %d", got, few.Events)
	}
}

func TestNodesCountTogether(t *testing.T) {
	redis, prefix := dbtest.Redis(t), ref.NewID()
	a, b := node(t, true, redis, prefix), node(t, true, redis, prefix)
	if got := taken(t, 20, a, b); got != few.Events {
		t.Errorf("%d of 20 were allowed over two nodes, want %d", got, few.Events)
	}
	a.Clear(context.Background(), few, "ada")
	if err := b.Take(context.Background(), few, "ada"); err != nil {
		t.Errorf("cleared on one node is cleared on all: %v", err)
	}
}

func TestWithoutRedisANodeIsStricter(t *testing.T) {
	away := node(t, true, "redis://127.0.0.1:1", "")
	if got := taken(t, 6, away); got != few.Events/2 {
		t.Errorf("%d were allowed, want %d", got, few.Events/2)
	}
}

func TestOffLimitsNothing(t *testing.T) {
	if got := taken(t, 50, node(t, false, "", "")); got != 50 {
		t.Errorf("%d of 50 were allowed", got)
	}
}

// TestNobodyIsLetThroughEarly waits on every way of counting until the next is let through. That must not be sooner than the
// time of the rule after the first.
func TestNobodyIsLetThroughEarly(t *testing.T) {
	rule := limit.Rule{Name: "quick", Events: 4, Per: 400 * time.Millisecond}
	for name, l := range map[string]*limit.Limits{"one node": node(t, true, "", ""), "redis": node(t, true, dbtest.Redis(t), ref.NewID())} {
		began := time.Now()
		for i := range rule.Events {
			if err := l.Take(context.Background(), rule, "ada"); err != nil {
				t.Fatalf("%s, %d: %v", name, i, err)
			}
		}
		for l.Take(context.Background(), rule, "ada") != nil {
			<-time.After(5 * time.Millisecond)
		}
		if took := time.Since(began); took < rule.Per-5*time.Millisecond {
			t.Errorf("%s: the fifth was let through after %v, four in %v are allowed", name, took, rule.Per)
		}
	}
}
