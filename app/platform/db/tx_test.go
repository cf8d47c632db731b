package db_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
)

var ctx = context.Background()

// put writes a word into the one table that the ground has for itself.
func put(ctx context.Context, d *db.DB, name, value string) error {
	return d.From(ctx).Exec("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value).Error
}

func mustPut(t *testing.T, d *db.DB, name, value string) {
	t.Helper()
	if err := d.InTx(ctx, func(ctx context.Context) error { return put(ctx, d, name, value) }); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, ctx context.Context, d *db.DB, name string) (value string) {
	t.Helper()
	if err := d.From(ctx).Raw("SELECT value FROM settings WHERE name = ?", name).Scan(&value).Error; err != nil {
		t.Error(err)
	}
	return value
}

func TestReadSeesOneMoment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, "word", "before")
		err := d.Read(ctx, func(in context.Context) error {
			if got := get(t, in, d, "word"); got != "before" {
				t.Errorf("first %q", got)
			}
			mustPut(t, d, "word", "after")
			if got := get(t, in, d, "word"); got != "before" {
				t.Errorf("the snapshot moved to %q", got)
			}
			return d.Read(in, func(in context.Context) error {
				if got := get(t, in, d, "word"); got != "before" {
					t.Errorf("a nested reader sees %q", got)
				}
				return nil
			})
		})
		if got := get(t, ctx, d, "word"); err != nil || got != "after" {
			t.Errorf("%q, %v", got, err)
		}
	})
}

func TestReadChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		direct := d.Read(ctx, func(in context.Context) error {
			if d.Writing(in) {
				t.Error("a reader is said to write")
			}
			return put(in, d, "word", "slipped in")
		})
		joined := d.Read(ctx, func(in context.Context) error {
			return d.InTx(in, func(in context.Context) error { return put(in, d, "word", "slipped in") })
		})
		if direct == nil || joined == nil || get(t, ctx, d, "word") != "" {
			t.Errorf("%v, %v", direct, joined)
		}
	})
}

func TestNestedTransactionsAreOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		regret := errors.New("regret")
		nested := func(outcome error) error {
			return d.InTx(ctx, func(outer context.Context) error {
				if err := put(outer, d, "outer", "written"); err != nil {
					return err
				}
				err := d.InTx(outer, func(inner context.Context) error {
					if got := get(t, inner, d, "outer"); got != "written" {
						t.Errorf("the inner one sees %q", got)
					}
					return put(inner, d, "inner", "written")
				})
				if err != nil {
					return err
				}
				return outcome
			})
		}
		if err := nested(regret); !errors.Is(err, regret) {
			t.Fatal(err)
		}
		if get(t, ctx, d, "outer")+get(t, ctx, d, "inner") != "" {
			t.Error("the outer failure left something behind")
		}
		if err := nested(nil); err != nil || get(t, ctx, d, "inner") != "written" {
			t.Error(err)
		}
	})
}

func TestWhatRunsAroundTheCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var order []string
		note := func(what string) func() { return func() { order = append(order, what) } }
		before := func(what string) func(context.Context) error {
			return func(in context.Context) error {
				note(what)()
				return put(in, d, what, "written")
			}
		}
		run := func(outcome error) error {
			return d.InTx(ctx, func(in context.Context) error {
				d.AfterCommit(in, func() {
					note("after 1")()
					if get(t, ctx, d, "before 2") != "written" {
						t.Error("after the commit it is not there")
					}
				})
				d.BeforeCommit(in, func(in context.Context) error {
					d.BeforeCommit(in, func(context.Context) error { note("before 3")(); return outcome })
					return before("before 1")(in)
				})
				d.BeforeCommit(in, before("before 2"))
				d.AfterCommit(in, note("after 2"))
				note("work")()
				return nil
			})
		}
		if err := run(errors.New("late regret")); err == nil || get(t, ctx, d, "before 1") != "" {
			t.Error("a failure before the commit left something behind", err)
		}
		if diff := cmp.Diff([]string{"work", "before 1", "before 2", "before 3"}, order); diff != "" {
			t.Error(diff)
		}
		order = nil
		if err := run(nil); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{"work", "before 1", "before 2", "before 3", "after 1", "after 2"}, order); diff != "" {
			t.Error(diff)
		}
	})
}

