package apptest_test

import (
	"testing"

	"kraftsam/app/apptest"
)

func TestAConversation(t *testing.T) {
	key := map[string]string{"Idempotency-Key": "one-key"}
	apptest.Run(t, []apptest.Case{
		{Name: "a visitor may not start a thread", Do: "POST /api/areas/energi/threads", Body: `{"title":"a","text":"b"}`, Want: 401, Code: "session_missing"},
		{Name: "a token that reads may not either", As: "Bo reading", Do: "POST /api/areas/energi/threads", Body: `{"title":"a","text":"b"}`, Want: 403, Code: "scope_insufficient"},
		{Name: "without a key", As: "Bo", Do: "POST /api/areas/energi/threads", Header: map[string]string{"Idempotency-Key": ""}, Body: `{"title":"a","text":"b"}`, Want: 428, Code: "idempotency_key_missing"},
		{Name: "with a key that is none", As: "Bo", Do: "POST /api/areas/energi/threads", Header: map[string]string{"Idempotency-Key": "a b"}, Body: `{"title":"a","text":"b"}`, Want: 422, Code: "idempotency_key_invalid"},
		{Name: "Bo starts one for the mill", As: "Bo", Do: "POST /api/areas/energi/threads", Header: key, Keep: "thread",
			Body: `{"title":"Kvarn & vind","text":"Hej","as":"{mill}","municipality":"2326","sub_area":"vindkraft","tags":["el"]}`,
			Want: 201, Holds: []string{`"topic":"thread:`, `"seq":1`, `"version":1`}, Lacks: []string{"Hej", "Idempotent-Replay"},
			Events: []string{"thread:{thread} thread.added", "area:energi thread.added"}},
		{Name: "sent again", As: "Bo", Do: "POST /api/areas/energi/threads", Header: key,
			Body: `{"title":"Kvarn & vind","text":"Hej","as":"{mill}","municipality":"2326","sub_area":"vindkraft","tags":["el"]}`,
			Want: 201, Holds: []string{"Idempotent-Replay: true", `"id":"{thread}"`}},
		{Name: "another body under the same key", As: "Bo", Do: "POST /api/areas/energi/threads", Header: key, Body: `{"title":"Nej","text":"Hej"}`, Want: 422, Code: "idempotency_key_reused"},
		{Name: "everybody reads it", Do: "GET /api/threads/{thread}", Want: 200,
			Holds: []string{`"title":"Kvarn & vind"`, `"name":"Åkvarnen AB"`, `"sector":"business"`, `"municipality":"2326"`, `"municipality_name":"Berg"`, `"state":"open"`, `"may":{"write":false,"close":false,"edit":false,"lead":false}`, `"seq":1`, "Etag: \"1\""}},
		{Name: "the list of the area holds it", As: "Ada", Do: "GET /api/areas/energi/threads", Want: 200, Holds: []string{`"id":"{thread}"`, `"before":null`, `"after":null`, `"topic":"area:energi"`, `"write":true`}},
		{Name: "Ada answers", As: "Ada", Do: "POST /api/threads/{thread}/posts", Body: `{"text":"**Ja**"}`, Want: 201, Keep: "post", Holds: []string{`"seq":2`}, Events: []string{"thread:{thread} post.added"}},
		{Name: "Bo edits Ada's words", As: "Bo", Do: "PATCH /api/posts/{post}", Header: map[string]string{"If-Match": `"1"`}, Body: `{"text":"Nej"}`, Want: 403, Code: "forbidden"},
		{Name: "Ada edits without a version", As: "Ada", Do: "PATCH /api/posts/{post}", Body: `{"text":"Nja"}`, Want: 428, Code: "if_match_missing"},
		{Name: "with any version", As: "Ada", Do: "PATCH /api/posts/{post}", Header: map[string]string{"If-Match": "*"}, Body: `{"text":"Nja"}`, Want: 428, Code: "if_match_missing"},
		{Name: "with an old version", As: "Ada", Do: "PATCH /api/posts/{post}", Header: map[string]string{"If-Match": `"9"`}, Body: `{"text":"Nja"}`, Want: 412, Code: "version_stale", Holds: []string{`"current":{`, `"text":"**Ja**"`}},
		{Name: "with the right one", As: "Ada", Do: "PATCH /api/posts/{post}", Header: map[string]string{"If-Match": `"1"`}, Body: `{"text":"Nja"}`, Want: 200, Holds: []string{`"version":2`}, Events: []string{"thread:{thread} post.edited"}},
		{Name: "the post has its ETag", Do: "GET /api/posts/{post}", Want: 200, Holds: []string{`Etag: "2"`, `"html":"<p>Nja</p>"`}, Lacks: []string{`"text":"**Ja**"`}},
		{Name: "others do not read the old words", As: "Bo", Do: "GET /api/posts/{post}/versions", Want: 200, Holds: []string{`"version":1`}, Lacks: []string{"**Ja**"}},
		{Name: "the facilitator does", As: "Dag", Do: "GET /api/posts/{post}/versions", Want: 200, Holds: []string{"**Ja**"}},
		{Name: "Ada withdraws it", As: "Ada", Do: "DELETE /api/posts/{post}", Want: 200, Holds: []string{`"version":3`, `"seq":4`}, Events: []string{"thread:{thread} post.withdrawn"}},
		{Name: "and again", As: "Ada", Do: "DELETE /api/posts/{post}", Want: 200, Holds: []string{`"version":3`, `"seq":4`}},
		{Name: "a tombstone stays", Do: "GET /api/threads/{thread}/posts", Want: 200, Holds: []string{`"withdrawn":true`, `"number":2`}, Lacks: []string{"Nja"}},
		{Name: "Dag closes", As: "Dag", Do: "PUT /api/threads/{thread}/closure", Body: `{"text":"Vi är överens."}`, Want: 200, Events: []string{"thread:{thread} thread.changed"}},
		{Name: "Bo is too late", As: "Bo", Do: "POST /api/threads/{thread}/posts", Body: `{"text":"men"}`, Want: 409, Code: "thread_closed"},
		{Name: "Dag opens it again", As: "Dag", Do: "DELETE /api/threads/{thread}/closure", Want: 200, Events: []string{"thread:{thread} thread.changed"}},
		{Name: "Bo may not pin it", As: "Bo", Do: "PUT /api/threads/{thread}/pin", Want: 403, Code: "forbidden"},
		{Name: "Dag does", As: "Dag", Do: "PUT /api/threads/{thread}/pin", Want: 200, Holds: []string{`"version":4`}, Events: []string{"thread:{thread} thread.changed"}},
		{Name: "it says so", Do: "GET /areas/energi", Header: map[string]string{"Accept-Language": "sv"}, Want: 200, Holds: []string{"<strong lang=\"sv\">Fäst</strong>", `"pinned":true`}},
		{Name: "and takes it away", As: "Dag", Do: "DELETE /api/threads/{thread}/pin", Want: 200, Events: []string{"thread:{thread} thread.changed"}},
		{Name: "Bo renames it", As: "Bo", Do: "PATCH /api/threads/{thread}", Header: map[string]string{"If-Match": `"5"`}, Body: `{"title":"Vind"}`, Want: 200, Events: []string{"thread:{thread} thread.changed"}},
		{Name: "its news can be read", Do: "GET /api/topics/thread:{thread}/events?after=0&epoch=x", Want: 200, Holds: []string{`"reset":true`, `"seq":9`}},
	})
}

