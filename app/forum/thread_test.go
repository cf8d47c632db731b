package forum_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/area"
	"kraftsam/app/forum"
)

func TestAThreadIsWhatItsAuthorWrote(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		n := forum.NewThread{Area: apptest.Energy, Title: " Vind <b>& väder</b> ", Text: "Hej *alla*\n\n\u00a0 ", Lang: "sma", SubArea: apptest.Part,
			Municipality: apptest.Berg, Tags: []string{"elnät", "buller"}, As: v.Mill}
		answer, err := v.Forum.Start(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), n)
		if err != nil {
			t.Fatal(err)
		}
		at, err := v.Forum.Thread(ctx, actor.Viewer{}, answer.ID)
		if err != nil {
			t.Fatal(err)
		}
		if at.Topic != answer.Topic || at.Seq != answer.Seq || at.Epoch != answer.Epoch || answer.Seq != 1 || answer.Topic != forum.Topic(answer.ID) {
			t.Errorf("answered %+v, stands at %+v", answer, at.At)
		}
		if at.Title != n.Title || at.Lang != "sma" || at.SubArea != apptest.Part || at.MunicipalityName != "Berg" || !cmp.Equal(at.Tags, n.Tags) ||
			at.Posts != 1 || at.State != "open" || at.Version != 1 {
			t.Errorf("%+v", at.ThreadView)
		}
		if o := at.Author.Organisation; at.Author.Name != "Bo" || o == nil || o.Name != "Åkvarnen AB" || o.Sector != "business" || o.MunicipalityName != "Berg" {
			t.Errorf("%+v", at.Author)
		}
		first := read(t, v, "", answer.ID).Items[0]
		if first.Number != 1 || first.Text != n.Text || !strings.Contains(first.HTML, "<em>alla</em>") || first.Lang != "sma" || first.Author.Organisation == nil {
			t.Errorf("%+v", first)
		}
		a, err := v.Areas.Area(ctx, actor.Viewer{}, apptest.Energy)
		if err != nil || a.Threads != 1 {
			t.Errorf("the area counts %d threads, %v", a.Threads, err)
		}
	})
}

func TestWhatMakesNoThread(t *testing.T) {
	good := forum.NewThread{Area: apptest.Energy, Title: "Titel", Text: "Text"}
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for name, c := range map[string]struct {
			who, code string
			spoil     func(n *forum.NewThread)
		}{
			"a visitor":                     {"", "session_missing", func(*forum.NewThread) {}},
			"no title":                      {"Bo", "title_empty", func(n *forum.NewThread) { n.Title = " \u200b\n" }},
			"a long title":                  {"Bo", "title_too_long", func(n *forum.NewThread) { n.Title = strings.Repeat("å", 201) }},
			"no text":                       {"Bo", "text_empty", func(n *forum.NewThread) { n.Text = "\t" }},
			"a long text":                   {"Bo", "text_too_long", func(n *forum.NewThread) { n.Text = strings.Repeat("😀", 10_001) }},
			"no such language":              {"Bo", "lang_unknown", func(n *forum.NewThread) { n.Lang = "svenska!" }},
			"no such area":                  {"Bo", "area_unknown", func(n *forum.NewThread) { n.Area = "ingenstans" }},
			"an area of others":             {"Bo", "area_unknown", func(n *forum.NewThread) { n.Area = apptest.Secret }},
			"an area whose time is over":    {"Bo", "area_past", func(n *forum.NewThread) { n.Area = apptest.Past }},
			"no such sub-area":              {"Bo", "sub_area_unknown", func(n *forum.NewThread) { n.SubArea = "x" }},
			"no such municipality":          {"Bo", "municipality_unknown", func(n *forum.NewThread) { n.Municipality = "0000" }},
			"a tag twice":                   {"Bo", "tag_invalid", func(n *forum.NewThread) { n.Tags = []string{"a", "a"} }},
			"eleven tags":                   {"Bo", "tag_invalid", func(n *forum.NewThread) { n.Tags = strings.Split("abcdefghijk", "") }},
			"an empty tag":                  {"Bo", "tag_invalid", func(n *forum.NewThread) { n.Tags = []string{" "} }},
			"somebody else's organisation":  {"Bo", "as_refused", func(n *forum.NewThread) { n.As = v.Municipality }},
			"an organisation not confirmed": {"Cai", "as_refused", func(n *forum.NewThread) { n.As = v.University }},
			"no such organisation":          {"Bo", "as_refused", func(n *forum.NewThread) { n.As = "nobody" }},
		} {
			n := good
			c.spoil(&n)
			_, err := v.Forum.Start(ctx, v.Viewer(t, c.who), v.Key(c.who), n)
			refused(t, name, c.code, err)
		}
		list, err := v.Forum.Threads(ctx, actor.Viewer{}, apptest.Energy, "", "", 50)
		if err != nil || len(list.Items) != 0 || list.Seq != 0 {
			t.Errorf("refusals left %d threads at seq %d, %v", len(list.Items), list.Seq, err)
		}
	})
}

