package forum_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
)

const because = "hör ihop med det andra"

func version(t *testing.T, v *apptest.Village, who, thread string) int64 {
	t.Helper()
	at, err := v.Forum.Thread(ctx, v.Viewer(t, who), thread)
	if err != nil {
		t.Fatal(err)
	}
	return at.Version
}

// move moves posts of a thread as it stands now; no posts are all of them.
func move(t *testing.T, v *apptest.Village, who, from, to string, posts ...string) (event.Reference, error) {
	t.Helper()
	return v.Forum.Rearrange(ctx, v.Viewer(t, who), v.Key(who), forum.Move{Thread: from, Version: version(t, v, "Dag", from), Posts: posts, To: to, Why: because})
}

func split(t *testing.T, v *apptest.Village, from string, place forum.NewPlace, posts ...string) (event.Reference, error) {
	t.Helper()
	return v.Forum.Rearrange(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), forum.Move{Thread: from, Version: version(t, v, "Dag", from), Posts: posts, New: &place, Why: because})
}

func texts(l forum.PostList) (list []string) {
	for i, p := range l.Items {
		if p.Number != int64(i+1) {
			list = append(list, "a hole before")
		}
		list = append(list, p.Text)
	}
	return list
}

func kinds(t *testing.T, v *apptest.Village, topic string, after int64) (list []string) {
	t.Helper()
	events, err := v.Events.After(ctx, topic, after, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		list = append(list, e.Type)
	}
	return list
}

func TestMovingPosts(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		a, b := start(t, v, "Bo", apptest.Energy), start(t, v, "Ada", apptest.Energy)
		a2, b2 := say(t, v, "Ada", a, "a2"), say(t, v, "Bo", b, "b2")
		a3, err := v.Forum.Reply(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), forum.NewPost{Thread: a, Text: "a3", ReplyTo: a2.ID})
		refused(t, "replying", "", err)
		say(t, v, "Ada", a, "a4")
		say(t, v, "Ada", b, "b3")

		answer, err := move(t, v, "Dag", a, b, a2.ID, a3.ID)
		if err != nil || answer.ID != b || answer.Topic != forum.Topic(b) || answer.Version != 2 || answer.Seq != 4 {
			t.Fatal(answer, err)
		}
		if diff := cmp.Diff([]string{"Vad tycker ni?", "a2", "b2", "a3", "b3"}, texts(read(t, v, "", b))); diff != "" {
			t.Error("where they came:", diff)
		}
		if diff := cmp.Diff([]string{"Vad tycker ni?", "a4"}, texts(read(t, v, "", a))); diff != "" {
			t.Error("where they left:", diff)
		}
		if at, _ := look(t, v, a); at.Thread.Posts != 2 || at.Thread.Version != 2 || at.Thread.Moved || at.Thread.LastActivityAt != at.Posts[1].At {
			t.Errorf("%+v", at.Thread)
		}
		p, err := v.Forum.Post(ctx, actor.Viewer{}, a3.ID)
		if err != nil || p.Thread != b || p.Number != 4 || p.Version != 1 || p.ReplyTo == nil || *p.ReplyTo != a2.ID {
			t.Errorf("its address leads elsewhere, or its version changed: %+v %v", p, err)
		}
		_, err = v.Forum.Posts(ctx, actor.Viewer{}, a, forum.Window{Around: a3.ID, Limit: 5})
		refused(t, "around what has left", "post_unknown", err)
		edited, err := v.Forum.Edit(ctx, v.Viewer(t, "Bo"), a3.ID, 1, "a3, ändrat")
		if err != nil || edited.Topic != forum.Topic(b) {
			t.Error("an edit that was under way:", edited, err)
		}
		again, err := v.Forum.Withdraw(ctx, v.Viewer(t, "Bo"), b2.ID, 0)
		refused(t, "withdrawing", "", err)
		if next := say(t, v, "Ada", b, "b6"); next.Seq != again.Seq+1 {
			t.Errorf("%+v", next)
		}
		if got := texts(read(t, v, "", b)); got[5] != "b6" {
			t.Errorf("what is new comes last: %v", got)
		}
		for _, thread := range []string{a, b} {
			if log := kinds(t, v, forum.Topic(thread), 0); !strings.Contains(strings.Join(log, " "), "thread.rearranged") {
				t.Errorf("%v", log)
			}
		}
		// A post that was withdrawn before it moved answers a second withdrawal still.
		_, err = move(t, v, "Dag", b, a, b2.ID)
		refused(t, "moving on", "", err)
		_, err = v.Forum.Withdraw(ctx, v.Viewer(t, "Bo"), b2.ID, 0)
		refused(t, "withdrawing again", "", err)
	})
}

