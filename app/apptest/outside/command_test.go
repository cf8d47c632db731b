package outside

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// settingsFor is the smallest good configuration on a SQLite file of its own.
func settingsFor(t *testing.T) (dir, addr string, env []string) {
	t.Helper()
	dir = t.TempDir()
	addr, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	return dir, addr, []string{"KRAFTSAM_ADDR=" + addr, "KRAFTSAM_URL=http://" + addr, "KRAFTSAM_DATABASE_URL=sqlite:kraftsam.db", "KRAFTSAM_DATA_DIR=" + dir + "/data"}
}

func TestBadSettings(t *testing.T) {
	t.Parallel()
	dir, _, env := settingsFor(t)
	if _, err := mustCommand(dir, env, "migrate"); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		"KRAFTSAM_NONSENSE=1", "KRAFTSAM_RATE_LIMIT=off", "KRAFTSAM_RATE_LIMITS=maybe", "KRAFTSAM_DEMO=perhaps", "KRAFTSAM_REGISTRATION=all", "KRAFTSAM_ADDR=nonsense", "KRAFTSAM_URL=ftp://127.0.0.1", "KRAFTSAM_URL=nonsense",
		"KRAFTSAM_DATABASE_URL=mysql://x", "KRAFTSAM_REDIS_URL=http://x", "KRAFTSAM_TRUSTED_PROXIES=nobody", "KRAFTSAM_STOP_TIMEOUT=long", "KRAFTSAM_LIVE_MEMBER_CONNECTIONS=many", "KRAFTSAM_LIVE_ADDRESS_CONNECTIONS=-1",
		"KRAFTSAM_LIVE_QUEUE_BYTES=x", "KRAFTSAM_LIVE_CATCHUP_EVENTS=1.5", "KRAFTSAM_LIVE_SIGNALS_PER_SECOND=x",
	} {
		name, _, _ := strings.Cut(bad, "=")
		r, err := command(dir, append(append([]string{}, env...), bad), "", "serve")
		if err != nil || r.code != 2 || !strings.Contains(r.err+r.out, name) {
			t.Errorf("%s: %v exit %d, want 2 and the name: %s%s", bad, err, r.code, r.out, r.err)
		}
	}
	for _, site := range []string{"https://kraftsam.example", "http://192.0.2.7:8080", "http://127.0.0.1.example"} {
		r, err := command(dir, append(append([]string{}, env...), "KRAFTSAM_DEMO=on", "KRAFTSAM_URL="+site), "", "serve")
		if err != nil || r.code != 2 || !strings.Contains(r.err+r.out, "KRAFTSAM_DEMO") {
			t.Errorf("the demo on %s: %v exit %d: %s%s", site, err, r.code, r.out, r.err)
		}
	}
}

func TestUse(t *testing.T) {
	t.Parallel()
	dir, _, env := settingsFor(t)
	for _, name := range []string{"serve", "migrate", "seed", "openapi", "admin", "token", "restored", "version"} {
		r, err := command(dir, env, "", name, "--help")
		if err != nil || r.code != 0 || len(r.out+r.err) < 20 {
			t.Errorf("%s --help: %v exit %d: %s%s", name, err, r.code, r.out, r.err)
		}
		if name == "serve" {
			for _, setting := range []string{"ADDR", "URL", "DATABASE_URL", "REDIS_URL", "DATA_DIR", "SMTP_URL", "METRICS_ADDR", "DEMO", "REGISTRATION", "RATE_LIMITS", "TRUSTED_PROXIES", "STOP_TIMEOUT",
				"LIVE_MEMBER_CONNECTIONS", "LIVE_ADDRESS_CONNECTIONS", "LIVE_QUEUE_BYTES", "LIVE_CATCHUP_EVENTS", "LIVE_SIGNALS_PER_SECOND"} {
				if !strings.Contains(r.out+r.err, "KRAFTSAM_"+setting) {
					t.Errorf("serve --help does not tell of KRAFTSAM_%s", setting)
				}
			}
		}
		if r, err := command(dir, env, "", name, "--no-such-flag"); err != nil || r.code != 2 || r.err == "" {
			t.Errorf("%s --no-such-flag: %v exit %d, want 2 and words: %s", name, err, r.code, r.err)
		}
	}
	for _, args := range [][]string{{}, {"nonsense"}, {"serve", "extra"}, {"migrate", "extra"}, {"admin"}, {"admin", "nonsense"}, {"admin", "create"}, {"admin", "create", "--email", "x@y.se"}, {"seed", "--nonsense"}} {
		if r, err := command(dir, env, "", args...); err != nil || r.code != 2 || r.err == "" {
			t.Errorf("kraftsam %v: %v exit %d, want 2 and words: %s%s", args, err, r.code, r.out, r.err)
		}
	}
	if r, err := command(dir, env, "", "--help"); err != nil || r.code != 0 || !strings.Contains(r.out+r.err, "serve") {
		t.Errorf("kraftsam --help: %v %+v", err, r)
	}
}

