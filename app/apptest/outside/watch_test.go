package outside

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// frameObject is one JSON object that the server sent.
type frameObject struct {
	raw []byte
	o   map[string]any
	at  time.Time
}

func (f frameObject) String() string {
	if len(f.raw) > 500 {
		return string(f.raw[:500]) + "…"
	}
	return string(f.raw)
}

// question is a frame of ours that is still to be answered.
type question struct {
	id, op, topic string
	after         int64 // -1: from now on
}

// standing is what a client knows of a topic that it watches.
type standing struct {
	last  int64
	epoch string
}

// watcher is the client of the protocol page: it keeps one state a topic and complains of anything that the
// page does not allow.
type watcher struct {
	*socket
	next    int
	asked   []question
	topics  map[string]*standing
	waiting []frameObject // of the frame in hand
	answers []frameObject
	events  []frameObject
	signals []frameObject
	ended   []frameObject // reset and revoked without id
	gone    bool
}

// watch opens a connection and keeps the strict client on it.
func (c caller) watch(t testing.TB, extra ...string) *watcher {
	t.Helper()
	w := &watcher{socket: c.open(t, extra...), topics: map[string]*standing{}}
	t.Cleanup(func() {
		if !t.Failed() {
			w.drain()
		}
	})
	return w
}

// drain judges what has arrived and was not asked for.
func (w *watcher) drain() {
	for w.step(time.After(0)) {
	}
}

// ask sends a question with a fresh id. after < 0: from now on.
func (w *watcher) ask(op, topic string, after int64, epoch string) {
	w.next++
	o := map[string]any{"id": w.next, "op": op, "topic": topic}
	if after >= 0 {
		o["after"], o["epoch"] = after, epoch
	}
	b, _ := encode(o)
	w.putting(question{fmt.Sprint(w.next), op, topic, after}, string(b))
}

// putting sends any text and expects one answer with this id ("" for none).
func (w *watcher) putting(q question, frame string) {
	w.asked = append(w.asked, q)
	w.say(frame)
}

// step takes one object; false when the time is over or the connection ended.
func (w *watcher) step(limit <-chan time.Time) bool {
	for len(w.waiting) == 0 {
		if w.gone {
			return false
		}
		select {
		case frame, more := <-w.frames:
			if !more {
				w.gone = true
				return false
			}
			w.unpack(frame)
		case <-limit:
			return false
		}
	}
	f := w.waiting[0]
	w.waiting = w.waiting[1:]
	w.take(f)
	return true
}

// unpack splits a frame into its objects.
func (w *watcher) unpack(frame []byte) {
	now := time.Now()
	if !utf8.Valid(frame) || len(frame) == 0 || bytes.HasSuffix(frame, []byte("\n")) {
		w.t.Errorf("a frame is UTF-8 and newlines stand between objects only: %q", frame)
	}
	for _, line := range bytes.Split(frame, []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		f := frameObject{raw: line, at: now}
		if err := json.Unmarshal(line, &f.o); err != nil {
			w.t.Errorf("not one JSON object a line: %v: %q", err, line)
			continue
		}
		w.waiting = append(w.waiting, f)
	}
}

// take moves the state machine by one object.
func (w *watcher) take(f frameObject) {
	_, isAnswer := f.o["ok"]
	_, hasID := f.o["id"]
	switch {
	case isAnswer || hasID:
		w.takeAnswer(f)
	case f.o["signal"] != nil:
		w.takeSignal(f)
	case f.o["reset"] == true || f.o["revoked"] == true:
		if w.topics[text(f.o, "topic")] == nil {
			w.t.Errorf("an end of a subscription that does not stand: %s", f)
		}
		delete(w.topics, text(f.o, "topic"))
		w.ended = append(w.ended, f)
	case f.o["type"] != nil:
		w.takeEvent(f)
	default:
		w.t.Errorf("an object of no known form: %s", f)
	}
}

func (w *watcher) takeAnswer(f frameObject) {
	w.answers = append(w.answers, f)
	if len(w.asked) == 0 {
		w.t.Errorf("an answer to nothing: %s", f)
		return
	}
	q := w.asked[0]
	w.asked = w.asked[1:]
	var form struct{ ID json.RawMessage }
	_ = json.Unmarshal(f.raw, &form)
	if string(form.ID) != q.id {
		w.t.Errorf("answers come in the order of the requests, with their id as it came: want %s: %s", q.id, f)
		return
	}
	if q.topic != "" && f.o["topic"] != nil && f.o["topic"] != q.topic {
		w.t.Errorf("an answer about another topic than %q: %s", q.topic, f)
	}
	if f.o["ok"] == false {
		if problem, ok := f.o["problem"].(map[string]any); ok {
			judgeProblemObject(w.t, f.String(), problem, 0)
		} else {
			w.t.Errorf("a refusal without a problem: %s", f)
		}
	}
	delete(w.topics, q.topic)
	if q.op != "subscribe" || f.o["ok"] != true {
		return
	}
	seq, epoch := whole(f.o, "seq"), text(f.o, "epoch")
	if seq < 0 || epoch == "" || seq < q.after || f.o["topic"] != q.topic {
		w.t.Errorf("a yes to a subscribe has topic, seq and epoch: %s", f)
	}
	w.topics[q.topic] = &standing{max(q.after, 0), epoch}
	if q.after < 0 {
		w.topics[q.topic].last = seq
	}
}

