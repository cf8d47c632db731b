package forum_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/web"
)

// longAgo has everybody know the village from before anything was said, so that all that others say is new to them.
func longAgo(t *testing.T, v *apptest.Village, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := v.Forum.KnownFrom(ctx, v.ID(name), time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	}
}

// readingOf is what somebody is shown of their own reading of a thread.
func readingOf(t *testing.T, v *apptest.Village, who, thread string) forum.ReadingView {
	t.Helper()
	at, err := v.Forum.Thread(ctx, v.Viewer(t, who), thread)
	if err != nil {
		t.Fatal(err)
	}
	return *at.Reading
}

func see(t *testing.T, v *apptest.Village, who, thread string, seen ...forum.Seen) forum.ReadingView {
	t.Helper()
	r, err := v.Forum.Read(ctx, v.Viewer(t, who), thread, seen)
	refused(t, "reading", "", err)
	return r
}

func TestWhatIsNewToWhom(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy) // 1
		say(t, v, "Ada", id, "två")
		say(t, v, "Bo", id, "tre")
		taken := say(t, v, "Bo", id, "fyra")
		say(t, v, "Bo", id, "fem")
		longAgo(t, v, "Cai")
		_, err := v.Forum.Withdraw(ctx, v.Viewer(t, "Bo"), taken.ID, 0)
		refused(t, "withdrawing", "", err)
		for _, c := range []struct {
			name    string
			got     forum.ReadingView
			n, from int64
		}{
			{"a visitor of old", readingOf(t, v, "Cai", id), 4, 1},
			{"own posts are never new, nor those without words", readingOf(t, v, "Ada", id), 3, 1},
			{"the one who wrote most", readingOf(t, v, "Bo", id), 1, 2},
			{"a look at the first", see(t, v, "Ada", id, forum.Seen{From: 1, To: 1}), 2, 3},
			{"the end before the middle", see(t, v, "Ada", id, forum.Seen{From: 5, To: 5}), 1, 3},
			{"an old device sends what it saw", see(t, v, "Ada", id, forum.Seen{From: 1, To: 2}), 1, 3},
			{"the middle", see(t, v, "Ada", id, forum.Seen{From: 3, To: 3}), 0, 0},
			{"posts that are not there yet", see(t, v, "Bo", id, forum.Seen{From: 1, To: 1 << 40}), 0, 0},
		} {
			if c.got.Unread != c.n || c.got.First != c.from {
				t.Errorf("%s: %d unread from %d, want %d from %d", c.name, c.got.Unread, c.got.First, c.n, c.from)
			}
		}
		say(t, v, "Cai", id, "sex")
		for who, n := range map[string]int64{"Ada": 1, "Bo": 1, "Cai": 4} {
			if got := readingOf(t, v, who, id).Unread; got != n {
				t.Errorf("after another post %d are new to %s, want %d", got, who, n)
			}
		}
		if got, err := v.Forum.MarkUnread(ctx, v.Viewer(t, "Ada"), id, 3); err != nil || got.Unread != 3 || got.First != 3 {
			t.Errorf("unread from 3: %+v, %v", got, err)
		}
	})
}

// Who comes to a house where much was said meets no wall of it; what they open again themselves is unread all the same.
func TestANewcomerOwesNobodyAnything(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		say(t, v, "Bo", id, "två")
		set(t, v, "UPDATE posts SET at = ?", db.Now().Add(-time.Hour))
		set(t, v, "UPDATE threads SET at = ?, last_activity_at = ?", db.Now().Add(-time.Hour), db.Now().Add(-time.Hour))
		if err := v.Forum.KnownFrom(ctx, v.ID("Ada"), db.Now().Add(-time.Minute)); err != nil {
			t.Fatal(err)
		}
		if r := readingOf(t, v, "Ada", id); r.Unread != 0 {
			t.Errorf("%+v", r)
		}
		say(t, v, "Bo", id, "tre")
		if r := readingOf(t, v, "Ada", id); r.Unread != 1 || r.First != 3 {
			t.Errorf("what came since: %+v", r)
		}
		if r := see(t, v, "Ada", id, forum.Seen{From: 3, To: 3}); r.Unread != 0 {
			t.Errorf("after reading it: %+v", r)
		}
		if r, err := v.Forum.MarkUnread(ctx, v.Viewer(t, "Ada"), id, 1); err != nil || r.Unread != 3 {
			t.Errorf("from the start again: %+v, %v", r, err)
		}
	})
}

