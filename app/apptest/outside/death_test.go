package outside

import (
	"net/http"
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
