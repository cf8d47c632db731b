package event_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
)

func key(word, print string) event.Key { return event.Key{Member: "ada", Key: word, Print: print} }

// counted is a write that counts how often it was made.
func counted(l *event.Log, runs *atomic.Int64) func(context.Context) (event.Done, error) {
	return func(ctx context.Context) (event.Done, error) {
		return adding(l, "thread:1", fmt.Sprint("p", runs.Add(1)))(ctx)
	}
}

func TestARepeatGetsTheFirstAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l, runs := event.NewLog(d), &atomic.Int64{}
		first, err := l.Once(ctx, key("k", "print"), counted(l, runs))
		if err != nil || first.Replayed() {
			t.Fatal(first, err)
		}
		say(t, l, "thread:1", "between")
		again, err := l.Once(ctx, key("k", "print"), counted(l, runs))
		if err != nil || !again.Replayed() || runs.Load() != 1 {
			t.Errorf("%+v, %v, %d runs", again, err, runs.Load())
		}
		if again.ID != first.ID || again.Seq != first.Seq || again.At != first.At || again.Epoch != first.Epoch || again.Version != first.Version {
			t.Errorf("first %+v, then %+v", first, again)
		}
		if diff := cmp.Diff(upTo(2), seqs(t, l, "thread:1")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAKeyNamesOneCallOfOneMember(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l, runs := event.NewLog(d), &atomic.Int64{}
		if _, err := l.Once(ctx, key("k", "print"), counted(l, runs)); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Once(ctx, key("k", "another call"), counted(l, runs)); fault.CodeOf(err) != "idempotency_key_reused" || fault.KindOf(err) != fault.Invalid {
			t.Error(err)
		}
		other := key("k", "print")
		other.Member = "bo"
		if answer, err := l.Once(ctx, other, counted(l, runs)); err != nil || answer.Replayed() || runs.Load() != 2 {
			t.Error("another member's key is another key", answer, err)
		}
	})
}

func TestARefusalLeavesTheKeyFree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l, runs := event.NewLog(d), &atomic.Int64{}
		closed := fault.New(fault.Conflict, "thread_closed", "closed")
		_, err := l.Once(ctx, key("k", "print"), func(ctx context.Context) (event.Done, error) {
			l.Add(ctx, "thread:1", change("post.added", "never"))
			return event.Done{}, closed
		})
		if !errors.Is(err, closed) {
			t.Fatal(err)
		}
		answer, err := l.Once(ctx, key("k", "a better call"), counted(l, runs))
		if err != nil || answer.Replayed() || answer.Seq != 1 {
			t.Errorf("%+v, %v", answer, err)
		}
	})
}

// The second call comes while the first is under way, to another node where there can be one; it gets the first one's answer.
func TestATwinInFlightWaits(t *testing.T) {
	for name, url := range map[string]string{"sqlite": dbtest.SQLite(t), "postgres": dbtest.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Open(t, url)
			l, other, runs := event.NewLog(d), event.NewLog(d), &atomic.Int64{}
			if d.Dialect() == db.Postgres {
				other = event.NewLog(dbtest.Open(t, url))
			}
			inside, goOn := make(chan struct{}), make(chan struct{})
			type result struct {
				answer event.Reference
				err    error
			}
			firsts, twins := make(chan result, 1), make(chan result, 1)
			go func() {
				answer, err := l.Once(ctx, key("k", "print"), func(ctx context.Context) (event.Done, error) {
					close(inside)
					<-goOn
					return counted(l, runs)(ctx)
				})
				firsts <- result{answer, err}
			}()
			<-inside
			go func() {
				answer, err := other.Once(ctx, key("k", "print"), counted(other, runs))
				twins <- result{answer, err}
			}()
			waitForTheTwin(t, d)
			close(goOn)
			first, twin := <-firsts, <-twins
			if first.err != nil || twin.err != nil || runs.Load() != 1 {
				t.Fatalf("%v, %v, %d runs", first.err, twin.err, runs.Load())
			}
			if !twin.answer.Replayed() || twin.answer.ID != first.answer.ID || twin.answer.Seq != first.answer.Seq {
				t.Errorf("%+v and %+v", first.answer, twin.answer)
			}
		})
	}
}

