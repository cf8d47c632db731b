package apptest_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"kraftsam/app/apptest"
	"kraftsam/app/platform/ref"
)

// told waits until somebody has so much to read.
func told(t *testing.T, v *apptest.Village, who string, want int) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		n, err := v.Notices.Unread(context.Background(), v.Viewer(t, who))
		if err != nil {
			t.Fatal(err)
		}
		if n == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s has %d to read, want %d", who, n, want)
		}
		if _, err := v.Jobs.Drain(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNoticesOverHTTP(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		var words map[string]string
		v.Tell(t, []apptest.Case{
			{Name: "a thread", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"Vind <b>","text":"b"}`, Want: 201, Keep: "thread", Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
			{Name: "Ada answers", As: "Ada", Do: "POST /api/threads/{thread}/posts", Body: `{"text":"Ja, [@Bo](member:{Bo})"}`, Want: 201, Events: []string{"thread:{thread} post.added"}},
		})
		told(t, v, "Bo", 1)
		_, body := v.Call(t, "Bo", "GET /api/notices", "", nil)
		var list struct{ Items []struct{ ID string } }
		if err := json.Unmarshal(body, &list); err != nil || len(list.Items) != 1 {
			t.Fatal(string(body), err)
		}
		words = map[string]string{"notice": list.Items[0].ID}
		story := []apptest.Case{
			{Name: "Bo is told, and why", As: "Bo", Do: "GET /api/notices?unread=true&kind=mention&limit=1", Want: 200, Holds: []string{`"kind":"mention"`, `"reason":"named"`, `"title":"Vind <b>"`, `"name":"Ada"`, `"href":"/posts/`, `"events":1`, `"people":1`, `"unread":true`, `"lower":"kind"`, `"unread":1`, `"after":null`}},
			{Name: "how much", As: "Bo", Do: "GET /api/notices/unread", Want: 200, Holds: []string{`{"unread":1}`}},
			{Name: "a visitor is told nothing", Do: "GET /api/notices", Want: 401, Code: "session_missing"},
			{Name: "nor has a count", Do: "GET /api/notices/unread", Want: 401, Code: "session_missing"},
			{Name: "a made-up kind", As: "Bo", Do: "GET /api/notices?kind=gossip", Want: 422, Code: "notice_kind_unknown"},
			{Name: "a made-up cursor", As: "Bo", Do: "GET /api/notices?after=x", Want: 422, Code: "cursor_unknown"},
			{Name: "another's", As: "Ada", Do: "PUT /api/notices/{notice}/reading", Want: 404, Code: "notice_unknown"},
			{Name: "another's to lower", As: "Ada", Do: "PUT /api/notices/{notice}/lowering", Want: 404, Code: "notice_unknown"},
			{Name: "Bo wants to be called less", As: "Bo", Do: "PUT /api/notices/{notice}/lowering", Want: 200, Holds: []string{`{"lower":"kind","kind":{"kind":"mention","push":false,"mail":false,"brief":true}}`}},
			{Name: "and less", As: "Bo", Do: "PUT /api/notices/{notice}/lowering", Want: 200, Holds: []string{`"brief":false`}},
			{Name: "no such time", As: "Bo", Do: "PUT /api/notices/reading", Body: `{"until":"nyss"}`, Want: 422, Code: "until_invalid"},
			{Name: "before it came", As: "Bo", Do: "PUT /api/notices/reading", Body: `{"until":"2020-01-01T00:00:00Z"}`, Want: 200, Holds: []string{`{"unread":1}`}},
			{Name: "he reads it", As: "Bo", Do: "PUT /api/notices/{notice}/reading", Want: 200, Holds: []string{`{"unread":0}`}},
			{Name: "it stays in the list", As: "Bo", Do: "GET /api/notices", Want: 200, Holds: []string{`"unread":false`, `"unread":0`}},
			{Name: "all", As: "Bo", Do: "PUT /api/notices/reading", Body: `{}`, Want: 200, Holds: []string{`{"unread":0}`}},
			{Name: "a token that only reads", As: "Bo reading", Do: "PUT /api/notices/reading", Body: `{}`, Want: 403, Code: "scope_insufficient"},
		}
		for i := range story {
			story[i].Do = apptest.Fill(story[i].Do, words)
		}
		v.Tell(t, story)
	})
}

