package apptest_test

import (
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

const aWill = `{"kind":"consent","title":"Ska vi?","closes_at":%q}`

func tomorrow() string { return db.Now().Add(24 * time.Hour).Format(time.RFC3339) }

func hall(slug string) func(*stage, *person) []string {
	return func(s *stage, _ *person) []string { return []string{s.thread(slug), tomorrow()} }
}

var (
	aBallot     = func(s *stage, _ *person) []string { return []string{s.ballotIn(s.thread(apptest.Energy), "Bo")} }
	aDarkBallot = func(s *stage, _ *person) []string { return []string{s.ballotIn(s.thread(apptest.Secret), "Cai")} }
)

var ballotRows = []row{
	{call: "GET /api/threads/{id}/ballots", with: aThread},
	{call: "GET /api/threads/{id}/ballots", note: closed, with: aSecret},
	{call: "POST /api/threads/{id}/ballots", with: hall(apptest.Energy), body: aWill},
	{call: "POST /api/threads/{id}/ballots", note: closed, with: hall(apptest.Secret), body: aWill},
	{call: "GET /api/ballots/asked"},
	{call: "GET /api/ballots/{id}", with: aBallot},
	{call: "GET /api/ballots/{id}", note: closed, with: aDarkBallot},
	{call: "PUT /api/ballots/{id}/vote", with: aBallot, body: `{"answer":"yes"}`},
	{call: "PUT /api/ballots/{id}/vote", note: closed, with: aDarkBallot, body: `{"answer":"yes"}`},
	{call: "PUT /api/ballots/{id}/vote", note: "for the mill", with: func(s *stage, p *person) []string { return append(aBallot(s, p), s.Mill) },
		body: `{"answer":"yes","as":%q}`},
	{call: "GET /api/ballots/{id}/voices", with: aBallot},
	{call: "GET /api/ballots/{id}/voices", note: closed, with: aDarkBallot},
	{call: "PUT /api/ballots/{id}/closure", note: theirs, with: aBallot},
	{call: "PUT /api/ballots/{id}/closure", note: closed, with: aDarkBallot},
	{call: "PUT /api/ballots/{id}/closure", note: "one's own", with: mine(func(s *stage, p *person) string {
		return s.ballotBy(s.threadBy(s.viewer(p), apptest.Energy), s.viewer(p))
	})},
	{call: "PUT /api/ballots/{id}/outcome", note: theirs, with: others(func(s *stage, _ *person) string { return s.counted() }), body: `{"text":"x","next":"y"}`},
}

func (s *stage) ballotIn(thread, who string) string { return s.ballotBy(thread, s.Viewer(s.t, who)) }

func (s *stage) ballotBy(thread string, by actor.Viewer) string {
	s.t.Helper()
	key := event.Key{Member: by.Member, Key: random(), Print: "print"}
	answer, err := s.Ballots.Start(s.ctx, by, key, ballot.New{Host: ref.Ref{Kind: "thread", ID: thread}, Kind: ballot.Consent, Title: "Ska vi?",
		ClosesAt: db.Now().Add(24 * time.Hour)})
	s.must(err)
	return answer.ID
}

// counted is a ballot that Bo started and closed.
func (s *stage) counted() string {
	s.t.Helper()
	id := s.ballotIn(s.thread(apptest.Energy), "Bo")
	_, err := s.Ballots.Close(s.ctx, s.Viewer(s.t, "Bo"), id)
	s.must(err)
	return id
}
