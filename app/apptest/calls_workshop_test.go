package apptest_test

import (
	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/forum"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
)

var (
	aWorkshop      = func(s *stage, _ *person) []string { return []string{s.workshop(apptest.Energy)} }
	aDarkWorkshop  = func(s *stage, _ *person) []string { return []string{s.workshop(apptest.Secret)} }
	aWorkshopOfOne = func(s *stage, p *person) []string { return []string{s.workshopWith(p)} }
)

// beside gives a workshop and something more.
func beside(more func(s *stage, workshop string) []string) func(*stage, *person) []string {
	return func(s *stage, _ *person) []string {
		id := s.workshop(apptest.Energy)
		return append([]string{id}, more(s, id)...)
	}
}

const (
	joined  = "one that one takes part in"
	aPlan   = `{"thread":%q,"template":"dialogue","title":"Möte"}`
	aReply  = `{"answer":"yes"}`
	aTitle  = `{"title":"Ett annat namn"}`
	aStep   = `{"kind":"discuss","title":"Samtal","minutes":10}`
	aCode   = `{"open":true}`
	aStart  = `{"do":"start"}`
	aTaking = `{}`
	tooEasy = `{"code":"BCDFGH","name":"Ove"}`
)

var workshopRows = []row{
	{call: "GET /api/workshop-templates"},
	{call: "GET /api/workshops"},
	{call: "GET /api/workshops", note: "of the private area", query: "?area=" + apptest.Secret},
	{call: "POST /api/workshops", with: aThread, body: aPlan},
	{call: "POST /api/workshops", note: closed, with: aSecret, body: aPlan},
	{call: "POST /api/workshops", note: "one's own", with: aThread, body: `{"thread":%q,"template":"own","title":"Möte"}`},
	{call: "POST /api/workshops/lookup", with: func(s *stage, _ *person) []string { return []string{s.code(s.workshop(apptest.Secret))} }, body: `{"code":%q}`},
	{call: "POST /api/workshops/lookup", note: noWord, body: `{"code":"BCDFGH"}`},
	{call: "POST /api/workshops/join", with: func(s *stage, _ *person) []string { return []string{s.code(s.workshop(apptest.Secret))} }, body: `{"code":%q,"name":"Ove"}`},
	{call: "POST /api/workshops/join", note: noWord, body: tooEasy},
	{call: "GET /api/workshops/{id}", with: aWorkshop},
	{call: "GET /api/workshops/{id}", note: closed, with: aDarkWorkshop},
	{call: "GET /api/workshops/{id}", note: "a draft", with: func(s *stage, _ *person) []string { return []string{s.plan(apptest.Energy)} }},
	{call: "GET /api/workshops/{id}", note: joined + ", " + closed, with: aWorkshopOfOne},
	{call: "PATCH /api/workshops/{id}", with: aWorkshop, body: aTitle},
	{call: "PATCH /api/workshops/{id}", note: closed, with: aDarkWorkshop, body: aTitle},
	{call: "GET /api/workshops/{id}/ballots", with: aWorkshop},
	{call: "GET /api/workshops/{id}/ballots", note: closed, with: aDarkWorkshop},
	{call: "POST /api/workshops/{id}/ballots", with: func(s *stage, _ *person) []string { return []string{s.workshop(apptest.Energy), tomorrow()} }, body: aWill},
	{call: "PUT /api/ballots/{id}/vote", note: "in a workshop", with: func(s *stage, _ *person) []string { return []string{s.ballotOf(s.workshop(apptest.Energy))} }, body: `{"answer":"yes"}`},
	{call: "PUT /api/ballots/{id}/vote", note: "in a workshop that one takes part in", with: func(s *stage, p *person) []string { return []string{s.ballotOf(s.workshopWith(p))} }, body: `{"answer":"yes"}`},
	{call: "PUT /api/workshops/{id}/code", with: aWorkshop, body: aCode},
	{call: "PUT /api/workshops/{id}/code", note: closed, with: aDarkWorkshop, body: aCode},
	{call: "GET /api/workshops/{id}/calendar", with: aWorkshop},
	{call: "GET /api/workshops/{id}/calendar", note: closed, with: aDarkWorkshop},
	{call: "GET /api/workshops/{id}/coverage", with: aWorkshop},
	{call: "GET /api/workshops/{id}/coverage", note: closed, with: aDarkWorkshop},
	{call: "PUT /api/workshops/{id}/facilitators/{member}", with: beside(func(s *stage, _ string) []string { return []string{s.newcomer(false).id} })},
	{call: "DELETE /api/workshops/{id}/facilitators/{member}", with: beside(func(s *stage, id string) []string { return []string{s.second(id)} })},
	{call: "GET /api/workshops/{id}/invitations", with: aWorkshop},
	{call: "PUT /api/workshops/{id}/invitations/{kind}/{target}", with: beside(func(s *stage, _ string) []string { return []string{"organisation", s.Mill} })},
	{call: "DELETE /api/workshops/{id}/invitations/{kind}/{target}", with: beside(func(s *stage, _ string) []string { return []string{"organisation", s.Mill} })},
	{call: "PUT /api/workshops/{id}/leader", with: beside(func(s *stage, id string) []string { return []string{s.second(id)} }), body: `{"member":%q}`},
	{call: "GET /api/workshops/{id}/participants", with: aWorkshop},
	{call: "GET /api/workshops/{id}/participants", note: joined + ", " + closed, with: aWorkshopOfOne},
	{call: "POST /api/workshops/{id}/participants", with: aWorkshop, body: `{"name":"Per"}`},
	{call: "DELETE /api/workshops/{id}/participants/{participant}", with: beside(func(s *stage, id string) []string { return []string{s.caller(id)} })},
	{call: "PUT /api/workshops/{id}/participation", with: aWorkshop, body: aTaking},
	{call: "PUT /api/workshops/{id}/participation", note: closed, with: aDarkWorkshop, body: aTaking},
	{call: "DELETE /api/workshops/{id}/participation", with: aWorkshop},
	{call: "DELETE /api/workshops/{id}/participation", note: joined + ", " + closed, with: aWorkshopOfOne},
	{call: "GET /api/workshops/{id}/replies", with: aWorkshop},
	{call: "PUT /api/workshops/{id}/reply", with: aWorkshop, body: aReply},
	{call: "PUT /api/workshops/{id}/reply", note: closed, with: aDarkWorkshop, body: aReply},
	{call: "PUT /api/workshops/{id}/round", with: aWorkshop, body: `{"open_until":"2999-01-01T12:00:00Z","proof_until":"2999-01-02T12:00:00Z"}`},
	{call: "PUT /api/workshops/{id}/round/lock", note: "none is open", with: aWorkshop, body: `{"case_number":"RUN 1"}`},
	{call: "PUT /api/workshops/{id}/stage", with: aWorkshop, body: aStart},
	{call: "PUT /api/workshops/{id}/stage", note: closed, with: aDarkWorkshop, body: aStart},
	{call: "PUT /api/workshops/{id}/stage", note: joined + ", " + closed, with: aWorkshopOfOne, body: aStart},
	{call: "POST /api/workshops/{id}/steps", with: aWorkshop, body: aStep},
	{call: "POST /api/workshops/{id}/steps", note: closed, with: aDarkWorkshop, body: aStep},
	{call: "PATCH /api/workshops/{id}/steps/{step}", with: beside(func(s *stage, id string) []string { return []string{s.step(id)} }), body: aTitle},
	{call: "DELETE /api/workshops/{id}/steps/{step}", with: beside(func(s *stage, id string) []string { return []string{s.step(id)} })},
	{call: "PUT /api/workshops/{id}/steps/{step}/ballots/{ballot}", with: beside(func(s *stage, id string) []string { return []string{s.step(id), s.ballotOf(id)} })},
}

