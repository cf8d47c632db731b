package apptest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/forum"
	"kraftsam/app/platform/ref"
)

const voterSecret = "0123456789abcdefghijAB"

// start is the body of a ballot that runs for two days.
func start(rest string) string {
	return fmt.Sprintf(`{"closes_at":%q,%s}`, time.Now().Add(48*time.Hour).UTC().Format(time.RFC3339), rest)
}

func TestBallotsThatCannotBe(t *testing.T) {
	in := "POST /api/threads/{thread}/ballots"
	apptest.Run(t, []apptest.Case{
		{Name: "a thread", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"a","text":"b"}`, Want: 201, Keep: "thread", Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
		{Name: "one option", As: "Ada", Do: in, Body: start(`"kind":"choose","title":"Vart?","options":["Åre"]`), Want: 422, Code: "ballot_options_invalid", Holds: []string{`"location":"body.options"`}},
		{Name: "no such kind", As: "Ada", Do: in, Body: start(`"kind":"lottery","title":"Vart?","options":["a","b"]`), Want: 422, Code: "ballot_kind_unknown"},
		{Name: "an empty question", As: "Ada", Do: in, Body: start(`"kind":"consent","title":" "`), Want: 422, Code: "title_empty"},
		{Name: "more than there are", As: "Ada", Do: in, Body: start(`"kind":"choose","title":"Vart?","options":["a","b"],"most":3`), Want: 422, Code: "ballot_setting_invalid", Holds: []string{`"location":"body.most"`}},
		{Name: "somebody else's voice", As: "Ada", Do: in, Body: start(`"kind":"consent","title":"x","voice":"everyone"`), Want: 422, Code: "ballot_setting_invalid"},
		{Name: "yesterday", As: "Ada", Do: in, Body: `{"kind":"consent","title":"x","closes_at":"2020-01-01T00:00:00Z"}`, Want: 422, Code: "closes_at_invalid", Holds: []string{`"location":"body.closes_at"`}},
		{Name: "never", As: "Ada", Do: in, Body: `{"kind":"consent","title":"x","closes_at":"never"}`, Want: 422, Code: "closes_at_invalid"},
		{Name: "for another's organisation", As: "Ada", Do: in, Body: start(`"kind":"consent","title":"x","as":"{mill}"`), Want: 403, Code: "as_refused"},
		{Name: "an unknown field", As: "Ada", Do: in, Body: start(`"kind":"consent","title":"x","secret":true`), Want: 422, Code: "validation_failed"},
		{Name: "no such thread", As: "Ada", Do: "POST /api/threads/none/ballots", Body: start(`"kind":"consent","title":"x"`), Want: 404, Code: "thread_unknown"},
	})
}

func TestABallotInAThread(t *testing.T) {
	choose := start(`"kind":"choose","title":"Vart?","text":"**Välj**","options":["Åre","東京 🦌"],"hidden":true`)
	in := "POST /api/threads/{thread}/ballots"
	key, v := map[string]string{"Idempotency-Key": "one"}, func(n int) map[string]string { return map[string]string{"If-Match": fmt.Sprintf("%q", fmt.Sprint(n))} }
	apptest.Run(t, []apptest.Case{
		{Name: "a thread", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"a","text":"b"}`, Want: 201, Keep: "thread", Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
		{Name: "a visitor starts nothing", Do: in, Body: choose, Want: 401, Code: "session_missing"},
		{Name: "a token that reads neither", As: "Ada reading", Do: in, Body: choose, Want: 403, Code: "scope_insufficient"},
		{Name: "without a key", As: "Ada", Do: in, Header: map[string]string{"Idempotency-Key": ""}, Body: choose, Want: 428, Code: "idempotency_key_missing"},
		{Name: "Ada asks", As: "Ada", Do: in, Header: key, Body: choose, Want: 201, Keep: "ballot", Holds: []string{`"topic":"thread:{thread}"`, `"seq":2`, `"version":1`}, Lacks: []string{"Vart"}, Events: []string{"thread:{thread} ballot.added"}},
		{Name: "sent again", As: "Ada", Do: in, Header: key, Body: choose, Want: 201, Holds: []string{`"id":"{ballot}"`, "Idempotent-Replay: true"}},
		{Name: "another beside it", As: "Bo", Do: in, Body: choose, Want: 409, Code: "ballot_running"},
		{Name: "a facilitator may", As: "Dag", Do: in, Body: start(`"kind":"consent","title":"Håller vi med?","anonymous":true`), Want: 201, Keep: "sealed", Events: []string{"thread:{thread} ballot.added"}},
		{Name: "everybody sees them", Do: "GET /api/threads/{thread}/ballots", Want: 200,
			Holds: []string{`"text":"東京 🦌"`, `<strong>Välj</strong>`, `"state":"open"`, `"voices":0`, `"seq":3`, `"may":{"start":false,"lead":false}`, `"may":{"vote":false,"close":false,"conclude":false}`}, Lacks: []string{`"result"`, `"mine"`}},
		{Name: "the thread is not closed over them", As: "Dag", Do: "PUT /api/threads/{thread}/closure", Body: `{"text":"klart"}`, Want: 409, Code: "thread_has_ballot"},
		{Name: "no outcome while it runs", As: "Ada", Do: "PUT /api/ballots/{ballot}/outcome", Header: v(1), Body: `{"text":"a","next":"b"}`, Want: 409, Code: "ballot_open"},

		{Name: "a visitor votes not", Do: "PUT /api/ballots/{ballot}/vote", Body: `{"options":["1"]}`, Want: 401, Code: "session_missing"},
		{Name: "a vote of another kind", As: "Bo", Do: "PUT /api/ballots/{ballot}/vote", Body: `{"answer":"yes"}`, Want: 422, Code: "vote_invalid", Holds: []string{`"location":"body.answer"`}},
		{Name: "a wrong type", As: "Bo", Do: "PUT /api/ballots/{ballot}/vote", Body: `{"options":"1"}`, Want: 422, Code: "validation_failed"},
		{Name: "for somebody else", As: "Bo", Do: "PUT /api/ballots/{ballot}/vote", Body: `{"options":["1"],"as":"{municipality}"}`, Want: 403, Code: "as_refused"},
		{Name: "a request is no leave", As: "Cai", Do: "PUT /api/ballots/{ballot}/vote", Body: `{"options":["1"],"as":"{university}"}`, Want: 403, Code: "as_refused"},
		{Name: "Bo votes for the mill", As: "Bo", Do: "PUT /api/ballots/{ballot}/vote", Body: `{"options":["1"],"as":"{mill}"}`, Want: 200, Holds: []string{`"version":2`}, Events: []string{"thread:{thread} ballot.changed"}},
		{Name: "and the same again", As: "Bo", Do: "PUT /api/ballots/{ballot}/vote", Body: `{"options":["1"],"as":"{mill}"}`, Want: 200, Holds: []string{`"version":2`}},
		{Name: "and another instead, which nobody is told", As: "Bo", Do: "PUT /api/ballots/{ballot}/vote", Body: `{"options":["2"]}`, Want: 200, Holds: []string{`"version":2`}},
		{Name: "Bo finds his vote", As: "Bo", Do: "GET /api/ballots/{ballot}", Want: 200, Holds: []string{`"mine":[{"voted":true,"vote":{"options":["2"]}}]`, `"voices":1`, `Etag: "2"`}, Lacks: []string{`"result"`}},
		{Name: "Ada does not", As: "Ada", Do: "GET /api/ballots/{ballot}", Want: 200, Holds: []string{`"mine":[{"voted":false}]`, `"may":{"vote":true,"close":true,"conclude":false}`}, Lacks: []string{`"result"`, `"vote":{`}},
		{Name: "the votes are hidden from everybody", As: "Dag", Do: "GET /api/ballots/{ballot}/voices", Want: 403, Code: "result_hidden"},
		{Name: "what is asked of Ada", As: "Ada", Do: "GET /api/ballots/asked", Want: 200, Holds: []string{`"what":"vote"`, `"id":"{ballot}"`, `"id":"{sealed}"`}},
		{Name: "which stands among what happened, with the way to it", As: "Ada", Do: "GET /api/since", Want: 200, Holds: []string{`"kind":"ballot.vote","id":"{ballot}","href":"/threads/{thread}#ballot-{ballot}"`}},
		{Name: "and of Bo", As: "Bo", Do: "GET /api/ballots/asked", Want: 200, Holds: []string{`"id":"{sealed}"`}, Lacks: []string{`"id":"{ballot}"`}},

		{Name: "an anonymous vote without a secret", As: "Bo", Do: "PUT /api/ballots/{sealed}/vote", Body: `{"answer":"yes"}`, Want: 422, Code: "vote_secret_invalid"},
		{Name: "a no without a reason", As: "Bo", Do: "PUT /api/ballots/{sealed}/vote", Body: `{"answer":"no","secret":"` + voterSecret + `"}`, Want: 422, Code: "vote_reason_missing"},
		{Name: "for an organisation", As: "Bo", Do: "PUT /api/ballots/{sealed}/vote", Body: `{"answer":"yes","as":"{mill}","secret":"` + voterSecret + `"}`, Want: 422, Code: "vote_as_unwanted"},

		{Name: "Bo closes not", As: "Bo", Do: "PUT /api/ballots/{ballot}/closure", Want: 403, Code: "forbidden"},
		{Name: "its owner closes", As: "Ada", Do: "PUT /api/ballots/{ballot}/closure", Want: 200, Holds: []string{`"version":3`}, Events: []string{"thread:{thread} ballot.closed", "member:{Ada} ballot.outcome_asked"}},
		{Name: "and again", As: "Ada", Do: "PUT /api/ballots/{ballot}/closure", Want: 200, Holds: []string{`"version":3`}},
		{Name: "too late", As: "Dag", Do: "PUT /api/ballots/{ballot}/vote", Body: `{"options":["1"]}`, Want: 409, Code: "ballot_closed"},
		{Name: "the result is everybody's", Do: "GET /api/ballots/{ballot}", Want: 200, Holds: []string{`"result":{"voices":1,"options":[{"option":"1","voices":0,"points":0},{"option":"2","voices":1,"points":1}]`, `"early":true`}, Lacks: []string{`"outcome"`}},
		{Name: "and who voted what", Do: "GET /api/ballots/{ballot}/voices", Want: 200, Holds: []string{`"name":"Bo"`, `"options":["2"]`}, Lacks: []string{"Åkvarnen"}},
		{Name: "Ada is asked for the outcome", As: "Ada", Do: "GET /api/ballots/asked", Want: 200, Holds: []string{`"what":"outcome"`}},
		{Name: "Bo writes none", As: "Bo", Do: "PUT /api/ballots/{ballot}/outcome", Header: v(3), Body: `{"text":"a","next":"b"}`, Want: 403, Code: "forbidden"},
		{Name: "without a version", As: "Ada", Do: "PUT /api/ballots/{ballot}/outcome", Body: `{"text":"a","next":"b"}`, Want: 428, Code: "if_match_missing"},
		{Name: "without words", As: "Ada", Do: "PUT /api/ballots/{ballot}/outcome", Header: v(3), Body: `{"text":"a","next":" "}`, Want: 422, Code: "text_empty", Holds: []string{`"location":"body.next"`}},
		{Name: "to look at again last year", As: "Ada", Do: "PUT /api/ballots/{ballot}/outcome", Header: v(3), Body: `{"text":"a","next":"b","review_on":"2020-01-01"}`, Want: 422, Code: "review_on_invalid"},
		{Name: "of an old version", As: "Ada", Do: "PUT /api/ballots/{ballot}/outcome", Header: v(2), Body: `{"text":"a","next":"b"}`, Want: 412, Code: "version_stale", Holds: []string{`"current":{`}},
		{Name: "Ada writes it", As: "Ada", Do: "PUT /api/ballots/{ballot}/outcome", Header: v(3), Body: `{"text":"Det blev *Tokyo*","next":"Vi bokar"}`, Want: 200, Events: []string{"thread:{thread} ballot.changed"}},
		{Name: "and again, with what was the version", As: "Ada", Do: "PUT /api/ballots/{ballot}/outcome", Header: v(3), Body: `{"text":"Det blev *Tokyo*","next":"Vi bokar"}`, Want: 200, Holds: []string{`"version":4`}},
		{Name: "everybody reads it", Do: "GET /api/threads/{thread}/ballots", Want: 200, Holds: []string{`<em>Tokyo</em>`, `Vi bokar`}},
		{Name: "nothing more is asked of Ada", As: "Ada", Do: "GET /api/ballots/asked", Want: 200, Lacks: []string{`"what":"outcome"`}},

		{Name: "the facilitator closes the other", As: "Dag", Do: "PUT /api/ballots/{sealed}/closure", Want: 200, Events: []string{"thread:{thread} ballot.closed", "member:{Dag} ballot.outcome_asked"}},
		{Name: "who voted is nobody's to know", As: "Alva", Do: "GET /api/ballots/{sealed}/voices", Want: 403, Code: "ballot_anonymous"},
		{Name: "now the thread closes", As: "Dag", Do: "PUT /api/threads/{thread}/closure", Body: `{"text":"klart"}`, Want: 200, Events: []string{"thread:{thread} thread.changed"}},
		{Name: "and takes no new ballot", As: "Dag", Do: in, Body: choose, Want: 409, Code: "thread_closed"},
	})
}

