package outside

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestAreas(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.anyone(s.last())
		slugs := map[string]bool{}
		for _, area := range c.get(t, "/api/areas").list(t) {
			slugs[text(area, "slug")] = true
		}
		for _, slug := range []string{"hallbar-energi", "jord-skog-vatten", "upplevelser", "digitala-losningar"} {
			if !slugs[slug] {
				t.Errorf("area %s is missing", slug)
			}
			o := c.get(t, "/api/areas/"+slug).want(t, http.StatusOK).object(t)
			if o["topic"] != "area:"+slug || whole(o, "seq") < 0 || text(o, "epoch") == "" || text(o, "slug") != slug {
				t.Errorf("area: want topic, seq and epoch: %v", o)
			}
			l := c.get(t, "/api/areas/"+slug+"/threads").want(t, http.StatusOK).object(t)
			if l["topic"] != "area:"+slug || whole(l, "seq") < 0 || l["epoch"] != o["epoch"] {
				t.Errorf("threads of an area: want topic, seq and epoch: %v", l["topic"])
			}
		}
		if slugs["demo-sluten"] {
			t.Error("the private area is listed for strangers")
		}
		c.get(t, "/api/areas/finns-inte").refused(t, http.StatusNotFound)
	})
}

func TestNewThread(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		sub := at(c.get(t, "/api/areas/upplevelser").object(t), "sub_areas").([]any)
		places := c.get(t, "/api/municipalities").list(t)
		if len(sub) == 0 || len(places) < 8 {
			t.Fatalf("want sub-areas and eight municipalities: %v %v", sub, places)
		}
		code := text(places[0], "code")
		ref := c.create(t, "/api/areas/upplevelser/threads", map[string]any{"title": "Leder i fjällen", "text": "Hej *där*", "lang": "sv-SE",
			"sub_area": text(sub[0], "slug"), "municipality": code, "tags": []string{"vandring", "fjäll"}}).reference(t, http.StatusCreated)
		if ref.Topic != "thread:"+ref.ID || ref.Seq != 1 || ref.Version != 1 || !uuidForm.MatchString(ref.ID) {
			t.Errorf("a new thread is a UUIDv7 with seq 1 and version 1: %+v", ref)
		}
		o := s.anyone(s.last()).get(t, "/api/threads/"+ref.ID).want(t, http.StatusOK).object(t)
		if o["title"] != "Leder i fjällen" || o["topic"] != ref.Topic || whole(o, "seq") != 1 || o["epoch"] != ref.Epoch ||
			o["lang"] != "sv-SE" || o["sub_area"] != text(sub[0], "slug") || (text(o, "municipality", "code") != code && o["municipality"] != code) || o["area"] != "upplevelser" {
			t.Errorf("thread: %v", o)
		}
		if tags, _ := o["tags"].([]any); len(tags) != 2 || tags[0] != "vandring" || tags[1] != "fjäll" {
			t.Errorf("tags: %v", o["tags"])
		}
		list := s.anyone(s.last()).get(t, "/api/threads/"+ref.ID+"/posts")
		posts := list.list(t)
		if l := list.object(t); l["topic"] != ref.Topic || whole(l, "seq") != 1 || l["epoch"] != ref.Epoch || l["before"] != nil || l["after"] != nil {
			t.Errorf("posts: %s", list)
		}
		if len(posts) != 1 || posts[0]["text"] != "Hej *där*" || !strings.Contains(text(posts[0], "html"), "<em>där</em>") {
			t.Fatalf("the first post is the thread's first item: %v", posts)
		}
		wantPost(t, "first post", posts[0])
		if posts[0]["edited_at"] != nil || posts[0]["withdrawn"] == true || posts[0]["lang"] != "sv-SE" || text(posts[0], "author", "id") != s.ada().id {
			t.Errorf("first post: %v", posts[0])
		}
	})
}