func TestHowOneWantsToBeTold(t *testing.T) {
	apptest.Run(t, []apptest.Case{
		{Name: "what is usual", As: "Bo", Do: "GET /api/notices/settings", Want: 200, Holds: []string{`"brief":"weekly"`, `"quiet":{"from":"17:00","to":"08:00","weekends":true}`,
			`{"kind":"asked","push":true,"mail":false,"brief":true}`, `{"kind":"workshop","push":true,"mail":true,"brief":true}`, `{"kind":"post","push":false,"mail":false,"brief":true}`, `{"kind":"membership","push":false,"mail":false,"brief":false}`}, Lacks: []string{"muted_until"}},
		{Name: "another wish", As: "Bo", Do: "PATCH /api/notices/settings", Body: `{"brief":"tuesday","kinds":[{"kind":"mention","mail":true}],"quiet":{"from":"20:30","to":"06:00","weekends":false},"muted_until":"` + soon() + `"}`, Want: 200,
			Holds: []string{`"brief":"tuesday"`, `{"kind":"mention","push":true,"mail":true,"brief":true}`, `"from":"20:30"`, `"weekends":false`, `"muted_until":"20`}},
		{Name: "it stays", As: "Bo", Do: "GET /api/notices/settings", Want: 200, Holds: []string{`"brief":"tuesday"`, `{"kind":"mention","push":true,"mail":true,"brief":true}`, `"muted_until":"20`}},
		{Name: "muted no longer", As: "Bo", Do: "PATCH /api/notices/settings", Body: `{"muted_until":""}`, Want: 200, Holds: []string{`"brief":"tuesday"`}, Lacks: []string{"muted_until"}},
		{Name: "a rhythm that is none", As: "Bo", Do: "PATCH /api/notices/settings", Body: `{"brief":"hourly"}`, Want: 422, Code: "brief_unknown"},
		{Name: "no time of day", As: "Bo", Do: "PATCH /api/notices/settings", Body: `{"quiet":{"from":"25:00","to":"06:00","weekends":false}}`, Want: 422, Code: "quiet_invalid"},
		{Name: "until the past", As: "Bo", Do: "PATCH /api/notices/settings", Body: `{"muted_until":"2020-01-01T00:00:00Z"}`, Want: 422, Code: "until_invalid"},
		{Name: "no such kind", As: "Bo", Do: "PATCH /api/notices/settings", Body: `{"kinds":[{"kind":"gossip","push":true}]}`, Want: 422, Code: "notice_kind_unknown"},
		{Name: "a visitor", Do: "GET /api/notices/settings", Want: 401, Code: "session_missing"},
		{Name: "Ada's are hers", As: "Ada", Do: "GET /api/notices/settings", Want: 200, Holds: []string{`"brief":"weekly"`}},
	})
}

func soon() string {
	return strings.Replace(time.Now().UTC().Add(time.Hour).Format(time.RFC3339), "+00:00", "Z", 1)
}

// A letter ends by the button of the mail program (RFC 8058), and not by opening its link.
func TestALetterEndsWithOnePress(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		stop := func(what string) string {
			word := ref.NewID()
			sum := sha256.Sum256([]byte(word))
			if err := v.DB.InTx(ctx, func(ctx context.Context) error {
				return v.DB.From(ctx).Exec("INSERT INTO notice_links (hash, member_id, what, expires_at) VALUES (?, ?, ?, ?)", hex.EncodeToString(sum[:]), v.ID("Bo"), what, time.Now().UTC().Add(time.Hour)).Error
			}); err != nil {
				t.Fatal(err)
			}
			return "/api/unsubscriptions/" + word
		}
		brief, mention := stop("brief"), stop("mention")
		form := map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Authorization": ""}
		v.Tell(t, []apptest.Case{
			{Name: "a program looks", Do: "GET " + brief, Want: 200, Holds: []string{`{"what":"brief"}`}},
			{Name: "a person looks", Do: "GET " + brief, Header: map[string]string{"Accept": "text/html,*/*"}, Want: 303, Holds: []string{"Location: /unsubscribe#token="}},
			{Name: "nothing ended", As: "Bo", Do: "GET /api/notices/settings", Want: 200, Holds: []string{`"brief":"weekly"`}},
			{Name: "one press", Do: "POST " + brief, Header: form, Body: "List-Unsubscribe=One-Click", Want: 200, Holds: []string{`{"what":"brief"}`}},
			{Name: "twice", Do: "POST " + brief, Header: form, Body: "List-Unsubscribe=One-Click", Want: 200},
			{Name: "another's press, for another letter", As: "Ada", Do: "POST " + mention, Want: 200, Holds: []string{`{"what":"mention"}`}},
			{Name: "it ended", As: "Bo", Do: "GET /api/notices/settings", Want: 200, Holds: []string{`"brief":"never"`, `{"kind":"mention","push":true,"mail":false,"brief":true}`}},
			{Name: "Ada's go on", As: "Ada", Do: "GET /api/notices/settings", Want: 200, Holds: []string{`"brief":"weekly"`}},
			{Name: "made up", Do: "POST /api/unsubscriptions/nothing", Header: form, Body: "List-Unsubscribe=One-Click", Want: 404, Code: "unsubscription_unknown"},
		})
	})
}