func TestWhatIsNotMoved(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		a, b := start(t, v, "Bo", apptest.Energy), start(t, v, "Ada", apptest.Energy)
		post, foreign := say(t, v, "Ada", a, "a2").ID, say(t, v, "Ada", b, "b2").ID
		closed, secret := start(t, v, "Bo", apptest.Energy), start(t, v, "Cai", apptest.Secret)
		inside := say(t, v, "Cai", secret, "hemligt").ID
		_, err := v.Forum.Conclude(ctx, v.Viewer(t, "Dag"), closed, forum.Conclusion{Text: "klart"})
		refused(t, "closing", "", err)
		ids := []string{}
		for range 501 {
			ids = append(ids, post)
		}
		for name, c := range map[string]struct {
			who, code string
			m         forum.Move
		}{
			"a visitor":              {"", "session_missing", forum.Move{Thread: a, Version: 1, Posts: []string{post}, To: b, Why: because}},
			"its author":             {"Ada", "forbidden", forum.Move{Thread: a, Version: 1, Posts: []string{post}, To: b, Why: because}},
			"no reason":              {"Dag", "reason_missing", forum.Move{Thread: a, Version: 1, Posts: []string{post}, To: b}},
			"an old version":         {"Dag", "version_stale", forum.Move{Thread: a, Version: 9, Posts: []string{post}, To: b, Why: because}},
			"to nowhere":             {"Dag", "move_nowhere", forum.Move{Thread: a, Version: 1, Posts: []string{post}, To: "none", Why: because}},
			"to itself":              {"Dag", "move_nowhere", forum.Move{Thread: a, Version: 1, Posts: []string{post}, To: a, Why: because}},
			"to two places":          {"Dag", "move_nowhere", forum.Move{Thread: a, Version: 1, To: b, New: &forum.NewPlace{Title: "x"}, Why: because}},
			"from nowhere":           {"Dag", "thread_unknown", forum.Move{Thread: "none", Version: 1, To: b, Why: because}},
			"what lies elsewhere":    {"Dag", "move_gone", forum.Move{Thread: a, Version: 1, Posts: []string{post, foreign}, To: b, Why: because}},
			"too many":               {"Dag", "move_empty", forum.Move{Thread: a, Version: 1, Posts: ids, To: b, Why: because}},
			"into a closed thread":   {"Dag", "thread_closed", forum.Move{Thread: a, Version: 1, Posts: []string{post}, To: closed, Why: because}},
			"out of a closed thread": {"Dag", "thread_closed", forum.Move{Thread: closed, Version: 2, To: a, Why: because}},
			"out of a private area":  {"Dag", "move_opens", forum.Move{Thread: secret, Version: 1, Posts: []string{inside}, To: a, Why: because}},
			"split out of it":        {"Dag", "move_opens", forum.Move{Thread: secret, Version: 1, Posts: []string{inside}, New: &forum.NewPlace{Area: apptest.Energy, Title: "x"}, Why: because}},
			"a new one without name": {"Dag", "title_empty", forum.Move{Thread: a, Version: 1, Posts: []string{post}, New: &forum.NewPlace{}, Why: because}},
			"a new one of no kind":   {"Dag", "kind_unknown", forum.Move{Thread: a, Version: 1, Posts: []string{post}, New: &forum.NewPlace{Title: "x", Kind: "x"}, Why: because}},
			"to an area that is not": {"Dag", "area_unknown", forum.Move{Thread: a, Version: 1, Posts: []string{post}, New: &forum.NewPlace{Title: "x", Area: "x"}, Why: because}},
			"to an area that is not led": {"Mona", "area_past", forum.Move{Thread: a, Version: 1, Posts: []string{post},
				New: &forum.NewPlace{Title: "x", Area: apptest.Past}, Why: because}},
		} {
			_, err := v.Forum.Rearrange(ctx, v.Viewer(t, c.who), v.Key(c.who), c.m)
			refused(t, name, c.code, err)
		}
		_, err = v.Forum.Rearrange(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), forum.Move{Thread: a, Version: 1, To: secret, Why: because})
		refused(t, "to a thread that one may not read", "move_nowhere", err)
		if got := len(read(t, v, "", a).Items) + len(read(t, v, "", b).Items) + len(read(t, v, "Cai", secret).Items); got != 6 {
			t.Errorf("%d posts after refusals", got)
		}
	})
}

