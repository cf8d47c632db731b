package forum_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
)

// called gives the posts that are for somebody since they first looked, the newest first.
func called(t *testing.T, v *apptest.Village, who string) []string {
	t.Helper()
	since, err := v.Forum.Since(ctx, v.Viewer(t, who), 10)
	if err != nil {
		t.Fatal(err)
	}
	posts := make([]string, len(since.Replies.Items))
	for i, p := range since.Replies.Items {
		posts[i] = p.ID
	}
	return posts
}

// looked has people look once, so that what comes is new to them.
func looked(t *testing.T, v *apptest.Village, who ...string) {
	t.Helper()
	for _, name := range who {
		if posts := called(t, v, name); len(posts) != 0 {
			t.Fatalf("%s begins with %v", name, posts)
		}
	}
}

func reply(t *testing.T, v *apptest.Village, who, thread, text string) string {
	t.Helper()
	answer, err := v.Forum.Reply(ctx, v.Viewer(t, who), v.Key(who), forum.NewPost{Thread: thread, Text: text})
	refused(t, who+" replies", "", err)
	return answer.ID
}

func TestWhoIsCalledUponIsWrittenDownAndChangesWithThePost(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Mona", apptest.Energy)
		looked(t, v, "Ada", "Bo", "Cai")
		ada, mill := "[@Ada](member:"+v.ID("Ada")+")", "[@Kvarnen](organisation:"+v.Mill+")"
		post := reply(t, v, "Cai", id, ada+" och "+mill)
		for who, want := range map[string][]string{"Ada": {post}, "Bo": {post}, "Cai": {}} { // Bo speaks for the mill
			if diff := cmp.Diff(want, called(t, v, who)); diff != "" {
				t.Errorf("for %s: %s", who, diff)
			}
		}
		p, err := v.Forum.Post(ctx, actor.Viewer{}, post)
		if want := `<p><span class="mention">@Ada</span> och <a class="mention" href="/organisations/` + v.Mill + `">@Åkvarnen AB</a></p>`; err != nil || p.HTML != want || p.Text != ada+" och "+mill {
			t.Errorf("%s %s, %v", p.HTML, p.Text, err)
		}
		name := "Ada Ny"
		_, err = v.Actors.Change(ctx, v.Viewer(t, "Ada"), actor.Profile{Name: &name})
		refused(t, "renaming", "", err)
		if p, err = v.Forum.Post(ctx, actor.Viewer{}, post); err != nil || !strings.Contains(p.HTML, "@Ada Ny<") {
			t.Error(p.HTML, err)
		}
		_, err = v.Forum.Edit(ctx, v.Viewer(t, "Cai"), post, 1, mill)
		refused(t, "editing", "", err)
		if len(called(t, v, "Ada")) != 0 || len(called(t, v, "Bo")) != 1 {
			t.Error("an edit that leaves Ada out still calls upon her")
		}
		versions, err := v.Forum.Versions(ctx, v.Viewer(t, "Cai"), post)
		if err != nil || strings.Contains(versions[1].HTML, "data-") || !strings.Contains(versions[1].HTML, "@Ada och @Kvarnen") {
			t.Error(versions, err)
		}
		_, err = v.Forum.Withdraw(ctx, v.Viewer(t, "Cai"), post, 0)
		refused(t, "withdrawing", "", err)
		if len(called(t, v, "Bo")) != 0 {
			t.Error("a withdrawn post still calls")
		}
	})
}

// Whoever cannot read it is not called upon: the words stay words.
func TestOnlyWhoMayReadIsCalledUpon(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Mona", apptest.Secret)
		looked(t, v, "Ada", "Cai")
		post := reply(t, v, "Dag", id, "[@Ada](member:"+v.ID("Ada")+") [@Cai](member:"+v.ID("Cai")+") [@Mona](member:"+v.ID("Mona")+") [@Ingen](member:none)")
		p, err := v.Forum.Post(ctx, v.Viewer(t, "Cai"), post)
		if want := `<p>@Ada <span class="mention">@Cai</span> <span class="mention">@Mona</span> @Ingen</p>`; err != nil || p.HTML != want {
			t.Errorf("%s, %v", p.HTML, err)
		}
		if len(called(t, v, "Ada")) != 0 || len(called(t, v, "Cai")) != 1 {
			t.Error("who was called is not who may read")
		}
		refused(t, "leaving", "", v.Areas.Leave(ctx, v.Viewer(t, "Cai"), apptest.Secret))
		if len(called(t, v, "Cai")) != 0 {
			t.Error("Cai is told of what is no longer theirs to read")
		}
	})
}

func names(o forum.Offer) (people, organisations []string) {
	for _, p := range o.People {
		n := p.Name
		if p.Organisation != nil {
			n += ", " + p.Organisation.Name
		}
		people = append(people, n)
	}
	for _, org := range o.Organisations {
		organisations = append(organisations, org.Name)
	}
	return people, organisations
}

