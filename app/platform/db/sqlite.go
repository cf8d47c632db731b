package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/glebarez/sqlite"
)

// readers is the number of reading connections on a SQLite file.
const readers = 8

// openSQLite opens two pools on one file. A single writing connection with immediate locks never meets SQLITE_BUSY from
// its own process and commits with synchronous=FULL, since an acknowledged post must survive a power cut; the readers
// apart from it never wait for a writer (WAL).
func openSQLite(ctx context.Context, path string) (*DB, error) {
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return nil, fmt.Errorf("make the folder of the database: %w", err)
		}
	}
	write, err := sqlitePool(path, "immediate", 1, "journal_mode(WAL)", "synchronous(FULL)")
	if err != nil {
		return nil, err
	}
	if err := checkSQLite(ctx, write); err != nil {
		_ = write.Close()
		return nil, err
	}
	read, err := sqlitePool(path, "deferred", readers, "query_only(1)")
	if err != nil {
		_ = write.Close()
		return nil, err
	}
	d := &DB{dialect: SQLite, path: path, pools: []*sql.DB{write, read}}
	if d.write, err = openGORM(&sqlite.Dialector{Conn: write}, true); err == nil {
		d.read, err = openGORM(&sqlite.Dialector{Conn: read}, true)
	}
	if err != nil {
		_ = d.Close()
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	return d, nil
}

func sqlitePool(path, lock string, conns int, pragmas ...string) (*sql.DB, error) {
	q := url.Values{"_txlock": {lock}}
	for _, p := range append([]string{"busy_timeout(5000)", "foreign_keys(1)", "temp_store(2)", "cache_size(-16000)"}, pragmas...) {
		q.Add("_pragma", p)
	}
	pool, err := sql.Open(sqlite.DriverName, "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	return pool, nil
}

// checkSQLite reads the settings back: a misspelt pragma is ignored by SQLite without a word.
func checkSQLite(ctx context.Context, pool *sql.DB) error {
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		if err := pool.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
			return fmt.Errorf("open the sqlite file: %w", err)
		}
		if got != want {
			return fmt.Errorf("sqlite %s is %q and must be %q", pragma, got, want)
		}
	}
	return nil
}
