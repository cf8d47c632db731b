// Package event is the log: the truth about what changed, in order. Every lasting change on a topic is one event with a
// seq, 1, 2, 3 … on that topic without holes, written in the transaction of the change itself. The log stores references,
// never texts, so that hidden words cannot come back out of it. It delivers nothing: that is package live's work.
package event

import (
	"context"
	"time"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

// Event is one change on one topic.
type Event struct {
	Topic   string
	Seq     int64
	Type    string // what happened: "post.added"
	Ref     ref.Ref
	Version int64 // of the thing, when it happened
	At      time.Time
}

// Change is an event that is about to be: the log adds seq and time.
type Change struct {
	Type    string
	Ref     ref.Ref
	Version int64
	At      time.Time // zero: now
}

// Head is where a topic stands: Seq of its last event (0 before the first), Start the lowest seq that is still kept, Epoch
// the word that says which history these numbers belong to.
type Head struct {
	Seq   int64
	Start int64
	Epoch string
}

// Reference answers a write: where the change stands in the log. It never holds a text, so that a stored answer is no second
// copy of words that are later withdrawn.
type Reference struct {
	ID      string `json:"id" doc:"id of what was written"`
	Topic   string `json:"topic" doc:"topic of its event"`
	Seq     int64  `json:"seq" doc:"seq of its event, or of the topic's last where nothing changed"`
	Epoch   string `json:"epoch" doc:"the history that seq belongs to"`
	Version int64  `json:"version" doc:"version of what was written"`
	At      string `json:"at" doc:"RFC 3339, UTC, milliseconds"`

	replayed bool
}

// Replayed says whether the answer is the stored one of an earlier call with the same key.
func (r Reference) Replayed() bool { return r.replayed }

// Stamp writes a time as every contract shows it: RFC 3339, UTC, milliseconds.
func Stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Stamped is Stamp of a time that may not have come; then it is empty.
func Stamped(t *time.Time) string {
	if t == nil {
		return ""
	}
	return Stamp(*t)
}

// Log reads and writes the log of one database.
type Log struct {
	db        *db.DB
	committed func(events []Event)
}

// NewLog makes the log of d.
func NewLog(d *db.DB) *Log { return &Log{db: d, committed: func([]Event) {}} }

// OnCommit sets who is told of events once they are durable: the node's hub. Call it before the first change.
func (l *Log) OnCommit(fn func(events []Event)) { l.committed = fn }

// pending collects what one transaction changes.
type pending struct {
	changes map[string][]Change
	heads   map[string]Head // of the topics whose seqs were taken
	at      time.Time
}

type pendingKey struct{}

// Add puts a change on a topic into the running transaction. Its seq is taken as the transaction's last step, so that
// topics are held for as short as can be and always in the same order.
func (l *Log) Add(ctx context.Context, topic string, c Change) {
	p := l.pending(ctx)
	p.changes[topic] = append(p.changes[topic], c)
}

func (l *Log) pending(ctx context.Context) *pending {
	return db.Local(ctx, l.db, pendingKey{}, func() *pending {
		l.db.BeforeCommit(ctx, l.take)
		return &pending{changes: map[string][]Change{}, heads: map[string]Head{}, at: db.Now()}
	})
}

// Done says what a write did: to which thing, in which version, and on which topic a reader finds it.
type Done struct {
	ID      string
	Version int64
	Topic   string
}

// Do runs a write in a transaction and answers with its reference.
func (l *Log) Do(ctx context.Context, fn func(ctx context.Context) (Done, error)) (Reference, error) {
	var answer Reference
	err := l.db.InTx(ctx, func(ctx context.Context) error {
		var err error
		answer, err = l.do(ctx, fn)
		return err
	})
	return answer, err
}

func (l *Log) do(ctx context.Context, fn func(ctx context.Context) (Done, error)) (Reference, error) {
	p := l.pending(ctx)
	done, err := fn(ctx)
	if err != nil {
		return Reference{}, err
	}
	if err := l.take(ctx); err != nil {
		return Reference{}, err
	}
	head, ok := p.heads[done.Topic]
	if !ok {
		if head, err = l.Head(ctx, done.Topic); err != nil {
			return Reference{}, err
		}
	}
	return Reference{ID: done.ID, Topic: done.Topic, Seq: head.Seq, Epoch: head.Epoch, Version: done.Version, At: Stamp(p.at)}, nil
}