// plan is a draft of Dag's.
func (s *stage) plan(slug string) string {
	s.t.Helper()
	dag := s.Viewer(s.t, "Dag")
	starts := db.Now().AddDate(0, 0, 1)
	r, err := s.Workshops.Plan(s.ctx, dag, event.Key{Member: dag.Member, Key: random(), Print: "print"}, workshop.New{Opened: &forum.NewThread{Area: slug, Title: "Möte", Text: "x"},
		Template: workshop.Learning, Title: "Möte", Details: workshop.Details{StartsAt: &starts}})
	s.must(err)
	return r.ID
}

// workshop is one to which others are invited.
func (s *stage) workshop(slug string) string {
	s.t.Helper()
	id := s.plan(slug)
	_, err := s.Workshops.Move(s.ctx, s.Viewer(s.t, "Dag"), id, 1, workshop.Act{Do: workshop.Invite})
	s.must(err)
	return id
}

// workshopWith is one in the private area that a person takes part in.
func (s *stage) workshopWith(p *person) string {
	s.t.Helper()
	id := s.workshop(apptest.Secret)
	s.exec("INSERT INTO workshop_participants (id, workshop_id, member_id, kind, name, organisation_name, joined_at) VALUES (?, ?, ?, ?, ?, '', ?)",
		ref.NewID(), id, p.id, workshop.Member, p.name, db.Now())
	return id
}

