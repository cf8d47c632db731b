package outside

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// stand is one installation of the product: some nodes on one database.
type stand struct {
	kind   string
	site   string
	dir    string
	env    []string
	nodes  []*node
	people map[string]*person
	undo   []func()
}

// kinds are the installations that every test runs on.
var kinds = []string{"sqlite", "pair"}

// shared holds the two stands that most tests share.
var shared = map[string]*sharedStand{"sqlite": {}, "pair": {}}

type sharedStand struct {
	once sync.Once
	s    *stand
	err  error
}

// each runs a test on both shared stands at once.
func each(t *testing.T, test func(t *testing.T, s *stand)) {
	t.Parallel()
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			test(t, sharedOf(t, kind))
		})
	}
}

// inTurn runs a test on both shared stands while nothing else runs: for tests that hold a stopwatch.
func inTurn(t *testing.T, test func(t *testing.T, s *stand)) {
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) { test(t, sharedOf(t, kind)) })
	}
}

// sharedOf starts the shared stand of a kind when it is first asked for.
func sharedOf(t *testing.T, kind string) *stand {
	t.Helper()
	slot := shared[kind]
	slot.once.Do(func() {
		slot.s, slot.err = newStand(kind, nil,
			"KRAFTSAM_LIVE_MEMBER_CONNECTIONS=1000", "KRAFTSAM_LIVE_ADDRESS_CONNECTIONS=5000")
	})
	if slot.err != nil {
		t.Fatalf("no stand of kind %s: %v", kind, slot.err)
	}
	return slot.s
}

// closeStands ends the shared stands and tells whether they were well to the end.
func closeStands() bool {
	well := true
	for _, slot := range shared {
		if slot.s == nil {
			continue
		}
		for _, complaint := range slot.s.close() {
			fmt.Fprintln(os.Stderr, "outside:", complaint)
			well = false
		}
	}
	return well
}

// ownStand makes a stand for one test that breaks things.
func ownStand(t *testing.T, kind string, over map[string]string, env ...string) *stand {
	t.Helper()
	s, err := newStand(kind, over, env...)
	if err != nil {
		t.Fatalf("no stand of kind %s: %v", kind, err)
	}
	t.Cleanup(func() {
		for _, complaint := range s.close() {
			t.Error(complaint)
		}
	})
	return s
}

// newStand prepares a database and starts the nodes. over replaces the address of the database ("postgres")
// or of the broker ("redis").
func newStand(kind string, over map[string]string, env ...string) (*stand, error) {
	dir, err := os.MkdirTemp(workshop, kind+"-")
	if err != nil {
		return nil, err
	}
	s := &stand{kind: kind, dir: dir, people: map[string]*person{}}
	if err := s.prepare(over, env); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *stand) prepare(over map[string]string, env []string) error {
	count := 1
	if s.kind == "pair" {
		count = 2
	}
	addrs := make([]string, count)
	for i := range addrs {
		addr, err := freeAddress()
		if err != nil {
			return err
		}
		addrs[i] = addr
	}
	s.site = "http://" + addrs[0]
	if err := s.settings(over, env); err != nil {
		return err
	}
	if _, err := mustCommand(s.dir, s.env, "migrate"); err != nil {
		return err
	}
	seeded, err := mustCommand(s.dir, s.env, "seed", "--demo")
	if err != nil {
		return err
	}
	for _, addr := range addrs {
		n, err := startNode(s.dir, addr, s.env)
		if err != nil {
			return err
		}
		s.nodes = append(s.nodes, n)
	}
	return s.populate(seeded.out)
}

// settings collects the variables that all nodes of the stand share.
func (s *stand) settings(over map[string]string, env []string) error {
	s.env = append([]string{
		"KRAFTSAM_URL=" + s.site, "KRAFTSAM_DATA_DIR=" + filepath.Join(s.dir, "data"),
		"KRAFTSAM_DEMO=on", "KRAFTSAM_REGISTRATION=open", "KRAFTSAM_RATE_LIMITS=off",
	}, env...)
	if s.kind == "sqlite" {
		s.env = append(s.env, "KRAFTSAM_DATABASE_URL=sqlite:kraftsam.db")
		return nil
	}
	redis := os.Getenv("KRAFTSAM_TEST_REDIS")
	if over["redis"] != "" {
		redis = over["redis"]
	}
	if redis == "" {
		return errors.New("KRAFTSAM_TEST_REDIS is not set: it must hold the redis:// URL of a Redis for the tests")
	}
	database, drop, err := newDatabase()
	if err != nil {
		return err
	}
	s.undo = append(s.undo, drop)
	if over["postgres"] != "" {
		if database, err = elsewhere(database, over["postgres"]); err != nil {
			return err
		}
	}
	s.env = append(s.env, "KRAFTSAM_DATABASE_URL="+database, "KRAFTSAM_REDIS_URL="+redis)
	return nil
}

// elsewhere puts another host and port into an address.
func elsewhere(address, host string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	u.Host = host
	return u.String(), nil
}

// close ends what the stand started, newest first, and gives what the nodes' own words complain of.
func (s *stand) close() []string {
	var stopping sync.WaitGroup
	for _, n := range s.nodes {
		stopping.Go(n.stop)
	}
	stopping.Wait()
	for i := len(s.undo) - 1; i >= 0; i-- {
		s.undo[i]()
	}
	_ = os.RemoveAll(s.dir)
	var found []string
	for i, n := range s.nodes {
		said := n.out.String()
		if code := n.cmd.ProcessState.ExitCode(); code != 0 {
			found = append(found, fmt.Sprintf("node %d of %s ended with %d: %s", i, s.kind, code, n.out.tail()))
		}
		for _, alarm := range []string{"DATA RACE", "panic: ", "panic recovered", "fatal error: "} {
			if at := strings.Index(said, alarm); at >= 0 {
				found = append(found, fmt.Sprintf("node %d of %s says %s", i, s.kind, said[at:min(len(said), at+3000)]))
			}
		}
		found = append(found, s.indiscretions(said)...)
	}
	return found
}

// indiscretions finds secrets and addresses of people in a log.
func (s *stand) indiscretions(said string) []string {
	var found []string
	for _, p := range s.people {
		for _, secret := range []string{p.email, p.password, p.token} {
			if at := strings.Index(said, secret); secret != "" && at >= 0 {
				found = append(found, fmt.Sprintf("the log of %s holds %q: %s", s.kind, secret, said[max(0, at-200):min(len(said), at+100)]))
			}
		}
	}
	return found
}

// first and last are the nodes that a test writes on and reads from: two different ones where there are two.
func (s *stand) first() *node { return s.nodes[0] }
func (s *stand) last() *node  { return s.nodes[len(s.nodes)-1] }

// host is the host and port of KRAFTSAM_URL.
func (s *stand) host() string { return strings.TrimPrefix(s.site, "http://") }
