package outside

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// tape keeps what a process says, for the moment when a test fails.
type tape struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *tape) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *tape) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// tail gives the end of the tape.
func (l *tape) tail() string {
	s := l.String()
	if len(s) > 3000 {
		return "…" + s[len(s)-3000:]
	}
	return s
}

// process is something that a test started and must end.
type process struct {
	cmd  *exec.Cmd
	out  *tape
	done chan struct{}
	err  error
}

// launch starts a command with exactly these variables beside a few harmless ones.
func launch(dir string, env []string, name string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(name, args...), out: &tape{}, done: make(chan struct{})}
	p.cmd.Dir = dir
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + os.TempDir()}, env...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// signal sends a signal to a process that may have ended already.
func (p *process) signal(s os.Signal) { _ = p.cmd.Process.Signal(s) }

// ended waits for the process and gives its exit code.
func (p *process) ended(within time.Duration) (int, error) {
	select {
	case <-p.done:
		return p.cmd.ProcessState.ExitCode(), nil
	case <-time.After(within):
		return 0, fmt.Errorf("process %d still runs after %s: %s", p.cmd.Process.Pid, within, p.out.tail())
	}
}

// stop asks the process to end, and ends it when it does not.
func (p *process) stop() {
	p.signal(syscall.SIGTERM)
	if _, err := p.ended(15 * time.Second); err != nil {
		p.signal(syscall.SIGKILL)
		<-p.done
	}
}

// result is how a command ended.
type result struct {
	code     int
	out, err string
}

// command runs the program to its end.
func command(dir string, env []string, stdin string, args ...string) (result, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, built, args...)
	cmd.Dir = dir
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + os.TempDir()}, env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return result{}, fmt.Errorf("kraftsam %s: %w", strings.Join(args, " "), err)
	}
	if ctx.Err() != nil {
		return result{}, fmt.Errorf("kraftsam %s did not end: %s", strings.Join(args, " "), errs.String())
	}
	return result{cmd.ProcessState.ExitCode(), out.String(), errs.String()}, nil
}

// mustCommand runs the program and wants exit code 0.
func mustCommand(dir string, env []string, args ...string) (result, error) {
	r, err := command(dir, env, "", args...)
	if err == nil && r.code != 0 {
		err = fmt.Errorf("kraftsam %s: exit %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r, err
}

// freeAddress finds a loopback address that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String(), nil
}

// node is one running `kraftsam serve`.
type node struct {
	*process
	addr, metrics string
}

// topics is how many topics are watched on the node, by sockets or by polls.
func (n *node) topics(t *testing.T) string {
	t.Helper()
	_, body, err := plainGet("http://" + n.metrics + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(body, "\nkraftsam_live_topics ")
	count, _, _ := strings.Cut(after, "\n")
	return count
}

// startNode starts a node and waits until it is ready.
func startNode(dir, addr string, env []string) (*node, error) {
	metrics, err := freeAddress()
	if err != nil {
		return nil, err
	}
	settings := append([]string{"KRAFTSAM_METRICS_ADDR=" + metrics}, env...)
	p, err := launch(dir, append(settings, "KRAFTSAM_ADDR="+addr), built, "serve")
	if err != nil {
		return nil, err
	}
	n := &node{p, addr, metrics}
	end := time.After(45 * time.Second)
	for {
		if code, _, err := plainGet("http://" + addr + "/readyz"); err == nil && code == http.StatusOK {
			return n, nil
		}
		select {
		case <-p.done:
			return nil, fmt.Errorf("serve ended before it was ready (exit %d): %s", p.cmd.ProcessState.ExitCode(), p.out.tail())
		case <-end:
			p.stop()
			return nil, fmt.Errorf("serve was not ready within 45 s: %s", p.out.tail())
		case <-time.After(30 * time.Millisecond):
		}
	}
}

// plainGet asks without any of the suite's judgements.
func plainGet(url string) (int, string, error) {
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get(url)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return res.StatusCode, string(body), err
}

// eventually asks again and again until the condition holds.
func eventually(t testing.TB, within time.Duration, what string, holds func() bool) {
	t.Helper()
	end := time.After(within)
	for !holds() {
		select {
		case <-end:
			t.Fatalf("not within %s: %s", within, what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
