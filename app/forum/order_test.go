package forum_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/fault"
)

func TestAConclusionInThreeParts(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		whole := forum.Conclusion{Agreed: "Torka **ihop**.", Differ: "Var.", Ahead: "Möte i mars."}
		shut := func(c forum.Conclusion) error {
			_, err := v.Forum.Conclude(ctx, v.Viewer(t, "Dag"), id, c)
			return err
		}
		missing, both := whole, whole
		missing.Differ, both.Text = " ", "x"
		refused(t, "a part is missing", "text_empty", shut(missing))
		refused(t, "in both ways", "conclusion_twice", shut(both))
		refused(t, "whole", "", shut(whole))
		refused(t, "the same again changes nothing", "", shut(whole))
		refused(t, "another one", "thread_closed", shut(forum.Conclusion{Text: "annat"}))
		at, err := v.Forum.Thread(ctx, actor.Viewer{}, id)
		if err != nil || at.Version != 2 || at.Closure == nil {
			t.Fatal(at, err)
		}
		c := *at.Closure
		if c.Agreed != whole.Agreed || c.Differ != whole.Differ || c.Ahead != whole.Ahead || !strings.Contains(c.AgreedHTML, "<strong>ihop</strong>") {
			t.Errorf("%+v", c)
		}
		for _, part := range []string{"Vi är överens om", "Torka **ihop**.", "Här tycker vi olika", "Möte i mars."} {
			if !strings.Contains(c.Text, part) {
				t.Errorf("%q is not in the one text %q", part, c.Text)
			}
		}
		if !strings.Contains(c.HTML, "<strong>ihop</strong>") || !strings.Contains(c.HTML, "<p><strong>Här tycker vi olika</strong></p>") {
			t.Error(c.HTML)
		}
		_, err = v.Forum.Reopen(ctx, v.Viewer(t, "Dag"), id, "Nya uppgifter har kommit.")
		refused(t, "reopening", "", err)
		log, err := v.Forum.ThreadLog(ctx, actor.Viewer{}, id, "", 50)
		if err != nil || len(log.Items) != 2 || log.Items[0].Kind != forum.ActReopened || log.Items[0].Why != "Nya uppgifter har kommit." || log.Items[1].Kind != forum.ActClosed {
			t.Errorf("%+v %v", log.Items, err)
		}
	})
}

func TestSlowMode(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		slow := func(who string, minutes int64) error {
			_, err := v.Forum.Slow(ctx, v.Viewer(t, who), id, minutes, "Det går hett till.")
			return err
		}
		write := func(who string) error {
			_, err := v.Forum.Reply(ctx, v.Viewer(t, who), v.Key(who), forum.NewPost{Thread: id, Text: "x"})
			return err
		}
		refused(t, "its author may not", "forbidden", slow("Bo", 10))
		refused(t, "more than a day", "minutes_invalid", slow("Dag", 1441))
		refused(t, "less than nothing", "minutes_invalid", slow("Dag", -1))
		refused(t, "the facilitator", "", slow("Dag", 10))
		refused(t, "the same again", "", slow("Mona", 10))
		refused(t, "Bo just started it", "thread_slow", write("Bo"))
		refused(t, "Ada's first", "", write("Ada"))
		err := write("Ada")
		refused(t, "Ada's second", "thread_slow", err)
		if wait := fault.As(err).RetryAfter; wait <= 9*time.Minute || wait > 10*time.Minute {
			t.Errorf("wait %s", wait)
		}
		refused(t, "the facilitator's first", "", write("Dag"))
		refused(t, "the facilitator's second", "", write("Dag"))
		at, err := v.Forum.Thread(ctx, v.Viewer(t, "Ada"), id)
		if err != nil || at.SlowMinutes != 10 || at.May.WriteAt == "" || at.Version != 2 {
			t.Errorf("%+v %v", at, err)
		}
		if at, err = v.Forum.Thread(ctx, v.Viewer(t, "Cai"), id); err != nil || at.May.WriteAt != "" {
			t.Errorf("Cai has not written and waits: %+v %v", at.May, err)
		}
		refused(t, "ending it", "", slow("Mona", 0))
		refused(t, "Ada again", "", write("Ada"))
	})
}

