package outside

import (
	"bytes"
	"fmt"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"
)

// frozen stops a node's clock. When it goes on, it must look at its sessions before it sends anything.
func (m *mishap) frozen(t *testing.T) {
	ada := m.as(m.ada(), m.first())
	thread := ada.begin(t, "Fryst", "ett")
	session := m.session(t, m.newcomer(t), m.first())
	mortal, stranger := session.on(m.last()).watch(t), m.anyone(m.last()).watch(t)
	mortal.follow(t, thread.Topic)
	stranger.follow(t, thread.Topic)
	m.last().signal(syscall.SIGSTOP)
	t.Cleanup(func() { m.last().signal(syscall.SIGCONT) })
	session.do(t, http.MethodDelete, "/api/session", nil, "Origin", m.site).want(t, http.StatusNoContent)
	refs := []reference{ada.say(t, thread.ID, "under frysningen"), ada.say(t, thread.ID, "fortfarande")}
	// A freeze is what lasts longer than the 2 s between two looks.
	<-time.After(3 * time.Second)
	m.last().signal(syscall.SIGCONT)
	thawed := time.Now()
	for _, ref := range refs {
		if f := stranger.event(t); whole(f.o, "seq") != ref.Seq {
			t.Errorf("want event %d: %s", ref.Seq, f)
		}
	}
	if late := time.Since(thawed); late > 4*time.Second {
		t.Errorf("a thawed node is up to date after %s", late)
	}
	mortal.drainToEnd(t)
	if mortal.code != 4401 {
		t.Errorf("closed with %d, want 4401", mortal.code)
	}
	if len(mortal.events) != 0 {
		t.Errorf("a thawed node shows %s to an ended session", mortal.events[0])
	}
}

// drainToEnd takes everything until the connection is closed.
func (w *watcher) drainToEnd(t testing.TB) {
	t.Helper()
	limit := time.After(patience)
	for w.step(limit) {
	}
	if !w.gone {
		t.Fatal("the connection is still open")
	}
}

// killed ends a node without warning, right after it acknowledged.
func (m *mishap) killed(t *testing.T) {
	last := len(m.nodes) - 1
	ada := m.as(m.ada(), m.nodes[last])
	thread := ada.begin(t, "Dödad", "ett")
	watching := m.anyone(m.first()).watch(t)
	watching.follow(t, thread.Topic)
	ref := ada.say(t, thread.ID, "sista ordet")
	m.nodes[last].signal(syscall.SIGKILL)
	if _, err := m.nodes[last].ended(patience); err != nil {
		t.Fatal(err)
	}
	if m.kind == "pair" {
		if f := watching.event(t); whole(f.o, "seq") != ref.Seq {
			t.Errorf("want event %d: %s", ref.Seq, f)
		}
	} else {
		watching.drainToEnd(t)
	}
	again, err := startNode(m.dir, m.nodes[last].addr, m.env)
	if err != nil {
		t.Fatal(err)
	}
	m.nodes[last] = again
	back := m.as(m.bo(), again).watch(t)
	back.followAfter(t, thread.Topic, 1, thread.Epoch)
	if f := back.event(t); text(f.o, "data", "id") != ref.ID || text(f.o, "data", "text") != "sista ordet" {
		t.Errorf("what was acknowledged is gone: %s", f)
	}
	next := m.as(m.ada(), again).say(t, thread.ID, "nytt liv")
	if f := back.event(t); whole(f.o, "seq") != next.Seq || next.Seq != ref.Seq+1 {
		t.Errorf("want event %d: %s", ref.Seq+1, f)
	}
}

// dies kills the last node under eight writes, and starts it again.
func (m *mishap) dies(t *testing.T, write func(n *node, i int, key string) (answer, error)) (keys []string, first []answer) {
	last := len(m.nodes) - 1
	keys, first = make([]string, 8), make([]answer, 8)
	begun := make(chan struct{}, len(keys))
	var writing sync.WaitGroup
	for i := range keys {
		keys[i] = randomWord(8)
		writing.Go(func() {
			begun <- struct{}{}
			first[i], _ = write(m.nodes[last], i, keys[i])
		})
	}
	for range keys {
		<-begun
	}
	m.nodes[last].signal(syscall.SIGKILL)
	writing.Wait()
	if _, err := m.nodes[last].ended(patience); err != nil {
		t.Fatal(err)
	}
	again, err := startNode(m.dir, m.nodes[last].addr, m.env)
	if err != nil {
		t.Fatal(err)
	}
	m.nodes[last] = again
	return keys, first
}