func TestARepeatedThreadIsOneThread(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		bo, key, n := v.Viewer(t, "Bo"), v.Key("Bo"), forum.NewThread{Area: apptest.Energy, Title: "En gång", Text: "x"}
		first, err := v.Forum.Start(ctx, bo, key, n)
		refused(t, "first", "", err)
		again, err := v.Forum.Start(ctx, bo, key, n)
		refused(t, "again", "", err)
		if again.ID != first.ID || !again.Replayed() || first.Replayed() {
			t.Errorf("%+v, %+v", first, again)
		}
		list, _ := v.Forum.Threads(ctx, bo, apptest.Energy, "", "", 50)
		if len(list.Items) != 1 {
			t.Errorf("%d threads", len(list.Items))
		}
	})
}

func TestChangingAThread(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		title, part, place, none := "Ny titel", apptest.Part, apptest.Berg, ""
		tags := []string{"x"}
		change := func(who string, version int64, c forum.Change) error {
			_, err := v.Forum.ChangeThread(ctx, v.Viewer(t, who), id, version, c)
			return err
		}
		refused(t, "another member", "forbidden", change("Ada", 1, forum.Change{Title: &title}))
		refused(t, "a visitor", "session_missing", change("", 1, forum.Change{Title: &title}))
		refused(t, "the author", "", change("Bo", 1, forum.Change{Title: &title, SubArea: &part, Municipality: &place, Tags: &tags}))
		refused(t, "nothing to change", "", change("Bo", 2, forum.Change{}))
		stale := change("Dag", 1, forum.Change{Tags: &tags})
		refused(t, "an old version", "version_stale", stale)
		refused(t, "the facilitator", "", change("Dag", 2, forum.Change{Municipality: &none, SubArea: &none}))
		refused(t, "the same again", "", change("Bo", 3, forum.Change{Title: &title, Municipality: &none, SubArea: &none, Tags: &tags}))
		blank := " "
		refused(t, "no title", "title_empty", change("Bo", 3, forum.Change{Title: &blank}))
		at, err := v.Forum.Thread(ctx, actor.Viewer{}, id)
		if err != nil || at.Title != title || at.Version != 3 || at.Municipality != nil || at.SubArea != "" || at.Seq != 3 || !cmp.Equal(at.Tags, tags) {
			t.Errorf("%+v, %v", at, err)
		}
	})
}

