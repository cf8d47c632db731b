// Package livetest helps to test what is live: a log in memory that can be slow, silent or away, and a client that speaks the
// protocol over a real WebSocket and holds what it sees against it. It is for tests only.
package livetest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

// Log is a log in memory that keeps the promises of the real one: a topic's seq has no holes, and who can read an event can
// read all before it.
type Log struct {
	mu        sync.Mutex
	epoch     string
	events    map[string][]event.Event
	start     map[string]int64
	failure   error
	gate      chan struct{} // while it is open every question waits
	questions int
	committed func([]event.Event)
}

// NewLog makes an empty log.
func NewLog() *Log {
	return &Log{epoch: "k1", events: map[string][]event.Event{}, start: map[string]int64{}, committed: func([]event.Event) {}}
}

// OnCommit sets who is told of commits.
func (l *Log) OnCommit(fn func([]event.Event)) { l.committed = fn }

// Write adds an event and tells nobody, as a node would that died after the commit.
func (l *Log) Write(topic, kind string, of ref.Ref) event.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := event.Event{Topic: topic, Seq: int64(len(l.events[topic])) + 1, Type: kind, Ref: of, Version: 1, At: time.Now()}
	l.events[topic] = append(l.events[topic], e)
	return e
}

// Commit adds an event and tells of it.
func (l *Log) Commit(topic, kind string, of ref.Ref) event.Event {
	e := l.Write(topic, kind, of)
	l.committed([]event.Event{e})
	return e
}

// Post commits n posts to a topic.
func (l *Log) Post(topic string, n int) {
	for range n {
		l.Commit(topic, "post.added", ref.Ref{Kind: "post", ID: "p"})
	}
}

// Fail makes every question fail; nil makes them succeed again.
func (l *Log) Fail(err error) {
	l.mu.Lock()
	l.failure = err
	l.mu.Unlock()
}

// Stall makes every question wait until the returned function is called.
func (l *Log) Stall() (release func()) {
	gate := make(chan struct{})
	l.mu.Lock()
	l.gate = gate
	l.mu.Unlock()
	return func() {
		l.mu.Lock()
		l.gate = nil
		l.mu.Unlock()
		close(gate)
	}
}

// Restore puts another history in place: an epoch, and how many events each topic has in it.
func (l *Log) Restore(epoch string, lengths map[string]int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.epoch = epoch
	for topic, events := range l.events {
		l.events[topic] = events[:min(lengths[topic], len(events))]
	}
}

// Shorten forgets a topic's events before seq.
func (l *Log) Shorten(topic string, seq int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.start[topic] = seq
}

// Questions counts what was asked so far.
func (l *Log) Questions() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.questions
}

// ask waits and fails as it was told to, and leaves the lock held.
func (l *Log) ask(ctx context.Context) error {
	l.mu.Lock()
	gate := l.gate
	l.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			l.mu.Lock()
			return ctx.Err()
		}
	}
	l.mu.Lock()
	l.questions++
	if l.failure != nil {
		return fmt.Errorf("fake log: %w", l.failure)
	}
	return ctx.Err()
}

// Head is where a topic stands.
func (l *Log) Head(ctx context.Context, topic string) (event.Head, error) {
	defer l.mu.Unlock()
	if err := l.ask(ctx); err != nil {
		return event.Head{}, err
	}
	return event.Head{Seq: int64(len(l.events[topic])), Start: max(1, l.start[topic]), Epoch: l.epoch}, nil
}

// Heads is where several topics stand.
func (l *Log) Heads(ctx context.Context, topics []string) (string, map[string]int64, error) {
	defer l.mu.Unlock()
	if err := l.ask(ctx); err != nil {
		return "", nil, err
	}
	seqs := map[string]int64{}
	for _, t := range topics {
		seqs[t] = int64(len(l.events[t]))
	}
	return l.epoch, seqs, nil
}

// After gives the events after a seq.
func (l *Log) After(ctx context.Context, topic string, after int64, limit int) ([]event.Event, error) {
	defer l.mu.Unlock()
	if err := l.ask(ctx); err != nil {
		return nil, err
	}
	from := max(after, l.start[topic]-1)
	all := l.events[topic]
	if from >= int64(len(all)) {
		return nil, nil
	}
	list := all[from:]
	return append([]event.Event(nil), list[:min(limit, len(list))]...), nil
}
