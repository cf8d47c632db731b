// Package mail sends letters out of the building. A letter is a row written in the transaction of what it tells about, and
// every node takes its turn at sending, so that none is lost and none waits for somebody's request. Delivery is at least
// once; the fixed Message-ID lets a mailbox see a repeat. Without an SMTP server the letters stay where the demo shows them.
package mail

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

// Letter is one mail.
type Letter struct {
	ID        string
	Recipient string
	Subject   string
	Text      string
	HTML      string            `gorm:"column:html"` // a second part that says the same; may be empty
	Headers   map[string]string `gorm:"serializer:json"`
	Calendars []Calendar        `gorm:"serializer:json"`
	CreatedAt time.Time
}

// Post is the outgoing tray.
type Post struct {
	db    *db.DB
	store store
	smtp  *url.URL
	site  *url.URL
	log   *slog.Logger
}

// New makes the tray; smtp is nil where no letters leave the house, site gives the sender's host.
func New(d *db.DB, smtp, site *url.URL, log *slog.Logger) *Post {
	return &Post{db: d, store: store{d}, smtp: smtp, site: site, log: log}
}

// Put lays a letter in the tray, inside the running transaction.
func (p *Post) Put(ctx context.Context, recipient, subject, text string) error {
	return p.PutLetter(ctx, Letter{ID: ref.NewID(), Recipient: recipient, Subject: subject, Text: text})
}

// PutLetter is Put for a letter with more to it than words.
func (p *Post) PutLetter(ctx context.Context, l Letter) error {
	l.CreatedAt = db.Now()
	if l.Headers == nil {
		l.Headers = map[string]string{}
	}
	if l.Calendars == nil {
		l.Calendars = []Calendar{}
	}
	return p.store.add(ctx, l)
}

// Latest gives the newest letters, for the demonstration's page.
func (p *Post) Latest(ctx context.Context, limit int) ([]Letter, error) {
	return p.store.latest(ctx, limit)
}

// kept is how long a letter stays here, whatever became of it: it holds addresses, and words that open something.
const kept = 30 * 24 * time.Hour

// Purge forgets letters of long ago.
func (p *Post) Purge(ctx context.Context) error {
	return p.db.InTx(ctx, func(ctx context.Context) error { return p.store.purge(ctx, db.Now().Add(-kept)) })
}

// Times of the round that empties the tray.
const (
	round = 2 * time.Second
	lease = time.Minute
	tries = 40 // about three days
	slow  = 8  // after so many it waits no longer than the time before, about two hours

	senders = 4 // letters on their way at once, so that one slow server does not hold up the others
)

// Run sends what lies in the tray until ctx ends.
func (p *Post) Run(ctx context.Context) {
	if p.smtp == nil {
		<-ctx.Done()
		return
	}
	var working sync.WaitGroup
	defer working.Wait()
	for range senders {
		working.Go(func() {
			tick := time.NewTicker(round)
			defer tick.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
					p.empty(ctx)
				}
			}
		})
	}
}

func (p *Post) empty(ctx context.Context) {
	for ctx.Err() == nil {
		l, try, failure, err := p.store.claim(ctx)
		if err != nil {
			p.log.WarnContext(ctx, "letters wait", "error", err)
			return
		}
		if l == nil {
			return
		}
		if try > tries { // a node that was killed at the last one buried nothing
			err = p.bury(ctx, *l, tries, failure)
		} else {
			err = p.attempt(ctx, *l, try)
		}
		if err != nil {
			return
		}
	}
}

// attempt sends a letter, or notes why not and when next.
func (p *Post) attempt(ctx context.Context, l Letter, try int) error {
	err := p.send(ctx, l)
	if err == nil {
		return p.store.sent(ctx, l.ID)
	}
	why := reason(err, l.Recipient)
	if try == tries || forNobody(err) {
		return p.bury(ctx, l, try, why)
	}
	p.log.WarnContext(ctx, "a letter was not taken", "letter", l.ID, "try", try, "error", why)
	return p.store.failed(ctx, l.ID, why, db.Now().Add(time.Duration(1<<min(try, slow))*lease/2))
}

func (p *Post) bury(ctx context.Context, l Letter, try int, why string) error {
	p.log.ErrorContext(ctx, "a letter is not tried any more", "letter", l.ID, "tries", try, "error", why)
	return p.store.bury(ctx, l.ID, try, why, db.Now())
}

func (p *Post) send(ctx context.Context, l Letter) error {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	host := p.site.Hostname()
	if err := m.FromFormat("Kraftsam", "kraftsam@"+host); err != nil {
		return fmt.Errorf("write the sender: %w", err)
	}
	if err := m.To(l.Recipient); err != nil {
		return fmt.Errorf("write the recipient: %w", err)
	}
	m.Subject(l.Subject)
	m.SetMessageIDWithValue(l.ID + "@" + host)
	m.SetDateWithValue(l.CreatedAt)
	for name, value := range l.Headers {
		m.SetGenHeader(gomail.Header(name), value)
	}
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	if l.HTML != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	}
	if err := l.addCalendars(m); err != nil {
		return err
	}
	c, err := p.client()
	if err != nil {
		return err
	}
	return c.DialAndSendWithContext(ctx, m)
}

// client reads smtp://user:pass@host:port (STARTTLS when offered) or smtps://… (TLS from the start).
func (p *Post) client() (*gomail.Client, error) {
	opts := []gomail.Option{gomail.WithTimeout(20 * time.Second), gomail.WithTLSPolicy(gomail.TLSOpportunistic)}
	if p.smtp.Scheme == "smtps" {
		opts = append(opts, gomail.WithSSL(), gomail.WithPort(gomail.DefaultPortSSL))
	}
	if port, err := strconv.Atoi(p.smtp.Port()); err == nil {
		opts = append(opts, gomail.WithPort(port))
	}
	if pass, ok := p.smtp.User.Password(); ok {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(p.smtp.User.Username()), gomail.WithPassword(pass))
	}
	return gomail.NewClient(p.smtp.Hostname(), opts...)
}