func TestWhereOrganisationsVote(t *testing.T) {
	ends := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	apptest.Run(t, []apptest.Case{
		{Name: "a thread", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"a","text":"b"}`, Want: 201, Keep: "thread", Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
		{Name: "a ballot", As: "Dag", Do: "POST /api/threads/{thread}/ballots", Body: fmt.Sprintf(`{"kind":"dots","title":"x","options":["a","b"],"voice":"organisation","closes_at":%q}`, ends), Want: 201, Keep: "ballot", Events: []string{"thread:{thread} ballot.added"}},
		{Name: "one who speaks for none", As: "Dag", Do: "PUT /api/ballots/{ballot}/vote", Body: `{"dots":{"1":5}}`, Want: 403, Code: "ballot_organisations_only"},
		{Name: "one who speaks for one, as oneself", As: "Bo", Do: "PUT /api/ballots/{ballot}/vote", Body: `{"dots":{"1":5}}`, Want: 403, Code: "ballot_organisations_only"},
		{Name: "for the mill", As: "Bo", Do: "PUT /api/ballots/{ballot}/vote", Body: `{"dots":{"1":3,"2":2},"as":"{mill}"}`, Want: 200, Events: []string{"thread:{thread} ballot.changed"}},
		{Name: "changed, as all see", As: "Bo", Do: "PUT /api/ballots/{ballot}/vote", Body: `{"dots":{"1":1},"as":"{mill}"}`, Want: 200, Events: []string{"thread:{thread} ballot.changed"}},
		{Name: "the result so far", As: "Bo", Do: "GET /api/ballots/{ballot}", Want: 200, Holds: []string{`"voices":1,"options":[{"option":"1","voices":1,"points":1},{"option":"2","voices":0,"points":0}]`, `{"group":"business","some":true}`, `"mine":[{"as":"{mill}","voted":true,"vote":{"dots":{"1":1}}}]`}},
		{Name: "with the organisation's name", Do: "GET /api/ballots/{ballot}/voices", Want: 200, Holds: []string{"Åkvarnen AB", `"dots":{"1":1}`}},
	})
}

// Whoever may not see the area gets the answers of ballots that never were.
func TestBallotsOfAPrivateArea(t *testing.T) {
	ends := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	body := fmt.Sprintf(`{"kind":"consent","title":"hemligt-ord","closes_at":%q}`, ends)
	story := []apptest.Case{
		{Name: "a thread", As: "Cai", Do: "POST /api/areas/sluten/threads", Body: `{"title":"a","text":"b"}`, Want: 201, Keep: "thread", Events: []string{"area:sluten thread.added", "thread:{thread} thread.added"}},
		{Name: "a ballot", As: "Cai", Do: "POST /api/threads/{thread}/ballots", Body: body, Want: 201, Keep: "ballot", Events: []string{"thread:{thread} ballot.added"}},
		{Name: "of those inside", As: "Dag", Do: "GET /api/ballots/asked", Want: 200, Holds: []string{"hemligt-ord"}},
		{Name: "of others", As: "Bo", Do: "GET /api/ballots/asked", Want: 200, Lacks: []string{"hemligt-ord", "{ballot}"}},
	}
	for _, id := range []string{"{ballot}", "none"} {
		for do, body := range map[string]string{"GET /api/ballots/*": "", "GET /api/ballots/*/voices": "", "PUT /api/ballots/*/vote": `{"answer":"yes"}`, "PUT /api/ballots/*/closure": "", "PUT /api/ballots/*/outcome": `{"text":"a","next":"b"}`} {
			call := strings.Replace(do, "*", id, 1)
			story = append(story, apptest.Case{Name: call, As: "Bo", Do: call, Body: body, Header: map[string]string{"If-Match": `"1"`}, Want: 404, Code: "ballot_unknown", Lacks: []string{"hemligt"}})
		}
	}
	for _, id := range []string{"{thread}", "none"} {
		story = append(story,
			apptest.Case{Name: "list " + id, As: "Bo", Do: "GET /api/threads/" + id + "/ballots", Want: 404, Code: "thread_unknown"},
			apptest.Case{Name: "start in " + id, As: "Bo", Do: "POST /api/threads/" + id + "/ballots", Body: body, Want: 404, Code: "thread_unknown"})
	}
	apptest.Run(t, story)
}

// Told apart from the story of all ballots, as the house tells the number of anonymous votes when it comes to it.
func TestAnAnonymousVoteOverHTTP(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		thread, err := v.Forum.Start(ctx, v.Viewer(t, "Ada"), v.Key("Ada"), forum.NewThread{Area: apptest.Energy, Title: "a", Text: "b"})
		if err != nil {
			t.Fatal(err)
		}
		started, err := v.Ballots.Start(ctx, v.Viewer(t, "Ada"), v.Key("Ada"), ballot.New{Host: ref.Ref{Kind: "thread", ID: thread.ID}, Kind: ballot.Consent, Title: "x",
			Anonymous: true, ClosesAt: time.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		no := `"answer":"no","reason":"för dyrt"`
		for _, c := range []struct {
			name, method, path, body string
			status                   int
			holds, lacks             string
		}{
			{"Bo says no", "PUT", "/vote", `{` + no + `,"secret":"` + voterSecret + `"}`, 200, `"version":`, "dyrt"},
			{"sent again", "PUT", "/vote", `{` + no + `,"secret":"` + voterSecret + `"}`, 200, `"version":`, "dyrt"},
			{"with another secret", "PUT", "/vote", `{"answer":"yes","secret":"another-` + voterSecret + `","was":{` + no + `}}`, 409, "vote_sealed", "dyrt"},
			{"in place of nothing", "PUT", "/vote", `{"answer":"yes","secret":"` + voterSecret + `"}`, 409, "vote_sealed", "dyrt"},
			{"in place of it", "PUT", "/vote", `{"answer":"reservation","secret":"` + voterSecret + `","was":{` + no + `}}`, 200, `"version":`, "dyrt"},
			{"Bo is told that he voted, and not what", "GET", "", "", 200, `"mine":[{"voted":true}]`, `"vote":{`},
		} {
			res, body := v.Call(t, "Bo", c.method+" /api/ballots/"+started.ID+c.path, c.body, nil)
			if res.StatusCode != c.status || !strings.Contains(string(body), c.holds) || strings.Contains(string(body), c.lacks) {
				t.Errorf("%s: %d %s", c.name, res.StatusCode, body)
			}
		}
		if res, body := v.Call(t, "Ada", "PUT /api/ballots/"+started.ID+"/closure", "", nil); res.StatusCode != 200 {
			t.Errorf("closing: %s", body)
		}
		if _, body := v.Call(t, "", "GET /api/ballots/"+started.ID, "", nil); !strings.Contains(string(body), `"result":{"voices":1,"few":true}`) {
			t.Errorf("one voice tells %s", body)
		}
	})
}
