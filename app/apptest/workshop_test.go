package apptest_test

import (
	"strings"
	"testing"

	"kraftsam/app/apptest"
)

func match(version string) map[string]string {
	return map[string]string{"If-Match": `"` + version + `"`}
}

// One workshop from the plan to the published minutes, as a client goes through it.
func TestAWorkshopOverHTTP(t *testing.T) {
	const (
		all  = "POST /api/workshops"
		one  = "/api/workshops/{w}"
		plan = `{"thread":"{thread}","template":"mobilisation","title":"Mobilisering","starts_at":"2999-01-01T08:30:00Z","link":"https://video.example/rum","phone":"063-10 20 30","place":"Bystugan"}`
	)
	apptest.Run(t, []apptest.Case{
		{Name: "a thread", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"a","text":"b"}`, Want: 201, Keep: "thread", Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
		{Name: "templates", Do: "GET /api/workshop-templates", Want: 200, Holds: []string{"Mobilisering, 3 timmar", "Mobilisation, 3 hours", `"name":"own"`}},
		{Name: "a visitor plans", Do: all, Body: plan, Want: 401, Code: "session_missing"},
		{Name: "a member plans", As: "Bo", Do: all, Body: plan, Want: 403, Code: "forbidden"},
		{Name: "without a key", As: "Dag", Do: all, Header: map[string]string{"Idempotency-Key": ""}, Body: plan, Want: 428, Code: "idempotency_key_missing"},
		{Name: "from nothing", As: "Dag", Do: all, Body: strings.Replace(plan, "mobilisation", "party", 1), Want: 422, Code: "template_unknown"},
		{Name: "over http", As: "Dag", Do: all, Body: strings.Replace(plan, "https:", "http:", 1), Want: 422, Code: "link_invalid"},
		{Name: "with a name in the link", As: "Dag", Do: all, Body: strings.Replace(plan, "video.example", "me:pass@video.example", 1), Want: 422, Code: "link_invalid"},
		{Name: "at no time", As: "Dag", Do: all, Body: strings.Replace(plan, "2999-01-01T08:30:00Z", "i morgon", 1), Want: 422, Code: "starts_at_invalid"},
		{Name: "nowhere", As: "Dag", Do: all, Body: `{"template":"own","title":"x"}`, Want: 422, Code: "thread_unknown"},
		{Name: "untitled", As: "Dag", Do: all, Body: strings.Replace(plan, "Mobilisering", " ", 1), Want: 422, Code: "title_empty"},
		{Name: "plan", As: "Dag", Do: all, Body: plan, Want: 201, Keep: "w", Events: []string{"workshop:{w} workshop.added"}},
		{Name: "a draft", As: "Bo", Do: "GET " + one, Want: 404, Code: "workshop_unknown"},
		{Name: "no version", As: "Dag", Do: "PUT " + one + "/stage", Body: `{"do":"invite"}`, Want: 428, Code: "if_match_missing"},
		{Name: "invite", As: "Dag", Do: "PUT " + one + "/stage", Header: match("1"), Body: `{"do":"invite"}`, Want: 200, Events: []string{"workshop:{w} workshop.staged", "thread:{thread} thread.changed"}},
		{Name: "invite again", As: "Dag", Do: "PUT " + one + "/stage", Header: match("1"), Body: `{"do":"invite"}`, Want: 412, Code: "version_stale", Holds: []string{`"state":"invited"`}},
		{Name: "read", As: "Bo", Do: "GET " + one, Want: 200, Holds: []string{`"phone":"063-10 20 30"`, `"now":"`, `"facilitate":false`, `Etag: "2"`}, Lacks: []string{`"code"`}},
		{Name: "come", As: "Bo", Do: "PUT " + one + "/reply", Body: `{"answer":"instead","instead":"Kajsa","access":"Hörselslinga"}`, Want: 200, Events: []string{"workshop:{w} people.changed"}},
		{Name: "others hear no needs", As: "Ada", Do: "GET " + one, Want: 200, Holds: []string{`"instead":1`}, Lacks: []string{"Kajsa", "Hörselslinga"}},
		{Name: "the facilitator does", As: "Dag", Do: "GET " + one + "/replies", Want: 200, Holds: []string{"Kajsa", "Hörselslinga"}},
		{Name: "take part", As: "Bo", Do: "PUT " + one + "/participation", Body: `{"organisation":"{mill}"}`, Want: 200, Events: []string{"workshop:{w} people.changed"}},
		{Name: "for nobody's organisation", As: "Bo", Do: "PUT " + one + "/participation", Body: `{"organisation":"none"}`, Want: 422, Code: "organisation_unknown"},
		{Name: "another step", As: "Dag", Do: "POST " + one + "/steps", Body: `{"kind":"speak","title":"Fria ord","minutes":10,"after":""}`, Want: 201, Keep: "step", Events: []string{"workshop:{w} step.added"}},
		{Name: "longer than a day", As: "Dag", Do: "PATCH " + one + "/steps/{step}", Header: match("1"), Body: `{"minutes":1441}`, Want: 422, Code: "step_minutes_invalid"},
		{Name: "another purpose", As: "Dag", Do: "PATCH " + one + "/steps/{step}", Header: match("1"), Body: `{"purpose":"Alla hörs"}`, Want: 200, Events: []string{"workshop:{w} step.changed"}},
		{Name: "the same again", As: "Dag", Do: "PATCH " + one + "/steps/{step}", Header: match("2"), Body: `{"purpose":"Alla hörs"}`, Want: 200},
		{Name: "too late", As: "Dag", Do: "PATCH " + one + "/steps/{step}", Header: match("1"), Body: `{"purpose":"x"}`, Want: 412, Code: "version_stale", Holds: []string{"Alla hörs"}},
		{Name: "who takes part leads not", As: "Bo", Do: "PUT " + one + "/stage", Header: match("2"), Body: `{"do":"start"}`, Want: 403, Code: "forbidden"},
		{Name: "start", As: "Dag", Do: "PUT " + one + "/stage", Header: match("2"), Body: `{"do":"start"}`, Want: 200, Events: []string{"workshop:{w} workshop.staged", "thread:{thread} thread.changed"}},
		{Name: "next", As: "Dag", Do: "PUT " + one + "/stage", Header: match("3"), Body: `{"do":"next"}`, Want: 200, Events: []string{"workshop:{w} workshop.staged"}},
		{Name: "nonsense", As: "Dag", Do: "PUT " + one + "/stage", Header: match("4"), Body: `{"do":"dance"}`, Want: 422, Code: "act_unknown"},
		{Name: "end", As: "Dag", Do: "PUT " + one + "/stage", Header: match("4"), Body: `{"do":"end"}`, Want: 200, Events: []string{"workshop:{w} workshop.staged", "workshop:{w} speakers.changed", "thread:{thread} thread.changed", "result:{w} result.made"}},
		{Name: "past", Do: "GET /api/workshops?area=energi&when=past", Want: 200, Holds: []string{"{w}", `"open_until":"`}},
		{Name: "to come", Do: "GET /api/workshops?area=energi", Want: 200, Lacks: []string{"{w}"}},
		{Name: "nobody asks", As: "Bo", Do: "GET /api/workshops?when=asked", Want: 200, Lacks: []string{"{w}"}},
		{Name: "some day", Do: "GET /api/workshops?when=someday", Want: 422, Code: "when_unknown"},
		{Name: "from nowhere", Do: "GET /api/workshops?after=x", Want: 422, Code: "cursor_unknown"},
		{Name: "publish", As: "Dag", Do: "PUT " + one + "/stage", Header: match("5"), Body: `{"do":"publish"}`, Want: 200, Events: []string{"workshop:{w} workshop.staged", "thread:{thread} thread.changed"}},
	})
}
