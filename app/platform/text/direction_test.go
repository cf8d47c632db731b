package text

import "testing"

func TestANameCannotTurnWhatStandsAroundIt(t *testing.T) {
	for name, want := range map[string]string{
		"\u202eadA": "adA", "a\u2067b\u2069": "ab", "\u2068\u2066\u202a\u202b\u202c\u202dx": "x", "Åsa Räv": "Åsa Räv", "שרה \u200f": "שרה \u200f", "": "",
	} {
		if got := Steady(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