func TestOldSchema(t *testing.T) {
	t.Parallel()
	dir, _, env := settingsFor(t)
	if r, err := command(dir, env, "", "serve"); err != nil || r.code != 2 || !strings.Contains(r.err+r.out, "migrate") {
		t.Errorf("serve without a schema: %v exit %d, want 2 and a hint at migrate: %s%s", err, r.code, r.out, r.err)
	}
	for range 2 {
		if _, err := mustCommand(dir, env, "migrate"); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(dir + "/kraftsam.db"); err != nil {
		t.Errorf("the SQLite path is relative to the working directory: %v", err)
	}
}

func TestSecondServe(t *testing.T) {
	t.Parallel()
	s := sharedOf(t, "sqlite")
	addr, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	r, err := command(s.dir, append(append([]string{}, s.env...), "KRAFTSAM_ADDR="+addr), "", "serve")
	if err != nil || r.code == 0 || r.err == "" {
		t.Errorf("a second serve on one SQLite file: %v exit %d: %s", err, r.code, r.err)
	}
	s.as(s.ada(), s.first()).begin(t, "Den första lever", "x")
}

func TestRegistrationModes(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"invite", "approval"} {
		dir, addr, env := settingsFor(t)
		env = append(env, "KRAFTSAM_REGISTRATION="+mode, "KRAFTSAM_RATE_LIMITS=off")
		if _, err := mustCommand(dir, env, "migrate"); err != nil {
			t.Fatal(err)
		}
		n, err := startNode(dir, addr, env)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(n.stop)
		c := caller{s: &stand{site: "http://" + addr}, n: n}
		if mode == "approval" {
			p := &person{email: "vantar@outside.example", password: "en ganska lång mening"}
			if a := enrol(t, c, map[string]any{"email": p.email}).want(t, http.StatusCreated); text(a.object(t), "status") != "awaits_approval" {
				t.Errorf("%s", a)
			}
			s := &stand{site: c.s.site, dir: dir, env: env, nodes: []*node{n}}
			if _, err := s.signIn(p); err == nil {
				t.Error("a member who awaits approval is let in")
			}
			s.operate(t, "approve", "--email", p.email)
			if _, err := s.signIn(p); err != nil {
				t.Errorf("an approved member: %v", err)
			}
			continue
		}
		for _, invitation := range []any{nil, "", "finns-inte"} {
			a := enrol(t, c, map[string]any{"invitation": invitation})
			if a.status < 400 {
				t.Errorf("registration with invitation %v: %s", invitation, a)
			}
		}
		c.get(t, "/api/demo/accounts").refused(t, http.StatusNotFound)
		c.get(t, "/api/demo/mails").refused(t, http.StatusNotFound)
	}
}

func TestPostgresAway(t *testing.T) {
	t.Parallel()
	dir, _, env := settingsFor(t)
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	tries := make(chan struct{}, 1000)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_ = conn.Close()
			tries <- struct{}{}
		}
	}()
	begun := time.Now()
	p, err := launch(dir, append(env, fmt.Sprintf("KRAFTSAM_DATABASE_URL=postgres://x@%s/x?sslmode=disable", l.Addr())), built, "serve")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.stop)
	code, err := p.ended(50 * time.Second)
	if took := time.Since(begun); err != nil || code != 1 || took < 25*time.Second || len(tries) < 3 {
		t.Errorf("PostgreSQL away: %v exit %d after %s and %d tries, want 1 after 30 s: %s", err, code, took, len(tries), p.out.tail())
	}
}

func TestRedisAwayAtStart(t *testing.T) {
	t.Parallel()
	dir, addr, env := settingsFor(t)
	database, drop, err := newDatabase()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(drop)
	nowhere, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	env = append(env, "KRAFTSAM_DATABASE_URL="+database, "KRAFTSAM_REDIS_URL=redis://"+nowhere)
	if _, err := mustCommand(dir, env, "migrate"); err != nil {
		t.Fatal(err)
	}
	n, err := startNode(dir, addr, env)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.stop)
	if _, body, err := plainGet("http://" + addr + "/readyz"); err != nil || !strings.Contains(body, "degraded") || !strings.Contains(body, "down") {
		t.Errorf("readyz with Redis away: %v %s", err, body)
	}
}
