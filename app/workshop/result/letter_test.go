package result_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/notice"
	"kraftsam/app/platform/db"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/result"
)

func (h *hall) exec(sql string, args ...any) {
	h.t.Helper()
	h.must(h.DB.InTx(ctx, func(ctx context.Context) error { return h.DB.From(ctx).Exec(sql, args...).Error }))
}

// mailed has a villager told by mail at once, at any hour.
func (h *hall) mailed(who string) {
	h.t.Helper()
	on := notice.SettingsChange{Quiet: &notice.Quiet{}, Channels: []notice.ChannelChoice{{Kind: notice.Asked, Channel: notice.Mail, On: true}}}
	h.must(only(h.Notices.ChangeSettings(ctx, h.viewer(who), on)))
}

var (
	answerLink = regexp.MustCompile(`/answer#token=([0-9A-Z]+)&answer=(\w+)`)
	askedAs    = regexp.MustCompile(`(?m)^ *(.*Svara som .*:)$`)
)

// letter gives the lines of the newest letter to somebody that say as whom they answer what, each with the address of its word.
func (h *hall) letter(who string) (as, addresses []string) {
	h.t.Helper()
	for range 2 { // what is told, and then what leaves the house
		_, err := h.Jobs.Drain(ctx)
		h.must(err)
		h.exec("UPDATE jobs SET due_at = ? WHERE kind = 'notice.reach'", db.Now().Add(-time.Second))
	}
	_, err := h.Jobs.Drain(ctx)
	h.must(err)
	letters, err := h.Mail.Latest(ctx, 50)
	h.must(err)
	for _, l := range letters {
		if l.Recipient != h.Email(who) || !strings.Contains(l.Subject, "löftet") {
			continue
		}
		for _, line := range askedAs.FindAllStringSubmatch(l.Text, -1) {
			as = append(as, line[1])
		}
		for i, link := range answerLink.FindAllStringSubmatch(l.Text, -1) {
			if want := []string{"confirm", "contest"}[i%2]; link[2] != want || !strings.Contains(l.HTML, link[1]+"&amp;answer="+want) {
				h.t.Errorf("link %d: %s in\n%s\n%s", i, link[0], l.Text, l.HTML)
			}
			if i%2 == 0 {
				addresses = append(addresses, "/api/answers/"+link[1])
			}
		}
		break
	}
	if len(as) != len(addresses) {
		h.t.Fatalf("%q has the words %q", as, addresses)
	}
	return as, addresses
}

func TestAPromiseIsMadeFromALetter(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.mailed("Bo")
		h.does(workshop.End)
		id := h.adds(promise("participant", h.participant["Bo"], "Bjuda in"))
		h.must(h.edits(id, result.Edit{Text: word("till **nästa** möte"), DueOn: word("2030-01-31")}))
		as, links := h.letter("Bo")
		if len(as) != 1 || as[0] != "”Bjuda in” – Svara som Bo:" {
			t.Fatalf("%q", as)
		}
		link, told := links[0], "result:"+h.id+" standing.changed"
		v.Tell(t, []apptest.Case{
			{Name: "a scanner follows the link", Do: "GET " + link, Want: 200, Holds: []string{`"kind":"promise"`, `"title":"Bjuda in"`, `<strong>nästa</strong>`, `"within":"Dialogmöte"`, `"due_on":"2030-01-31"`,
				`"name":"Bo"`, `"state":"open"`, `"answer":"","href":"/workshops/` + h.id + `/result"`, `"answers":[{"answer":"confirm","line":"none"},{"answer":"contest","line":"needed","most":1000}]`}},
			{Name: "no such answer", Do: "POST " + link, Body: `{"answer":"yes"}`, Want: 422, Code: "stands_unknown", Holds: []string{"body.answer"}},
			{Name: "nothing any more", Do: "POST " + link, Body: `{"answer":""}`, Want: 422, Code: "stands_unknown"},
			{Name: "without a line", Do: "POST " + link, Body: `{"answer":"contest","reason":" "}`, Want: 422, Code: "why_empty", Holds: []string{"body.reason"}},
			{Name: "too long a line", Do: "POST " + link, Body: `{"answer":"contest","reason":"` + strings.Repeat("å", 1001) + `"}`, Want: 422, Code: "words_too_long", Holds: []string{"body.reason"}},
			{Name: "nothing came of these", Do: "GET " + link, Want: 200, Holds: []string{`"answer":""`}},
			{Name: "it is right", Do: "POST " + link, Body: `{"answer":"confirm"}`, Want: 200, Holds: []string{`"answer":"confirm"`}, Events: []string{told}},
			{Name: "again", Do: "POST " + link, Body: `{"answer":"confirm"}`, Want: 200},
			{Name: "changed, whoever is signed in there", As: "Cai", Do: "POST " + link, Body: `{"answer":"contest","reason":"först i maj"}`, Want: 200, Holds: []string{`"answer":"contest","reason":"först i maj"`}, Events: []string{told}},
			{Name: "forged", Do: "POST " + strings.ToLower(link), Body: `{"answer":"confirm"}`, Want: 404, Code: "answer_link_unknown"},
		})
		if said := h.sees("Dag").Standings; len(said) != 1 || !said[0].Owner || said[0].By.Name != "Bo" || said[0].Words != "först i maj" || said[0].OnBehalf {
			t.Errorf("%+v", said)
		}
		h.must(h.edits(id, result.Edit{DueOn: word("2030-05-31")}))
		h.does(workshop.Publish)
		v.Tell(t, []apptest.Case{
			{Name: "in new words it is asked anew", Do: "GET " + link, Want: 200, Holds: []string{`"due_on":"2030-05-31"`, `"answer":""`, `"state":"open"`}},
			{Name: "published", Do: "POST " + link, Body: `{"answer":"confirm"}`, Want: 200, Holds: []string{`"answer":"confirm"`}, Events: []string{told}},
		})
		h.exec("UPDATE letter_words SET expires_at = ?", db.Now().Add(-time.Second))
		v.Tell(t, []apptest.Case{{Name: "expired", Do: "GET " + link, Want: 404, Code: "answer_link_unknown"}, {Name: "of no use", Do: "POST " + link, Body: `{"answer":"confirm"}`, Want: 404, Code: "answer_link_unknown"}})
	})
}