func (w *watcher) takeEvent(f frameObject) {
	w.events = append(w.events, f)
	state := w.topics[text(f.o, "topic")]
	if state == nil {
		w.t.Errorf("an event of a topic without a subscription: %s", f)
		return
	}
	seq := whole(f.o, "seq")
	if seq != state.last+1 {
		w.t.Errorf("seq %d after %d: %s", seq, state.last, f)
	}
	state.last = seq
	if _, ok := f.o["data"].(map[string]any); !ok || text(f.o, "type") == "" {
		w.t.Errorf("an event has a type and data: %s", f)
	}
	wantTime(w.t, f.String(), text(f.o, "at"))
	if strings.HasPrefix(text(f.o, "type"), "post.") {
		wantPost(w.t, f.String(), f.o["data"].(map[string]any))
	}
}

func (w *watcher) takeSignal(f frameObject) {
	w.signals = append(w.signals, f)
	if w.topics[text(f.o, "topic")] == nil {
		w.t.Errorf("a signal of a topic without a subscription: %s", f)
	}
	if _, there := f.o["seq"]; there {
		w.t.Errorf("a signal has no seq: %s", f)
	}
}

// until takes objects until the condition holds.
func (w *watcher) until(t testing.TB, within time.Duration, what string, holds func() bool) {
	t.Helper()
	limit := time.After(within)
	for !holds() {
		if !w.step(limit) {
			t.Fatalf("not within %s: %s (ended: %t, code %d, %v; events %d, answers %d, signals %d)",
				within, what, w.gone, w.code, w.failure, len(w.events), len(w.answers), len(w.signals))
		}
	}
}

// patience is how long a thing may take that should take no time at all.
const patience = 15 * time.Second

// reply waits for the next answer.
func (w *watcher) reply(t testing.TB) frameObject {
	t.Helper()
	w.until(t, patience, "an answer", func() bool { return len(w.answers) > 0 })
	f := w.answers[0]
	w.answers = w.answers[1:]
	return f
}

// event waits for the next event.
func (w *watcher) event(t testing.TB) frameObject {
	t.Helper()
	w.until(t, patience, "an event", func() bool { return len(w.events) > 0 })
	f := w.events[0]
	w.events = w.events[1:]
	return f
}

// follow subscribes from now on and wants a yes.
func (w *watcher) follow(t testing.TB, topic string) frameObject {
	t.Helper()
	return w.followAfter(t, topic, -1, "")
}

// followAfter subscribes after a seq and wants a yes.
func (w *watcher) followAfter(t testing.TB, topic string, after int64, epoch string) frameObject {
	t.Helper()
	w.ask("subscribe", topic, after, epoch)
	f := w.reply(t)
	if f.o["ok"] != true {
		t.Fatalf("subscribe %s: %s", topic, f)
	}
	return f
}

// leave unsubscribes; its answer is the last word on the topic.
func (w *watcher) leave(t testing.TB, topic string) {
	t.Helper()
	w.ask("unsubscribe", topic, -1, "")
	if f := w.reply(t); f.o["ok"] != true || f.o["topic"] != topic {
		t.Errorf("unsubscribe %s: %s", topic, f)
	}
}

// denied demands ok:false with this status and code.
func (f frameObject) denied(t testing.TB, status int, code string) {
	t.Helper()
	if f.o["ok"] != false || whole(f.o, "problem", "status") != int64(status) || (code != "" && text(f.o, "problem", "code") != code) {
		t.Errorf("want a refusal %d %s: %s", status, code, f)
	}
}

// wantSignal waits for a signal that fits and drops the ones before it.
func (w *watcher) wantSignal(t testing.TB, within time.Duration, what string, fits func(o map[string]any) bool) frameObject {
	t.Helper()
	var found frameObject
	w.until(t, within, what, func() bool {
		for len(w.signals) > 0 {
			found = w.signals[0]
			w.signals = w.signals[1:]
			if fits(found.o) {
				return true
			}
		}
		return false
	})
	return found
}

// topicState reads topic, seq and epoch of a thread.
func (c caller) topicState(t testing.TB, thread string) (seq int64, epoch string) {
	t.Helper()
	o := c.get(t, "/api/threads/"+thread).want(t, http.StatusOK).object(t)
	return whole(o, "seq"), text(o, "epoch")
}
