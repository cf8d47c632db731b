package forum_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
)

// The size of a region that has talked for two years.
const (
	regionThreads = 2_000
	regionPosts   = 100_000
	regionMembers = 5_000
)

// grow fills the village by SQL: n counts from 1, and everybody has opened some forty threads and read them half.
func grow(t testing.TB, d *db.DB) {
	t.Helper()
	old, now := db.Now().Add(-2*365*24*time.Hour), db.Now()
	counting := func(to int) string {
		return fmt.Sprintf("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) ", to)
	}
	moment := "?"
	if d.Dialect() == db.Postgres {
		moment = "CAST(? AS timestamp)"
	}
	day := "(SELECT at FROM days WHERE d = n.i * 700 / %d)"
	for _, step := range []struct {
		sql  string
		with []any
	}{
		{counting(regionMembers) + `INSERT INTO members (id, email, name, lang, shown, created_at, approved_at) SELECT 'm' || i, 'm' || i || '@by.example', 'M' || i, 'sv', false, @at, @at FROM n`, []any{old, old}},
		{"CREATE TABLE days (d bigint PRIMARY KEY, at timestamp NOT NULL)", nil},
		{counting(regionThreads) + `INSERT INTO threads (id, area, sub_area, title, lang, tags, author_id, at, last_activity_at, posts, version, closed)
			SELECT 't' || i, CASE WHEN i % 7 = 0 THEN 'sluten' ELSE 'energi' END, '', 'Tråd ' || i, 'sv', '[]', 'm' || (1 + i % 5000), ` + "@at, @at" + `, 50, 1, i % 10 = 0 FROM n`, []any{old, now}},
		{counting(regionPosts) + `INSERT INTO posts (id, thread_id, number, author_id, lang, text, html, version, versions, at)
			SELECT 'p' || i, 't' || (1 + (i - 1) % 2000), 1 + (i - 1) / 2000, 'm' || (1 + (i * 7919) % 5000), 'sv', 'Ett inlägg av vanlig längd.', '<p>Ett inlägg av vanlig längd.</p>', 1, 1, ` + fmt.Sprintf(day, regionPosts) + ` FROM n`, nil},
		{`UPDATE posts SET reply_to = 'p' || (1 + (number - 2) * 2000 + (SELECT CAST(substr(posts.thread_id, 2) AS bigint)) - 1) WHERE number % 3 = 2`, nil},
		{`UPDATE posts SET withdrawn_at = at WHERE number % 40 = 17`, nil},
		{`UPDATE threads SET at = (SELECT min(p.at) FROM posts p WHERE p.thread_id = threads.id AND p.number = 1), last_activity_at = (SELECT max(p.at) FROM posts p WHERE p.thread_id = threads.id AND p.number = 50)`, nil},
		{`INSERT INTO closures (id, thread_id, closed_by, text, html, at) SELECT 'c' || id, id, author_id, 'Klart', '<p>Klart</p>', last_activity_at FROM threads WHERE closed`, nil},
		{counting(regionMembers*40) + `INSERT INTO readings (member_id, thread_id, upto, spans) SELECT 'm' || (1 + i % 5000), 't' || (1 + (i * 31 + (i / 5000) * 50) % 2000), 25, 0 FROM n WHERE true ON CONFLICT DO NOTHING`, nil},
		{counting(regionThreads) + `INSERT INTO readings (member_id, thread_id, upto, spans) SELECT 'm1', 't' || i, 48, 0 FROM n WHERE true ON CONFLICT DO NOTHING`, nil},
		{counting(regionMembers*5) + `INSERT INTO followings (member_id, ref_kind, ref_id, level, after_level, at) SELECT 'm' || (1 + i % 5000), 'thread', 't' || (1 + (i * 31) % 2000), CASE WHEN i % 4 = 0 THEN 'muted' ELSE 'follow' END, '', @at FROM n WHERE true ON CONFLICT DO NOTHING`, []any{now}},
		{"DROP TABLE days", nil},
	} {
		err := d.InTx(context.Background(), func(ctx context.Context) error {
			if d.Dialect() == db.Postgres { // filling takes longer than a question may
				if err := d.From(ctx).Exec("SET LOCAL statement_timeout = 0").Error; err != nil {
					return err
				}
			}
			if err := d.From(ctx).Exec(strings.ReplaceAll(step.sql, "@at", moment), step.with...).Error; err != nil {
				return err
			}
			if step.sql[:12] != "CREATE TABLE" {
				return nil
			}
			for i := range 701 {
				if err := d.From(ctx).Exec("INSERT INTO days VALUES (?, ?)", i, old.Add(time.Duration(i)*24*time.Hour)).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatalf("%s: %v", step.sql, err)
		}
	}
	if d.Dialect() == db.Postgres {
		if err := d.From(context.Background()).Exec("VACUUM ANALYZE").Error; err != nil { // as autovacuum does in time
			t.Fatal(err)
		}
	}
}

// BenchmarkARegion asks what members ask most in a house of that size, on both databases, and reports the 95th percentile:
//
//	.ci/servers go test -run xxx -bench ARegion -benchtime 200x ./app/forum
func BenchmarkARegion(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		d := dbtest.Open(b, url(b))
		v := apptest.Open(b, d)
		grow(b, d)
		for who, by := range map[string]func(i int) actor.Viewer{
			"members":         func(i int) actor.Viewer { return member(2 + i%4000) },
			"who reads all":   func(int) actor.Viewer { return member(1) },
			"who never comes": func(int) actor.Viewer { return v.Viewer(b, "Mona") },
		} {
			if who == "who never comes" {
				_ = v.Forum.KnownFrom(ctx, v.ID("Mona"), time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
			}
			for what, ask := range map[string]func(by actor.Viewer) error{
				"unread":  func(by actor.Viewer) error { return only(v.Forum.Unread(ctx, by)) },
				"inbox":   func(by actor.Viewer) error { return only(v.Forum.Inbox(ctx, by, "", "", 10)) },
				"next":    func(by actor.Viewer) error { return only(v.Forum.Next(ctx, by, "t77", false)) },
				"since":   func(by actor.Viewer) error { return only(v.Forum.Since(ctx, by, 3)) },
				"threads": func(by actor.Viewer) error { return only(v.Forum.Threads(ctx, by, apptest.Energy, "", "", 50)) },
				"thread":  func(by actor.Viewer) error { return only(v.Forum.Thread(ctx, by, "t78")) },
				"posts": func(by actor.Viewer) error {
					return only(v.Forum.Posts(ctx, by, "t78", forum.Window{Around: forum.AtUnread, Limit: 50}))
				},
			} {
				b.Run(name+"/"+who+"/"+what, func(b *testing.B) {
					var took []time.Duration
					for i := 0; b.Loop(); i++ {
						began := time.Now()
						if err := ask(by(i)); err != nil {
							b.Fatal(err)
						}
						took = append(took, time.Since(began))
					}
					slices.Sort(took)
					b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
				})
			}
		}
	}
}

func member(i int) actor.Viewer {
	return actor.Viewer{Member: fmt.Sprint("m", i), Name: "M", Lang: "sv"}
}

func only[T any](_ T, err error) error { return err }
