package apptest_test

const (
	allSeen = `{"seen":[{"from":1,"to":1}]}`
	follows = `{"level":"follow"}`
)

var readingRows = []row{
	{call: "PUT /api/threads/{id}/reading", with: aThread, body: allSeen},
	{call: "PUT /api/threads/{id}/reading", note: closed, with: aSecret, body: allSeen},
	{call: "PUT /api/threads/{id}/following", with: aThread, body: follows},
	{call: "PUT /api/threads/{id}/following", note: closed, with: aSecret, body: follows},
	{call: "PUT /api/areas/{slug}/reading", with: anArea, body: `{}`},
	{call: "PUT /api/areas/{slug}/reading", note: closed, with: aClosed, body: `{}`},
	{call: "PUT /api/areas/{slug}/following", with: anArea, body: follows},
	{call: "PUT /api/areas/{slug}/following", note: closed, with: aClosed, body: follows},
	{call: "PUT /api/reading", body: `{}`},
	{call: "PUT /api/visit"},
	{call: "GET /api/since"},
	{call: "GET /api/unread"},
	{call: "GET /api/inbox"},
	{call: "GET /api/inbox", note: closed, query: "?area=sluten"},
	{call: "GET /api/inbox/next"},
}
