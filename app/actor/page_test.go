package actor

import (
	"encoding/json"
	"os"
	"testing"
)

func TestAStandingHasTheWordsOfTheInterface(t *testing.T) {
	for lang, words := range standing {
		raw, err := os.ReadFile("../../frontend/src/i18n/" + lang + "/common.json")
		if err != nil {
			t.Fatal(err)
		}
		var catalogue struct{ Sector, Level, Kind map[string]string }
		if err := json.Unmarshal(raw, &catalogue); err != nil {
			t.Fatal(err)
		}
		have := 0
		for group, known := range map[string]map[string]string{"sector": catalogue.Sector, "level": catalogue.Level, "kind": catalogue.Kind} {
			have += len(known)
			for word, want := range known {
				if got := words[group+"."+word]; got != want {
					t.Errorf("%s, %s %s: %q, want %q", lang, group, word, got, want)
				}
			}
		}
		if have != len(words) || have != len(Sectors)+len(Levels)+len(Kinds) {
			t.Errorf("%s: %d words for %d", lang, len(words), have)
		}
	}
}

func TestARightsHolderHasItsKindInPlaceOfASector(t *testing.T) {
	if got := (OrganisationView{Kind: "sameby", Level: "local", MunicipalityName: "Berg"}).Standing("sv"); got != "sameby, lokal, Berg" {
		t.Error(got)
	}
}
