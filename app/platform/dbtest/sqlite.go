package dbtest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// SQLite makes a database file with today's schema in the test's own folder and answers its address.
func SQLite(t testing.TB) string {
	t.Helper()
	template, err := sqliteTemplate()
	if err != nil {
		t.Fatalf("make the sqlite template: %v", err)
	}
	path := filepath.Join(t.TempDir(), "kraftsam.db")
	if err := os.WriteFile(path, template, 0o600); err != nil {
		t.Fatalf("copy the sqlite template: %v", err)
	}
	url := "sqlite:" + path
	if err := distinct(url); err != nil {
		t.Fatalf("prepare the sqlite copy: %v", err)
	}
	return url
}

// sqliteTemplate migrates once a test program: a copy costs a tenth of a migration.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "kraftsam-dbtest")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "template.db")
	if err := migrated("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path) // closed by now, which moved its log into the one file
})