// waitForTheTwin returns once the second call stands still at the database: on PostgreSQL at the row, on SQLite at the one
// writing connection.
func waitForTheTwin(t *testing.T, d *db.DB) {
	t.Helper()
	for limit := time.Now().Add(10 * time.Second); time.Now().Before(limit); {
		if d.Dialect() == db.SQLite {
			if d.Pool().Stats().WaitCount > 0 {
				return
			}
			continue
		}
		var waiting int
		if err := d.From(ctx).Raw("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()").Scan(&waiting).Error; err != nil {
			t.Fatal(err)
		}
		if waiting > 0 {
			return
		}
	}
	t.Fatal("the twin does not wait")
}

// Whoever holds the key longer than a statement may wait makes the twin ask again, and not believe that all is lost.
func TestATwinThatWaitsTooLongIsToldSo(t *testing.T) {
	url := dbtest.Postgres(t)
	l, other, runs := event.NewLog(dbtest.Open(t, url)), event.NewLog(dbtest.Open(t, url)), &atomic.Int64{}
	first, err := l.Once(ctx, key("k", "print"), func(ctx context.Context) (event.Done, error) {
		_, err := other.Once(context.Background(), key("k", "print"), counted(other, runs))
		if f := fault.As(err); f.Code != "idempotency_in_flight" || f.Kind != fault.Conflict || f.RetryAfter == 0 {
			t.Errorf("the twin got %v", err)
		}
		return counted(l, runs)(ctx)
	})
	if err != nil || first.Replayed() || runs.Load() != 1 {
		t.Errorf("%+v, %v, %d runs", first, err, runs.Load())
	}
}

func TestAnOldKeyIsFree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l, runs := event.NewLog(d), &atomic.Int64{}
		for _, word := range []string{"old", "young"} {
			if _, err := l.Once(ctx, key(word, "print"), counted(l, runs)); err != nil {
				t.Fatal(err)
			}
		}
		age(t, d, "old", event.KeyLife+time.Minute)
		age(t, d, "young", event.KeyLife-time.Minute)
		if answer, err := l.Once(ctx, key("old", "a new call"), counted(l, runs)); err != nil || answer.Replayed() {
			t.Error(answer, err)
		}
		if answer, err := l.Once(ctx, key("young", "print"), counted(l, runs)); err != nil || !answer.Replayed() {
			t.Error(answer, err)
		}
		age(t, d, "old", event.KeyLife+time.Minute)
		if err := l.PurgeKeys(ctx); err != nil {
			t.Fatal(err)
		}
		var left []string
		if err := d.From(ctx).Raw("SELECT key FROM idempotency_keys").Scan(&left).Error; err != nil || !cmp.Equal(left, []string{"young"}) {
			t.Error(left, err)
		}
	})
}

func age(t *testing.T, d *db.DB, word string, by time.Duration) {
	t.Helper()
	err := d.InTx(ctx, func(ctx context.Context) error {
		return d.From(ctx).Exec("UPDATE idempotency_keys SET at = ? WHERE key = ?", db.Now().Add(-by), word).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The print covers what makes a call: none of its parts can borrow a letter from the next.
func TestPrint(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range [][3]string{{"POST", "/a", "x"}, {"POST", "/a", "y"}, {"POST", "/ax", ""}, {"PUT", "/a", "x"}, {"POST", "/a", ""}, {"POST", "/", "ax"}} {
		p := event.Print(c[0], c[1], []byte(c[2]))
		if seen[p] {
			t.Errorf("%v looks like another call", c)
		}
		seen[p] = true
	}
}
