package job

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"kraftsam/app/platform/ref"
)

// Work is one job, or several of a group, while it is done.
type Work struct {
	Jobs []Job // the oldest first

	queue *Queue
	kind  Kind
	ids   []string
	fence string
	held  time.Time // by this node's clock: since when the lease runs
	ended bool
}

// Progress is what Keep noted last; empty at first.
func (w *Work) Progress() string { return w.Jobs[0].Progress }

// Keep notes in the running transaction how far the work came, and holds it for another lease. Whoever takes it over goes on
// from there. Where another node has it already, ErrLost undoes the transaction.
func (w *Work) Keep(ctx context.Context, progress string) error {
	if err := w.queue.store.keep(ctx, w.ids, w.fence, progress, w.kind.Lease); err != nil {
		return err
	}
	for i := range w.Jobs {
		w.Jobs[i].Progress = progress
	}
	w.held = time.Now()
	return nil
}

// Ages says whether so much of the lease is over that work which changed nothing should note how far it came.
func (w *Work) Ages() bool { return time.Since(w.held) > w.kind.Lease/4 }

// Done ends the work in the running transaction, so that what it changed is changed once. Work that calls it nowhere is ended
// when it returns.
func (w *Work) Done(ctx context.Context) error {
	if err := w.queue.store.done(ctx, w.ids, w.fence); err != nil {
		return err
	}
	w.queue.db.AfterCommit(ctx, func() { w.ended = true })
	return nil
}

// take finds what is due and holds it for this node; nil where nothing is.
func (q *Queue) take(ctx context.Context) (*Work, error) {
	names := make([]string, 0, len(q.kinds))
	for name := range q.kinds {
		names = append(names, name)
	}
	if due, err := q.store.anyDue(ctx, names); err != nil || !due {
		return nil, err
	}
	var w *Work
	err := q.db.InTx(ctx, func(ctx context.Context) error {
		w = nil
		lead, found, err := q.store.lead(ctx, names)
		if err != nil || !found {
			return err
		}
		kind := q.kinds[lead.Kind]
		jobs := []Job{lead}
		if kind.Together > 1 && lead.Group != "" && lead.Tries == 0 { // what failed is tried alone: it may be the fault of one
			if jobs, err = q.store.mates(ctx, lead, kind.Together); err != nil {
				return err
			}
		}
		w = &Work{Jobs: jobs, queue: q, kind: kind, fence: ref.NewID(), held: time.Now()}
		for _, j := range jobs {
			w.ids = append(w.ids, j.ID)
		}
		return q.store.hold(ctx, w.ids, w.fence, kind.Lease)
	})
	return w, err
}

// do does what was taken and writes down what came of it.
func (q *Queue) do(ctx context.Context, w *Work) {
	err := w.try(ctx)
	if w.ended {
		if err != nil {
			q.log.WarnContext(ctx, "a job that was done complained", "kind", w.kind.Name, "job", w.ids[0], "error", err)
		}
		return
	}
	// What is left to write down is written although the node may be stopping.
	rest, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	if err == nil {
		err = q.db.InTx(rest, w.Done)
	} else {
		err = w.failed(rest, ctx.Err() != nil, err)
	}
	if err != nil && !errors.Is(err, ErrLost) {
		q.log.WarnContext(rest, "a job is not settled and will be taken over", "kind", w.kind.Name, "job", w.ids[0], "error", err)
	}
}

func (w *Work) try(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.queue.log.ErrorContext(ctx, "a job panicked", "kind", w.kind.Name, "job", w.ids[0], "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return w.kind.Do(ctx, w)
}

// failed gives the work back: for now, for another time, or for good.
func (w *Work) failed(ctx context.Context, stopping bool, err error) error {
	q, tries := w.queue, w.Jobs[0].Tries+1
	var not later
	var no never
	switch {
	case errors.Is(err, ErrLost):
		return nil
	case errors.As(err, &not):
		return q.store.giveBack(ctx, w.ids, w.fence, not.at)
	case stopping:
		return q.store.giveBack(ctx, w.ids, w.fence, time.Time{})
	}
	failure := err.Error()
	if len(failure) > maxFailure {
		failure = failure[:maxFailure]
	}
	if errors.As(err, &no) || tries >= w.kind.Tries {
		q.log.ErrorContext(ctx, "a job is dead", "kind", w.kind.Name, "job", w.ids[0], "tries", tries, "error", failure)
		return q.store.kill(ctx, w.ids, w.fence, failure)
	}
	q.log.WarnContext(ctx, "a job failed", "kind", w.kind.Name, "job", w.ids[0], "try", tries, "error", failure)
	return q.store.failed(ctx, w.ids, w.fence, failure, pause(tries))
}

// pause is how long to wait after so many tries: about five seconds, then twice as long each time, up to about an hour. Chance
// spreads what failed together.
func pause(tries int) time.Duration {
	const first, longest = 5 * time.Second, time.Hour
	wait := longest
	if tries < 11 {
		wait = min(longest, first<<(tries-1))
	}
	return wait/2 + rand.N(wait) //nolint:gosec // nobody gains by guessing it
}
