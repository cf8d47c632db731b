package outside

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// planted is a word that nobody may be told, but for those who are named.
type planted struct {
	word, what string
	but        []string
}

// audience is everybody who may ask, by name.
type audience struct {
	m      *meeting
	names  []string
	who    map[string]caller
	member map[string]string // id, of those who have one
	live   map[string]*watcher
	more   map[string]string // what stands for parameters, beside what each call has of its own
}

func (m *meeting) audience(t *testing.T) *audience {
	t.Helper()
	s := m.s
	a := &audience{m: m, names: []string{"visitor", "author", "guest", "Ada", "Bo", "stranger", "moderator", "administrator", "facilitator"}, who: map[string]caller{
		"visitor": s.anyone(s.last()), "author": m.guest(t, "Skribent", s.last()), "guest": m.guest(t, "Granne", s.first()), "Ada": m.takes(t, s.as(s.ada(), s.last())), "Bo": m.takes(t, s.as(s.bo(), s.first())),
		"stranger": s.as(s.cai(), s.last()), "moderator": s.as(s.demo(t, "moderator"), s.first()), "administrator": s.as(s.demo(t, "administrator"), s.last()), "facilitator": m.lead},
		member: map[string]string{"Ada": s.ada().id, "Bo": s.bo().id, "stranger": s.cai().id, "moderator": s.demo(t, "moderator").id, "administrator": s.demo(t, "administrator").id, "facilitator": s.demo(t, "facilitator").id},
		live:   map[string]*watcher{}, more: map[string]string{}}
	for _, name := range a.names {
		a.live[name] = a.watch(t, name)
	}
	return a
}

// watch follows everything that somebody may follow, from the beginning.
func (a *audience) watch(t *testing.T, name string) *watcher {
	t.Helper()
	c := a.who[name]
	var extra []string
	if c.cookie != "" {
		extra = []string{"Origin", c.s.site}
	}
	w := c.watch(t, extra...)
	for _, topic := range a.topics(name) {
		w.ask("subscribe", topic, 0, a.m.epoch)
		w.reply(t) // some may not, or must start over
	}
	return w
}

func (a *audience) topics(name string) []string {
	topics := []string{a.m.topic, "thread:" + a.m.thread, "area:upplevelser", "moderation"}
	if id := a.member[name]; id != "" {
		topics = append(topics, "member:"+id)
	}
	return topics
}

// told is everything that somebody is told: by every GET of the document, by pages, by slow polling, live and by catching up.
func (a *audience) told(t *testing.T, d document, name string, seq int64) (lines []string) {
	t.Helper()
	c := a.who[name]
	get := func(path string) {
		res, err := c.try(http.MethodGet, path, nil)
		if err != nil || res.status >= 500 {
			t.Fatalf("%s asks for %s: %v %s", name, path, err, res)
		}
		lines = append(lines, fmt.Sprint(name, " ", path, " ", res.header, string(res.body)))
	}
	for call := range d.calls() {
		method, path, _ := strings.Cut(call, " ")
		if method == "get" && !strings.HasSuffix(path, "/live") && !strings.HasSuffix(path, "/events") { // asked for below, without waiting
			for _, filled := range a.filled(path) {
				get(filled)
			}
		}
	}
	for _, topic := range a.topics(name) {
		get("/api/topics/" + topic + "/events?" + after(0, a.m.epoch, 0))
	}
	for _, path := range []string{"/", "/threads/" + a.m.thread, "/areas/upplevelser", "/w/" + a.m.code, "/workshops", "/workshops/" + a.m.id, "/workshops/" + a.m.id + "/screen", "/workshops/" + a.m.id + "/pilot", "/workshops/" + a.m.id + "/result"} {
		get(path)
	}
	for how, w := range map[string]*watcher{"live": a.live[name], "caught up": a.watch(t, name)} {
		w.until(t, patience, "the topic is followed to its end", func() bool { return w.topics[a.m.topic] != nil && w.topics[a.m.topic].last >= seq })
		for _, f := range append(append(append(w.events, w.signals...), w.answers...), w.ended...) {
			lines = append(lines, fmt.Sprint(name, " ", how, " ", string(f.raw)))
		}
	}
	return lines
}

// filled are the addresses of a call with everything that is there in this meeting.
func (a *audience) filled(path string) (all []string) {
	m := a.m
	ids := []string{m.id}
	switch {
	case strings.Contains(path, "/threads/"):
		ids = []string{m.thread}
	case strings.Contains(path, "/ballots/"):
		ids = []string{a.more["open"], a.more["sealed"]}
	case strings.Contains(path, "/posts/"):
		ids = []string{a.more["post"]}
	}
	for _, id := range ids {
		for _, step := range []string{m.write, m.cluster} {
			for _, query := range []string{"", "?view=presentation", "?order=time"} {
				if query != "" && !strings.Contains(path, "{wall}") && !strings.HasSuffix(path, "/questions") || step == m.cluster && !strings.Contains(path, "{wall}") {
					continue
				}
				all = append(all, fill(path, func(name string) string {
					return map[string]string{"id": id, "wall": step, "slug": "upplevelser", "topic": m.topic, "place": "workshop:" + m.id, "word": "x"}[name]
				})+query)
			}
		}
	}
	return all
}

