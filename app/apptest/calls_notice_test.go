package apptest_test

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"kraftsam/app/apptest"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

// deadJob is work that nobody tries any more.
func (s *stage) deadJob() string {
	s.t.Helper()
	id := ref.NewID()
	s.exec(`INSERT INTO jobs (id, kind, grp, payload, progress, created_at, due_at, tries, holder, failure, dead_at)
		VALUES (?, 'of nobody', '', '{}', '', ?, ?, 15, '', 'no such address', ?)`, id, db.Now(), db.Now(), db.Now())
	return id
}

// notice is one that somebody got, of a thread that they follow.
func (s *stage) notice(p *person) string {
	s.t.Helper()
	id, thread := ref.NewID(), s.thread(apptest.Energy)
	s.exec(`INSERT INTO notices (id, member_id, event, kind, what, reason, source, about_kind, about_id, ref_kind, ref_id, by_id, at)
		VALUES (?, ?, ?, 'post', 'post', 'follow_thread', 'forum', 'thread', ?, 'post', ?, '', ?)`, id, p.id, "post thread:"+thread, thread, s.post(thread), db.Now())
	return id
}

var (
	myNotice    = mine((*stage).notice)
	otherNotice = others((*stage).notice)
)

// stop is the word in a letter of somebody's.
func (s *stage) stop() string {
	s.t.Helper()
	word := random()
	sum := sha256.Sum256([]byte(word))
	s.exec("INSERT INTO notice_links (hash, member_id, what, expires_at) VALUES (?, ?, 'brief', ?)", hex.EncodeToString(sum[:]), s.ID("Bo"), db.Now().Add(time.Hour))
	return word
}

// answering is the word of a letter by which Bo answers what a room asks.
func (s *stage) answering(source string, about ref.Ref, item string) string {
	s.t.Helper()
	word := random()
	sum := sha256.Sum256([]byte(word))
	s.exec("INSERT INTO letter_words (hash, source, about_kind, about_id, item_id, member_id, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)", hex.EncodeToString(sum[:]), source, about.Kind, about.ID, item,
		s.ID("Bo"), db.Now().Add(time.Hour))
	return word
}

// feed is the word of the address of somebody's calendar.
func (s *stage) feed(member string) string {
	s.t.Helper()
	word := random()
	sum := sha256.Sum256([]byte(word))
	s.exec("DELETE FROM calendar_feeds WHERE member_id = ?", member)
	s.exec("INSERT INTO calendar_feeds (member_id, hash, made_at) VALUES (?, ?, ?)", member, hex.EncodeToString(sum[:]), db.Now())
	return word
}

var (
	anAnswer = func(s *stage, _ *person) []string {
		return []string{s.answering("ballot", ref.Ref{Kind: "ballot", ID: s.ballotIn(s.thread(apptest.Energy), "Bo")}, "")}
	}
	aComing = func(s *stage, _ *person) []string {
		return []string{s.answering("workshop", ref.Ref{Kind: "workshop", ID: s.workshop(apptest.Energy)}, "")}
	}
	aPromise = func(s *stage, _ *person) []string {
		bo := &person{id: s.ID("Bo")}
		id := s.ended(s.workshopWith(bo))
		return []string{s.answering("result", ref.Ref{Kind: "result", ID: id}, s.promise(id, bo))}
	}
	aFeed  = func(s *stage, _ *person) []string { return []string{s.feed(s.ID("Bo"))} }
	myFeed = func(s *stage, p *person) []string { s.feed(p.id); return nil }
)

// device is a browser of somebody's, with a session of its own.
func (s *stage) device(p *person) string {
	s.t.Helper()
	id := ref.NewID()
	s.exec(`INSERT INTO push_devices (id, member_id, session_id, endpoint, key, auth, preview, at, live_at) VALUES (?, ?, ?, ?, 'k', 'a', ?, ?, ?)`,
		id, p.id, s.running(p), "https://push.example/"+id, false, db.Now(), db.Now())
	return id
}

