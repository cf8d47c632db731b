package migrations

import (
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver of the connection that makes and drops the database
)

// emptyPostgres is dbtest.Empty, which this package's own tests cannot import: it stands on this package.
func emptyPostgres(t *testing.T) string {
	t.Helper()
	server := os.Getenv("KRAFTSAM_TEST_POSTGRES")
	if server == "" {
		t.Fatal("KRAFTSAM_TEST_POSTGRES is not set: run make test, or .ci/servers go test ./app/...")
	}
	pool, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := "kraftsam_test_" + strings.ToLower(rand.Text())
	if _, err := pool.Exec("CREATE DATABASE " + name + " TEMPLATE template0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := pool.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		_ = pool.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
