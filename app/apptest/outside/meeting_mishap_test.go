package outside

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"
)

// stageAt is where a meeting stands as somebody reads it who comes now.
func (m *meeting) stageAt(t testing.TB, n *node) map[string]any {
	t.Helper()
	return within(m.s.anyone(n).get(t, m.base).want(t, http.StatusOK).object(t)["stage"].(map[string]any))
}

// meeting kills a node in the middle of a workshop, under eight notes. The stage stands as it stood, also for whoever comes late; no note that
// was answered is lost, and none hangs there twice; whoever watched goes on where they were.
func (m *mishap) meeting(t *testing.T) {
	meet := m.meet(t)
	meet.act(t, "pause")
	last := len(m.nodes) - 1
	guest := meet.guest(t, "Gäst", m.nodes[last])
	kept := meet.notes(t, guest, "före")
	seen, seq := meet.looks(t, m.anyone(m.first()))
	stood := meet.stageAt(t, m.first())
	write := func(n *node, i int, key string) (answer, error) {
		return guest.on(n).try(http.MethodPost, meet.wall()+"/notes", map[string]any{"text": fmt.Sprint("lapp ", i)}, "Idempotency-Key", key, "Origin", m.site)
	}
	keys, first := m.dies(t, write)
	again := m.nodes[last]
	for _, n := range m.nodes {
		if now := meet.stageAt(t, n); !sameJSON(now, stood) {
			t.Errorf("the stage stood as %v and stands as %v", stood, now)
		}
	}
	want := map[string]string{kept.ID: "före"}
	for i, key := range keys {
		a, err := write(m.first(), i, key)
		if err != nil {
			t.Fatal(err)
		}
		want[a.reference(t, http.StatusCreated).ID] = fmt.Sprint("lapp ", i)
		if first[i].status == http.StatusCreated && !bytes.Equal(first[i].body, a.body) {
			t.Errorf("a repeat after a death answers differently:\n%s\n%s", a, first[i])
		}
	}
	meet.lead = meet.lead.on(m.first())
	meet.act(t, "resume")
	meet.turn(t, "revealed")
	w := m.anyone(again).watch(t)
	w.followAfter(t, meet.topic, seq, meet.epoch)
	fresh, head := meet.looks(t, m.anyone(again))
	w.until(t, patience, "the end of the topic", func() bool { return w.topics[meet.topic].last >= head })
	for _, f := range w.events {
		seen.apply(text(f.o, "type"), f.o["data"].(map[string]any), meet.write)
	}
	differ(t, "who watched all the time", fresh, seen)
	notes := m.anyone(again).get(t, meet.wall()).object(t)["notes"].([]any)
	for _, n := range notes {
		if words, ok := want[text(n, "id")]; !ok || words != text(n, "text") {
			t.Errorf("%v hangs there; answered was %v", n, want)
		}
	}
	if len(notes) != len(want) {
		t.Errorf("%d notes hang there, %d were answered", len(notes), len(want))
	}
}
