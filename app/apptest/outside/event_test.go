package outside

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestEventsShowThePost(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		area := s.as(s.bo(), s.last()).watch(t)
		area.follow(t, "area:hallbar-energi")
		thread := c.beginIn(t, "hallbar-energi", "Händelser", "*första*")
		w := s.as(s.bo(), s.last()).watch(t)
		w.followAfter(t, thread.Topic, 0, thread.Epoch)
		first := w.event(t)
		post := c.say(t, thread.ID, "svar")
		added := w.event(t)
		agree(t, c, post, added, "post.added")
		edit := c.edit(t, "/api/posts/"+post.ID, 1, map[string]any{"text": "ändrat"}).reference(t, http.StatusOK)
		agree(t, c, edit, w.event(t), "post.edited")
		gone := c.do(t, http.MethodDelete, "/api/posts/"+post.ID, nil).reference(t, http.StatusOK)
		agree(t, c, gone, w.event(t), "post.withdrawn")
		f := area.event(t)
		for f.o["type"] != "thread.added" || text(f.o, "data", "id") != thread.ID {
			f = area.event(t)
		}
		shown := c.get(t, "/api/threads/"+thread.ID).object(t)
		for _, e := range []frameObject{first, f} {
			if text(e.o, "data", "title") != "Händelser" || text(e.o, "data", "area") != "hallbar-energi" || at(e.o, "data", "may") != nil {
				t.Errorf("thread.added shows the thread: %s", e)
			}
			wantPost(t, "thread.added", at(e.o, "data", "post").(map[string]any))
		}
		if text(shown, "id") != text(first.o, "data", "id") || first.o["topic"] != thread.Topic || whole(first.o, "seq") != 1 {
			t.Errorf("thread.added is event 1 of the thread: %s", first)
		}
	})
}

// agree demands that an event, GET and the list show one and the same post.
func agree(t *testing.T, c caller, ref reference, f frameObject, kind string) {
	t.Helper()
	got := c.get(t, "/api/posts/"+ref.ID).want(t, http.StatusOK).object(t)
	data, _ := f.o["data"].(map[string]any)
	if f.o["type"] != kind || whole(f.o, "seq") != ref.Seq || f.o["topic"] != ref.Topic || !sameJSON(bare(data), bare(got)) {
		t.Errorf("%s: event and GET differ:\n%s\n%v", kind, f, got)
	}
	for _, item := range c.posts(t, text(got, "thread")) {
		if item["id"] == ref.ID && !sameJSON(bare(item), bare(got)) {
			t.Errorf("%s: list and GET differ:\n%v\n%v", kind, item, got)
		}
	}
	if data["may"] != nil {
		t.Errorf("an event says what its reader may do: %s", f)
	}
}

func TestWithdrawnWordsStayGone(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		marker := "bortsagt" + randomWord(6)
		thread := c.begin(t, "Borta", marker)
		post := c.say(t, thread.ID, marker)
		c.edit(t, "/api/posts/"+post.ID, 1, map[string]any{"text": marker + " igen"}).reference(t, http.StatusOK)
		first := text(c.posts(t, thread.ID)[0], "id")
		c.do(t, http.MethodDelete, "/api/posts/"+post.ID, nil).reference(t, http.StatusOK)
		c.do(t, http.MethodDelete, "/api/posts/"+first, nil).reference(t, http.StatusOK)
		for _, who := range []caller{s.anyone(s.last()), s.as(s.bo(), s.first()), s.as(s.demo(t, "moderator"), s.last()), c} {
			w := who.watch(t)
			w.followAfter(t, thread.Topic, 0, thread.Epoch)
			for range 5 {
				f := w.event(t)
				if strings.Contains(string(f.raw), marker) {
					t.Errorf("an old event shows withdrawn words: %s", f)
				}
				data := at(f.o, "data")
				if f.o["type"] == "thread.added" {
					data = at(data, "post")
				}
				if at(data, "withdrawn") != true || at(data, "text") != "" || at(data, "html") != "" {
					t.Errorf("an old event of a withdrawn post is empty: %s", f)
				}
			}
			for _, path := range []string{"/api/topics/" + thread.Topic + "/events?after=0&wait=0&epoch=" + thread.Epoch, "/api/threads/" + thread.ID + "/posts", "/api/threads/" + thread.ID} {
				if a := who.get(t, path); strings.Contains(string(a.body), marker) {
					t.Errorf("%s: shows withdrawn words", a)
				}
			}
		}
		for _, who := range []caller{s.anyone(s.last()), s.as(s.bo(), s.first())} {
			if a := who.get(t, "/api/posts/"+post.ID+"/versions"); strings.Contains(string(a.body), marker) {
				t.Errorf("%s: shows withdrawn words", a)
			}
			if a := who.on(s.first()).get(t, "/threads/"+thread.ID); strings.Contains(string(a.body), marker) {
				t.Error("the page shows withdrawn words")
			}
		}
	})
}

func TestOtherNodeAtOnce(t *testing.T) {
	inTurn(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		thread := c.begin(t, "Genast", "ett")
		w := s.anyone(s.last()).watch(t)
		w.follow(t, thread.Topic)
		slow := 0
		for range 20 {
			begun := time.Now()
			c.say(t, thread.ID, "nu")
			if f := w.event(t); f.at.Sub(begun) > time.Second {
				slow++
			}
		}
		if slow > 1 {
			t.Errorf("%d of 20 posts took more than a second to the other node", slow)
		}
	})
}

func TestOwnEcho(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		thread := c.begin(t, "Eko", "ett")
		w := c.watch(t)
		w.follow(t, thread.Topic)
		for range 5 {
			ref := c.say(t, thread.ID, "mitt")
			f := w.event(t)
			if f.o["topic"] != ref.Topic || whole(f.o, "seq") != ref.Seq || text(f.o, "data", "id") != ref.ID {
				t.Errorf("the echo fits the reference %+v: %s", ref, f)
			}
		}
	})
}

func TestReadThenWatch(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		thread := c.begin(t, "Läsa sedan följa", "ett")
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range 60 {
				if a, err := c.try(http.MethodPost, "/api/threads/"+thread.ID+"/posts", map[string]any{"text": "x"}, "Idempotency-Key", randomWord(8)); err != nil || a.status != http.StatusCreated {
					t.Errorf("%v %s", err, a)
				}
			}
		}()
		for range 6 {
			a := s.anyone(s.last()).get(t, "/api/threads/"+thread.ID+"/posts?limit=200")
			seq, have := whole(a.object(t), "seq"), len(a.list(t))
			if int64(have) != seq {
				t.Errorf("a list of %d posts says seq %d: not one snapshot", have, seq)
			}
			w := s.anyone(s.last()).watch(t)
			w.followAfter(t, thread.Topic, seq, thread.Epoch)
			for have < 61 && have < int(seq)+8 {
				w.event(t)
				have++
			}
		}
		<-done
	})
}
