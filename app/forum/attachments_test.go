package forum_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/apptest"
	"kraftsam/app/forum"
)

func showing(t *testing.T, v *apptest.Village, who, thread string, files ...forum.Attached) (string, error) {
	t.Helper()
	answer, err := v.Forum.Reply(ctx, v.Viewer(t, who), v.Key(who), forum.NewPost{Thread: thread, Text: "x", Attachments: files})
	return answer.ID, err
}

func shown(p forum.PostView) (ids []string) {
	for _, f := range p.Attachments {
		ids = append(ids, f.ID+" "+f.Alt)
	}
	return ids
}

func TestAPostShowsFiles(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		thread := start(t, v, "Bo", apptest.Energy)
		a, b := v.File(t, "Ada"), v.File(t, "Ada")
		id, err := showing(t, v, "Ada", thread, forum.Attached{ID: b, Alt: "Karta"}, forum.Attached{ID: a, Decorative: true})
		refused(t, "posting", "", err)
		p := read(t, v, "", thread).Items[1]
		if diff := cmp.Diff([]string{b + " Karta", a + " "}, shown(p)); diff != "" || p.ID != id {
			t.Error(diff)
		}
		f := p.Attachments[0]
		if f.Name != "bild.png" || f.Type != "image/png" || f.Width != 1500 || f.Height != 10 || f.Preview == nil || f.Preview.Width != 1200 || f.URL != "/api/files/"+b {
			t.Errorf("%+v", f)
		}
		_, err = showing(t, v, "Ada", thread, forum.Attached{ID: a, Decorative: true})
		refused(t, "with what another post shows", "file_unknown", err)
		_, err = showing(t, v, "Bo", thread, forum.Attached{ID: v.File(t, "Ada"), Decorative: true})
		refused(t, "with somebody else's", "file_unknown", err)
		answer, err := v.Forum.Start(ctx, v.Viewer(t, "Ada"), v.Key("Ada"), forum.NewThread{Area: apptest.Energy, Title: "T", Text: "x",
			Attachments: []forum.Attached{{ID: v.File(t, "Ada"), Alt: "Först"}}})
		refused(t, "starting", "", err)
		if n := len(read(t, v, "", answer.ID).Items[0].Attachments); n != 1 {
			t.Errorf("%d files", n)
		}
	})
}

func TestAnImageIsDescribedOrDecorative(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		thread, id := start(t, v, "Bo", apptest.Energy), v.File(t, "Ada")
		eleven := make([]forum.Attached, 11)
		for i := range eleven {
			eleven[i] = forum.Attached{ID: v.File(t, "Ada"), Decorative: true}
		}
		long := make([]rune, 301)
		for i := range long {
			long[i] = 'å'
		}
		for what, c := range map[string]struct {
			files []forum.Attached
			code  string
		}{
			"nothing said": {[]forum.Attached{{ID: id}}, "alt_missing"}, "only space": {[]forum.Attached{{ID: id, Alt: " \u00a0"}}, "alt_missing"},
			"both": {[]forum.Attached{{ID: id, Alt: "x", Decorative: true}}, "alt_missing"}, "too long": {[]forum.Attached{{ID: id, Alt: string(long)}}, "alt_too_long"},
			"twice": {[]forum.Attached{{ID: id, Alt: "x"}, {ID: id, Alt: "x"}}, "attachments_too_many"}, "eleven": {eleven, "attachments_too_many"},
		} {
			_, err := showing(t, v, "Ada", thread, c.files...)
			refused(t, what, c.code, err)
		}
		_, err := showing(t, v, "Ada", thread, forum.Attached{ID: id, Alt: string(long[:300])})
		refused(t, "300 characters", "", err)
		_, err = showing(t, v, "Ada", thread, eleven[:10]...)
		refused(t, "ten files", "", err)
	})
}