func TestClosingAndReopening(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		post := say(t, v, "Bo", id, "ett")
		shut := func(who, text string) error {
			_, err := v.Forum.Conclude(ctx, v.Viewer(t, who), id, forum.Conclusion{Text: text})
			return err
		}
		reopen := func(who string) error {
			_, err := v.Forum.Reopen(ctx, v.Viewer(t, who), id, "")
			return err
		}
		refused(t, "its author may not close", "forbidden", shut("Bo", "klart"))
		refused(t, "a conclusion is needed", "text_empty", shut("Dag", " "))
		refused(t, "it is open", "thread_open", reopen("Dag"))
		refused(t, "the facilitator closes", "", shut("Dag", "Vi är **överens**."))
		refused(t, "the same again changes nothing", "", shut("Dag", "Vi är **överens**."))
		refused(t, "another conclusion", "thread_closed", shut("Mona", "Nej."))

		at, err := v.Forum.Thread(ctx, v.Viewer(t, "Bo"), id)
		if err != nil || at.State != "closed" || at.Closure == nil || at.Closure.By.Name != "Dag" || !strings.Contains(at.Closure.HTML, "<strong>") || at.Version != 2 || at.Seq != 3 {
			t.Fatalf("%+v, %v", at, err)
		}
		if *at.May != (forum.ThreadMay{}) {
			t.Errorf("the author still may %+v", *at.May)
		}
		_, err = v.Forum.Reply(ctx, v.Viewer(t, "Ada"), v.Key("Ada"), forum.NewPost{Thread: id, Text: "för sent"})
		refused(t, "posting", "thread_closed", err)
		_, err = v.Forum.Edit(ctx, v.Viewer(t, "Bo"), post.ID, 1, "ändrat")
		refused(t, "editing", "thread_closed", err)
		_, err = v.Forum.Withdraw(ctx, v.Viewer(t, "Bo"), post.ID, 0)
		refused(t, "withdrawing", "thread_closed", err)

		refused(t, "the author may not reopen", "forbidden", reopen("Bo"))
		refused(t, "a moderator reopens", "", reopen("Mona"))
		say(t, v, "Ada", id, "igen")
		refused(t, "it can be closed again", "", shut("Dag", "Nu så."))
		if at, err = v.Forum.Thread(ctx, v.Viewer(t, ""), id); err != nil || at.Closure == nil || at.Closure.Text != "Nu så." {
			t.Errorf("%+v, %v", at.Closure, err)
		}
	})
}

// Nothing tells a private area's threads from those that never were.
func TestAPrivateThreadIsNoThreadToOthers(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Cai", apptest.Secret)
		post := read(t, v, "Cai", id).Items[0].ID
		for who, code := range map[string]string{"Cai": "", "Dag": "", "Mona": "", "Bo": "_unknown", "": "_unknown"} {
			by := v.Viewer(t, who)
			of := func(noun string) string {
				if code == "" {
					return ""
				}
				return noun + code
			}
			_, err := v.Forum.Thread(ctx, by, id)
			refused(t, who+" reads the thread", of("thread"), err)
			_, err = v.Forum.Posts(ctx, by, id, forum.Window{Limit: 1})
			refused(t, who+" reads its posts", of("thread"), err)
			_, err = v.Forum.Post(ctx, by, post)
			refused(t, who+" reads the post", of("post"), err)
			_, err = v.Forum.Versions(ctx, by, post)
			refused(t, who+" reads its versions", of("post"), err)
			_, err = v.Forum.Threads(ctx, by, apptest.Secret, "", "", 50)
			refused(t, who+" lists the area", of("area"), err)
		}
		bo := v.Viewer(t, "Bo")
		_, err := v.Forum.Reply(ctx, bo, v.Key("Bo"), forum.NewPost{Thread: id, Text: "x"})
		refused(t, "posting", "thread_unknown", err)
		_, err = v.Forum.Edit(ctx, bo, post, 1, "x")
		refused(t, "editing", "post_unknown", err)
		_, err = v.Forum.Conclude(ctx, bo, id, forum.Conclusion{Text: "x"})
		refused(t, "closing", "thread_unknown", err)
		_, err = v.Forum.ChangeThread(ctx, bo, id, 9, forum.Change{})
		refused(t, "changing", "thread_unknown", err)

		refused(t, "Cai leaves", "", v.Areas.Leave(ctx, v.Viewer(t, "Cai"), apptest.Secret))
		_, err = v.Forum.Edit(ctx, v.Viewer(t, "Cai"), post, 1, "x")
		refused(t, "even the author, after leaving", "post_unknown", err)
	})
}

func TestAnAreaWhoseTimeIsOverIsRead(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		a, err := v.Areas.Area(ctx, actor.Viewer{}, apptest.Past)
		refused(t, "reading the area", "", err)
		over := a.Valid
		a.Valid = area.Validity{From: over.From}
		refused(t, "back then", "", v.Areas.Put(ctx, a))
		id := start(t, v, "Bo", apptest.Past)
		a.Valid = over
		refused(t, "and now", "", v.Areas.Put(ctx, a))
		if n := len(read(t, v, "", id).Items); n != 1 {
			t.Errorf("%d posts", n)
		}
		_, err = v.Forum.Reply(ctx, v.Viewer(t, "Ada"), v.Key("Ada"), forum.NewPost{Thread: id, Text: "x"})
		refused(t, "posting", "area_past", err)
	})
}
