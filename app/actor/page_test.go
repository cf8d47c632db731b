package actor_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"kraftsam/app/actor"
)

func TestAStandingHasTheWordsOfTheInterface(t *testing.T) {
	for _, lang := range []string{"sv", "en"} {
		raw, err := os.ReadFile("../../frontend/src/i18n/" + lang + "/common.json")
		if err != nil {
			t.Fatal(err)
		}
		var catalogue struct{ Sector, Level, Kind map[string]string }
		if err := json.Unmarshal(raw, &catalogue); err != nil {
			t.Fatal(err)
		}
		if len(catalogue.Sector) != len(actor.Sectors) || len(catalogue.Level) != len(actor.Levels) || len(catalogue.Kind) != len(actor.Kinds) {
			t.Errorf("%s: words for %d, %d, %d", lang, len(catalogue.Sector), len(catalogue.Level), len(catalogue.Kind))
		}
		says := func(v actor.OrganisationView, want ...string) {
			if got := v.Standing(lang); got != strings.Join(want, ", ") {
				t.Errorf("%s: %q, want %q", lang, got, want)
			}
		}
		for level, where := range catalogue.Level {
			for sector, want := range catalogue.Sector {
				says(actor.OrganisationView{Sector: sector, Kind: "company", Level: level}, want, where)
			}
			for kind, want := range catalogue.Kind {
				says(actor.OrganisationView{Kind: kind, Level: level}, want, where)
			}
		}
	}
}

func TestARightsHolderHasItsKindInPlaceOfASector(t *testing.T) {
	if got := (actor.OrganisationView{Kind: "sameby", Level: "local", MunicipalityName: "Berg"}).Standing("sv"); got != "sameby, lokal, Berg" {
		t.Error(got)
	}
}
