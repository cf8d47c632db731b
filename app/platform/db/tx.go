package db

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// Now is the product's clock for what is stored and shown: UTC in whole milliseconds, as both databases and the
// contracts keep it.
func Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

type txKey struct{ d *DB }

// tx is one running transaction and what waits for its end.
type tx struct {
	handle *gorm.DB
	snap   bool
	before []func(ctx context.Context) error
	after  []func()
	values map[any]any
}

// attempts is how often a transaction is tried that a deadlock or a serialisation failure undid.
const attempts = 3

// stepAside is about how long whoever was undone lets the other go first, so that the two do not meet at once again.
const stepAside = 10 * time.Millisecond

// InTx runs fn in a transaction; inside one it joins. fn may run again after a deadlock, so it must keep what it
// computes to itself until it returns. What BeforeCommit registered runs last in the transaction, what AfterCommit
// registered once it is durable.
func (d *DB) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	if t := d.current(ctx); t != nil {
		if t.snap {
			return errors.New("a change inside a reading transaction")
		}
		return fn(ctx)
	}
	var err error
	for n := range attempts {
		if n > 0 {
			select {
			case <-time.After(stepAside + rand.N(stepAside)): //nolint:gosec // no secret
			case <-ctx.Done():
			}
		}
		t := &tx{values: map[any]any{}}
		if err = d.run(ctx, t, d.write, nil, fn); err == nil {
			for _, f := range t.after {
				f()
			}
			return nil
		}
		if !retryable(err) || ctx.Err() != nil {
			break
		}
	}
	return classify(err)
}

// Read runs fn on one snapshot: everything that it reads belongs to the same moment. Inside a transaction it joins.
func (d *DB) Read(ctx context.Context, fn func(ctx context.Context) error) error {
	if d.current(ctx) != nil {
		return fn(ctx)
	}
	opts := &sql.TxOptions{ReadOnly: true}
	if d.dialect == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	return classify(d.run(ctx, &tx{snap: true}, d.read, opts, fn))
}

func (d *DB) run(ctx context.Context, t *tx, pool *gorm.DB, opts *sql.TxOptions, fn func(ctx context.Context) error) (err error) {
	t.handle = pool.WithContext(ctx).Begin(beginOptions(opts)...)
	if t.handle.Error != nil {
		return t.handle.Error
	}
	done := false
	defer func() {
		if !done {
			t.handle.Rollback()
		}
	}()
	in := context.WithValue(ctx, txKey{d}, t)
	if err := fn(in); err != nil {
		return err
	}
	for i := 0; i < len(t.before); i++ {
		if err := t.before[i](in); err != nil {
			return err
		}
	}
	done = true
	return t.handle.Commit().Error
}

func beginOptions(opts *sql.TxOptions) []*sql.TxOptions {
	if opts == nil {
		return nil
	}
	return []*sql.TxOptions{opts}
}

func (d *DB) current(ctx context.Context) *tx {
	t, _ := ctx.Value(txKey{d}).(*tx)
	return t
}

// From is the handle to query with: the running transaction, or the reading pool.
func (d *DB) From(ctx context.Context) *gorm.DB {
	if t := d.current(ctx); t != nil {
		return t.handle.Session(&gorm.Session{NewDB: true, Context: ctx})
	}
	return d.read.WithContext(ctx)
}

// Writing says whether ctx carries a transaction that can change something.
func (d *DB) Writing(ctx context.Context) bool {
	t := d.current(ctx)
	return t != nil && !t.snap
}

// BeforeCommit runs fn as the last thing in the transaction of ctx; an error undoes it all.
func (d *DB) BeforeCommit(ctx context.Context, fn func(ctx context.Context) error) {
	t := d.current(ctx)
	t.before = append(t.before, fn)
}

// AfterCommit runs fn once the transaction of ctx is durable, and never if it is undone.
func (d *DB) AfterCommit(ctx context.Context, fn func()) {
	t := d.current(ctx)
	t.after = append(t.after, fn)
}

// Local gives the value that this transaction keeps under key, made by make on first use.
func Local[T any](ctx context.Context, d *DB, key any, make func() T) T {
	t := d.current(ctx)
	v, ok := t.values[key]
	if !ok {
		v = make()
		t.values[key] = v
	}
	return v.(T)
}

func retryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}
