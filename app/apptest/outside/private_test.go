package outside

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// secret is a thread in the private area, and words that must not come out.
type secret struct {
	thread, post, marker, file, workshop string
}

// insider is somebody of the demo who may write in demo-sluten.
func insider(t *testing.T, s *stand) *person {
	t.Helper()
	for _, role := range []string{"member", "facilitator", "moderator", "administrator"} {
		if p := s.people[role]; p != nil {
			if a := s.as(p, s.first()).get(t, "/api/areas/demo-sluten"); a.status == http.StatusOK && at(a.object(t), "may", "write") == true {
				return p
			}
		}
	}
	t.Fatal("nobody of the demo is a member of demo-sluten")
	return nil
}

func hide(t *testing.T, s *stand) secret {
	t.Helper()
	marker := "hemlig" + randomWord(6)
	c := s.as(insider(t, s), s.first())
	sent := c.create(t, "/api/files", []byte(marker), "Content-Type", "text/plain", "Content-Disposition", `attachment; filename="`+marker+`.txt"`).want(t, http.StatusCreated).object(t)
	ref := c.create(t, "/api/areas/demo-sluten/threads", map[string]any{"title": marker, "text": marker, "attachments": []any{map[string]any{"id": text(sent, "id")}}}).reference(t, http.StatusCreated)
	meeting := c.create(t, "/api/workshops", map[string]any{"thread": ref.ID, "template": "own", "title": marker, "starts_at": "2999-01-01T12:00:00Z"}).reference(t, http.StatusCreated)
	c.do(t, http.MethodPut, "/api/workshops/"+meeting.ID+"/stage", map[string]any{"do": "invite"}, "If-Match", `"1"`).want(t, http.StatusOK)
	return secret{ref.ID, text(c.posts(t, ref.ID)[0], "id"), marker, text(sent, "id"), meeting.ID}
}

// strangers are those who may not know of the private area.
func strangers(t *testing.T, s *stand) []caller {
	return []caller{s.anyone(s.last()), s.as(s.bo(), s.last()), s.session(t, s.cai(), s.first())}
}

// unspecific is an answer with the client's own words taken out.
func unspecific(a answer, words ...string) string {
	body := string(a.body)
	var heads []string
	for name, values := range a.header {
		if !slices.Contains([]string{"Date", "X-Request-Id", "Content-Length", "Request-Id"}, name) {
			heads = append(heads, fmt.Sprint(name, values))
		}
	}
	slices.Sort(heads)
	all := fmt.Sprint(a.status, heads, body)
	for _, word := range words {
		all = strings.ReplaceAll(all, word, "·")
		all = strings.ReplaceAll(all, escape(word), "·")
	}
	return all
}

// twinsOver asks the same of a private and of an unknown thing; the answers may not differ.
func twinsOver(t *testing.T, c caller, method, path, private, unknown string, body any) {
	t.Helper()
	extra := []string{"Idempotency-Key", randomWord(8), "If-Match", `"1"`, "Origin", c.s.site, "Host", c.s.host()}
	mine := c.do(t, method, strings.ReplaceAll(path, "*", private), body, extra...)
	none := c.do(t, method, strings.ReplaceAll(path, "*", unknown), body, extra...)
	if a, b := unspecific(mine, private), unspecific(none, unknown); a != b {
		t.Errorf("%s %s tells a private thing from an unknown one:\n%s\n%s", method, path, a, b)
	}
	if method == http.MethodGet && !slices.Contains([]int{http.StatusUnauthorized, http.StatusNotFound, http.StatusUnprocessableEntity}, mine.status) {
		t.Errorf("%s: want a refusal", mine)
	}
}

func TestPrivateAreaOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		sec := hide(t, s)
		const none = "00000000-0000-7000-8000-000000000000"
		words := map[string]any{"text": "x"}
		for _, c := range strangers(t, s) {
			for _, path := range []string{"/api/areas/*", "/api/areas/*/threads", "/api/areas/*/threads?limit=0", "/api/areas/*/threads?after=x", "/api/inbox?area=*", "/api/areas/*/mentionable?q=a", "/areas/*", "/areas/*/new"} {
				twinsOver(t, c, http.MethodGet, path, "demo-sluten", "demo-slutna", nil)
			}
			for _, body := range []any{map[string]any{"title": "x", "text": "x"}, map[string]any{"title": "", "text": ""}, map[string]any{"x": 1}, "{", words} {
				twinsOver(t, c, http.MethodPost, "/api/areas/*/threads", "demo-sluten", "demo-slutna", body)
				twinsOver(t, c, http.MethodPost, "/api/threads/*/posts", sec.thread, none, body)
				twinsOver(t, c, http.MethodPost, "/api/threads/*/ballots", sec.thread, none, body)
				twinsOver(t, c, http.MethodPatch, "/api/posts/*", sec.post, none, body)
				twinsOver(t, c, http.MethodPut, "/api/threads/*/closure", sec.thread, none, body)
				twinsOver(t, c, http.MethodPatch, "/api/threads/*", sec.thread, none, body)
				for _, path := range []string{"/api/threads/*/reading", "/api/threads/*/following"} {
					twinsOver(t, c, http.MethodPut, path, sec.thread, none, body)
				}
				for _, path := range []string{"/api/areas/*/reading", "/api/areas/*/following"} {
					twinsOver(t, c, http.MethodPut, path, "demo-sluten", "demo-slutna", body)
				}
			}
			for _, method := range []string{http.MethodPut, http.MethodDelete} {
				twinsOver(t, c, method, "/api/areas/*/membership", "demo-sluten", "demo-slutna", nil)
			}
			for _, path := range []string{"/api/threads/*", "/api/threads/*/ballots", "/api/threads/*/mentionable?q=a", "/api/threads/*/posts", "/api/threads/*/posts?limit=0", "/api/threads/*/posts?around=" + sec.post,
				"/api/threads/*/posts?after=a&before=b", "/api/topics/thread:*/events?wait=0", "/api/topics/thread:*/events?after=0&epoch=x&wait=0", "/threads/*", "/threads/*?around=" + sec.post} {
				twinsOver(t, c, http.MethodGet, path, sec.thread, none, nil)
			}
			for _, path := range []string{"/api/posts/*", "/api/posts/*/versions", "/api/posts/*/reactions", "/posts/*"} {
				twinsOver(t, c, http.MethodGet, path, sec.post, none, nil)
			}
			twinsOver(t, c, http.MethodPut, "/api/posts/*/reactions/support", sec.post, none, map[string]any{})
			twinsOver(t, c, http.MethodDelete, "/api/posts/*/reactions/support", sec.post, none, nil)
			twinsOver(t, c, http.MethodDelete, "/api/posts/*", sec.post, none, nil)
			twinsOver(t, c, http.MethodDelete, "/api/threads/*/closure", sec.thread, none, nil)
			for _, body := range []any{map[string]any{"to": "00000000-0000-7000-8000-000000000001", "reason": "x"}, map[string]any{"new": map[string]any{"title": "x"}, "reason": "x"}, words} {
				twinsOver(t, c, http.MethodPost, "/api/threads/*/moves", sec.thread, none, body)
				twinsOver(t, c, http.MethodPost, "/api/threads/*/asks", sec.thread, none, body)
			}
			twinsOver(t, c, http.MethodPut, "/api/threads/*/slow", sec.thread, none, map[string]any{"minutes": 5})
			for _, path := range []string{"/api/threads/*/log", "/threads/*/log"} {
				twinsOver(t, c, http.MethodGet, path, sec.thread, none, nil)
			}
			for _, path := range []string{"/api/areas/*/log", "/areas/*/log", "/api/areas/*/threads?kind=x"} {
				twinsOver(t, c, http.MethodGet, path, "demo-sluten", "demo-slutna", nil)
			}
			for _, method := range []string{http.MethodPut, http.MethodDelete} {
				twinsOver(t, c, method, "/api/posts/*/marks/official", sec.post, none, nil)
			}
			twinsOver(t, c, http.MethodPut, "/api/threads/*/pin", sec.thread, none, nil)
			twinsOver(t, c, http.MethodDelete, "/api/threads/*/pin", sec.thread, none, nil)
			twinsOver(t, c, http.MethodGet, "/api/topics/area:*/events?wait=0", "demo-sluten", "demo-slutna", nil)
			twinsOver(t, c, http.MethodGet, "/api/topics/area:*/events?after=99999&epoch=x&wait=0", "demo-sluten", "demo-slutna", nil)
			twinsOver(t, c, http.MethodGet, "/api/topics/*/events?wait=0", "member:"+s.ada().id, "member:"+none, nil)
		}
	})
}

