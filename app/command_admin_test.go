package app_test

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kraftsam/app"
	"kraftsam/app/platform/db"
)

// What is done where the database is stands in the audit log like all else, and the log can be read through there.
func TestTheOperatorsActsAreNoted(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "k.db")
	run := func(want int, stdin, words string) string {
		t.Helper()
		var out, problems bytes.Buffer
		args := strings.Fields(words)
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "_", " ")
		}
		w := app.World{Environ: []string{"KRAFTSAM_DATABASE_URL=" + url}, Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &problems}
		if got := app.Run(context.Background(), args, w); got != want {
			t.Fatalf("%s: exit %d, want %d: %s%s", words, got, want, out.String(), problems.String())
		}
		return out.String() + problems.String()
	}
	run(0, "", "migrate")
	for _, name := range []string{"Alva", "Ada"} {
		run(0, "sju getter pa taket\n", "admin create --email "+strings.ToLower(name)+"@by.example --name "+name+" --reason först")
	}
	run(1, "", "admin grant --email ada@by.example --role king")
	run(0, "", "admin grant --email ada@by.example --role moderator --reason hjälper_till")
	run(0, "", "admin revoke --email ada@by.example --role moderator")
	run(0, "", "admin suspend --email ada@by.example --reason bråk")
	if said := run(1, "", "admin suspend --email alva@by.example"); !strings.Contains(said, "last_administrator") {
		t.Error(said)
	}
	run(0, "", "admin restore --email ada@by.example")
	said := run(0, "", "admin audit verify")
	head := regexp.MustCompile(`6 entries.* (6:[0-9a-f]{64})`).FindStringSubmatch(said)
	if head == nil {
		t.Fatal(said)
	}
	run(0, "", "admin audit --head "+head[1])
	run(2, "", "admin audit --head 6")
	d, err := db.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	var who []string
	if err := d.From(context.Background()).Raw("SELECT who || ' ' || what || ' ' || why FROM audit_entries ORDER BY seq").Scan(&who).Error; err != nil {
		t.Fatal(err)
	}
	if len(who) != 6 || who[0] != "kraftsam admin role.given.administrator först" || who[4] != "kraftsam admin member.suspended bråk" {
		t.Errorf("%q", who)
	}
	tamper(t, d)
	if said := run(1, "", "admin audit"); !strings.Contains(said, "entry 5 of the audit log was changed") {
		t.Error(said)
	}
}

// tamper changes an entry behind the program's back and closes the database.
func tamper(t *testing.T, d *db.DB) {
	t.Helper()
	for _, sql := range []string{"DROP TRIGGER audit_entries_stay_written", "UPDATE audit_entries SET why = '' WHERE seq = 5"} {
		if err := d.InTx(context.Background(), func(ctx context.Context) error { return d.From(ctx).Exec(sql).Error }); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}
