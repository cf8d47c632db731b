package outside

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

const noone = "00000000-0000-7000-8000-000000000000"

// atOnce has several send the same at once, at all nodes in turn; of them one is heard, and the others are told that somebody was first.
func (m *meeting) atOnce(t *testing.T, who []caller, method, path string, body any, version int64) {
	t.Helper()
	answers := make([]answer, 6)
	var pressing sync.WaitGroup
	for i := range answers {
		c := who[i%len(who)].on(m.s.nodes[i%len(m.s.nodes)])
		pressing.Go(func() { answers[i] = c.do(t, method, m.base+path, body, match(version)...) })
	}
	pressing.Wait()
	heard := 0
	for _, a := range answers {
		if a.status == http.StatusOK {
			heard++
			continue
		}
		if a.refused(t, http.StatusPreconditionFailed, "version_stale"); whole(a.object(t), "current", "version") <= version {
			t.Errorf("whoever came second is not shown how it is now: %s", a)
		}
	}
	if heard != 1 {
		t.Errorf("%d of %d pressed %s %v and were heard, want one", heard, len(answers), path, body)
	}
}

// Two facilitators press at once: the stage moves one step, a wall is revealed once, one hand is called.
func TestTwoFacilitatorsPressAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		m := s.meet(t)
		m.lead.do(t, http.MethodPut, m.base+"/facilitators/"+s.bo().id, nil).want(t, http.StatusOK)
		who := []caller{m.lead, s.as(s.bo(), s.last())}
		for _, name := range []string{"Ett", "Två"} {
			m.guest(t, name, s.last()).says(t, http.MethodPut, m.base+"/speakers/hand", map[string]any{}).want(t, http.StatusOK)
		}
		m.notes(t, m.guest(t, "Tre", s.first()), "en lapp")
		version := func(path string) int64 { return whole(m.lead.get(t, m.base+path).object(t), "version") }
		m.atOnce(t, who, http.MethodPut, "/stage", map[string]any{"do": "next"}, version(""))
		if at := text(m.read(t), "stage", "step"); at != m.cluster {
			t.Errorf("the stage is at %s, want one step on", at)
		}
		m.atOnce(t, who, http.MethodPut, "/walls/"+m.write+"/phase", map[string]any{"phase": "revealed"}, version("/walls/"+m.write))
		m.atOnce(t, who, http.MethodPut, "/speakers", map[string]any{"do": "start"}, version("/speakers"))
		floor := s.anyone(s.last()).get(t, m.base+"/speakers").object(t)
		if speaking, waiting := floor["speaking"].([]any), floor["waiting"].([]any); len(speaking) != 1 || len(waiting) != 1 {
			t.Errorf("%d speak and %d wait, want one and one", len(speaking), len(waiting))
		}
	})
}

// leading are the calls of those who facilitate.
func (m *meeting) leading(participant, question string) map[string]map[string]any {
	wall := "PUT /walls/" + m.write
	return map[string]map[string]any{
		"PUT /stage": {"do": "next"}, "PATCH ": {"title": "Kapat"}, "POST /steps": {"kind": "speak", "title": "x", "minutes": 5}, "PATCH /steps/" + m.cluster: {"title": "x"}, "DELETE /steps/" + m.cluster: nil,
		"PUT /code": {"open": false}, "PUT /leader": {"member": noone}, "PUT /facilitators/" + noone: nil, "DELETE /facilitators/" + noone: nil, "PUT /round": {"open_until": "2999-01-01T12:00:00Z", "proof_until": "2999-01-01T12:00:00Z"},
		"PUT /round/lock": {"case_number": "x"}, "POST /participants": {"name": "x"}, "DELETE /participants/" + participant: nil, "GET /participants": nil, "GET /replies": nil, "GET /speakers/suggested": nil,
		"PUT /speakers": {"do": "start"}, "PUT /questions/" + question: {"do": "hide", "why": "x"}, wall + "/phase": {"phase": "revealed"}, wall + "/link": {"to": ""}, "PATCH /walls/" + m.write: {"named": false},
		"POST /ballots": {"kind": "consent", "title": "x", "closes_at": "2027-01-01T12:00:00Z"}}
}

