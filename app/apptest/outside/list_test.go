package outside

import (
	"fmt"
	"net/http"
	"testing"
)

// numbered starts a thread of n posts whose texts are "1" to "n", and gives their ids.
func numbered(t *testing.T, s *stand, n int) (reference, []string) {
	t.Helper()
	c := s.as(s.ada(), s.first())
	thread := c.begin(t, "Numrerad", "1")
	ids := []string{text(c.posts(t, thread.ID)[0], "id")}
	for i := 2; i <= n; i++ {
		ids = append(ids, c.say(t, thread.ID, fmt.Sprint(i)).ID)
	}
	return thread, ids
}

// idsOf gives the ids of items.
func idsOf(list []map[string]any) []string {
	var ids []string
	for _, item := range list {
		ids = append(ids, text(item, "id"))
	}
	return ids
}

func wantIDs(t *testing.T, a answer, want []string) {
	t.Helper()
	if got := idsOf(a.list(t)); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: %d items %v, want %d %v", a.what, len(got), got, len(want), want)
	}
}

func TestPostPages(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread, ids := numbered(t, s, 60)
		c := s.anyone(s.last())
		path := "/api/threads/" + thread.ID + "/posts"
		wantIDs(t, c.get(t, path), ids[:50])
		wantIDs(t, c.get(t, path+"?limit=200"), ids)
		wantIDs(t, c.get(t, path+"?limit=1"), ids[:1])
		wantIDs(t, c.get(t, path+"?limit=3&after="+ids[9]), ids[10:13])
		wantIDs(t, c.get(t, path+"?limit=3&before="+ids[9]), ids[6:9])
		wantIDs(t, c.get(t, path+"?limit=50&before="+ids[2]), ids[:2])
		wantIDs(t, c.get(t, path+"?after="+ids[59]), nil)
		wantIDs(t, c.get(t, path+"?before="+ids[0]), nil)
		around := c.get(t, path+"?limit=5&around="+ids[30])
		wantIDs(t, around, ids[28:33])
		if o := around.object(t); text(o, "before") == "" || text(o, "after") == "" {
			t.Errorf("around in the middle has more both ways: %s", around)
		}
		for _, edge := range []int{0, 59} {
			got := idsOf(c.get(t, path+"?limit=5&around="+ids[edge]).list(t))
			if found := fmt.Sprint(got); len(got) == 0 || len(got) > 5 || (got[0] != ids[edge] && got[len(got)-1] != ids[edge]) {
				t.Errorf("around the edge %d: %s", edge, found)
			}
		}
	})
}

func TestWalksBothWays(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread, ids := numbered(t, s, 23)
		path := "/api/threads/" + thread.ID + "/posts"
		walk := func(side, query string) []string {
			var all []string
			for range 100 {
				a := s.anyone(s.last()).get(t, path+query)
				page := idsOf(a.list(t))
				if side == "after" {
					all = append(all, page...)
				} else {
					all = append(page, all...)
				}
				cursor := text(a.object(t), side)
				if cursor == "" {
					return all
				}
				query = "?limit=4&" + side + "=" + escape(cursor)
			}
			t.Fatal("a walk without an end")
			return nil
		}
		if got := walk("after", "?limit=4"); fmt.Sprint(got) != fmt.Sprint(ids) {
			t.Errorf("forwards: %v", got)
		}
		if got := walk("before", "?limit=4&before="+ids[22]); fmt.Sprint(got) != fmt.Sprint(ids[:22]) {
			t.Errorf("backwards: %v", got)
		}
		up, down := walk("before", "?limit=4&around="+ids[11]), walk("after", "?limit=4&around="+ids[11])
		if up[0] != ids[0] || down[len(down)-1] != ids[22] || len(up)+len(down) != 23+4 {
			t.Errorf("from the middle: %d up and %d down of 23, pages of 4", len(up), len(down))
		}
	})
}

func TestBadCursors(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread, ids := numbered(t, s, 3)
		_, others := numbered(t, s, 1)
		c := s.anyone(s.last())
		path := "/api/threads/" + thread.ID + "/posts"
		for _, query := range []string{"after=" + ids[0] + "&before=" + ids[1], "after=" + ids[0] + "&around=" + ids[0],
			"before=" + ids[1] + "&around=" + ids[1], "limit=0", "limit=201", "limit=-1", "limit=abc", "limit=1.5", "limit=99999999999999999999",
			"limit=1e2", "limit=%00", "limit=10%20"} {
			c.get(t, path+"?"+query).refused(t, http.StatusUnprocessableEntity)
		}
		for _, id := range []string{others[0], "finns-inte", "00000000-0000-7000-8000-000000000000"} {
			c.get(t, path+"?around="+id).refused(t, http.StatusNotFound)
		}
		for _, side := range []string{"after", "before", "around"} {
			for _, bad := range []string{"finns-inte", others[0], "%00", "%FF", "'%20or%201=1--", "..%2f..", "%F0%9F%98%80"} {
				a := c.get(t, path+"?"+side+"="+bad)
				if a.status != http.StatusNotFound && a.status != http.StatusUnprocessableEntity {
					t.Errorf("%s: want 404 or 422", a)
				}
			}
		}
		for _, path := range []string{"/api/areas/upplevelser/threads", "/api/organisations"} {
			for _, query := range []string{"limit=0", "limit=201", "limit=x", "after=%00", "after=finns-inte", "before=x%27"} {
				if a := c.get(t, path+"?"+query); a.status != http.StatusUnprocessableEntity && a.status != http.StatusNotFound {
					t.Errorf("%s: want a refusal", a)
				}
			}
		}
	})
}

func TestTombstonesStayInLists(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread, ids := numbered(t, s, 5)
		c := s.as(s.ada(), s.first())
		for _, i := range []int{0, 2, 4} {
			c.do(t, http.MethodDelete, "/api/posts/"+ids[i], nil).reference(t, http.StatusOK)
		}
		list := s.anyone(s.last()).get(t, "/api/threads/"+thread.ID+"/posts?limit=200")
		wantIDs(t, list, ids)
		for i, post := range list.list(t) {
			wantPost(t, "list with tombstones", post)
			if (post["withdrawn"] == true) != (i%2 == 0) {
				t.Errorf("post %d: withdrawn is %v", i, post["withdrawn"])
			}
		}
		wantIDs(t, c.get(t, "/api/threads/"+thread.ID+"/posts?limit=1&after="+ids[2]), ids[3:4])
		if whole(list.object(t), "seq") != 8 {
			t.Errorf("seq of the list is %d, want 8", whole(list.object(t), "seq"))
		}
	})
}

func TestOrganisationsWalk(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.anyone(s.last())
		seen := map[string]bool{}
		query := "?limit=20"
		for query != "" {
			a := c.get(t, "/api/organisations"+query)
			for _, item := range a.list(t) {
				if id := text(item, "id"); seen[id] {
					t.Errorf("organisation %s came twice", id)
				} else {
					seen[id] = true
				}
			}
			next := text(a.object(t), "after")
			if query = ""; next != "" {
				query = "?limit=20&after=" + escape(next)
			}
		}
		if len(seen) < 8 {
			t.Errorf("only %d organisations", len(seen))
		}
		for _, q := range []string{"%25", "_", "%27%20or%201=1--", "%00", "%F0%9F%98%80", "\\"} {
			c.get(t, "/api/organisations?q="+escape(q))
		}
	})
}
