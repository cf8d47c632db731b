package apptest_test

import (
	"slices"
	"testing"

	"kraftsam/app/apptest"
)

const (
	aResult = "/api/workshops/{w}/result"
	parts   = aResult + "/items"
)

// What came of one workshop, as a client goes through it.
func TestAResultOverHTTP(t *testing.T) {
	changed := []string{"result:{w} result_item.changed"}
	apptest.Run(t, slices.Concat(invited(), []apptest.Case{
		{Name: "start", As: "Dag", Do: "PUT " + aFloor + "/stage", Header: match("2"), Body: `{"do":"start"}`, Want: 200, Events: moved},
		{Name: "too early", As: "Bo", Do: "GET " + aResult, Want: 404, Code: "result_unknown"},
		{Name: "too early to draft", As: "Dag", Do: "PUT " + aResult, Body: `{}`, Want: 409, Code: "workshop_state"},
		{Name: "a question", As: "Bo", Do: "POST " + questions, Body: `{"text":"Vem betalar?"}`, Want: 201, Keep: "q", Events: []string{"workshop:{w} question.added", "workshop:{w} questions.counted"}},
		{Name: "end", As: "Dag", Do: "PUT " + aFloor + "/stage", Header: match("3"), Body: `{"do":"end"}`, Want: 200, Events: append(append([]string{}, moved...), "workshop:{w} speakers.changed", "result:{w} result.made")},
		{Name: "the draft", As: "Bo", Do: "GET " + aResult, Want: 200, Holds: []string{`"state":"minutes_draft"`, `"kind":"question"`, `"topic":"result:{w}"`, `"organisations":1`, `"edit":false`, `"text":"Vem betalar?"`}},
		{Name: "again", As: "Dag", Do: "PUT " + aResult, Body: `{}`, Want: 200},
		{Name: "not for others", As: "Cai", Do: "GET " + aResult, Want: 404, Code: "result_unknown"},
		{Name: "nor for visitors", Do: "GET " + aResult + ".md", Want: 404, Code: "result_unknown"},
		{Name: "a quote", As: "Dag", Do: "POST " + parts, Body: `{"kind":"quote","sources":[{"kind":"question","id":"{q}"}]}`, Want: 201, Keep: "quote", Events: []string{"result:{w} result_item.added"}},
		{Name: "without a key", As: "Dag", Do: "POST " + parts, Header: map[string]string{"Idempotency-Key": ""}, Body: `{"kind":"text","title":"x"}`, Want: 428, Code: "idempotency_key_missing"},
		{Name: "of nobody", As: "Dag", Do: "POST " + parts, Body: `{"kind":"quote","sources":[{"kind":"note","id":"x"}]}`, Want: 422, Code: "source_unknown"},
		{Name: "a promise", As: "Dag", Do: "POST " + parts, Body: `{"kind":"promise","title":"Bjuda in","owner":{"kind":"participant","id":"{bo}"},"due_on":"2031-05-01"}`, Want: 201, Keep: "p", Events: []string{"result:{w} result_item.added"}},
		{Name: "by who takes part", As: "Bo", Do: "PATCH " + parts + "/{p}", Header: match("1"), Body: `{"title":"x"}`, Want: 403, Code: "forbidden"},
		{Name: "without a version", As: "Dag", Do: "PATCH " + parts + "/{p}", Body: `{"title":"x"}`, Want: 428, Code: "if_match_missing"},
		{Name: "changed", As: "Dag", Do: "PATCH " + parts + "/{p}", Header: match("1"), Body: `{"title":"Bjuda in alla"}`, Want: 200, Events: changed},
		{Name: "an old version", As: "Dag", Do: "PATCH " + parts + "/{p}", Header: match("1"), Body: `{"title":"y"}`, Want: 412, Code: "version_stale", Holds: []string{`"title":"Bjuda in alla"`}},
		{Name: "moved to where it is", As: "Dag", Do: "PUT " + parts + "/{p}/place", Body: `{}`, Want: 200},
		{Name: "confirmed", As: "Bo", Do: "PUT " + parts + "/{p}/standing", Body: `{"stands":"confirm"}`, Want: 200, Events: []string{"result:{w} standing.changed"}},
		{Name: "contested without a word", As: "Bo", Do: "PUT " + parts + "/{quote}/standing", Body: `{"stands":"contest"}`, Want: 422, Code: "why_empty"},
		{Name: "contested", As: "Bo", Do: "PUT " + parts + "/{quote}/standing", Body: `{"stands":"contest","words":"Jag frågade mer"}`, Want: 200, Events: []string{"result:{w} standing.changed"}},
		{Name: "by nobody's source", As: "Ada", Do: "PUT " + parts + "/{quote}/standing", Body: `{"stands":"confirm"}`, Want: 403, Code: "result_not_source"},
		{Name: "on behalf of nobody", As: "Dag", Do: "PUT " + parts + "/{quote}/standing", Body: `{"stands":"confirm","on_behalf":"x"}`, Want: 422, Code: "participant_unknown"},
		{Name: "publish", As: "Dag", Do: "PUT " + aFloor + "/stage", Header: match("4"), Body: `{"do":"publish"}`, Want: 200, Events: moved},
		{Name: "read by all", Do: "GET " + aResult, Want: 200, Holds: []string{`"state":"published"`, "Jag frågade mer", `"name":"Bo"`}, Lacks: []string{`"mine"`, `"callers"`}},
		{Name: "minutes", Do: "GET " + aResult + ".md", Want: 200, Holds: []string{"# Möte", "- Läge: lovat", "Jag frågade mer", `Content-Disposition: attachment; filename="resultat-mote-`}},
		{Name: "a table", Do: "GET " + aResult + ".csv", Want: 200, Holds: []string{"id;Del;Rubrik", "text/csv"}},
		{Name: "for programs", Do: "GET " + aResult + ".json", Want: 200, Holds: []string{`"facilitators":["Dag"]`, `"published_at"`}, Lacks: []string{`"may"`}},
		{Name: "changed afterwards", As: "Dag", Do: "DELETE " + parts + "/{quote}", Want: 200, Events: []string{"result:{w} result_item.removed", "result:{w} result.changed"}},
		{Name: "and seen", Do: "GET " + aResult, Want: 200, Holds: []string{`"edition":1`, `"what":"removed"`}},
		{Name: "who comes late", As: "Cai", Do: "PUT " + aFloor + "/participation", Body: `{}`, Want: 200, Events: []string{"workshop:{w} people.changed", "result:{w} result.changed"}},
	}))
}
