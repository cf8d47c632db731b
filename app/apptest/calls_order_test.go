package apptest_test

import (
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/event"
)

const (
	aMove  = `{"posts":[%q],"new":{"title":"Ny"},"reason":"för att"}`
	calmly = `{"minutes":5}`
)

// moving gives a thread and its post.
func moving(slug string) func(*stage, *person) []string {
	return func(s *stage, _ *person) []string {
		thread := s.thread(slug)
		return []string{thread, s.post(thread)}
	}
}

// marking gives a post and how it is marked.
func marking(post func(*stage, *person) []string) func(*stage, *person) []string {
	return func(s *stage, p *person) []string { return append(post(s, p), forum.MarkOfficial) }
}

// asking gives a thread and whom to ask there.
func asking(slug string) func(*stage, *person) []string {
	return func(s *stage, _ *person) []string { return []string{s.thread(slug), s.Mill} }
}

var (
	spoken = func(s *stage, _ *person) []string { return []string{s.spokenPost()} }
	anAsk  = func(s *stage, _ *person) []string {
		return []string{s.ask(forum.NewAsk{Organisation: s.Mill}, apptest.Energy)}
	}
	aDarkAsk = func(s *stage, _ *person) []string {
		return []string{s.ask(forum.NewAsk{Organisation: s.Mill}, apptest.Secret)}
	}
	myAsk = mine(func(s *stage, p *person) string {
		s.threadBy(s.viewer(p), apptest.Energy)
		return s.ask(forum.NewAsk{Member: p.id}, apptest.Energy)
	})
)

var orderRows = []row{
	{call: "PUT /api/threads/{id}/pin", with: aThread},
	{call: "PUT /api/threads/{id}/pin", note: closed, with: aSecret},
	{call: "DELETE /api/threads/{id}/pin", with: aThread},
	{call: "DELETE /api/threads/{id}/pin", note: closed, with: aSecret},
	{call: "PUT /api/threads/{id}/slow", with: aThread, body: calmly},
	{call: "PUT /api/threads/{id}/slow", note: closed, with: aSecret, body: calmly},
	{call: "POST /api/threads/{id}/moves", with: moving(apptest.Energy), body: aMove},
	{call: "POST /api/threads/{id}/moves", note: closed, with: moving(apptest.Secret), body: aMove},
	{call: "GET /api/threads/{id}/log", with: aThread},
	{call: "GET /api/threads/{id}/log", note: closed, with: aSecret},
	{call: "GET /api/areas/{slug}/log", with: anArea},
	{call: "GET /api/areas/{slug}/log", note: closed, with: aClosed},
	{call: "PUT /api/posts/{id}/marks/{kind}", with: marking(spoken)},
	{call: "PUT /api/posts/{id}/marks/{kind}", note: closed, with: marking(aWhisper)},
	{call: "DELETE /api/posts/{id}/marks/{kind}", with: marking(spoken)},
	{call: "DELETE /api/posts/{id}/marks/{kind}", note: closed, with: marking(aWhisper)},
	{call: "POST /api/threads/{id}/asks", with: asking(apptest.Energy), body: `{"organisation":%q}`},
	{call: "POST /api/threads/{id}/asks", note: closed, with: asking(apptest.Secret), body: `{"organisation":%q}`},
	{call: "GET /api/asks"},
	{call: "PUT /api/asks/{id}/refusal", note: theirs, with: anAsk, body: because},
	{call: "PUT /api/asks/{id}/refusal", note: closed, with: aDarkAsk, body: because},
	{call: "PUT /api/asks/{id}/refusal", note: "asked of oneself", with: myAsk, body: because},
	{call: "DELETE /api/asks/{id}", with: anAsk},
	{call: "DELETE /api/asks/{id}", note: closed, with: aDarkAsk},
}

// spokenPost is what Bo wrote for the mill.
func (s *stage) spokenPost() string {
	s.t.Helper()
	by := s.Viewer(s.t, "Bo")
	answer, err := s.Forum.Reply(s.ctx, by, event.Key{Member: by.Member, Key: random(), Print: "print"}, forum.NewPost{Thread: s.thread(apptest.Energy), Text: "svar", As: s.Mill})
	s.must(err)
	return answer.ID
}

// ask is what Dag asks in a new thread.
func (s *stage) ask(n forum.NewAsk, slug string) string {
	s.t.Helper()
	by := s.Viewer(s.t, "Dag")
	n.Thread = s.thread(slug)
	answer, err := s.Forum.Ask(s.ctx, by, event.Key{Member: by.Member, Key: random(), Print: "print"}, n)
	s.must(err)
	return answer.ID
}
