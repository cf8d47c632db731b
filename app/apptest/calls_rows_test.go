package apptest_test

import (
	"crypto/rand"
	"strings"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/area"
	"kraftsam/app/forum"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
)

// row is a call of the document, made so that only the caller's rights decide: with gives what stands in its path and then in
// its body, all made for this call.
type row struct {
	call, note string
	with       func(s *stage, p *person) []string
	body       string
	query      string
}

func fixed(given ...string) func(*stage, *person) []string {
	return func(*stage, *person) []string { return given }
}

var (
	anArea    = fixed(apptest.Energy)
	aClosed   = fixed(apptest.Secret)
	because   = `{"reason":"för att"}`
	aThread   = func(s *stage, _ *person) []string { return []string{s.thread(apptest.Energy)} }
	aSecret   = func(s *stage, _ *person) []string { return []string{s.thread(apptest.Secret)} }
	aPost     = func(s *stage, _ *person) []string { return []string{s.post(s.thread(apptest.Energy))} }
	aWhisper  = func(s *stage, _ *person) []string { return []string{s.post(s.thread(apptest.Secret))} }
	aMember   = func(s *stage, _ *person) []string { return []string{s.newcomer(false).id} }
	aWaiting  = func(s *stage, _ *person) []string { return []string{s.newcomer(true).id} }
	aProposal = func(s *stage, _ *person) []string { return []string{s.proposal()} }
	aRequest  = func(s *stage, _ *person) []string { return []string{s.request(s.newcomer(false))} }
	myRequest = func(s *stage, p *person) []string { return []string{s.request(p)} }
	others    = func(make func(s *stage, p *person) string) func(*stage, *person) []string {
		return func(s *stage, _ *person) []string { return []string{make(s, s.signedIn(db.Now()))} }
	}
	mine = func(make func(s *stage, p *person) string) func(*stage, *person) []string {
		return func(s *stage, p *person) []string { return []string{make(s, p)} }
	}
)

const (
	theirs = "somebody else's"
	closed = "in the private area"
	noWord = "a word that opens nothing"
)

var rows = slicesOf(openRows, doorRows, ownRows, speakingRows, areaRows, forumRows, languageRows, readingRows, writingRows, fileRows, ballotRows, orderRows, noticeRows, workshopRows, wallRows, floorRows, resultRows, topicRows, administrationRows)

func slicesOf(all ...[]row) (list []row) {
	for _, some := range all {
		list = append(list, some...)
	}
	return list
}

var openRows = []row{
	{call: "GET /api/site"},
	{call: "GET /api/municipalities"},
	{call: "GET /api/organisations"},
	{call: "GET /api/organisations/{id}", with: func(s *stage, _ *person) []string { return []string{s.Mill} }},
	{call: "GET /api/organisations/{id}", note: "one that waits", with: aProposal},
	{call: "POST /api/accessibility-reports", body: `{"text":"Knappen syns inte."}`},
	{call: "GET /api/demo/accounts", note: "no demonstration"},
	{call: "GET /api/demo/mails", note: "no demonstration"},
}

// doorRows are for whoever stands outside: a secret word decides, and nothing else.
var doorRows = []row{
	{call: "POST /api/registrations", with: func(s *stage, _ *person) []string { return []string{random() + "@by.example"} },
		body: `{"email":%q,"name":"Nils Ny","password":"sju getter pa taket"}`},
	{call: "POST /api/session", with: func(_ *stage, p *person) []string { return []string{p.email} }, body: `{"email":%q,"password":"sju getter pa taket"}`},
	{call: "GET /api/session"},
	{call: "DELETE /api/session"},
	{call: "POST /api/session/link", note: noWord, body: `{"token":"x"}`},
	{call: "POST /api/magic-links", body: `{"email":"ada@by.example"}`},
	{call: "POST /api/password-resets", body: `{"email":"ada@by.example"}`},
	{call: "PUT /api/password-resets", note: noWord, body: `{"token":"x","password":"sju getter pa taket"}`},
	{call: "POST /api/confirmations", note: noWord, body: `{"token":"x"}`},
	{call: "PUT /api/address-changes", note: noWord, body: `{"token":"x"}`},
	{call: "POST /api/invitations/lookup", with: func(s *stage, _ *person) []string { return []string{s.link(apptest.Secret)} }, body: `{"token":%q}`},
	{call: "POST /api/passkeys/session/options"},
	{call: "POST /api/session/passkey", note: noWord, body: `{"credential":{"id":"x"}}`},
	{call: "GET /auth/oidc/start", note: "no provider"},
	{call: "GET /auth/oidc/callback", note: "no provider"},
	{call: "GET /api/oidc/pending", note: "nothing waits"},
	{call: "POST /api/oidc/links", note: "nothing waits", body: `{"consent":true}`},
	{call: "POST /api/oidc/registrations", note: "nothing waits", body: `{"name":"Nils Ny","consent":true}`},
}

