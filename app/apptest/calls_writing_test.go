package apptest_test

import (
	"kraftsam/app/apptest"
	"kraftsam/app/draft"
	"kraftsam/app/platform/ref"
)

var writingRows = []row{
	{call: "GET /api/threads/{id}/mentionable", with: aThread, query: "?q=a"},
	{call: "GET /api/threads/{id}/mentionable", note: closed, with: aSecret, query: "?q=a"},
	{call: "GET /api/areas/{slug}/mentionable", with: anArea, query: "?q=a"},
	{call: "GET /api/areas/{slug}/mentionable", note: closed, with: aClosed, query: "?q=a"},
	{call: "GET /api/posts/{id}/reactions", with: aPost},
	{call: "GET /api/posts/{id}/reactions", note: closed, with: aWhisper},
	{call: "PUT /api/posts/{id}/reactions/{kind}", note: theirs, with: reactingTo(apptest.Energy), body: `{}`},
	{call: "PUT /api/posts/{id}/reactions/{kind}", note: "one's own", with: func(s *stage, p *person) []string { return []string{s.ownPost(p), "thanks"} }, body: `{}`},
	{call: "PUT /api/posts/{id}/reactions/{kind}", note: closed, with: reactingTo(apptest.Secret), body: `{}`},
	{call: "PUT /api/posts/{id}/reactions/{kind}", note: "for the mill", with: func(s *stage, _ *person) []string {
		return []string{s.post(s.thread(apptest.Energy)), "thanks", s.Mill}
	}, body: `{"as":%q}`},
	{call: "DELETE /api/posts/{id}/reactions/{kind}", note: theirs, with: reactingTo(apptest.Energy)},
	{call: "DELETE /api/posts/{id}/reactions/{kind}", note: closed, with: reactingTo(apptest.Secret)},
	{call: "GET /api/drafts"},
	{call: "GET /api/drafts/{place}", note: "one's own", with: mine((*stage).ownDraft)},
	{call: "GET /api/drafts/{place}", note: theirs, with: others((*stage).ownDraft)},
	{call: "PUT /api/drafts/{place}", with: fixed("area:" + apptest.Energy), body: `{"text":"x"}`},
	{call: "DELETE /api/drafts/{place}", with: fixed("area:" + apptest.Energy)},
}

func reactingTo(slug string) func(*stage, *person) []string {
	return func(s *stage, _ *person) []string { return []string{s.post(s.thread(slug)), "thanks"} }
}

// ownDraft is the place of a draft that somebody has begun.
func (s *stage) ownDraft(p *person) string {
	s.t.Helper()
	place := ref.Ref{Kind: "area", ID: apptest.Energy}
	_, err := s.Drafts.Save(s.ctx, s.viewer(p), draft.Draft{Place: place, Copy: draft.Copy{Text: "x"}})
	s.must(err)
	return place.String()
}
