package calendar

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// The words of the calendar, in both languages.
var said = map[string]map[string]string{
	"sv": {"name": "Kraftsam", "ballot.closes": "Omröstningen stänger: %s", "ballot.review": "Följ upp omröstningen: %s", "thread.deadline": "Sista dag: %s", "ask.wished": "Svar önskas senast: %s", "workshop": "Workshop: %s"},
	"en": {"name": "Kraftsam", "ballot.closes": "The ballot closes: %s", "ballot.review": "Look at the ballot again: %s", "thread.deadline": "Last day: %s", "ask.wished": "An answer is wished by: %s", "workshop": "Workshop: %s"},
}

const (
	stampForm = "20060102T150405Z"
	dayForm   = "20060102"
	folded    = 75 // bytes of a line
)

// Write makes a calendar of some entries, for whoever fetches them by themselves.
func (s *Service) Write(lang string, all []Entry) string { return s.write(lang, all) }

// write makes a calendar of entries. The same entries make the same bytes, so that a program that has them gets nothing.
func (s *Service) write(lang string, all []Entry) string {
	words, ok := said[lang]
	if !ok {
		words = said["sv"]
	}
	b := begin("PUBLISH")
	b.line("X-WR-CALNAME", words["name"])
	b.line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H")
	b.line("X-PUBLISHED-TTL", "PT1H")
	for _, e := range all {
		b.line("BEGIN", "VEVENT")
		s.event(b, words, e)
		b.line("END", "VEVENT")
	}
	return b.end()
}

// lines are those of a calendar.
type lines struct{ strings.Builder }

func begin(method string) *lines {
	b := &lines{}
	b.line("BEGIN", "VCALENDAR")
	b.line("VERSION", "2.0")
	b.line("PRODID", "-//Kraftsam//Kalender//SV")
	b.line("CALSCALE", "GREGORIAN")
	b.line("METHOD", method)
	return b
}

func (b *lines) line(name, value string) { fold(&b.Builder, name+":"+value) }

func (b *lines) end() string {
	b.line("END", "VCALENDAR")
	return b.String()
}

// event writes what is told of an entry to everybody.
func (s *Service) event(b *lines, words map[string]string, e Entry) {
	b.line("UID", e.ID+"@"+s.site.Hostname())
	b.line("SEQUENCE", fmt.Sprint(e.Sequence))
	b.line("DTSTAMP", e.Changed.UTC().Format(stampForm))
	b.line("LAST-MODIFIED", e.Changed.UTC().Format(stampForm))
	if day, err := time.Parse(time.DateOnly, e.Day); err == nil {
		b.line("DTSTART;VALUE=DATE", day.Format(dayForm))
		b.line("DTEND;VALUE=DATE", day.AddDate(0, 0, 1).Format(dayForm))
	} else {
		b.line("DTSTART", e.At.UTC().Format(stampForm)) // without an end it takes no time
	}
	if e.Minutes > 0 {
		b.line("DTEND", e.At.Add(time.Duration(e.Minutes)*time.Minute).UTC().Format(stampForm))
	}
	if e.Place != "" {
		b.line("LOCATION", escape(e.Place))
	}
	if e.Cancelled {
		b.line("STATUS", "CANCELLED")
	}
	b.line("SUMMARY", escape(fmt.Sprintf(words[e.What], e.Title)))
	b.line("DESCRIPTION", escape(s.site.String()+e.Href))
	b.line("URL", s.site.String()+e.Href)
	if e.Minutes > 0 && !e.Cancelled {
		b.line("TRANSP", "OPAQUE")
	} else {
		b.line("TRANSP", "TRANSPARENT")
	}
}

var escapes = strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\n", "\\n")

// escape writes text as a value. What would end a line or steer a terminal becomes a space.
func escape(text string) string {
	return escapes.Replace(strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' || c == 0x7f {
			return ' '
		}
		return c
	}, strings.ReplaceAll(text, "\r\n", "\n")))
}

// fold writes a line in pieces that are short enough, and never cuts a character.
func fold(b *strings.Builder, line string) {
	for room := folded; len(line) > room; room = folded - 1 {
		cut := room
		for cut > 0 && !utf8.RuneStart(line[cut]) {
			cut--
		}
		b.WriteString(line[:cut] + "\r\n ")
		line = line[cut:]
	}
	b.WriteString(line + "\r\n")
}
