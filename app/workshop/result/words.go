package result

import (
	"fmt"
	"strings"

	"kraftsam/app/workshop"
)

// words are what a draft and its copies say, in the language of the workshop.
var words = map[string]map[string]string{
	"sv": {
		"others": "Övriga lappar", "text": "Sammanfattning", "decision": "Beslut", "promise": "Löften", "theme": "Teman", "vote": "Omröstningar",
		"conflict": "Konflikter", "question": "Öppna frågor", "quote": "Citat", "forward": "Det här skickar vi vidare",
		"organisations": "Organisationer", "unlisted": "Deltagare utan organisation i katalogen", "sectors": "Sektorer", "levels": "Nivåer", "municipalities": "Kommuner",
		"missing": "Inbjudna organisationer som inte var med", "absent": "Ingen var med från", "few": "någon", "group": "Grupp", "count": "Antal organisationer", "late": "Kom till efteråt",
		"attendance": "Närvaro", "draft": "Utkast, inte publicerat", "published": "Publicerat", "held": "Genomfört", "facilitators": "Samtalsledare", "nameless": "Utan rubrik", "quoted": "”%s”", "a part": "en del", "file": "resultat", "sources": "Källor",
		"owner": "Ansvarig", "due": "Senast", "status": "Läge", "made": "lovat", "proposed": "inte bekräftat", "declined": "stämmer inte, säger den ansvariga", "nobody": "ingen ännu",
		"confirm": "stämmer", "contest": "stämmer inte", "before": "före den senaste ändringen", "dots": "prickar", "votes": "röster", "voices": "Röster", "afterwards": "efteråt", "behalf": "per telefon",
		"changes": "Ändringar sedan publiceringen", "added": "lades till", "edited": "ändrades", "moved": "flyttades", "removed": "togs bort", "withdrawn": "återtaget",
		"one": "en av källorna", "speech": "Anförande", "post": "Inlägg", "yes": "Ja", "reservation": "Reservation", "no": "Nej", "points": "Poäng",
		"business": "Näringsliv", "public": "Offentlig sektor", "academia": "Akademi", "civil_society": "Civilsamhälle", "local": "Lokal", "regional": "Regional", "national": "Nationell", "eu": "EU", "none": "Utan",
		"undecided": "Vad som beslutades är inte skrivet än.", "no result": "Omröstningen är inte klar, så inget av den visas.", "section": "Del", "title": "Rubrik", "words": "Text", "name": "Namn", "step": "Steg", "dots column": "Prickar",
	},
	"en": {
		"others": "Other notes", "text": "Summary", "decision": "Decisions", "promise": "Promises", "theme": "Themes", "vote": "Votes",
		"conflict": "Conflicts", "question": "Open questions", "quote": "Quotes", "forward": "What we pass on",
		"organisations": "Organisations", "unlisted": "Participants with no organisation of the directory", "sectors": "Sectors", "levels": "Levels", "municipalities": "Municipalities",
		"missing": "Invited organisations that were not there", "absent": "Nobody was there from", "few": "somebody", "group": "Group", "count": "Organisations", "late": "Came in afterwards",
		"attendance": "Attendance", "draft": "Draft, not published", "published": "Published", "held": "Held", "facilitators": "Facilitators", "nameless": "Without a heading", "quoted": "“%s”", "a part": "a part", "file": "result", "sources": "Sources",
		"owner": "Owner", "due": "By", "status": "Status", "made": "promised", "proposed": "not confirmed", "declined": "not right, says the owner", "nobody": "nobody yet",
		"confirm": "right", "contest": "not right", "before": "before the latest change", "dots": "dots", "votes": "votes", "voices": "Votes", "afterwards": "afterwards", "behalf": "by telephone",
		"changes": "Changes since it was published", "added": "added", "edited": "changed", "moved": "moved", "removed": "removed", "withdrawn": "taken back",
		"one": "one of the sources", "speech": "Speech", "post": "Post", "yes": "Yes", "reservation": "Reservation", "no": "No", "points": "Points",
		"business": "Business", "public": "Public sector", "academia": "Academia", "civil_society": "Civil society", "local": "Local", "regional": "Regional", "national": "National", "eu": "EU", "none": "Without",
		"undecided": "What was decided is not written yet.", "no result": "The ballot is not over, so nothing of it is shown.", "section": "Part", "title": "Heading", "words": "Text", "name": "Name", "step": "Step", "dots column": "Dots",
	},
}

func wordsOf(lang string) map[string]string {
	if strings.HasPrefix(lang, "sv") {
		return words["sv"]
	}
	return words["en"]
}

// counted says how many of something there are.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// summary is a first text to write on from: what can be counted.
func summary(w workshop.Workshop, g gathered, there workshop.WorkshopAttendance, items []Item) string {
	notes, themes, votes, open := 0, 0, 0, 0
	for _, at := range g.walls {
		notes += len(at.Notes)
	}
	for _, i := range items {
		switch i.Kind {
		case Theme:
			themes++
		case Vote:
			votes++
		case Question:
			open++
		default:
		}
	}
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, counted(n, one, many))
		}
	}
	sentence := ""
	if strings.HasPrefix(w.Lang, "sv") {
		sentence = counted(there.Organisations, "organisation var med.", "organisationer var med.")
		add(notes, "lapp", "lappar")
		add(themes, "tema", "teman")
		add(votes, "omröstning", "omröstningar")
		add(open, "öppen fråga", "öppna frågor")
		return said(sentence, "Det blev ", " och ", parts)
	}
	sentence = counted(there.Organisations, "organisation took part.", "organisations took part.")
	add(notes, "note", "notes")
	add(themes, "theme", "themes")
	add(votes, "vote", "votes")
	add(open, "open question", "open questions")
	return said(sentence, "It came to ", " and ", parts)
}

func said(sentence, begin, and string, parts []string) string {
	switch n := len(parts); n {
	case 0:
		return sentence
	case 1:
		return sentence + " " + begin + parts[0] + "."
	default:
		return sentence + " " + begin + strings.Join(parts[:n-1], ", ") + and + parts[n-1] + "."
	}
}
