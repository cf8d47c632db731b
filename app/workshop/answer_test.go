package workshop_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/notice"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
)

// invites has Dag invite to a workshop in an area; those villagers are mailed at once, at any hour.
func invites(t *testing.T, v *apptest.Village, slug string, mailed []string, whom ...ref.Ref) string {
	t.Helper()
	for _, who := range mailed {
		if _, err := v.Notices.ChangeSettings(ctx, v.Viewer(t, who), notice.SettingsChange{Quiet: &notice.Quiet{}}); err != nil {
			t.Fatal(err)
		}
	}
	id := planned(t, v, slug)
	for _, one := range whom {
		if _, err := v.Workshops.InviteOne(ctx, v.Viewer(t, "Dag"), id, one); err != nil {
			t.Fatal(err)
		}
	}
	does(t, v, id, workshop.Invite)
	return id
}

func named(v *apptest.Village, who string) ref.Ref { return ref.Ref{Kind: "member", ID: v.ID(who)} }
func firm(id string) ref.Ref                       { return ref.Ref{Kind: "organisation", ID: id} }

var answerLink = regexp.MustCompile(`/answer#token=([0-9A-Z]+)&answer=(\w+)`)

// answerable is the address of the word in the newest letter to somebody, and the line above its links.
func answerable(t *testing.T, v *apptest.Village, who string) (address, as string) {
	t.Helper()
	letter, _ := told(t, v, who)
	links := answerLink.FindAllStringSubmatch(letter.Text, -1)
	if len(links) != 3 {
		t.Fatalf("%d links for %s in\n%s", len(links), who, letter.Text)
	}
	for i, want := range []string{"yes", "maybe", "no"} {
		if links[i][1] != links[0][1] || links[i][2] != want || !strings.Contains(letter.HTML, links[0][1]+"&amp;answer="+want) {
			t.Errorf("link %d: %s in\n%s\n%s", i, links[i][0], letter.Text, letter.HTML)
		}
	}
	for _, line := range strings.Split(letter.Text, "\n") {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "Svara som ") {
			as = line
		}
	}
	return "/api/answers/" + links[0][1], as
}

// reply is what somebody answered, as those who facilitate read it.
func reply(t *testing.T, v *apptest.Village, id, who string) (r workshop.Reply) {
	t.Helper()
	all, err := v.Workshops.Replies(ctx, v.Viewer(t, "Dag"), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if one.MemberID == v.ID(who) {
			r = one
		}
	}
	return r
}