func TestMergingAThread(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		a, b := start(t, v, "Bo", apptest.Energy), start(t, v, "Ada", apptest.Energy)
		a2 := say(t, v, "Ada", a, "a2")
		refused(t, "pinning", "", pin(t, v, "Dag", a, true))
		_, err := v.Forum.Ask(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), forum.NewAsk{Thread: a, Organisation: v.Mill})
		refused(t, "asking", "", err)
		muted := notice.Choice{Level: notice.Muted}
		if _, err = v.Forum.ChooseThread(ctx, v.Viewer(t, "Mona"), b, muted); err != nil {
			t.Fatal(err)
		}
		_, err = move(t, v, "Mona", a, b)
		refused(t, "merging", "", err)
		for who, want := range map[string]notice.Level{"Bo": notice.Follow, "Mona": notice.Muted} { // Bo wrote only in a
			if r := readingOf(t, v, who, b); r.Level != want {
				t.Errorf("%s is at %q with the other thread, want %q", who, r.Level, want)
			}
		}

		at, err := v.Forum.Thread(ctx, actor.Viewer{}, a)
		if err != nil || !at.Moved || at.MovedTo == nil || *at.MovedTo != b || at.Posts != 0 || at.State != "closed" || at.Pinned || len(at.Asks) != 0 {
			t.Errorf("%+v %v", at, err)
		}
		if n := len(read(t, v, "", a).Items); n != 0 {
			t.Errorf("%d posts are still there", n)
		}
		if at, _ := look(t, v, b); len(at.Thread.Asks) != 1 || at.Thread.Posts != 3 {
			t.Errorf("%+v", at.Thread)
		}
		list, err := v.Forum.Threads(ctx, actor.Viewer{}, apptest.Energy, "", "", 50)
		if diff := cmp.Diff([]string{b}, idsOf(list.List)); diff != "" || err != nil {
			t.Error(diff, err)
		}
		area, err := v.Areas.Area(ctx, actor.Viewer{}, apptest.Energy)
		if err != nil || area.Threads != 1 {
			t.Errorf("the area counts %d, %v", area.Threads, err)
		}
		_, err = v.Forum.Reply(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), forum.NewPost{Thread: a, Text: "x"})
		refused(t, "posting in what was merged", "thread_moved", err)
		refused(t, "pinning it", "thread_moved", pin(t, v, "Dag", a, true))
		_, err = v.Forum.Reopen(ctx, v.Viewer(t, "Dag"), a, because)
		refused(t, "reopening it", "thread_moved", err)
		_, err = v.Forum.Conclude(ctx, v.Viewer(t, "Dag"), a, forum.Conclusion{Text: "x"})
		refused(t, "closing it", "thread_moved", err)
		_, err = move(t, v, "Dag", b, a, a2.ID)
		refused(t, "moving back into it", "thread_moved", err)
		title := "x"
		_, err = v.Forum.ChangeThread(ctx, v.Viewer(t, "Bo"), a, at.Version, forum.Change{Title: &title})
		refused(t, "renaming it", "forbidden", err)
	})
}

func TestSplittingAThread(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		a := start(t, v, "Bo", apptest.Energy)
		a2 := say(t, v, "Ada", a, "a2")
		say(t, v, "Bo", a, "a3")
		a4 := say(t, v, "Bo", a, "a4")
		head, err := v.Events.Head(ctx, "area:"+apptest.Energy)
		refused(t, "the head", "", err)
		answer, err := split(t, v, a, forum.NewPlace{Title: "En egen fråga", SubArea: apptest.Part, Kind: forum.Question, Tags: []string{"el"}}, a4.ID, a2.ID)
		if err != nil {
			t.Fatal(err)
		}
		at, err := v.Forum.Thread(ctx, actor.Viewer{}, answer.ID)
		if err != nil || at.Title != "En egen fråga" || at.Author.Name != "Ada" || at.Kind != forum.Question || at.Posts != 2 || at.Version != 2 || at.SubArea != apptest.Part {
			t.Errorf("%+v %v", at, err)
		}
		if diff := cmp.Diff([]string{"a2", "a4"}, texts(read(t, v, "", answer.ID))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"thread.added", "thread.rearranged"}, kinds(t, v, answer.Topic, 0)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"thread.added"}, kinds(t, v, "area:"+apptest.Energy, head.Seq)); diff != "" {
			t.Error(diff)
		}
		area, err := v.Areas.Area(ctx, actor.Viewer{}, apptest.Energy)
		if err != nil || area.Threads != 2 {
			t.Errorf("the area counts %d, %v", area.Threads, err)
		}
	})
}

