package forum_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
)

func counts(t *testing.T, v *apptest.Village, post string) []forum.ReactionCount {
	t.Helper()
	p, err := v.Forum.Post(ctx, actor.Viewer{}, post)
	if err != nil {
		t.Fatal(err)
	}
	return p.Reactions
}

// Two people of one organisation count once; whoever speaks as themselves counts beside the organisations.
func TestReactionsAreCountedByOrganisation(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		post := read(t, v, "", id).Items[0].ID
		if err := v.Actors.Appoint(ctx, actor.Program("test"), v.ID("Cai"), v.Municipality); err != nil {
			t.Fatal(err)
		}
		react := func(who, kind, as string) {
			t.Helper()
			_, err := v.Forum.React(ctx, v.Viewer(t, who), post, kind, as)
			refused(t, who+" reacts", "", err)
		}
		react("Ada", "support", v.Municipality)
		react("Cai", "support", v.Municipality)
		react("Dag", "support", "")
		react("Dag", "wonder", "")
		want := []forum.ReactionCount{{Kind: "support", Organisations: 1, Persons: 1}, {Kind: "wonder", Organisations: 0, Persons: 1}}
		if diff := cmp.Diff(want, counts(t, v, post)); diff != "" {
			t.Error(diff)
		}
		p, err := v.Forum.Post(ctx, v.Viewer(t, "Dag"), post)
		if diff := cmp.Diff([]string{"support", "wonder"}, p.Mine); diff != "" || err != nil {
			t.Error(diff, err)
		}
		react("Cai", "support", "")
		_, err = v.Forum.Unreact(ctx, v.Viewer(t, "Ada"), post, "support")
		refused(t, "taking it back", "", err)
		want[0] = forum.ReactionCount{Kind: "support", Organisations: 0, Persons: 2}
		if diff := cmp.Diff(want, counts(t, v, post)); diff != "" {
			t.Error(diff)
		}
		all, err := v.Forum.Reactions(ctx, actor.Viewer{}, post)
		if err != nil || len(all) != 3 || all[2].Kind != "wonder" || all[2].By.Name != "Dag" || all[0].By.Organisation != nil {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

// The same reaction again, and taking back what is not there, tell nothing and change nothing.
func TestReactingTwiceIsReactingOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		post := read(t, v, "", id).Items[0].ID
		for _, as := range []string{v.Municipality, v.Municipality, "", ""} {
			_, err := v.Forum.React(ctx, v.Viewer(t, "Ada"), post, "thanks", as)
			refused(t, "reacting", "", err)
		}
		for range 2 {
			_, err := v.Forum.Unreact(ctx, v.Viewer(t, "Ada"), post, "thanks")
			refused(t, "taking it back", "", err)
		}
		events, _ := news(t, v, forum.Topic(id), 1)
		if len(events) != 3 {
			t.Errorf("%d events of three changes", len(events))
		}
		if diff := cmp.Diff([]forum.ReactionCount{}, counts(t, v, post)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatTakesNoReaction(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		post := read(t, v, "", id).Items[0].ID
		try := func(who, kind, as, want string) {
			t.Helper()
			_, err := v.Forum.React(ctx, v.Viewer(t, who), post, kind, as)
			refused(t, who+" "+kind, want, err)
		}
		try("Bo", "support", "", "reaction_own")
		try("Ada", "hate", "", "reaction_unknown")
		try("Ada", "support", v.Mill, "as_refused")
		try("", "support", "", "session_missing")
		try("Ada", "support", "", "")
		_, err := v.Forum.Conclude(ctx, v.Viewer(t, "Dag"), id, forum.Conclusion{Text: "klart"})
		refused(t, "closing", "", err)
		try("Dag", "support", "", "thread_closed")
		_, err = v.Forum.Unreact(ctx, v.Viewer(t, "Ada"), post, "support")
		refused(t, "taking back", "thread_closed", err)
		_, err = v.Forum.Reopen(ctx, v.Viewer(t, "Dag"), id, "mer att säga")
		refused(t, "reopening", "", err)
		_, err = v.Forum.Withdraw(ctx, v.Viewer(t, "Bo"), post, 0)
		refused(t, "withdrawing", "", err)
		try("Dag", "support", "", "post_withdrawn")
		if n := counts(t, v, post); len(n) != 0 {
			t.Errorf("a withdrawn post shows %v", n)
		}
		all, err := v.Forum.Reactions(ctx, actor.Viewer{}, post)
		if err != nil || len(all) != 0 {
			t.Error(all, err)
		}
		secret := read(t, v, "Cai", start(t, v, "Cai", apptest.Secret)).Items[0].ID
		_, err = v.Forum.React(ctx, v.Viewer(t, "Ada"), secret, "support", "")
		refused(t, "reacting in secret", "post_unknown", err)
		_, err = v.Forum.Reactions(ctx, v.Viewer(t, "Ada"), secret)
		refused(t, "reading who did", "post_unknown", err)
	})
}

// What was said for an organisation follows it when it becomes another.
func TestReactionsFollowAMergedOrganisation(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Cai", apptest.Energy)
		post := read(t, v, "", id).Items[0].ID
		for who, as := range map[string]string{"Ada": v.Municipality, "Bo": v.Mill} {
			_, err := v.Forum.React(ctx, v.Viewer(t, who), post, "support", as)
			refused(t, "reacting", "", err)
		}
		looked(t, v, "Ada")
		answer, err := v.Forum.Reply(ctx, v.Viewer(t, "Cai"), v.Key("Cai"), forum.NewPost{Thread: id, Text: "[@Åkvarnen](organisation:" + v.Mill + ")"})
		refused(t, "mentioning", "", err)
		refused(t, "merging", "", v.Actors.Merge(ctx, v.Viewer(t, "Alva"), v.Mill, v.Municipality, "samma"))
		if diff := cmp.Diff([]forum.ReactionCount{{Kind: "support", Organisations: 1}}, counts(t, v, post)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{answer.ID}, called(t, v, "Ada")); diff != "" {
			t.Errorf("for who speaks for it now: %s", diff)
		}
	})
}
