package mail

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
)

// leaves are the parts of a letter with what they hold, those in others after each other: "media params: content".
func leaves(t *testing.T, header string, encoding string, body io.Reader) []string {
	t.Helper()
	media, params, err := mime.ParseMediaType(header)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(media, "multipart/") {
		switch strings.ToLower(encoding) {
		case "quoted-printable":
			body = quotedprintable.NewReader(body)
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, body)
		}
		content, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		return []string{strings.TrimSpace(media+" "+params["method"]) + ": " + strings.TrimSpace(strings.ReplaceAll(string(content), "\r\n", "\n"))}
	}
	var all []string
	for parts := multipart.NewReader(body, params["boundary"]); ; {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, leaves(t, part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part)...)
	}
}

func partsOf(t *testing.T, m *netmail.Message) []string {
	t.Helper()
	return leaves(t, m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
}

func TestADateInALetter(t *testing.T) {
	const one, other = "BEGIN:VCALENDAR\nSUMMARY:Möte om älgar\nEND:VCALENDAR", "BEGIN:VCALENDAR\nSUMMARY:Inställt\nEND:VCALENDAR"
	for name, c := range map[string]struct {
		dates []Calendar
		want  []string
	}{
		"a single one is a part by itself, and a file": {[]Calendar{{"REQUEST", one}},
			[]string{"text/plain: Hej", "text/html: <p>Hej</p>", "text/calendar REQUEST: " + one, "application/ics: " + one}},
		"several are files": {[]Calendar{{"REQUEST", one}, {"CANCEL", other}},
			[]string{"text/plain: Hej", "text/html: <p>Hej</p>", "application/ics: " + one, "application/ics: " + other}},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				p, b, _ := post(t, d)
				ctx := context.Background()
				err := d.InTx(ctx, func(ctx context.Context) error {
					return p.PutLetter(ctx, Letter{ID: "ett", Recipient: "asa@by.example", Subject: "Hej", Text: "Hej", HTML: "<p>Hej</p>", Calendars: c.dates})
				})
				if p.empty(ctx); err != nil || len(b.taken) != 1 {
					t.Fatal(err, len(b.taken))
				}
				if diff := cmp.Diff(c.want, partsOf(t, b.taken[0])); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if r := stand(t, d); len(r.Calendars) != 0 {
					t.Errorf("what was sent is kept: %v", r.Calendars)
				}
			})
		})
	}
}
