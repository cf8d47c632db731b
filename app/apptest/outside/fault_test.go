package outside

import (
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"
)

// mishap is a stand that things happen to, and the means to make them happen.
type mishap struct {
	*stand
	whole *testing.T // outlives the parts
	redis *ownRedis
	link  *link
}

// TestMishaps breaks one thing after the other on stands of its own. The order matters: the last ones end the nodes.
func TestMishaps(t *testing.T) {
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			m := newMishap(t, kind)
			t.Run("connections", m.connections)
			t.Run("short catch-up", m.shortCatchUp)
			t.Run("other commands", m.otherCommands)
			if kind == "pair" {
				t.Run("broker away", m.brokerAway)
				t.Run("broker silent", m.brokerSilent)
				t.Run("database away", m.databaseAway)
				t.Run("frozen", m.frozen)
			}
			t.Run("killed", m.killed)
			t.Run("unanswered", m.unanswered)
			t.Run("meeting", m.meeting)
			t.Run("rolling", m.rolling)
			t.Run("revoked", m.revoked)
			t.Run("restored", m.restored)
			t.Run("stopped", m.stopped)
		})
	}
}

func newMishap(t *testing.T, kind string) *mishap {
	t.Helper()
	m := &mishap{whole: t}
	over := map[string]string{}
	if kind == "pair" {
		admin, err := url.Parse(os.Getenv("KRAFTSAM_TEST_POSTGRES"))
		if err != nil || admin.Host == "" {
			t.Fatal("KRAFTSAM_TEST_POSTGRES is not set: it must hold the postgres:// URL of a server for the tests")
		}
		m.redis, m.link = startRedis(t, ""), newLink(t, admin.Host)
		over["redis"], over["postgres"] = "redis://"+m.redis.addr, m.link.listener.Addr().String()
	}
	m.stand = ownStand(t, kind, over, "KRAFTSAM_LIVE_MEMBER_CONNECTIONS=4", "KRAFTSAM_LIVE_ADDRESS_CONNECTIONS=12", "KRAFTSAM_LIVE_CATCHUP_EVENTS=20")
	return m
}

// alive shows that a connection is served.
func (w *watcher) alive(t testing.TB) {
	t.Helper()
	w.leave(t, "area:upplevelser")
}

func (m *mishap) connections(t *testing.T) {
	full := func(c caller) {
		t.Helper()
		w, a := c.handshake(t)
		if w != nil {
			t.Fatal("one connection too many was accepted")
		}
		judge(t, a)
		a.refused(t, http.StatusTooManyRequests, "too_many_connections")
	}
	ada := m.as(m.ada(), m.last())
	var open []*watcher
	for range 4 {
		open = append(open, ada.watch(t))
	}
	full(ada)
	full(m.session(t, m.ada(), m.last()))
	for range 4 {
		open = append(open, m.as(m.bo(), m.last()).watch(t), m.anyone(m.last()).watch(t))
	}
	full(m.anyone(m.last()))
	full(m.as(m.cai(), m.last()))
	for _, w := range open {
		w.alive(t)
	}
	for _, w := range open {
		_ = w.conn.Close()
	}
	eventually(t, patience, "a closed connection makes room", func() bool {
		w, _, err := ada.tryHandshake(t)
		if w != nil {
			_ = w.conn.Close()
		}
		return err == nil && w != nil
	})
}

func (m *mishap) shortCatchUp(t *testing.T) {
	c := m.as(m.ada(), m.first())
	thread := c.begin(t, "Kort", "ett")
	for range 20 {
		c.say(t, thread.ID, "x")
	}
	w := m.anyone(m.last()).watch(t)
	w.ask("subscribe", thread.Topic, 0, thread.Epoch)
	if f := w.reply(t); f.o["reset"] != true || whole(f.o, "seq") != 21 {
		t.Errorf("21 events missing, 20 allowed: want a reset: %s", f)
	}
	w.followAfter(t, thread.Topic, 1, thread.Epoch)
	for range 20 {
		w.event(t)
	}
	o := m.anyone(m.last()).poll(t, thread.Topic, after(0, thread.Epoch, 0)).want(t, http.StatusOK).object(t)
	if events, _ := o["events"].([]any); len(events) != 21 {
		t.Errorf("distance alone never resets a poll: %v", o)
	}
}

func (m *mishap) otherCommands(t *testing.T) {
	count := func() (areas, threads int) {
		c := m.as(insider(t, m.stand), m.last())
		list := c.get(t, "/api/areas").list(t)
		for _, area := range list {
			threads += len(c.get(t, "/api/areas/"+text(area, "slug")+"/threads?limit=200").list(t))
		}
		return len(list), threads
	}
	areas, threads := count()
	if _, err := mustCommand(m.dir, m.env, "seed", "--demo"); err != nil {
		t.Fatal(err)
	}
	if a, n := count(); a != areas || n != threads {
		t.Errorf("a second seed: %d areas and %d threads became %d and %d", areas, threads, a, n)
	}
	p := &person{email: "chefen@outside.example", password: "ordning i oredan 7"}
	r, err := command(m.dir, m.env, p.password+"\n", "admin", "create", "--email", p.email, "--name", "Chefen")
	if err != nil || r.code != 0 {
		t.Fatalf("admin create: %v %+v", err, r)
	}
	o := m.session(t, p, m.last()).get(t, "/api/session").want(t, http.StatusOK).object(t)
	if roles, _ := at(o, "member", "roles").([]any); len(roles) == 0 || text(roles[0], "role") != "administrator" {
		t.Errorf("the first administrator: %v", o)
	}
	done := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := mustCommand(m.dir, m.env, "migrate")
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Errorf("two migrations at once: %v", err)
		}
	}
	m.as(m.ada(), m.first()).begin(t, "Efter kommandona", "x")
}

