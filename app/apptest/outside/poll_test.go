package outside

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

// poll is the events call.
func (c caller) poll(t testing.TB, topic, query string) answer {
	t.Helper()
	return c.get(t, "/api/topics/"+topic+"/events?"+query)
}

// after writes the query of a client that has had these events.
func after(seq int64, epoch string, wait int) string {
	return fmt.Sprintf("after=%d&epoch=%s&wait=%d", seq, escape(epoch), wait)
}

func TestPolling(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		thread := c.begin(t, "Fråga", "ett")
		c.say(t, thread.ID, "två")
		nobody := s.anyone(s.last())
		w := nobody.watch(t)
		w.followAfter(t, thread.Topic, 0, thread.Epoch)
		o := nobody.poll(t, thread.Topic, after(0, thread.Epoch, 0)).want(t, http.StatusOK).object(t)
		events, _ := o["events"].([]any)
		if o["topic"] != thread.Topic || whole(o, "seq") != 2 || o["epoch"] != thread.Epoch || len(events) != 2 {
			t.Fatalf("events: %v", o)
		}
		for _, e := range events {
			if f := w.event(t); !sameJSON(f.o, e) {
				t.Errorf("the events are the objects of the socket:\n%v\n%s", e, f)
			}
		}
		for _, topic := range []string{thread.Topic, "thread%3A" + thread.ID} {
			empty := nobody.poll(t, topic, after(2, thread.Epoch, 0)).want(t, http.StatusOK).object(t)
			if list, ok := empty["events"].([]any); !ok || len(list) != 0 || whole(empty, "seq") != 2 {
				t.Errorf("nothing new: %v", empty)
			}
		}
		for _, bad := range []string{after(3, thread.Epoch, 0), after(0, "falsk", 0), after(1<<50, "falsk", 0)} {
			o := nobody.poll(t, thread.Topic, bad).want(t, http.StatusOK).object(t)
			if o["reset"] != true || whole(o, "seq") != 2 || o["epoch"] != thread.Epoch || o["topic"] != thread.Topic {
				t.Errorf("%s: want a reset: %v", bad, o)
			}
		}
		nobody.poll(t, thread.Topic, "after=0&wait=0").refused(t, http.StatusUnprocessableEntity, "epoch_missing")
		for _, bad := range []string{"wait=26", "wait=-1", "wait=x", "wait=1.5", "wait=0&after=-1&epoch=x", "wait=0&after=x&epoch=x", "wait=0&after=1.5&epoch=x"} {
			nobody.poll(t, thread.Topic, bad).refused(t, http.StatusUnprocessableEntity)
		}
		for _, topic := range []string{"thread:finns-inte", "area:demo-sluten", "nonsense", "member:" + s.ada().id} {
			nobody.poll(t, topic, "wait=0").refused(t, http.StatusNotFound, "topic_unknown")
			nobody.poll(t, topic, after(9, "falsk", 0)).refused(t, http.StatusNotFound, "topic_unknown")
		}
		s.as(s.bo(), s.last()).poll(t, "moderation", "wait=0").refused(t, http.StatusForbidden)
	})
}

func TestPollingWaits(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		thread := c.begin(t, "Vänta", "ett")
		for round, query := range []string{after(1, thread.Epoch, 20), "wait=20", "after=3&epoch=" + escape(thread.Epoch)} {
			got := make(chan answer, 1)
			go func() {
				a, _ := s.anyone(s.last()).try(http.MethodGet, "/api/topics/"+thread.Topic+"/events?"+query, nil)
				got <- a
			}()
			// A poll without after can only see what comes while it waits, so posts go on until it answers.
			begun := time.Now()
			var first reference
			var a answer
			for a.what == "" {
				if ref := c.say(t, thread.ID, fmt.Sprint("runda ", round)); first.ID == "" {
					first = ref
				}
				select {
				case a = <-got:
				case <-time.After(100 * time.Millisecond):
				}
				if time.Since(begun) > patience {
					t.Fatal("the poll does not answer")
				}
			}
			o := a.want(t, http.StatusOK).object(t)
			events, _ := o["events"].([]any)
			if len(events) == 0 || text(events[0], "type") != "post.added" {
				t.Errorf("round %d: %s", round, a)
			}
			if round == 0 && whole(events[0], "seq") != 2 {
				t.Errorf("the first event after 1 is 2: %s", a)
			}
			for i, e := range events {
				if whole(e, "seq") != whole(events[0], "seq")+int64(i) {
					t.Errorf("a hole: %s", a)
				}
			}
		}
		seq, epoch := c.topicState(t, thread.ID)
		begun := time.Now()
		o := s.anyone(s.last()).poll(t, thread.Topic, after(seq, epoch, 2)).want(t, http.StatusOK).object(t)
		if list, ok := o["events"].([]any); !ok || len(list) != 0 {
			t.Errorf("nothing came: %v", o)
		}
		if took := time.Since(begun); took < 1900*time.Millisecond || took > 5*time.Second {
			t.Errorf("wait=2 answered after %s", took)
		}
	})
}