func TestReplies(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		a, b := s.as(s.ada(), s.first()), s.as(s.bo(), s.last())
		thread, foreign := a.begin(t, "Svar", "första"), a.begin(t, "Annan", "främmande")
		first := b.posts(t, thread.ID)[0]
		strange := b.posts(t, foreign.ID)[0]
		path := "/api/threads/" + thread.ID + "/posts"
		ref := b.create(t, path, map[string]any{"text": "svar", "reply_to": first["id"], "lang": "en"}).reference(t, http.StatusCreated)
		if ref.Topic != thread.Topic || ref.Seq != 2 || ref.Epoch != thread.Epoch || ref.Version != 1 || !uuidForm.MatchString(ref.ID) {
			t.Errorf("reference of a reply: %+v", ref)
		}
		got := a.get(t, "/api/posts/"+ref.ID).want(t, http.StatusOK)
		o := got.object(t)
		wantPost(t, "reply", o)
		if o["reply_to"] != first["id"] || o["lang"] != "en" || o["thread"] != thread.ID || text(o, "author", "name") != "Bo" || o["text"] != "svar" {
			t.Errorf("%s", got)
		}
		if got.header.Get("ETag") != `"1"` {
			t.Errorf("ETag is %s", got.header.Get("ETag"))
		}
		for _, bad := range []any{"finns-inte", strange["id"], "", 7, "../x"} {
			refuse := b.create(t, path, map[string]any{"text": "svar", "reply_to": bad})
			if refuse.status != http.StatusUnprocessableEntity && refuse.status != http.StatusNotFound {
				t.Errorf("reply_to %v: %s", bad, refuse)
			}
		}
		for _, bad := range []any{"svenska språket", "", "x", 3, "sv_SE_"} {
			b.create(t, path, map[string]any{"text": "svar", "lang": bad}).refused(t, http.StatusUnprocessableEntity)
		}
		if n := len(a.posts(t, thread.ID)); n != 2 {
			t.Errorf("the thread has %d posts, want 2", n)
		}
		s.anyone(s.first()).create(t, path, map[string]any{"text": "x"}).refused(t, http.StatusUnauthorized)
		s.anyone(s.first()).create(t, "/api/areas/upplevelser/threads", map[string]any{"title": "x", "text": "x"}).refused(t, http.StatusUnauthorized)
	})
}

func TestLatestActivityFirst(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		var mine []string
		for i := range 4 {
			mine = append(mine, c.beginIn(t, "digitala-losningar", fmt.Sprint("Ordning ", i), "x").ID)
		}
		c.say(t, mine[1], "upp")
		want := []string{mine[1], mine[3], mine[2], mine[0]}
		var seen []string
		query, last := "?limit=3", ""
		for len(seen) < 4 {
			a := c.on(s.last()).get(t, "/api/areas/digitala-losningar/threads"+query)
			for _, item := range a.list(t) {
				if now := text(item, "last_activity_at"); last != "" && now > last {
					t.Errorf("threads: %s after %s", now, last)
				} else {
					last = now
				}
				if slices.Contains(mine, text(item, "id")) {
					seen = append(seen, text(item, "id"))
				}
			}
			next := text(a.object(t), "after")
			if next == "" {
				break
			}
			query = "?limit=3&after=" + escape(next)
		}
		if !slices.Equal(seen, want) {
			t.Errorf("order of activity: %v, want %v", seen, want)
		}
	})
}

// spokesman finds a demo member who may speak for an organisation.
func spokesman(t *testing.T, s *stand) (*person, string) {
	t.Helper()
	for _, p := range s.people {
		o := s.as(p, s.first()).get(t, "/api/session").want(t, http.StatusOK).object(t)
		if orgs, _ := at(o, "member", "organisations").([]any); len(orgs) > 0 {
			return p, text(orgs[0], "id")
		}
	}
	t.Fatal("nobody in the demo may speak for an organisation")
	return nil, ""
}

