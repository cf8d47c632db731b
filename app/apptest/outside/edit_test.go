package outside

import (
	"bytes"
	"net/http"
	"testing"
)

// ownPost starts a thread with one reply by Ada and gives both.
func ownPost(t *testing.T, s *stand, words string) (thread, post reference) {
	t.Helper()
	c := s.as(s.ada(), s.first())
	thread = c.begin(t, "Redigering", "första")
	return thread, c.say(t, thread.ID, words)
}

func TestEdit(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		_, post := ownPost(t, s, "ett")
		c := s.as(s.ada(), s.last())
		path := "/api/posts/" + post.ID
		ref := c.edit(t, path, 1, map[string]any{"text": "**två**"}).reference(t, http.StatusOK)
		if ref.ID != post.ID || ref.Topic != post.Topic || ref.Seq != post.Seq+1 || ref.Version != 2 {
			t.Errorf("reference of an edit: %+v", ref)
		}
		got := c.on(s.first()).get(t, path).want(t, http.StatusOK)
		o := got.object(t)
		if o["text"] != "**två**" || whole(o, "version") != 2 || text(o, "edited_at") == "" || got.header.Get("ETag") != `"2"` {
			t.Errorf("%s (ETag %s)", got, got.header.Get("ETag"))
		}
		wantPost(t, "edited", o)
		stale := c.edit(t, path, 1, map[string]any{"text": "tre"}).refused(t, http.StatusPreconditionFailed, "version_stale")
		current, ok := stale.object(t)["current"].(map[string]any)
		if !ok || !sameJSON(bare(current), bare(o)) {
			t.Errorf("412 holds the present post in current: %s", stale)
		}
		for _, match := range []string{"", "*"} {
			c.do(t, http.MethodPatch, path, map[string]any{"text": "tre"}, "If-Match", match).
				refused(t, http.StatusPreconditionRequired, "if_match_missing")
		}
		for _, match := range []string{"abc", `"abc"`, `"`, `"-1"`, `"1.5"`, `"2`, `"99999999999999999999"`, "<script>"} {
			a := c.do(t, http.MethodPatch, path, map[string]any{"text": "tre"}, "If-Match", match)
			if a.status < 400 || a.status == http.StatusNotFound {
				t.Errorf("If-Match %s: %s", match, a)
			}
		}
		if c.get(t, path).header.Get("ETag") != `"2"` {
			t.Error("a refused edit changed the post")
		}
	})
}

func TestEditWithoutChange(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread, post := ownPost(t, s, "samma\r\n")
		c := s.as(s.ada(), s.last())
		w := c.watch(t)
		w.follow(t, thread.Topic)
		last := c.say(t, thread.ID, "annan")
		same := c.edit(t, "/api/posts/"+post.ID, 1, map[string]any{"text": "samma\r\n"}).reference(t, http.StatusOK)
		if same.Version != 1 || same.Seq != last.Seq || same.Topic != thread.Topic {
			t.Errorf("the same text again: version 1 and the thread's last seq %d, got %+v", last.Seq, same)
		}
		if c.get(t, "/api/posts/"+post.ID).object(t)["edited_at"] != nil {
			t.Error("the same text again counts as edited")
		}
		end := c.say(t, thread.ID, "slut")
		if end.Seq != last.Seq+1 {
			t.Errorf("the same text again made an event: %d then %d", last.Seq, end.Seq)
		}
		for _, seq := range []int64{last.Seq, end.Seq} {
			if f := w.event(t); whole(f.o, "seq") != seq || f.o["type"] != "post.added" {
				t.Errorf("want event %d: %s", seq, f)
			}
		}
	})
}

func TestWithdraw(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread, post := ownPost(t, s, "ångrat")
		c := s.as(s.ada(), s.first())
		path := "/api/posts/" + post.ID
		c.do(t, http.MethodDelete, path, nil, "If-Match", `"7"`).refused(t, http.StatusPreconditionFailed, "version_stale")
		first := c.do(t, http.MethodDelete, path, nil, "If-Match", `"1"`)
		ref := first.reference(t, http.StatusOK)
		if ref.ID != post.ID || ref.Seq != post.Seq+1 || ref.Topic != thread.Topic {
			t.Errorf("reference of a withdrawal: %+v", ref)
		}
		second := c.on(s.last()).do(t, http.MethodDelete, path, nil)
		if second.status != first.status || !bytes.Equal(second.body, first.body) {
			t.Errorf("a second DELETE answers the same again:\n%s\n%s", first, second)
		}
		got := s.anyone(s.last()).get(t, path).want(t, http.StatusOK)
		o := got.object(t)
		wantPost(t, "withdrawn", o)
		if o["withdrawn"] != true || o["text"] != "" || o["html"] != "" || whole(o, "version") != ref.Version {
			t.Errorf("%s", got)
		}
		for _, version := range []int64{1, ref.Version} {
			a := c.edit(t, path, version, map[string]any{"text": "åter"})
			if version == ref.Version {
				a.refused(t, http.StatusConflict, "post_withdrawn")
			} else if a.status != http.StatusConflict && a.status != http.StatusPreconditionFailed {
				t.Errorf("%s: want 409 or 412", a)
			}
		}
		if next := c.say(t, thread.ID, "mera"); next.Seq != ref.Seq+1 {
			t.Errorf("a second DELETE made an event: %d then %d", ref.Seq, next.Seq)
		}
	})
}