// lateness posts on one node and gives how long the other took to show it.
func (m *mishap) lateness(t *testing.T, thread reference, w *watcher) time.Duration {
	t.Helper()
	ref := m.as(m.ada(), m.first()).say(t, thread.ID, "hörs det?")
	answered := time.Now()
	f := w.event(t)
	if whole(f.o, "seq") != ref.Seq {
		t.Errorf("want event %d: %s", ref.Seq, f)
	}
	return f.at.Sub(answered)
}

func (m *mishap) brokerAway(t *testing.T) {
	thread := m.as(m.ada(), m.first()).begin(t, "Utan förmedlare", "ett")
	w := m.anyone(m.last()).watch(t)
	w.follow(t, thread.Topic)
	p := m.newcomer(t)
	session := m.session(t, p, m.first())
	mortal := session.on(m.last()).open(t)
	m.redis.stop()
	for _, n := range m.nodes {
		eventually(t, patience, "/readyz says degraded", func() bool {
			a := m.anyone(n).get(t, "/readyz").want(t, http.StatusOK)
			return text(a.object(t), "status") == "degraded" && text(a.object(t), "broker") == "down"
		})
	}
	for range 6 {
		if late := m.lateness(t, thread, w); late > 2300*time.Millisecond {
			t.Errorf("without the broker a post took %s, want at most 2 s", late)
		}
	}
	begun := time.Now()
	session.do(t, http.MethodDelete, "/api/session", nil, "Origin", m.site).want(t, http.StatusNoContent)
	mortal.ends(t, 4401, 4*time.Second)
	if took := time.Since(begun); took > 2300*time.Millisecond {
		t.Errorf("without the broker a socket of an ended session died after %s", took)
	}
	m.redis = startRedis(m.whole, m.redis.addr)
	for _, n := range m.nodes {
		eventually(t, 30*time.Second, "/readyz is well again", func() bool {
			return text(m.anyone(n).get(t, "/readyz").object(t), "status") != "degraded"
		})
	}
	eventually(t, patience, "posts are quick again", func() bool { return m.lateness(t, thread, w) < 500*time.Millisecond })
}

func (m *mishap) databaseAway(t *testing.T) {
	ada := m.as(m.ada(), m.last())
	cookie := m.session(t, m.ada(), m.last())
	thread := ada.begin(t, "Utan databas", "ett")
	w := ada.watch(t)
	w.follow(t, thread.Topic)
	m.link.cut()
	t.Cleanup(m.link.mend)
	for _, n := range m.nodes {
		status := 0
		eventually(t, patience, "/readyz is no longer 200", func() bool {
			a, err := m.anyone(n).try(http.MethodGet, "/readyz", nil)
			status = a.status
			return err == nil && a.status != http.StatusOK
		})
		if status != http.StatusServiceUnavailable {
			t.Errorf("/readyz without the database: %d, want 503", status)
		}
		m.anyone(n).get(t, "/livez").want(t, http.StatusOK)
	}
	post := ada.laterPost(thread)
	m.withoutDatabase(t, ada, cookie, post)
	w.ask("subscribe", "area:upplevelser", -1, "")
	w.reply(t).denied(t, http.StatusServiceUnavailable, "")
	m.link.mend()
	for _, n := range m.nodes {
		eventually(t, 30*time.Second, "/readyz is 200 again", func() bool {
			a, err := m.anyone(n).try(http.MethodGet, "/readyz", nil)
			return err == nil && a.status == http.StatusOK
		})
	}
	a, err := post()
	if err != nil {
		t.Fatal(err)
	}
	ref := a.reference(t, http.StatusCreated)
	if f := w.event(t); whole(f.o, "seq") != ref.Seq {
		t.Errorf("the connection outlives the outage: %s", f)
	}
	w.follow(t, "area:upplevelser")
}

// laterPost is one and the same post, to be sent until it is taken.
func (c caller) laterPost(thread reference) func() (answer, error) {
	key := randomWord(8)
	return func() (answer, error) {
		return c.try(http.MethodPost, "/api/threads/"+thread.ID+"/posts", map[string]any{"text": "x"}, "Idempotency-Key", key)
	}
}

// withoutDatabase asks for everything that needs it: the answer is always 503, and never that one is unknown.
func (m *mishap) withoutDatabase(t *testing.T, ada, cookie caller, post func() (answer, error)) {
	t.Helper()
	unavailable := func(a answer, err error) {
		t.Helper()
		if err != nil || a.status != http.StatusServiceUnavailable {
			t.Errorf("without the database: %v %s, want 503", err, a)
			return
		}
		judge(t, a)
	}
	unavailable(ada.try(http.MethodGet, "/api/session", nil))
	unavailable(cookie.try(http.MethodGet, "/api/session", nil))
	unavailable(ada.try(http.MethodGet, "/api/areas/upplevelser", nil))
	unavailable(m.anyone(m.last()).try(http.MethodPost, "/api/session", map[string]any{"email": m.ada().email, "password": m.ada().password}, "Origin", m.site))
	unavailable(post())
	for _, c := range []caller{ada, cookie} {
		conn, a, err := c.tryHandshake(t)
		if conn != nil {
			t.Error("without the database a handshake with credentials was accepted")
			_ = conn.conn.Close()
			continue
		}
		unavailable(a, err)
	}
}
