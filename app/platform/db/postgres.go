package db

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
)

// postgresConns bounds the connections of one node.
const postgresConns = 20

// openPostgres connects with timeouts (milliseconds) that keep one stuck statement from holding up the house.
func openPostgres(ctx context.Context, url string) (*DB, error) {
	conf, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the database url: %w", err)
	}
	for name, value := range map[string]string{
		"timezone": "UTC", "statement_timeout": "5000", "lock_timeout": "2000",
		"idle_in_transaction_session_timeout": "10000", "application_name": "kraftsam",
	} {
		conf.RuntimeParams[name] = value
	}
	pool := stdlib.OpenDB(*conf)
	pool.SetMaxOpenConns(postgresConns)
	pool.SetMaxIdleConns(postgresConns)
	if err := checkPostgres(ctx, pool); err != nil {
		_ = pool.Close()
		return nil, err
	}
	g, err := openGORM(postgres.New(postgres.Config{Conn: pool}), false)
	if err != nil {
		_ = pool.Close()
		return nil, fmt.Errorf("open postgres: %w", err)
	}
	return &DB{dialect: Postgres, write: g, read: g, pools: []*sql.DB{pool}}, nil
}

// checkPostgres refuses a server that may forget what it has acknowledged.
func checkPostgres(ctx context.Context, pool *sql.DB) error {
	for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		var got string
		if err := pool.QueryRowContext(ctx, "SHOW "+name).Scan(&got); err != nil {
			return classify(err)
		}
		if got == "off" {
			return fmt.Errorf("postgres runs with %s=off: acknowledged posts could be lost, so the product does not start", name)
		}
	}
	return nil
}