func TestHowListsAreAskedFor(t *testing.T) {
	apptest.Run(t, []apptest.Case{
		{Name: "a thread", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"a","text":"b"}`, Want: 201, Keep: "thread", Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
		{Name: "no posts", Do: "GET /api/threads/{thread}/posts?limit=0", Want: 422, Code: "limit_invalid", Holds: []string{`"location":"query.limit"`}},
		{Name: "too many", Do: "GET /api/threads/{thread}/posts?limit=201", Want: 422, Code: "limit_invalid"},
		{Name: "a word", Do: "GET /api/threads/{thread}/posts?limit=ten", Want: 422, Code: "limit_invalid"},
		{Name: "two ways at once", Do: "GET /api/threads/{thread}/posts?after=n1&before=n1", Want: 422, Code: "cursors_conflict"},
		{Name: "around and after", Do: "GET /api/threads/{thread}/posts?after=n1&around=n1", Want: 422, Code: "cursors_conflict"},
		{Name: "a made-up cursor", Do: "GET /api/threads/{thread}/posts?after=%F0%9F%98%80", Want: 422, Code: "cursor_unknown"},
		{Name: "around nothing", Do: "GET /api/threads/{thread}/posts?around=none", Want: 404, Code: "post_unknown"},
		{Name: "NUL", Do: "GET /api/threads/{thread}/posts?after=%00", Want: 422, Code: "text_unstorable"},
		{Name: "an area of others", As: "Bo", Do: "GET /api/areas/sluten/threads", Want: 404, Code: "area_unknown"},
		{Name: "no area at all", As: "Bo", Do: "GET /api/areas/finnsinte/threads", Want: 404, Code: "area_unknown"},
		{Name: "a name of the directory", Do: "GET /api/organisations?q=%C3%A5KVARN", Want: 200, Holds: []string{"Åkvarnen AB"}, Lacks: []string{"Bergs kommun"}},
		{Name: "a place of the directory", Do: "GET /api/organisations?municipality=2326&sector=public", Want: 200, Holds: []string{"Bergs kommun"}, Lacks: []string{"Åkvarnen"}},
		{Name: "nothing of the directory", Do: "GET /api/organisations?q=%25", Want: 200, Holds: []string{`"items":[]`}},
		{Name: "one organisation", Do: "GET /api/organisations/{mill}", Want: 200, Holds: []string{`"municipality_name":"Berg"`}},
		{Name: "no organisation", Do: "GET /api/organisations/none", Want: 404, Code: "organisation_unknown"},
		{Name: "the municipalities", Do: "GET /api/municipalities", Want: 200, Holds: []string{`"code":"2326"`}},
		{Name: "the house", Do: "GET /api/site", Want: 200, Holds: []string{`"registration":"open"`, `"demo":false`}},
		{Name: "no demonstration", Do: "GET /api/demo/accounts", Want: 404, Code: "not_found"},
		{Name: "nor its letters", Do: "GET /api/demo/mails", Want: 404, Code: "not_found"},
	})
}

// Hostile words in every field: they come back as they were, or are refused, and never break anything.
func TestHostileWords(t *testing.T) {
	hostile := `</script><script>alert(1)</script>{{.}}%s\u202e`
	apptest.Run(t, []apptest.Case{
		{Name: "in a thread", As: "Bo", Do: "POST /api/areas/energi/threads", Keep: "thread", Body: `{"title":"` + hostile + `","text":"` + hostile + `","tags":["<img src=x>"]}`,
			Want: 201, Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
		{Name: "on its page", Do: "GET /threads/{thread}", Want: 200, Lacks: []string{"<script>alert", "<img"}, Holds: []string{"&lt;/script&gt;&lt;script&gt;alert(1)", `\u003c/script\u003e`}},
		{Name: "on the page of its area", Do: "GET /areas/energi", Want: 200, Lacks: []string{"<script>alert", "<img"}},
		{Name: "as language", As: "Bo", Do: "POST /api/threads/{thread}/posts", Body: `{"text":"x","lang":"<script>"}`, Want: 422, Code: "lang_unknown"},
		{Name: "as organisation", As: "Bo", Do: "POST /api/threads/{thread}/posts", Body: `{"text":"x","as":"' OR 1=1 --"}`, Want: 403, Code: "as_refused"},
		{Name: "as answer to", As: "Bo", Do: "POST /api/threads/{thread}/posts", Body: `{"text":"x","reply_to":"\u0001"}`, Want: 422, Code: "reply_to_unknown"},
		{Name: "NUL", As: "Bo", Do: "POST /api/threads/{thread}/posts", Body: `{"text":"\u0000"}`, Want: 422, Code: "text_unstorable"},
		{Name: "half a pair", As: "Bo", Do: "POST /api/threads/{thread}/posts", Body: `{"text":"\ud83d"}`, Want: 422, Code: "text_unstorable"},
		{Name: "an unknown field", As: "Bo", Do: "POST /api/threads/{thread}/posts", Body: `{"text":"x","html":"<b>"}`, Want: 422, Code: "validation_failed", Holds: []string{`"unknown_field"`}},
		{Name: "in the address", Do: "GET /api/threads/%3Cscript%3E", Want: 404, Code: "thread_unknown"},
		{Name: "in a page's address", Do: "GET /threads/%3Cscript%3Ealert(1)%3C/script%3E", Want: 404, Lacks: []string{"<script>alert"}},
		{Name: "as a page's cursor", Do: "GET /threads/{thread}?after=%22%3E%3Cscript%3Ealert(1)", Want: 404, Lacks: []string{"<script>alert"}, Holds: []string{"<html"}},
	})
}
