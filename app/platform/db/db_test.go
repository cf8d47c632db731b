package db_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/fault"
)

func TestOnlyKnownAddresses(t *testing.T) {
	for url, valid := range map[string]bool{
		"sqlite:var/x.db": true, "postgres://h/d": true, "postgresql://h/d": true,
		"": false, "sqlite:": false, "mysql://h/d": false, "var/x.db": false,
	} {
		if err := db.ValidURL(url); (err == nil) != valid {
			t.Errorf("%q: %v", url, err)
		}
	}
	if _, err := db.Open(ctx, "mysql://h/d"); err == nil {
		t.Error("opened")
	}
}

func TestPingReadsAndCouldWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Ping(ctx); err != nil {
			t.Error(err)
		}
	})
	url := dbtest.Postgres(t) + "&default_transaction_read_only=on"
	if err := dbtest.Open(t, url).Ping(ctx); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a database that only reads: %v", err)
	}
}

// What SQLite does not know it ignores without a word, so the settings are read back, on both pools.
func TestSQLiteKeepsWhatItAcknowledged(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t))
	pragma := func(ctx context.Context, name string) (value string) {
		if err := d.From(ctx).Raw("PRAGMA " + name).Scan(&value).Error; err != nil {
			t.Error(err)
		}
		return value
	}
	err := d.InTx(ctx, func(in context.Context) error {
		for name, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "query_only": "0"} {
			if got := pragma(in, name); got != want {
				t.Errorf("writer: %s is %q, want %q", name, got, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "5000", "query_only": "1"} {
		if got := pragma(ctx, name); got != want {
			t.Errorf("reader: %s is %q, want %q", name, got, want)
		}
	}
	if open := d.Pool().Stats().MaxOpenConnections; open != 1 {
		t.Errorf("%d writers", open)
	}
}

// fsync itself cannot be turned off for one connection; synchronous_commit goes through the same check and can.
func TestPostgresThatForgetsIsRefused(t *testing.T) {
	_, err := db.Open(ctx, dbtest.Postgres(t)+"&synchronous_commit=off")
	if err == nil || !strings.Contains(err.Error(), "synchronous_commit=off") || fault.KindOf(err) == fault.Unavailable {
		t.Errorf("opened, or told to try again: %v", err)
	}
}

func TestPostgresStatementsDoNotHangForEver(t *testing.T) {
	d := dbtest.Open(t, dbtest.Postgres(t))
	for name, want := range map[string]string{"statement_timeout": "5s", "lock_timeout": "2s", "idle_in_transaction_session_timeout": "10s", "TimeZone": "UTC"} {
		var got string
		if err := d.From(ctx).Raw("SHOW " + name).Scan(&got).Error; err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", name, got, want, err)
		}
	}
}

type report struct {
	ID, Text, Page, Email string
	CreatedAt             time.Time
}

// TableName is for GORM.
func (report) TableName() string { return "accessibility_reports" }

// The whole second, and fractions of different length, must sort as times and not as words.
func TestTimesComeBackEqual(t *testing.T) {
	second := time.Date(2026, 3, 29, 1, 59, 59, 0, time.UTC)
	times := []time.Time{second, second.Add(5 * time.Millisecond), second.Add(50 * time.Millisecond), second.Add(55 * time.Millisecond),
		second.Add(500 * time.Millisecond), second.Add(time.Second), db.Now().AddDate(1, 0, 0)}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for i, at := range times {
			row := report{ID: string(rune('z' - i)), CreatedAt: at}
			if err := d.InTx(ctx, func(ctx context.Context) error { return d.From(ctx).Create(&row).Error }); err != nil {
				t.Fatal(err)
			}
		}
		var rows []report
		if err := d.From(ctx).Order("created_at").Find(&rows).Error; err != nil {
			t.Fatal(err)
		}
		var got []time.Time
		for _, r := range rows {
			got = append(got, r.CreatedAt)
			if _, offset := r.CreatedAt.Zone(); offset != 0 {
				t.Errorf("%v is not UTC", r.CreatedAt)
			}
		}
		if diff := cmp.Diff(times, got); diff != "" {
			t.Error(diff)
		}
		for i, at := range times {
			var before int64
			if err := d.From(ctx).Model(&report{}).Where("created_at < ?", at).Count(&before).Error; err != nil || before != int64(i) {
				t.Errorf("%d times before %v, want %d (%v)", before, at, i, err)
			}
		}
	})
	if now := db.Now(); now.Location() != time.UTC || now.Nanosecond()%1e6 != 0 {
		t.Errorf("%v is not UTC in whole milliseconds", now)
	}
}

func TestADuplicateIsTheSameErrorOnBoth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		row := report{ID: "one"}
		create := func(ctx context.Context) error { return d.From(ctx).Create(&row).Error }
		if err := d.InTx(ctx, create); err != nil {
			t.Fatal(err)
		}
		if err := d.InTx(ctx, create); !db.IsDuplicate(err) || db.IsNotFound(err) {
			t.Error(err)
		}
		raw := func(ctx context.Context) error {
			return d.From(ctx).Exec("INSERT INTO settings (name, value) VALUES ('epoch', 'x')").Error
		}
		if err := d.InTx(ctx, raw); !db.IsDuplicate(err) {
			t.Error(err)
		}
		if err := d.From(ctx).Where("id = 'none'").Take(&report{}).Error; !db.IsNotFound(err) || db.IsDuplicate(err) {
			t.Error(err)
		}
		orphan := func(ctx context.Context) error {
			return d.From(ctx).Exec("INSERT INTO sub_areas (area, slug, name_sv, name_en, illustrative, position, valid_from, valid_to) VALUES ('none','x','','',false,0,'','')").Error
		}
		if err := d.InTx(ctx, orphan); err == nil || errors.Is(err, db.ErrUnavailable) {
			t.Errorf("a row without its parent: %v", err)
		}
	})
}
