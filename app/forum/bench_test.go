package forum_test

import (
	"fmt"
	"testing"

	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/event"
)

// onEach runs a benchmark on both databases.
func onEach(b *testing.B, fn func(b *testing.B, d *db.DB)) {
	b.Run("sqlite", func(b *testing.B) { fn(b, dbtest.Open(b, dbtest.SQLite(b))) })
	b.Run("postgres", func(b *testing.B) { fn(b, dbtest.Open(b, dbtest.Postgres(b))) })
}

// newThread starts a thread to measure in.
func newThread(b *testing.B, v *apptest.Village) string {
	b.Helper()
	r, err := v.Forum.Start(ctx, v.Viewer(b, "Bo"), v.Key("Bo"), forum.NewThread{Area: apptest.Energy, Title: "Mätning", Text: "Först."})
	if err != nil {
		b.Fatal(err)
	}
	return r.ID
}

// BenchmarkReply is the transaction of a post, one after the other in one thread.
func BenchmarkReply(b *testing.B) {
	onEach(b, func(b *testing.B, d *db.DB) {
		v := apptest.Open(b, d)
		by, id := v.Viewer(b, "Ada"), newThread(b, v)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := v.Forum.Reply(ctx, by, v.Key("Ada"), forum.NewPost{Thread: id, Text: "Ett svar med **några** ord."}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkCatchUpFromTheLog reads a portion of a thread's log and renders it, as for a reader who was away.
func BenchmarkCatchUpFromTheLog(b *testing.B) {
	onEach(b, func(b *testing.B, d *db.DB) {
		v := apptest.Open(b, d)
		by, id := v.Viewer(b, "Ada"), newThread(b, v)
		for range 100 {
			if _, err := v.Forum.Reply(ctx, by, v.Key("Ada"), forum.NewPost{Thread: id, Text: "Ett svar med **några** ord."}); err != nil {
				b.Fatal(err)
			}
		}
		log, family := event.NewLog(d), v.Forum.Topics(nil)[0]
		for _, n := range []int{1, 50, 100} {
			b.Run(fmt.Sprint(n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					events, err := log.After(ctx, forum.Topic(id), 1, n)
					if err != nil || len(events) != n {
						b.Fatal(len(events), err)
					}
					if _, err := family.Render(ctx, events); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	})
}