func TestKindsAndDeadlines(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		today, ahead := time.Now().UTC().Format(time.DateOnly), time.Now().UTC().AddDate(0, 1, 0).Format(time.DateOnly)
		begin := func(who, kind, deadline string) error {
			_, err := v.Forum.Start(ctx, v.Viewer(t, who), v.Key(who), forum.NewThread{Area: apptest.Energy, Title: "T", Text: "x", Kind: kind, Deadline: deadline})
			return err
		}
		refused(t, "no kind", "kind_unknown", begin("Bo", "rant", ""))
		refused(t, "an announcement of a member", "announcement_refused", begin("Bo", forum.Announcement, ""))
		refused(t, "an announcement of the facilitator", "", begin("Dag", forum.Announcement, ""))
		refused(t, "a day that is none", "deadline_invalid", begin("Bo", forum.Proposal, "2026-02-31"))
		refused(t, "a day long gone", "deadline_invalid", begin("Bo", forum.Proposal, "2020-01-01"))
		refused(t, "today", "", begin("Bo", forum.Proposal, today))
		id := start(t, v, "Bo", apptest.Energy)
		change := func(who string, version int64, c forum.Change) error {
			_, err := v.Forum.ChangeThread(ctx, v.Viewer(t, who), id, version, c)
			return err
		}
		question, announcement, none, title := forum.Question, forum.Announcement, "", "Tydligare"
		refused(t, "the author makes it a question with a deadline", "", change("Bo", 1, forum.Change{Kind: &question, Deadline: &ahead}))
		refused(t, "but no announcement", "announcement_refused", change("Bo", 2, forum.Change{Kind: &announcement}))
		refused(t, "the facilitator rewords with too long a reason", "reason_too_long", change("Dag", 2, forum.Change{Title: &title, Why: strings.Repeat("x", actor.MaxReason+1)}))
		refused(t, "with a shorter one", "", change("Dag", 2, forum.Change{Title: &title, Why: "Lättare att hitta."}))
		refused(t, "and takes the deadline away", "", change("Dag", 3, forum.Change{Deadline: &none}))
		at, err := v.Forum.Thread(ctx, actor.Viewer{}, id)
		if err != nil || at.Kind != forum.Question || at.Deadline != "" || at.Title != title || at.Version != 4 {
			t.Errorf("%+v %v", at, err)
		}
		for who, before := range map[string]string{"": "", "Ada": "", "Bo": "Vindkraft i Berg", "Mona": "Vindkraft i Berg"} {
			log, err := v.Forum.ThreadLog(ctx, v.Viewer(t, who), id, "", 50)
			if err != nil || len(log.Items) != 2 || log.Items[0].Kind != forum.ActSorted || log.Items[1].Kind != forum.ActReworded || log.Items[1].Before != before || log.Items[1].Why == "" {
				t.Errorf("%s reads %+v %v", who, log.Items, err)
			}
		}
	})
}

func TestMarkingPosts(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		answer, err := v.Forum.Start(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), forum.NewThread{Area: apptest.Energy, Title: "Hur?", Text: "x", Kind: forum.Question})
		refused(t, "asking", "", err)
		id := answer.ID
		own := say(t, v, "Ada", id, "som mig själv").ID
		official, err := v.Forum.Reply(ctx, v.Viewer(t, "Ada"), v.Key("Ada"), forum.NewPost{Thread: id, Text: "som kommunen", As: v.Municipality})
		refused(t, "answering", "", err)
		mark := func(who, post, kind string, on bool) error {
			_, err := v.Forum.SetMark(ctx, v.Viewer(t, who), post, kind, on)
			return err
		}
		marks := func() (list []string) {
			at, _ := look(t, v, id)
			for _, m := range at.Thread.Marks {
				list = append(list, m.Kind+" "+m.Author.Name+" by "+m.By.Name)
			}
			return list
		}
		refused(t, "an unknown kind", "mark_unknown", mark("Dag", own, "best", true))
		refused(t, "for a person alone", "mark_needs_organisation", mark("Dag", own, forum.MarkOfficial, true))
		refused(t, "somebody else", "forbidden", mark("Cai", official.ID, forum.MarkOfficial, true))
		refused(t, "who spoke for it", "", mark("Ada", official.ID, forum.MarkOfficial, true))
		refused(t, "the same again", "", mark("Dag", official.ID, forum.MarkOfficial, true))
		refused(t, "who asked marks the answer", "", mark("Bo", own, forum.MarkAnswer, true))
		refused(t, "who answered may not", "forbidden", mark("Ada", official.ID, forum.MarkAnswer, true))
		if diff := cmp.Diff([]string{"answer Ada by Bo", "official Ada by Ada"}, marks()); diff != "" {
			t.Error(diff)
		}
		refused(t, "another answer", "", mark("Dag", official.ID, forum.MarkAnswer, true))
		refused(t, "taking the official away", "", mark("Dag", official.ID, forum.MarkOfficial, false))
		refused(t, "again", "", mark("Dag", official.ID, forum.MarkOfficial, false))
		if diff := cmp.Diff([]string{"answer Ada by Dag"}, marks()); diff != "" {
			t.Error(diff)
		}
		// It follows the post, and what is no question has no answer to mark.
		other := start(t, v, "Bo", apptest.Energy)
		_, err = move(t, v, "Dag", id, other, official.ID)
		refused(t, "moving", "", err)
		if at, _ := look(t, v, other); len(at.Thread.Marks) != 1 || at.Thread.Marks[0].Number != 2 || len(marks()) != 0 {
			t.Errorf("%+v", at.Thread.Marks)
		}
		refused(t, "an answer to no question", "mark_needs_question", mark("Dag", read(t, v, "", other).Items[0].ID, forum.MarkAnswer, true))
		_, err = v.Forum.Withdraw(ctx, v.Viewer(t, "Ada"), own, 0)
		refused(t, "withdrawing", "", err)
		refused(t, "what was withdrawn", "post_withdrawn", mark("Dag", own, forum.MarkAnswer, true))
	})
}