func TestMarkingAnAreaAndEverything(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Cai", "Ada")
		one, two, secret := start(t, v, "Bo", apptest.Energy), start(t, v, "Bo", apptest.Energy), start(t, v, "Dag", apptest.Secret)
		say(t, v, "Bo", two, "mer")
		see(t, v, "Cai", two, forum.Seen{From: 2, To: 2})
		cai := v.Viewer(t, "Cai")
		total := func() (all int64, by map[string]int64) {
			u, err := v.Forum.Unread(ctx, cai)
			refused(t, "counting", "", err)
			by = map[string]int64{}
			for _, a := range u.Areas {
				by[a.Slug] = a.Unread
			}
			return u.Total, by
		}
		if all, by := total(); all != 3 || by[apptest.Energy] != 2 || by[apptest.Secret] != 1 {
			t.Errorf("%d: %v", all, by)
		}
		then := db.Now()
		set(t, v, "UPDATE posts SET at = ? WHERE thread_id = ? AND number = 1", then.Add(time.Hour), one)
		set(t, v, "UPDATE threads SET last_activity_at = ? WHERE id = ?", then.Add(time.Hour), one)
		refused(t, "marking", "", v.Forum.MarkAllRead(ctx, cai, apptest.Energy, then))
		if all, by := total(); all != 2 || by[apptest.Energy] != 1 {
			t.Errorf("what came after the list was shown is still new: %d: %v", all, by)
		}
		refused(t, "marking an area of others", "area_unknown", v.Forum.MarkAllRead(ctx, v.Viewer(t, "Ada"), apptest.Secret, then))
		refused(t, "marking all", "", v.Forum.MarkAllRead(ctx, cai, "", time.Time{}))
		if r := readingOf(t, v, "Cai", secret); r.Unread != 0 {
			t.Errorf("%+v", r)
		}
	})
}

// What is muted counts in no sum, and is still told where it stands.
func TestWhatIsMutedCountsNowhere(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Ada")
		one, two := start(t, v, "Bo", apptest.Energy), start(t, v, "Bo", apptest.Energy)
		ada := v.Viewer(t, "Ada")
		sum := func() int64 {
			u, err := v.Forum.Unread(ctx, ada)
			refused(t, "counting", "", err)
			return u.Total
		}
		threads := func() (ids []string) {
			box, err := v.Forum.Inbox(ctx, ada, "", "", 50)
			refused(t, "the inbox", "", err)
			for _, a := range box.Areas {
				ids = append(ids, idsOf(web.All(a.Items))...)
			}
			return ids
		}
		later := db.Now().Add(time.Hour)
		choose := func(level notice.Level, until *time.Time) {
			_, err := v.Forum.ChooseThread(ctx, ada, one, notice.Choice{Level: level, Until: until})
			refused(t, "choosing", "", err)
		}
		choose(notice.Muted, &later)
		if r := readingOf(t, v, "Ada", one); sum() != 1 || r.Unread != 1 || r.Level != notice.Muted || r.Until == "" {
			t.Errorf("muted for an hour: %d, %+v", sum(), r)
		}
		if diff := cmp.Diff([]string{two}, threads()); diff != "" {
			t.Error(diff)
		}
		choose(notice.Follow, nil)
		refused(t, "muting the area", "", v.Forum.ChooseArea(ctx, ada, apptest.Energy, notice.Choice{Level: notice.Muted}))
		if diff := cmp.Diff([]string{one}, threads()); diff != "" || sum() != 1 {
			t.Errorf("a followed thread in a muted area: %d %s", sum(), diff)
		}
		if r := readingOf(t, v, "Ada", two); r.Level != notice.Muted || r.Unread != 1 {
			t.Errorf("%+v", r)
		}
		refused(t, "following the area", "", v.Forum.ChooseArea(ctx, ada, apptest.Energy, notice.Choice{Level: notice.Follow}))
		joined, err := v.Areas.Joined(ctx, ada.Member)
		if r := readingOf(t, v, "Ada", two); err != nil || !joined[apptest.Energy] || r.Level != notice.Follow || sum() != 2 {
			t.Errorf("following the area: %v, %+v, %d", joined, r, sum())
		}
	})
}

func TestFollowingBeginsByWriting(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		if got := readingOf(t, v, "Bo", id).Level; got != notice.Follow {
			t.Errorf("who starts a thread has it on %s", got)
		}
		if got := readingOf(t, v, "Ada", id).Level; got != notice.Normal {
			t.Errorf("who only reads has it on %s", got)
		}
		_, err := v.Forum.ChooseThread(ctx, v.Viewer(t, "Ada"), id, notice.Choice{Level: notice.Normal})
		refused(t, "choosing", "", err)
		say(t, v, "Ada", id, "x")
		say(t, v, "Cai", id, "x")
		if ada, cai := readingOf(t, v, "Ada", id).Level, readingOf(t, v, "Cai", id).Level; ada != notice.Normal || cai != notice.Follow {
			t.Errorf("who chose otherwise has it on %s, who did not on %s", ada, cai)
		}
	})
}