// Whoever takes part, with an account or without, does nothing of what facilitators do, and whoever tried changed nothing.
func TestWhoTakesPartLeadsNothing(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		m := s.meet(t)
		guest := m.guest(t, "Gäst", s.last())
		question := guest.says(t, http.MethodPost, m.base+"/questions", map[string]any{"text": "Hur?"}).reference(t, http.StatusCreated)
		guest.says(t, http.MethodPut, m.base+"/speakers/hand", map[string]any{}).want(t, http.StatusOK)
		m.notes(t, guest, "en lapp")
		member := m.takes(t, s.as(s.ada(), s.first()))
		participant := text(guest.get(t, m.base).object(t), "mine", "participant")
		was, seq := m.looks(t, s.anyone(s.last()))
		for call, body := range m.leading(participant, question.ID) {
			method, path, _ := strings.Cut(call, " ")
			for who, c := range map[string]caller{"a guest": guest, "a member": member, "a member who does not take part": s.as(s.cai(), s.last())} {
				var sent any
				if body != nil {
					sent = body
				}
				if a := c.says(t, method, m.base+path, sent, match(1)...); a.status != http.StatusForbidden {
					t.Errorf("%s leads: %s", who, a)
				}
			}
		}
		now, after := m.looks(t, s.anyone(s.first()))
		if differ(t, "after all of that", was, now); after != seq {
			t.Errorf("%d events came of it", after-seq)
		}
	})
}

// A step is moved, renamed and left while somebody types on its wall: what they write hangs there, and a step in which somebody wrote is
// not taken away from under them.
func TestAStepIsMovedWhileSomebodyWrites(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		m := s.meet(t)
		guest := m.guest(t, "Gäst", s.last())
		later := m.plot(t, "write", m.cluster).ID
		wall := m.base + "/walls/" + later
		writes := func(words string) {
			t.Helper()
			guest.says(t, http.MethodPost, wall+"/notes", map[string]any{"text": words}).reference(t, http.StatusCreated)
		}
		writes("före")
		m.lead.do(t, http.MethodPatch, m.base+"/steps/"+later, map[string]any{"after": m.write}, match(1)...).want(t, http.StatusOK)
		writes("flyttat")
		m.lead.do(t, http.MethodPatch, m.base+"/steps/"+later, map[string]any{"title": "Nytt namn"}, match(2)...).want(t, http.StatusOK)
		writes("omdöpt")
		m.lead.do(t, http.MethodDelete, m.base+"/steps/"+later, nil, match(3)...).refused(t, http.StatusConflict, "step_written")
		m.act(t, "next")
		writes("i steget")
		m.act(t, "next")
		writes("efter")
		m.lead.do(t, http.MethodPut, wall+"/phase", map[string]any{"phase": "revealed"}, match(1)...).want(t, http.StatusOK)
		found := fmt.Sprint(s.anyone(s.first()).get(t, wall).object(t)["notes"])
		for _, words := range []string{"före", "flyttat", "omdöpt", "i steget", "efter"} {
			if !strings.Contains(found, "text:"+words) {
				t.Errorf("what was written %q is not on the wall: %s", words, found)
			}
		}
		empty := m.plot(t, "write", m.cluster).ID
		m.lead.do(t, http.MethodDelete, m.base+"/steps/"+empty, nil, match(1)...).want(t, http.StatusOK)
		guest.says(t, http.MethodPost, m.base+"/walls/"+empty+"/notes", map[string]any{"text": "för sent"}).refused(t, http.StatusNotFound, "wall_unknown")
	})
}

