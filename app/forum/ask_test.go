package forum_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/apptest"
	"kraftsam/app/forum"
)

// asker asks in a thread and gives the id of what was asked.
func asker(t *testing.T, v *apptest.Village, thread string) func(who string, n forum.NewAsk) (string, error) {
	return func(who string, n forum.NewAsk) (string, error) {
		n.Thread = thread
		answer, err := v.Forum.Ask(ctx, v.Viewer(t, who), v.Key(who), n)
		return answer.ID, err
	}
}

func TestWhoCanNotBeAsked(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		ask := asker(t, v, start(t, v, "Bo", apptest.Energy))
		for name, c := range map[string]struct {
			who, code string
			n         forum.NewAsk
		}{
			"a member":                    {"Bo", "forbidden", forum.NewAsk{Organisation: v.Municipality}},
			"nobody":                      {"Dag", "ask_whom", forum.NewAsk{}},
			"two at once":                 {"Dag", "ask_whom", forum.NewAsk{Organisation: v.Municipality, Member: v.ID("Bo")}},
			"no organisation":             {"Dag", "ask_whom", forum.NewAsk{Organisation: "none"}},
			"who has not written here":    {"Dag", "ask_whom", forum.NewAsk{Member: v.ID("Cai")}},
			"a day that is none":          {"Dag", "date_invalid", forum.NewAsk{Organisation: v.Municipality, Wished: "snart"}},
			"a question that is too long": {"Dag", "question_too_long", forum.NewAsk{Organisation: v.Municipality, Question: strings.Repeat("x", 501)}},
		} {
			_, err := ask(c.who, c.n)
			refused(t, name, c.code, err)
		}
	})
}

func TestAskingForAnAnswer(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		wished := time.Now().UTC().AddDate(0, 0, 7).Format(time.DateOnly)
		ask := asker(t, v, id)
		org, err := ask("Dag", forum.NewAsk{Organisation: v.Municipality, Question: "Vad säger planen?", Wished: wished})
		refused(t, "the municipality", "", err)
		person, err := ask("Mona", forum.NewAsk{Member: v.ID("Bo")})
		refused(t, "Bo", "", err)
		_, err = ask("Dag", forum.NewAsk{Organisation: v.Municipality})
		refused(t, "the same again", "ask_twice", err)

		mine := func(who string) (list []string) {
			all, err := v.Forum.Asked(ctx, v.Viewer(t, who))
			refused(t, who+" looks", "", err)
			for _, a := range all {
				list = append(list, a.ID)
			}
			return list
		}
		for who, want := range map[string][]string{"Ada": {org}, "Bo": {person}, "Cai": nil} {
			if diff := cmp.Diff(want, mine(who)); diff != "" {
				t.Errorf("asked of %s: %s", who, diff)
			}
		}
		say(t, v, "Ada", id, "Som mig själv svarar jag inte för kommunen.")
		if len(mine("Ada")) != 1 {
			t.Error("answered for the organisation without speaking for it")
		}
		_, at := look(t, v, id)
		answer, err := v.Forum.Reply(ctx, v.Viewer(t, "Ada"), v.Key("Ada"), forum.NewPost{Thread: id, Text: "Planen säger ja.", As: v.Municipality})
		refused(t, "answering", "", err)
		if diff := cmp.Diff([]string{"thread.changed", "post.added"}, kinds(t, v, forum.Topic(id), at.Seq)); diff != "" || answer.Seq != at.Seq+2 {
			t.Error(diff, answer)
		}
		now, _ := look(t, v, id)
		if a := now.Thread.Asks[0]; a.State != "answered" || a.Post == nil || *a.Post != answer.ID || a.Wished != wished || a.Organisation.Name != "Bergs kommun" || len(mine("Ada")) != 0 {
			t.Errorf("%+v", a)
		}
		_, err = v.Forum.Decline(ctx, v.Viewer(t, "Ada"), person, "jag vill inte")
		refused(t, "declining for another", "forbidden", err)
		_, err = v.Forum.Decline(ctx, v.Viewer(t, "Bo"), person, "")
		refused(t, "declining without a reason", "reason_missing", err)
		_, err = v.Forum.Decline(ctx, v.Viewer(t, "Bo"), person, "Jag vet för lite om det.")
		refused(t, "declining", "", err)
		_, err = v.Forum.Unask(ctx, v.Viewer(t, "Dag"), person)
		refused(t, "taking back what is over", "ask_over", err)
		if now, _ = look(t, v, id); now.Thread.Asks[1].State != "declined" || now.Thread.Asks[1].Declined == "" {
			t.Errorf("%+v", now.Thread.Asks[1])
		}
		again, err := ask("Dag", forum.NewAsk{Organisation: v.Mill})
		refused(t, "the mill", "", err)
		_, err = v.Forum.Unask(ctx, v.Viewer(t, "Bo"), again)
		refused(t, "a member takes back", "forbidden", err)
		_, err = v.Forum.Unask(ctx, v.Viewer(t, "Dag"), again)
		refused(t, "the facilitator takes back", "", err)
		if now, _ = look(t, v, id); now.Thread.Asks[2].State != "withdrawn" {
			t.Errorf("%+v", now.Thread.Asks[2])
		}
	})
}

// What is asked in a private area is told to nobody who may not read it.
func TestWhatIsAskedInAPrivateArea(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Cai", apptest.Secret)
		answer, err := v.Forum.Ask(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), forum.NewAsk{Thread: id, Organisation: v.Municipality})
		refused(t, "asking", "", err)
		mine, err := v.Forum.Asked(ctx, v.Viewer(t, "Ada"))
		if err != nil || len(mine) != 0 {
			t.Errorf("%+v %v", mine, err)
		}
		_, err = v.Forum.Decline(ctx, v.Viewer(t, "Ada"), answer.ID, "nej")
		refused(t, "declining", "ask_unknown", err)
		refused(t, "letting Ada in", "", v.Areas.Admit(ctx, apptest.Secret, v.ID("Ada")))
		if mine, err = v.Forum.Asked(ctx, v.Viewer(t, "Ada")); err != nil || len(mine) != 1 {
			t.Errorf("%+v %v", mine, err)
		}
	})
}