func TestWhoIsOfferedToBeMentioned(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		open, secret := start(t, v, "Mona", apptest.Energy), start(t, v, "Cai", apptest.Secret)
		_, err := v.Forum.Reply(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), forum.NewPost{Thread: open, Text: "x", As: v.Mill})
		refused(t, "replying", "", err)
		for _, c := range []struct {
			who, thread, q        string
			people, organisations []string
		}{
			{"Ada", open, "", []string{"Bo, Åkvarnen AB", "Mona", "Alva", "Cai", "Dag"}, []string{"Åkvarnen AB"}},
			{"Dag", open, "a", []string{"Ada, Bergs kommun", "Alva"}, []string{"Åkvarnen AB"}},
			{"Dag", open, "ADA", []string{"Ada, Bergs kommun"}, nil},
			{"Ada", open, "bergs", nil, []string{"Bergs kommun"}},
			{"Ada", open, "%", nil, nil},
			{"Dag", secret, "", []string{"Cai", "Alva", "Mona"}, nil},
			{"Dag", secret, "ada", nil, nil},
		} {
			o, err := v.Forum.MentionableIn(ctx, v.Viewer(t, c.who), c.thread, c.q)
			refused(t, "asking", "", err)
			people, organisations := names(o)
			if c.q == "a" { // the directory answers with all that hold the letter
				organisations = organisations[:1]
			}
			if diff := cmp.Diff([][]string{c.people, c.organisations}, [][]string{people, organisations}); diff != "" {
				t.Errorf("%s types %q: %s", c.who, c.q, diff)
			}
		}
		for who, want := range map[string]string{"": "session_missing", "Ada": "thread_unknown"} {
			_, err := v.Forum.MentionableIn(ctx, v.Viewer(t, who), secret, "")
			refused(t, "asking in secret", want, err)
		}
		_, err = v.Forum.MentionableInArea(ctx, v.Viewer(t, "Ada"), apptest.Secret, "")
		refused(t, "asking in a secret area", "area_unknown", err)
		_, err = v.Forum.MentionableIn(ctx, v.Viewer(t, "Ada"), open, strings.Repeat("a", 81))
		refused(t, "asking for an endless name", "name_too_long", err)
	})
}

// Whoever is mentioned follows the thread from then on, and finds the post among what is for them.
func TestAMentionReachesWhomItNames(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		looked(t, v, "Ada")
		post := reply(t, v, "Cai", id, "[@Ada](member:"+v.ID("Ada")+")")
		reply(t, v, "Cai", id, "Inte till någon.")
		if diff := cmp.Diff([]string{post}, called(t, v, "Ada")); diff != "" {
			t.Error(diff)
		}
		if r := readingOf(t, v, "Ada", id); r.Level != notice.Follow {
			t.Errorf("Ada reads %+v", r)
		}
	})
}

// An organisation hears through those who may speak for it now and may read the thread; others learn nothing of who they are.
func TestAMentionOfAnOrganisationReachesWhoSpeaksForIt(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		open, secret := start(t, v, "Mona", apptest.Energy), start(t, v, "Mona", apptest.Secret)
		looked(t, v, "Ada", "Bo", "Cai")
		mill := "[@Åkvarnen](organisation:" + v.Mill + ")"
		post := reply(t, v, "Dag", open, mill)
		reply(t, v, "Dag", secret, mill)
		for who, want := range map[string][]string{"Bo": {post}, "Ada": {}, "Cai": {}} {
			if diff := cmp.Diff(want, called(t, v, who)); diff != "" {
				t.Errorf("for %s: %s", who, diff)
			}
		}
		if bo, ada := readingOf(t, v, "Bo", open), readingOf(t, v, "Ada", open); bo.Level != notice.Follow || ada.Level == notice.Follow {
			t.Errorf("Bo reads %+v, Ada %+v", bo, ada)
		}
		p, err := v.Forum.Post(ctx, v.Viewer(t, "Ada"), post)
		if err != nil || strings.Contains(p.HTML, v.ID("Bo")) || strings.Contains(p.HTML, "Bo") {
			t.Errorf("Ada reads %s, %v", p.HTML, err)
		}
		_, err = v.Forum.ChooseThread(ctx, v.Viewer(t, "Bo"), open, notice.Choice{Level: notice.Normal})
		refused(t, "taking it as it comes", "", err)
		reply(t, v, "Dag", open, "Igen: "+mill)
		if r := readingOf(t, v, "Bo", open); r.Level != notice.Normal {
			t.Errorf("a mention takes Bo's own choice away: %+v", r)
		}
		speaks, err := v.Actors.Representations(ctx, v.Viewer(t, "Bo"))
		refused(t, "reading whom Bo speaks for", "", err)
		refused(t, "leaving the mill", "", v.Actors.Leave(ctx, v.Viewer(t, "Bo"), speaks[0].ID))
		if posts := called(t, v, "Bo"); len(posts) != 0 {
			t.Errorf("Bo no longer speaks for the mill and is told of %v", posts)
		}
	})
}
