package apptest_test

import (
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

var aDeadJob = func(s *stage, _ *person) []string { return []string{s.deadJob()} }

var noticeRows = []row{
	{call: "GET /api/administration/jobs"},
	{call: "PUT /api/administration/jobs/{id}/again", with: aDeadJob},
	{call: "DELETE /api/administration/jobs/{id}", with: aDeadJob},
}