func TestAnInvitationIsAnsweredFromALetter(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := invites(t, v, apptest.Energy, []string{"Ada"}, named(v, "Ada"), firm(v.Municipality))
		link, as := answerable(t, v, "Ada")
		if as != "Svara som Ada:" {
			t.Errorf("%q, though she is invited herself too", as)
		}
		needs := workshop.Reply{Answer: workshop.Instead, Instead: "Eva", Interpreter: "teckenspråk", Access: "hörslinga"}
		if _, err := v.Workshops.Answer(ctx, v.Viewer(t, "Ada"), id, needs); err != nil {
			t.Fatal(err)
		}
		told := "workshop:" + id + " people.changed"
		v.Tell(t, []apptest.Case{
			{Name: "a scanner follows the link", Do: "GET " + link, Want: 200, Events: nil, Holds: []string{`"kind":"workshop"`, `"title":"Dialogmöte"`, `<strong>höras</strong>`, `"name":"Ada"`,
				`"place":"Bystugan · https://video.example/rum"`, `"starts_at":"`, `"state":"open"`, `"answer":"instead","reason":"Eva","href":"/workshops/` + id,
				`"answers":[{"answer":"yes","line":"optional","most":500},{"answer":"maybe",`}, Lacks: []string{"teckenspråk", "hörslinga", "Åkvarnen"}},
			{Name: "no such answer", Do: "POST " + link, Body: `{"answer":"instead"}`, Want: 422, Code: "reply_unknown"},
			{Name: "a line too long", Do: "POST " + link, Body: `{"answer":"yes","reason":"` + strings.Repeat("å", 501) + `"}`, Want: 422, Code: "words_too_long", Holds: []string{"body.reason"}},
			{Name: "yes", Do: "POST " + link, Body: `{"answer":"yes","reason":"en kvart sen"}`, Want: 200, Holds: []string{`"answer":"yes","reason":"en kvart sen"`}, Events: []string{told}},
			{Name: "again", Do: "POST " + link, Body: `{"answer":"yes","reason":"en kvart sen"}`, Want: 200, Holds: []string{`"answer":"yes"`}},
			{Name: "forged", Do: "POST " + strings.ToLower(link), Body: `{"answer":"no"}`, Want: 404, Code: "answer_link_unknown"},
		})
		if r := reply(t, v, id, "Ada"); r.Answer != workshop.Yes || r.Line != "en kvart sen" || r.Instead != "" || r.Interpreter != "teckenspråk" || r.Access != "hörslinga" {
			t.Errorf("%+v", r)
		}
		before := reply(t, v, id, "Ada").At
		v.Tell(t, []apptest.Case{
			{Name: "once more", Do: "POST " + link, Body: `{"answer":"yes","reason":"en kvart sen"}`, Want: 200},
			{Name: "changed, whoever is signed in there", As: "Cai", Do: "POST " + link, Body: `{"answer":"no"}`, Want: 200, Holds: []string{`"answer":"no","href"`, `"name":"Ada"`}, Events: []string{told}},
		})
		if r := reply(t, v, id, "Ada"); r.Answer != workshop.No || r.Line != "" || r.Interpreter != "teckenspråk" || r.At.Before(before) || reply(t, v, id, "Cai").Answer != "" {
			t.Errorf("%+v", r)
		}
		does(t, v, id, workshop.Start, workshop.End)
		v.Tell(t, []apptest.Case{
			{Name: "it has ended", Do: "POST " + link, Body: `{"answer":"yes"}`, Want: 409, Code: "workshop_not_open"},
			{Name: "what was answered", Do: "GET " + link, Want: 200, Holds: []string{`"state":"closed"`, `"answer":"no"`}},
		})
	})
}

// The word of an invitation ends a week after its workshop, whenever that is.
func TestTheWordOfAnInvitationEndsWithTheWorkshop(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := invites(t, v, apptest.Energy, []string{"Ada"}, named(v, "Ada"))
		link, _ := answerable(t, v, "Ada")
		ends := func() time.Time {
			t.Helper()
			var all []time.Time
			if err := v.DB.From(ctx).Raw("SELECT expires_at FROM letter_words ORDER BY expires_at").Scan(&all).Error; err != nil || len(all) != 1 {
				t.Fatal(all, err)
			}
			return all[0]
		}
		planned, dag := ends(), v.Viewer(t, "Dag")
		later := soon().AddDate(0, 3, 0)
		if _, err := v.Workshops.Edit(ctx, dag, id, seen(t, v, dag, id).Version, workshop.Change{StartsAt: &later}); err != nil {
			t.Fatal(err)
		}
		if moved := ends().Sub(planned); moved < 80*24*time.Hour {
			t.Errorf("it ends %s later than before", moved)
		}
		does(t, v, id, workshop.Cancel)
		if left := ends().Sub(db.Now()); left < 167*time.Hour || left > 168*time.Hour {
			t.Errorf("it ends %s after the workshop was cancelled", left)
		}
		v.Tell(t, []apptest.Case{
			{Name: "cancelled", Do: "POST " + link, Body: `{"answer":"yes"}`, Want: 409, Code: "workshop_not_open"},
			{Name: "for a week", Do: "GET " + link, Want: 200, Holds: []string{`"state":"closed"`, `"answer":""`}},
		})
		change(t, v, "UPDATE letter_words SET expires_at = ?", db.Now().Add(-time.Second))
		v.Tell(t, []apptest.Case{{Name: "and no longer", Do: "GET " + link, Want: 404, Code: "answer_link_unknown"}, {Name: "nor by pressing", Do: "POST " + link, Body: `{"answer":"yes"}`, Want: 404, Code: "answer_link_unknown"}})
	})
}

