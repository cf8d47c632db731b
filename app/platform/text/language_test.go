package text_test

import (
	"strings"
	"testing"

	"kraftsam/app/platform/text"
)

func TestALanguageIsGuessedOnlyWhereTheTextSays(t *testing.T) {
	for _, c := range []struct{ text, usual, want string }{
		{"Vi behöver mer lokal förädling av virke i Berg och Härjedalen.", "en", "sv"},
		{"We would like to see more local refinement of timber in the county.", "sv", "en"},
		{"Vi trenger mer lokal foredling av tømmer i fylket, og det haster nå.", "sv", "nb"},
		{"Wir brauchen mehr lokale Verarbeitung von Holz in der Region.", "sv", "de"},
		{"Tarvitsemme lisää paikallista puun jalostusta maakunnassa.", "sv", "fi"},
		{"Ja, det tycker jag också.", "sv", "sv"},
		{"OK", "sma", "sma"},
		{"", "sv", "sv"},
		{"1234567890 1234567890 1234567890 1234567890", "sv", "sv"},
		{"Staaren tjïelte lea jielije tjïelte, gusnie almetjh jeatjah gielh soptsestieh jïh barkeminie", "sma", "sma"},
		{strings.Repeat("日本語のテキスト", 20), "sv", "ja"},
		{strings.Repeat("\u202e\u200b!?", 5_000), "en", "en"},
		{"\xff\xfe" + strings.Repeat("å", 5_000), "sv", "sv"},
	} {
		if got := text.Language(c.text, c.usual); got != c.want {
			t.Errorf("%.40q, usually %s: guessed %s, want %s", c.text, c.usual, got, c.want)
		}
	}
}

func FuzzLanguage(f *testing.F) {
	f.Add("Vi behöver mer lokal förädling av virke i Berg och Härjedalen.")
	f.Add("\xff\u202e")
	f.Fuzz(func(t *testing.T, s string) {
		if text.Language(s, "sv") == "" {
			t.Error("a guess is never empty")
		}
	})
}

func BenchmarkLanguage(b *testing.B) {
	s := strings.Repeat("Vi behöver mer lokal förädling av virke i Berg och Härjedalen. ", 20)
	for b.Loop() {
		text.Language(s, "sv")
	}
}
