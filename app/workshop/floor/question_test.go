package floor_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/floor"
)

func TestAQuestionIsSupportedOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		first, second := g.asked("Bo", "Vem betalar?"), g.asked("Ada", "När då?")
		support := func(who, id string) error { return only(v.Floor.Support(ctx, v.Viewer(t, who), g.id, id, "")) }
		must(t, both(func() error { return support("Bo", second) }, func() error { return support("Bo", second) }))
		must(t, support("Dag", second))
		refused(t, "one's own", support("Bo", first), "question_own")
		refused(t, "nobody's", support("Bo", "x"), "question_unknown")
		at, err := v.Floor.Questions(ctx, v.Viewer(t, "Bo"), g.id, "")
		must(t, err)
		if at.Items[0].ID != second || at.Items[0].Supports != 2 || !slices.Equal(at.Mine.Supported, []string{second}) {
			t.Errorf("%+v", at)
		}
		must(t, only(v.Floor.Unsupport(ctx, v.Viewer(t, "Bo"), g.id, second, "")))
		must(t, only(v.Floor.Unsupport(ctx, v.Viewer(t, "Bo"), g.id, second, "")))
		if at := g.questions("Bo"); at.Items[1].Supports != 1 || len(at.Mine.Supported) != 0 {
			t.Errorf("%+v", at)
		}
		refused(t, "no such order", only(v.Floor.Questions(ctx, v.Viewer(t, "Bo"), g.id, "x")), "order_unknown")
	})
}

func TestOneQuestionIsOnAtATime(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		ids := []string{g.asked("Bo", "Vem betalar?"), g.asked("Ada", "När då?")}
		press := func(who, id string) func() error {
			by := v.Viewer(t, who)
			return func() error {
				return only(v.Floor.Handle(ctx, by, g.id, id, 1, floor.Handling{Do: floor.GoLive}))
			}
		}
		refused(t, "the second", both(press("Dag", ids[0]), press("Mona", ids[1])), "question_live_other")
		on := slices.DeleteFunc(g.questions("Dag").Items, func(q floor.QuestionView) bool { return q.Status != floor.OnNow })
		if len(on) != 1 {
			t.Fatalf("%+v", on)
		}
		refused(t, "twice the same", press("Mona", on[0].ID)(), "version_stale")
		other := ids[0]
		if other == on[0].ID {
			other = ids[1]
		}
		must(t, only(v.Floor.Handle(ctx, v.Viewer(t, "Mona"), g.id, other, 1, floor.Handling{Do: floor.GoLive, Before: on[0].ID})))
		for _, q := range g.questions("Dag").Items {
			if want := map[bool]string{true: floor.OnNow, false: floor.Shortlisted}[q.ID == other]; q.Status != want {
				t.Errorf("%s is %s, want %s", q.Text, q.Status, want)
			}
		}
		refused(t, "a member", only(v.Floor.Handle(ctx, v.Viewer(t, "Bo"), g.id, other, 2, floor.Handling{Do: floor.Answer})), "forbidden")
	})
}

func TestTheAuthorIsToldWhyAQuestionIsHidden(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		id := g.asked("Bo", "Vad tjänar Kalle?")
		hide := func(why string) error {
			return only(v.Floor.Handle(ctx, v.Viewer(t, "Dag"), g.id, id, 1, floor.Handling{Do: floor.Hide, Why: why}))
		}
		refused(t, "without a reason", hide(" "), "why_empty")
		refused(t, "with a long one", hide(strings.Repeat("x", 1001)), "words_too_long")
		must(t, hide("Någons lön"))
		for who, sees := range map[string]int{"Bo": 1, "Dag": 1, "Mona": 1, "Ada": 0, "": 0} {
			at := g.questions(who)
			if q := at.Items[0]; !q.Hidden || q.Text != "" || len(at.Hidden) != sees || sees == 1 && at.Hidden[0] != (floor.HiddenQuestion{ID: id, Text: "Vad tjänar Kalle?", Why: "Någons lön"}) {
				t.Errorf("%q sees %+v %+v", who, q, at.Hidden)
			}
		}
		refused(t, "support", only(v.Floor.Support(ctx, v.Viewer(t, "Ada"), g.id, id, "")), "question_gone")
		refused(t, "live", only(v.Floor.Handle(ctx, v.Viewer(t, "Dag"), g.id, id, 2, floor.Handling{Do: floor.GoLive})), "question_gone")
		refused(t, "somebody else's", only(v.Floor.Withdraw(ctx, v.Viewer(t, "Ada"), g.id, id)), "forbidden")
		must(t, only(v.Floor.Withdraw(ctx, v.Viewer(t, "Bo"), g.id, id)))
		must(t, only(v.Floor.Withdraw(ctx, v.Viewer(t, "Bo"), g.id, id)))
		if at := g.questions("Dag"); !at.Items[0].Withdrawn || len(at.Hidden) != 0 {
			t.Errorf("%+v", at)
		}
	})
}

func TestWhatCannotBeAsked(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		ask := func(by actor.Viewer, id, onBehalf, words string) error {
			return only(v.Floor.Ask(ctx, by, v.Key("Bo"), id, onBehalf, words))
		}
		bo := v.Viewer(t, "Bo")
		refused(t, "nothing", ask(bo, g.id, "", " \u200b"), "text_empty")
		refused(t, "too much", ask(bo, g.id, "", strings.Repeat("å", 10_000)), "text_too_long")
		must(t, ask(bo, g.id, "", strings.Repeat("å", 1000)))
		refused(t, "for another", ask(bo, g.id, g.phone, "x"), "forbidden")
		refused(t, "nowhere", ask(bo, "x", "", "x"), "workshop_unknown")
		refused(t, "outside", ask(v.Viewer(t, "Cai"), g.id, "", "x"), "workshop_outside")
		refused(t, "a visitor", ask(actor.Viewer{}, g.id, "", "x"), "session_missing")
		other := planned(t, v, apptest.Energy)
		must(t, only(other.act(workshop.Invite)))
		refused(t, "a participant of another workshop", ask(bo, other.id, "", "x"), "workshop_outside")
		refused(t, "on behalf of one of another workshop", ask(v.Viewer(t, "Dag"), other.id, g.phone, "x"), "participant_unknown")
		must(t, ask(v.Viewer(t, "Dag"), other.id, "", "Inför mötet"))
		q := other.questions("Dag").Items[0].ID
		refused(t, "support of another workshop's", only(v.Floor.Support(ctx, bo, g.id, q, "")), "question_unknown")
		refused(t, "handling of another workshop's", only(v.Floor.Handle(ctx, v.Viewer(t, "Dag"), g.id, q, 1, floor.Handling{Do: floor.Answer})), "question_unknown")
	})
}

func TestQuestionsAfterwardsAreMarked(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		must(t, only(g.act(workshop.End)))
		id := g.asked("Bo", "Och sedan?")
		if q := g.questions("Bo").Items[0]; q.ID != id || !q.Late {
			t.Errorf("%+v", q)
		}
		must(t, v.DB.InTx(ctx, func(ctx context.Context) error {
			return v.DB.From(ctx).Exec("UPDATE workshops SET after_days = 0 WHERE id = ?", g.id).Error
		}))
		refused(t, "when the window has closed", only(g.asks("Bo", "För sent?").do()), "workshop_not_open")
		refused(t, "support", only(v.Floor.Support(ctx, v.Viewer(t, "Ada"), g.id, id, "")), "workshop_not_open")
	})
}
