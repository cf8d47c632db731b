// Package dbtest gives a test databases of its own: a fresh SQLite file and a fresh PostgreSQL database with today's
// schema, and the address of a Redis. It starts no server: .ci/servers does, and tells the addresses in
// KRAFTSAM_TEST_POSTGRES and KRAFTSAM_TEST_REDIS. Without them a test fails; it never skips, since a database that nobody
// tested on is one that does not work.
package dbtest

import (
	"context"
	"os"
	"testing"

	"kraftsam/app/migrations"
	"kraftsam/app/platform/db"
)

// Each runs fn twice, as the subtests sqlite and postgres, each time on a database that nobody else has.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, Open(t, SQLite(t))) })
	t.Run("postgres", func(t *testing.T) { fn(t, Open(t, Postgres(t))) })
}

// Open opens url and closes it when the test is over. Opening one address several times makes several nodes.
func Open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), url)
	if err != nil {
		t.Fatalf("open the test database: %v", err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// Redis is the address of the Redis that all tests share. Keys and channels in it must be named by something of the test's
// own, such as the epoch of its database.
func Redis(t testing.TB) string {
	t.Helper()
	return server(t, "KRAFTSAM_TEST_REDIS")
}

func server(t testing.TB, variable string) string {
	t.Helper()
	url := os.Getenv(variable)
	if url == "" {
		t.Fatalf("%s is not set: run make test, or .ci/servers go test ./app/...", variable)
	}
	return url
}

// migrated brings the database at url to today's schema.
func migrated(url string) error {
	return with(url, func(ctx context.Context, d *db.DB) error {
		_, err := migrations.Up(ctx, d)
		return err
	})
}

// distinct gives the copy at url an epoch of its own, so that two databases of one test run never look like one.
func distinct(url string) error {
	return with(url, func(ctx context.Context, d *db.DB) error {
		_, err := migrations.Restored(ctx, d)
		return err
	})
}

func with(url string, fn func(ctx context.Context, d *db.DB) error) error {
	ctx := context.Background()
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return fn(ctx, d)
}
