package outside

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func signalOf(kind, topic string) func(map[string]any) bool {
	return func(o map[string]any) bool { return o["signal"] == kind && o["topic"] == topic }
}

// shown sets whether a member's name may be shown.
func shown(t *testing.T, s *stand, p *person, yes bool) {
	t.Helper()
	s.as(p, s.first()).do(t, http.MethodPatch, "/api/member", map[string]any{"shown": yes}).want(t, http.StatusOK)
}

func typing(topic string) string { return `{"op":"signal","topic":"` + topic + `","kind":"typing"}` }

func TestTyping(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread := s.as(s.ada(), s.first()).begin(t, "Skriver", "x")
		p, q := s.newcomer(t), s.newcomer(t)
		shown(t, s, p, true)
		writer, reader := s.as(p, s.first()).watch(t), s.as(q, s.last()).watch(t)
		nobody, absent := s.anyone(s.last()).watch(t), s.as(s.cai(), s.first()).watch(t)
		for _, w := range []*watcher{writer, reader, nobody} {
			w.follow(t, thread.Topic)
		}
		// These say nothing to anybody: who has no account, who does not watch, what is no kind of a client's.
		nobody.say(typing(thread.Topic))
		absent.say(typing(thread.Topic))
		for _, kind := range []string{"presence", "activity", "nonsense", "post.added", ""} {
			writer.say(`{"op":"signal","topic":"` + thread.Topic + `","kind":"` + kind + `"}`)
		}
		nobody.leave(t, "area:upplevelser")
		absent.leave(t, "area:upplevelser")
		writer.say(typing(thread.Topic))
		f := reader.wantSignal(t, patience, "typing on the other node", func(o map[string]any) bool {
			if o["signal"] != "presence" && o["signal"] != "typing" {
				t.Errorf("a signal of no known kind: %v", o)
			}
			return o["signal"] == "typing"
		})
		if text(f.o, "by", "id") != p.id || text(f.o, "by", "name") != p.name {
			t.Errorf("typing names its writer: %s", f)
		}
		s.as(p, s.first()).say(t, thread.ID, "efter")
		for _, w := range []*watcher{writer, nobody} {
			w.event(t)
			for _, f := range w.signals {
				if f.o["signal"] == "typing" {
					t.Errorf("typing came back to its writer or to somebody without an account: %s", f)
				}
			}
		}
	})
}

func TestHiddenNames(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread := s.as(s.ada(), s.first()).begin(t, "Utan namn", "x")
		hidden, seen, reader := s.newcomer(t), s.newcomer(t), s.newcomer(t)
		shown(t, s, hidden, false)
		shown(t, s, seen, true)
		shown(t, s, reader, false)
		topic := thread.Topic
		r, n := s.as(reader, s.last()).watch(t), s.anyone(s.last()).watch(t)
		h, v := s.as(hidden, s.first()).watch(t), s.as(seen, s.first()).watch(t)
		for _, w := range []*watcher{r, n, h, v} {
			w.follow(t, topic)
		}
		f := r.wantSignal(t, patience, "presence of four", func(o map[string]any) bool { return o["signal"] == "presence" && whole(o, "count") == 4 })
		names, _ := f.o["names"].([]any)
		if len(names) != 1 || names[0] != seen.name {
			t.Errorf("names are those of members who chose to be shown: %s", f)
		}
		f = n.wantSignal(t, patience, "presence of four for anyone", func(o map[string]any) bool { return o["signal"] == "presence" && whole(o, "count") == 4 })
		if names, _ := f.o["names"].([]any); len(names) != 0 {
			t.Errorf("names went to a connection without an account: %s", f)
		}
		h.say(typing(topic))
		v.say(typing(topic))
		for range 2 {
			f := r.wantSignal(t, patience, "typing", signalOf("typing", topic))
			if strings.Contains(string(f.raw), hidden.name) {
				t.Errorf("a hidden name is told: %s", f)
			}
			if text(f.o, "by", "name") == seen.name {
				break
			}
		}
	})
}

func TestPresenceCounts(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread := s.as(s.ada(), s.first()).begin(t, "Närvaro", "x")
		w := s.as(s.ada(), s.last()).watch(t)
		w.follow(t, thread.Topic)
		count := func(n int64) {
			t.Helper()
			w.wantSignal(t, patience, fmt.Sprint("presence of ", n), func(o map[string]any) bool { return o["signal"] == "presence" && whole(o, "count") == n })
		}
		var seen []time.Time
		b := s.as(s.bo(), s.first()).watch(t)
		b.follow(t, thread.Topic)
		count(2)
		c := s.anyone(s.first()).watch(t)
		c.follow(t, thread.Topic)
		count(3)
		b.leave(t, thread.Topic)
		count(2)
		_ = c.conn.Close()
		count(1)
		watcher := s.anyone(s.last()).watch(t)
		watcher.follow(t, thread.Topic)
		for len(seen) < 4 {
			n := int64(3)
			if len(seen)%2 == 0 {
				b.follow(t, thread.Topic)
			} else {
				n = 2
				b.leave(t, thread.Topic)
			}
			f := watcher.wantSignal(t, patience, "presence", func(o map[string]any) bool { return o["signal"] == "presence" && whole(o, "count") == n })
			seen = append(seen, f.at)
		}
		for i := 1; i < len(seen); i++ {
			if gap := seen[i].Sub(seen[i-1]); gap < 1700*time.Millisecond {
				t.Errorf("presence after %s: at most one every 2 s", gap)
			}
		}
	})
}

func TestTooManySignals(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread := s.as(s.ada(), s.first()).begin(t, "Skurar", "x")
		p := s.newcomer(t)
		shown(t, s, p, true)
		writer, reader := s.as(p, s.first()).watch(t), s.as(s.bo(), s.last()).watch(t)
		writer.follow(t, thread.Topic)
		reader.follow(t, thread.Topic)
		for range 100 {
			writer.say(typing(thread.Topic))
		}
		writer.follow(t, thread.Topic)
		s.as(p, s.first()).say(t, thread.ID, "efter skuren")
		reader.event(t)
		// A second sentinel: whatever the burst sent is through once an own burst of one is.
		reader.wantSignal(t, patience, "typing", signalOf("typing", thread.Topic))
		end := s.as(s.bo(), s.last()).say(t, thread.ID, "slut")
		for f := reader.event(t); whole(f.o, "seq") != end.Seq; f = reader.event(t) {
			continue
		}
		passed := 1
		for _, f := range reader.signals {
			if f.o["signal"] == "typing" {
				passed++
			}
		}
		if passed > 10 {
			t.Errorf("%d of 100 signals passed, 5 a second may", passed)
		}
	})
}

func TestActivity(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		thread := c.beginIn(t, "hallbar-energi", "Aktivitet", "x")
		w := s.anyone(s.last()).watch(t)
		w.follow(t, "area:hallbar-energi")
		c.say(t, thread.ID, "rör sig")
		f := w.wantSignal(t, patience, "activity", func(o map[string]any) bool { return o["signal"] == "activity" && o["thread"] == thread.ID })
		wantTime(t, f.String(), text(f.o, "at"))
		if strings.Contains(string(f.raw), "rör sig") {
			t.Errorf("activity holds words: %s", f)
		}
	})
}
