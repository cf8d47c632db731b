package mail

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
)

// Dead is a letter that nobody tries to send any more. It is told without its recipient and words.
type Dead struct {
	ID        string
	Notice    bool // it tells of news; else it is one that somebody asked for, or that opens their account
	CreatedAt time.Time
	DeadAt    time.Time
	Tries     int
	Failure   string
}

// Counts say how the tray stands.
type Counts struct {
	Waiting int64
	Dead    int64
}

var errNone = fault.New(fault.NotFound, "letter_unknown", "There is no such letter that failed.")

var _ = fault.Register("letter_unknown")

// Counts counts the letters.
func (p *Post) Counts(ctx context.Context) (Counts, error) { return p.store.counts(ctx) }

// Dead lists what nobody tries to send any more, the latest first; after is the last one of the page before.
func (p *Post) Dead(ctx context.Context, after string, limit int) ([]Dead, error) {
	rows, err := p.store.dead(ctx, after, limit)
	all := make([]Dead, len(rows))
	for i, r := range rows {
		all[i] = Dead{r.ID, r.Headers["List-Id"] != "", r.CreatedAt, *r.DeadAt, r.Tries, r.Failure}
	}
	return all, err
}

// Again has a dead letter sent after all.
func (p *Post) Again(ctx context.Context, id string) error {
	return p.db.InTx(ctx, func(ctx context.Context) error { return p.store.revive(ctx, id, db.Now()) })
}

// Drop gives a dead letter up.
func (p *Post) Drop(ctx context.Context, id string) error {
	return p.db.InTx(ctx, func(ctx context.Context) error { return p.store.drop(ctx, id) })
}

const maxFailure = 500 // bytes

// about is what a failure says of the letter itself, behind what went wrong.
var about = regexp.MustCompile(`, affected (recipient\(s\)|message ID): .*`)

// address is whatever looks like one: servers like to repeat them, in words of their own.
var address = regexp.MustCompile(`[^\s<>"',;:()\[\]]+@[^\s<>"',;:()\[\]]+`)

// reason tells why a letter was not taken, without the addresses of anybody.
func reason(err error, recipient string) string {
	why := strings.ReplaceAll(about.ReplaceAllString(err.Error(), ""), recipient, "its recipient")
	why = strings.ToValidUTF8(address.ReplaceAllString(why, "an address"), "")
	if len(why) > maxFailure {
		why = strings.ToValidUTF8(why[:maxFailure], "")
	}
	return why
}

// forNobody says whether the server knows that there is no such recipient (RFC 3463, 5.1.x; 5.1.7 and 5.1.8 are about the sender). Any
// other refusal may be the fault of this house, and ends one day.
func forNobody(err error) bool {
	var refused *gomail.SendError
	if !errors.As(err, &refused) || refused.Reason != gomail.ErrSMTPRcptTo {
		return false
	}
	code := refused.EnhancedStatusCode()
	return strings.HasPrefix(code, "5.1.") && code != "5.1.7" && code != "5.1.8"
}
