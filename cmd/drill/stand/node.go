package stand

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"kraftsam/cmd/drill/wire"
)

// Node is one `kraftsam serve`, and the links that lead to it and from it.
type Node struct {
	Number   int
	Clients  *wire.Link // from writers and most readers
	Mobile   *wire.Link // from readers with a poor line
	Database *wire.Link // nil: SQLite
	Broker   *wire.Link // nil: SQLite

	stand   *Stand
	addr    string
	metrics string
	env     []string
	tape    *tape

	mu      sync.Mutex
	process *Process
	seen    map[string]float64 // counters when last read
}

// Start starts the node and waits until it is ready.
func (n *Node) Start(ctx context.Context) error {
	if p := n.Process(); p != nil && p.Running() {
		return errors.New("the node runs already")
	}
	p, err := launch(n.stand.dir, n.env, n.tape, n.stand.binary, "serve")
	if err != nil {
		return err
	}
	n.mu.Lock()
	n.process, n.seen = p, map[string]float64{}
	n.mu.Unlock()
	err = until(ctx, 45*time.Second, func() bool { return !p.Running() || n.Ready() })
	switch {
	case err != nil:
		return errors.Join(err, errors.New("the node did not get ready: "+n.tape.tail()))
	case !p.Running():
		return errors.New("the node ended before it was ready: " + n.tape.tail())
	}
	return nil
}

// Door is where clients reach the node.
func (n *Node) Door() string {
	if n.stand.straight {
		return n.addr
	}
	return n.Clients.Addr()
}

// Burnt is how much of a processor the node has used since it started; 0 where it does not run.
func (n *Node) Burnt() time.Duration {
	p := n.Process()
	if p == nil || !p.Running() {
		return 0
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	_, rest, ok := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if err != nil || !ok || len(fields) < 13 {
		return 0
	}
	ticks := 0
	for _, f := range fields[11:13] { // user and system, in hundredths of a second
		n, _ := strconv.Atoi(f)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// Process is the node as it runs now.
func (n *Node) Process() *Process {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.process
}

// Ready asks the node whether it can serve.
func (n *Node) Ready() bool {
	client := http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get("http://" + n.addr + "/readyz")
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// Look reads the node's counters and gives by how much each rose since the last look.
func (n *Node) Look() map[string]int64 {
	client := http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get("http://" + n.metrics + "/metrics")
	if err != nil {
		return nil
	}
	defer func() { _ = res.Body.Close() }()
	rose := map[string]int64{}
	n.mu.Lock()
	defer n.mu.Unlock()
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		name, text, ok := strings.Cut(lines.Text(), " ")
		value, err := strconv.ParseFloat(text, 64)
		if !ok || err != nil || !strings.HasPrefix(name, "kraftsam_live_") || !strings.HasSuffix(name, "_total") {
			continue
		}
		short := strings.TrimSuffix(strings.TrimPrefix(name, "kraftsam_live_"), "_total")
		rose[short] = int64(value - n.seen[name])
		n.seen[name] = value
	}
	return rose
}

// Alarms gives what the node said that it should not have to say.
func (n *Node) Alarms() []string {
	n.tape.mu.Lock()
	defer n.tape.mu.Unlock()
	return append([]string(nil), n.tape.alarms...)
}