// keepsQuiet finds planted words in what was told.
func keepsQuiet(t *testing.T, lines []string, name string, all []planted) {
	t.Helper()
	for _, p := range all {
		if strings.Contains(" "+strings.Join(p.but, " ")+" ", " "+name+" ") {
			continue
		}
		for _, l := range lines {
			if at := strings.Index(l, p.word); at >= 0 {
				t.Errorf("%s of a meeting is told to %s: %s … %s", p.what, name, l[:min(80, len(l))], l[max(0, at-100):min(len(l), at+60)])
			}
		}
	}
}

// plant writes what nobody may know yet, in every way that there is.
func (a *audience) plant(t *testing.T) (all []planted, gone planted) {
	t.Helper()
	m, secret := a.m, func() string { return "hemligt" + randomWord(6) }
	hides := func(what, word string, but ...string) string {
		all = append(all, planted{word, what, but})
		return word
	}
	notes := m.wall() + "/notes"
	author, bo := a.who["author"], a.who["Bo"]
	first := secret()
	note := m.notes(t, author, first)
	author.says(t, http.MethodPatch, notes+"/"+note.ID, map[string]any{"text": hides("a hidden note", secret(), "author")}, match(1)...).want(t, http.StatusOK)
	hides("the first words of a hidden note", first)
	m.notes(t, bo, hides("a member's hidden note", secret(), "Bo"))
	phone := m.lead.create(t, m.base+"/participants", map[string]any{"name": "Per på telefon"}).reference(t, http.StatusCreated)
	m.lead.create(t, notes, map[string]any{"text": hides("a note on behalf of somebody", secret(), "facilitator"), "on_behalf": phone.ID}).reference(t, http.StatusCreated)
	gone = planted{hides("a note that was taken back", secret()), "a note that was taken back", nil}
	back := m.notes(t, author, gone.word)
	author.says(t, http.MethodPut, notes+"/"+back.ID+"/withdrawal", map[string]any{}).want(t, http.StatusOK)
	// What is refused is told to nobody, and stands in no log.
	for _, body := range []any{map[string]any{"text": hides("a note that is too long", secret()) + strings.Repeat("x", 1000)}, `{"text":"` + hides("a note that is no JSON", secret()),
		map[string]any{"text": hides("a note with a field too many", secret()), "colour": hides("a field too many", secret())}} {
		if res := author.says(t, http.MethodPost, notes, body); res.status < 400 || res.status >= 500 {
			t.Errorf("%s", res)
		}
	}
	closes := time.Now().Add(48 * time.Hour).UTC().Format(time.RFC3339)
	start := func(word string, rest map[string]any) string {
		rest["kind"], rest["title"], rest["closes_at"] = "consent", "Håller vi med?", closes
		a.more[word] = m.lead.create(t, m.base+"/ballots", rest).reference(t, http.StatusCreated).ID
		return "/api/ballots/" + a.more[word] + "/vote"
	}
	vote := start("open", map[string]any{"hidden": true})
	bo.do(t, http.MethodPut, vote, map[string]any{"answer": "no", "reason": hides("a vote before closing", secret(), "Bo")}).want(t, http.StatusOK)
	author.says(t, http.MethodPut, vote, map[string]any{"answer": "reservation", "reason": hides("a guest's vote before closing", secret(), "author")}).want(t, http.StatusOK)
	vote = start("sealed", map[string]any{"anonymous": true})
	for _, name := range []string{"Bo", "Ada", "author"} { // fewer voices are never told
		body := map[string]any{"answer": "no", "reason": hides("an anonymous vote before closing", secret()), "secret": hides("the secret of a vote", strings.Repeat("s", 22)+randomWord(6))}
		a.who[name].says(t, http.MethodPut, vote, body).want(t, http.StatusOK)
	}
	a.more["post"] = text(m.lead.posts(t, m.thread)[0], "id")
	return all, gone
}

// Notes before they are revealed and votes before they are closed are in no answer, event, catch-up, poll, page or log but their author's.
func TestNobodyIsToldWhatIsHidden(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		m, d := s.meet(t), described(t, s)
		a := m.audience(t)
		all, gone := a.plant(t)
		seq := whole(m.read(t), "seq")
		for _, name := range a.names {
			lines := a.told(t, d, name, seq)
			keepsQuiet(t, lines, name, all)
			for _, p := range all {
				if len(p.but) > 0 && p.but[0] == name && !strings.Contains(strings.Join(lines, "\n"), p.word) {
					t.Errorf("%s does not find %s of their own", name, p.what)
				}
			}
		}
		m.turn(t, "revealed")
		for _, ballot := range []string{a.more["open"], a.more["sealed"]} {
			m.lead.do(t, http.MethodPut, "/api/ballots/"+ballot+"/closure", nil).want(t, http.StatusOK)
		}
		lines := strings.Join(a.told(t, d, "visitor", whole(m.read(t), "seq")), "\n")
		for _, p := range all {
			if shown := strings.HasPrefix(p.what, "a hidden note") || strings.Contains(p.what, "before closing"); shown && !strings.Contains(lines, p.word) {
				t.Errorf("%s is told to nobody when it is shown", p.what)
			}
		}
		keepsQuiet(t, strings.Split(lines, "\n"), "visitor", []planted{gone})
		for i, n := range s.nodes {
			keepsQuiet(t, []string{n.out.String()}, fmt.Sprint("the log of node ", i), all)
		}
	})
}