func TestSpeakingFor(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		p, org := spokesman(t, s)
		c := s.as(p, s.first())
		thread := c.create(t, "/api/areas/upplevelser/threads", map[string]any{"title": "För", "text": "vi", "as": org}).reference(t, http.StatusCreated)
		ref := c.create(t, "/api/threads/"+thread.ID+"/posts", map[string]any{"text": "vi igen", "as": org}).reference(t, http.StatusCreated)
		self := c.say(t, thread.ID, "jag")
		for _, post := range c.on(s.last()).posts(t, thread.ID) {
			wantPost(t, "post for an organisation", post)
			if got := text(post, "author", "organisation", "id"); (post["id"] == self.ID) != (got == "") || (got != "" && got != org) {
				t.Errorf("post %v speaks for %q", post["text"], got)
			}
		}
		if text(c.get(t, "/api/posts/"+ref.ID).object(t), "author", "organisation", "name") == "" {
			t.Error("the organisation has no name")
		}
		mine := s.newcomer(t)
		m := s.as(mine, s.first())
		refuse := func(who caller, as any) {
			t.Helper()
			who.create(t, "/api/threads/"+thread.ID+"/posts", map[string]any{"text": "x", "as": as}).refused(t, http.StatusForbidden, "as_refused")
			who.create(t, "/api/areas/upplevelser/threads", map[string]any{"title": "x", "text": "x", "as": as}).refused(t, http.StatusForbidden, "as_refused")
		}
		refuse(m, org)
		refuse(m, "finns-inte")
		asked := m.do(t, http.MethodPost, "/api/representations", map[string]any{"organisation": org}).want(t, http.StatusCreated).object(t)
		if asked["status"] != "awaits_confirmation" {
			t.Errorf("a representation is a request: %v", asked)
		}
		refuse(m, org)
		refuse(s.as(s.bo(), s.last()), org)
		if n := len(c.posts(t, thread.ID)); n != 3 {
			t.Errorf("a refused post was kept: %d", n)
		}
	})
}

func TestRegisteredFor(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		_, org := spokesman(t, s)
		for _, given := range []map[string]any{{"id": org}, {"name": "Byalaget " + randomWord(4), "kind": "association", "sector": "civil_society", "level": "local"}} {
			p := &person{email: randomWord(8) + "@outside.example", name: "Ombud", password: "en ganska lång mening"}
			a := enrol(t, s.anyone(s.first()), map[string]any{"email": p.email, "name": p.name, "password": p.password, "organisation": given}).
				want(t, http.StatusCreated)
			if got := text(a.object(t), "status"); got != "active" && got != "awaits_confirmation" {
				t.Errorf("%s", a)
			}
			if err := s.equip(p); err != nil {
				t.Fatal(err)
			}
			c := s.as(p, s.first())
			asked := c.get(t, "/api/representations").list(t)
			if len(asked) != 1 || asked[0]["status"] != "awaits_confirmation" {
				t.Fatalf("a registration for an organisation is a request: %v", asked)
			}
			thread := c.begin(t, "Själv", "jag")
			if at(c.posts(t, thread.ID)[0], "author", "organisation") != nil {
				t.Error("an unconfirmed person speaks for an organisation")
			}
			c.create(t, "/api/threads/"+thread.ID+"/posts", map[string]any{"text": "x", "as": text(asked[0], "organisation", "id")}).
				refused(t, http.StatusForbidden, "as_refused")
		}
	})
}

func TestJoining(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.newcomer(t), s.first())
		joined := func() any { return c.on(s.last()).get(t, "/api/areas/jord-skog-vatten").object(t)["joined"] }
		if joined() == true {
			t.Error("a newcomer has joined already")
		}
		// Whoever has joined nothing may still speak in public.
		ref := c.beginIn(t, "jord-skog-vatten", "Utan att gå med", "x")
		c.say(t, ref.ID, "y")
		for method, want := range map[string]bool{http.MethodPut: true, http.MethodDelete: false} {
			for range 2 {
				c.do(t, method, "/api/areas/jord-skog-vatten/membership", nil).want(t, http.StatusNoContent)
				if joined() != want {
					t.Errorf("%s membership: joined is %v", method, joined())
				}
			}
		}
		s.anyone(s.first()).do(t, http.MethodPut, "/api/areas/jord-skog-vatten/membership", nil).refused(t, http.StatusUnauthorized)
		c.do(t, http.MethodPut, "/api/areas/finns-inte/membership", nil).refused(t, http.StatusNotFound)
	})
}
