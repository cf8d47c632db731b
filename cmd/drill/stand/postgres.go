package stand

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the checker's way to PostgreSQL
)

// Postgres is a server of the stand's own.
type Postgres struct {
	dir, bin, addr, password string
	as                       []string // PostgreSQL refuses to run as root
}

// StartPostgres makes a database cluster below dir and starts it on a free port.
func StartPostgres(ctx context.Context, dir string) (*Postgres, error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	p := &Postgres{dir: filepath.Join(dir, "postgres"), bin: bin, password: word(12)}
	if err := os.MkdirAll(p.dir, 0o750); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 {
		p.as = []string{"setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"}
		for _, args := range [][]string{{"chmod", "711", dir}, {"chown", "postgres:", p.dir}} {
			if _, err := command(ctx, dir, nil, args[0], args[1:]...); err != nil {
				return nil, err
			}
		}
	}
	if p.addr, err = freeAddress(); err != nil {
		return nil, err
	}
	if err := p.init(ctx); err != nil {
		return nil, err
	}
	return p, p.Start(ctx)
}

func postgresBin() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) > 0 {
		return found[len(found)-1], nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("PostgreSQL is missing (Debian: apt-get install postgresql)")
	}
	return filepath.Dir(path), nil
}

// run runs one of PostgreSQL's programs as who may.
func (p *Postgres) run(ctx context.Context, program string, args ...string) error {
	words := append(append([]string{}, p.as...), filepath.Join(p.bin, program))
	words = append(words, args...)
	_, err := command(ctx, p.dir, nil, words[0], words[1:]...)
	return err
}

func (p *Postgres) init(ctx context.Context) error {
	secret := filepath.Join(p.dir, "password")
	if err := os.WriteFile(secret, []byte(p.password+"\n"), 0o644); err != nil { //nolint:gosec // read by another user, and removed at once
		return err
	}
	defer func() { _ = os.Remove(secret) }()
	err := p.run(ctx, "initdb", "-D", p.data(), "-U", "kraftsam", "--pwfile="+secret, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	if err != nil {
		return err
	}
	_, port, _ := net.SplitHostPort(p.addr)
	conf := fmt.Sprintf("\nlisten_addresses = '127.0.0.1'\nport = %s\nunix_socket_directories = ''\nmax_connections = 200\nmax_wal_size = 512MB\ntimezone = 'UTC'\n", port)
	f, err := os.OpenFile(filepath.Join(p.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(conf)
	return errors.Join(err, f.Close())
}

func (p *Postgres) data() string { return filepath.Join(p.dir, "data") }

// Start starts the server and waits until it answers.
func (p *Postgres) Start(ctx context.Context) error {
	return p.run(ctx, "pg_ctl", "start", "-D", p.data(), "-w", "-t", "60", "-l", filepath.Join(p.dir, "log"))
}

// Die ends the server as a power cut would: what was not flushed is gone.
func (p *Postgres) Die(ctx context.Context) error {
	return p.run(ctx, "pg_ctl", "stop", "-D", p.data(), "-m", "immediate", "-w")
}

// Close ends the server for good.
func (p *Postgres) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	_ = p.Die(ctx)
}

// Addr is where the server itself listens.
func (p *Postgres) Addr() string { return p.addr }

// URL is the address of a database, through a link or directly.
func (p *Postgres) URL(via, database string) string {
	return "postgres://kraftsam:" + p.password + "@" + via + "/" + database + "?sslmode=disable"
}

// Do runs statements in a database, past all links.
func (p *Postgres) Do(ctx context.Context, database string, statements ...string) error {
	db, err := sql.Open("pgx", p.URL(p.addr, database))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", strings.Fields(s)[0], err)
		}
	}
	return nil
}

// word gives 2n lower-case hexadecimal digits that nobody guesses.
func word(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}
