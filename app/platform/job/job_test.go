package job

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/fault"
)

var ctx = context.Background()

// hands is a clock that the test moves, the same for all nodes.
type hands struct {
	mu sync.Mutex
	at time.Time
}

func (h *hands) now(context.Context) (time.Time, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at, nil
}

func (h *hands) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

// house is a database with a table for what work does, and nodes on it.
type house struct {
	*testing.T
	d     *db.DB
	clock *hands
	log   bytes.Buffer
	told  slog.Handler // of all queues, which write into the log in turn
}

func each(t *testing.T, fn func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := &house{T: t, d: d, clock: &hands{at: db.Now()}}
		h.told = slog.NewTextHandler(&h.log, nil)
		h.write("CREATE TABLE deeds (what text NOT NULL)")
		fn(h)
	})
}

func (h *house) write(sql string, args ...any) {
	h.Helper()
	if err := h.d.InTx(ctx, func(ctx context.Context) error { return h.d.From(ctx).Exec(sql, args...).Error }); err != nil {
		h.Fatal(err)
	}
}

func (h *house) node() *Queue {
	return NewQueue(h.d, h.clock.now, slog.New(h.told))
}

// deeds is what was done, in order.
func (h *house) deeds() string {
	h.Helper()
	var all []string
	if err := h.d.From(ctx).Raw("SELECT what FROM deeds ORDER BY what").Scan(&all).Error; err != nil {
		h.Fatal(err)
	}
	return strings.Join(all, " ")
}

// deed is the usual work: it notes its payload, in the transaction that ends it.
func deed(q *Queue) func(ctx context.Context, w *Work) error {
	return func(ctx context.Context, w *Work) error {
		return q.db.InTx(ctx, func(ctx context.Context) error {
			for _, j := range w.Jobs {
				if err := q.db.From(ctx).Exec("INSERT INTO deeds (what) VALUES (?)", j.Payload).Error; err != nil {
					return err
				}
			}
			return w.Done(ctx)
		})
	}
}

func (h *house) add(q *Queue, n New) {
	h.Helper()
	if n.Kind == "" {
		n.Kind = "deed"
	}
	if err := q.Add(ctx, n); err != nil {
		h.Fatal(err)
	}
}

func (h *house) drain(q *Queue, want int) {
	h.Helper()
	if n, err := q.Drain(ctx); err != nil || n != want {
		h.Errorf("took %d, want %d: %v", n, want, err)
	}
}

func (h *house) counts(q *Queue, want Counts) {
	h.Helper()
	if c, err := q.Counts(ctx); err != nil || c != want {
		h.Errorf("%+v, want %+v: %v", c, want, err)
	}
}

func TestAJobIsPartOfWhatItFollowsFrom(t *testing.T) {
	each(t, func(h *house) {
		q, regret := h.node(), errors.New("regret")
		q.Register(Kind{Name: "deed", Do: deed(q)})
		err := h.d.InTx(ctx, func(ctx context.Context) error {
			if err := q.Add(ctx, New{Kind: "deed", Payload: 1}); err != nil {
				return err
			}
			return regret
		})
		if h.drain(q, 0); !errors.Is(err, regret) {
			h.Error(err)
		}
		h.add(q, New{Payload: 2})
		h.add(q, New{Payload: 3, Due: h.clock.at.Add(time.Hour)})
		h.drain(q, 1)
		h.counts(q, Counts{Waiting: 1})
		h.clock.pass(time.Hour)
		h.drain(q, 1)
		if h.counts(q, Counts{}); h.deeds() != "2 3" {
			h.Error(h.deeds())
		}
	})
}

// A node that is woken looks within the same millisecond.
func TestWhatIsAddedIsDueAtOnce(t *testing.T) {
	each(t, func(h *house) {
		q := NewQueue(h.d, nil, slog.New(h.told))
		q.Register(Kind{Name: "deed", Do: deed(q)})
		for n := range 50 {
			h.add(q, New{Payload: n})
			h.drain(q, 1)
		}
	})
}

func TestAKeyNamesOneJob(t *testing.T) {
	each(t, func(h *house) {
		q := h.node()
		q.Register(Kind{Name: "deed", Do: deed(q)})
		for range 2 {
			h.add(q, New{Key: "k", Payload: 1})
			h.add(q, New{Key: "l", Payload: 2})
		}
		h.drain(q, 2)
		h.add(q, New{Key: "k", Payload: 3})
		h.drain(q, 0)
		h.clock.pass(KeyLife + time.Second)
		if err := q.Purge(ctx); err != nil {
			h.Fatal(err)
		}
		h.add(q, New{Key: "k", Payload: 4})
		if h.drain(q, 1); h.deeds() != "1 2 4" {
			h.Error(h.deeds())
		}
	})
}

