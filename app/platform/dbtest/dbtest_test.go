package dbtest_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
)

func TestEachGivesMigratedDatabasesThatNobodyShares(t *testing.T) {
	epochs := map[string]bool{}
	for range 2 {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			ctx := context.Background()
			var epoch string
			if err := d.From(ctx).Raw("SELECT value FROM settings WHERE name = 'epoch'").Scan(&epoch).Error; err != nil {
				t.Fatal(err)
			}
			if epoch == "" || epochs[epoch] {
				t.Errorf("epoch %q is not this database's own", epoch)
			}
			epochs[epoch] = true
		})
	}
}

func TestSeveralNodesOpenOneAddress(t *testing.T) {
	for name, url := range map[string]string{"sqlite": dbtest.SQLite(t), "postgres": dbtest.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			one, two := dbtest.Open(t, url), dbtest.Open(t, url)
			err := one.InTx(ctx, func(ctx context.Context) error {
				return one.From(ctx).Exec("INSERT INTO settings (name, value) VALUES ('seen', 'yes')").Error
			})
			if err != nil {
				t.Fatal(err)
			}
			var seen string
			if err := two.From(ctx).Raw("SELECT value FROM settings WHERE name = 'seen'").Scan(&seen).Error; err != nil || seen != "yes" {
				t.Errorf("the second node sees %q, %v", seen, err)
			}
		})
	}
}

// A forgotten server must turn the run red, so this program runs one of its own tests without any.
func TestWithoutServersATestFails(t *testing.T) {
	child := exec.Command(os.Args[0], "-test.run", "^TestEachGives")
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "KRAFTSAM_TEST_") {
			child.Env = append(child.Env, v)
		}
	}
	out, err := child.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "make test") {
		t.Errorf("want a failure that names the remedy, got %v:\n%s", err, out)
	}
}