// SQLite has one writer: if a panic kept it, nobody would ever write again.
func TestAPanicUndoesAndLetsOthersWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = d.InTx(ctx, func(in context.Context) error {
				_ = put(in, d, "word", "half")
				panic("bug")
			})
		}()
		mustPut(t, d, "other", "written")
		if got := get(t, ctx, d, "word"); got != "" {
			t.Errorf("the panic left %q", got)
		}
	})
}

func TestLocalLivesAsLongAsTheTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		type key struct{}
		made := 0
		local := func(in context.Context) *int {
			return db.Local(in, d, key{}, func() *int { made++; return new(int) })
		}
		for range 2 {
			err := d.InTx(ctx, func(in context.Context) error {
				*local(in)++
				return d.InTx(in, func(in context.Context) error {
					if *local(in)++; *local(in) != 2 {
						t.Errorf("%d", *local(in))
					}
					return nil
				})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if made != 2 {
			t.Errorf("made %d times in 2 transactions", made)
		}
	})
}

// The victim of a deadlock starts over, and both changes are there in the end.
func TestADeadlockIsTriedAgain(t *testing.T) {
	d := dbtest.Open(t, dbtest.Postgres(t))
	for _, name := range []string{"a", "b"} {
		mustPut(t, d, name, "0")
	}
	held := [2]chan struct{}{make(chan struct{}), make(chan struct{})}
	var once [2]sync.Once
	attempts, errs := [2]int{}, [2]error{}
	add := func(in context.Context, name string) error {
		return d.From(in).Exec("UPDATE settings SET value = value || 'x' WHERE name = ?", name).Error
	}
	names := []string{"a", "b"}
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() {
			errs[i] = d.InTx(ctx, func(in context.Context) error {
				attempts[i]++
				if err := add(in, names[i]); err != nil {
					return err
				}
				once[i].Do(func() { close(held[i]) })
				<-held[1-i]
				return add(in, names[1-i])
			})
		})
	}
	wg.Wait()
	if errs[0] != nil || errs[1] != nil || attempts[0]+attempts[1] < 3 {
		t.Errorf("%v after %v attempts", errs, attempts)
	}
	if a, b := get(t, ctx, d, "a"), get(t, ctx, d, "b"); a != "0xx" || b != "0xx" {
		t.Errorf("%q and %q", a, b)
	}
}

// Two nodes on PostgreSQL; on SQLite a server and a command beside it: nobody is told that the file is busy.
func TestWritersAtOnceAreNeverTurnedAway(t *testing.T) {
	const writers, each = 12, 15
	for name, url := range map[string]string{"sqlite": dbtest.SQLite(t), "postgres": dbtest.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			nodes := []*db.DB{dbtest.Open(t, url), dbtest.Open(t, url)}
			mustPut(t, nodes[0], "count", "")
			var wg sync.WaitGroup
			errs := make([]error, writers)
			for w := range writers {
				wg.Go(func() {
					d := nodes[w%2]
					for range each {
						errs[w] = errors.Join(errs[w], d.InTx(ctx, func(in context.Context) error {
							return d.From(in).Exec("UPDATE settings SET value = value || 'x' WHERE name = 'count'").Error
						}))
						_ = get(t, ctx, d, "count")
					}
				})
			}
			wg.Wait()
			if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
				t.Error(errs[i])
			}
			if got := len(get(t, ctx, nodes[0], "count")); got != writers*each {
				t.Errorf("%d changes, want %d", got, writers*each)
			}
		})
	}
}
