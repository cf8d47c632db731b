package live

import (
	"testing"
	"time"

	"kraftsam/app/platform/livetest"
	"kraftsam/app/platform/ref"
)

func TestALostRightEndsTheSubscription(t *testing.T) {
	limits := quick()
	limits.Rights = time.Hour
	h := alone(t, limits)
	s, other := h.sit(t, ada), h.sit(t, bo)
	for _, of := range []ref.Ref{{Kind: "member", ID: "ada"}, {Kind: "area", ID: "a"}} {
		h.deny("ada", "1", Write)
		s.watch("thread:1")
		other.watch("thread:1")
		h.deny("ada", "1", Unknown)
		h.log.Commit(Control, AccessChanged, of)
		if o := s.next(); string(o.Raw) != `{"topic":"thread:1","revoked":true}` {
			t.Fatalf("%s", o.Raw)
		}
		h.log.Post("thread:1", 1)
		if o := other.next(); !o.IsEvent() {
			t.Fatalf("%s", o.Raw)
		}
		s.silent()
		s.say(`{"id":1,"op":"subscribe","topic":"thread:1"}`)
		if o := s.next(); !o.No("topic_unknown") {
			t.Fatalf("%s", o.Raw)
		}
	}
}

func TestRightsAreAskedOnceInAWhile(t *testing.T) {
	h := alone(t, quick())
	s := h.sit(t, ada)
	s.watch("thread:1")
	h.deny("ada", "1", Forbidden)
	if o := s.next(); !o.Revoked {
		t.Fatalf("%s", o.Raw)
	}
}

// The right changes after it was asked and before the subscription stands.
func TestARightThatIsLostDuringASubscribe(t *testing.T) {
	limits := quick()
	limits.Rights = time.Hour
	h := alone(t, limits)
	s := h.sit(t, ada)
	h.mu.Lock()
	asked := false
	h.asked = func(by Watcher, _ string) {
		if by.Member == "ada" && !asked {
			asked = true
			h.deny("ada", "1", Unknown)
			h.log.Commit(Control, AccessChanged, ref.Ref{Kind: "member", ID: "ada"})
			wait(t, "the change is known", func() bool { return h.rights.round() > 0 })
		}
	}
	h.mu.Unlock()
	s.watch("thread:1")
	if o := s.next(); !o.Revoked {
		t.Fatalf("%s", o.Raw)
	}
}

// The database is away in the moment in which a lost right is asked for.
func TestARightThatCouldNotBeAskedIsAskedAgain(t *testing.T) {
	limits := quick()
	limits.Rights = time.Hour
	h := alone(t, limits)
	s := h.sit(t, ada)
	s.watch("thread:1")
	asked := make(chan struct{}, 100)
	h.mu.Lock()
	h.unsure, h.asked = true, func(Watcher, string) { asked <- struct{}{} }
	h.mu.Unlock()
	h.deny("ada", "1", Unknown)
	h.log.Commit(Control, AccessChanged, ref.Ref{Kind: "member", ID: "ada"})
	<-asked
	h.mu.Lock()
	h.unsure, h.asked = false, nil
	h.mu.Unlock()
	if o := s.next(); !o.Revoked {
		t.Fatalf("%s", o.Raw)
	}
}

// A node that stood still asks who lost a right meanwhile before it sends what waits.
func TestAThawedNodeAsksForRightsBeforeItSends(t *testing.T) {
	limits := quick()
	limits.Rights = time.Hour
	h := alone(t, limits)
	s := h.sit(t, ada)
	s.watch("thread:1")
	thaw := h.log.Stall()
	wait(t, "the node stands still", func() bool { return !h.fresh() })
	h.mu.Lock()
	h.asked = func(Watcher, string) {
		select { // what is not held back gets its chance to go out
		case o := <-s.got:
			s.got <- o
		case <-time.After(100 * time.Millisecond):
		}
	}
	h.mu.Unlock()
	h.deny("ada", "1", Unknown)
	h.log.Write(Control, AccessChanged, ref.Ref{Kind: "member", ID: "ada"})
	h.log.Post("thread:1", 1)
	thaw()
	if o := s.next(); !o.Revoked {
		t.Fatalf("before the right was asked for came %s", o.Raw)
	}
}

// What waits for somebody whose right is gone is taken back.
func TestARevokedTopicTakesBackWhatWaits(t *testing.T) {
	limits := quick()
	limits.Rights, limits.Stalled, limits.Presence = time.Hour, livetest.Patience, time.Hour
	h := alone(t, limits)
	s := h.sitStill(t, ada)
	s.say(`{"id":1,"op":"subscribe","topic":"thread:1"}`)
	wait(t, "it watches", func() bool { return h.Stats().Subscriptions == 1 })
	h.log.Post("thread:1", 50)
	wait(t, "they wait", func() bool { return h.Stats().Delivered == 50 })
	h.deny("ada", "1", Unknown)
	h.log.Commit(Control, AccessChanged, ref.Ref{Kind: "member", ID: "ada"})
	wait(t, "it is revoked", func() bool { return h.Stats().Revoked == 1 })
	go s.read()
	s.agreed()
	if o := s.next(); !o.Revoked {
		t.Fatalf("%s", o.Raw)
	}
	s.silent()
}

