package outside

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// keyed is a POST under a given key.
func keyed(t testing.TB, c caller, key, path string, body any) answer {
	t.Helper()
	return c.do(t, http.MethodPost, path, body, "Idempotency-Key", key)
}

func TestKeyIsRequired(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread, _ := ownPost(t, s, "x")
		c := s.as(s.ada(), s.last())
		for _, path := range []string{"/api/threads/" + thread.ID + "/posts", "/api/areas/upplevelser/threads"} {
			body := map[string]any{"text": "x"}
			if strings.HasSuffix(path, "threads") {
				body["title"] = "t"
			}
			c.do(t, http.MethodPost, path, body).refused(t, http.StatusPreconditionRequired, "idempotency_key_missing")
			for _, bad := range []string{strings.Repeat("k", 201), "med mellanslag", "ålder", "a\tb", strings.Repeat("k", 5000)} {
				a := keyed(t, c, bad, path, body)
				if a.status < 400 || a.status == http.StatusNotFound {
					t.Errorf("key %.30q: %s", bad, a)
				}
			}
			for _, good := range []string{strings.Repeat("k", 189) + randomWord(4), "!" + randomWord(3), "~{}|\"\\'<>,;" + randomWord(3)} {
				keyed(t, c, good, path, body).reference(t, http.StatusCreated)
			}
		}
	})
}

func TestReplay(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread, _ := ownPost(t, s, "x")
		c := s.as(s.ada(), s.first())
		for path, body := range map[string]string{
			"/api/threads/" + thread.ID + "/posts": `{"text":"en gång"}`,
			"/api/areas/hallbar-energi/threads":    `{"title":"En gång","text":"en gång"}`,
		} {
			key := randomWord(10)
			first := keyed(t, c, key, path, body)
			ref := first.reference(t, http.StatusCreated)
			if first.header.Get("Idempotent-Replay") != "" {
				t.Error("a first answer says that it is a replay")
			}
			other := s.session(t, s.ada(), s.last())
			for i, who := range []caller{c, c.on(s.last()), other} {
				again := who.do(t, http.MethodPost, path, body, "Idempotency-Key", key, "Origin", s.site)
				if again.status != first.status || !bytes.Equal(again.body, first.body) || again.header.Get("Idempotent-Replay") != "true" ||
					again.header.Get("Content-Type") != first.header.Get("Content-Type") {
					t.Errorf("replay %d: %s (Idempotent-Replay %q), want %s", i, again, again.header.Get("Idempotent-Replay"), first)
				}
			}
			for _, bad := range []string{strings.Replace(body, "gång", "gang", 1), body + " ", strings.Replace(body, ":", ": ", 1)} {
				keyed(t, c.on(s.last()), key, path, bad).refused(t, http.StatusUnprocessableEntity, "idempotency_key_reused")
			}
			keyed(t, s.as(s.bo(), s.last()), key, path, body).reference(t, http.StatusCreated)
			elsewhere := "/api/areas/jord-skog-vatten/threads"
			keyed(t, c, key, elsewhere, `{"title":"En gång","text":"en gång"}`).refused(t, http.StatusUnprocessableEntity, "idempotency_key_reused")
			if ref.ID == thread.ID {
				t.Error("a new thing has an old id")
			}
		}
		if n := len(c.posts(t, thread.ID)); n != 4 {
			t.Errorf("%d posts, want the first two, Ada's and Bo's", n)
		}
	})
}

func TestRefusalLeavesKeyFree(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread, _ := ownPost(t, s, "x")
		c := s.as(s.ada(), s.first())
		path := "/api/threads/" + thread.ID + "/posts"
		key := randomWord(10)
		for _, bad := range []string{`{"text":" "}`, `{"text":`, `{"text":"x","as":"finns-inte"}`, `{"text":"x","reply_to":"finns-inte"}`, `{"nej":1}`} {
			if a := keyed(t, c, key, path, bad); a.status < 400 {
				t.Errorf("%s: want a refusal", a)
			}
		}
		keyed(t, c.on(s.last()), key, "/api/threads/finns-inte/posts", `{"text":"x"}`).refused(t, http.StatusNotFound)
		ref := keyed(t, c.on(s.last()), key, path, `{"text":"nu"}`).reference(t, http.StatusCreated)
		if ref.Seq != 3 {
			t.Errorf("seq %d after refusals, want 3", ref.Seq)
		}
	})
}

func TestTwins(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread, _ := ownPost(t, s, "x")
		c := s.as(s.ada(), s.first())
		path := "/api/threads/" + thread.ID + "/posts"
		for round := range 15 {
			key := randomWord(10)
			var all sync.WaitGroup
			answers := make([]answer, 4)
			for i := range answers {
				all.Go(func() {
					who := c
					if i%2 == 1 {
						who = c.on(s.last())
					}
					answers[i], _ = who.try(http.MethodPost, path, fmt.Sprintf(`{"text":"tvilling %d"}`, round), "Idempotency-Key", key)
				})
			}
			all.Wait()
			replays := 0
			for _, a := range answers {
				a.reference(t, http.StatusCreated)
				if !bytes.Equal(a.body, answers[0].body) {
					t.Errorf("twins differ:\n%s\n%s", a, answers[0])
				}
				if a.header.Get("Idempotent-Replay") == "true" {
					replays++
				}
			}
			if replays != 3 {
				t.Errorf("%d of 4 twins are replays, want 3", replays)
			}
		}
		if n := len(c.posts(t, thread.ID)); n != 17 {
			t.Errorf("%d posts, want 17", n)
		}
	})
}

func TestUnlikeTwins(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread, _ := ownPost(t, s, "x")
		c := s.as(s.ada(), s.first())
		key := randomWord(10)
		var all sync.WaitGroup
		answers := make([]answer, 6)
		for i := range answers {
			all.Go(func() {
				who := c
				if i%2 == 1 {
					who = c.on(s.last())
				}
				answers[i], _ = who.try(http.MethodPost, "/api/threads/"+thread.ID+"/posts", fmt.Sprintf(`{"text":"olik %d"}`, i), "Idempotency-Key", key)
			})
		}
		all.Wait()
		made := 0
		for _, a := range answers {
			if a.status == http.StatusCreated {
				made++
				continue
			}
			a.refused(t, http.StatusUnprocessableEntity, "idempotency_key_reused")
		}
		if made != 1 || len(c.posts(t, thread.ID)) != 3 {
			t.Errorf("%d of six bodies under one key were taken", made)
		}
	})
}
