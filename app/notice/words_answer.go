package notice

import "fmt"

// answerWords are the words of the links that answer, by what asks and the answer.
var answerWords = map[string]map[string]string{
	"sv": {"ballot.yes": "Ja", "ballot.reservation": "Ja, med förbehåll", "ballot.no": "Nej",
		"workshop.yes": "Ja, jag kommer", "workshop.maybe": "Kanske", "workshop.no": "Nej",
		"result.confirm": "Det stämmer", "result.contest": "Det stämmer inte"},
	"en": {"ballot.yes": "Yes", "ballot.reservation": "Yes, with a reservation", "ballot.no": "No",
		"workshop.yes": "Yes, I will come", "workshop.maybe": "Maybe", "workshop.no": "No",
		"result.confirm": "It is right", "result.contest": "It is not right"},
}

// as says as whom a way answers, after what it is that one answers where that differs from the headline.
func (w Way) as(r recipient) string {
	name, words := w.As, phrases[tongue(r.Lang)]
	if name == "" {
		name = r.Name
	}
	line := fmt.Sprintf(words["as"], oneLine(name))
	if w.Of != "" {
		line = words["quote"] + oneLine(w.Of) + "” – " + line
	}
	return line
}
