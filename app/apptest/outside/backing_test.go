package outside

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// newDatabase creates a database of its own on the given server.
func newDatabase() (address string, drop func(), err error) {
	admin := os.Getenv("KRAFTSAM_TEST_POSTGRES")
	if admin == "" {
		return "", nil, errors.New("KRAFTSAM_TEST_POSTGRES is not set: it must hold the postgres:// URL of a server for the tests")
	}
	u, err := url.Parse(admin)
	if err != nil {
		return "", nil, fmt.Errorf("KRAFTSAM_TEST_POSTGRES: %w", err)
	}
	name := "outside_" + randomWord(6)
	if err := administer(admin, "CREATE DATABASE "+name); err != nil {
		return "", nil, err
	}
	u.Path = "/" + name
	return u.String(), func() { _ = administer(admin, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") }, nil
}

func administer(admin, statement string) error {
	db, err := sql.Open("pgx", admin)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if _, err := db.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("KRAFTSAM_TEST_POSTGRES: %w", err)
	}
	return nil
}

// randomWord gives 2n lower-case hexadecimal digits.
func randomWord(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

// ownRedis is a Redis that a test may stop and start.
type ownRedis struct {
	addr string
	*process
}

// startRedis starts a Redis on the address, or on a free one.
func startRedis(t *testing.T, addr string) *ownRedis {
	t.Helper()
	if addr == "" {
		var err error
		if addr, err = freeAddress(); err != nil {
			t.Fatal(err)
		}
	}
	path, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatalf("redis-server is needed for this test: %v", err)
	}
	_, port, _ := net.SplitHostPort(addr)
	p, err := launch(t.TempDir(), nil, path, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.stop)
	eventually(t, 10*time.Second, "redis-server listens", func() bool {
		conn, err := net.DialTimeout("tcp", addr, time.Second)
		if err != nil {
			return false
		}
		_ = conn.Close()
		return true
	})
	return &ownRedis{addr, p}
}

// link is a TCP proxy that can be cut and mended.
type link struct {
	listener net.Listener
	target   string
	mu       sync.Mutex
	down     bool
	conns    map[net.Conn]bool
}

// newLink listens on loopback and passes everything on to the target.
func newLink(t *testing.T, target string) *link {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	k := &link{listener: l, target: target, conns: map[net.Conn]bool{}}
	t.Cleanup(func() { _ = l.Close(); k.cut() })
	go k.serve()
	return k
}

func (k *link) serve() {
	for {
		in, err := k.listener.Accept()
		if err != nil {
			return
		}
		go k.pass(in)
	}
}

// pass joins two connections until one of them ends.
func (k *link) pass(in net.Conn) {
	defer func() { _ = in.Close() }()
	out, err := net.DialTimeout("tcp", k.target, 5*time.Second)
	if err != nil || !k.keep(in, out) {
		return
	}
	defer func() { _ = out.Close() }()
	go func() {
		_, _ = io.Copy(out, in)
		_ = out.Close()
	}()
	_, _ = io.Copy(in, out)
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.conns, in)
	delete(k.conns, out)
}

func (k *link) keep(conns ...net.Conn) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, c := range conns {
		k.conns[c] = true
		if k.down {
			_ = c.Close()
		}
	}
	return !k.down
}

// cut ends every connection and refuses new ones until mend.
func (k *link) cut() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.down = true
	for c := range k.conns {
		_ = c.Close()
	}
}

func (k *link) mend() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.down = false
}
