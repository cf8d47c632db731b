// Package job is what the house does later: a queue in the product's own database. A job is a row written in the transaction of
// what it follows from, so that it is there if and only if that is, and every node takes its turn at doing what is due. A job is
// taken for a time (a lease) under a fresh word (a fence): whoever is killed loses it to another node, and whoever comes back too
// late cannot end it. So what a job changes in the database, in the transaction that ends it, is changed once; what it sends out
// of the house is sent at least once. The package knows no kind of work: rooms register theirs.
package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

// Job is one thing to do.
type Job struct {
	ID        string
	Kind      string
	Key       *string // names it among those of its kind; nil: nothing does
	Group     string  `gorm:"column:grp"` // what it is about, for kinds that do several at once
	Payload   string  // JSON
	Progress  string  // how far it came; see Work.Keep
	CreatedAt time.Time
	DueAt     time.Time // while it is held: when others may take it over
	Tries     int
	Holder    string // the fence; empty while nobody does it
	Failure   string
	DoneAt    *time.Time
	DeadAt    *time.Time // nobody tries it any more
}

// Read fills to with the payload.
func (j Job) Read(to any) error {
	if err := json.Unmarshal([]byte(j.Payload), to); err != nil {
		return Never(fmt.Errorf("read the job: %w", err))
	}
	return nil
}

// New is what is to be done later.
type New struct {
	Kind    string
	Key     string // a second job of the kind with it is none, until KeyLife after it was done
	Group   string
	Payload any
	Due     time.Time // zero: at once
}

// Kind is a kind of work that a room can do.
type Kind struct {
	Name string
	Do   func(ctx context.Context, w *Work) error
	// Together is how many jobs of one group are handed over at once, 0 for one. While one of a group is done, the others wait,
	// as a rule.
	Together int
	Tries    int           // before it is dead, 0: 15, which is about half a day
	Lease    time.Duration // 0: a minute
}

// KeyLife is how long the key of a job that was done is remembered.
const KeyLife = 30 * 24 * time.Hour

const (
	usualTries = 15
	usualLease = time.Minute
	maxFailure = 500 // bytes
)

// Clock tells the time that decides when a job is due.
type Clock func(ctx context.Context) (time.Time, error)

// Queue is all jobs of one database, as one node does them.
type Queue struct {
	db    *db.DB
	store store
	log   *slog.Logger
	kinds map[string]Kind
	slots []slot
	wake  chan struct{}

	planned time.Time // when Run last looked for regular work
	mu      sync.Mutex
	stopped bool
	running sync.WaitGroup
}

// NewQueue makes the queue of a database. clock is for tests; nil is the database's own.
func NewQueue(d *db.DB, clock Clock, log *slog.Logger) *Queue {
	return &Queue{db: d, store: newStore(d, clock), log: log, kinds: map[string]Kind{}, wake: make(chan struct{}, workers)}
}

// Register makes a kind known. A node leaves alone what it does not know: a newer one wrote it.
func (q *Queue) Register(k Kind) {
	if k.Tries == 0 {
		k.Tries = usualTries
	}
	if k.Lease == 0 {
		k.Lease = usualLease
	}
	q.kinds[k.Name] = k
}

// Add puts a job into the running transaction.
func (q *Queue) Add(ctx context.Context, n New) error {
	payload, err := json.Marshal(n.Payload)
	if err != nil {
		return fmt.Errorf("write a job: %w", err)
	}
	j := Job{ID: ref.NewID(), Kind: n.Kind, Group: n.Group, Payload: string(payload), CreatedAt: db.Now(), DueAt: n.Due.UTC()}
	if n.Key != "" {
		j.Key = &n.Key
	}
	return q.db.InTx(ctx, func(ctx context.Context) error {
		if err := q.store.add(ctx, j); err != nil {
			return err
		}
		if n.Due.IsZero() {
			q.db.AfterCommit(ctx, q.nudge)
		}
		return nil
	})
}

// nudge has this node look at once; the others do within a second or two.
func (q *Queue) nudge() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// later is an answer of work that is no failure.
type later struct{ at time.Time }

func (l later) Error() string { return "not before " + l.at.Format(time.RFC3339) }

// Later is what work answers that is to be done at another time. It counts as no try.
func Later(at time.Time) error { return later{at.UTC()} } // the databases compare what is written down

type never struct{ error }

func (n never) Unwrap() error { return n.error }

// Never marks an error that no further try would mend: the job is dead at once.
func Never(err error) error { return never{err} }

// ErrLost is what the end of work answers that another node has taken over: its transaction must be undone.
var ErrLost = errors.New("another node does this job now")
