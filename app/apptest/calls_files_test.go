package apptest_test

import (
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/file"
	"kraftsam/app/forum"
	"kraftsam/app/platform/event"
)

var fileRows = []row{
	{call: "POST /api/files", body: "hej"},
	{call: "GET /api/files"},
	{call: "GET /api/files/{id}", note: "one's own, in no post", with: mine((*stage).looseFile)},
	{call: "GET /api/files/{id}", note: "somebody else's, in no post", with: others((*stage).looseFile)},
	{call: "GET /api/files/{id}", note: "of a post", with: fileIn(apptest.Energy, false)},
	{call: "GET /api/files/{id}", note: "of a withdrawn post", with: fileIn(apptest.Energy, true)},
	{call: "GET /api/files/{id}", note: "of a post " + closed, with: fileIn(apptest.Secret, false)},
	{call: "GET /api/files/{id}/preview", note: "of a post", with: fileIn(apptest.Energy, false)},
	{call: "GET /api/files/{id}/preview", note: "of a withdrawn post", with: fileIn(apptest.Energy, true)},
	{call: "GET /api/files/{id}/preview", note: "of a post " + closed, with: fileIn(apptest.Secret, false)},
	{call: "DELETE /api/files/{id}", note: "one's own, in no post", with: mine((*stage).looseFile)},
	{call: "DELETE /api/files/{id}", note: theirs, with: others((*stage).looseFile)},
}

// uploading are the headers of POST /api/files.
var uploading = map[string]string{"Content-Type": "text/plain", "Content-Disposition": `attachment; filename="x.txt"`}

func (s *stage) looseFile(p *person) string { return s.fileOf(s.viewer(p)) }

func (s *stage) fileOf(by actor.Viewer) string {
	s.t.Helper()
	key := event.Key{Member: by.Member, Key: random(), Print: "print"}
	answer, err := s.Files.Receive(s.ctx, by, key, file.Upload{Name: "x.txt", Media: "text/plain", Content: strings.NewReader("hej")})
	s.must(err)
	return answer.ID
}

func fileIn(slug string, withdrawn bool) func(*stage, *person) []string {
	return func(s *stage, _ *person) []string {
		by := s.Viewer(s.t, map[string]string{apptest.Energy: "Bo", apptest.Secret: "Cai"}[slug])
		id := s.fileOf(by)
		key := event.Key{Member: by.Member, Key: random(), Print: "print"}
		answer, err := s.Forum.Reply(s.ctx, by, key, forum.NewPost{Thread: s.threadBy(by, slug), Text: "x", Attachments: []forum.Attached{{ID: id}}})
		s.must(err)
		if withdrawn {
			_, err := s.Forum.Withdraw(s.ctx, by, answer.ID, 0)
			s.must(err)
		}
		return []string{id}
	}
}