// A file of the private area is fetched by nobody else, also not by its address.
func TestFilesOfThePrivateArea(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		sec := hide(t, s)
		if a := s.as(insider(t, s), s.last()).get(t, "/api/files/"+sec.file); a.status != http.StatusOK || string(a.body) != sec.marker {
			t.Errorf("whoever may read it, on another node: %s", a)
		}
		for _, c := range strangers(t, s) {
			for _, call := range []string{"GET /api/files/*", "GET /api/files/*/preview", "DELETE /api/files/*"} {
				method, path, _ := strings.Cut(call, " ")
				twinsOver(t, c, method, path, sec.file, "00000000-0000-7000-8000-000000000000", nil)
			}
		}
	})
}

// A workshop of the private area is as unknown as one that is not there.
func TestWorkshopsOfThePrivateArea(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		sec := hide(t, s)
		const none = "00000000-0000-7000-8000-000000000000"
		for _, c := range strangers(t, s) {
			for _, path := range []string{"", "/ballots", "/calendar", "/coverage", "/invitations", "/participants", "/replies", "/speakers", "/speakers/suggested", "/questions", "/questions?order=time"} {
				twinsOver(t, c, http.MethodGet, "/api/workshops/*"+path, sec.workshop, none, nil)
			}
			for path, body := range map[string]any{"/stage": map[string]any{"do": "start"}, "/participation": map[string]any{}, "/reply": map[string]any{"answer": "yes"}, "/code": map[string]any{"open": true},
				"/facilitators/" + none: nil, "/invitations/member/" + none: nil, "/steps/" + none + "/ballots/" + none: nil, "/leader": map[string]any{"member": none}, "/round/lock": map[string]any{"case_number": "x"},
				"/speakers": map[string]any{"do": "start"}, "/speakers/hand": map[string]any{}, "/questions/" + none: map[string]any{"do": "live"}, "/questions/" + none + "/support": map[string]any{},
				"/round": map[string]any{"open_until": "2999-01-01T12:00:00Z", "proof_until": "2999-01-01T12:00:00Z"}} {
				twinsOver(t, c, http.MethodPut, "/api/workshops/*"+path, sec.workshop, none, body)
			}
			for _, path := range []string{"/participation", "/participants/" + none, "/steps/" + none, "/facilitators/" + none, "/invitations/member/" + none, "/speakers/hand", "/questions/" + none, "/questions/" + none + "/support"} {
				twinsOver(t, c, http.MethodDelete, "/api/workshops/*"+path, sec.workshop, none, nil)
			}
			twinsOver(t, c, http.MethodPatch, "/api/workshops/*", sec.workshop, none, map[string]any{"title": "x"})
			twinsOver(t, c, http.MethodPatch, "/api/workshops/*/steps/"+none, sec.workshop, none, map[string]any{"title": "x"})
			twinsOver(t, c, http.MethodPost, "/api/workshops/*/steps", sec.workshop, none, map[string]any{"kind": "speak", "title": "x", "minutes": 5})
			twinsOver(t, c, http.MethodPost, "/api/workshops/*/ballots", sec.workshop, none, map[string]any{"kind": "consent", "title": "x", "closes_at": "2999-01-01T12:00:00Z"})
			twinsOver(t, c, http.MethodPost, "/api/workshops/*/questions", sec.workshop, none, map[string]any{"text": "x"})
			twinsOver(t, c, http.MethodPost, "/api/workshops/*/participants", sec.workshop, none, map[string]any{"name": "x"})
			wallsOf(t, c, sec.workshop, none)
			resultOf(t, c, sec.workshop, none)
			twinsOver(t, c, http.MethodGet, "/api/topics/workshop:*/events?wait=0", sec.workshop, none, nil)
			if a := c.get(t, "/api/workshops?limit=200"); strings.Contains(string(a.body), sec.workshop) {
				t.Errorf("the list holds it: %s", a)
			}
		}
	})
}