// unanswered kills a node under eight writes. Repeated with their keys, each must be there once.
func (m *mishap) unanswered(t *testing.T) {
	last := len(m.nodes) - 1
	thread := m.as(m.ada(), m.nodes[last]).begin(t, "Utan svar", "ett")
	path := "/api/threads/" + thread.ID + "/posts"
	write := func(n *node, i int, key string) (answer, error) {
		return m.as(m.ada(), n).try(http.MethodPost, path, map[string]any{"text": fmt.Sprint("skrivning ", i)}, "Idempotency-Key", key)
	}
	keys, first := m.dies(t, write)
	again := m.nodes[last]
	for i, key := range keys {
		a, err := write(m.first(), i, key)
		if err != nil {
			t.Fatal(err)
		}
		a.reference(t, http.StatusCreated)
		if first[i].status == http.StatusCreated && !bytes.Equal(first[i].body, a.body) {
			t.Errorf("a repeat after a death answers differently:\n%s\n%s", a, first[i])
		}
	}
	if n := len(m.as(m.ada(), again).posts(t, thread.ID)); n != 1+len(keys) {
		t.Errorf("%d posts after repeats, want %d", n, 1+len(keys))
	}
}

// rolling stops and starts the nodes in turn under a writer that goes on. Nothing acknowledged is lost.
func (m *mishap) rolling(t *testing.T) {
	thread := m.as(m.ada(), m.first()).begin(t, "Rullande", "ett")
	for i := range m.nodes {
		acked := map[string]bool{}
		warm, done := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			for n := 0; ; n++ {
				a, err := m.as(m.bo(), m.nodes[i]).try(http.MethodPost, "/api/threads/"+thread.ID+"/posts", map[string]any{"text": "rullar"}, "Idempotency-Key", randomWord(8))
				if n == 5 {
					close(warm)
				}
				if err != nil || a.status != http.StatusCreated {
					if err == nil && a.status != http.StatusServiceUnavailable {
						t.Errorf("a write to a stopping node: %s", a)
					}
					return
				}
				var o map[string]any
				_ = decode(a.body, &o)
				acked[text(o, "id")] = true
			}
		}()
		<-warm
		m.nodes[i].signal(syscall.SIGTERM)
		<-done
		if code, err := m.nodes[i].ended(20 * time.Second); err != nil || code != 0 {
			t.Fatalf("a stopped node ends with %d (%v)", code, err)
		}
		again, err := startNode(m.dir, m.nodes[i].addr, m.env)
		if err != nil {
			t.Fatal(err)
		}
		m.nodes[i] = again
		for _, post := range m.anyone(again).posts(t, thread.ID) {
			delete(acked, text(post, "id"))
		}
		if len(acked) != 0 {
			t.Errorf("acknowledged and gone: %v", acked)
		}
	}
}

// brokerSilent freezes the broker: its connections stay and say nothing.
func (m *mishap) brokerSilent(t *testing.T) {
	thread := m.as(m.ada(), m.first()).begin(t, "Tyst förmedlare", "ett")
	w := m.anyone(m.last()).watch(t)
	w.follow(t, thread.Topic)
	m.redis.signal(syscall.SIGSTOP)
	t.Cleanup(func() { m.redis.signal(syscall.SIGCONT) })
	for range 5 {
		begun := time.Now()
		late := m.lateness(t, thread, w)
		if answered := time.Since(begun) - late; answered > 3*time.Second {
			t.Errorf("with a silent broker a post was answered after %s", answered)
		}
		if late > 6*time.Second {
			t.Errorf("with a silent broker a post took %s to the other node", late)
		}
	}
	m.redis.signal(syscall.SIGCONT)
	eventually(t, 30*time.Second, "posts are quick again", func() bool { return m.lateness(t, thread, w) < 500*time.Millisecond })
}
