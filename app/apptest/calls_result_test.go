package apptest_test

import (
	"kraftsam/app/apptest"
	"kraftsam/app/platform/event"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/result"
)

var (
	aDraftedResult = func(s *stage, _ *person) []string { return []string{s.ended(s.workshop(apptest.Energy))} }
	aPublished     = func(s *stage, _ *person) []string {
		return []string{s.published(s.ended(s.workshop(apptest.Energy)))}
	}
	aDarkResult  = func(s *stage, _ *person) []string { return []string{s.published(s.ended(s.workshop(apptest.Secret)))} }
	aResultOfOne = func(s *stage, p *person) []string { return []string{s.ended(s.workshopWith(p))} }
)

// partOf gives a result and its first part.
func partOf(of func(*stage, *person) []string) func(*stage, *person) []string {
	return func(s *stage, p *person) []string {
		id := of(s, p)[0]
		return []string{id, s.part(id)}
	}
}

const (
	published = "published"
	aPart     = `{"kind":"decision","title":"Vi börjar"}`
	aStanding = `{"stands":"confirm"}`
)

var resultRows = []row{
	{call: "GET /api/workshops/{id}/result", note: "a draft", with: aDraftedResult},
	{call: "GET /api/workshops/{id}/result", note: published, with: aPublished},
	{call: "GET /api/workshops/{id}/result", note: published + ", " + closed, with: aDarkResult},
	{call: "GET /api/workshops/{id}/result", note: joined + ", " + closed, with: aResultOfOne},
	{call: "GET /api/workshops/{id}/result.md", note: "a draft", with: aDraftedResult},
	{call: "GET /api/workshops/{id}/result.md", note: published + ", " + closed, with: aDarkResult},
	{call: "GET /api/workshops/{id}/result.csv", note: "a draft", with: aDraftedResult},
	{call: "GET /api/workshops/{id}/result.csv", note: published, with: aPublished},
	{call: "GET /api/workshops/{id}/result.json", note: "a draft", with: aDraftedResult},
	{call: "GET /api/workshops/{id}/result.json", note: published + ", " + closed, with: aDarkResult},
	{call: "PUT /api/workshops/{id}/result", with: aDraftedResult, body: `{}`},
	{call: "PUT /api/workshops/{id}/result", note: joined + ", " + closed, with: aResultOfOne, body: `{}`},
	{call: "POST /api/workshops/{id}/result/items", with: aDraftedResult, body: aPart},
	{call: "POST /api/workshops/{id}/result/items", note: joined + ", " + closed, with: aResultOfOne, body: aPart},
	{call: "PATCH /api/workshops/{id}/result/items/{item}", with: partOf(aDraftedResult), body: aTitle},
	{call: "PATCH /api/workshops/{id}/result/items/{item}", note: joined + ", " + closed, with: partOf(aResultOfOne), body: aTitle},
	{call: "DELETE /api/workshops/{id}/result/items/{item}", with: partOf(aDraftedResult)},
	{call: "DELETE /api/workshops/{id}/result/items/{item}", note: joined + ", " + closed, with: partOf(aResultOfOne)},
	{call: "PUT /api/workshops/{id}/result/items/{item}/place", with: partOf(aDraftedResult), body: `{}`},
	{call: "PUT /api/workshops/{id}/result/items/{item}/place", note: joined + ", " + closed, with: partOf(aResultOfOne), body: `{}`},
	{call: "PUT /api/workshops/{id}/result/items/{item}/standing", note: theirs, with: partOf(aPublished), body: aStanding},
	{call: "PUT /api/workshops/{id}/result/items/{item}/standing", note: theirs + ", " + closed, with: partOf(aDarkResult), body: aStanding},
	{call: "PUT /api/workshops/{id}/result/items/{item}/standing", note: "a promise of one's own", with: func(s *stage, p *person) []string {
		id := aResultOfOne(s, p)[0]
		return []string{id, s.promise(id, p)}
	}, body: aStanding},
	{call: "GET /api/topics/{topic}/events", note: "a draft of a result", with: func(s *stage, p *person) []string { return []string{"result:" + aDraftedResult(s, p)[0]} }, query: noWait},
	{call: "GET /api/topics/{topic}/events", note: "a result that is published", with: func(s *stage, p *person) []string { return []string{"result:" + aPublished(s, p)[0]} }, query: noWait},
}

// acts has Dag act on the stage of a workshop.
func (s *stage) acts(id string, acts ...string) string {
	s.t.Helper()
	for _, a := range acts {
		_, err := s.Workshops.Move(s.ctx, s.Viewer(s.t, "Dag"), id, s.seen(id).Version, workshop.Act{Do: a})
		s.must(err)
	}
	return id
}

// ended has a workshop run and end, to which others are invited.
func (s *stage) ended(id string) string {
	s.t.Helper()
	return s.acts(id, workshop.Start, workshop.End)
}

func (s *stage) published(id string) string {
	s.t.Helper()
	return s.acts(id, workshop.Publish)
}

func (s *stage) part(id string) string {
	s.t.Helper()
	at, err := s.Results.Result(s.ctx, s.Viewer(s.t, "Dag"), id)
	s.must(err)
	return at.Items[0].ID
}

// promise is one that a person who takes part shall confirm.
func (s *stage) promise(id string, p *person) string {
	s.t.Helper()
	var participants []string
	s.must(s.DB.From(s.ctx).Raw("SELECT id FROM workshop_participants WHERE workshop_id = ? AND member_id = ?", id, p.id).Scan(&participants).Error)
	dag, kind, title := s.Viewer(s.t, "Dag"), result.Promise, "Ring runt"
	e := result.Edit{Kind: &kind, Title: &title}
	if len(participants) > 0 {
		e.Owner = &result.Owner{Kind: "participant", ID: participants[0]}
	}
	r, err := s.Results.Add(s.ctx, dag, event.Key{Member: dag.Member, Key: random(), Print: "print"}, id, e, nil)
	s.must(err)
	return r.ID
}