// What lies in a private area now is told by no event of the public thread that it was in, old or new, nor by its log.
func TestWhatWentToAPrivateAreaIsToldNoMore(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		a := start(t, v, "Bo", apptest.Energy)
		marked := say(t, v, "Ada", a, "hemligt-ord")
		_, err := v.Forum.Edit(ctx, v.Viewer(t, "Ada"), marked.ID, 1, "hemligt-ord två")
		refused(t, "editing", "", err)
		whole := start(t, v, "Ada", apptest.Energy)
		say(t, v, "Ada", whole, "hemligt-ord tre")
		room, err := split(t, v, a, forum.NewPlace{Area: apptest.Secret, Title: "hemligt-ord"}, marked.ID)
		refused(t, "splitting", "", err)
		_, err = move(t, v, "Dag", whole, room.ID)
		refused(t, "merging", "", err)
		for _, thread := range []string{a, whole} {
			events, data := news(t, v, forum.Topic(thread), 0)
			for i, e := range events {
				if s := string(data[i]); strings.Contains(s, "hemligt-ord") || strings.Contains(s, room.ID) || e.Ref.ID == marked.ID && strings.Contains(s, "Ada") {
					t.Errorf("%s %d shows %s", e.Type, e.Seq, s)
				}
			}
			log, err := v.Forum.ThreadLog(ctx, v.Viewer(t, "Bo"), thread, "", 50)
			if err != nil || len(log.Items) != 1 || log.Items[0].Other != nil || log.Items[0].Why != because {
				t.Errorf("%+v %v", log.Items, err)
			}
		}
		at, err := v.Forum.Thread(ctx, v.Viewer(t, "Bo"), whole)
		if err != nil || !at.Moved || at.MovedTo != nil {
			t.Errorf("%+v %v", at, err)
		}
		at, err = v.Forum.Thread(ctx, v.Viewer(t, "Cai"), whole)
		if err != nil || at.MovedTo == nil || *at.MovedTo != room.ID {
			t.Errorf("whoever may read it is led there: %+v %v", at, err)
		}
		_, err = v.Forum.Post(ctx, v.Viewer(t, "Ada"), marked.ID)
		refused(t, "even the author of what was moved", "post_unknown", err)
		_, err = v.Forum.AreaLog(ctx, v.Viewer(t, "Bo"), apptest.Secret, "", 50)
		refused(t, "the log of the private area", "area_unknown", err)
		log, err := v.Forum.AreaLog(ctx, v.Viewer(t, "Cai"), apptest.Secret, "", 50)
		if err != nil || len(log.Items) != 2 || log.Items[0].Other == nil || log.Items[0].Other.ID != whole || log.Items[0].Kind != forum.ActMergedHere {
			t.Errorf("%+v %v", log.Items, err)
		}
	})
}

// Of two who move the same at once one wins, and the other is told that it has changed.
func TestTwoFacilitatorsAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		a, b := start(t, v, "Bo", apptest.Energy), start(t, v, "Ada", apptest.Energy)
		post := say(t, v, "Ada", a, "a2").ID
		moves := []forum.Move{{Thread: a, Version: 1, Posts: []string{post}, To: b, Why: because}, {Thread: b, Version: 1, To: a, Why: because}}
		who := []string{"Dag", "Mona"}
		errs := make([]error, 2)
		viewers := []actor.Viewer{v.Viewer(t, "Dag"), v.Viewer(t, "Mona")}
		var ready, done sync.WaitGroup
		ready.Add(2)
		for i := range moves {
			done.Go(func() {
				ready.Done()
				ready.Wait()
				_, errs[i] = v.Forum.Rearrange(ctx, viewers[i], v.Key(who[i]), moves[i])
			})
		}
		done.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("one wins: %v, %v", errs[0], errs[1])
		}
		if err := errors.Join(errs...); fault.CodeOf(err) != "version_stale" && fault.CodeOf(err) != "thread_moved" {
			t.Error(err)
		}
		if n := len(read(t, v, "", a).Items) + len(read(t, v, "", b).Items); n != 3 {
			t.Errorf("%d posts", n)
		}
	})
}
