package migrations

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"kraftsam/app/platform/db"
)

var ctx = context.Background()

func open(t *testing.T, url string) *db.DB {
	t.Helper()
	d, err := db.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// each runs on two databases without any schema.
func each(t *testing.T, fn func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, "sqlite:"+filepath.Join(t.TempDir(), "empty.db")) })
	t.Run("postgres", func(t *testing.T) { fn(t, emptyPostgres(t)) })
}

func epoch(t *testing.T, d *db.DB) (word string) {
	t.Helper()
	if err := d.From(ctx).Raw("SELECT value FROM settings WHERE name = 'epoch'").Scan(&word).Error; err != nil {
		t.Fatal(err)
	}
	return word
}

func TestUpAgainDoesNothing(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		d := open(t, url)
		if err := Check(ctx, d); !errors.Is(err, ErrSchema) {
			t.Errorf("an empty database: %v", err)
		}
		n, err := Up(ctx, d)
		if err != nil || n == 0 {
			t.Fatal(n, err)
		}
		first := epoch(t, d)
		n, err = Up(ctx, d)
		if err != nil || n != 0 || epoch(t, d) != first || first == "" {
			t.Errorf("%d steps, %v, epoch %s and %s", n, err, first, epoch(t, d))
		}
		if err := Check(ctx, d); err != nil {
			t.Error(err)
		}
	})
}

// Two nodes start at once: both see the schema, and neither an error.
func TestTwoAtOnce(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		nodes := []*db.DB{open(t, url), open(t, url)}
		var wg sync.WaitGroup
		for _, d := range nodes {
			wg.Go(func() {
				if _, err := Up(ctx, d); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if a, b := epoch(t, nodes[0]), epoch(t, nodes[1]); a != b || a == "" {
			t.Errorf("epochs %q and %q", a, b)
		}
	})
}

// Down and up again: what one file makes it can take away.
func TestDownAndUp(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		d := open(t, url)
		if _, err := Up(ctx, d); err != nil {
			t.Fatal(err)
		}
		p, err := provider(d)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.DownTo(ctx, 0); err != nil {
			t.Fatal(err)
		}
		if err := Check(ctx, d); !errors.Is(err, ErrSchema) {
			t.Errorf("all taken away: %v", err)
		}
		if n, err := Up(ctx, d); err != nil || n == 0 || epoch(t, d) == "" {
			t.Error(n, err)
		}
	})
}

// A schema from the future is served only where it says that older programs may.
func TestANewerSchema(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		d := open(t, url)
		if _, err := Up(ctx, d); err != nil {
			t.Fatal(err)
		}
		exec := func(statement string, args ...any) {
			t.Helper()
			if err := d.InTx(ctx, func(ctx context.Context) error { return d.From(ctx).Exec(statement, args...).Error }); err != nil {
				t.Fatal(err)
			}
		}
		exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, ?)", true)
		if err := Check(ctx, d); err != nil {
			t.Errorf("marked as compatible: %v", err)
		}
		exec("UPDATE settings SET value = '9999' WHERE name = 'schema_compatible_from'")
		if err := Check(ctx, d); !errors.Is(err, ErrSchema) {
			t.Errorf("not compatible: %v", err)
		}
		exec("DELETE FROM settings WHERE name = 'schema_compatible_from'")
		if err := Check(ctx, d); !errors.Is(err, ErrSchema) {
			t.Errorf("not marked: %v", err)
		}
	})
}

func TestARestoredBackupHasAnotherEpoch(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		d := open(t, url)
		if _, err := Up(ctx, d); err != nil {
			t.Fatal(err)
		}
		before := epoch(t, d)
		word, err := Restored(ctx, d)
		if err != nil || word == before || epoch(t, d) != word {
			t.Errorf("%s, then %s (%v)", before, word, err)
		}
	})
}
