package mail

import (
	"fmt"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// Calendar is a date for the calendar program of whoever gets a letter (RFC 5545, sent as RFC 6047 says).
type Calendar struct {
	Method string `json:"method"` // REQUEST or CANCEL: that of the text
	Text   string `json:"text"`
}

// addCalendars puts the dates of a letter into it. A single one is also a part that says the same as the words: mail programs
// know an invitation by that. Of several each is a file, as a message is about one date.
func (l Letter) addCalendars(m *gomail.Msg) error {
	if len(l.Calendars) == 1 {
		c := l.Calendars[0]
		m.AddAlternativeString(gomail.ContentType("text/calendar; method="+c.Method), c.Text)
	}
	for i, c := range l.Calendars {
		name := "kraftsam.ics"
		if i > 0 {
			name = fmt.Sprintf("kraftsam-%d.ics", i+1)
		}
		if err := m.AttachReader(name, strings.NewReader(c.Text), gomail.WithFileContentType("application/ics")); err != nil {
			return fmt.Errorf("attach a date: %w", err)
		}
	}
	return nil
}