var (
	myDevice    = mine((*stage).device)
	otherDevice = others((*stage).device)
)

// subscribing is what a browser says of its subscription.
const subscribing = `{"endpoint":"https://push.example/x","p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4","auth":"BTBZMqHH6r4Tts7J_aSIgg"}`

var aStop = func(s *stage, _ *person) []string { return []string{s.stop()} }

var aDeadJob = func(s *stage, _ *person) []string { return []string{s.deadJob()} }

// deadLetter is one that nobody tries to send any more.
func (s *stage) deadLetter() string {
	s.t.Helper()
	id := ref.NewID()
	s.exec(`INSERT INTO mails (id, recipient, subject, text, html, headers, created_at, due_at, tries, failure, dead_at)
		VALUES (?, 'nobody@by.example', 'Hej', 'Hej', '', '{}', ?, ?, 40, 'no such user', ?)`, id, db.Now(), db.Now(), db.Now())
	return id
}

var aDeadLetter = func(s *stage, _ *person) []string { return []string{s.deadLetter()} }

var noticeRows = []row{
	{call: "GET /api/notices"},
	{call: "GET /api/notices/unread"},
	{call: "PUT /api/notices/reading", body: `{}`},
	{call: "PUT /api/notices/{id}/reading", with: myNotice},
	{call: "PUT /api/notices/{id}/reading", note: theirs, with: otherNotice},
	{call: "PUT /api/notices/{id}/lowering", with: myNotice},
	{call: "PUT /api/notices/{id}/lowering", note: theirs, with: otherNotice},
	{call: "GET /api/unsubscriptions/{word}", with: aStop},
	{call: "GET /api/unsubscriptions/{word}", note: noWord, with: fixed("nothing")},
	{call: "POST /api/unsubscriptions/{word}", with: aStop},
	{call: "POST /api/unsubscriptions/{word}", note: noWord, with: fixed("nothing")},
	{call: "GET /api/notices/settings"},
	{call: "PATCH /api/notices/settings", body: `{"brief":"daily"}`},
	{call: "GET /api/answers/{word}", with: anAnswer},
	{call: "GET /api/answers/{word}", note: noWord, with: fixed("nothing")},
	{call: "POST /api/answers/{word}", with: anAnswer, body: `{"answer":"yes"}`},
	{call: "POST /api/answers/{word}", note: noWord, with: fixed("nothing"), body: `{"answer":"yes"}`},
	{call: "GET /api/answers/{word}", note: "of an invitation", with: aComing},
	{call: "POST /api/answers/{word}", note: "of an invitation", with: aComing, body: `{"answer":"maybe"}`},
	{call: "GET /api/answers/{word}", note: "of a promise", with: aPromise},
	{call: "POST /api/answers/{word}", note: "of a promise", with: aPromise, body: `{"answer":"confirm"}`},
	{call: "GET /api/calendar", with: myFeed},
	{call: "PUT /api/calendar"},
	{call: "DELETE /api/calendar"},
	{call: "GET /api/calendars/{word}", with: aFeed},
	{call: "GET /api/calendars/{word}", note: noWord, with: fixed("nothing")},
	{call: "GET /api/organisations/{id}/contacts", with: func(s *stage, _ *person) []string { return []string{s.Mill} }},
	{call: "GET /api/notices/devices"},
	{call: "PUT /api/notices/devices/current", body: subscribing},
	{call: "DELETE /api/notices/devices/{id}", with: myDevice},
	{call: "DELETE /api/notices/devices/{id}", note: theirs, with: otherDevice},
	{call: "GET /api/administration/jobs"},
	{call: "PUT /api/administration/jobs/{id}/again", with: aDeadJob},
	{call: "DELETE /api/administration/jobs/{id}", with: aDeadJob},
	{call: "GET /api/administration/letters"},
	{call: "PUT /api/administration/letters/{id}/again", with: aDeadLetter},
	{call: "DELETE /api/administration/letters/{id}", with: aDeadLetter},
}
