package apptest_test

import (
	"slices"
	"strings"
	"testing"

	"kraftsam/app/apptest"
)

const (
	aFloor    = "/api/workshops/{w}"
	speakers  = aFloor + "/speakers"
	hand      = speakers + "/hand"
	questions = aFloor + "/questions"
)

var moved = []string{"workshop:{w} workshop.staged", "thread:{thread} thread.changed"}

// invited is a workshop of Dag's that Bo and Ada came to, and a caller.
func invited() []apptest.Case {
	came := []string{"workshop:{w} people.changed"}
	return []apptest.Case{
		{Name: "a thread", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"a","text":"b"}`, Want: 201, Keep: "thread", Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
		{Name: "plan", As: "Dag", Do: "POST /api/workshops", Body: `{"thread":"{thread}","template":"dialogue","title":"Möte","starts_at":"2999-01-01T08:30:00Z"}`, Want: 201, Keep: "w", Events: []string{"workshop:{w} workshop.added"}},
		{Name: "a draft", As: "Bo", Do: "GET " + speakers, Want: 404, Code: "workshop_unknown"},
		{Name: "invite", As: "Dag", Do: "PUT " + aFloor + "/stage", Header: match("1"), Body: `{"do":"invite"}`, Want: 200, Events: moved},
		{Name: "Bo comes", As: "Bo", Do: "PUT " + aFloor + "/participation", Body: `{"organisation":"{mill}"}`, Want: 200, Keep: "bo", Events: came},
		{Name: "Ada comes", As: "Ada", Do: "PUT " + aFloor + "/participation", Body: `{}`, Want: 200, Keep: "ada", Events: came},
		{Name: "a caller", As: "Dag", Do: "POST " + aFloor + "/participants", Body: `{"name":"Per"}`, Want: 201, Keep: "per", Events: came},
	}
}

// The list of speakers of one workshop, as a client goes through it.
func TestSpeakersOverHTTP(t *testing.T) {
	changed, told := []string{"workshop:{w} speech.changed", "workshop:{w} speakers.changed"}, []string{"workshop:{w} speech.changed"}
	apptest.Run(t, slices.Concat(invited(), []apptest.Case{
		{Name: "too early", As: "Bo", Do: "PUT " + hand, Body: `{}`, Want: 409, Code: "workshop_state"},
		{Name: "start", As: "Dag", Do: "PUT " + aFloor + "/stage", Header: match("2"), Body: `{"do":"start"}`, Want: 200, Events: moved},
		{Name: "a visitor's hand", Do: "PUT " + hand, Body: `{}`, Want: 401, Code: "session_missing"},
		{Name: "an outsider's", As: "Cai", Do: "PUT " + hand, Body: `{}`, Want: 403, Code: "workshop_outside"},
		{Name: "a hand", As: "Bo", Do: "PUT " + hand, Body: `{}`, Want: 200, Events: told},
		{Name: "the same again", As: "Bo", Do: "PUT " + hand, Body: `{}`, Want: 200},
		{Name: "a caller's", As: "Dag", Do: "PUT " + hand, Body: `{"on_behalf":"{per}"}`, Want: 200, Events: told},
		{Name: "not by a participant", As: "Bo", Do: "DELETE " + hand + "?on_behalf={per}", Want: 403, Code: "forbidden"},
		{Name: "of nobody", As: "Dag", Do: "PUT " + hand, Body: `{"on_behalf":""}`, Want: 422, Code: "participant_unknown"},
		{Name: "the queue", Do: "GET " + speakers, Want: 200, Holds: []string{`"name":"Bo"`, `"name":"Per"`, `"phone":true`, `"on_behalf":true`, `"limit_seconds":120`, `Etag: "1"`, `"now":"`}, Lacks: []string{`"mine"`}},
		{Name: "who was not heard", As: "Dag", Do: "GET " + speakers + "/suggested", Want: 200, Holds: []string{`"reasons":["first_time","organisation_unheard","sector_unheard"]`, `"reasons":["first_time"]`}},
		{Name: "not for others", As: "Bo", Do: "GET " + speakers + "/suggested", Want: 403, Code: "forbidden"},
		{Name: "without a version", As: "Dag", Do: "PUT " + speakers, Body: `{"do":"start"}`, Want: 428, Code: "if_match_missing"},
		{Name: "who takes part leads not", As: "Bo", Do: "PUT " + speakers, Header: match("1"), Body: `{"do":"start"}`, Want: 403, Code: "forbidden"},
		{Name: "the next", As: "Dag", Do: "PUT " + speakers, Header: match("1"), Body: `{"do":"start"}`, Want: 200, Events: changed},
		{Name: "pressed twice", As: "Dag", Do: "PUT " + speakers, Header: match("1"), Body: `{"do":"start"}`, Want: 412, Code: "version_stale", Holds: []string{`"version":2`}},
		{Name: "dance", As: "Dag", Do: "PUT " + speakers, Header: match("2"), Body: `{"do":"dance"}`, Want: 422, Code: "act_unknown"},
		{Name: "for ever", As: "Dag", Do: "PUT " + speakers, Header: match("2"), Body: `{"do":"extend","seconds":999999}`, Want: 422, Code: "seconds_invalid"},
		{Name: "a reply", As: "Dag", Do: "PUT " + speakers, Header: match("2"), Body: `{"do":"reply","participant":"{ada}"}`, Want: 200, Events: append([]string{"workshop:{w} speech.changed"}, changed...)},
		{Name: "the reply is over", As: "Dag", Do: "PUT " + speakers, Header: match("3"), Body: `{"do":"end"}`, Want: 200, Events: append([]string{"workshop:{w} speech.changed"}, changed...)},
		{Name: "Bo goes on", As: "Bo", Do: "GET " + speakers, Want: 200, Holds: []string{`"state":"speaking"`, `"mine":{"participant":"{bo}"}`}},
		{Name: "down", As: "Dag", Do: "DELETE " + hand + "?on_behalf={per}", Want: 200, Events: told},
		{Name: "end", As: "Dag", Do: "PUT " + aFloor + "/stage", Header: match("3"), Body: `{"do":"end"}`, Want: 200, Events: append(append(moved[:2:2], changed...), "workshop:{w} speakers.changed", "result:{w} result.made")},
		{Name: "a hand afterwards", As: "Bo", Do: "PUT " + hand, Body: `{}`, Want: 409, Code: "workshop_state"},
	}))
}

