package migrations

import (
	"context"
	"testing"

	"kraftsam/app/platform/db"
)

// The links of letters that were sent go on working: their words move, and back.
func TestWordsOfBallotsMove(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		d := open(t, url)
		if _, err := Up(ctx, d); err != nil {
			t.Fatal(err)
		}
		p, err := provider(d)
		if err != nil {
			t.Fatal(err)
		}
		exec := func(statement string, args ...any) {
			t.Helper()
			if err := d.InTx(ctx, func(ctx context.Context) error { return d.From(ctx).Exec(statement, args...).Error }); err != nil {
				t.Fatal(err)
			}
		}
		count := func(query string, want int) {
			t.Helper()
			var n int
			if err := d.From(ctx).Raw(query).Scan(&n).Error; err != nil || n != want {
				t.Errorf("%d of %s (%v)", n, query, err)
			}
		}
		exec("INSERT INTO letter_words (hash, source, about_kind, about_id, item_id, member_id, expires_at) VALUES ('w', 'workshop', 'workshop', 'x', '', 'bo', ?)", db.Now())
		if _, err := p.DownTo(ctx, 30); err != nil {
			t.Fatal(err)
		}
		count("SELECT count(*) FROM ballot_letters", 0)
		exec(`INSERT INTO ballots (id, host_kind, host_id, kind, title, text, html, lang, options, most, voice, hidden, anonymous, author_id, at, closes_at, reminds_at, voices, result, version)
			VALUES ('b', 'thread', 't', 'consent', 'Ja', '', '', 'sv', '', 1, 'organisation', ?, ?, 'ada', ?, ?, ?, 0, '', 1)`, false, false, db.Now(), db.Now(), db.Now())
		exec("INSERT INTO ballot_letters (hash, ballot_id, member_id, organisation_id, expires_at) VALUES ('h', 'b', 'bo', 'mill', ?), ('g', 'b', 'bo', NULL, ?)", db.Now(), db.Now())
		if _, err := Up(ctx, d); err != nil {
			t.Fatal(err)
		}
		count("SELECT count(*) FROM letter_words WHERE source = 'ballot' AND about_kind = 'ballot' AND about_id = 'b' AND item_id = '' AND member_id = 'bo'", 2)
		count("SELECT count(*) FROM letter_words WHERE hash = 'h' AND organisation_id = 'mill' OR hash = 'g' AND organisation_id IS NULL", 2)
		if _, err := p.DownTo(ctx, 30); err != nil {
			t.Fatal(err)
		}
		count("SELECT count(*) FROM ballot_letters WHERE ballot_id = 'b' AND member_id = 'bo'", 2)
	})
}