// Through an organisation one answers for it, as long as one speaks for it; whoever may not see the workshop any more hears of nothing.
func TestAnInvitationIsOfNoUseToWhomItReachesNoMore(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		open := invites(t, v, apptest.Energy, []string{"Bo"}, firm(v.Mill))
		link, as := answerable(t, v, "Bo")
		if as != "Svara som Bo, Åkvarnen AB:" {
			t.Errorf("%q", as)
		}
		secret := invites(t, v, apptest.Secret, []string{"Ada"}, named(v, "Ada"))
		closed, _ := answerable(t, v, "Ada")
		answer := func(name, address string, want int, code string, events ...string) {
			t.Helper()
			v.Tell(t, []apptest.Case{{Name: name, Do: "POST " + address, Body: `{"answer":"maybe"}`, Want: want, Code: code, Events: events}})
		}
		answer("for the mill", link, http.StatusOK, "", "workshop:"+open+" people.changed")
		v.Tell(t, []apptest.Case{{Name: "as whom", Do: "GET " + link, Want: 200, Holds: []string{`"name":"Bo"`, `"name":"Åkvarnen AB"`, `"answer":"maybe"`}}})
		if _, err := v.Workshops.Uninvite(ctx, v.Viewer(t, "Dag"), secret, named(v, "Ada")); err != nil {
			t.Fatal(err)
		}
		answer("uninvited from what others may not see", closed, http.StatusNotFound, "answer_link_unknown")
		v.Tell(t, []apptest.Case{{Name: "nor is it shown", Do: "GET " + closed, Want: 404, Code: "answer_link_unknown"}})
		if err := v.Actors.Suspend(ctx, actor.Program("test"), v.ID("Bo"), "för att"); err != nil {
			t.Fatal(err)
		}
		answer("suspended", link, http.StatusNotFound, "answer_link_unknown")
		if err := v.Actors.Restore(ctx, actor.Program("test"), v.ID("Bo"), "för att"); err != nil {
			t.Fatal(err)
		}
		runs, err := v.Actors.Representations(ctx, v.Viewer(t, "Bo"))
		if err != nil || len(runs) != 1 {
			t.Fatal(runs, err)
		}
		if err := v.Actors.Leave(ctx, v.Viewer(t, "Bo"), runs[0].ID); err != nil {
			t.Fatal(err)
		}
		v.Tell(t, []apptest.Case{{Name: "it asks no more", Do: "GET " + link, Want: 200, Holds: []string{`"state":"closed"`}}})
		answer("for nobody any more", link, http.StatusForbidden, "as_refused")
	})
}

// What is said on the page does not depend on a letter, and its line is forgotten with the needs.
func TestALineOfAReplyIsForgottenWithTheNeeds(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := invites(t, v, apptest.Energy, nil, named(v, "Ada"))
		v.Tell(t, []apptest.Case{
			{Name: "with a line", As: "Ada", Do: "PUT /api/workshops/" + id + "/reply", Body: `{"answer":"no","line":"sjuk"}`, Want: 200, Events: []string{"workshop:" + id + " people.changed"}},
			{Name: "the same again", As: "Ada", Do: "PUT /api/workshops/" + id + "/reply", Body: `{"answer":"no","line":"sjuk"}`, Want: 200},
			{Name: "read by those who facilitate", As: "Dag", Do: "GET /api/workshops/" + id + "/replies", Want: 200, Holds: []string{`"line":"sjuk"`}},
			{Name: "too long", As: "Ada", Do: "PUT /api/workshops/" + id + "/reply", Body: `{"answer":"no","line":"` + strings.Repeat("x", 501) + `"}`, Want: 422, Code: "words_too_long", Holds: []string{"body.line"}},
		})
		change(t, v, "UPDATE workshops SET starts_at = ?", db.Now().AddDate(0, 0, -15))
		if err := v.Workshops.Purge(ctx); err != nil {
			t.Fatal(err)
		}
		if r := reply(t, v, id, "Ada"); r.Line != "" || r.Answer != workshop.No {
			t.Errorf("%+v", r)
		}
	})
}