func TestASessionThatEndsDuringTheHandshake(t *testing.T) {
	h := alone(t, quick())
	h.log.Commit(Control, SessionEnded, ref.Ref{Kind: "session", ID: "s-ada"})
	wait(t, "the end is known", func() bool { return h.control.hasEnded(ada, h.now()) })
	h.sit(t, ada).closed(closeSession)
	h.sit(t, bo).watch("thread:1")
}

func TestTypingCountsOnlyFromWhoMayWrite(t *testing.T) {
	limits := quick()
	limits.Presence = time.Hour
	h := alone(t, limits)
	writer, reader, hidden := h.sit(t, ada), h.sit(t, Watcher{Member: "cai"}), h.sit(t, bo)
	anonymous, away := h.sit(t, Watcher{}), h.sit(t, Watcher{Member: "dag", Name: "Dag", Shown: true})
	h.deny("cai", "1", Watch)
	for _, s := range []*seat{writer, reader, hidden, anonymous} {
		s.watch("thread:1")
	}
	const typing = `{"op":"signal","topic":"thread:1","kind":"typing"}`
	for _, s := range []*seat{reader, anonymous, away} {
		s.say(typing)
	}
	writer.say(`{"op":"signal","topic":"thread:1","kind":"shouting"}`)
	for _, s := range []*seat{writer, reader, anonymous, away} { // an answer shows that what came before was dealt with
		s.say(`{"id":1,"op":"unsubscribe","topic":"thread:9"}`)
		s.agreed()
	}
	writer.say(typing)
	for _, s := range []*seat{reader, hidden} {
		if o := s.signal("typing"); string(o.Raw) != `{"topic":"thread:1","signal":"typing","by":{"id":"ada","name":"Ada"}}` {
			t.Errorf("%s", o.Raw)
		}
	}
	hidden.say(typing)
	if o := writer.signal("typing"); o.By.Name != "" || o.By.ID != "" {
		t.Errorf("the first that the writer hears is another's, without a name: %s", o.Raw)
	}
	reader.signal("typing")
	before := h.Stats().Signals
	for range 20 {
		writer.say(typing)
	}
	writer.say(`{"id":1,"op":"unsubscribe","topic":"thread:9"}`)
	writer.agreed()
	if n := (h.Stats().Signals - before) / 2; n != 4 {
		t.Errorf("%d of 20 went through", n)
	}
	if len(anonymous.got) != 0 || len(away.got) != 0 {
		t.Error("typing reached who may not hear it")
	}
}

func TestPresence(t *testing.T) {
	log, broker := livetest.NewLog(), NewMemory()
	here, there := build(t, log, broker, quick()), build(t, log, broker, quick())
	anonymous := here.sit(t, Watcher{})
	anonymous.watch("thread:1")
	for _, s := range []*seat{here.sit(t, ada), there.sit(t, ada), there.sit(t, bo)} {
		s.watch("thread:1")
	}
	last := there.sit(t, Watcher{Member: "cai", Name: "Cai", Shown: true})
	last.watch("thread:1")
	for o := last.signal("presence"); ; o = last.signal("presence") {
		if o.Count == 4 && len(o.Names) == 2 && o.Names[0] == "Ada" && o.Names[1] == "Cai" {
			break
		}
	}
	for o := anonymous.signal("presence"); o.Count != 4; o = anonymous.signal("presence") {
		if len(o.Names) != 0 {
			t.Errorf("names for somebody without an account: %s", o.Raw)
		}
	}
	last.say(`{"id":1,"op":"unsubscribe","topic":"thread:1"}`)
	for o := anonymous.signal("presence"); o.Count != 3; o = anonymous.signal("presence") {
	}
}

func TestASignalOfARoom(t *testing.T) {
	log, broker := livetest.NewLog(), NewMemory()
	here, there := build(t, log, broker, quick()), build(t, log, broker, quick())
	a, b := here.sit(t, Watcher{}), there.sit(t, ada)
	a.watch("thread:1")
	b.watch("thread:1")
	here.Signal("thread:1", "activity", struct {
		Thread string `json:"thread"`
	}{"42"})
	for _, s := range []*seat{a, b} {
		if o := s.signal("activity"); string(o.Raw) != `{"topic":"thread:1","signal":"activity","thread":"42"}` {
			t.Errorf("%s", o.Raw)
		}
	}
}
