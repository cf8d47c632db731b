package outside

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestSubscribeForms(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		a := s.as(s.ada(), s.first())
		thread := a.begin(t, "Prenumerera", "ett")
		w := s.anyone(s.last()).watch(t)
		if f := w.follow(t, thread.Topic); whole(f.o, "seq") != 1 || f.o["epoch"] != thread.Epoch {
			t.Errorf("want head 1 and epoch %s: %s", thread.Epoch, f)
		}
		ref := a.say(t, thread.ID, "två")
		f := w.event(t)
		if f.o["type"] != "post.added" || text(f.o, "data", "id") != ref.ID || whole(f.o, "seq") != 2 || f.o["topic"] != thread.Topic {
			t.Errorf("event: %s", f)
		}
		w.leave(t, thread.Topic)
		w.leave(t, thread.Topic)
		a.say(t, thread.ID, "tre")
		if f := w.followAfter(t, thread.Topic, 1, thread.Epoch); whole(f.o, "seq") != 3 {
			t.Errorf("want head 3: %s", f)
		}
		for _, seq := range []int64{2, 3} {
			if f := w.event(t); whole(f.o, "seq") != seq {
				t.Errorf("want event %d: %s", seq, f)
			}
		}
		w.followAfter(t, thread.Topic, 3, thread.Epoch)
		w.followAfter(t, thread.Topic, 0, thread.Epoch)
		first := w.event(t)
		if first.o["type"] != "thread.added" || text(first.o, "data", "id") != thread.ID || text(first.o, "data", "post", "text") != "ett" {
			t.Errorf("the first event of a thread is thread.added with its first post: %s", first)
		}
		w.event(t)
		w.event(t)
	})
}

func TestIDsComeBack(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		w := s.anyone(s.last()).watch(t)
		for _, id := range []string{"0", "-0", "1", "-7", "1.50", "1e2", "1E+2", "9007199254740993", "123456789012345678901234567890", `""`, `"a"`, `"1"`, `"` + strings.Repeat("x", 64) + `"`, `"` + strings.Repeat("😀", 64) + `"`} {
			w.putting(question{id, "unsubscribe", "area:upplevelser", -1}, `{"id":`+id+`,"op":"unsubscribe","topic":"area:upplevelser"}`)
			if f := w.reply(t); f.o["ok"] != true {
				t.Errorf("id %s: %s", id, f)
			}
		}
		for _, id := range []string{`"` + strings.Repeat("x", 65) + `"`, "true", "[]", "{}", "[1]"} {
			frame := `{"id":` + id + `,"op":"subscribe","topic":"area:upplevelser"}`
			w.say(frame)
			w.asked = append(w.asked, question{})
			w.until(t, patience, "an answer to "+frame, func() bool { return len(w.answers) > 0 || len(w.asked) == 0 })
			if f := w.reply(t); f.o["ok"] != false {
				t.Errorf("id %s: %s", id, f)
			}
		}
	})
}

func TestBadFrames(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		a := s.as(s.ada(), s.first())
		thread := a.begin(t, "Fel ramar", "ett")
		w := s.as(s.bo(), s.last()).watch(t)
		w.follow(t, thread.Topic)
		other := `"topic":"area:upplevelser"`
		for _, bad := range []struct{ id, frame, code string }{
			{"", "", ""}, {"", "{", ""}, {"", "nej", ""}, {"", "[]", ""}, {"", `"x"`, ""}, {"", "null", ""}, {"", "5", ""}, {"", "{}", ""}, {"", `{"op":"subscribe","topic":"area:upplevelser"}`, ""},
			{"", `{"id":1,"op":"unsubscribe",` + other + `}{"id":2}`, ""}, {"", "\ufeff{}", ""}, {"7", `{"id":7}`, ""}, {"7", `{"id":7,"op":"subscribe"}`, ""},
			{"7", `{"id":7,"op":"nej",` + other + `}`, ""}, {"7", `{"id":7,"op":"Subscribe",` + other + `}`, ""}, {"7", `{"id":7,"op":5,` + other + `}`, ""}, {"7", `{"id":7,"op":"subscribe",` + other + `,"extra":1}`, ""},
			{"7", `{"id":7,"op":"subscribe",` + other + `,"Topic":"x"}`, ""}, {"7", `{"id":7,"op":"subscribe","topic":5}`, ""}, {"7", `{"id":7,"op":"subscribe","topic":null}`, ""}, {"7", `{"id":7,"op":"subscribe",` + other + `,"after":0}`, "epoch_missing"},
			{"7", `{"id":7,"op":"subscribe",` + other + `,"after":-1,"epoch":"x"}`, ""}, {"7", `{"id":7,"op":"subscribe",` + other + `,"after":1.5,"epoch":"x"}`, ""}, {"7", `{"id":7,"op":"subscribe",` + other + `,"after":"1","epoch":"x"}`, ""},
			{"7", `{"id":7,"op":"subscribe",` + other + `,"after":1,"epoch":5}`, ""}, {"7", `{"id":7,"op":"subscribe",` + other + `,"after":1e400,"epoch":"x"}`, ""}, {"7", `{"id":7,"op":"subscribe",` + other + `,"after":[],"epoch":"x"}`, ""},
			{`"s"`, `{"op":"nej","id":"s"}`, ""}, {"", strings.Repeat("[", 2000), ""}, {"", `{"a":` + strings.Repeat(`{"a":`, 500), ""},
		} {
			w.putting(question{id: bad.id}, bad.frame)
			f := w.reply(t)
			status := whole(f.o, "problem", "status")
			if f.o["ok"] != false || (status != 400 && status != 422) || (bad.code != "" && text(f.o, "problem", "code") != bad.code) {
				t.Errorf("%.80s: want 400 or 422 %s: %s", bad.frame, bad.code, f)
			}
		}
		ref := a.say(t, thread.ID, "två")
		if f := w.event(t); whole(f.o, "seq") != ref.Seq {
			t.Errorf("the connection and its topics stay: %s", f)
		}
	})
}

