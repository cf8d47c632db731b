package notice

import (
	"fmt"
	"strings"
	"time"

	"kraftsam/app/platform/text"
)

// The words of letters, in both languages. What somebody else wrote stands in them as a name or a title, never as words of ours.

// said gives what happened, in a word where the kind alone does not say it.
var said = map[string]map[string]string{
	"sv": {"asked": "Du har fått en fråga i %s", "representation.offered": "Du har fått en fråga om att företräda %s", "representation.requested": "Någon vill företräda %s", "ballot.outcome_asked": "Skriv vad det blev av omröstningen %s",
		"workshop": "Nytt om workshopen %s", "mention": "Du nämns i %s", "reply": "Du har fått svar i %s", "workshop.invited": "Du är inbjuden till workshopen %s", "workshop.moved": "Workshopen %s har fått en annan tid eller plats", "workshop.cancelled": "Workshopen %s är inställd",
		"workshop.promise": "Stämmer löftet %s?", "workshop.published": "Resultatet av %s är publicerat",
		"membership": "Ditt uppdrag för %s har ändrats", "decided": "En slutsats i %s", "ballot.outcome": "Vad det blev av omröstningen %s",
		"ballot": "En omröstning pågår: %s", "ballot.closing": "Snart stänger omröstningen %s", "ballot.closed": "Omröstningen %s är stängd", "thread": "Ny tråd i %s", "post": "Nya inlägg i %s"},
	"en": {"asked": "You are asked something in %s", "representation.offered": "You are asked to speak for %s", "representation.requested": "Somebody asks to speak for %s", "ballot.outcome_asked": "Write what became of the ballot %s",
		"workshop": "News of the workshop %s", "mention": "You are mentioned in %s", "reply": "You are answered in %s", "workshop.invited": "You are invited to the workshop %s", "workshop.moved": "The workshop %s has another time or place", "workshop.cancelled": "The workshop %s is cancelled",
		"workshop.promise": "Is the promise %s right?", "workshop.published": "The result of %s is published",
		"membership": "Whom you speak for has changed: %s", "decided": "A conclusion in %s", "ballot.outcome": "What became of the ballot %s",
		"ballot": "A ballot is open: %s", "ballot.closing": "This ballot closes soon: %s", "ballot.closed": "The ballot %s is closed", "thread": "A new thread in %s", "post": "New posts in %s"},
}

var reasons = map[string]map[Reason]string{
	"sv": {ByName: "det är riktat till dig", ByOrganisation: "det är riktat till en organisation som du företräder", ByReply: "det svarar på det du skrev", ByQuestion: "du frågade", ByThread: "du följer tråden",
		ByArea: "du följer området", ByTakingPart: "du deltar där", ByOwning: "det gäller dig"},
	"en": {ByName: "it is addressed to you", ByOrganisation: "it is addressed to an organisation that you speak for", ByReply: "it answers what you wrote", ByQuestion: "you asked", ByThread: "you follow the thread",
		ByArea: "you follow the area", ByTakingPart: "you take part there", ByOwning: "it is about you"},
}

var phrases = map[string]map[string]string{
	"sv": {"hello": "Hej!", "quote": "”", "subject.one": "En sak för dig på Kraftsam", "subject.other": "%d saker för dig på Kraftsam", "minutes": "Tar %d min", "before": "senast %s", "begins": "börjar %s", "clock": "%d %s kl. %s", "because": "Du får det för att %s.",
		"more.one": "En sak till väntar:", "more.other": "%d saker till väntar:", "fewer": "Sluta få sådana här brev:", "settings": "Ändra när och hur du får brev:", "link": "Till Kraftsam",
		"and.one": "%s och en till", "and.other": "%s och %d till", "as": "Svara som %s:"},
	"en": {"hello": "Hello,", "quote": "“", "subject.one": "One thing for you at Kraftsam", "subject.other": "%d things for you at Kraftsam", "minutes": "Takes %d min", "before": "by %s", "begins": "begins %s", "clock": "%d %s, %s", "because": "You get this because %s.",
		"more.one": "One more is waiting:", "more.other": "%d more are waiting:", "fewer": "Stop letters like this one:", "settings": "Change when and how you get letters:", "link": "To Kraftsam",
		"and.one": "%s and one more", "and.other": "%s and %d more", "as": "Answer as %s:"},
}

var months = map[string][]string{
	"sv": {"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"},
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

func tongue(lang string) string {
	if lang == "en" {
		return "en"
	}
	return "sv"
}

// headline says a row in a line.
func (r Row) headline(lang string) string {
	words := said[tongue(lang)]
	pattern, ok := words[r.What]
	if !ok || r.What == string(Thread) && r.Kind != Thread || r.What == string(Post) && r.Kind != Post {
		pattern = words[string(r.Kind)]
	}
	return fmt.Sprintf(pattern, phrases[tongue(lang)]["quote"]+oneLine(r.Title)+"”")
}

// oneLine keeps what others wrote from breaking a line or turning its direction.
func oneLine(s string) string {
	return text.Steady(strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c == 0x2028 || c == 0x2029 {
			return ' '
		}
		return c
	}, s))
}

func plural(lang, name string, n int) string {
	words := phrases[tongue(lang)]
	if n == 1 {
		return words[name+".one"]
	}
	return fmt.Sprintf(words[name+".other"], n)
}

// minutes is about how long it takes to deal with a row.
func (r Row) minutes() int64 {
	switch r.Kind {
	case Asked:
		return 3
	case Ballot, Thread, Workshop:
		return 2
	case Post, Reply:
		return min(10, 1+r.Events/4)
	}
	return 1
}

// dateWord says what the date of a row is: workshops begin then, and other things are wished by then.
func (r Row) dateWord() string {
	if r.AboutKind == "workshop" {
		return "begins"
	}
	return "before"
}

// before is the day by which something is wished.
func (r Row) before() string { return r.Before[:min(len(r.Before), len("2026-01-31"))] }

// until is that day, or moment by a clock, as one says it.
func (r Row) until(lang string, zone *time.Location) string {
	name := func(t time.Time) string { return months[tongue(lang)][t.Month()-1] }
	if at, err := time.Parse(time.RFC3339, r.Before); err == nil {
		at = at.In(zone)
		clock := at.Format("15:04")
		if tongue(lang) == "sv" {
			clock = at.Format("15.04")
		}
		return fmt.Sprintf(phrases[tongue(lang)]["clock"], at.Day(), name(at), clock)
	}
	if day, err := time.Parse(time.DateOnly, r.Before); err == nil {
		return fmt.Sprintf("%d %s", day.Day(), name(day))
	}
	return r.before()
}
