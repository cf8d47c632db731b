package audit_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"kraftsam/app/audit"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/ref"
)

var ctx = context.Background()

func act(i int) audit.Act {
	return audit.Act{Who: fmt.Sprint("m", i%3), What: "member.suspended", About: ref.Ref{Kind: "member", ID: fmt.Sprint("x", i)}, Why: fmt.Sprint("skäl ", i)}
}

func note(t *testing.T, d *db.DB, l *audit.Log, n int) {
	t.Helper()
	for i := range n {
		if err := d.InTx(ctx, func(ctx context.Context) error { return l.Note(ctx, act(i)) }); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnActIsNotedWithItsTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := audit.New(d)
		if err := l.Note(ctx, act(0)); err == nil {
			t.Error("noted outside a transaction")
		}
		if err := d.Read(ctx, func(ctx context.Context) error { return l.Note(ctx, act(0)) }); err == nil {
			t.Error("noted while reading")
		}
		undone := errors.New("undone")
		if err := d.InTx(ctx, func(ctx context.Context) error {
			if err := l.Note(ctx, act(0)); err != nil {
				return err
			}
			return undone
		}); !errors.Is(err, undone) {
			t.Fatal(err)
		}
		note(t, d, l, 3)
		page, more, err := l.Page(ctx, 0, 2)
		if err != nil || !more || len(page) != 2 || page[0].Seq != 3 || page[0].Act != act(2) || page[0].At == "" || page[0].Hash == page[1].Hash {
			t.Errorf("%+v %v %v", page, more, err)
		}
		if page, more, err = l.Page(ctx, 2, 2); err != nil || more || len(page) != 1 || page[0].Act != act(0) {
			t.Errorf("%+v %v %v", page, more, err)
		}
		if head, err := l.Verify(ctx, audit.Head{}); err != nil || head.Seq != 3 {
			t.Errorf("%+v %v", head, err)
		}
	})
}

func TestWhoActsAtOnceStandsOneAfterTheOther(t *testing.T) {
	const people, each = 8, 12
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := audit.New(d)
		var wg sync.WaitGroup
		for range people {
			wg.Go(func() { note(t, d, l, each) })
		}
		wg.Wait()
		if head, err := l.Verify(ctx, audit.Head{}); err != nil || head.Seq != people*each {
			t.Errorf("%+v %v", head, err)
		}
	})
}

func TestALongLogIsReadInPortions(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t))
	l := audit.New(d)
	if err := d.InTx(ctx, func(ctx context.Context) error {
		for i := range 1203 {
			if err := l.Note(ctx, act(i)); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if head, err := l.Verify(ctx, audit.Head{}); err != nil || head.Seq != 1203 {
		t.Errorf("%+v %v", head, err)
	}
}

func TestTheTableRefusesChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := audit.New(d)
		note(t, d, l, 3)
		forbidden := []string{
			"UPDATE audit_entries SET why = '' WHERE seq = 2", "UPDATE audit_entries SET why = why", "DELETE FROM audit_entries WHERE seq = 3", "DELETE FROM audit_entries",
			"DELETE FROM audit_head", "UPDATE audit_head SET seq = seq - 1", "UPDATE audit_head SET seq = seq + 2", "UPDATE audit_head SET id = 2",
			"INSERT INTO audit_entries SELECT * FROM audit_entries",
		}
		if d.Dialect() == db.SQLite {
			forbidden = append(forbidden, "INSERT OR REPLACE INTO audit_entries SELECT seq, at, who, what, about_kind, about_id, '', hash FROM audit_entries",
				"REPLACE INTO audit_head (id, seq, hash) VALUES (1, 0, '')")
		} else {
			forbidden = append(forbidden, "TRUNCATE audit_entries", "TRUNCATE audit_head")
		}
		for _, sql := range forbidden {
			if err := d.InTx(ctx, func(ctx context.Context) error { return d.From(ctx).Exec(sql).Error }); err == nil {
				t.Errorf("done: %s", sql)
			}
		}
		if head, err := l.Verify(ctx, audit.Head{}); err != nil || head.Seq != 3 {
			t.Errorf("%+v %v", head, err)
		}
	})
}

// kept is how many entries the log has that is tampered with, and rounds how often it is.
const (
	kept   = 12
	rounds = 250
)

// Whoever owns the database can take the triggers away. What they then do shows, whatever it is.
func TestTamperingShows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := audit.New(d)
		note(t, d, l, kept)
		known, err := l.Verify(ctx, audit.Head{})
		if err != nil {
			t.Fatal(err)
		}
		disarm(t, d)
		rng := rand.New(rand.NewPCG(1, 2))
		done := errors.New("done")
		for range rounds {
			err := d.InTx(ctx, func(ctx context.Context) error {
				what, first := tamper(ctx, t, d, rng)
				_, err := l.Verify(ctx, known)
				var bad *audit.Bad
				if !errors.As(err, &bad) || bad.Seq != first {
					t.Errorf("%s: %v, want entry %d", what, err, first)
				}
				return done
			})
			if !errors.Is(err, done) {
				t.Fatal(err)
			}
		}
		if head, err := l.Verify(ctx, known); err != nil || head != known {
			t.Errorf("a false alarm: %+v %v", head, err)
		}
	})
}

