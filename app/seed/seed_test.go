package seed_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/web"
	"kraftsam/app/seed"
)

// counts is how much of everything there is.
func counts(t *testing.T, v *apptest.Village) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	for _, table := range []string{"municipalities", "organisations", "members", "representations", "grants", "areas", "sub_areas", "area_members",
		"passwords", "threads", "posts", "post_versions", "closures", "workshops", "workshop_steps", "workshop_participants", "workshop_codes", "topics", "events"} {
		var n int64
		if err := v.DB.From(context.Background()).Raw("SELECT count(*) FROM " + table).Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		all[table] = n
	}
	return all
}

func rooms(v *apptest.Village) seed.Rooms {
	return seed.Rooms{DB: v.DB, Places: v.Places, Actors: v.Actors, Areas: v.Areas, Accounts: v.Accounts, Forum: v.Forum, Workshops: v.Workshops}
}

func TestTheDemonstrationIsWrittenOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		ctx := context.Background()
		first, err := seed.Demo(ctx, rooms(v), false)
		if err != nil {
			t.Fatal(err)
		}
		before := counts(t, v)
		second, err := seed.Demo(ctx, rooms(v), false)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, counts(t, v)); diff != "" {
			t.Errorf("the second time (-before +after):\n%s", diff)
		}
		passwords := map[string]bool{}
		for i, a := range first {
			if len(a.Password) < 20 || passwords[a.Password] || a.Password == seed.KnownPassword || second[i].Password != "" {
				t.Errorf("%+v, then %+v", a, second[i])
			}
			passwords[a.Password] = true
		}
		if _, _, err := v.Accounts.SignIn(ctx, first[0].Email, first[0].Password, web.Credentials{}); err != nil {
			t.Errorf("the printed password: %v", err)
		}
		known, err := seed.Demo(ctx, rooms(v), true)
		if err != nil || known[0].Password != seed.KnownPassword {
			t.Errorf("%+v %v", known, err)
		}
		if _, _, err := v.Accounts.SignIn(ctx, known[0].Email, seed.KnownPassword, web.Credentials{}); err != nil {
			t.Errorf("the known password: %v", err)
		}
	})
}

// What is told of earlier days holds together like what was said here: numbers, versions and the log agree.
func TestTheConversationsAgreeWithTheirLog(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		ctx := context.Background()
		if _, err := seed.Demo(ctx, rooms(v), true); err != nil {
			t.Fatal(err)
		}
		dag := actor.Viewer{Member: v.ID("Mona"), Grants: []actor.Grant{{Role: actor.Moderator}}}
		areas, err := v.Areas.List(ctx, dag)
		if err != nil {
			t.Fatal(err)
		}
		threads := 0
		for _, a := range areas {
			list, err := v.Forum.Threads(ctx, dag, a.Slug, "", "", 200)
			if err != nil || int64(len(list.Items)) != a.Threads {
				t.Fatalf("%s: %d threads, counted %d, %v", a.Slug, len(list.Items), a.Threads, err)
			}
			for _, th := range list.Items {
				threads++
				checkThread(t, v, dag, th)
			}
		}
		if threads < 12 {
			t.Errorf("%d threads", threads)
		}
	})
}

func checkThread(t *testing.T, v *apptest.Village, by actor.Viewer, th forum.ThreadView) {
	t.Helper()
	ctx := context.Background()
	posts, err := v.Forum.Posts(ctx, by, th.ID, forum.Window{Limit: 200})
	if err != nil || int64(len(posts.Items)) != th.Posts {
		t.Fatalf("%s: %d posts, counted %d, %v", th.Title, len(posts.Items), th.Posts, err)
	}
	events, err := v.Events.After(ctx, forum.Topic(th.ID), 0, 1000)
	if err != nil || int64(len(events)) != posts.Seq {
		t.Fatalf("%s: %d events, the head is %d, %v", th.Title, len(events), posts.Seq, err)
	}
	told := map[string]int64{}
	for _, e := range events {
		told[e.Ref.ID] = max(told[e.Ref.ID], e.Version)
	}
	for i, p := range posts.Items {
		if p.Number != int64(i+1) || i > 0 && told[p.ID] != p.Version || p.Withdrawn != (p.Text == "") {
			t.Errorf("%s, post %d: %+v, told version %d", th.Title, i+1, p, told[p.ID])
		}
		versions, err := v.Forum.Versions(ctx, by, p.ID)
		if err != nil || int64(len(versions)) != p.Versions {
			t.Errorf("%s, post %d: %d texts of %d, %v", th.Title, i+1, len(versions), p.Versions, err)
		}
	}
	if told[th.ID] != th.Version {
		t.Errorf("%s: version %d, told %d", th.Title, th.Version, told[th.ID])
	}
}