var ownRows = []row{
	{call: "PATCH /api/member", body: `{"name":"Nytt Namn"}`},
	{call: "PUT /api/member/password", body: `{"current":"sju getter pa taket","password":"nio getter pa taket"}`},
	{call: "POST /api/member/address", body: `{"email":"ny@by.example"}`},
	{call: "DELETE /api/member", body: `{"password":"sju getter pa taket"}`},
	{call: "POST /api/confirmations/letter"},
	{call: "GET /api/sessions"},
	{call: "DELETE /api/sessions"},
	{call: "DELETE /api/sessions/{id}", with: mine((*stage).running)},
	{call: "DELETE /api/sessions/{id}", note: theirs, with: others((*stage).running)},
	{call: "PUT /api/session/step-up", body: `{"password":"sju getter pa taket"}`},
	{call: "POST /api/session/step-up/options", note: "no passkey"},
	{call: "GET /api/tokens"},
	{call: "POST /api/tokens", body: `{"name":"x"}`},
	{call: "DELETE /api/tokens/{id}", with: mine((*stage).tokenID)},
	{call: "DELETE /api/tokens/{id}", note: theirs, with: others((*stage).tokenID)},
	{call: "GET /api/passkeys"},
	{call: "POST /api/passkeys/registration/options"},
	{call: "POST /api/passkeys", note: noWord, body: `{"name":"x","credential":{"id":"x"}}`},
	{call: "DELETE /api/passkeys/{id}", with: mine((*stage).passkey)},
	{call: "DELETE /api/passkeys/{id}", note: theirs, with: others((*stage).passkey)},
	{call: "GET /api/oidc/links"},
	{call: "DELETE /api/oidc/links/{id}", with: mine((*stage).connection)},
	{call: "DELETE /api/oidc/links/{id}", note: theirs, with: others((*stage).connection)},
}

var speakingRows = []row{
	{call: "GET /api/representations"},
	{call: "GET /api/representations/waiting"},
	{call: "POST /api/representations", with: func(s *stage, _ *person) []string { return []string{s.University} }, body: `{"organisation":%q}`},
	{call: "POST /api/representations", note: "proposed", body: `{"proposal":{"name":"Ny förening","kind":"association","sector":"civil_society","level":"local"}}`},
	{call: "DELETE /api/representations/{id}", with: myRequest},
	{call: "DELETE /api/representations/{id}", note: theirs, with: aRequest},
	{call: "PUT /api/representations/{id}/confirmation", note: "the mill's", with: aRequest},
	{call: "PUT /api/representations/{id}/confirmation", note: "one's own", with: func(s *stage, p *person) []string { return []string{s.requestOf(p, s.University)} }},
	{call: "DELETE /api/representations/{id}/confirmation", note: "the mill's", with: aRequest, body: because},
	{call: "PUT /api/representations/{id}/acceptance", with: func(s *stage, p *person) []string { return []string{s.offer(p)} }},
	{call: "PUT /api/representations/{id}/acceptance", note: theirs, with: func(s *stage, _ *person) []string { return []string{s.offer(s.newcomer(false))} }},
	{call: "POST /api/representations/{id}/handover", with: func(s *stage, p *person) []string { return []string{s.speaks(p), s.newcomer(false).email} }, body: `{"email":%q}`},
	{call: "POST /api/representations/{id}/handover", note: theirs, with: func(s *stage, _ *person) []string {
		return []string{s.speaks(s.newcomer(false)), s.newcomer(false).email}
	}, body: `{"email":%q}`},
}