func disarm(t *testing.T, d *db.DB) {
	t.Helper()
	sql := []string{"ALTER TABLE audit_entries DISABLE TRIGGER USER", "ALTER TABLE audit_head DISABLE TRIGGER USER"}
	if d.Dialect() == db.SQLite {
		sql = []string{"DROP TRIGGER audit_entries_stay_written", "DROP TRIGGER audit_entries_stay_there", "DROP TRIGGER audit_entries_stay_first",
			"DROP TRIGGER audit_head_goes_on", "DROP TRIGGER audit_head_stays_there", "DROP TRIGGER audit_head_stays_one"}
	}
	for _, s := range sql {
		if err := d.InTx(ctx, func(ctx context.Context) error { return d.From(ctx).Exec(s).Error }); err != nil {
			t.Fatal(err)
		}
	}
}

// tamper does something to the log and says what, and which entry is the first that is not as it was.
func tamper(ctx context.Context, t *testing.T, d *db.DB, rng *rand.Rand) (what string, first int64) {
	t.Helper()
	run := func(sql string, args ...any) {
		if err := d.From(ctx).Exec(sql, args...).Error; err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	at := rng.Int64N(kept-1) + 1
	switch rng.IntN(7) {
	case 0, 1:
		column := []string{"at", "who", "what", "about_kind", "about_id", "why", "hash"}[rng.IntN(7)]
		run("UPDATE audit_entries SET "+column+" = "+column+" || 'x' WHERE seq = ?", at)
		return "a letter more in " + column, at
	case 2:
		run("DELETE FROM audit_entries WHERE seq = ?", at)
		return "taken out", at
	case 3:
		run("DELETE FROM audit_entries WHERE seq = ?", at)
		run("UPDATE audit_entries SET seq = -seq WHERE seq > ?", at)
		run("UPDATE audit_entries SET seq = -seq - 1 WHERE seq < 0")
		return "taken out and closed up", at
	case 4:
		run("UPDATE audit_entries SET seq = 1000 WHERE seq = ?", at)
		run("UPDATE audit_entries SET seq = ? WHERE seq = ?", at, at+1)
		run("UPDATE audit_entries SET seq = ? WHERE seq = 1000", at+1)
		return "two exchanged", at
	case 5:
		run("DELETE FROM audit_entries WHERE seq >= ?", at)
		run("UPDATE audit_head SET seq = ?, hash = (SELECT coalesce(max(hash), '') FROM audit_entries WHERE seq = ?)", at-1, at-1)
		return "the end cut off, head and all", at
	}
	// Everything after at is written anew with its hashes: only who kept the old head elsewhere can know.
	var rows []audit.Act
	var all []struct{ Who, What, AboutKind, AboutID, Why string }
	if err := d.From(ctx).Raw("SELECT who, what, about_kind, about_id, why FROM audit_entries WHERE seq >= ? ORDER BY seq", at).Scan(&all).Error; err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		rows = append(rows, audit.Act{Who: r.Who, What: r.What, About: ref.Ref{Kind: r.AboutKind, ID: r.AboutID}, Why: r.Why + " (rättat)"})
	}
	run("DELETE FROM audit_entries WHERE seq >= ?", at)
	run("UPDATE audit_head SET seq = ?, hash = (SELECT coalesce(max(hash), '') FROM audit_entries WHERE seq = ?)", at-1, at-1)
	for _, a := range rows {
		if err := audit.New(d).Note(ctx, a); err != nil {
			t.Fatal(err)
		}
	}
	return "written anew from here", kept
}

func TestWhatWasAddedShows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := audit.New(d)
		note(t, d, l, 3)
		for _, seq := range []int64{-1, 0, 4, 9} {
			undone := errors.New("undone")
			err := d.InTx(ctx, func(ctx context.Context) error {
				if err := d.From(ctx).Exec("INSERT INTO audit_entries SELECT ?, at, who, what, about_kind, about_id, why, hash FROM audit_entries WHERE seq = 3", seq).Error; err != nil {
					return err
				}
				var bad *audit.Bad
				if _, err := l.Verify(ctx, audit.Head{}); !errors.As(err, &bad) || bad.Seq != min(seq, 4) {
					t.Errorf("entry %d: %v", seq, err)
				}
				return undone
			})
			if !errors.Is(err, undone) {
				t.Fatal(err)
			}
		}
	})
}
