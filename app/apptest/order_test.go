package apptest_test

import (
	"testing"

	"kraftsam/app/apptest"
)

func TestKeepingThreadsInOrder(t *testing.T) {
	first := map[string]string{"If-Match": `"1"`}
	apptest.Run(t, []apptest.Case{
		{Name: "a question", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"Hur?","text":"Hej","kind":"question","deadline":"2999-01-31","tags":["el \"nät\""]}`, Want: 201, Keep: "a",
			Events: []string{"thread:{a} thread.added", "area:energi thread.added"}},
		{Name: "Bo announces nothing", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"x","text":"x","kind":"announcement"}`, Want: 403, Code: "announcement_refused"},
		{Name: "no such kind", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"x","text":"x","kind":"x"}`, Want: 422, Code: "kind_unknown"},
		{Name: "another thread", As: "Ada", Do: "POST /api/areas/energi/threads", Body: `{"title":"Den andra","text":"Två"}`, Want: 201, Keep: "b",
			Events: []string{"thread:{b} thread.added", "area:energi thread.added"}},
		{Name: "questions alone", Do: "GET /api/areas/energi/threads?kind=question", Want: 200, Holds: []string{`"deadline":"2999-01-31"`}, Lacks: []string{"Den andra"}},
		{Name: "by tag", Do: "GET /api/areas/energi/threads?tag=el%20%22n%C3%A4t%22&state=open", Want: 200, Holds: []string{"Hur?"}, Lacks: []string{"Den andra"}},
		{Name: "by part of a tag", Do: "GET /api/areas/energi/threads?tag=el", Want: 200, Holds: []string{`"items":[]`}},
		{Name: "closed ones", Do: "GET /api/areas/energi/threads?state=closed", Want: 200, Holds: []string{`"items":[]`}},
		{Name: "of no state", Do: "GET /api/areas/energi/threads?state=x", Want: 422, Code: "state_unknown"},
		{Name: "Ada answers for the municipality", As: "Ada", Do: "POST /api/threads/{a}/posts", Body: `{"text":"Så här","as":"{municipality}"}`, Want: 201, Keep: "post", Events: []string{"thread:{a} post.added"}},
		{Name: "and marks it", As: "Ada", Do: "PUT /api/posts/{post}/marks/official", Want: 200, Events: []string{"thread:{a} thread.changed"}},
		{Name: "Bo marks the answer", As: "Bo", Do: "PUT /api/posts/{post}/marks/answer", Want: 200, Events: []string{"thread:{a} thread.changed"}},
		{Name: "takes it away", As: "Bo", Do: "DELETE /api/posts/{post}/marks/answer", Want: 200, Events: []string{"thread:{a} thread.changed"}},
		{Name: "the page without scripts says so", Do: "GET /threads/{a}", Header: map[string]string{"Accept-Language": "sv"}, Want: 200, Holds: []string{"Officiellt svar: ", "Sista dag", "Fråga"}},
		{Name: "Dag asks the mill", As: "Dag", Do: "POST /api/threads/{a}/asks", Body: `{"organisation":"{mill}","question":"Hur ser ni på det?","wished":"2999-01-01"}`, Want: 201, Keep: "ask", Events: []string{"thread:{a} thread.changed"}},
		{Name: "Bo sees it", As: "Bo", Do: "GET /api/asks", Want: 200, Holds: []string{`"id":"{ask}"`, `"question":"Hur ser ni på det?"`, `"title":"Hur?"`}},
		{Name: "a visitor asks what is asked of them", Do: "GET /api/asks", Want: 401, Code: "session_missing"},
		{Name: "Bo declines", As: "Bo", Do: "PUT /api/asks/{ask}/refusal", Body: `{"reason":"Vi vet inte."}`, Want: 200, Events: []string{"thread:{a} thread.changed"}},
		{Name: "Dag is too late", As: "Dag", Do: "DELETE /api/asks/{ask}", Want: 409, Code: "ask_over"},
		{Name: "an ask that is none", As: "Dag", Do: "DELETE /api/asks/none", Want: 404, Code: "ask_unknown"},
		{Name: "slow mode", As: "Dag", Do: "PUT /api/threads/{b}/slow", Body: `{"minutes":10,"reason":"Lugn."}`, Want: 200, Events: []string{"thread:{b} thread.changed"}},
		{Name: "Ada waits", As: "Ada", Do: "POST /api/threads/{b}/posts", Body: `{"text":"genast"}`, Want: 429, Code: "thread_slow", Holds: []string{"Retry-After: "}},
		{Name: "moving without a version", As: "Dag", Do: "POST /api/threads/{b}/moves", Body: `{"to":"{a}","reason":"Samma sak."}`, Want: 428, Code: "if_match_missing"},
		{Name: "with an old one", As: "Dag", Do: "POST /api/threads/{b}/moves", Header: first, Body: `{"to":"{a}","reason":"Samma sak."}`, Want: 412, Code: "version_stale", Holds: []string{`"current":{`}},
		{Name: "without a reason", As: "Dag", Do: "POST /api/threads/{b}/moves", Header: map[string]string{"If-Match": `"2"`}, Body: `{"to":"{a}","reason":""}`, Want: 422, Code: "reason_missing"},
		{Name: "Ada may not", As: "Ada", Do: "POST /api/threads/{b}/moves", Header: map[string]string{"If-Match": `"2"`}, Body: `{"to":"{a}","reason":"Samma sak."}`, Want: 403, Code: "forbidden"},
		{Name: "Dag splits", As: "Dag", Do: "POST /api/threads/{a}/moves", Header: map[string]string{"If-Match": `"6"`}, Body: `{"posts":["{post}"],"new":{"title":"En sak för sig"},"reason":"Egen fråga."}`, Want: 201, Keep: "c",
			Events: []string{"thread:{a} thread.rearranged", "thread:{c} thread.added", "thread:{c} thread.rearranged", "area:energi thread.added"}},
		{Name: "an address of the post leads there", Do: "GET /threads/{a}?around={post}", Want: 302, Holds: []string{"Location: /threads/{c}?around={post}#p-{post}"}},
		{Name: "its own too", Do: "GET /posts/{post}", Want: 302, Holds: []string{"Location: /threads/{c}?around={post}#p-{post}"}},
		{Name: "Dag merges", As: "Dag", Do: "POST /api/threads/{b}/moves", Header: map[string]string{"If-Match": `"2"`}, Body: `{"to":"{a}","reason":"Samma sak."}`, Want: 201, Holds: []string{`"id":"{a}"`},
			Events: []string{"thread:{a} thread.rearranged", "thread:{b} thread.rearranged"}},
		{Name: "the old address leads to the new", Do: "GET /threads/{b}", Want: 302, Holds: []string{"Location: /threads/{a}"}},
		{Name: "and says so to programs", Do: "GET /api/threads/{b}", Want: 200, Holds: []string{`"moved":true`, `"moved_to":"{a}"`, `"posts":0`}},
		{Name: "nobody writes there", As: "Bo", Do: "POST /api/threads/{b}/posts", Body: `{"text":"x"}`, Want: 409, Code: "thread_moved"},
		{Name: "the log of the area", Do: "GET /api/areas/energi/log?limit=2", Want: 200, Holds: []string{`"kind":"merged_`, `"why":"Samma sak."`, `"after":"`}, Lacks: []string{"split"}},
		{Name: "as a page", Do: "GET /areas/energi/log", Header: map[string]string{"Accept-Language": "sv"}, Want: 200, Holds: []string{"Vad samtalsledarna har gjort", "slog ihop", "Samma sak."}},
		{Name: "the log of a thread", Do: "GET /api/threads/{c}/log", Want: 200, Holds: []string{`"kind":"split_here"`, `"title":"Hur?"`}, Lacks: []string{"merged"}},
		{Name: "as a page too", Do: "GET /threads/{c}/log", Want: 200, Holds: []string{"Egen fråga."}},
		{Name: "a made-up cursor", Do: "GET /api/threads/{c}/log?after=x", Want: 422, Code: "cursor_unknown"},
		{Name: "a conclusion in parts", As: "Dag", Do: "PUT /api/threads/{c}/closure", Body: `{"agreed":"Ja","differ":"Nej","ahead":"Sen"}`, Want: 200, Events: []string{"thread:{c} thread.changed"}},
		{Name: "a part is missing", As: "Dag", Do: "PUT /api/threads/{a}/closure", Body: `{"agreed":"Ja","ahead":"Sen"}`, Want: 422, Code: "text_empty", Holds: []string{`"location":"body.differ"`}},
		{Name: "reopened without a word", As: "Dag", Do: "DELETE /api/threads/{c}/closure", Body: `{"reason":" "}`, Want: 422, Code: "reason_missing"},
		{Name: "reopened with a reason", As: "Dag", Do: "DELETE /api/threads/{c}/closure", Body: `{"reason":"Nytt underlag."}`, Want: 200, Events: []string{"thread:{c} thread.changed"}},
		{Name: "it stands in the log", Do: "GET /api/threads/{c}/log", Want: 200, Holds: []string{`"kind":"reopened"`, "Nytt underlag."}},
	})
}