// Ten thousand characters are refused in words, wherever they are put, and what was there stays.
func TestTenThousandCharacters(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		m := s.meet(t)
		guest := m.guest(t, "Gäst", s.last())
		note := m.notes(t, guest, "kort")
		question := guest.says(t, http.MethodPost, m.base+"/questions", map[string]any{"text": "Hur?"}).reference(t, http.StatusCreated)
		m.turn(t, "revealed")
		m.turn(t, "clustering")
		cluster := guest.says(t, http.MethodPost, m.wall()+"/clusters", map[string]any{"name": "Grupp"}).reference(t, http.StatusCreated)
		was, _ := m.looks(t, s.anyone(s.last()))
		for _, unit := range []string{"x", "å", "😀"} {
			long := strings.Repeat(unit, 10_000)
			for _, call := range []struct {
				by           caller
				method, path string
				body         map[string]any
				code         string
			}{
				{guest, http.MethodPost, "/walls/" + m.write + "/notes", map[string]any{"text": long}, "wall_note_too_long"},
				{guest, http.MethodPatch, "/walls/" + m.write + "/notes/" + note.ID, map[string]any{"text": long}, "wall_note_too_long"},
				{m.lead, http.MethodPut, "/walls/" + m.write + "/notes/" + note.ID + "/withdrawal", map[string]any{"why": long}, "words_too_long"},
				{guest, http.MethodPost, "/walls/" + m.write + "/clusters", map[string]any{"name": long}, "words_too_long"},
				{guest, http.MethodPatch, "/walls/" + m.write + "/clusters/" + cluster.ID, map[string]any{"name": long}, "words_too_long"},
				{guest, http.MethodPost, "/questions", map[string]any{"text": long}, ""},
				{m.lead, http.MethodPut, "/questions/" + question.ID, map[string]any{"do": "hide", "why": long}, ""},
				{m.lead, http.MethodPost, "/steps", map[string]any{"kind": "speak", "title": long, "minutes": 5}, ""},
				{m.lead, http.MethodPatch, "", map[string]any{"place": long}, "words_too_long"},
				{m.lead, http.MethodPut, "/stage", map[string]any{"do": "cancel", "why": long}, "words_too_long"},
			} {
				head := match(1)
				if call.path == "" || call.path == "/stage" {
					head = match(whole(m.read(t), "version"))
				}
				var codes []string
				if call.code != "" {
					codes = []string{call.code}
				}
				call.by.says(t, call.method, m.base+call.path, call.body, head...).refused(t, http.StatusUnprocessableEntity, codes...)
			}
			s.anyone(s.last()).do(t, http.MethodPost, "/api/workshops/join", map[string]any{"code": m.code, "name": long}, "Origin", s.site).refused(t, http.StatusUnprocessableEntity)
		}
		now, _ := m.looks(t, s.anyone(s.first()))
		differ(t, "after all of that", was, now)
	})
}

// A code that is shut, replaced or no code at all is one answer; and whoever guesses waits, also with the right one.
func TestCodesAreNotGuessed(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		m := s.meet(t)
		tries := func(code string) answer {
			t.Helper()
			return s.anyone(s.last()).do(t, http.MethodPost, "/api/workshops/lookup", map[string]any{"code": code}, "Origin", s.site)
		}
		if o := tries(strings.ToLower(m.code[:3])+" - "+m.code[3:]).want(t, http.StatusOK).object(t); o["id"] != m.id {
			t.Errorf("%v", o)
		}
		set := func(open bool) string {
			t.Helper()
			m.lead.do(t, http.MethodPut, m.base+"/code", map[string]any{"open": open}).want(t, http.StatusOK)
			return text(m.read(t), "code")
		}
		wrong := unspecific(tries("BCDFGH").refused(t, http.StatusUnprocessableEntity, "code_unknown"))
		same := func(what, code string) {
			t.Helper()
			if got := unspecific(tries(code)); got != wrong {
				t.Errorf("%s is told apart from a wrong code:\n%s\n%s", what, got, wrong)
			}
		}
		for _, code := range []string{"", "x", "AEIOUY", strings.Repeat("B", 2000), "' OR 1", "😀😀😀😀😀😀"} {
			same("no code", code)
		}
		if open := set(false); open != "" {
			t.Errorf("a code that is shut is shown: %s", open)
		}
		same("a shut code", m.code)
		fresh := set(true)
		same("the code before", m.code)
		tries(fresh).want(t, http.StatusOK)
		m.lead.do(t, http.MethodPut, m.base+"/stage", map[string]any{"do": "cancel", "why": "x"}, match(whole(m.read(t), "version"))...).want(t, http.StatusOK)
		same("the code of what was cancelled", fresh)
	})
}

// A network that names eight hundred codes in an hour names no more.
func TestGuessingCodesIsSlowed(t *testing.T) {
	t.Parallel()
	c := plainNode(t, "KRAFTSAM_RATE_LIMITS=on")
	guess := func(path string) answer {
		body := map[string]any{"code": "BCDFGH"}
		if path == "join" {
			body["name"] = "Gäst"
		}
		a, err := c.try(http.MethodPost, "/api/workshops/"+path, body, "Origin", c.s.site, "X-Forwarded-For", "192.0.2."+randomWord(2))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	n := 0
	for ; n < 1000; n++ {
		a := guess([]string{"lookup", "join"}[n%2])
		if a.status == http.StatusTooManyRequests {
			judge(t, a)
			break
		}
	}
	if n < 600 || n > 800 {
		t.Errorf("after %d guesses one waits; a hall of 300 names 600, a guesser no more than 800", n)
	}
	guess("join").refused(t, http.StatusTooManyRequests, "too_many_requests")
}
