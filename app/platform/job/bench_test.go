package job

import (
	"context"
	"log/slog"
	"testing"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/ref"
)

// What it costs to find work while thousands of jobs wait for a group that somebody is at.
func BenchmarkTakeBesideABusyGroup(b *testing.B) {
	for name, address := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) { takeBesideABusyGroup(b, dbtest.Open(b, address(b))) })
	}
}

func takeBesideABusyGroup(b *testing.B, d *db.DB) {
	ctx := context.Background()
	q := NewQueue(d, nil, slog.New(slog.DiscardHandler))
	q.Register(Kind{Name: "deed", Together: 60, Do: func(context.Context, *Work) error { return nil }})
	one := func() {
		if err := q.Add(ctx, New{Kind: "deed", Group: ref.NewID()}); err != nil {
			b.Fatal(err)
		}
		w, err := q.take(ctx)
		if err != nil || w == nil {
			b.Fatal(w, err)
		}
		q.do(ctx, w)
	}
	for range 20 { // as a node does that has run for a while: PostgreSQL has made its plan when there was little to do
		one()
	}
	err := d.InTx(ctx, func(ctx context.Context) error {
		for range 5000 {
			if err := q.Add(ctx, New{Kind: "deed", Group: "busy"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	if w, err := q.take(ctx); err != nil || len(w.Jobs) != 60 {
		b.Fatal(w, err)
	}
	for b.Loop() {
		one()
	}
}
