package mail

import (
	"context"
	"errors"
	"strings"
	"testing"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/fault"
)

// graves lists the dead letters.
func graves(t *testing.T, p *Post) []Dead {
	t.Helper()
	all, err := p.Dead(context.Background(), "", 10)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A letter to nobody is not tried for days; one that is refused for another reason is. What is told of them holds no address.
func TestALetterToNobodyRestsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		p, b, log := post(t, d)
		b.nobody = "åsa@by.example"
		if err := d.InTx(ctx, func(ctx context.Context) error {
			return p.PutLetter(ctx, Letter{ID: "ett", Recipient: b.nobody, Subject: "Hemligt", Text: "Hemligt", Headers: map[string]string{"List-Id": "<x>"}})
		}); err != nil {
			t.Fatal(err)
		}
		p.empty(ctx)
		all := graves(t, p)
		if len(all) != 1 || all[0].Tries != 1 || !all[0].Notice || all[0].DeadAt.Before(all[0].CreatedAt) || !strings.Contains(all[0].Failure, "no such user") {
			t.Fatalf("%+v", all)
		}
		if said := all[0].Failure + log.String(); strings.Contains(said, "@") || strings.Contains(said, "Hemligt") {
			t.Errorf("it tells too much: %s", said)
		}
		if c, err := p.Counts(ctx); err != nil || c != (Counts{Dead: 1}) {
			t.Error(c, err)
		}
		due(t, d)
		if p.empty(ctx); stand(t, d).Tries != 1 {
			t.Error("tried again although it is dead")
		}
		b.mu.Lock()
		b.nobody = ""
		b.mu.Unlock()
		if err := p.Again(ctx, "ett"); err != nil {
			t.Fatal(err)
		}
		if c, err := p.Counts(ctx); err != nil || c != (Counts{Waiting: 1}) {
			t.Error(c, err)
		}
		if p.empty(ctx); len(b.taken) != 1 || len(graves(t, p)) != 0 {
			t.Errorf("%d letters came", len(b.taken))
		}
		for _, act := range []func(context.Context, string) error{p.Again, p.Drop} {
			if err := act(ctx, "ett"); fault.CodeOf(err) != "letter_unknown" {
				t.Errorf("what was sent: %v", err)
			}
		}
	})
}

// Dead letters are listed page by page, and given up one by one; what a killed node left at its last try is dead too.
func TestDeadLettersAreListedAndGivenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		p, b, _ := post(t, d)
		b.refuse = 100
		for _, to := range []string{"a@by.example", "b@by.example", "c@by.example"} {
			lay(t, p, to, "Hej", "Hej")
		}
		if err := d.InTx(ctx, func(ctx context.Context) error { return d.From(ctx).Exec("UPDATE mails SET tries = ?", tries).Error }); err != nil {
			t.Fatal(err)
		}
		p.empty(ctx)
		all := graves(t, p)
		if len(all) != 3 || all[0].Tries != tries || all[0].Notice || b.refuse != 100 {
			t.Fatalf("%+v", all)
		}
		var ids []string
		for after := ""; ; {
			page, err := p.Dead(ctx, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, l := range page {
				ids, after = append(ids, l.ID), l.ID
			}
		}
		if len(ids) != 3 || ids[0] != all[0].ID || ids[2] != all[2].ID {
			t.Errorf("%v of %+v", ids, all)
		}
		if err := p.Drop(ctx, ids[1]); err != nil {
			t.Fatal(err)
		}
		if all = graves(t, p); len(all) != 2 || all[1].ID != ids[2] {
			t.Errorf("%+v", all)
		}
	})
}

func TestAReasonHoldsNoAddress(t *testing.T) {
	for said, want := range map[string]string{
		"sending SMTP RCPT TO command: 550 5.1.1 <A.B+c@By.example>... User unknown, affected recipient(s): a.b+c@by.example, affected message ID: <x@y>": "sending SMTP RCPT TO command: 550 5.1.1 <an address>... User unknown",
		"dial tcp 127.0.0.1:25: connection refused": "dial tcp 127.0.0.1:25: connection refused",
		"åsa@räksmörgås.example (away)":             "an address (away)",
		strings.Repeat("ö", maxFailure):             strings.Repeat("ö", maxFailure/2),
	} {
		if got := reason(errors.New(said), "a.b+c@by.example"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