// A word is for one promise, as long as whoever got it is its owner; that they are one of its sources is no matter of the letter.
func TestALetterIsOfNoUseToWhoOwnsThePromiseNoMore(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.mailed("Bo")
		h.writes("Bo", 2, "Kaffe", "")
		h.turns(2, "revealed")
		h.does(workshop.End)
		e := promise("organisation", v.Mill, "")
		e.Text, e.Sources = word("Stå för **kaffet**"), &[]result.ResultSource{note(h.notes["Kaffe"])}
		mill := h.adds(e)
		own := h.adds(promise("participant", h.participant["Bo"], "Bjuda in"))
		as, links := h.letter("Bo")
		if len(as) != 2 || as[0] != "”Stå för kaffet” – Svara som Åkvarnen AB:" || as[1] != "”Bjuda in” – Svara som Bo:" {
			t.Fatalf("%q", as)
		}
		answer := func(name, link string, want int, code string, events ...string) {
			t.Helper()
			v.Tell(t, []apptest.Case{{Name: name, Do: "POST " + link, Body: `{"answer":"confirm"}`, Want: want, Code: code, Events: events}})
		}
		told := "result:" + h.id + " standing.changed"
		answer("for the mill", links[0], http.StatusOK, "", told)
		v.Tell(t, []apptest.Case{{Name: "as whom", Do: "GET " + links[0], Want: 200, Holds: []string{`"name":"Åkvarnen AB"`, `"answer":"confirm"`}}})
		h.must(h.edits(own, result.Edit{Owner: &result.Owner{Kind: "participant", ID: h.participant["Ada"]}}))
		answer("another's promise", links[1], http.StatusForbidden, "result_not_source")
		v.Tell(t, []apptest.Case{{Name: "it asks no more", Do: "GET " + links[1], Want: 200, Holds: []string{`"state":"closed"`}}})
		h.must(only(v.Results.Remove(ctx, v.Viewer(t, "Dag"), h.id, own, 0)))
		answer("taken out", links[1], http.StatusNotFound, "answer_link_unknown")
		v.Tell(t, []apptest.Case{{Name: "and not shown", Do: "GET " + links[1], Want: 404, Code: "answer_link_unknown"}})
		h.must(v.Actors.Suspend(ctx, actor.Program("test"), v.ID("Bo"), "för att"))
		answer("suspended", links[0], http.StatusNotFound, "answer_link_unknown")
		h.must(v.Actors.Restore(ctx, actor.Program("test"), v.ID("Bo"), "för att"))
		runs, err := v.Actors.Representations(ctx, v.Viewer(t, "Bo"))
		h.must(err)
		h.must(v.Actors.Leave(ctx, v.Viewer(t, "Bo"), runs[0].ID))
		answer("a source that owns it no more", links[0], http.StatusForbidden, "result_not_source")
		if err := h.stands("Bo", mill, result.Contest, "x"); err != nil {
			t.Errorf("on the page a source may say so: %v", err)
		}
	})
}

// Of more promises than a letter has room for one says on the page whether they are right; an answered one is asked no more.
func TestALetterHasRoomForFivePromises(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.mailed("Ada")
		h.does(workshop.End)
		var all []string
		for _, title := range []string{"Ett", "Två", "Tre", "Fyra", "Fem", "Sex"} {
			all = append(all, h.adds(promise("organisation", v.Municipality, title)))
		}
		if as, _ := h.letter("Ada"); len(as) != 0 {
			t.Errorf("%q", as)
		}
		h.must(h.stands("Ada", all[0], result.Confirm, ""))
		h.must(h.stands("Ada", all[1], result.Contest, "Nej"))
		h.adds(promise("organisation", v.Municipality, "Sju"))
		as, links := h.letter("Ada")
		if len(as) != 5 || !strings.Contains(as[0], "Tre") || !strings.Contains(as[4], "Sju") {
			t.Fatalf("%q", as)
		}
		v.Tell(t, []apptest.Case{{Name: "the first of them", Do: "GET " + links[0], Want: 200, Holds: []string{`"title":"Tre"`}}})
	})
}