// wallsOf asks for everything on a wall.
func wallsOf(t *testing.T, c caller, real, none string) {
	t.Helper()
	for _, path := range []string{"/walls", "/walls/" + none, "/walls/" + none + "?view=presentation"} {
		twinsOver(t, c, http.MethodGet, "/api/workshops/*"+path, real, none, nil)
	}
	for path, body := range map[string]any{"/phase": map[string]any{"phase": "revealed"}, "/link": map[string]any{"to": ""}, "/dots": map[string]any{"dots": []any{}},
		"/notes/" + none + "/place": map[string]any{}, "/notes/" + none + "/withdrawal": map[string]any{}, "/clusters/" + none + "/place": map[string]any{}} {
		twinsOver(t, c, http.MethodPut, "/api/workshops/*/walls/"+none+path, real, none, body)
	}
	for path, body := range map[string]any{"": map[string]any{"dots": 5}, "/notes/" + none: map[string]any{"text": "x"}, "/clusters/" + none: map[string]any{"name": "x"}} {
		twinsOver(t, c, http.MethodPatch, "/api/workshops/*/walls/"+none+path, real, none, body)
	}
	twinsOver(t, c, http.MethodPost, "/api/workshops/*/walls/"+none+"/notes", real, none, map[string]any{"text": "x"})
	twinsOver(t, c, http.MethodPost, "/api/workshops/*/walls/"+none+"/clusters", real, none, map[string]any{"name": "x"})
	twinsOver(t, c, http.MethodDelete, "/api/workshops/*/walls/"+none+"/clusters/"+none, real, none, nil)
}

func TestPrivateAreaInOtherAnswers(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		sec := hide(t, s)
		open := s.as(s.ada(), s.first()).begin(t, "Öppen", "x")
		for _, c := range strangers(t, s) {
			for _, path := range []string{"/api/areas", "/api/areas/upplevelser/threads?limit=200", "/api/site", "/api/organisations?q=" + sec.marker, "/api/notices", "/", "/areas", "/api/openapi.json"} {
				a := c.get(t, path)
				for _, word := range []string{sec.marker, sec.thread, sec.post, "demo-sluten"} {
					if strings.Contains(string(a.body), word) && (path != "/api/openapi.json" || word != "demo-sluten") {
						t.Errorf("GET %s holds %s", path, word)
					}
				}
			}
		}
		b := s.as(s.bo(), s.last())
		for _, body := range []map[string]any{{"text": "x", "reply_to": sec.post}, {"text": "x", "reply_to": "00000000-0000-7000-8000-000000000000"}} {
			a := b.create(t, "/api/threads/"+open.ID+"/posts", body)
			if a.status != http.StatusUnprocessableEntity && a.status != http.StatusNotFound {
				t.Errorf("a reply to a post that one can not see: %s", a)
			}
		}
		twinsOver(t, b, http.MethodGet, "/api/threads/"+open.ID+"/posts?around=*", sec.post, "00000000-0000-7000-8000-000000000000", nil)
		twinsOver(t, b, http.MethodGet, "/api/threads/"+open.ID+"/posts?after=*", sec.post, "00000000-0000-7000-8000-000000000000", nil)
		in := s.as(insider(t, s), s.last())
		if o := in.get(t, "/api/areas/demo-sluten").want(t, http.StatusOK).object(t); o["private"] != true || o["topic"] != "area:demo-sluten" {
			t.Errorf("the private area for its member: %v", o)
		}
		if o := in.get(t, "/api/posts/"+sec.post).want(t, http.StatusOK).object(t); o["text"] != sec.marker {
			t.Errorf("a private post for a member: %v", o)
		}
	})
}

