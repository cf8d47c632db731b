package outside

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

func (m *mishap) revoked(t *testing.T) {
	p := insider(t, m.stand)
	c := m.as(p, m.first())
	thread := c.beginIn(t, "demo-sluten", "Sista", "hemligt")
	w, here := c.on(m.last()).watch(t), c.watch(t)
	for _, each := range []*watcher{w, here} {
		each.follow(t, thread.Topic)
		each.follow(t, "area:demo-sluten")
		each.follow(t, "area:upplevelser")
	}
	c.do(t, http.MethodDelete, "/api/areas/demo-sluten/membership", nil).want(t, http.StatusNoContent)
	for _, each := range []*watcher{w, here} {
		each.until(t, 5*time.Second, "both private topics are revoked", func() bool { return len(each.ended) == 2 })
		for _, f := range each.ended {
			if f.o["revoked"] != true || (f.o["topic"] != thread.Topic && f.o["topic"] != "area:demo-sluten") {
				t.Errorf("want revoked: %s", f)
			}
		}
		each.ask("subscribe", thread.Topic, 0, thread.Epoch)
		each.reply(t).denied(t, http.StatusNotFound, "topic_unknown")
		each.alive(t)
	}
	c.get(t, "/api/threads/"+thread.ID).refused(t, http.StatusNotFound)
	c.on(m.last()).poll(t, thread.Topic, after(0, thread.Epoch, 0)).refused(t, http.StatusNotFound, "topic_unknown")
}

func (m *mishap) restored(t *testing.T) {
	c := m.as(m.ada(), m.first())
	thread := c.begin(t, "Återläst", "ett")
	w := m.anyone(m.last()).watch(t)
	w.follow(t, thread.Topic)
	if _, err := mustCommand(m.dir, m.env, "restored"); err != nil {
		t.Fatal(err)
	}
	epoch := ""
	for _, n := range m.nodes {
		eventually(t, patience, "a new epoch", func() bool {
			_, epoch = c.on(n).topicState(t, thread.ID)
			return epoch != thread.Epoch
		})
	}
	w.until(t, 5*time.Second, "a running subscription is told of the new epoch", func() bool { return len(w.ended) > 0 })
	if f := w.ended[0]; f.o["reset"] != true || f.o["epoch"] != epoch || whole(f.o, "seq") != 1 {
		t.Errorf("want a reset with epoch %s: %s", epoch, f)
	}
	w.ask("subscribe", thread.Topic, 1, thread.Epoch)
	if f := w.reply(t); f.o["reset"] != true || f.o["epoch"] != epoch {
		t.Errorf("an old epoch: want a reset: %s", f)
	}
	if o := c.poll(t, thread.Topic, after(1, thread.Epoch, 0)).object(t); o["reset"] != true || o["epoch"] != epoch {
		t.Errorf("a poll with an old epoch: want a reset: %v", o)
	}
	w.followAfter(t, thread.Topic, 1, epoch)
	ref := c.say(t, thread.ID, "två")
	if f := w.event(t); whole(f.o, "seq") != ref.Seq || ref.Epoch != epoch {
		t.Errorf("after the new epoch: %+v %s", ref, f)
	}
}

// wire is a connection that stays open from one request to the next.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
	host string
}

// ask sends one request and reads its answer.
func (k *wire) ask(path string) (answer, error) {
	if _, err := fmt.Fprintf(k.conn, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", path, k.host); err != nil {
		return answer{}, err
	}
	return readAnswer(k.in, http.MethodGet, path)
}

// keptAlive is a connection that has served one request and waits for the next.
func (m *mishap) keptAlive(t *testing.T, n *node) *wire {
	t.Helper()
	conn, err := net.Dial("tcp", n.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	k := &wire{conn, bufio.NewReader(conn), m.host()}
	if a, err := k.ask("/livez"); err != nil || a.status != http.StatusOK {
		t.Fatalf("%v %s", err, a)
	}
	return k
}

func (m *mishap) stopped(t *testing.T) {
	c := m.as(m.ada(), m.first())
	thread := c.begin(t, "Stopp", "ett")
	for i := len(m.nodes) - 1; i >= 0; i-- {
		n := m.nodes[i]
		var sockets []*socket
		for j := range 9 {
			sockets = append(sockets, m.as([]*person{m.ada(), m.bo(), m.cai()}[j%3], n).open(t))
		}
		watched := n.topics(t)
		polled := make(chan answer, 1)
		seq, epoch := c.on(n).topicState(t, thread.ID)
		go func() {
			a, _ := m.anyone(n).try(http.MethodGet, "/api/topics/"+thread.Topic+"/events?"+after(seq, epoch, 25), nil)
			polled <- a
		}()
		eventually(t, 5*time.Second, "the poll is there", func() bool { return n.topics(t) != watched })
		kept := []*wire{m.keptAlive(t, n), m.keptAlive(t, n), m.keptAlive(t, n), m.keptAlive(t, n)}
		begun := time.Now()
		n.signal(syscall.SIGTERM)
		m.lateRequests(t, n, kept)
		for _, w := range sockets {
			w.ends(t, 1012, 4*time.Second)
		}
		if took := time.Since(begun); took > 3500*time.Millisecond {
			t.Errorf("the last socket got 1012 after %s, want 3 s", took)
		}
		if code, err := n.ended(20 * time.Second); err != nil || code != 0 {
			t.Errorf("a stopped node ends with %d (%v): %s", code, err, n.out.tail())
		}
		if a := <-polled; a.status != http.StatusOK {
			t.Errorf("a poll under way when the node stops: %s", a)
		}
		if i > 0 {
			c.say(t, thread.ID, "den andra noden lever")
		}
	}
}

// lateRequests are sent after the signal, over connections from before it.
func (m *mishap) lateRequests(t *testing.T, n *node, kept []*wire) {
	t.Helper()
	for i, path := range []string{"/readyz", "/api/areas", "/"} {
		kept[i].wantStopping(t, path)
	}
	w, a, err := m.anyone(n).tryUpgrade(t, kept[3].conn)
	if w != nil {
		t.Error("a stopping node accepts a handshake")
		_ = w.conn.Close()
	} else if err != nil || a.status != http.StatusServiceUnavailable {
		t.Errorf("a handshake with a stopping node: %v %s, want 503", err, a)
	}
}

// wantStopping asks until the signal has arrived, which is a moment after it was sent.
func (k *wire) wantStopping(t *testing.T, path string) {
	t.Helper()
	_ = k.conn.SetDeadline(time.Now().Add(5 * time.Second))
	for range 500 {
		a, err := k.ask(path)
		if err != nil {
			t.Errorf("GET %s after SIGTERM: %v, want 503", path, err)
			return
		}
		if a.status == http.StatusServiceUnavailable {
			if !strings.EqualFold(a.header.Get("Connection"), "close") {
				t.Errorf("%s after SIGTERM: Connection is %q, want close", a, a.header.Get("Connection"))
			}
			judge(t, a)
			return
		}
	}
	t.Errorf("GET %s after SIGTERM is never answered with 503", path)
}
