package apptest_test

import (
	"testing"

	"kraftsam/app/apptest"
)

func TestReadingIsEverybodysOwn(t *testing.T) {
	apptest.Run(t, []apptest.Case{
		{Name: "a thread", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"Vind","text":"b"}`, Want: 201, Keep: "thread", Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
		{Name: "a visitor has no reading", Do: "GET /api/threads/{thread}", Want: 200, Holds: []string{`"marks":[]`}, Lacks: []string{`"reading"`}},
		{Name: "it is new to Ada", As: "Ada", Do: "GET /api/threads/{thread}", Want: 200, Holds: []string{`"reading":{"unread":1,"first":1,"level":"normal"}`}},
		{Name: "and not to Bo, who follows it", As: "Bo", Do: "GET /api/areas/energi/threads", Want: 200, Holds: []string{`"reading":{"unread":0,"level":"follow"}`}},
		{Name: "her inbox holds it", As: "Ada", Do: "GET /api/inbox?limit=1", Want: 200, Holds: []string{`"total":1`, `"slug":"energi"`, `"id":"{thread}"`, `"threads":1`, `"after":null`}},
		{Name: "it is next", As: "Ada", Do: "GET /api/inbox/next?followed=false", Want: 200, Holds: []string{`"id":"{thread}"`}},
		{Name: "not among what she follows", As: "Ada", Do: "GET /api/inbox/next?followed=true", Want: 200, Lacks: []string{`"thread":`}},
		{Name: "the sum", As: "Ada", Do: "GET /api/unread", Want: 200, Holds: []string{`"total":1`, `{"slug":"energi","unread":1,"level":"normal"}`}},
		{Name: "since last time", As: "Ada", Do: "GET /api/since?limit=3", Want: 200, Holds: []string{`"decided":{"total":0,"items":[]}`, `"asked":{"total":0,"items":[]}`, `"fresh":{"total":1,`, `"unread":1`}},
		{Name: "the page lands on it", As: "Ada", Do: "GET /api/threads/{thread}/posts?around=unread", Want: 200, Holds: []string{`"number":1`}},
		{Name: "a visitor reads nothing", Do: "PUT /api/threads/{thread}/reading", Body: `{"seen":[{"from":1,"to":1}]}`, Want: 401, Code: "session_missing"},
		{Name: "nor does a token that may only read", As: "Ada reading", Do: "PUT /api/threads/{thread}/reading", Body: `{"seen":[{"from":1,"to":1}]}`, Want: 403, Code: "scope_insufficient"},
		{Name: "nothing seen", As: "Ada", Do: "PUT /api/threads/{thread}/reading", Body: `{}`, Want: 422, Code: "seen_invalid"},
		{Name: "backwards", As: "Ada", Do: "PUT /api/threads/{thread}/reading", Body: `{"seen":[{"from":3,"to":2}]}`, Want: 422, Code: "seen_invalid"},
		{Name: "both ways", As: "Ada", Do: "PUT /api/threads/{thread}/reading", Body: `{"seen":[{"from":1,"to":2}],"unread_from":1}`, Want: 422, Code: "seen_invalid"},
		{Name: "below nothing", As: "Ada", Do: "PUT /api/threads/{thread}/reading", Body: `{"unread_from":-1}`, Want: 422, Code: "seen_invalid"},
		{Name: "she reads it, and no topic is told", As: "Ada", Do: "PUT /api/threads/{thread}/reading", Body: `{"seen":[{"from":1,"to":1}]}`, Want: 200, Holds: []string{`{"unread":0,"level":"normal"}`}},
		{Name: "unread again", As: "Ada", Do: "PUT /api/threads/{thread}/reading", Body: `{"unread_from":1}`, Want: 200, Holds: []string{`"unread":1,"first":1`}},
		{Name: "no such time", As: "Ada", Do: "PUT /api/areas/energi/reading", Body: `{"until":"nyss"}`, Want: 422, Code: "until_invalid"},
		{Name: "before it came", As: "Ada", Do: "PUT /api/areas/energi/reading", Body: `{"until":"2020-01-01T00:00:00Z"}`, Want: 204},
		{Name: "is nothing read", As: "Ada", Do: "GET /api/unread", Want: 200, Holds: []string{`"total":1`}},
		{Name: "the area", As: "Ada", Do: "PUT /api/areas/energi/reading", Body: `{}`, Want: 204},
		{Name: "is read", As: "Ada", Do: "GET /api/unread", Want: 200, Holds: []string{`"total":0`}},
		{Name: "an area of others", As: "Ada", Do: "PUT /api/areas/sluten/reading", Body: `{}`, Want: 404, Code: "area_unknown"},
		{Name: "an inbox of others", As: "Ada", Do: "GET /api/inbox?area=sluten", Want: 404, Code: "area_unknown"},
		{Name: "everything", As: "Ada", Do: "PUT /api/reading", Body: `{}`, Want: 204},
		{Name: "she is here", As: "Ada", Do: "PUT /api/visit", Want: 200, Holds: []string{`"since":"20`}},
		{Name: "a visitor is not", Do: "PUT /api/visit", Want: 401, Code: "session_missing"},
		{Name: "a visitor's inbox", Do: "GET /api/inbox", Want: 401, Code: "session_missing"},
		{Name: "a page of nothing", As: "Ada", Do: "GET /api/inbox?limit=0", Want: 422, Code: "limit_invalid"},
		{Name: "a made-up cursor", As: "Ada", Do: "GET /api/inbox?after=x", Want: 422, Code: "cursor_unknown"},
	})
}

func TestWhatOneWantsToBeTold(t *testing.T) {
	apptest.Run(t, []apptest.Case{
		{Name: "a thread", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"Vind","text":"b"}`, Want: 201, Keep: "thread", Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
		{Name: "Ada mutes it", As: "Ada", Do: "PUT /api/threads/{thread}/following", Body: `{"level":"muted"}`, Want: 200, Holds: []string{`{"unread":1,"first":1,"level":"muted"}`}},
		{Name: "it counts no more", As: "Ada", Do: "GET /api/unread", Want: 200, Holds: []string{`"total":0`}},
		{Name: "a level that is none", As: "Ada", Do: "PUT /api/threads/{thread}/following", Body: `{"level":"loud"}`, Want: 422, Code: "level_unknown"},
		{Name: "following for an hour", As: "Ada", Do: "PUT /api/threads/{thread}/following", Body: `{"level":"follow","until":"2999-01-01T00:00:00Z"}`, Want: 422, Code: "until_invalid"},
		{Name: "until the past", As: "Ada", Do: "PUT /api/threads/{thread}/following", Body: `{"level":"muted","until":"2001-01-01T00:00:00Z"}`, Want: 422, Code: "until_invalid"},
		{Name: "until a word", As: "Ada", Do: "PUT /api/threads/{thread}/following", Body: `{"level":"muted","until":"i morgon"}`, Want: 422, Code: "until_invalid"},
		{Name: "a visitor", Do: "PUT /api/threads/{thread}/following", Body: `{"level":"muted"}`, Want: 401, Code: "session_missing"},
		{Name: "nothing that is there", As: "Ada", Do: "PUT /api/threads/none/following", Body: `{"level":"muted"}`, Want: 404, Code: "thread_unknown"},
		{Name: "an area", As: "Ada", Do: "PUT /api/areas/energi/following", Body: `{"level":"follow"}`, Want: 204},
		{Name: "is joined", As: "Ada", Do: "GET /api/areas/energi", Want: 200, Holds: []string{`"joined":true`}},
		{Name: "and left", As: "Ada", Do: "PUT /api/areas/energi/following", Body: `{"level":"normal"}`, Want: 204, Events: []string{"control access.changed"}},
		{Name: "again", As: "Ada", Do: "GET /api/areas/energi", Want: 200, Holds: []string{`"joined":false`}},
		{Name: "an area of others", As: "Ada", Do: "PUT /api/areas/sluten/following", Body: `{"level":"muted"}`, Want: 404, Code: "area_unknown"},
	})
}
