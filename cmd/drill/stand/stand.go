package stand

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/glebarez/go-sqlite" // the checker's way to SQLite

	"kraftsam/cmd/drill/wire"
)

// The set-ups.
const (
	SQLite = "sqlite" // one node on a file
	Pair   = "pair"   // several nodes on PostgreSQL and Redis
)

// Options say what is put up.
type Options struct {
	Setup    string
	Binary   string   // the built program
	Nodes    int      // of a pair
	Settings []string // further variables of the product
	Scripts  string   // folder with the operator's scripts for backup and restore
	Straight bool     // no links between anything, which would cost the processor that is measured
}

// Stand is one installation of the product with everything around it.
type Stand struct {
	Setup    string
	Nodes    []*Node
	Postgres *Postgres // nil: SQLite
	Redis    *Redis    // nil: SQLite
	Site     string    // the one address that the product is told

	dir      string
	straight bool
	binary   string
	scripts  string
	env      []string // of commands: straight to the database
	links    []*wire.Link
}

const database = "kraftsam"

// Up puts up a stand and starts it.
func Up(ctx context.Context, o Options) (_ *Stand, err error) {
	s := &Stand{Setup: o.Setup, scripts: o.Scripts, straight: o.Straight}
	if s.binary, err = filepath.Abs(o.Binary); err != nil {
		return nil, err
	}
	if _, err := os.Stat(s.binary); err != nil {
		return nil, fmt.Errorf("the built program is missing: %w", err)
	}
	base := ""
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		base = "/dev/shm"
	}
	if s.dir, err = os.MkdirTemp(base, "kraftsam-drill-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.Down()
		}
	}()
	if err := s.servers(ctx); err != nil {
		return nil, err
	}
	if err := s.wireNodes(o); err != nil {
		return nil, err
	}
	for _, words := range [][]string{{"migrate"}, {"seed", "--demo"}} {
		if _, err := s.Command(ctx, words...); err != nil {
			return nil, err
		}
	}
	for _, n := range s.Nodes {
		if err := n.Start(ctx); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Stand) servers(ctx context.Context) (err error) {
	if s.Setup == SQLite {
		return nil
	}
	if s.Postgres, err = StartPostgres(ctx, s.dir); err != nil {
		return err
	}
	if err := s.Postgres.Do(ctx, "postgres", "CREATE DATABASE "+database); err != nil {
		return err
	}
	s.Redis, err = StartRedis(ctx, s.dir)
	return err
}

// wireNodes lays a link along every way and tells each node only the addresses of its links.
func (s *Stand) wireNodes(o Options) error {
	count := 1
	if s.Setup == Pair {
		count = o.Nodes
	}
	for i := range count {
		n := &Node{Number: i, stand: s, tape: &tape{}, seen: map[string]float64{}}
		var err error
		if n.addr, err = freeAddress(); err != nil {
			return err
		}
		if n.metrics, err = freeAddress(); err != nil {
			return err
		}
		if n.Clients, err = s.link(fmt.Sprintf("clients to node %d", i), n.addr); err != nil {
			return err
		}
		if n.Mobile, err = s.link(fmt.Sprintf("mobile clients to node %d", i), n.addr); err != nil {
			return err
		}
		s.Nodes = append(s.Nodes, n)
	}
	s.Site = "http://" + s.Nodes[0].Door()
	s.env = append([]string{
		"KRAFTSAM_URL=" + s.Site, "KRAFTSAM_DEMO=on", "KRAFTSAM_REGISTRATION=open", "KRAFTSAM_RATE_LIMITS=off",
		"KRAFTSAM_DATA_DIR=" + filepath.Join(s.dir, "data"), "KRAFTSAM_LIVE_MEMBER_CONNECTIONS=1000", "KRAFTSAM_LIVE_ADDRESS_CONNECTIONS=10000",
	}, o.Settings...)
	for _, n := range s.Nodes {
		if err := s.settle(n); err != nil {
			return err
		}
	}
	s.env = append(s.env, "KRAFTSAM_DATABASE_URL="+s.databaseURL())
	return nil
}

