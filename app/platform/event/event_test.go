package event_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

var ctx = context.Background()

func change(kind, id string) event.Change {
	return event.Change{Type: kind, Ref: ref.Ref{Kind: "post", ID: id}, Version: 1}
}

// say writes one event on a topic and gives the answer.
func say(t *testing.T, l *event.Log, topic, id string) event.Reference {
	t.Helper()
	answer, err := l.Do(ctx, adding(l, topic, id))
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func adding(l *event.Log, topic, id string) func(context.Context) (event.Done, error) {
	return func(ctx context.Context) (event.Done, error) {
		l.Add(ctx, topic, change("post.added", id))
		return event.Done{ID: id, Version: 1, Topic: topic}, nil
	}
}

func seqs(t *testing.T, l *event.Log, topic string) (list []int64) {
	t.Helper()
	events, err := l.After(ctx, topic, 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		list = append(list, e.Seq)
	}
	return list
}

func upTo(n int64) (list []int64) {
	for i := int64(1); i <= n; i++ {
		list = append(list, i)
	}
	return list
}

func TestAnEventComesBackAsItWasWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := event.NewLog(d)
		before := db.Now()
		answer := say(t, l, "thread:1", "p1")
		events, err := l.After(ctx, "thread:1", 0, 10)
		if err != nil || len(events) != 1 {
			t.Fatalf("%v, %v", events, err)
		}
		e := events[0]
		want := event.Event{Topic: "thread:1", Seq: 1, Type: "post.added", Ref: ref.Ref{Kind: "post", ID: "p1"}, Version: 1, At: e.At}
		if diff := cmp.Diff(want, e); diff != "" {
			t.Error(diff)
		}
		if e.At.Before(before) || e.At.After(db.Now()) || answer.At != event.Stamp(e.At) {
			t.Errorf("written at %v, answered %s", e.At, answer.At)
		}
		if answer.ID != "p1" || answer.Topic != "thread:1" || answer.Seq != 1 || answer.Epoch == "" || answer.Version != 1 || answer.Replayed() {
			t.Errorf("%+v", answer)
		}
	})
}

