package apptest_test

import "context"

// echo translates nothing, so that only rights decide.
type echo struct{}

func (echo) Translate(_ context.Context, html, _, _ string) (string, error) { return html, nil }

var languageRows = []row{
	{call: "GET /api/posts/{id}/translation", with: aPost, query: "?to=de"},
	{call: "GET /api/posts/{id}/translation", note: closed, with: aWhisper, query: "?to=de"},
	{call: "GET /api/threads/{id}/translation", with: aThread, query: "?to=de"},
	{call: "GET /api/threads/{id}/translation", note: closed, with: aSecret, query: "?to=de"},
	{call: "PUT /api/posts/{id}/language", note: "one's own", with: mine((*stage).ownPost), body: `{"lang":"de"}`},
	{call: "PUT /api/posts/{id}/language", note: theirs, with: aPost, body: `{"lang":"de"}`},
	{call: "PUT /api/posts/{id}/language", note: closed, with: aWhisper, body: `{"lang":"de"}`},
}