func TestPrivateTopicsLive(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		sec := hide(t, s)
		in := s.as(insider(t, s), s.last()).watch(t)
		in.follow(t, "thread:"+sec.thread)
		in.follow(t, "area:demo-sluten")
		for _, c := range strangers(t, s) {
			w := c.watch(t)
			var pattern string
			for _, topic := range []string{"thread:" + sec.thread, "thread:00000000-0000-7000-8000-000000000000", "area:demo-sluten", "area:demo-slutna", "thread:finns-inte",
				"thread:", "area:", "workshop:1", "member:" + s.ada().id, "member:x", "nonsense", "nonsense:x", "thread:a:b", "thread:../x", "THREAD:x", " thread:x", "post:" + sec.post,
				"thread:" + strings.Repeat("x", 300), "åäö:1", "thread:\u0000", "::", "thread:*", "member:" + s.bo().id + " "} {
				for _, after := range []int64{-1, 0, 7} {
					w.ask("subscribe", topic, after, "falsk")
					f := w.reply(t)
					f.denied(t, http.StatusNotFound, "topic_unknown")
					own, _ := encode(topic)
					bare := strings.ReplaceAll(strings.ReplaceAll(string(f.raw), string(own), "·"), fmt.Sprintf(`"id":%d`, w.next), "·")
					if pattern == "" {
						pattern = bare
					}
					if bare != pattern {
						t.Errorf("topic %q is told apart:\n%s\n%s", topic, bare, pattern)
					}
				}
				w.leave(t, topic)
			}
			if c.bearer != "" || c.cookie != "" {
				w.ask("subscribe", "moderation", -1, "")
				w.reply(t).denied(t, http.StatusForbidden, "")
			}
		}
	})
}

func TestOwnTopics(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		w := s.as(s.bo(), s.last()).watch(t)
		w.follow(t, "member:"+s.bo().id)
		m := s.as(s.demo(t, "moderator"), s.last()).watch(t)
		m.follow(t, "moderation")
		m.ask("subscribe", "member:"+s.bo().id, -1, "")
		m.reply(t).denied(t, http.StatusNotFound, "topic_unknown")
		a := s.anyone(s.first()).watch(t)
		a.ask("subscribe", "moderation", -1, "")
		a.reply(t).denied(t, http.StatusForbidden, "")
	})
}

// resultOf holds the result of a workshop of the private area to be as unknown as one that is not there.
func resultOf(t *testing.T, c caller, real, none string) {
	t.Helper()
	for _, path := range []string{"", ".md", ".csv", ".json"} {
		twinsOver(t, c, http.MethodGet, "/api/workshops/*/result"+path, real, none, nil)
	}
	for path, body := range map[string]any{"": map[string]any{}, "/items/" + none + "/place": map[string]any{}, "/items/" + none + "/standing": map[string]any{"stands": "confirm"}} {
		twinsOver(t, c, http.MethodPut, "/api/workshops/*/result"+path, real, none, body)
	}
	twinsOver(t, c, http.MethodPost, "/api/workshops/*/result/items", real, none, map[string]any{"kind": "text", "title": "x"})
	twinsOver(t, c, http.MethodPatch, "/api/workshops/*/result/items/"+none, real, none, map[string]any{"title": "x"})
	twinsOver(t, c, http.MethodDelete, "/api/workshops/*/result/items/"+none, real, none, nil)
	twinsOver(t, c, http.MethodGet, "/api/topics/result:*/events?wait=0", real, none, nil)
}