// Eight writers on two nodes: what one topic counts has no hole and no double, and who reads n can read all before it.
func TestSeqIsDenseWhoeverWrites(t *testing.T) {
	const writers, each = 8, 20
	for name, url := range map[string]string{"sqlite": dbtest.SQLite(t), "postgres": dbtest.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			one := dbtest.Open(t, url)
			nodes := []*event.Log{event.NewLog(one), event.NewLog(one)}
			if one.Dialect() == db.Postgres {
				nodes[1] = event.NewLog(dbtest.Open(t, url))
			}
			stop, looked := make(chan struct{}), make(chan error, 1)
			go func() { looked <- watchForHoles(nodes[0], stop) }()
			crowd(t, writers, func(w int) error {
				for i := range each {
					if _, err := nodes[w%2].Do(ctx, adding(nodes[w%2], "thread:1", fmt.Sprint(w, "-", i))); err != nil {
						return err
					}
				}
				return nil
			})
			close(stop)
			if err := <-looked; err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff(upTo(writers*each), seqs(t, nodes[0], "thread:1")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func watchForHoles(l *event.Log, stop chan struct{}) error {
	for last := int64(0); ; {
		events, err := l.After(ctx, "thread:1", last, 1000)
		if err != nil {
			return err
		}
		for _, e := range events {
			if e.Seq != last+1 {
				return fmt.Errorf("seq %d was readable before %d", e.Seq, last+1)
			}
			last = e.Seq
		}
		select {
		case <-stop:
			return nil
		default:
		}
	}
}

// Each writer touches the same topics in another order; without the sorting two of them would wait for each other.
func TestManyTopicsInAnyOrder(t *testing.T) {
	const writers, each = 8, 15
	topics := []string{"area:a", "thread:1", "thread:2", "member:1", "control"}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := event.NewLog(d)
		var mu sync.Mutex
		attempts := 0
		crowd(t, writers, func(w int) error {
			mine := slices.Clone(topics)
			if w%2 == 1 {
				slices.Reverse(mine)
			}
			for range each {
				err := d.InTx(ctx, func(ctx context.Context) error {
					mu.Lock()
					attempts++
					mu.Unlock()
					for _, topic := range mine {
						l.Add(ctx, topic, change("x", "1"))
						l.Add(ctx, topic, change("y", "1"))
					}
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if attempts != writers*each {
			t.Errorf("%d attempts for %d transactions: somebody was a deadlock's victim", attempts, writers*each)
		}
		for _, topic := range topics {
			if diff := cmp.Diff(upTo(2*writers*each), seqs(t, l, topic)); diff != "" {
				t.Errorf("%s: %s", topic, diff)
			}
		}
	})
}

func TestAFailureLeavesNoEvent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := event.NewLog(d)
		told := 0
		l.OnCommit(func([]event.Event) { told++ })
		say(t, l, "thread:1", "p1")
		refusal := errors.New("changed my mind")
		err := d.InTx(ctx, func(ctx context.Context) error {
			if _, err := l.Do(ctx, adding(l, "thread:1", "p2")); err != nil {
				return err
			}
			return refusal
		})
		if !errors.Is(err, refusal) {
			t.Fatal(err)
		}
		if diff := cmp.Diff(upTo(1), seqs(t, l, "thread:1")); diff != "" || told != 1 {
			t.Errorf("%s; told %d times", diff, told)
		}
		if answer := say(t, l, "thread:1", "p3"); answer.Seq != 2 {
			t.Errorf("the failure took a seq: the next is %d", answer.Seq)
		}
	})
}

// A room may build on another's write: both answers are right, and nothing that is noted after the first is lost.
func TestWritesInsideALargerOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := event.NewLog(d)
		var told []int64
		l.OnCommit(func(events []event.Event) {
			for _, e := range events {
				if e.Topic == "thread:1" {
					told = append(told, e.Seq)
				}
			}
		})
		outer, err := l.Do(ctx, func(ctx context.Context) (event.Done, error) {
			inner, err := l.Do(ctx, adding(l, "thread:1", "p1"))
			if err != nil || inner.Seq != 1 {
				t.Errorf("%+v, %v", inner, err)
			}
			if len(told) > 0 {
				t.Error("told before the commit")
			}
			l.Add(ctx, "area:a", change("thread.added", "1"))
			return adding(l, "thread:1", "p2")(ctx)
		})
		if err != nil || outer.Seq != 2 {
			t.Errorf("%+v, %v", outer, err)
		}
		if diff := cmp.Diff(upTo(2), told); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(upTo(1), seqs(t, l, "area:a")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestNothingChangedAnswersWithTheHead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := event.NewLog(d)
		say(t, l, "thread:1", "p1")
		last := say(t, l, "thread:1", "p2")
		idle := func(context.Context) (event.Done, error) {
			return event.Done{ID: "p1", Version: 7, Topic: "thread:1"}, nil
		}
		answer, err := l.Do(ctx, idle)
		if err != nil || answer.Seq != 2 || answer.Version != 7 || answer.Epoch != last.Epoch {
			t.Errorf("%+v, %v", answer, err)
		}
	})
}

func TestHeadsAndLast(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := event.NewLog(d)
		say(t, l, "thread:1", "p1")
		say(t, l, "thread:1", "p2")
		again := say(t, l, "thread:1", "p1")
		say(t, l, "thread:2", "p9")
		epoch, heads, err := l.Heads(ctx, append(manyTopics(1200), "thread:1", "thread:2"))
		if err != nil || epoch != again.Epoch {
			t.Fatal(epoch, err)
		}
		if diff := cmp.Diff(map[string]int64{"thread:1": 3, "thread:2": 1}, heads); diff != "" {
			t.Error(diff)
		}
		head, err := l.Head(ctx, "thread:nobody")
		if diff := cmp.Diff(event.Head{Seq: 0, Start: 1, Epoch: epoch}, head); diff != "" || err != nil {
			t.Error(diff, err)
		}
		last, err := l.Last(ctx, "thread:1", "post.added", ref.Ref{Kind: "post", ID: "p1"})
		if err != nil || last == nil || last.Seq != 3 {
			t.Errorf("%+v, %v", last, err)
		}
		if none, err := l.Last(ctx, "thread:1", "post.withdrawn", ref.Ref{Kind: "post", ID: "p1"}); err != nil || none != nil {
			t.Errorf("%+v, %v", none, err)
		}
	})
}

func manyTopics(n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprint("thread:x", i))
	}
	return list
}

func TestPruneMovesTheStart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := event.NewLog(d)
		for i := range 3 {
			say(t, l, "control", fmt.Sprint("s", i))
		}
		say(t, l, "thread:1", "p1")
		border := db.Now().Add(1)
		if err := l.Prune(ctx, "control", border.Add(-1e12)); err != nil {
			t.Fatal(err)
		}
		if head, _ := l.Head(ctx, "control"); head.Start != 1 {
			t.Errorf("nothing was old enough, but the log starts at %d", head.Start)
		}
		late := event.Change{Type: "x", Ref: ref.Ref{Kind: "s", ID: "4"}, Version: 1, At: border.Add(1e9)}
		if err := d.InTx(ctx, func(ctx context.Context) error { l.Add(ctx, "control", late); return nil }); err != nil {
			t.Fatal(err)
		}
		if err := l.Prune(ctx, "control", border.Add(1e8)); err != nil {
			t.Fatal(err)
		}
		head, err := l.Head(ctx, "control")
		if err != nil || head.Seq != 4 || head.Start != 4 {
			t.Errorf("%+v, %v", head, err)
		}
		if diff := cmp.Diff([]int64{4}, seqs(t, l, "control")); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(upTo(1), seqs(t, l, "thread:1")); diff != "" {
			t.Error(diff)
		}
	})
}

// crowd runs writers at once and waits for all of them.
func crowd(t *testing.T, writers int, fn func(w int) error) {
	t.Helper()
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			if err := fn(w); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
