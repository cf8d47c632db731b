package outside

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// operate runs `kraftsam admin …` beside the running nodes.
func (s *stand) operate(t *testing.T, args ...string) string {
	t.Helper()
	r, err := mustCommand(s.dir, s.env, append([]string{"admin"}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	return r.out
}

func TestSuspension(t *testing.T) {
	inTurn(t, func(t *testing.T, s *stand) {
		p := s.newcomer(t)
		session, token := s.session(t, p, s.first()), s.as(p, s.last())
		sockets := []*socket{session.open(t), session.on(s.last()).open(t), token.open(t)}
		s.operate(t, "suspend", "--email", p.email)
		begun := time.Now()
		for _, w := range sockets {
			w.ends(t, 4401, 3*time.Second)
		}
		if took := time.Since(begun); took > 1200*time.Millisecond {
			t.Errorf("sockets of a suspended member died after %s", took)
		}
		session.get(t, "/api/session").refused(t, http.StatusUnauthorized)
		token.get(t, "/api/session").refused(t, http.StatusUnauthorized)
		token.open(t).ends(t, 4401, patience)
		if _, err := s.signIn(p); err == nil {
			t.Error("a suspended member is let in")
		}
		// Only who knows the password learns that the account is suspended.
		s.anyone(s.first()).do(t, http.MethodPost, "/api/session", map[string]any{"email": p.email, "password": "inte rätt lösenord"}, "Origin", s.site).
			refused(t, http.StatusUnauthorized, "credentials_wrong")
		s.operate(t, "restore", "--email", p.email)
		s.session(t, p, s.last()).get(t, "/api/session").want(t, http.StatusOK)
	})
}

func TestMembershipEnds(t *testing.T) {
	inTurn(t, func(t *testing.T, s *stand) {
		sec := hide(t, s)
		topic := "thread:" + sec.thread
		in := s.as(insider(t, s), s.first())
		p := s.newcomer(t)
		c := s.as(p, s.last())
		w := c.watch(t)
		w.ask("subscribe", topic, -1, "")
		w.reply(t).denied(t, http.StatusNotFound, "topic_unknown")
		s.operate(t, "admit", "--email", p.email, "--area", "demo-sluten")
		eventually(t, 5*time.Second, "an admitted member reads", func() bool {
			return c.get(t, "/api/threads/"+sec.thread).status == http.StatusOK
		})
		w.follow(t, topic)
		w.follow(t, "area:upplevelser")
		in.say(t, sec.thread, "du är med")
		w.event(t)
		s.operate(t, "remove", "--email", p.email, "--area", "demo-sluten")
		removed := time.Now()
		for len(w.ended) == 0 && time.Since(removed) < 5*time.Second {
			in.say(t, sec.thread, "du är inte med")
			w.step(time.After(200 * time.Millisecond))
		}
		for _, f := range w.events {
			if f.o["topic"] == topic && f.at.Sub(removed) > 1100*time.Millisecond {
				t.Errorf("an event %s after the membership ended: %s", f.at.Sub(removed), f)
			}
		}
		if len(w.ended) != 1 || w.ended[0].o["revoked"] != true || w.ended[0].o["topic"] != topic {
			t.Fatalf("want revoked: %v", w.ended)
		}
		in.say(t, sec.thread, "inte heller detta")
		w.alive(t)
		w.ask("subscribe", topic, 0, "falsk")
		w.reply(t).denied(t, http.StatusNotFound, "topic_unknown")
		c.get(t, "/api/threads/"+sec.thread).refused(t, http.StatusNotFound)
	})
}

func TestConfirmation(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		_, org := spokesman(t, s)
		p := s.newcomer(t)
		c := s.as(p, s.last())
		asked := c.do(t, http.MethodPost, "/api/representations", map[string]any{"organisation": org}).want(t, http.StatusCreated).object(t)
		id := text(asked, "id")
		if list := s.operate(t, "requests"); !strings.Contains(list, id) {
			t.Errorf("requests do not list %s: %s", id, list)
		}
		thread := c.begin(t, "Väntar", "x")
		path := "/api/threads/" + thread.ID + "/posts"
		c.create(t, path, map[string]any{"text": "x", "as": org}).refused(t, http.StatusForbidden, "as_refused")
		s.operate(t, "confirm", "--id", id)
		ref := c.create(t, path, map[string]any{"text": "x", "as": org}).reference(t, http.StatusCreated)
		if o := c.get(t, "/api/posts/"+ref.ID).object(t); text(o, "author", "organisation", "id") != org {
			t.Errorf("a confirmed member speaks for the organisation: %v", o)
		}
		c.do(t, http.MethodDelete, "/api/representations/"+id, nil).want(t, http.StatusNoContent)
		c.create(t, path, map[string]any{"text": "x", "as": org}).refused(t, http.StatusForbidden, "as_refused")
	})
}