func TestForeignWords(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		_, post := ownPost(t, s, "mitt")
		path := "/api/posts/" + post.ID
		for _, p := range []*person{s.bo(), s.demo(t, "moderator"), s.demo(t, "administrator"), s.demo(t, "facilitator")} {
			s.as(p, s.last()).edit(t, path, 1, map[string]any{"text": "ditt"}).refused(t, http.StatusForbidden)
		}
		s.as(s.bo(), s.first()).do(t, http.MethodDelete, path, nil).refused(t, http.StatusForbidden)
		s.anyone(s.first()).edit(t, path, 1, map[string]any{"text": "ditt"}).refused(t, http.StatusUnauthorized)
		s.anyone(s.first()).do(t, http.MethodDelete, path, nil).refused(t, http.StatusUnauthorized)
		if o := s.anyone(s.last()).get(t, path).object(t); o["text"] != "mitt" || whole(o, "version") != 1 {
			t.Errorf("somebody changed another's words: %v", o)
		}
		s.as(s.bo(), s.first()).edit(t, "/api/posts/finns-inte", 1, map[string]any{"text": "x"}).refused(t, http.StatusNotFound)
	})
}

// facilitated finds a public area that the demo's facilitator may close threads in.
func facilitated(t *testing.T, s *stand) (caller, string) {
	t.Helper()
	c := s.as(s.demo(t, "facilitator"), s.first())
	for _, area := range c.get(t, "/api/areas").list(t) {
		if area["private"] != true && at(area, "may", "facilitate") == true {
			return c, text(area, "slug")
		}
	}
	t.Fatal("the demo's facilitator has no public area")
	return c, ""
}

func TestClosedThread(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		boss, area := facilitated(t, s)
		ada := s.as(s.ada(), s.last())
		thread := ada.beginIn(t, area, "Ska stängas", "första")
		post := ada.say(t, thread.ID, "svar")
		w := ada.watch(t)
		w.follow(t, thread.Topic)
		path := "/api/threads/" + thread.ID
		boss.do(t, http.MethodPut, path+"/closure", map[string]any{"text": " "}).refused(t, http.StatusUnprocessableEntity)
		ada.do(t, http.MethodPut, path+"/closure", map[string]any{"text": "nog"}).refused(t, http.StatusForbidden)
		replay := "stängd-" + randomWord(4)
		key := []string{"Idempotency-Key", "k" + randomWord(8)}
		kept := ada.do(t, http.MethodPost, path+"/posts", map[string]any{"text": replay}, key...).want(t, http.StatusCreated)
		ref := boss.do(t, http.MethodPut, path+"/closure", map[string]any{"text": "Vi *enades*."}).reference(t, http.StatusOK)
		if ref.Topic != thread.Topic || ref.Seq != 4 {
			t.Errorf("reference of a closure: %+v", ref)
		}
		ada.create(t, path+"/posts", map[string]any{"text": "x"}).refused(t, http.StatusConflict, "thread_closed")
		ada.edit(t, "/api/posts/"+post.ID, 1, map[string]any{"text": "y"}).refused(t, http.StatusConflict, "thread_closed")
		again := ada.on(s.first()).do(t, http.MethodPost, path+"/posts", map[string]any{"text": replay}, key...)
		if again.status != kept.status || !bytes.Equal(again.body, kept.body) {
			t.Errorf("a replay in a closed thread: %s, want %s", again, kept)
		}
		o := s.anyone(s.last()).get(t, path).object(t)
		if o["state"] != "closed" || text(o, "closure", "text") != "Vi *enades*." || whole(o, "seq") != 4 {
			t.Errorf("a closed thread: %v", o)
		}
		boss.do(t, http.MethodDelete, path+"/closure", nil).reference(t, http.StatusOK)
		last := ada.say(t, thread.ID, "öppen igen")
		for _, kind := range []string{"post.added", "thread.changed", "thread.changed", "post.added"} {
			f := w.event(t)
			if f.o["type"] != kind {
				t.Errorf("want %s: %s", kind, f)
			}
			if kind == "thread.changed" && text(f.o, "data", "id") != thread.ID {
				t.Errorf("thread.changed shows the thread: %s", f)
			}
		}
		if last.Seq != 6 {
			t.Errorf("seq after reopening is %d, want 6", last.Seq)
		}
	})
}

func TestOldVersions(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		_, post := ownPost(t, s, "första lydelsen")
		c := s.as(s.ada(), s.first())
		path := "/api/posts/" + post.ID
		c.edit(t, path, 1, map[string]any{"text": "andra lydelsen"}).reference(t, http.StatusOK)
		for who, reads := range map[*person]bool{s.ada(): true, s.demo(t, "moderator"): true, s.bo(): false} {
			list := s.as(who, s.last()).get(t, path+"/versions").list(t)
			if len(list) != 2 {
				t.Fatalf("versions: %v", list)
			}
			words := false
			for _, v := range list {
				wantTime(t, "version", text(v, "at"))
				words = words || text(v, "text") == "första lydelsen"
			}
			if words != reads {
				t.Errorf("%s reads the old words: %t, want %t", who.name, words, reads)
			}
		}
	})
}
