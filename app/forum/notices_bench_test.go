package forum_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"kraftsam/app"
	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

// followers has so many new members follow a thread.
func followers(t testing.TB, v *apptest.Village, thread string, n int) []string {
	t.Helper()
	now, long := db.Now(), time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	ids := make([]string, 0, n)
	for len(ids) < n {
		err := v.DB.InTx(ctx, func(ctx context.Context) error {
			for range min(500, n-len(ids)) {
				m := actor.Member{ID: ref.NewID(), Email: fmt.Sprintf("f%d@by.example", len(ids)), ConfirmedAt: &now, Name: fmt.Sprint("Följare ", len(ids)), Lang: "sv", CreatedAt: long, ApprovedAt: &now}
				if err := v.Actors.AddMember(ctx, m); err != nil {
					return err
				}
				if _, err := v.Notices.Begin(ctx, m.ID, ref.Ref{Kind: "thread", ID: thread}); err != nil {
					return err
				}
				ids = append(ids, m.ID)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return ids
}

// crowdTold checks that each follower has one row, which says how many posts there are.
func crowdTold(t testing.TB, v *apptest.Village, members []string, posts int64) {
	t.Helper()
	var rows []struct {
		MemberID string
		N        int64
	}
	if err := v.DB.From(ctx).Raw("SELECT member_id, count(*) AS n FROM notices WHERE member_id IN ? AND read_at IS NULL GROUP BY member_id", members).Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(members) {
		t.Errorf("%d of %d followers were told", len(rows), len(members))
	}
	for _, r := range rows {
		if r.N != 1 {
			t.Errorf("%s has %d notices of one thread", r.MemberID, r.N)
		}
	}
	for _, m := range members[:min(len(members), 20)] {
		rows, _, err := v.Notices.List(ctx, actor.Viewer{Member: m, Lang: "sv"}, notice.Query{Unread: true, Limit: 5})
		if err != nil || len(rows) != 1 || rows[0].Events != posts {
			t.Errorf("%s has %+v, want one row of %d posts: %v", m, rows, posts, err)
		}
	}
}

// BenchmarkPostingToFollowers is twenty posts a second in a thread that nobody or five thousand follow, while the jobs tell them: the time
// of a post for its writer, and how long the last of them waits for it. Use -benchtime 1200x for a minute.
func BenchmarkPostingToFollowers(b *testing.B) {
	for _, n := range []int{0, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			onEach(b, func(b *testing.B, d *db.DB) {
				v := apptest.Open(b, d)
				by, id := v.Viewer(b, "Ada"), newThread(b, v)
				members := followers(b, v, id, n)
				working, stop := context.WithCancel(ctx)
				var jobs sync.WaitGroup
				jobs.Go(func() { v.Jobs.Run(working) })
				var took []time.Duration
				tick := time.NewTicker(50 * time.Millisecond)
				defer tick.Stop()
				for b.Loop() {
					<-tick.C
					began := time.Now()
					if _, err := v.Forum.Reply(ctx, by, v.Key("Ada"), forum.NewPost{Thread: id, Text: "Ett svar med **några** ord."}); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(began))
				}
				last := time.Now()
				for {
					left, err := v.Jobs.Counts(ctx)
					if err != nil {
						b.Fatal(err)
					}
					if left.Waiting == 0 {
						break
					}
					time.Sleep(20 * time.Millisecond)
				}
				stop()
				jobs.Wait()
				slices.Sort(took)
				var memory runtime.MemStats
				runtime.ReadMemStats(&memory)
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
				b.ReportMetric(time.Since(last).Seconds(), "s-after")
				b.ReportMetric(float64(memory.HeapInuse)/(1<<20), "MB")
				if n > 0 {
					crowdTold(b, v, members, int64(len(took))+1)
				}
			})
		})
	}
}

// However the jobs lie between posts, everybody who follows is told in the end, once, and of all of them.
func TestACrowdIsToldOfABusyThread(t *testing.T) {
	const posts, crowd = 40, 250 // more than one page of telling
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		members := followers(t, v, id, crowd)
		working, stop := context.WithCancel(ctx)
		var busy sync.WaitGroup
		for _, node := range []app.Parts{v.Parts, v.Neighbour(t)} {
			busy.Go(func() { node.Jobs.Run(working) })
		}
		var writing sync.WaitGroup
		for _, who := range []string{"Ada", "Bo", "Cai", "Dag"} {
			writing.Go(func() {
				for range posts / 4 {
					if _, err := v.Forum.Reply(ctx, v.Viewer(t, who), v.Key(who), forum.NewPost{Thread: id, Text: "En till"}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		writing.Wait()
		stop() // what is under way is given back or ends
		busy.Wait()
		if _, err := v.Jobs.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if dead, err := v.Jobs.Dead(ctx, "", 1); err != nil || len(dead) > 0 {
			t.Fatal(dead, err)
		}
		crowdTold(t, v, members, posts+1)
	})
}
