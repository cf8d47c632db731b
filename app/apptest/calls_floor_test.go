package apptest_test

import (
	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/platform/event"
	"kraftsam/app/workshop"
)

var (
	aMeeting      = func(s *stage, _ *person) []string { return []string{s.begun(s.workshop(apptest.Energy))} }
	aDarkMeeting  = func(s *stage, _ *person) []string { return []string{s.begun(s.workshop(apptest.Secret))} }
	aMeetingOfOne = func(s *stage, p *person) []string { return []string{s.begun(s.workshopWith(p))} }
	aQuestion     = func(s *stage, p *person) []string {
		id := aMeeting(s, p)[0]
		return []string{id, s.question(id, s.Viewer(s.t, "Bo"))}
	}
	aDarkQuestion = func(s *stage, p *person) []string {
		id := aDarkMeeting(s, p)[0]
		return []string{id, s.question(id, s.Viewer(s.t, "Cai"))}
	}
	aQuestionBesideOne = func(s *stage, p *person) []string {
		id := aMeetingOfOne(s, p)[0]
		return []string{id, s.question(id, s.Viewer(s.t, "Cai"))}
	}
	aQuestionOfOne = func(s *stage, p *person) []string {
		id := aMeetingOfOne(s, p)[0]
		return []string{id, s.asks(id, s.viewer(p))}
	}
)

const (
	aShut     = `{"do":"close"}`
	aAsk      = `{"text":"Vem betalar?"}`
	aHandling = `{"do":"shortlist"}`
)

var floorRows = []row{
	{call: "GET /api/workshops/{id}/speakers", with: aMeeting},
	{call: "GET /api/workshops/{id}/speakers", note: closed, with: aDarkMeeting},
	{call: "GET /api/workshops/{id}/speakers", note: joined + ", " + closed, with: aMeetingOfOne},
	{call: "PUT /api/workshops/{id}/speakers", with: aMeeting, body: aShut},
	{call: "PUT /api/workshops/{id}/speakers", note: closed, with: aDarkMeeting, body: aShut},
	{call: "PUT /api/workshops/{id}/speakers", note: joined + ", " + closed, with: aMeetingOfOne, body: aShut},
	{call: "PUT /api/workshops/{id}/speakers/hand", with: aMeeting, body: `{}`},
	{call: "PUT /api/workshops/{id}/speakers/hand", note: closed, with: aDarkMeeting, body: `{}`},
	{call: "PUT /api/workshops/{id}/speakers/hand", note: joined + ", " + closed, with: aMeetingOfOne, body: `{}`},
	{call: "PUT /api/workshops/{id}/speakers/hand", note: theirs, with: func(s *stage, p *person) []string {
		id := aMeeting(s, p)[0]
		return []string{id, s.caller(id)}
	}, body: `{"on_behalf":%q}`},
	{call: "DELETE /api/workshops/{id}/speakers/hand", with: aMeeting},
	{call: "DELETE /api/workshops/{id}/speakers/hand", note: joined + ", " + closed, with: aMeetingOfOne},
	{call: "GET /api/workshops/{id}/speakers/suggested", with: aMeeting},
	{call: "GET /api/workshops/{id}/speakers/suggested", note: closed, with: aDarkMeeting},
	{call: "GET /api/workshops/{id}/questions", with: aMeeting},
	{call: "GET /api/workshops/{id}/questions", note: closed, with: aDarkMeeting},
	{call: "POST /api/workshops/{id}/questions", with: aMeeting, body: aAsk},
	{call: "POST /api/workshops/{id}/questions", note: closed, with: aDarkMeeting, body: aAsk},
	{call: "POST /api/workshops/{id}/questions", note: joined + ", " + closed, with: aMeetingOfOne, body: aAsk},
	{call: "PUT /api/workshops/{id}/questions/{question}", with: aQuestion, body: aHandling},
	{call: "PUT /api/workshops/{id}/questions/{question}", note: closed, with: aDarkQuestion, body: aHandling},
	{call: "PUT /api/workshops/{id}/questions/{question}", note: "one's own", with: aQuestionOfOne, body: aHandling},
	{call: "DELETE /api/workshops/{id}/questions/{question}", note: theirs, with: aQuestion},
	{call: "DELETE /api/workshops/{id}/questions/{question}", note: "one's own", with: aQuestionOfOne},
	{call: "PUT /api/workshops/{id}/questions/{question}/support", with: aQuestion, body: `{}`},
	{call: "PUT /api/workshops/{id}/questions/{question}/support", note: closed, with: aDarkQuestion, body: `{}`},
	{call: "PUT /api/workshops/{id}/questions/{question}/support", note: joined + ", " + closed, with: aQuestionBesideOne, body: `{}`},
	{call: "DELETE /api/workshops/{id}/questions/{question}/support", with: aQuestion},
	{call: "DELETE /api/workshops/{id}/questions/{question}/support", note: joined + ", " + closed, with: aQuestionBesideOne},
}

// begun has a workshop run to which others are invited.
func (s *stage) begun(id string) string {
	s.t.Helper()
	_, err := s.Workshops.Move(s.ctx, s.Viewer(s.t, "Dag"), id, 2, workshop.Act{Do: workshop.Start})
	s.must(err)
	return id
}

// question is asked by somebody who comes into a workshop.
func (s *stage) question(id string, by actor.Viewer) string {
	s.t.Helper()
	_, err := s.Workshops.TakePart(s.ctx, by, id, workshop.Taking{})
	s.must(err)
	return s.asks(id, by)
}

func (s *stage) asks(id string, by actor.Viewer) string {
	s.t.Helper()
	r, err := s.Floor.Ask(s.ctx, by, event.Key{Member: by.Member, Key: random(), Print: "print"}, id, "", "När då?")
	s.must(err)
	return r.ID
}