// The questions of one workshop.
func TestQuestionsOverHTTP(t *testing.T) {
	asked, handled := []string{"workshop:{w} question.added", "workshop:{w} questions.counted"}, []string{"workshop:{w} question.changed", "workshop:{w} questions.counted"}
	apptest.Run(t, slices.Concat(invited(), []apptest.Case{
		{Name: "a question beforehand", As: "Bo", Do: "POST " + questions, Body: `{"text":"Vem betalar?"}`, Want: 201, Keep: "q", Events: asked},
		{Name: "start", As: "Dag", Do: "PUT " + aFloor + "/stage", Header: match("2"), Body: `{"do":"start"}`, Want: 200, Events: moved},
		{Name: "nothing", As: "Ada", Do: "POST " + questions, Body: `{"text":" "}`, Want: 422, Code: "text_empty"},
		{Name: "10,000 characters", As: "Ada", Do: "POST " + questions, Body: `{"text":"` + strings.Repeat("å", 10000) + `"}`, Want: 422, Code: "text_too_long"},
		{Name: "without a key", As: "Ada", Do: "POST " + questions, Header: map[string]string{"Idempotency-Key": ""}, Body: `{"text":"x"}`, Want: 428, Code: "idempotency_key_missing"},
		{Name: "another", As: "Dag", Do: "POST " + questions, Body: `{"text":"Hur låter det?","on_behalf":"{per}"}`, Want: 201, Keep: "r", Events: asked},
		{Name: "support", As: "Ada", Do: "PUT " + questions + "/{q}/support", Body: `{}`, Want: 200, Events: []string{"workshop:{w} question.supported"}},
		{Name: "support again", As: "Ada", Do: "PUT " + questions + "/{q}/support", Body: `{}`, Want: 200},
		{Name: "one's own", As: "Bo", Do: "PUT " + questions + "/{q}/support", Body: `{}`, Want: 403, Code: "question_own"},
		{Name: "by support", As: "Ada", Do: "GET " + questions + "?order=support", Want: 200, Holds: []string{`"items":[{"id":"{q}"`, `"supports":1`, `"supported":["{q}"]`, `"group":"business","asked":{"some":true}`}},
		{Name: "by beauty", Do: "GET " + questions + "?order=beauty", Want: 422, Code: "order_unknown"},
		{Name: "on", As: "Dag", Do: "PUT " + questions + "/{q}", Header: match("1"), Body: `{"do":"live"}`, Want: 200, Events: handled},
		{Name: "another on", As: "Dag", Do: "PUT " + questions + "/{r}", Header: match("1"), Body: `{"do":"live"}`, Want: 409, Code: "question_live_other"},
		{Name: "in its place", As: "Dag", Do: "PUT " + questions + "/{r}", Header: match("1"), Body: `{"do":"live","before":"{q}"}`, Want: 200, Events: append(handled[:2:2], handled...)},
		{Name: "hidden without a word", As: "Dag", Do: "PUT " + questions + "/{q}", Header: match("3"), Body: `{"do":"hide"}`, Want: 422, Code: "why_empty"},
		{Name: "hidden", As: "Dag", Do: "PUT " + questions + "/{q}", Header: match("3"), Body: `{"do":"hide","why":"En lön"}`, Want: 200, Events: handled},
		{Name: "from others", As: "Ada", Do: "GET " + questions, Want: 200, Lacks: []string{"Vem betalar?", "En lön"}},
		{Name: "not from its author", As: "Bo", Do: "GET " + questions, Want: 200, Holds: []string{"Vem betalar?", "En lön"}},
		{Name: "taken back by another", As: "Ada", Do: "DELETE " + questions + "/{q}", Want: 403, Code: "forbidden"},
		{Name: "taken back", As: "Bo", Do: "DELETE " + questions + "/{q}", Want: 200, Events: handled},
		{Name: "no such question", As: "Bo", Do: "DELETE " + questions + "/x", Want: 404, Code: "question_unknown"},
		{Name: "end", As: "Dag", Do: "PUT " + aFloor + "/stage", Header: match("3"), Body: `{"do":"end"}`, Want: 200, Events: append(moved[:2:2], "workshop:{w} speakers.changed", "result:{w} result.made")},
		{Name: "a question afterwards", As: "Bo", Do: "POST " + questions, Body: `{"text":"Och sedan?"}`, Want: 201, Events: asked},
	}))
}