var areaRows = []row{
	{call: "GET /api/areas"},
	{call: "GET /api/areas/{slug}", with: anArea},
	{call: "GET /api/areas/{slug}", note: closed, with: aClosed},
	{call: "PUT /api/areas/{slug}/membership", with: anArea},
	{call: "PUT /api/areas/{slug}/membership", note: closed, with: aClosed},
	{call: "DELETE /api/areas/{slug}/membership", with: anArea},
	{call: "DELETE /api/areas/{slug}/membership", note: closed, with: aClosed},
	{call: "GET /api/areas/{slug}/members", with: anArea},
	{call: "GET /api/areas/{slug}/members", note: closed, with: aClosed},
	{call: "PUT /api/areas/{slug}/members/{member}", with: inArea(apptest.Energy)},
	{call: "PUT /api/areas/{slug}/members/{member}", note: closed, with: inArea(apptest.Secret)},
	{call: "DELETE /api/areas/{slug}/members/{member}", with: inArea(apptest.Energy)},
	{call: "DELETE /api/areas/{slug}/members/{member}", note: closed, with: inArea(apptest.Secret)},
	{call: "GET /api/areas/{slug}/invitations", with: anArea},
	{call: "GET /api/areas/{slug}/invitations", note: closed, with: aClosed},
	{call: "POST /api/areas/{slug}/invitations", with: anArea, body: `{}`},
	{call: "POST /api/areas/{slug}/invitations", note: closed, with: aClosed, body: `{}`},
	{call: "DELETE /api/invitations/{id}", with: invitationTo(apptest.Energy)},
	{call: "DELETE /api/invitations/{id}", note: closed, with: invitationTo(apptest.Secret)},
	{call: "POST /api/invitations/acceptance", with: func(s *stage, _ *person) []string { return []string{s.link(apptest.Secret)} }, body: `{"token":%q}`},
}

func inArea(slug string) func(*stage, *person) []string {
	return func(s *stage, _ *person) []string {
		m := s.newcomer(false)
		s.must(s.Areas.Admit(s.ctx, slug, m.id))
		return []string{slug, m.id}
	}
}

func invitationTo(slug string) func(*stage, *person) []string {
	return func(s *stage, _ *person) []string {
		i, _, err := s.Areas.Invite(s.ctx, s.Viewer(s.t, "Alva"), slug, area.Offer{})
		s.must(err)
		return []string{i.ID}
	}
}

var forumRows = []row{
	{call: "GET /api/areas/{slug}/threads", with: anArea},
	{call: "GET /api/areas/{slug}/threads", note: closed, with: aClosed},
	{call: "POST /api/areas/{slug}/threads", with: anArea, body: `{"title":"x","text":"x"}`},
	{call: "POST /api/areas/{slug}/threads", note: closed, with: aClosed, body: `{"title":"x","text":"x"}`},
	{call: "POST /api/areas/{slug}/threads", note: "for the mill", with: func(s *stage, _ *person) []string { return []string{apptest.Energy, s.Mill} },
		body: `{"title":"x","text":"x","as":%q}`},
	{call: "GET /api/threads/{id}", with: aThread},
	{call: "GET /api/threads/{id}", note: closed, with: aSecret},
	{call: "PATCH /api/threads/{id}", note: theirs, with: aThread, body: `{"title":"y","reason":"för att"}`},
	{call: "PATCH /api/threads/{id}", note: closed, with: aSecret, body: `{"title":"y","reason":"för att"}`},
	{call: "PUT /api/threads/{id}/closure", with: aThread, body: `{"text":"Vi är överens."}`},
	{call: "PUT /api/threads/{id}/closure", note: closed, with: aSecret, body: `{"text":"Vi är överens."}`},
	{call: "DELETE /api/threads/{id}/closure", with: ended(apptest.Energy)},
	{call: "DELETE /api/threads/{id}/closure", note: closed, with: ended(apptest.Secret)},
	{call: "GET /api/threads/{id}/posts", with: aThread},
	{call: "GET /api/threads/{id}/posts", note: closed, with: aSecret},
	{call: "POST /api/threads/{id}/posts", with: aThread, body: `{"text":"x"}`},
	{call: "POST /api/threads/{id}/posts", note: closed, with: aSecret, body: `{"text":"x"}`},
	{call: "POST /api/threads/{id}/posts", note: "for the mill", with: func(s *stage, _ *person) []string { return []string{s.thread(apptest.Energy), s.Mill} },
		body: `{"text":"x","as":%q}`},
	{call: "GET /api/posts/{id}", with: aPost},
	{call: "GET /api/posts/{id}", note: closed, with: aWhisper},
	{call: "PATCH /api/posts/{id}", note: "one's own", with: mine((*stage).ownPost), body: `{"text":"y"}`},
	{call: "DELETE /api/posts/{id}", note: "one's own", with: mine((*stage).ownPost)},
	{call: "PATCH /api/posts/{id}", note: theirs, with: aPost, body: `{"text":"y"}`},
	{call: "PATCH /api/posts/{id}", note: closed, with: aWhisper, body: `{"text":"y"}`},
	{call: "DELETE /api/posts/{id}", note: theirs, with: aPost},
	{call: "DELETE /api/posts/{id}", note: closed, with: aWhisper},
	{call: "GET /api/posts/{id}/versions", note: theirs, with: aPost},
	{call: "GET /api/posts/{id}/versions", note: closed, with: aWhisper},
}