func TestAnswersInOrder(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		a := s.as(s.ada(), s.first())
		var topics []string
		for i := range 5 {
			topics = append(topics, a.begin(t, fmt.Sprint("Ordning ", i), "x").Topic)
		}
		w := s.as(s.bo(), s.last()).watch(t)
		for i := range 120 {
			switch i % 4 {
			case 0, 1:
				w.ask("subscribe", topics[i%5], -1, "")
			case 2:
				w.ask("unsubscribe", topics[(i+1)%5], -1, "")
			case 3:
				w.ask("subscribe", "thread:finns-inte", 0, "x")
			}
			if i%30 == 7 {
				a.say(t, strings.TrimPrefix(topics[i%5], "thread:"), "mitt i")
			}
		}
		for range 120 {
			w.reply(t)
		}
		w.drain()
	})
}

func TestResets(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		a := s.as(s.ada(), s.first())
		thread, hidden := a.begin(t, "Nollställning", "ett"), hide(t, s)
		head := a.say(t, thread.ID, "två").Seq
		w := s.anyone(s.last()).watch(t)
		for _, bad := range []struct {
			after int64
			epoch string
		}{{0, "falsk"}, {head, "falsk"}, {head + 1000, thread.Epoch}, {1 << 50, thread.Epoch}, {1 << 50, "falsk"}, {0, ""}, {1, strings.ToUpper(thread.Epoch) + "x"}} {
			w.follow(t, thread.Topic)
			w.ask("subscribe", thread.Topic, bad.after, bad.epoch)
			f := w.reply(t)
			if bad.epoch == "" && f.o["ok"] == false {
				f.denied(t, http.StatusUnprocessableEntity, "epoch_missing")
				continue
			}
			if _, there := f.o["ok"]; there || f.o["reset"] != true || whole(f.o, "seq") != head || f.o["epoch"] != thread.Epoch || f.o["topic"] != thread.Topic {
				t.Errorf("after %d, epoch %q: want a reset at %d: %s", bad.after, bad.epoch, head, f)
			}
			// The refused subscribe has ended the one that stood: the strict client complains of any event now.
			head = a.say(t, thread.ID, "till ingen").Seq
		}
		w.followAfter(t, thread.Topic, head, thread.Epoch)
		w.ask("subscribe", thread.Topic, -1, "")
		w.putting(question{"900", "subscribe", thread.Topic, -1}, `{"id":900,"op":"subscribe","topic":"`+thread.Topic+`","after":0}`)
		w.reply(t)
		w.reply(t).denied(t, http.StatusUnprocessableEntity, "epoch_missing")
		a.say(t, thread.ID, "till ingen")
		w.ask("subscribe", "thread:"+hidden.thread, 1<<40, "falsk")
		w.reply(t).denied(t, http.StatusNotFound, "topic_unknown")
		end := a.begin(t, "Slut", "x")
		w.followAfter(t, end.Topic, 0, end.Epoch)
		if f := w.event(t); f.o["topic"] != end.Topic {
			t.Errorf("an event of an ended subscription: %s", f)
		}
	})
}

func TestLongCatchUp(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		thread := c.begin(t, "Tusen", "1")
		inHands(1000, func(i int) { c.say(t, thread.ID, fmt.Sprint(i)) })
		w := s.anyone(s.last()).watch(t)
		w.ask("subscribe", thread.Topic, 0, thread.Epoch)
		if f := w.reply(t); f.o["reset"] != true || whole(f.o, "seq") != 1001 {
			t.Errorf("1,001 missing events: want a reset: %s", f)
		}
		w.followAfter(t, thread.Topic, 1, thread.Epoch)
		c.say(t, thread.ID, "under tiden")
		for seq := int64(2); seq <= 1002; seq++ {
			if f := w.event(t); whole(f.o, "seq") != seq {
				t.Fatalf("want event %d: %s", seq, f)
			}
		}
		all, after := 0, int64(0)
		for all < 1002 {
			o := c.get(t, fmt.Sprintf("/api/topics/%s/events?after=%d&epoch=%s&wait=0", thread.Topic, after, thread.Epoch)).want(t, http.StatusOK).object(t)
			events, _ := o["events"].([]any)
			if len(events) == 0 || len(events) > 500 || whole(o, "seq") != 1002 {
				t.Fatalf("events after %d: %d, head %d", after, len(events), whole(o, "seq"))
			}
			for _, e := range events {
				if after++; whole(e, "seq") != after {
					t.Fatalf("want event %d: %v", after, e)
				}
			}
			all += len(events)
		}
	})
}

func TestManyTopics(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		topics := make([]reference, 101)
		inHands(101, func(i int) { topics[i] = c.beginIn(t, "jord-skog-vatten", fmt.Sprint("Ämne ", i), "x") })
		w := s.as(s.bo(), s.last()).watch(t)
		for _, ref := range topics[:100] {
			w.follow(t, ref.Topic)
		}
		w.ask("subscribe", topics[100].Topic, -1, "")
		w.reply(t).denied(t, http.StatusTooManyRequests, "too_many_topics")
		w.follow(t, topics[0].Topic)
		c.say(t, topics[99].ID, "än")
		if f := w.event(t); f.o["topic"] != topics[99].Topic {
			t.Errorf("the others stay: %s", f)
		}
		w.leave(t, topics[5].Topic)
		w.follow(t, topics[100].Topic)
	})
}
