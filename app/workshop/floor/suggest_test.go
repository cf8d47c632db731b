package floor

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
)

var directory = map[string]actor.Organisation{
	"kommun": {ID: "kommun", Sector: "public", Level: "local"}, "region": {ID: "region", Sector: "public", Level: "regional"},
	"kvarn": {ID: "kvarn", Sector: "business", Level: "local"}, "sameby": {ID: "sameby", Level: "local"},
}

func hand(id, organisation string) Speech {
	sp := Speech{ID: id, ParticipantID: id}
	if organisation != "" {
		sp.OrganisationID = &organisation
	}
	return sp
}

func said(id, organisation string) spoken {
	return spoken{ParticipantID: id, OrganisationID: hand(id, organisation).OrganisationID, Times: 1}
}

func TestWhoWasNotHeardComesFirst(t *testing.T) {
	h := heardIn([]spoken{said("mayor", "kommun"), said("mayor", "kommun"), said("farmer", ""), {ParticipantID: "villager", OrganisationName: "Byalaget", Times: 1}}, directory)
	neighbour := hand("neighbour", "")
	neighbour.OrganisationName = "Byalaget"
	got := h.suggest([]Speech{hand("mayor", "kommun"), hand("farmer", ""), hand("clerk", "kommun"), neighbour, hand("officer", "region"), hand("herder", "sameby"), hand("miller", "kvarn"),
		hand("visitor", "")}, directory)
	want := []SuggestedSpeech{
		{"herder", []string{FirstTime, OrganisationUnseen}}, // without a sector, and behind nobody for it
		{"miller", []string{FirstTime, OrganisationUnseen, SectorUnseen}},
		{"visitor", []string{FirstTime}},
		{"officer", []string{FirstTime, OrganisationUnseen}},
		{"clerk", []string{FirstTime}},
		{"neighbour", []string{FirstTime}},
		{"farmer", []string{}},
		{"mayor", []string{}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestWhereNobodyWasHeardTheOrderStands(t *testing.T) {
	got := heardIn(nil, directory).suggest([]Speech{hand("a", "kommun"), hand("b", ""), hand("c", "sameby")}, directory)
	for i, id := range []string{"a", "b", "c"} {
		if got[i].Speech != id {
			t.Errorf("%d is %s", i, got[i].Speech)
		}
	}
}

func question(person, organisation, status string) Question {
	q := Question{ID: person + status, ParticipantID: person, Status: status}
	if organisation != "" {
		q.OrganisationID = &organisation
	}
	return q
}

func TestBarsCountOrganisationsAndHideSmallCrowds(t *testing.T) {
	all := []Question{question("a", "kommun", Answered), question("b", "kommun", Answered), question("c", "region", Answered), question("d", "region", Asked),
		question("e", "kvarn", Shortlisted), question("e", "kvarn", Asked), question("f", "kvarn", Asked), question("g", "sameby", Asked), question("h", "", Asked), question("i", "", Asked)}
	sectors, levels := countBars(all, directory)
	n := func(n int64) *int64 { return &n }
	want := []QuestionBar{
		{"business", Voices{Some: true}, Voices{Some: true}, Voices{Voices: n(0)}},
		{"public", Voices{true, n(2)}, Voices{true, n(2)}, Voices{true, n(2)}},
		{"academia", Voices{Voices: n(0)}, Voices{Voices: n(0)}, Voices{Voices: n(0)}},
		{"civil_society", Voices{Voices: n(0)}, Voices{Voices: n(0)}, Voices{Voices: n(0)}},
		{"none", Voices{true, n(3)}, Voices{Voices: n(0)}, Voices{Voices: n(0)}},
	}
	if diff := cmp.Diff(want, sectors); diff != "" {
		t.Errorf("sectors, -want +got:\n%s", diff)
	}
	if local := levels[0]; local.Group != "local" || *local.Asked.Voices != 2 || levels[4].Group != "none" || *levels[4].Asked.Voices != 3 {
		t.Errorf("levels: %+v", levels)
	}
}