func ended(slug string) func(*stage, *person) []string {
	return func(s *stage, _ *person) []string {
		id := s.thread(slug)
		_, err := s.Forum.Conclude(s.ctx, s.Viewer(s.t, "Dag"), id, forum.Conclusion{Text: "klart"})
		s.must(err)
		return []string{id}
	}
}

const noWait = "?wait=0"

var topicRows = []row{
	{call: "GET /api/topics/{topic}/events", note: "an area", with: fixed("area:" + apptest.Energy), query: noWait},
	{call: "GET /api/topics/{topic}/events", note: "a private area", with: fixed("area:" + apptest.Secret), query: noWait},
	{call: "GET /api/topics/{topic}/events", note: "a thread in it", with: func(s *stage, _ *person) []string { return []string{"thread:" + s.thread(apptest.Secret)} }, query: noWait},
	{call: "GET /api/topics/{topic}/events", note: "one's own notices", with: func(_ *stage, p *person) []string { return []string{"member:" + p.id} }, query: noWait},
	{call: "GET /api/topics/{topic}/events", note: "somebody else's", with: func(s *stage, _ *person) []string { return []string{"member:" + s.ID("Ada")} }, query: noWait},
	{call: "GET /api/topics/{topic}/events", note: "moderation", with: fixed("moderation"), query: noWait},
	{call: "GET /api/topics/{topic}/events", note: "administration", with: fixed(actor.AdministrationTopic), query: noWait},
	{call: "GET /api/topics/{topic}/events", note: "between nodes", with: fixed("control"), query: noWait},
}

var administrationRows = []row{
	{call: "GET /api/administration"},
	{call: "GET /api/administration/members"},
	{call: "PUT /api/administration/members/{id}/approval", with: aWaiting},
	{call: "DELETE /api/administration/members/{id}/approval", with: aWaiting, body: because},
	{call: "PUT /api/administration/members/{id}/suspension", with: aMember, body: because},
	{call: "DELETE /api/administration/members/{id}/suspension", with: func(s *stage, _ *person) []string {
		m := s.newcomer(false)
		s.must(s.suspend(m))
		return []string{m.id}
	}, body: because},
	{call: "POST /api/administration/members/{id}/roles", with: aMember, body: `{"role":"moderator","reason":"för att"}`},
	{call: "POST /api/administration/members/{id}/roles", note: "to oneself", with: func(_ *stage, p *person) []string { return []string{p.id} },
		body: `{"role":"moderator","reason":"för att"}`},
	{call: "DELETE /api/administration/roles/{id}", with: func(s *stage, _ *person) []string {
		id, err := s.Actors.Grant(s.ctx, actor.Program("test"), s.newcomer(false).id, actor.Grant{Role: actor.Moderator}, "")
		s.must(err)
		return []string{id}
	}, body: because},
	{call: "GET /api/administration/organisations"},
	{call: "PUT /api/administration/organisations/{id}/confirmation", with: aProposal},
	{call: "DELETE /api/administration/organisations/{id}/confirmation", with: aProposal, body: because},
	{call: "POST /api/administration/organisations/{id}/merge", with: func(s *stage, _ *person) []string { return []string{s.proposal(), s.University} },
		body: `{"into":%q,"reason":"för att"}`},
	{call: "POST /api/administration/mail-test"},
	{call: "GET /api/administration/settings"},
	{call: "PATCH /api/administration/settings", body: `{"operator":"Byn","reason":"för att"}`},
	{call: "GET /api/administration/audit"},
	{call: "GET /api/administration/areas"},
	{call: "POST /api/administration/areas", with: func(*stage, *person) []string { return []string{"a-" + random()} },
		body: `{"slug":%q,"name":{"sv":"Ny","en":"New"},"hue":"plain","valid_from":"2026-01-01"}`},
	{call: "PATCH /api/administration/areas/{slug}", with: anArea, body: `{"hue":"energy"}`},
	{call: "PUT /api/administration/areas/{slug}/sub-areas/{sub}", with: fixed(apptest.Energy, "sol"), body: `{"name":{"sv":"Sol","en":"Sun"},"valid_from":"2026-01-01"}`},
}

