package forum_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/fault"
)

// Whatever Unicode was typed comes back byte for byte.
func TestATextComesBackAsItWasTyped(t *testing.T) {
	texts := []string{"å\u0061\u030a", "  \tinryckt\r\n\n", "👩‍👩‍👧‍👦 \u202eomvänt\u202c", "<script>alert(1)</script>", "'; DROP TABLE posts; --", `\u0000`, strings.Repeat("ö", 10_000)}
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		for _, text := range texts {
			say(t, v, "Ada", id, text)
		}
		var got []string
		for _, p := range read(t, v, "", id).Items[1:] {
			got = append(got, p.Text)
			if strings.Contains(p.HTML, "<script") {
				t.Errorf("%s", p.HTML)
			}
		}
		if diff := cmp.Diff(texts, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestReplying(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, other := start(t, v, "Bo", apptest.Energy), start(t, v, "Bo", apptest.Energy)
		elsewhere := read(t, v, "", other).Items[0].ID
		first := read(t, v, "", id).Items[0].ID
		reply := func(n forum.NewPost) error {
			n.Thread = id
			_, err := v.Forum.Reply(ctx, v.Viewer(t, "Ada"), v.Key("Ada"), n)
			return err
		}
		refused(t, "to a post of this thread", "", reply(forum.NewPost{Text: "svar", ReplyTo: first, As: v.Municipality, Lang: "en"}))
		refused(t, "to one of another thread", "reply_to_unknown", reply(forum.NewPost{Text: "svar", ReplyTo: elsewhere}))
		refused(t, "to nothing", "reply_to_unknown", reply(forum.NewPost{Text: "svar", ReplyTo: "nothing"}))
		refused(t, "as the mill", "as_refused", reply(forum.NewPost{Text: "svar", As: v.Mill}))
		refused(t, "with nothing", "text_empty", reply(forum.NewPost{Text: " "}))
		refused(t, "in no language", "lang_unknown", reply(forum.NewPost{Text: "x", Lang: "12345678901"}))
		list := read(t, v, "", id)
		if len(list.Items) != 2 || list.Seq != 2 {
			t.Fatalf("%d posts at seq %d", len(list.Items), list.Seq)
		}
		p := list.Items[1]
		if p.ReplyTo == nil || *p.ReplyTo != first || p.Lang != "en" || p.Author.Organisation == nil || p.Author.Organisation.Kind != "municipality" {
			t.Errorf("%+v", p)
		}
	})
}

// Many people at once: every post has its own number, and the order of the numbers is that of the log.
func TestNumbersFollowTheLog(t *testing.T) {
	const each = 6
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		var wg sync.WaitGroup
		for _, who := range []string{"Ada", "Bo", "Cai", "Dag"} {
			by := v.Viewer(t, who)
			wg.Go(func() {
				for range each {
					if _, err := v.Forum.Reply(ctx, by, v.Key(who), forum.NewPost{Thread: id, Text: "jag först"}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		list := read(t, v, "", id)
		events, err := v.Events.After(ctx, forum.Topic(id), 1, 1000)
		if err != nil || len(events) != 4*each || len(list.Items) != 4*each+1 {
			t.Fatalf("%d events and %d posts, %v", len(events), len(list.Items), err)
		}
		for i, e := range events {
			if p := list.Items[i+1]; p.ID != e.Ref.ID || p.Number != e.Seq {
				t.Errorf("event %d is about %s, post %d is %s", e.Seq, e.Ref.ID, p.Number, p.ID)
			}
		}
	})
}

func TestEditing(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		post := say(t, v, "Ada", id, "först").ID
		edit := func(who string, version int64, text string) error {
			_, err := v.Forum.Edit(ctx, v.Viewer(t, who), post, version, text)
			return err
		}
		refused(t, "a visitor", "session_missing", edit("", 1, "x"))
		for _, who := range []string{"Bo", "Dag", "Mona", "Alva"} {
			refused(t, who+" edits another's words", "forbidden", edit(who, 1, "x"))
		}
		refused(t, "the author", "", edit("Ada", 1, "sedan"))
		before := read(t, v, "", id).Seq
		same, err := v.Forum.Edit(ctx, v.Viewer(t, "Ada"), post, 2, "sedan")
		if err != nil || same.Version != 2 || same.Seq != before || read(t, v, "", id).Seq != before {
			t.Errorf("the same text again: %+v, %v", same, err)
		}
		stale := edit("Ada", 1, "för sent")
		refused(t, "an old version", "version_stale", stale)
		if now, ok := fault.As(stale).Current.(forum.PostView); !ok || now.Text != "sedan" || now.Version != 2 {
			t.Errorf("the present state is %+v", fault.As(stale).Current)
		}
		refused(t, "empty", "text_empty", edit("Ada", 2, " "))
		refused(t, "nothing there", "post_unknown", func() error { _, err := v.Forum.Edit(ctx, v.Viewer(t, "Ada"), "none", 1, "x"); return err }())
		p, err := v.Forum.Post(ctx, actor.Viewer{}, post)
		if err != nil || p.Text != "sedan" || p.Version != 2 || p.Versions != 2 || p.EditedAt == "" {
			t.Errorf("%+v, %v", p, err)
		}
		for who, reads := range map[string]bool{"": false, "Bo": false, "Ada": true, "Dag": true, "Mona": true} {
			versions, err := v.Forum.Versions(ctx, v.Viewer(t, who), post)
			if err != nil || len(versions) != 2 || versions[0].Version != 2 || versions[1].At == "" {
				t.Fatalf("%+v, %v", versions, err)
			}
			if (versions[1].Text == "först") != reads || (versions[1].HTML != "") != reads {
				t.Errorf("%q reads %+v", who, versions[1])
			}
		}
	})
}

func TestWithdrawing(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		post := say(t, v, "Ada", id, "hemligt").ID
		withdraw := func(who string, version int64) error {
			_, err := v.Forum.Withdraw(ctx, v.Viewer(t, who), post, version)
			return err
		}
		refused(t, "a visitor", "session_missing", withdraw("", 0))
		refused(t, "another", "forbidden", withdraw("Dag", 0))
		refused(t, "an old version", "version_stale", withdraw("Ada", 7))
		first, err := v.Forum.Withdraw(ctx, v.Viewer(t, "Ada"), post, 1)
		refused(t, "the author", "", err)
		say(t, v, "Bo", id, "efteråt")
		again, err := v.Forum.Withdraw(ctx, v.Viewer(t, "Ada"), post, 0)
		if diff := cmp.Diff(first, again, cmp.AllowUnexported(first)); diff != "" || err != nil {
			t.Errorf("a second time answers otherwise: %s %v", diff, err)
		}
		_, err = v.Forum.Edit(ctx, v.Viewer(t, "Ada"), post, 2, "tillbaka")
		refused(t, "editing", "post_withdrawn", err)
		for _, who := range []string{"", "Bo", "Ada", "Mona"} {
			list := read(t, v, who, id)
			if p := list.Items[1]; len(list.Items) != 3 || !p.Withdrawn || p.Text+p.HTML != "" || p.Version != 2 {
				t.Errorf("%q reads %+v", who, p)
			}
		}
		versions, err := v.Forum.Versions(ctx, actor.Viewer{}, post)
		if err != nil || versions[0].Text != "" {
			t.Errorf("%+v, %v", versions, err)
		}
	})
}
