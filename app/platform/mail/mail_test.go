package mail

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
)

// box is a mail server that keeps what it takes and can refuse.
type box struct {
	mu     sync.Mutex
	refuse int // so many letters are refused
	drop   int // so many are taken, and the line is cut before that is said
	mute   int // so many connections end before a letter comes
	away   bool
	nobody string        // there is no such recipient
	hold   chan struct{} // a letter that was taken is acknowledged when it is closed
	taken  []*netmail.Message
	to     []string
	came   chan struct{}
}

type session struct {
	box  *box
	conn *smtp.Conn
	to   string
}

func (b *box) NewSession(c *smtp.Conn) (smtp.Session, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.away || b.mute > 0 {
		b.mute--
		_ = c.Conn().Close()
	}
	return &session{box: b, conn: c}, nil
}

func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Reset()                               {}
func (s *session) Logout() error                        { return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	if s.box.refuse > 0 {
		s.box.refuse--
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later, " + to}
	}
	if s.box.nobody == to {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "<" + strings.ToUpper(to) + ">: no such user; ask postmaster@box.example"}
	}
	s.to = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	whole, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := netmail.ReadMessage(bytes.NewReader(whole))
	if err != nil {
		return err
	}
	s.box.mu.Lock()
	s.box.taken, s.box.to = append(s.box.taken, m), append(s.box.to, s.to)
	drop, hold := s.box.drop > 0, s.box.hold
	s.box.drop--
	s.box.mu.Unlock()
	s.box.came <- struct{}{}
	if drop {
		_ = s.conn.Conn().Close()
	}
	if hold != nil {
		<-hold
	}
	return nil
}

// post makes a tray whose letters go to a mail server of the test's own.
func post(t *testing.T, d *db.DB) (*Post, *box, *bytes.Buffer) {
	t.Helper()
	b := &box{came: make(chan struct{}, 100)}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(b)
	server.Domain = "box.example"
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	// The listener too: a server that is closed before it began to serve does not know it.
	t.Cleanup(func() { _, _, _ = server.Close(), l.Close(), <-done })
	to, _ := url.Parse("smtp://" + l.Addr().String())
	site, _ := url.Parse("https://kraftsam.example:8443")
	log := &bytes.Buffer{}
	return New(d, to, site, slog.New(slog.NewTextHandler(log, nil))), b, log
}

func lay(t *testing.T, p *Post, recipient, subject, text string) {
	t.Helper()
	ctx := context.Background()
	if err := p.db.InTx(ctx, func(ctx context.Context) error { return p.Put(ctx, recipient, subject, text) }); err != nil {
		t.Fatal(err)
	}
}

func TestALetterArrivesAsItWasWritten(t *testing.T) {
	text := "Hej på dig, Åsa!\n\n" + strings.Repeat("En lång rad med åäö och 🦌. ", 40) + "\n.\nEn punkt ensam.\nFrån oss = alla\n"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, b, _ := post(t, d)
		lay(t, p, "asa@by.example", "Bekräfta din adress – nu, Åsa 🦌", text)
		p.empty(context.Background())
		if len(b.taken) != 1 || b.to[0] != "asa@by.example" {
			t.Fatalf("%d letters to %v", len(b.taken), b.to)
		}
		m := b.taken[0]
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil || subject != "Bekräfta din adress – nu, Åsa 🦌" {
			t.Errorf("%q %v", subject, err)
		}
		letters, err := p.Latest(context.Background(), 10)
		if err != nil || len(letters) != 1 {
			t.Fatal(letters, err)
		}
		if id := m.Header.Get("Message-ID"); id != "<"+letters[0].ID+"@kraftsam.example>" {
			t.Errorf("message id %s", id)
		}
		from, err := m.Header.AddressList("From")
		if err != nil || from[0].Address != "kraftsam@kraftsam.example" || from[0].Name != "Kraftsam" {
			t.Errorf("%v %v", from, err)
		}
		if media, params, err := mime.ParseMediaType(m.Header.Get("Content-Type")); err != nil || media != "text/plain" || params["charset"] != "UTF-8" {
			t.Errorf("%s %v %v", media, params, err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		if got := strings.ReplaceAll(string(body), "\r\n", "\n"); err != nil || strings.TrimSpace(got) != strings.TrimSpace(text) {
			t.Errorf("%q %v", got, err)
		}
		p.empty(context.Background())
		if len(b.taken) != 1 {
			t.Error("sent twice")
		}
	})
}