// From one to the next in the order of the inbox, and round.
func TestTheNextUnread(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Cai")
		secret := start(t, v, "Dag", apptest.Secret)
		a, b, c := start(t, v, "Bo", apptest.Energy), start(t, v, "Bo", apptest.Energy), start(t, v, "Bo", apptest.Energy)
		at := db.Now()
		for i, id := range []string{a, b, c} {
			set(t, v, "UPDATE threads SET last_activity_at = ? WHERE id = ?", at.Add(time.Duration(i)*time.Second), id)
		}
		cai := v.Viewer(t, "Cai")
		next := func(after string, followed bool) string {
			n, err := v.Forum.Next(ctx, cai, after, followed)
			refused(t, "the next", "", err)
			if n.Thread == nil {
				return ""
			}
			return n.Thread.ID
		}
		var way []string
		for here := ""; len(way) < 5; way = append(way, here) {
			here = next(here, false)
		}
		if diff := cmp.Diff([]string{c, b, a, secret, c}, way); diff != "" {
			t.Error(diff)
		}
		if got := next(c, true); got != secret {
			t.Errorf("the next that is followed is %s", got)
		}
		see(t, v, "Cai", b, forum.Seen{From: 1, To: 1})
		if got := next(c, false); got != a {
			t.Errorf("after what is read comes %s", got)
		}
		if got := next(b, false); got != a {
			t.Errorf("from what is read one goes on to %s", got)
		}
		refused(t, "reading all", "", v.Forum.MarkAllRead(ctx, cai, "", time.Time{}))
		if got := next(c, false); got != "" {
			t.Errorf("nothing is unread, but %s is next", got)
		}
	})
}

func TestWhereAReaderLands(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Ada")
		id := start(t, v, "Bo", apptest.Energy)
		for range 29 {
			say(t, v, "Bo", id, "x")
		}
		window := func(who string) (int64, int64) {
			by := v.Viewer(t, who)
			list, err := v.Forum.Posts(ctx, by, id, forum.Window{Around: forum.AtUnread, Limit: 10})
			refused(t, "reading", "", err)
			n := numbers(list)
			return n[0], n[len(n)-1]
		}
		at := func(name, who string, from, to int64) {
			if a, b := window(who); a != from || b != to {
				t.Errorf("%s: %d to %d, want %d to %d", name, a, b, from, to)
			}
		}
		at("a visitor, at the start", "", 1, 10)
		at("who never read it, at the start", "Ada", 1, 10)
		see(t, v, "Ada", id, forum.Seen{From: 1, To: 14})
		at("who read half, where it goes on", "Ada", 13, 22)
		see(t, v, "Ada", id, forum.Seen{From: 1, To: 30})
		at("who read all, at the end", "Ada", 21, 30)
	})
}

// What one has read goes with the account, and is on no topic but their own.
func TestReadingIsNobodysBusiness(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Ada")
		id := start(t, v, "Bo", apptest.Energy)
		before := logged(t, v)
		see(t, v, "Ada", id, forum.Seen{From: 1, To: 1})
		_, err := v.Forum.ComeIn(ctx, v.Viewer(t, "Ada"))
		refused(t, "coming in", "", err)
		refused(t, "marking all", "", v.Forum.MarkAllRead(ctx, v.Viewer(t, "Ada"), "", time.Time{}))
		if after := logged(t, v); after != before {
			t.Errorf("the log grew from %d to %d events by reading", before, after)
		}
		refused(t, "closing the account", "", v.Actors.Close(ctx, v.ID("Ada")))
		for _, table := range []string{"readings", "reading_spans", "visits", "followings"} {
			var n int64
			if err := v.DB.From(ctx).Table(table).Where("member_id = ?", v.ID("Ada")).Count(&n).Error; err != nil || n != 0 {
				t.Errorf("%s keeps %d rows, %v", table, n, err)
			}
		}
	})
}

func logged(t *testing.T, v *apptest.Village) (n int64) {
	t.Helper()
	if err := v.DB.From(ctx).Table("events").Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

// set changes what is stored behind the product's back: the clock, say.
func set(t *testing.T, v *apptest.Village, change string, values ...any) {
	t.Helper()
	err := v.DB.InTx(ctx, func(ctx context.Context) error { return v.DB.From(ctx).Exec(change, values...).Error })
	if err != nil {
		t.Fatal(err)
	}
}
