package stand

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"time"
)

// Redis is a server of the stand's own that keeps nothing.
type Redis struct {
	*Process
	dir, addr string
}

// StartRedis starts a Redis on a free port.
func StartRedis(ctx context.Context, dir string) (*Redis, error) {
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	r := &Redis{dir: dir, addr: addr}
	return r, r.Start(ctx)
}

// Start starts the server, empty, and waits until it answers.
func (r *Redis) Start(ctx context.Context) error {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		return fmt.Errorf("redis-server is missing (Debian: apt-get install redis-server): %w", err)
	}
	_, port, _ := net.SplitHostPort(r.addr)
	if r.Process, err = launch(r.dir, nil, &tape{}, path, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"); err != nil {
		return err
	}
	return until(ctx, 10*time.Second, func() bool { return r.Do("PING") == nil })
}

// Addr is where the server itself listens.
func (r *Redis) Addr() string { return r.addr }

// Do sends one command, past all links.
func (r *Redis) Do(words ...string) error {
	conn, err := net.DialTimeout("tcp", r.addr, time.Second)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
	if _, err := fmt.Fprintf(conn, "%s\r\n", strings.Join(words, " ")); err != nil {
		return err
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err == nil && strings.HasPrefix(line, "-") {
		err = fmt.Errorf("redis: %s", strings.TrimSpace(line))
	}
	return err
}
