package job

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestAGroupIsDoneTogether(t *testing.T) {
	each(t, func(h *house) {
		a, b := h.node(), h.node()
		var taken []string
		for _, q := range []*Queue{a, b} {
			q.Register(Kind{Name: "deed", Together: 3, Do: func(ctx context.Context, w *Work) error {
				all := ""
				for _, j := range w.Jobs {
					all += j.Payload
				}
				taken = append(taken, all)
				return deed(q)(ctx, w)
			}})
		}
		for n := 1; n <= 4; n++ {
			h.add(a, New{Group: "g", Payload: n})
		}
		h.add(a, New{Group: "h", Payload: 5})
		w, err := a.take(ctx)
		if err != nil || len(w.Jobs) != 3 {
			h.Fatal(w, err)
		}
		h.drain(b, 1) // the other group: this one waits
		a.do(ctx, w)
		h.drain(b, 1)
		if got := strings.Join(taken, " "); got != "5 123 4" {
			h.Error(got)
		}
	})
}

// Of several that fail together each is tried alone, so that one does not hold up the others; and work goes on from where it was.
func TestOneOfAGroupThatCannotBeDone(t *testing.T) {
	each(t, func(h *house) {
		q, cut := h.node(), true
		q.Register(Kind{Name: "deed", Together: 9, Tries: 3, Do: func(ctx context.Context, w *Work) error {
			for _, j := range w.Jobs {
				if j.Payload == "2" {
					return errors.New("not this one")
				}
			}
			if w.Progress() == "" {
				if err := h.d.InTx(ctx, func(ctx context.Context) error { return w.Keep(ctx, "half way") }); err != nil {
					return err
				}
			}
			if cut && w.Jobs[0].Payload == "3" {
				cut = false
				return errors.New("cut")
			}
			if w.Progress() != "half way" {
				h.Errorf("%q", w.Progress())
			}
			return deed(q)(ctx, w)
		}})
		for n := 1; n <= 3; n++ {
			h.add(q, New{Group: "g", Payload: n})
		}
		h.drain(q, 1)
		for range 3 {
			h.clock.pass(time.Hour)
			if _, err := q.Drain(ctx); err != nil {
				h.Fatal(err)
			}
		}
		if h.deeds() != "1 3" {
			h.Error(h.deeds())
		}
		h.counts(q, Counts{Dead: 1})
	})
}

// Nodes die at any moment of their work, freeze and come back: what a job changes is changed once, and nothing is lost.
func TestWhateverHappensEachJobIsDoneOnce(t *testing.T) {
	const jobs, nodes = 60, 3
	each(t, func(h *house) {
		var want []string
		first := h.node()
		for n := range jobs {
			group := ""
			if n%3 == 0 {
				group = fmt.Sprint("g", n%2)
			}
			h.add(first, New{Key: []string{"", fmt.Sprint("k", n)}[n%2], Group: group, Payload: n})
			want = append(want, fmt.Sprint(n))
		}
		slices.Sort(want)
		var wg sync.WaitGroup
		for n := range nodes {
			wg.Go(func() { h.troubled(rand.New(rand.NewPCG(uint64(n), 7))) })
		}
		wg.Wait()
		last := h.node()
		last.Register(Kind{Name: "deed", Together: 5, Do: deed(last)})
		for range 3 {
			h.clock.pass(2 * time.Hour)
			if _, err := last.Drain(ctx); err != nil {
				h.Fatal(err)
			}
		}
		if got := h.deeds(); got != strings.Join(want, " ") {
			h.Errorf("done: %s", got)
		}
		h.counts(last, Counts{})
	})
}

// troubled is a node to which everything happens.
func (h *house) troubled(r *rand.Rand) {
	q := h.node()
	honest := deed(q)
	q.Register(Kind{Name: "deed", Together: 5, Tries: 1000, Do: func(ctx context.Context, w *Work) error {
		switch r.IntN(5) {
		case 0:
			return errors.New("failed")
		case 1: // dies in the middle of its transaction
			return h.d.InTx(ctx, func(ctx context.Context) error {
				if err := h.d.From(ctx).Exec("INSERT INTO deeds (what) VALUES ('half')").Error; err != nil {
					return err
				}
				return errors.New("died")
			})
		case 2:
			return Later(soon(h, r))
		}
		return honest(ctx, w)
	}})
	var frozen []*Work
	for range 40 {
		w, err := q.take(ctx)
		switch {
		case err != nil:
			continue // a lost race
		case w == nil:
			h.clock.pass(time.Duration(r.IntN(90)) * time.Second)
		case r.IntN(4) == 0:
			frozen = append(frozen, w)
		default:
			q.do(ctx, w)
		}
		if len(frozen) > 0 && r.IntN(3) == 0 {
			q.do(ctx, frozen[0])
			frozen = frozen[1:]
		}
	}
}

func soon(h *house, r *rand.Rand) time.Time {
	now, _ := h.clock.now(ctx)
	return now.Add(time.Duration(r.IntN(60)) * time.Second)
}