func (s *Stand) settle(n *Node) (err error) {
	n.env = append([]string{"KRAFTSAM_ADDR=" + n.addr, "KRAFTSAM_METRICS_ADDR=" + n.metrics}, s.env...)
	if s.Setup == SQLite {
		n.env = append(n.env, "KRAFTSAM_DATABASE_URL="+s.databaseURL())
		return nil
	}
	if s.straight {
		n.env = append(n.env, "KRAFTSAM_DATABASE_URL="+s.databaseURL(), "KRAFTSAM_REDIS_URL=redis://"+s.Redis.Addr())
		return nil
	}
	if n.Database, err = s.link(fmt.Sprintf("node %d to PostgreSQL", n.Number), s.Postgres.Addr()); err != nil {
		return err
	}
	if n.Broker, err = s.link(fmt.Sprintf("node %d to Redis", n.Number), s.Redis.Addr()); err != nil {
		return err
	}
	n.env = append(n.env, "KRAFTSAM_DATABASE_URL="+s.Postgres.URL(n.Database.Addr(), database), "KRAFTSAM_REDIS_URL=redis://"+n.Broker.Addr())
	return nil
}

func (s *Stand) link(name, target string) (*wire.Link, error) {
	l, err := wire.New(name, target)
	if err == nil {
		s.links = append(s.links, l)
	}
	return l, err
}

func (s *Stand) file() string { return filepath.Join(s.dir, "kraftsam.db") }

func (s *Stand) databaseURL() string {
	if s.Setup == SQLite {
		return "sqlite:" + s.file()
	}
	return s.Postgres.URL(s.Postgres.Addr(), database)
}

// Command runs the program beside the nodes, past all links.
func (s *Stand) Command(ctx context.Context, words ...string) (string, error) {
	return command(ctx, s.dir, s.env, s.binary, words...)
}

// Open opens the database for plain SQL, past all links.
func (s *Stand) Open() (*sql.DB, error) {
	if s.Setup == SQLite {
		return sql.Open("sqlite", "file:"+(&url.URL{Path: s.file()}).EscapedPath()+"?_pragma=busy_timeout(5000)")
	}
	return sql.Open("pgx", s.databaseURL())
}

// Mend undoes what was done to any link.
func (s *Stand) Mend() {
	for _, l := range s.links {
		l.Bend(wire.Shape{})
	}
}

// Down ends everything that the stand started and removes its files.
func (s *Stand) Down() {
	for _, n := range s.Nodes {
		if p := n.Process(); p != nil {
			p.Signal(9)
		}
	}
	if s.Redis != nil && s.Redis.Process != nil {
		s.Redis.Kill()
	}
	if s.Postgres != nil {
		s.Postgres.Close()
	}
	for _, l := range s.links {
		l.Close()
	}
	_ = os.RemoveAll(s.dir)
}

// Backup makes a backup with the operator's script, while the nodes run, and gives its folder.
func (s *Stand) Backup(ctx context.Context) (string, error) {
	out, err := s.script(ctx, "backup", filepath.Join(s.dir, "backups"))
	lines := strings.Fields(out)
	if err != nil || len(lines) == 0 {
		return "", fmt.Errorf("back up: %w", err)
	}
	return lines[len(lines)-1], nil
}

// Restore puts a backup in the place of the database with the operator's script; no node may run.
func (s *Stand) Restore(ctx context.Context, backup string) error {
	if s.Setup == SQLite {
		for _, end := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(s.file() + end)
		}
	} else if err := s.Postgres.Do(ctx, "postgres", "DROP DATABASE "+database+" WITH (FORCE)", "CREATE DATABASE "+database); err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(s.dir, "data")); err != nil {
		return err
	}
	_, err := s.script(ctx, "restore", backup)
	return err
}

// script runs one of the operator's scripts with the program on the path, as the manual has it.
func (s *Stand) script(ctx context.Context, name, argument string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	path, err := filepath.Abs(filepath.Join(s.scripts, name))
	if err != nil {
		return "", err
	}
	bin := filepath.Join(s.dir, "bin")
	if err := os.MkdirAll(bin, 0o750); err != nil {
		return "", err
	}
	if err := os.Symlink(s.binary, filepath.Join(bin, "kraftsam")); err != nil && !os.IsExist(err) {
		return "", err
	}
	return command(ctx, s.dir, append(s.env, "PATH="+bin+":"+os.Getenv("PATH")), path, argument)
}
