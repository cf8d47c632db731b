package dbtest

import (
	"crypto/rand"
	"database/sql"
	"net/url"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver of the connection that makes and drops databases
)

// Postgres makes a database with today's schema on the test server, drops it when the test is over, and answers its address.
func Postgres(t testing.TB) string {
	t.Helper()
	template, err := postgresTemplate(server(t, "KRAFTSAM_TEST_POSTGRES"))
	if err != nil {
		t.Fatalf("make the postgres template: %v", err)
	}
	address := fresh(t, template)
	if err := distinct(address); err != nil {
		t.Fatalf("prepare the postgres copy: %v", err)
	}
	return address
}

// Empty makes a PostgreSQL database without any schema, for what migrates or restores by itself.
func Empty(t testing.TB) string {
	t.Helper()
	return fresh(t, "template0")
}

func fresh(t testing.TB, template string) string {
	t.Helper()
	address, drop, err := create(server(t, "KRAFTSAM_TEST_POSTGRES"), template)
	if err != nil {
		t.Fatalf("create a test database: %v", err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	return address
}

var template struct {
	sync.Mutex
	name string
}

// postgresTemplate migrates once a test program. The template stays on the server, which lives no longer than the test run.
func postgresTemplate(server string) (string, error) {
	template.Lock()
	defer template.Unlock()
	if template.name != "" {
		return template.name, nil
	}
	address, _, err := create(server, "template0")
	if err != nil {
		return "", err
	}
	if err := migrated(address); err != nil {
		return "", err
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	template.name = strings.TrimPrefix(u.Path, "/")
	return template.name, nil
}

// create copies the database from under a name that nobody else has.
func create(server, from string) (address string, drop func() error, err error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", nil, err
	}
	name := "kraftsam_test_" + strings.ToLower(rand.Text())
	if err := execute(server, "CREATE DATABASE "+name+" TEMPLATE "+from); err != nil {
		return "", nil, err
	}
	u.Path = "/" + name
	return u.String(), func() error { return execute(server, "DROP DATABASE "+name+" WITH (FORCE)") }, nil
}

func execute(server, statement string) error {
	pool, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	_, err = pool.Exec(statement)
	return err
}