func (s *stage) seen(id string) workshop.WorkshopAt {
	s.t.Helper()
	at, err := s.Workshops.Workshop(s.ctx, s.Viewer(s.t, "Dag"), id)
	s.must(err)
	return at
}

func (s *stage) code(id string) string { return s.seen(id).Code }
func (s *stage) step(id string) string { return s.seen(id).Steps[0].ID }

// second is somebody who facilitates beside Dag.
func (s *stage) second(id string) string {
	s.t.Helper()
	p := s.newcomer(false)
	s.exec("INSERT INTO workshop_facilitators (workshop_id, member_id, added_by, added_at) VALUES (?, ?, ?, ?)", id, p.id, p.id, db.Now())
	return p.id
}

// caller is somebody on the phone.
func (s *stage) caller(id string) string {
	s.t.Helper()
	dag := s.Viewer(s.t, "Dag")
	r, err := s.Workshops.AddByPhone(s.ctx, dag, event.Key{Member: dag.Member, Key: random(), Print: "print"}, id, workshop.Taking{Name: "Per"})
	s.must(err)
	return r.ID
}

func (s *stage) ballotOf(id string) string {
	s.t.Helper()
	dag := s.Viewer(s.t, "Dag")
	r, err := s.Ballots.Start(s.ctx, dag, event.Key{Member: dag.Member, Key: random(), Print: "print"}, ballot.New{Host: ref.Ref{Kind: workshop.RefKind, ID: id}, Kind: ballot.Consent,
		Title: "Ska vi?", ClosesAt: db.Now().AddDate(0, 0, 1)})
	s.must(err)
	return r.ID
}

// becomeGuest makes of a new member somebody who has no account yet, and joined with a code what they take part in.
func (s *stage) becomeGuest(p *person) error {
	s.t.Helper()
	s.exec("UPDATE members SET guest = ?, email = ? WHERE id = ?", true, "guest:"+p.id, p.id)
	var joined []string
	s.must(s.DB.From(s.ctx).Raw("SELECT workshop_id FROM workshop_participants WHERE member_id = ?", p.id).Scan(&joined).Error)
	for _, id := range joined {
		s.must(s.Actors.AdmitGuest(s.ctx, p.id, ref.Ref{Kind: workshop.RefKind, ID: id}))
	}
	return s.Actors.AdmitGuest(s.ctx, p.id, actor.MemberRef(p.id))
}
