package text

import (
	"unicode"

	"github.com/abadojack/whatlanggo"
)

// guessable are the languages that people of the region write in and that can be told apart by their letters; South Sámi cannot,
// so it is only ever chosen.
var guessable = whatlanggo.Options{Whitelist: map[whatlanggo.Lang]bool{
	whatlanggo.Swe: true, whatlanggo.Eng: true, whatlanggo.Nob: true, whatlanggo.Dan: true, whatlanggo.Fin: true,
	whatlanggo.Deu: true, whatlanggo.Fra: true, whatlanggo.Spa: true,
}}

const (
	guessFrom  = 30    // letters: a shorter text says too little
	guessOf    = 1_000 // code points that are looked at
	guessSure  = 0.2   // of 1: neighbours as close as Swedish and Danish seldom reach more
	guessFirst = 4_000 // bytes that hold as many code points, whatever they are
)

// Language guesses the BCP 47 tag of what s is written in; usual where s does not say.
func Language(s, usual string) string {
	if len(s) > guessFirst {
		s = s[:guessFirst]
	}
	runes := []rune(s)
	runes = runes[:min(len(runes), guessOf)]
	letters := 0
	for _, r := range runes {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters < guessFrom {
		return usual
	}
	found := whatlanggo.DetectWithOptions(string(runes), guessable)
	if found.Confidence < guessSure || found.Lang < 0 {
		return usual
	}
	return found.Lang.Iso6391()
}
