package ballot_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/notice"
	"kraftsam/app/platform/db"
)

// mailed has villagers told of ballots by mail at once, at any hour.
func mailed(t *testing.T, v *apptest.Village, all ...string) {
	t.Helper()
	for _, who := range all {
		on := notice.SettingsChange{Quiet: &notice.Quiet{}, Channels: []notice.ChannelChoice{{Kind: notice.Ballot, Channel: notice.Mail, On: true}}}
		if _, err := v.Notices.ChangeSettings(ctx, v.Viewer(t, who), on); err != nil {
			t.Fatal(err)
		}
		refused(t, "joining", "", v.Areas.Join(ctx, v.Viewer(t, who), apptest.Energy))
	}
}

var answerLink = regexp.MustCompile(`/answer#token=([0-9A-Z]+)&answer=(\w+)`)

// words are those of the letters that somebody has by now, each once.
func words(t *testing.T, v *apptest.Village, who string) (found []string) {
	t.Helper()
	for range 2 { // the second round is what may leave the house later
		if _, err := v.Jobs.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if err := v.DB.InTx(ctx, func(ctx context.Context) error {
			return v.DB.From(ctx).Exec("UPDATE jobs SET due_at = ? WHERE kind = 'notice.reach'", db.Now().Add(-time.Second)).Error
		}); err != nil {
			t.Fatal(err)
		}
	}
	letters, err := v.Mail.Latest(ctx, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range letters {
		if !strings.HasPrefix(l.Recipient, strings.ToLower(who)+"@") {
			continue
		}
		links := answerLink.FindAllStringSubmatch(l.Text, -1)
		for i, link := range links {
			if want := []string{"yes", "reservation", "no"}[i%3]; link[2] != want || !strings.Contains(l.HTML, link[1]+"&amp;answer="+want) {
				t.Errorf("link %d: %s in\n%s\n%s", i, link[0], l.Text, l.HTML)
			}
			if i%3 == 0 {
				found = append(found, link[1])
			}
		}
	}
	return found
}

func TestAnAnswerFromALetter(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		mailed(t, v, "Bo")
		b := begin(t, v, ballot.New{Kind: ballot.Consent, Hidden: true})
		got := words(t, v, "Bo")
		if len(got) != 1 {
			t.Fatalf("%d words", len(got))
		}
		link := "/api/answers/" + got[0]
		told := "thread:" + b.thread + " ballot.changed"
		same := `"answer":"","href":"/threads/` + b.thread + "#ballot-" + b.id
		v.Tell(t, []apptest.Case{
			{Name: "a scanner follows the link", Do: "GET " + link, Want: 200, Holds: []string{`"title":"Fråga"`, `"name":"Bo"`, `"state":"open"`, `"hidden":true`, same}},
			{Name: "nothing came of it", Do: "GET " + link, Want: 200, Holds: []string{same}},
			{Name: "no answer at all", Do: "POST " + link, Body: `{"answer":"maybe"}`, Want: 422, Code: "vote_invalid"},
			{Name: "no reason", Do: "POST " + link, Body: `{"answer":"no"}`, Want: 422, Code: "vote_reason_missing"},
			{Name: "nothing came of these", Do: "GET " + link, Want: 200, Holds: []string{same}},
			{Name: "yes", Do: "POST " + link, Body: `{"answer":"yes"}`, Want: 200, Holds: []string{`"answer":"yes"`}, Events: []string{told}},
			{Name: "changed, whoever is signed in there", As: "Cai", Do: "POST " + link, Body: `{"answer":"no","reason":"för dyrt"}`, Want: 200, Holds: []string{`"answer":"no"`, `"reason":"för dyrt"`, `"name":"Bo"`}},
			{Name: "again", Do: "POST " + link, Body: `{"answer":"no","reason":"för dyrt"}`, Want: 200},
			{Name: "forged", Do: "POST /api/answers/" + strings.ToLower(got[0]), Body: `{"answer":"yes"}`, Want: 404, Code: "answer_link_unknown"},
			{Name: "made up", Do: "GET /api/answers/x", Want: 404, Code: "answer_link_unknown"},
		})
		if mine := b.look(t, "Bo"); mine.Voices != 1 || mine.Mine[0].Vote.Answer != ballot.No || b.look(t, "Cai").Mine[0].Voted {
			t.Errorf("%+v", mine)
		}
		b.pass(t, b.id, 73*time.Hour)
		b.due(t)
		v.Tell(t, []apptest.Case{
			{Name: "too late", Do: "POST " + link, Body: `{"answer":"yes"}`, Want: 409, Code: "ballot_closed"},
			{Name: "what became of it", Do: "GET " + link, Want: 200, Holds: []string{`"state":"closed"`, `"answer":"no"`}},
		})
		if err := v.DB.InTx(ctx, func(ctx context.Context) error {
			return v.DB.From(ctx).Exec("UPDATE letter_words SET expires_at = ?", db.Now().Add(-time.Second)).Error
		}); err != nil {
			t.Fatal(err)
		}
		v.Tell(t, []apptest.Case{{Name: "expired", Do: "GET " + link, Want: 404, Code: "answer_link_unknown"}})
		refused(t, "tidying", "", v.Notices.Purge(ctx))
		if left := holding(rows(t, v), "letter_words "); len(left) != 0 {
			t.Error(left)
		}
	})
}

// A word is for one voice in one ballot, as long as whoever got it may use that themselves.
func TestALetterIsOfNoUseToWhoMayNotVote(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		mailed(t, v, "Bo", "Cai")
		b := begin(t, v, ballot.New{Kind: ballot.Consent, Voice: ballot.OrganisationVoice})
		got := words(t, v, "Bo")
		if len(got) != 1 || len(words(t, v, "Cai")) != 0 {
			t.Fatalf("%d words for Bo, and some for Cai, who speaks for nobody", len(got))
		}
		answer := func(as string, want int, code string, events ...string) {
			t.Helper()
			v.Tell(t, []apptest.Case{{Name: as, Do: "POST /api/answers/" + got[0], Body: `{"answer":"yes"}`, Want: want, Code: code, Events: events}})
		}
		answer("for the mill", http.StatusOK, "", "thread:"+b.thread+" ballot.changed")
		if r := b.look(t, "Bo").Mine; len(r) != 1 || r[0].As != v.Mill || !r[0].Voted {
			t.Errorf("%+v", r)
		}
		refused(t, "suspending", "", v.Actors.Suspend(ctx, actor.Program("test"), v.ID("Bo"), "för att"))
		answer("suspended", http.StatusNotFound, "answer_link_unknown")
		refused(t, "restoring", "", v.Actors.Restore(ctx, actor.Program("test"), v.ID("Bo"), "för att"))
		runs, err := v.Actors.Representations(ctx, v.Viewer(t, "Bo"))
		if err != nil || len(runs) != 1 {
			t.Fatal(runs, err)
		}
		refused(t, "leaving", "", v.Actors.Leave(ctx, v.Viewer(t, "Bo"), runs[0].ID))
		answer("for nobody any more", http.StatusForbidden, "as_refused")
	})
}

func TestAnonymousAndOtherBallotsAreNotAnsweredByLetter(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		mailed(t, v, "Bo")
		begin(t, v, ballot.New{Kind: ballot.Consent, Anonymous: true})
		begin(t, v, ballot.New{Kind: ballot.Choose})
		if got := words(t, v, "Bo"); len(got) != 0 {
			t.Error(got)
		}
		if letters, err := v.Mail.Latest(ctx, 10); err != nil || len(letters) != 2 {
			t.Errorf("%d letters: %v", len(letters), err)
		}
	})
}
