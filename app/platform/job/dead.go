package job

import (
	"context"
	"time"

	"kraftsam/app/platform/fault"
)

// Counts say how the queue stands.
type Counts struct {
	Waiting int64 // due or to come, and under way
	Late    int64 // of these, due for more than a minute
	Dead    int64
}

var errNone = fault.New(fault.NotFound, "job_unknown", "There is no such job that failed.")

var _ = fault.Register("job_unknown")

// Counts counts the jobs.
func (q *Queue) Counts(ctx context.Context) (Counts, error) { return q.store.counts(ctx) }

// Dead lists what nobody tries any more, the latest first; after is the last one of the page before.
func (q *Queue) Dead(ctx context.Context, after string, limit int) ([]Job, error) {
	return q.store.dead(ctx, after, limit)
}

// Again has a dead job tried anew, from where it came to.
func (q *Queue) Again(ctx context.Context, id string) error {
	return q.db.InTx(ctx, func(ctx context.Context) error {
		if err := q.store.revive(ctx, id); err != nil {
			return err
		}
		q.db.AfterCommit(ctx, q.nudge)
		return nil
	})
}

// Drop gives a dead job up.
func (q *Queue) Drop(ctx context.Context, id string) error {
	return q.db.InTx(ctx, func(ctx context.Context) error { return q.store.drop(ctx, id) })
}

// Purge forgets the keys of what was done long ago.
func (q *Queue) Purge(ctx context.Context) error {
	now, err := q.store.now(ctx)
	if err != nil {
		return err
	}
	return q.db.InTx(ctx, func(ctx context.Context) error { return q.store.purge(ctx, now.Add(-KeyLife)) })
}

// late is when a job is late.
const late = time.Minute
