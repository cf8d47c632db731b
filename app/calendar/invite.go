package calendar

import "strings"

// Guest is whom a letter asks to come to something that has a date.
type Guest struct {
	Name, Email string
	Answer      string // yes, no or maybe, as they answered; else it is open
}

// The methods of a letter about a date (RFC 5546).
const (
	Request = "REQUEST" // it is there, or is not as it was: the higher SEQUENCE counts
	Cancel  = "CANCEL"
)

var standings = map[string]string{"yes": "ACCEPTED", "no": "DECLINED", "maybe": "TENTATIVE"}

// Invite writes one entry as an invitation to one guest, or, where it is cancelled, as its end. Its name is that of the entry in
// every calendar, so that programs put the new in place of the old. No answer to the letter is asked for: one answers on the page.
func (s *Service) Invite(lang string, e Entry, to Guest) (method, written string) {
	words, ok := said[lang]
	if !ok {
		words = said["sv"]
	}
	if method = Request; e.Cancelled {
		method = Cancel
	}
	standing, ok := standings[to.Answer]
	if !ok {
		standing = "NEEDS-ACTION"
	}
	b := begin(method)
	b.line("BEGIN", "VEVENT")
	s.event(b, words, e)
	if !e.Cancelled {
		b.line("STATUS", "CONFIRMED")
	}
	b.line(`ORGANIZER;CN="Kraftsam"`, "mailto:kraftsam@"+s.site.Hostname())
	b.line("ATTENDEE;CN="+quoted(to.Name)+";ROLE=REQ-PARTICIPANT;RSVP=FALSE;PARTSTAT="+standing, "mailto:"+to.Email)
	b.line("END", "VEVENT")
	return method, b.end()
}

// quoted writes a name as a parameter, which may hold anything but quotation marks and what ends a line.
func quoted(name string) string {
	return `"` + strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c == '"' {
			return ' '
		}
		return c
	}, name) + `"`
}