// A letter with two parts and headers of its own, as they come out at the other end.
func TestALetterInTwoParts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, b, _ := post(t, d)
		ctx := context.Background()
		err := d.InTx(ctx, func(ctx context.Context) error {
			return p.PutLetter(ctx, Letter{ID: "ett", Recipient: "asa@by.example", Subject: "Hej", Text: "Åsa", HTML: "<p>Åsa</p>",
				Headers: map[string]string{"List-Unsubscribe": "<https://kraftsam.example/x>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "References": "<a@kraftsam.example>"}})
		})
		if p.empty(ctx); err != nil || len(b.taken) != 1 {
			t.Fatal(err, len(b.taken))
		}
		m := b.taken[0]
		for name, want := range map[string]string{"List-Unsubscribe": "<https://kraftsam.example/x>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "References": "<a@kraftsam.example>", "Message-ID": "<ett@kraftsam.example>"} {
			if got := m.Header.Get(name); got != want {
				t.Errorf("%s: %s", name, got)
			}
		}
		media, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
		if err != nil || media != "multipart/alternative" {
			t.Fatal(media, err)
		}
		parts := multipart.NewReader(m.Body, params["boundary"])
		for _, want := range []string{"text/plain Åsa", "text/html <p>Åsa</p>"} {
			part, err := parts.NextPart() // which decodes quoted-printable
			if err != nil {
				t.Fatal(err)
			}
			words, err := io.ReadAll(part)
			media, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
			if got := media + " " + strings.TrimSpace(string(words)); err != nil || got != want {
				t.Errorf("%q, want %q: %v", got, want, err)
			}
		}
	})
}

func due(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := context.Background()
	if err := d.InTx(ctx, func(ctx context.Context) error {
		return d.From(ctx).Exec("UPDATE mails SET due_at = ?", db.Now().Add(-time.Second)).Error
	}); err != nil {
		t.Fatal(err)
	}
}

func stand(t *testing.T, d *db.DB) (r row) {
	t.Helper()
	if err := d.From(context.Background()).Take(&r).Error; err != nil {
		t.Fatal(err)
	}
	return r
}

// What a mail server refuses is tried again, later and later, and no log tells to whom it was.
func TestARefusedLetterIsTriedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, b, log := post(t, d)
		b.refuse = 2
		lay(t, p, "asa@by.example", "Hej", "Hej")
		ctx := context.Background()
		wait := time.Duration(0)
		for try := int64(1); try <= 2; try++ {
			p.empty(ctx)
			r := stand(t, d)
			if left := time.Until(r.DueAt); r.SentAt != nil || int64(r.Tries) != try || r.Failure == "" || left < wait || left > time.Hour {
				t.Errorf("try %d: %+v, again in %v", try, r, left)
			} else {
				wait = left
			}
			p.empty(ctx)
			if int64(stand(t, d).Tries) != try {
				t.Error("tried again too early")
			}
			due(t, d)
		}
		p.empty(ctx)
		if r := stand(t, d); r.SentAt == nil || r.Failure != "" || len(b.taken) != 1 {
			t.Errorf("%+v, %d letters", r, len(b.taken))
		}
		if strings.Contains(log.String(), "asa@") {
			t.Errorf("the log tells an address: %s", log)
		}
	})
}

func TestAfterManyTriesALetterRests(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, b, _ := post(t, d)
		b.refuse = 100
		lay(t, p, "asa@by.example", "Hej", "Hej")
		for range tries + 3 {
			p.empty(context.Background())
			due(t, d)
		}
		if r := stand(t, d); r.Tries != tries || b.refuse != 100-tries {
			t.Errorf("%d tries, %d refusals", r.Tries, 100-b.refuse)
		}
	})
}

func TestALetterIsPartOfWhatItTellsAbout(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, b, _ := post(t, d)
		ctx, regret := context.Background(), errors.New("regret")
		err := d.InTx(ctx, func(ctx context.Context) error {
			if err := p.Put(ctx, "asa@by.example", "Hej", "Hej"); err != nil {
				return err
			}
			return regret
		})
		if p.empty(ctx); !errors.Is(err, regret) || len(b.taken) != 0 {
			t.Error(err, len(b.taken))
		}
	})
}

// Two nodes take their turns: each letter is sent once.
func TestTwoNodesSendEachLetterOnce(t *testing.T) {
	const letters = 10
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, b, _ := post(t, d)
		for range letters {
			lay(t, p, "asa@by.example", "Hej", "Hej")
		}
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				for range letters { // a lost race ends a round
					p.empty(context.Background())
				}
			})
		}
		wg.Wait()
		if len(b.taken) != letters {
			t.Errorf("%d letters of %d", len(b.taken), letters)
		}
	})
}

func TestRunSendsUntilItIsStopped(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t))
	p, b, _ := post(t, d)
	silent := New(d, nil, p.site, p.log)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { p.Run(ctx) })
	wg.Go(func() { silent.Run(ctx) })
	lay(t, p, "asa@by.example", "Hej", "Hej")
	select {
	case <-b.came:
	case <-time.After(10 * time.Second):
		t.Error("no letter came")
	}
	cancel()
	wg.Wait()
}

func TestHowAServerIsReached(t *testing.T) {
	for address, want := range map[string]string{
		"smtp://mail.example:2525": "mail.example:2525", "smtp://u:p%40@mail.example": "mail.example:25", "smtps://mail.example": "mail.example:465", "smtps://mail.example:999": "mail.example:999",
	} {
		u, _ := url.Parse(address)
		c, err := (&Post{smtp: u}).client()
		if err != nil || c.ServerAddr() != want {
			t.Errorf("%s: %v %v", address, c, err)
		}
	}
}