// What an edit takes away stays with the old text, and goes with a withdrawal.
func TestFilesFollowTheVersions(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		thread, a, b := start(t, v, "Bo", apptest.Energy), v.File(t, "Ada"), v.File(t, "Ada")
		id, err := showing(t, v, "Ada", thread, forum.Attached{ID: a, Alt: "Ett"})
		refused(t, "posting", "", err)
		rewrite := func(version int64, r forum.Rewriting) int64 {
			t.Helper()
			answer, err := v.Forum.Rewrite(ctx, v.Viewer(t, "Ada"), id, version, r)
			refused(t, "rewriting", "", err)
			return answer.Version
		}
		now := func() forum.PostView { return read(t, v, "", thread).Items[1] }
		version := rewrite(1, forum.Rewriting{Text: "y"})
		if diff := cmp.Diff([]string{a + " Ett"}, shown(now())); diff != "" {
			t.Error(diff)
		}
		if same := rewrite(version, forum.Rewriting{Text: "y", Attachments: &[]forum.Attached{{ID: a, Alt: "Ett"}}}); same != version {
			t.Errorf("the same again made version %d", same)
		}
		version = rewrite(version, forum.Rewriting{Text: "y", Attachments: &[]forum.Attached{{ID: b, Alt: "Två"}, {ID: a, Alt: "Ett, bättre"}}})
		version = rewrite(version, forum.Rewriting{Text: "y", Attachments: &[]forum.Attached{}})
		version = rewrite(version, forum.Rewriting{Text: "z", Attachments: &[]forum.Attached{{ID: a, Alt: "Igen"}}})
		if p := now(); p.Version != version || p.Versions != 5 {
			t.Errorf("version %d of %d texts, want %d of 5", p.Version, p.Versions, version)
		}
		versions, err := v.Forum.Versions(ctx, v.Viewer(t, "Dag"), id)
		refused(t, "reading versions", "", err)
		var got [][]string
		for _, one := range versions {
			got = append(got, shown(forum.PostView{Attachments: one.Attachments}))
		}
		want := [][]string{{a + " Igen"}, nil, {b + " Två", a + " Ett, bättre"}, {a + " Ett"}, {a + " Ett"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if hidden, err := v.Forum.Versions(ctx, v.Viewer(t, "Bo"), id); err != nil || hidden[0].Attachments != nil {
			t.Errorf("Bo sees %+v, %v", hidden[0], err)
		}
		_, err = v.Forum.Withdraw(ctx, v.Viewer(t, "Ada"), id, 0)
		refused(t, "withdrawing", "", err)
		if p := now(); p.Attachments != nil {
			t.Errorf("a withdrawn post shows %+v", p.Attachments)
		}
	})
}

// A post takes its files along wherever it is moved, and the door there decides.
func TestMovedPostsKeepTheirFiles(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		from, file := start(t, v, "Bo", apptest.Energy), v.File(t, "Ada")
		id, err := showing(t, v, "Ada", from, forum.Attached{ID: file, Alt: "Karta"})
		refused(t, "posting", "", err)
		answer, err := v.Forum.Rearrange(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), forum.Move{Thread: from, Version: 1, Posts: []string{id},
			New: &forum.NewPlace{Area: apptest.Secret, Title: "Slutet"}, Why: "hör dit"})
		refused(t, "moving", "", err)
		if diff := cmp.Diff([]string{file + " Karta"}, shown(read(t, v, "Dag", answer.ID).Items[0])); diff != "" {
			t.Error(diff)
		}
		for who, code := range map[string]string{"": "file_unknown", "Bo": "file_unknown", "Cai": "", "Dag": ""} {
			f, err := v.Files.Fetch(ctx, v.Viewer(t, who), file, false)
			refused(t, who+" fetches it", code, err)
			if err == nil {
				if f.Open {
					t.Error("browsers may keep what only members may see")
				}
				_ = f.Body.Close()
			}
		}
	})
}
