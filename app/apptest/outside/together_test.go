package outside

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

// screen is what somebody who has a meeting open knows of it: the state that was read, with every event applied.
type screen map[string]any

// within drops what depends on who asks or when.
func within(o map[string]any) map[string]any {
	c := bare(o)
	for _, name := range []string{"now", "times", "total_ms", "digest"} {
		delete(c, name)
	}
	return c
}

// looks reads everything at a node. It gives the seq from which events go on.
func (m *meeting) looks(t testing.TB, c caller) (screen, int64) {
	t.Helper()
	read := func(path string) map[string]any { return c.get(t, m.base+path).want(t, http.StatusOK).object(t) }
	s, wall := screen{}, read("/walls/"+m.write+"?view=presentation")
	s.put("note", wall["notes"])
	s.put("cluster", wall["clusters"])
	s["dots"] = wall["dots_now"]
	one := within(wall)
	for _, name := range []string{"notes", "clusters", "dots_now"} {
		delete(one, name)
	}
	s["wall"] = one
	floor, asked, room := read("/speakers"), read("/questions?order=time"), read("")
	s.put("speech", floor["speaking"])
	s.put("speech", floor["waiting"])
	s["speakers"] = pickedFrom(floor, "id", "version", "closed", "limit_seconds", "undo")
	s.put("question", asked["items"])
	s.put("step", room["steps"])
	s["stage"], s["people"] = within(room["stage"].(map[string]any)), room["people"]
	s.put("ballot", read("/ballots")["items"])
	return s, whole(wall, "seq")
}

func pickedFrom(o map[string]any, names ...string) map[string]any {
	c := map[string]any{}
	for _, name := range names {
		c[name] = o[name]
	}
	return c
}

// put keeps things by id.
func (s screen) put(kind string, list any) {
	all, _ := list.([]any)
	for _, one := range all {
		o, _ := one.(map[string]any)
		s[kind+" "+text(o, "id")] = within(o)
	}
}

// gone says whether what an event shows is not there any more.
func gone(o map[string]any) bool {
	return o["withdrawn"] == true && o["by"] == nil || o["removed"] == true || o["state"] == "ended" || o["state"] == "lowered"
}

// apply takes what an event holds.
func (s screen) apply(kind string, o map[string]any, wall string) {
	room, _, _ := strings.Cut(kind, ".")
	switch {
	case kind == "wall.changed" || kind == "wall.counted":
		if text(o, "id") == wall {
			s["wall"] = within(o)
		}
	case kind == "wall.dotted":
		if text(o, "wall") == wall {
			s.dotted(o)
		}
	case kind == "question.supported":
		if q, ok := s["question "+text(o, "id")].(map[string]any); ok {
			q = maps.Clone(q)
			q["supports"] = o["supports"]
			s["question "+text(o, "id")] = q
		}
	case kind == "workshop.staged":
		s["stage"] = within(o)
	case kind == "workshop.added" || kind == "workshop.changed":
		s["stage"] = within(o["stage"].(map[string]any))
	case kind == "people.changed":
		s["people"] = o
	case kind == "speakers.changed":
		s["speakers"] = o
	case slices.Contains([]string{"note", "cluster", "speech", "question", "step", "ballot"}, room):
		if w := text(o, "wall"); w != "" && w != wall {
			return
		}
		if gone(o) && room != "question" {
			delete(s, room+" "+text(o, "id"))
			return
		}
		s[room+" "+text(o, "id")] = within(o)
	}
}

func (s screen) dotted(o map[string]any) {
	on := text(o, "on")
	if on == "" {
		s["dots"] = o
		return
	}
	d := maps.Clone(s["dots"].(map[string]any))
	d["placed"], d["dotted"] = o["placed"], o["dotted"]
	if n, there := o["n"]; there && d["shown"] == true {
		counts := slices.DeleteFunc(slices.Clone(d["counts"].([]any)), func(c any) bool { return text(c, "on") == on })
		if whole(o, "n") > 0 {
			counts = append(counts, map[string]any{"on": on, "n": n})
		}
		slices.SortFunc(counts, func(a, b any) int { return strings.Compare(text(a, "on"), text(b, "on")) })
		d["counts"] = counts
	}
	s["dots"] = d
}

