package live

import (
	"errors"
	"testing"
	"time"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

var (
	ada = Watcher{Member: "ada", Name: "Ada", Session: "s-ada", Shown: true}
	bo  = Watcher{Member: "bo", Name: "Bo", Session: "s-bo"}
)

func TestAnEventReachesWhoWatchesAtOnce(t *testing.T) {
	h := alone(t, quick())
	h.log.Post("thread:1", 3)
	s, other := h.sit(t, ada), h.sit(t, bo)
	if o := s.watch("thread:1"); o.Seq != 3 || o.Epoch != "k1" || string(o.ID) != "1" {
		t.Fatalf("the answer says where the topic stands: %s", o.Raw)
	}
	other.watch("thread:2")
	h.log.Post("thread:1", 20)
	s.sees("thread:1", 4, 23)
	other.silent()
	if n := h.Stats().Holes; n != 0 {
		t.Errorf("%d reads of the log for what was told", n)
	}
}

func TestASubscribeAfterIsCaughtUp(t *testing.T) {
	h := alone(t, quick())
	h.log.Post("thread:1", 500)
	s := h.sit(t, Watcher{})
	if o := s.watchAfter("thread:1", 20, "k1"); o.Seq != 500 {
		t.Fatalf("seq is the head: %s", o.Raw)
	}
	h.log.Post("thread:1", 5)
	s.sees("thread:1", 21, 505)
	h.log.Post("thread:1", 1)
	s.sees("thread:1", 506, 506)
}

func TestLostMessagesAreFoundBySweeping(t *testing.T) {
	h := alone(t, quick())
	s := h.sit(t, Watcher{})
	s.watch("thread:1")
	h.log.Write("thread:1", "post.added", ref.Ref{})
	h.log.Write("thread:1", "post.added", ref.Ref{})
	s.sees("thread:1", 1, 2)
}

func TestHolesAreFilledAndDuplicatesDropped(t *testing.T) {
	limits := quick()
	limits.Sweep, limits.Fresh = time.Hour, time.Hour
	h := alone(t, limits)
	s := h.sit(t, Watcher{})
	s.watch("thread:1")
	var events []event.Event
	for range 6 {
		events = append(events, h.log.Write("thread:1", "post.added", ref.Ref{}))
	}
	h.Committed(events[3:4]) // a hole of three
	s.sees("thread:1", 1, 4)
	h.Committed(events[0:2])
	h.Committed(events[5:6])
	h.Committed(events[4:5])
	h.Committed(events)
	s.sees("thread:1", 5, 6)
	h.log.Post("thread:1", 1)
	s.sees("thread:1", 7, 7)
	if n := h.Stats().Holes; n < 1 {
		t.Errorf("holes %d", n)
	}
}

func TestTheTestsOfASubscribeComeInOrder(t *testing.T) {
	h := alone(t, quick())
	h.log.Post("thread:1", 1500)
	s := h.sit(t, ada)
	h.deny("ada", "3", Unknown)
	for _, c := range []struct{ frame, want string }{
		{`"topic":"thread:3","after":5,"epoch":"other"`, `{"id":1,"ok":false,"topic":"thread:3","problem":{"type":"/problems/topic_unknown","title":"There is no such topic.","status":404,"code":"topic_unknown"}}`},
		{`"topic":"thread:1","after":5,"epoch":"other"`, `{"id":1,"topic":"thread:1","reset":true,"seq":1500,"epoch":"k1"}`},
		{`"topic":"thread:1","after":1501,"epoch":"k1"`, `{"id":1,"topic":"thread:1","reset":true,"seq":1500,"epoch":"k1"}`},
		{`"topic":"thread:1","after":499,"epoch":"k1"`, `{"id":1,"topic":"thread:1","reset":true,"seq":1500,"epoch":"k1"}`},
		{`"topic":"thread:1","after":1500,"epoch":"k1"`, `{"id":1,"ok":true,"topic":"thread:1","seq":1500,"epoch":"k1"}`},
	} {
		s.say(`{"id":1,"op":"subscribe",` + c.frame + `}`)
		if o := s.next(); string(o.Raw) != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.frame, o.Raw, c.want)
		}
	}
	h.log.Shorten("thread:1", 1200)
	s.say(`{"id":1,"op":"subscribe","topic":"thread:1","after":1100,"epoch":"k1"}`)
	if o := s.next(); !o.Reset {
		t.Errorf("a log that was shortened: %s", o.Raw)
	}
	s.watchAfter("thread:1", 500+999, "k1")
	s.sees("thread:1", 1500, 1500)
}

func TestNobodyLearnsOfATopicThatIsNotTheirs(t *testing.T) {
	h := alone(t, quick())
	h.deny("ada", "secret", Unknown)
	s := h.sit(t, ada)
	for _, topic := range []string{"thread:secret", "thread:absent", "thread:", "thread", "nothing:1", "thread:a/b", "control", "moderation:1", "", "thread:1:2"} {
		s.say(`{"id":7,"op":"subscribe","topic":"` + topic + `"}`)
		want := `{"id":7,"ok":false,"topic":"` + topic + `","problem":{"type":"/problems/topic_unknown","title":"There is no such topic.","status":404,"code":"topic_unknown"}}`
		if o := s.next(); string(o.Raw) != want {
			t.Errorf("%q: %s", topic, o.Raw)
		}
	}
	h.deny("ada", "", Forbidden)
	s.say(`{"id":7,"op":"subscribe","topic":"moderation"}`)
	if o := s.next(); !o.No("topic_forbidden") || o.Problem.Status != 403 {
		t.Errorf("existence that is public: %s", o.Raw)
	}
}

