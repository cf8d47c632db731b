package apptest_test

import (
	"testing"

	"kraftsam/app/apptest"
)

func TestWritingOverHTTP(t *testing.T) {
	long := map[string]string{"If-Match": `"1"`}
	apptest.Run(t, []apptest.Case{
		{Name: "Bo starts a thread", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"Vind","text":"Vad säger [@Ada](member:{Ada})?"}`, Want: 201, Keep: "thread",
			Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
		{Name: "Ada is called upon", Do: "GET /api/threads/{thread}/posts", Want: 200, Holds: []string{`<span class=\"mention\">@Ada</span>`, `"reactions":[]`}, Lacks: []string{`data-mention`, `"mine"`}},
		{Name: "Ada answers", As: "Ada", Do: "POST /api/threads/{thread}/posts", Body: `{"text":"Ja"}`, Want: 201, Keep: "post", Events: []string{"thread:{thread} post.added"}},
		{Name: "Bo supports it", As: "Bo", Do: "PUT /api/posts/{post}/reactions/support", Body: `{"as":"{mill}"}`, Want: 200, Holds: []string{`"seq":3`}, Events: []string{"thread:{thread} post.reacted"}},
		{Name: "and again", As: "Bo", Do: "PUT /api/posts/{post}/reactions/support", Body: `{"as":"{mill}"}`, Want: 200, Holds: []string{`"seq":3`}},
		{Name: "everybody sees how many", Do: "GET /api/posts/{post}", Want: 200, Holds: []string{`"reactions":[{"kind":"support","organisations":1,"persons":0}]`}, Lacks: []string{`"mine"`}},
		{Name: "Bo sees that it is his", As: "Bo", Do: "GET /api/posts/{post}", Want: 200, Holds: []string{`"mine":["support"]`}},
		{Name: "everybody sees who", Do: "GET /api/posts/{post}/reactions", Want: 200, Holds: []string{`"name":"Bo"`, `"name":"Åkvarnen AB"`}, Lacks: []string{"@by.example"}},
		{Name: "as somebody else", As: "Bo", Do: "PUT /api/posts/{post}/reactions/support", Body: `{"as":"{municipality}"}`, Want: 403, Code: "as_refused"},
		{Name: "as nobody", As: "Bo", Do: "PUT /api/posts/{post}/reactions/support", Body: `{"as":""}`, Want: 422, Code: "as_refused"},
		{Name: "a made-up one", As: "Bo", Do: "PUT /api/posts/{post}/reactions/hate", Body: `{}`, Want: 404, Code: "reaction_unknown"},
		{Name: "to one's own post", As: "Ada", Do: "PUT /api/posts/{post}/reactions/thanks", Body: `{}`, Want: 403, Code: "reaction_own"},
		{Name: "a visitor", Do: "PUT /api/posts/{post}/reactions/thanks", Body: `{}`, Want: 401, Code: "session_missing"},
		{Name: "to nothing", As: "Bo", Do: "DELETE /api/posts/none/reactions/thanks", Want: 404, Code: "post_unknown"},
		{Name: "Bo takes it back", As: "Bo", Do: "DELETE /api/posts/{post}/reactions/support", Want: 200, Events: []string{"thread:{thread} post.reacted"}},
		{Name: "whom Bo may name", As: "Bo", Do: "GET /api/threads/{thread}/mentionable?q=a", Want: 200, Holds: []string{`"name":"Ada"`, `"name":"Åkvarnen AB"`}, Lacks: []string{"@by.example"}},
		{Name: "a visitor asks", Do: "GET /api/threads/{thread}/mentionable?q=a", Want: 401, Code: "session_missing"},
		{Name: "in a new thread", As: "Bo", Do: "GET /api/areas/energi/mentionable?q=cai", Want: 200, Holds: []string{`"name":"Cai"`}, Lacks: []string{`"name":"Ada"`, "Fjälluniversitetet"}},
		{Name: "no draft", As: "Ada", Do: "GET /api/drafts/thread:{thread}", Want: 404, Code: "draft_unknown"},
		{Name: "none there", As: "Ada", Do: "GET /api/drafts?place=thread:{thread}", Want: 200, Holds: []string{`"items":[]`}},
		{Name: "Ada begins one", As: "Ada", Do: "PUT /api/drafts/thread:{thread}", Body: `{"text":"Men","fields":{"reply_to":"{post}"}}`, Want: 200, Holds: []string{`"text":"Men"`, `Etag: "`}},
		{Name: "with a version that it never had", As: "Ada", Do: "PUT /api/drafts/thread:{thread}", Header: long, Body: `{"text":"Men ja"}`, Want: 412, Code: "version_stale", Holds: []string{`"current":{`, `"text":"Men"`}},
		{Name: "she lists it", As: "Ada", Do: "GET /api/drafts", Want: 200, Holds: []string{`"place":"thread:{thread}"`, `"title":"Vind"`, `"path":"/threads/{thread}#write"`}},
		{Name: "she asks for it there", As: "Ada", Do: "GET /api/drafts?place=thread:{thread}", Want: 200, Holds: []string{`"text":"Men"`}},
		{Name: "and elsewhere", As: "Ada", Do: "GET /api/drafts?place=area:energi", Want: 200, Holds: []string{`"items":[]`}},
		{Name: "and in no place", As: "Ada", Do: "GET /api/drafts?place=nowhere", Want: 404, Code: "draft_unknown"},
		{Name: "Bo lists his", As: "Bo", Do: "GET /api/drafts", Want: 200, Holds: []string{`"items":[]`}},
		{Name: "a visitor lists", Do: "GET /api/drafts", Want: 401, Code: "session_missing"},
		{Name: "in no place", As: "Ada", Do: "PUT /api/drafts/nowhere", Body: `{"text":"x"}`, Want: 404, Code: "draft_unknown"},
		{Name: "with a strange time", As: "Ada", Do: "PUT /api/drafts/area:energi", Body: `{"text":"x","other":{"text":"y","fields":{},"at":"i går"}}`, Want: 422, Code: "validation_failed"},
		{Name: "she throws it away", As: "Ada", Do: "DELETE /api/drafts/thread:{thread}", Want: 204},
		{Name: "and again", As: "Ada", Do: "DELETE /api/drafts/thread:{thread}", Want: 204},
	})
}
