package job

import (
	"context"
	"math/rand/v2"
	"time"
)

// Numbers of a node's work.
const (
	workers  = 4
	poll     = time.Second     // and up to half as long again: nodes do not ask in step
	settling = 5 * time.Second // for writing down what came of work when the node stops
)

// Run does what is due until ctx ends, and returns when the last work has ended. Work that ctx cuts is given back at once. One Run at
// a time: another node has a queue of its own.
func (q *Queue) Run(ctx context.Context) {
	defer q.running.Wait()
	free := make(chan struct{}, workers)
	for {
		select {
		case <-ctx.Done():
			return
		case free <- struct{}{}:
		}
		if !q.begin(ctx, func() { <-free }) {
			<-free
			q.rest(ctx)
		}
	}
}

// begin takes something and has it done beside; false where there is nothing to do.
func (q *Queue) begin(ctx context.Context, end func()) bool {
	q.mu.Lock()
	if q.stopped {
		q.mu.Unlock()
		return false
	}
	q.running.Add(1) // before it is taken, so that Stop waits for it
	q.mu.Unlock()
	if time.Since(q.planned) >= poll { // not for every job of a busy queue
		q.plan(ctx)
		q.planned = time.Now()
	}
	w, err := q.take(ctx)
	if err != nil && ctx.Err() == nil {
		q.log.WarnContext(ctx, "jobs wait", "error", err)
	}
	if w == nil {
		q.running.Done()
		return false
	}
	go func() {
		defer q.running.Done()
		defer end()
		q.do(ctx, w)
	}()
	return true
}

func (q *Queue) rest(ctx context.Context) {
	timer := time.NewTimer(poll + rand.N(poll/2)) //nolint:gosec // nobody gains by guessing it
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-q.wake:
	case <-timer.C:
	}
}

// Stop has the node take nothing more, and waits for what it does as long as ctx lasts.
func (q *Queue) Stop(ctx context.Context) {
	q.mu.Lock()
	q.stopped = true
	q.mu.Unlock()
	idle := make(chan struct{})
	go func() { q.running.Wait(); close(idle) }()
	select {
	case <-idle:
	case <-ctx.Done():
	}
}

// Drain does what is due, one after the other, until nothing is: for tests and commands. It answers how much it took.
func (q *Queue) Drain(ctx context.Context) (int, error) {
	q.plan(ctx)
	for n := 0; ; n++ {
		w, err := q.take(ctx)
		if err != nil || w == nil {
			return n, err
		}
		q.do(ctx, w)
	}
}