func TestASecondSubscribeReplacesTheFirst(t *testing.T) {
	h := alone(t, quick())
	h.log.Post("thread:1", 3)
	s := h.sit(t, ada)
	s.watch("thread:1")
	s.watchAfter("thread:1", 1, "k1")
	s.sees("thread:1", 2, 3)
	for _, refused := range []string{
		`{"id":2,"op":"subscribe","topic":"thread:1","after":1,"epoch":"other"}`,
		`{"id":2,"op":"subscribe","topic":"thread:1","after":1}`,
		`{"id":2,"op":"subscribe","topic":"thread:1","more":1}`,
	} {
		s.watch("thread:1")
		s.say(refused)
		s.next()
		if n := s.conn.topics(); n != 0 {
			t.Errorf("%s: %d subscriptions stand", refused, n)
		}
	}
	wait(t, "the topic is let go", func() bool { return h.topic("thread:1") == nil })
}

func TestNothingFollowsAnUnsubscribe(t *testing.T) {
	h := alone(t, quick())
	h.log.Post("thread:1", 1000)
	s := h.sit(t, ada)
	s.watchAfter("thread:1", 0, "k1")
	s.say(`{"id":"bye","op":"unsubscribe","topic":"thread:1"}`)
	h.log.Post("thread:1", 5)
	for {
		o := s.next()
		if o.IsEvent() {
			continue
		}
		if string(o.Raw) != `{"id":"bye","ok":true,"topic":"thread:1"}` {
			t.Fatalf("%s", o.Raw)
		}
		break
	}
	h.log.Post("thread:1", 5)
	s.say(`{"id":"again","op":"unsubscribe","topic":"thread:1"}`)
	if o := s.next(); string(o.Raw) != `{"id":"again","ok":true,"topic":"thread:1"}` {
		t.Fatalf("nothing comes in between, and nothing was watched: %s", o.Raw)
	}
}

func TestAnotherHistoryStartsEverybodyOver(t *testing.T) {
	h := alone(t, quick())
	h.log.Post("thread:1", 9)
	s := h.sit(t, ada)
	s.watch("thread:1")
	h.log.Restore("k2", map[string]int{"thread:1": 4})
	if o := s.next(); string(o.Raw) != `{"topic":"thread:1","reset":true,"seq":4,"epoch":"k2"}` {
		t.Fatalf("%s", o.Raw)
	}
	s.watchAfter("thread:1", 4, "k2")
	h.log.Post("thread:1", 2)
	s.sees("thread:1", 5, 6)
}

func TestALogThatWentBackwardsStartsOver(t *testing.T) {
	h := alone(t, quick())
	h.log.Post("thread:1", 9)
	s := h.sit(t, ada)
	s.watch("thread:1")
	h.log.Restore("k1", map[string]int{"thread:1": 4})
	if o := s.next(); !o.Reset || o.Seq != 4 {
		t.Fatalf("%s", o.Raw)
	}
}

func TestAnEventThatCannotBeShownEndsInAReset(t *testing.T) {
	h := alone(t, quick())
	s, behind := h.sit(t, ada), h.sit(t, bo)
	s.watch("thread:1")
	h.spoilt[3] = true
	h.log.Post("thread:1", 2)
	s.sees("thread:1", 1, 2)
	h.log.Post("thread:1", 2)
	if o := s.next(); !o.Reset || o.Seq != 4 {
		t.Fatalf("%s", o.Raw)
	}
	s.watchAfter("thread:1", 4, "k1")
	behind.watchAfter("thread:1", 0, "k1")
	if o := behind.next(); !o.Reset || o.Seq != 4 {
		t.Fatalf("%s", o.Raw)
	}
	h.log.Post("thread:1", 1)
	s.sees("thread:1", 5, 5)
}

func TestWhileTheDatabaseIsAway(t *testing.T) {
	h := alone(t, quick())
	s := h.sit(t, ada)
	s.watch("thread:1")
	h.log.Fail(errors.New("connection refused"))
	wait(t, "the hub notices", func() bool { return !h.Healthy() })
	s.say(`{"id":2,"op":"subscribe","topic":"thread:2"}`)
	if o := s.next(); !o.No("database_unavailable") || o.Problem.Status != 503 {
		t.Fatalf("%s", o.Raw)
	}
	h.log.Write("thread:1", "post.added", ref.Ref{})
	h.log.Fail(nil)
	s.sees("thread:1", 1, 1)
	s.watch("thread:2")
}

func TestALimitOnTopics(t *testing.T) {
	limits := quick()
	limits.Topics = 3
	h := alone(t, limits)
	s := h.sit(t, ada)
	for _, topic := range []string{"thread:1", "thread:2", "thread:3", "thread:3"} {
		s.watch(topic)
	}
	s.say(`{"id":2,"op":"subscribe","topic":"thread:4"}`)
	if o := s.next(); !o.No("too_many_topics") || o.Problem.Status != 429 {
		t.Fatalf("%s", o.Raw)
	}
	h.log.Post("thread:1", 1)
	s.sees("thread:1", 1, 1)
}

func TestManyWhoReturnAtOnceShareTheReading(t *testing.T) {
	h := alone(t, quick())
	h.log.Post("thread:1", 90)
	seats := make([]*seat, 200)
	for i := range seats {
		seats[i] = h.sit(t, ada)
	}
	for _, s := range seats {
		s.say(`{"id":1,"op":"subscribe","topic":"thread:1","after":10,"epoch":"k1"}`)
	}
	for _, s := range seats {
		s.agreed()
		s.sees("thread:1", 11, 90)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.drawn > len(seats) {
		t.Errorf("%d renderings for %d who return", h.drawn, len(seats))
	}
}
