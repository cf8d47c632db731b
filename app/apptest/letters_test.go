package apptest_test

import (
	"context"
	"strings"
	"testing"

	"kraftsam/app/apptest"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/mail"
	"kraftsam/app/platform/ref"
)

// A letter that used up its tries is seen by administrators, with the reason and nothing that it says or whom it is to, and is sent
// again when one of them says so.
func TestALetterThatFailedIsSentAgain(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		ctx, ids := context.Background(), []string{ref.NewID(), ref.NewID()}
		for i, headers := range []map[string]string{{"List-Id": "x"}, nil} {
			if err := v.DB.InTx(ctx, func(ctx context.Context) error {
				if err := v.Mail.PutLetter(ctx, mail.Letter{ID: ids[i], Recipient: "ada@by.example", Subject: "Hemlig rubrik", Text: "Hemligt", Headers: headers}); err != nil {
					return err
				}
				return v.DB.From(ctx).Exec("UPDATE mails SET dead_at = ?, tries = 40, failure = 'mailbox full' WHERE id = ?", db.Now(), ids[i]).Error
			}); err != nil {
				t.Fatal(err)
			}
		}
		_, body := v.Call(t, "Alva", "GET /api/administration/letters", "", nil)
		if said := string(body); strings.Contains(said, "@") || strings.Contains(said, "Heml") {
			t.Errorf("it tells too much: %s", said)
		}
		one := "/api/administration/letters/" + ids[0]
		v.Tell(t, []apptest.Case{
			{Name: "Bo does not see it", As: "Bo", Do: "GET /api/administration/letters", Want: 403, Code: "forbidden"},
			{Name: "Alva does", As: "Alva", Do: "GET /api/administration/letters", Want: 200, Holds: []string{`"about":"notice"`, `"about":"account"`, `"reason":"mailbox full"`, `"tries":40`, `"dead":2`, `"after":null`}},
			{Name: "page by page", As: "Alva", Do: "GET /api/administration/letters?limit=1&after=" + ids[1], Want: 200, Holds: []string{ids[0], `"after":null`}},
			{Name: "Bo cannot have it sent", As: "Bo", Do: "PUT " + one + "/again", Want: 403, Code: "forbidden"},
			{Name: "nor give it up", As: "Bo", Do: "DELETE " + one, Want: 403, Code: "forbidden"},
			{Name: "Alva can", As: "Alva", Do: "PUT " + one + "/again", Want: 204},
			{Name: "once", As: "Alva", Do: "PUT " + one + "/again", Want: 404, Code: "letter_unknown"},
			{Name: "or give one up", As: "Alva", Do: "DELETE /api/administration/letters/" + ids[1], Want: 204},
			{Name: "once, too", As: "Alva", Do: "DELETE /api/administration/letters/" + ids[1], Want: 404, Code: "letter_unknown"},
			{Name: "it is in the log", As: "Alva", Do: "GET /api/administration/audit", Want: 200, Holds: []string{`"what":"letter.again"`, `"what":"letter.dropped"`}},
		})
		if c, err := v.Mail.Counts(ctx); err != nil || c.Dead != 0 || c.Waiting == 0 {
			t.Error(c, err)
		}
	})
}
