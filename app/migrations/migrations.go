// Package migrations holds the product's schema as numbered SQL files and brings a database up to it. The files are written
// once for both databases; where they must differ, two files carry the same number with .sqlite.sql and .postgres.sql.
package migrations

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"kraftsam/app/platform/db"
)

//go:embed *.sql
var files embed.FS

// Up brings the schema to the newest version and tells how many files ran. It takes a lock, so two at once are harmless.
func Up(ctx context.Context, d *db.DB) (int, error) {
	unlock, err := lockFile(d)
	if err != nil {
		return 0, err
	}
	defer unlock()
	provider, err := provider(d)
	if err != nil {
		return 0, err
	}
	done, err := provider.Up(ctx)
	if err != nil {
		return len(done), fmt.Errorf("migrate: %w", err)
	}
	return len(done), ensureEpoch(ctx, d)
}

// ErrSchema is what Check answers when this program must not run on the schema that it found.
var ErrSchema = errors.New("the schema does not fit this program")

// Check says whether this program can serve on the schema as it is: not older than the newest file here, and if newer, marked
// as compatible with it (settings row schema_compatible_from, the lowest version whose programs may go on).
func Check(ctx context.Context, d *db.DB) error {
	provider, err := provider(d)
	if err != nil {
		return err
	}
	have, want, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the schema version: %w", err)
	}
	if have < want {
		return fmt.Errorf("%w: it is at version %d and this program needs %d; run kraftsam migrate", ErrSchema, have, want)
	}
	if have == want {
		return nil
	}
	from, err := compatibleFrom(ctx, d)
	if err != nil {
		return err
	}
	if from == 0 || from > want {
		return fmt.Errorf("%w: it is at version %d, newer than this program's %d, and not marked as compatible; use the newer program", ErrSchema, have, want)
	}
	return nil
}

func compatibleFrom(ctx context.Context, d *db.DB) (int64, error) {
	var value string
	if err := d.From(ctx).Raw("SELECT value FROM settings WHERE name = 'schema_compatible_from'").Scan(&value).Error; err != nil {
		return 0, fmt.Errorf("read what the schema is compatible with: %w", err)
	}
	if value == "" {
		return 0, nil
	}
	return strconv.ParseInt(value, 10, 64)
}

func provider(d *db.DB) (*goose.Provider, error) {
	dialect, opts := goose.DialectSQLite3, []goose.ProviderOption{}
	if d.Dialect() == db.Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, fmt.Errorf("make the migration lock: %w", err)
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, d.Pool(), only{files, string(d.Dialect())}, opts...)
}

// lockFile keeps two migrations of one SQLite file apart; PostgreSQL has its own lock.
func lockFile(d *db.DB) (unlock func(), err error) {
	if d.Dialect() != db.SQLite {
		return func() {}, nil
	}
	f, err := os.OpenFile(d.Path()+".migrate.lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the database for migration: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock the database for migration: %w", err)
	}
	return func() { _ = f.Close() }, nil
}

// only shows the files that fit one dialect.
type only struct {
	embed.FS
	dialect string
}

// ReadDir leaves out the files of other dialects.
func (o only) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := o.FS.ReadDir(name)
	var fit []fs.DirEntry
	for _, e := range entries {
		parts := strings.Split(e.Name(), ".")
		if len(parts) == 2 || parts[1] == o.dialect {
			fit = append(fit, e)
		}
	}
	return fit, err
}
