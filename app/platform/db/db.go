// Package db opens the product's database and gives transactions to everybody above it. It speaks SQLite (embedded, one
// node) and PostgreSQL (any number of nodes) and hides which one it is; it holds no table and no query of its own.
//
// A transaction travels in the context: InTx puts it there, nested calls join it, From finds it. So a room can call a
// room below it in one transaction without either of them passing a handle around.
package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Dialect names the database behind a DB.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DB is an open database: a pool for writing and one for reading (the same one on PostgreSQL).
type DB struct {
	dialect Dialect
	write   *gorm.DB
	read    *gorm.DB
	pools   []*sql.DB
	path    string // SQLite: the file
}

// Open connects to "sqlite:path" or "postgres://…" and checks that the database keeps what it has acknowledged.
func Open(ctx context.Context, url string) (*DB, error) {
	switch {
	case strings.HasPrefix(url, "sqlite:"):
		return openSQLite(ctx, strings.TrimPrefix(url, "sqlite:"))
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		return openPostgres(ctx, url)
	}
	return nil, fmt.Errorf("the database url must start with sqlite: or postgres://")
}

// ValidURL says whether url has a form that Open takes, without connecting.
func ValidURL(url string) error {
	switch {
	case strings.HasPrefix(url, "sqlite:") && len(url) > len("sqlite:"):
		return nil
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		return nil
	}
	return fmt.Errorf("must be sqlite:path or postgres://…")
}

// Dialect says which database this is.
func (d *DB) Dialect() Dialect { return d.dialect }

// Path is the file of a SQLite database and empty on PostgreSQL.
func (d *DB) Path() string { return d.path }

// Pool is the writing pool as database/sql knows it, for migrations.
func (d *DB) Pool() *sql.DB { return d.pools[0] }

// Close closes all connections.
func (d *DB) Close() error {
	var first error
	for _, p := range d.pools {
		if err := p.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Ping reads and begins (and undoes) a write, as /readyz promises that both work.
func (d *DB) Ping(ctx context.Context) error {
	var one int
	if err := d.From(ctx).Raw("SELECT 1").Scan(&one).Error; err != nil {
		return err
	}
	tx := d.write.WithContext(ctx).Begin()
	if tx.Error != nil {
		return classify(tx.Error)
	}
	defer tx.Rollback()
	if d.dialect == Postgres {
		var readOnly string
		if err := tx.Raw("SHOW transaction_read_only").Scan(&readOnly).Error; err != nil {
			return err
		}
		if readOnly == "on" {
			return errReadOnly
		}
	}
	return nil
}

// openGORM puts GORM on a pool. Questions in raw SQL do not pass GORM's own translation of errors, so it is added for them.
func openGORM(dialect gorm.Dialector, prepare bool) (*gorm.DB, error) {
	t := translating{dialect}
	g, err := gorm.Open(t, &gorm.Config{
		SkipDefaultTransaction: true,
		TranslateError:         true,
		PrepareStmt:            prepare,
		Logger:                 logger.Discard,
		NowFunc:                Now,
	})
	if err != nil {
		return nil, err
	}
	return g, g.Callback().Row().After("gorm:row").Register("kraftsam:translate", func(tx *gorm.DB) {
		if tx.Error != nil {
			tx.Error = t.Translate(tx.Error)
		}
	})
}
