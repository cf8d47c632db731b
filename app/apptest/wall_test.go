package apptest_test

import (
	"strings"
	"testing"

	"kraftsam/app/apptest"
)

// A wall from the first hidden note to the dots, as clients go through it, with what they do wrong.
func TestAWallOverHTTP(t *testing.T) {
	const (
		shop = "/api/workshops/{w}"
		wall = shop + "/walls/{step}"
		plan = `{"thread":"{thread}","template":"own","title":"Eget möte","starts_at":"2999-01-01T08:30:00Z"}`
		told = "workshop:{w} "
	)
	apptest.Run(t, []apptest.Case{
		{Name: "a thread", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"a","text":"b"}`, Want: 201, Keep: "thread", Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
		{Name: "plan", As: "Dag", Do: "POST /api/workshops", Body: plan, Want: 201, Keep: "w", Events: []string{told + "workshop.added"}},
		{Name: "a step", As: "Dag", Do: "POST " + shop + "/steps", Body: `{"kind":"write","title":"Skriv","minutes":10}`, Want: 201, Keep: "step", Events: []string{told + "step.added"}},
		{Name: "a draft's wall", As: "Bo", Do: "GET " + wall, Want: 404, Code: "workshop_unknown"},
		{Name: "a draft is not revealed", As: "Dag", Do: "PUT " + wall + "/phase", Header: match("1"), Body: `{"phase":"revealed"}`, Want: 409, Code: "workshop_not_open"},
		{Name: "invite", As: "Dag", Do: "PUT " + shop + "/stage", Header: match("1"), Body: `{"do":"invite"}`, Want: 200, Events: []string{told + "workshop.staged", "thread:{thread} thread.changed"}},
		{Name: "take part", As: "Bo", Do: "PUT " + shop + "/participation", Body: `{}`, Want: 200, Events: []string{told + "people.changed"}},
		{Name: "an empty wall", Do: "GET " + wall, Want: 200, Holds: []string{`"phase":"hidden"`, `"counts":{"notes":0,"writers":0}`, `Etag: "1"`, `"notes":[]`}, Lacks: []string{`"mine"`}},
		{Name: "no wall", Do: "GET " + shop + "/walls/nowhere", Want: 404, Code: "wall_unknown"},
		{Name: "as something else", Do: "GET " + wall + "?view=x", Want: 422, Code: "validation_failed"},
		{Name: "a visitor writes", Do: "POST " + wall + "/notes", Body: `{"text":"x"}`, Want: 401, Code: "session_missing"},
		{Name: "without a key", As: "Bo", Do: "POST " + wall + "/notes", Header: map[string]string{"Idempotency-Key": ""}, Body: `{"text":"x"}`, Want: 428, Code: "idempotency_key_missing"},
		{Name: "not taking part", As: "Ada", Do: "POST " + wall + "/notes", Body: `{"text":"x"}`, Want: 403, Code: "workshop_outside"},
		{Name: "ten thousand", As: "Bo", Do: "POST " + wall + "/notes", Body: `{"text":"` + strings.Repeat("x", 10_000) + `"}`, Want: 422, Code: "wall_note_too_long"},
		{Name: "nothing", As: "Bo", Do: "POST " + wall + "/notes", Body: `{"text":" "}`, Want: 422, Code: "text_empty"},
		{Name: "what cannot be stored", As: "Bo", Do: "POST " + wall + "/notes", Body: `{"text":"a\u0000"}`, Want: 422, Code: "text_unstorable"},
		{Name: "write", As: "Bo", Do: "POST " + wall + "/notes", Body: `{"text":"hemligt"}`, Want: 201, Keep: "n", Events: []string{told + "wall.counted"}},
		{Name: "others see a number", As: "Dag", Do: "GET " + wall, Want: 200, Holds: []string{`"counts":{"notes":1,"writers":1}`}, Lacks: []string{"hemligt", "{n}"}},
		{Name: "the author sees it", As: "Bo", Do: "GET " + wall, Want: 200, Holds: []string{"hemligt", "{n}"}},
		{Name: "on the beamer not", As: "Bo", Do: "GET " + wall + "?view=presentation", Want: 200, Lacks: []string{"hemligt", "{n}", `"may"`}},
		{Name: "edit without a version", As: "Bo", Do: "PATCH " + wall + "/notes/{n}", Body: `{"text":"y"}`, Want: 428, Code: "if_match_missing"},
		{Name: "edit is told to nobody", As: "Bo", Do: "PATCH " + wall + "/notes/{n}", Header: match("1"), Body: `{"text":"mer hemligt"}`, Want: 200},
		{Name: "stale", As: "Bo", Do: "PATCH " + wall + "/notes/{n}", Header: match("1"), Body: `{"text":"z"}`, Want: 412, Code: "version_stale", Holds: []string{"mer hemligt"}},
		{Name: "a participant reveals", As: "Bo", Do: "PUT " + wall + "/phase", Header: match("1"), Body: `{"phase":"revealed"}`, Want: 403, Code: "forbidden"},
		{Name: "reveal", As: "Dag", Do: "PUT " + wall + "/phase", Header: match("1"), Body: `{"phase":"revealed"}`, Want: 200, Events: []string{told + "wall.changed", told + "note.added"}},
		{Name: "reveal twice", As: "Dag", Do: "PUT " + wall + "/phase", Header: match("1"), Body: `{"phase":"revealed"}`, Want: 412, Code: "version_stale", Holds: []string{`"phase":"revealed"`}},
		{Name: "hide again", As: "Dag", Do: "PUT " + wall + "/phase", Header: match("2"), Body: `{"phase":"hidden"}`, Want: 409, Code: "wall_revealed"},
		{Name: "nonsense", As: "Dag", Do: "PUT " + wall + "/phase", Header: match("2"), Body: `{"phase":"dance"}`, Want: 422, Code: "phase_unknown"},
		{Name: "all see it", Do: "GET " + wall, Want: 200, Holds: []string{"mer hemligt", `"name":"Bo"`}, Lacks: []string{`"counts":{`}},
		{Name: "cluster", As: "Dag", Do: "PUT " + wall + "/phase", Header: match("2"), Body: `{"phase":"clustering"}`, Want: 200, Events: []string{told + "wall.changed"}},
		{Name: "make a cluster", As: "Bo", Do: "POST " + wall + "/clusters", Body: `{"name":"Ett","notes":["{n}"]}`, Want: 201, Keep: "c", Events: []string{told + "cluster.added", told + "note.changed"}},
		{Name: "move out", As: "Bo", Do: "PUT " + wall + "/notes/{n}/place", Body: `{}`, Want: 200, Events: []string{told + "note.changed"}},
		{Name: "move out again", As: "Bo", Do: "PUT " + wall + "/notes/{n}/place", Body: `{}`, Want: 200},
		{Name: "move in", As: "Bo", Do: "PUT " + wall + "/notes/{n}/place", Body: `{"cluster":"{c}","after":""}`, Want: 200, Events: []string{told + "note.changed"}},
		{Name: "into itself", As: "Bo", Do: "PUT " + wall + "/notes/{n}/place", Body: `{"into":"{n}"}`, Want: 200},
		{Name: "nowhere", As: "Bo", Do: "PUT " + wall + "/notes/{n}/place", Body: `{"cluster":"none"}`, Want: 404, Code: "cluster_unknown"},
		{Name: "name", As: "Bo", Do: "PATCH " + wall + "/clusters/{c}", Header: match("1"), Body: `{"name":"Två"}`, Want: 200, Events: []string{told + "cluster.changed"}},
		{Name: "too long a name", As: "Bo", Do: "PATCH " + wall + "/clusters/{c}", Header: match("2"), Body: `{"name":"` + strings.Repeat("å", 201) + `"}`, Want: 422, Code: "words_too_long"},
		{Name: "dot too early", As: "Bo", Do: "PUT " + wall + "/dots", Body: `{"dots":[{"on":"{n}","n":1}]}`, Want: 409, Code: "wall_phase"},
		{Name: "dots", As: "Dag", Do: "PUT " + wall + "/phase", Header: match("3"), Body: `{"phase":"dots"}`, Want: 200, Events: []string{told + "wall.changed"}},
		{Name: "dot", As: "Bo", Do: "PUT " + wall + "/dots", Body: `{"dots":[{"on":"{c}","n":3}]}`, Want: 200, Events: []string{told + "wall.dotted"}},
		{Name: "the same", As: "Bo", Do: "PUT " + wall + "/dots", Body: `{"dots":[{"on":"{c}","n":3}]}`, Want: 200},
		{Name: "one too many", As: "Bo", Do: "PUT " + wall + "/dots", Body: `{"dots":[{"on":"{c}","n":4}]}`, Want: 422, Code: "dots_invalid"},
		{Name: "eleven", As: "Dag", Do: "PATCH " + wall, Header: match("4"), Body: `{"dots":11}`, Want: 422, Code: "dots_invalid"},
		{Name: "nothing moves now", As: "Bo", Do: "DELETE " + wall + "/clusters/{c}", Want: 409, Code: "wall_phase"},
		{Name: "done", As: "Dag", Do: "PUT " + wall + "/phase", Header: match("4"), Body: `{"phase":"done"}`, Want: 200, Events: []string{told + "wall.changed", told + "wall.dotted"}},
		{Name: "where the dots are", Do: "GET " + wall, Want: 200, Holds: []string{`"counts":[{"on":"{c}","n":3}]`}},
		{Name: "closed", As: "Bo", Do: "POST " + wall + "/notes", Body: `{"text":"x"}`, Want: 409, Code: "wall_phase"},
		{Name: "moderate", As: "Dag", Do: "PUT " + wall + "/notes/{n}/withdrawal", Body: `{"why":"Namnger en anställd"}`, Want: 200, Events: []string{told + "note.withdrawn"}},
		{Name: "others are not told why", Do: "GET " + wall, Want: 200, Lacks: []string{"hemligt", "anställd"}},
		{Name: "the author is", As: "Bo", Do: "GET " + wall, Want: 200, Holds: []string{"mer hemligt", "Namnger en anställd"}},
		{Name: "which steps", Do: "GET " + shop + "/walls", Want: 200, Holds: []string{`"step":"{step}"`, `"phase":"done"`, `"links":[]`}},
	})
}
