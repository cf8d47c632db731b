package job

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"log/slog"
)

func TestRegularWorkIsDoneOnceAStretch(t *testing.T) {
	each(t, func(h *house) {
		h.clock.at = time.Date(2026, 3, 29, 0, 59, 59, 0, time.UTC)
		a, b := h.node(), h.node()
		for _, q := range []*Queue{a, b} {
			q.Register(Kind{Name: "deed", Do: deed(q)})
			q.Every("deed", time.Hour)
		}
		if at, err := a.Round(ctx, "deed"); err != nil || !at.IsZero() {
			h.Errorf("done before it began: %v %v", at, err)
		}
		h.drain(a, 1)
		h.drain(b, 0)
		h.clock.pass(time.Second)
		h.drain(b, 1)
		h.drain(a, 0)
		h.clock.pass(5 * time.Hour) // nobody was there
		h.drain(a, 1)
		h.drain(b, 0)
		restarted := h.node()
		restarted.Register(Kind{Name: "deed", Do: deed(restarted)})
		restarted.Every("deed", time.Hour)
		h.drain(restarted, 0)
		if at, err := restarted.Round(ctx, "deed"); err != nil || at.Format(time.RFC3339) != "2026-03-29T06:00:00Z" {
			h.Errorf("done last at %v: %v", at, err)
		}
		if got := h.deeds(); got != `"2026-03-29T00:00:00Z" "2026-03-29T01:00:00Z" "2026-03-29T06:00:00Z"` {
			h.Error(got)
		}
	})
}

// running is a queue by the database's own clock that works until the test is over.
func running(t *testing.T, d *db.DB, k Kind) (q *Queue, stop func()) {
	t.Helper()
	q = NewQueue(d, nil, slog.New(slog.DiscardHandler))
	q.Register(k)
	inside, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { q.Run(inside); close(ended) }()
	stop = sync.OnceFunc(func() { cancel(); <-ended })
	t.Cleanup(stop)
	return q, stop
}

func TestANodeDoesWhatItsOwnAndOtherNodesAdd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		done := make(chan string, 10)
		q, _ := running(t, d, Kind{Name: "deed", Do: func(_ context.Context, w *Work) error { done <- w.Jobs[0].Payload; return nil }})
		other := NewQueue(d, nil, slog.New(slog.DiscardHandler))
		var got []string
		for n, from := range []*Queue{q, other, q} {
			if err := from.Add(ctx, New{Kind: "deed", Payload: n}); err != nil {
				t.Fatal(err)
			}
			got = append(got, <-done)
		}
		if all := strings.Join(got, ""); all != "012" {
			t.Error(all)
		}
	})
}

// A node that stops finishes what it does; what takes too long is cut and left to others at once.
func TestAStoppingNodeLetsGo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		began, goOn := make(chan bool, 2), make(chan bool)
		work := func(ctx context.Context, w *Work) error {
			began <- true
			select {
			case <-goOn:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		q, stop := running(t, d, Kind{Name: "deed", Do: work})
		for range 2 {
			if err := q.Add(ctx, New{Kind: "deed"}); err != nil {
				t.Fatal(err)
			}
			<-began
		}
		stopping, cancel := context.WithCancel(ctx)
		waited := make(chan bool)
		go func() { q.Stop(stopping); close(waited) }()
		goOn <- true // one ends well
		cancel()
		<-waited
		stop()
		if err := q.Add(ctx, New{Kind: "another"}); err != nil {
			t.Fatal(err)
		}
		next := NewQueue(d, nil, slog.New(slog.DiscardHandler))
		next.Register(Kind{Name: "deed", Do: func(_ context.Context, w *Work) error {
			if w.Jobs[0].Tries != 0 {
				t.Errorf("%d tries", w.Jobs[0].Tries)
			}
			return nil
		}})
		if n, err := next.Drain(ctx); err != nil || n != 1 {
			t.Errorf("%d were left: %v", n, err)
		}
	})
}