// What fails is tried again, later and later; at last it is dead and says why, until somebody has it tried again.
func TestWhatFailsIsTriedAgain(t *testing.T) {
	each(t, func(h *house) {
		q, fails := h.node(), true
		q.Register(Kind{Name: "deed", Tries: 4, Do: func(ctx context.Context, w *Work) error {
			if fails {
				return errors.New("not today: " + strings.Repeat("x", 2*maxFailure))
			}
			return deed(q)(ctx, w)
		}})
		h.add(q, New{Payload: 1})
		for try := 1; try < 4; try++ {
			h.drain(q, 1)
			h.drain(q, 0)
			h.clock.pass(5 * time.Second << (try - 1) / 2) // the shortest pause less a moment
			h.clock.pass(-time.Millisecond)
			h.drain(q, 0)
			h.clock.pass(5 * time.Second << (try - 1))
			h.clock.pass(time.Millisecond)
			h.counts(q, Counts{Waiting: 1})
		}
		h.drain(q, 1)
		h.counts(q, Counts{Dead: 1})
		dead, err := q.Dead(ctx, "", 10)
		if err != nil || len(dead) != 1 || !strings.HasPrefix(dead[0].Failure, "not today") || len(dead[0].Failure) > maxFailure || dead[0].Tries != 4 {
			h.Fatal(dead, err)
		}
		if more, err := q.Dead(ctx, dead[0].ID, 10); err != nil || len(more) != 0 {
			h.Error(more, err)
		}
		fails = false
		h.drain(q, 0)
		if err := q.Again(ctx, dead[0].ID); err != nil {
			h.Fatal(err)
		}
		if h.drain(q, 1); h.deeds() != "1" {
			h.Error(h.deeds())
		}
		for _, gone := range []error{q.Again(ctx, dead[0].ID), q.Drop(ctx, dead[0].ID)} {
			if fault.CodeOf(gone) != "job_unknown" {
				h.Error(gone)
			}
		}
	})
}

func TestThePauseGrowsToAnHour(t *testing.T) {
	for tries := 1; tries < 40; tries++ {
		whole := time.Hour
		if tries < 11 {
			whole = min(whole, 5*time.Second<<(tries-1))
		}
		for range 50 {
			if p := pause(tries); p < whole/2 || p > whole*3/2 {
				t.Fatalf("%v after %d tries", p, tries)
			}
		}
	}
}

func TestHowWorkCanEnd(t *testing.T) {
	each(t, func(h *house) {
		q := h.node()
		at := h.clock.at.Add(time.Hour).In(time.FixedZone("far east", 11*3600)) // a member's clock
		q.Register(Kind{Name: "later", Tries: 1, Do: func(ctx context.Context, w *Work) error {
			if now, _ := h.clock.now(ctx); now.Before(at) {
				return Later(at)
			}
			return nil // ended when it returns
		}})
		q.Register(Kind{Name: "never", Do: func(_ context.Context, w *Work) error {
			var to struct{ A int }
			return w.Jobs[0].Read(&to)
		}})
		q.Register(Kind{Name: "panic", Do: func(context.Context, *Work) error { panic("oh") }})
		h.add(q, New{Kind: "later"})
		h.add(q, New{Kind: "never", Payload: "no object"})
		h.add(q, New{Kind: "panic"})
		h.add(q, New{Kind: "of a newer program"})
		h.add(q, New{Kind: "never", Due: at.Add(-time.Minute).In(time.FixedZone("far west", -11*3600)), Payload: "no object"})
		h.drain(q, 3)
		h.counts(q, Counts{Waiting: 4, Dead: 1})
		h.clock.pass(time.Hour)
		h.drain(q, 3)
		h.counts(q, Counts{Waiting: 2, Late: 1, Dead: 2})
		if !strings.Contains(h.log.String(), "panic") {
			h.Error("a panic is told nobody")
		}
		dead, err := q.Dead(ctx, "", 1)
		if err != nil || len(dead) != 1 {
			h.Fatal(dead, err)
		}
		if err := q.Drop(ctx, dead[0].ID); err != nil {
			h.Error(err)
		}
		h.counts(q, Counts{Waiting: 2, Late: 1, Dead: 1})
	})
}

// A node that freezes over its work loses it: another does it, and the late end undoes what it was the end of.
func TestAFrozenNodeCannotEndWhatAnotherDid(t *testing.T) {
	each(t, func(h *house) {
		a, b := h.node(), h.node()
		for _, q := range []*Queue{a, b} {
			q.Register(Kind{Name: "deed", Do: deed(q)})
		}
		h.add(a, New{Payload: 1})
		frozen, err := a.take(ctx)
		if err != nil || frozen == nil {
			h.Fatal(frozen, err)
		}
		h.drain(b, 0)
		h.clock.pass(usualLease + time.Second)
		h.drain(b, 1)
		if err := frozen.try(ctx); !errors.Is(err, ErrLost) {
			h.Errorf("the frozen node ended it: %v", err)
		}
		if err := h.d.InTx(ctx, func(ctx context.Context) error { return frozen.Keep(ctx, "x") }); !errors.Is(err, ErrLost) {
			h.Errorf("the frozen node kept it: %v", err)
		}
		a.do(ctx, frozen)
		if h.deeds() != "1" {
			h.Error(h.deeds())
		}
		h.counts(a, Counts{})
	})
}