// company is people who do whatever comes to their minds in one meeting.
type company struct {
	m       *meeting
	t       *testing.T
	people  []caller // the first two facilitate
	mu      sync.Mutex
	known   map[string][]string // ids that were answered, by kind
	answers map[int]int         // how many, by status
}

func (c *company) remember(kind, id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known[kind] = append(c.known[kind], id)
}

func (c *company) one(r *rand.Rand, kind string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if all := c.known[kind]; len(all) > 0 {
		return all[r.IntN(len(all))]
	}
	return "none"
}

// version is that of something now, or an old one.
func (c *company) version(r *rand.Rand, by caller, path string) []string {
	at := whole(by.get(c.t, c.m.base+path).object(c.t), "version")
	return match(max(1, at-int64(r.IntN(8)/7)))
}

// deed is something that somebody may try.
type deed struct {
	method, path string
	body         map[string]any
	head         []string
	made         string // kind of what it makes
}

func pick[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

// leads is what facilitators do.
func (c *company) leads(r *rand.Rand, by caller) deed {
	wall := "/walls/" + c.m.write
	switch r.IntN(6) {
	case 0:
		do := pick(r, "next", "back", "skip", "extend", "pause", "resume", "next", "wrap_up")
		return deed{http.MethodPut, "/stage", map[string]any{"do": do, "minutes": 3}, c.version(r, by, ""), ""}
	case 1, 2:
		return deed{http.MethodPut, wall + "/phase", map[string]any{"phase": pick(r, "revealed", "clustering", "clustering", "dots", "dots", "done")}, c.version(r, by, wall), ""}
	case 3, 4:
		do := pick(r, "start", "start", "start", "end", "pause", "resume", "extend", "undo", "close", "open", "open", "clear")
		return deed{http.MethodPut, "/speakers", map[string]any{"do": do, "seconds": 20}, c.version(r, by, "/speakers"), ""}
	}
	return deed{http.MethodPut, "/questions/" + c.one(r, "question"), map[string]any{"do": pick(r, "shortlist", "live", "answer", "hide", "show"), "why": "därför"}, match(int64(1 + r.IntN(3))), ""}
}

// takesPart is what everybody does.
func (c *company) takesPart(r *rand.Rand) deed {
	wall := "/walls/" + c.m.write
	note, cluster := c.one(r, "note"), c.one(r, "cluster")
	switch r.IntN(12) {
	case 0, 1, 2:
		return deed{http.MethodPost, wall + "/notes", map[string]any{"text": fmt.Sprint("Lapp ", r.IntN(1000), " 😀")}, nil, "note"}
	case 3:
		return deed{http.MethodPatch, wall + "/notes/" + note, map[string]any{"text": fmt.Sprint("Ändrad ", r.IntN(1000))}, match(int64(1 + r.IntN(3))), ""}
	case 4:
		return deed{http.MethodPut, wall + "/notes/" + note + "/withdrawal", map[string]any{"why": "dubbel"}, nil, ""}
	case 5, 6:
		return deed{http.MethodPut, wall + "/notes/" + note + "/place", pick(r, map[string]any{}, map[string]any{"cluster": cluster, "after": ""}, map[string]any{"cluster": cluster, "after": note}, map[string]any{"into": c.one(r, "note")}), nil, ""}
	case 7:
		return pick(r, deed{http.MethodPost, wall + "/clusters", map[string]any{"name": "Grupp", "notes": []string{note}}, nil, "cluster"}, deed{http.MethodDelete, wall + "/clusters/" + cluster, nil, nil, ""},
			deed{http.MethodPut, wall + "/clusters/" + cluster + "/place", map[string]any{"after": ""}, nil, ""}, deed{http.MethodPatch, wall + "/clusters/" + cluster, map[string]any{"name": "Nytt"}, match(int64(1 + r.IntN(2))), ""})
	case 8:
		return deed{http.MethodPut, wall + "/dots", map[string]any{"dots": pick(r, []any{}, []any{map[string]any{"on": note, "n": 2}}, []any{map[string]any{"on": cluster, "n": 3}})}, nil, ""}
	case 9:
		return deed{pick(r, http.MethodPut, http.MethodPut, http.MethodDelete), "/speakers/hand", nil, nil, ""}
	case 10:
		return pick(r, deed{http.MethodPost, "/questions", map[string]any{"text": "Hur går det?"}, nil, "question"}, deed{http.MethodPut, "/questions/" + c.one(r, "question") + "/support", map[string]any{}, nil, ""},
			deed{http.MethodDelete, "/questions/" + c.one(r, "question") + "/support", nil, nil, ""})
	}
	return deed{http.MethodPut, "/vote", map[string]any{"answer": pick(r, "yes", "yes", "reservation"), "reason": "skäl"}, nil, ""}
}

// acts does one thing, at either node; it may be refused, and must not be a fault.
func (c *company) acts(r *rand.Rand, i int) {
	by := c.people[i].on(pick(r, c.m.s.nodes...))
	d := c.takesPart(r)
	if i < 2 && r.IntN(2) == 0 {
		d = c.leads(r, by)
	}
	path := c.m.base + d.path
	if d.path == "/vote" {
		path = "/api/ballots/" + c.one(r, "ballot") + d.path
	}
	var body any
	if d.body != nil || d.method == http.MethodPut {
		body = d.body
	}
	if d.path == "/speakers/hand" && d.method == http.MethodPut {
		body = map[string]any{}
	}
	a := by.says(c.t, d.method, path, body, d.head...)
	if d.made != "" && a.status == http.StatusCreated {
		c.remember(d.made, text(a.object(c.t), "id"))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answers[a.status]++
}

// Several people at both nodes do whatever comes to their minds at once, on the stage, the wall, the floor and in ballots. Whoever followed
// from the beginning, wherever, sees what somebody reads who comes at the end.
func TestWhateverIsDoneInAMeetingScreensAgree(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		m := s.meet(t)
		second := s.as(s.bo(), s.last())
		m.lead.do(t, http.MethodPut, m.base+"/facilitators/"+s.bo().id, nil).want(t, http.StatusOK)
		c := &company{m: m, t: t, known: map[string][]string{}, answers: map[int]int{}, people: []caller{m.lead, second, m.takes(t, s.as(s.ada(), s.last())), m.guest(t, "Ett", s.first()), m.guest(t, "Två", s.last())}}
		closes := "2027-06-01T12:00:00Z"
		c.remember("ballot", m.lead.create(t, m.base+"/ballots", map[string]any{"kind": "consent", "title": "Håller vi med?", "closes_at": closes}).reference(t, http.StatusCreated).ID)
		type seat struct {
			of caller
			w  *watcher
			s  screen
		}
		var seats []seat
		for i, of := range []caller{s.anyone(s.first()), c.people[4], second, m.lead} {
			sees, seq := m.looks(t, of)
			var extra []string
			if of.cookie != "" {
				extra = []string{"Origin", s.site}
			}
			w := of.on(s.nodes[i%len(s.nodes)]).watch(t, extra...)
			w.followAfter(t, m.topic, seq, m.epoch)
			seats = append(seats, seat{of, w, sees})
		}
		var acting sync.WaitGroup
		for hand := range 3 {
			acting.Go(func() {
				r := rand.New(rand.NewPCG(uint64(hand), 11)) //nolint:gosec // no secret
				for range 60 {
					c.acts(r, r.IntN(len(c.people)))
				}
			})
		}
		acting.Wait()
		head := whole(m.read(t), "seq")
		fresh, _ := m.looks(t, s.anyone(s.last()))
		for i, at := range seats {
			at.w.until(t, patience, "the end of the topic", func() bool { return at.w.topics[m.topic] != nil && at.w.topics[m.topic].last >= head })
			for _, f := range at.w.events {
				at.s.apply(text(f.o, "type"), f.o["data"].(map[string]any), m.write)
			}
			differ(t, fmt.Sprint("seat ", i), fresh, at.s)
		}
		if head < 60 || c.answers[http.StatusOK]+c.answers[http.StatusCreated] < 60 || len(fresh) < 15 {
			t.Errorf("little happened: %d events, answers %v, %d things", head, c.answers, len(fresh))
		}
	})
}

// differ names what two screens do not have in common.
func differ(t testing.TB, who string, read, seen screen) {
	t.Helper()
	for _, key := range slices.Sorted(maps.Keys(read)) {
		if !sameJSON(read[key], seen[key]) {
			a, _ := encode(read[key])
			b, _ := encode(seen[key])
			t.Errorf("%s: %s is read as\n%s\nand seen as\n%s", who, key, a, b)
		}
	}
	for key := range seen {
		if _, there := read[key]; !there {
			t.Errorf("%s sees %s, which is not there", who, key)
		}
	}
}