func (s *stage) thread(slug string) string {
	s.t.Helper()
	author := map[string]string{apptest.Energy: "Bo", apptest.Secret: "Cai"}[slug]
	return s.threadBy(s.Viewer(s.t, author), slug)
}

func (s *stage) threadBy(by actor.Viewer, slug string) string {
	s.t.Helper()
	key := event.Key{Member: by.Member, Key: random(), Print: "print"}
	answer, err := s.Forum.Start(s.ctx, by, key, forum.NewThread{Area: slug, Title: "Titel", Text: "först"})
	s.must(err)
	return answer.ID
}

func (s *stage) ownPost(p *person) string { return s.post(s.threadBy(s.viewer(p), apptest.Energy)) }

func (s *stage) post(thread string) string {
	s.t.Helper()
	list, err := s.Forum.Posts(s.ctx, s.Viewer(s.t, "Dag"), thread, forum.Window{Limit: 1})
	s.must(err)
	return list.Items[0].ID
}

func (s *stage) proposal() string {
	s.t.Helper()
	by := s.newcomer(false).id
	r, err := s.Actors.Propose(s.ctx, by, actor.Proposal{Name: "Förening " + random(), Kind: "association", Sector: "civil_society", Level: "local"})
	s.must(err)
	return r.OrganisationID
}

func (s *stage) request(p *person) string { return s.requestOf(p, s.Mill) }

func (s *stage) requestOf(p *person, organisation string) string {
	s.t.Helper()
	r, err := s.Actors.RepresentAs(s.ctx, p.id, organisation)
	s.must(err)
	return r.ID
}

// speaks has somebody speak for the university and gives the representation.
func (s *stage) speaks(p *person) (id string) {
	s.t.Helper()
	s.must(s.Actors.Appoint(s.ctx, actor.Program("test"), p.id, s.University))
	s.must(s.DB.From(s.ctx).Raw("SELECT id FROM representations WHERE member_id = ? AND organisation_id = ?", p.id, s.University).Scan(&id).Error)
	return id
}

func (s *stage) offer(to *person) string {
	s.t.Helper()
	from := s.newcomer(false)
	r, err := s.Actors.HandOver(s.ctx, s.viewer(from), s.speaks(from), to.email, false)
	s.must(err)
	return r.ID
}

func (s *stage) link(slug string) string {
	s.t.Helper()
	_, link, err := s.Areas.Invite(s.ctx, s.Viewer(s.t, "Alva"), slug, area.Offer{})
	s.must(err)
	_, word, _ := strings.Cut(link, "token=")
	return word
}

func (s *stage) running(p *person) string { return p.session }

func (s *stage) token(p *person, scope string) string {
	s.t.Helper()
	_, word, err := s.Accounts.MakeToken(s.ctx, s.viewer(p), account.NewToken{Name: "x", Scope: scope, Days: 1})
	s.must(err)
	return word
}

func (s *stage) tokenID(p *person) string {
	s.t.Helper()
	token, _, err := s.Accounts.MakeToken(s.ctx, actor.Viewer{Member: p.id, Name: p.name}, account.NewToken{Name: "x", Days: 1})
	s.must(err)
	return token.ID
}

func (s *stage) passkey(p *person) string {
	id := "key-" + random()
	s.exec("INSERT INTO passkeys (id, member_id, credential, name, key, transports, counter, eligible, backed_up, verified, created_at) VALUES (?, ?, ?, 'x', 'x', '', 0, ?, ?, ?, ?)",
		id, p.id, id, false, false, true, db.Now())
	return id
}

func (s *stage) connection(p *person) string {
	id := "link-" + random()
	s.exec("INSERT INTO oidc_links (id, member_id, issuer, subject, email, consented_at) VALUES (?, ?, 'https://sign-in.example', ?, ?, ?)", id, p.id, id, p.email, db.Now())
	return id
}

func random() string { return strings.ToLower(rand.Text()[:12]) }
