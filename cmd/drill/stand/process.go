// Package stand puts up what a drill needs and takes it down again: a PostgreSQL, a Redis, nodes of the built program, a link
// that can be broken between any two of them, and people with accounts. It starts everything itself and stops only that.
package stand

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// tape keeps the end of what a process says, and whether it ever said something alarming.
type tape struct {
	mu     sync.Mutex
	text   []byte
	alarms []string
}

// alarming words of a node mean that it broke inside.
var alarming = []string{"DATA RACE", "panic", "fatal error: "}

const tapeBytes = 64 << 10

func (t *tape) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, word := range alarming {
		if at := bytes.Index(p, []byte(word)); at >= 0 && len(t.alarms) < 5 {
			t.alarms = append(t.alarms, string(p[max(0, at-200):min(len(p), at+1500)]))
		}
	}
	t.text = append(t.text, p...)
	if over := len(t.text) - tapeBytes; over > 0 {
		t.text = append(t.text[:0], t.text[over:]...)
	}
	return len(p), nil
}

func (t *tape) tail() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text[max(0, len(t.text)-3000):])
}

// Process is something that the stand started.
type Process struct {
	cmd  *exec.Cmd
	tape *tape
	done chan struct{}
}

// launch starts a command with exactly these variables beside a few harmless ones. It does not outlive the drill.
func launch(dir string, env []string, tape *tape, name string, args ...string) (*Process, error) {
	p := &Process{cmd: exec.Command(name, args...), tape: tape, done: make(chan struct{})} //nolint:gosec // the stand's own programs
	p.cmd.Dir = dir
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + os.TempDir()}, env...)
	p.cmd.Stdout, p.cmd.Stderr = tape, tape
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// Signal sends a signal to a process that may have ended already.
func (p *Process) Signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }

// Running says whether the process has not ended.
func (p *Process) Running() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// Kill ends the process without warning and waits until it is gone.
func (p *Process) Kill() {
	p.Signal(syscall.SIGKILL)
	<-p.done
}

// Stop asks the process to end, ends it if it does not, and gives its exit code.
func (p *Process) Stop(patience time.Duration) int {
	p.Signal(syscall.SIGCONT)
	p.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(patience):
		p.Kill()
	}
	return p.cmd.ProcessState.ExitCode()
}

// command runs a program to its end and gives what it printed.
func command(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // the stand's own programs
	cmd.Dir = dir
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + os.TempDir()}, env...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w: %s%s", name, strings.Join(args, " "), err, out.String(), errs.String())
	}
	return out.String(), nil
}

// freeAddress finds a loopback address that nobody listens on. It lies below Linux's range for outgoing connections, which would
// else take it while its server is being restarted.
func freeAddress() (string, error) {
	for range 100 {
		l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(12000))) //nolint:gosec // not secret
		if err == nil {
			return l.Addr().String(), l.Close()
		}
	}
	return "", errors.New("no free port on loopback")
}

// errSlow is what a thing is that did not happen in time.
var errSlow = errors.New("it did not happen in time")

// until asks again and again until something holds.
func until(ctx context.Context, patience time.Duration, holds func() bool) error {
	deadline := time.After(patience)
	for !holds() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline:
			return errSlow
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}
