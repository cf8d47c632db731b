package forum_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/web"
)

func numbers(l forum.PostList) (list []int64) {
	for _, p := range l.Items {
		list = append(list, p.Number)
	}
	return list
}

func span(from, to int64) (list []int64) {
	for i := from; i <= to; i++ {
		list = append(list, i)
	}
	return list
}

func TestAnyWindowOfAThread(t *testing.T) {
	const posts = 12
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, other := start(t, v, "Bo", apptest.Energy), start(t, v, "Bo", apptest.Energy)
		for i := range posts - 1 {
			say(t, v, "Ada", id, fmt.Sprint("inlägg ", i))
		}
		var ids []string
		for _, p := range read(t, v, "", id).Items {
			ids = append(ids, p.ID)
		}
		foreign := read(t, v, "", other).Items[0].ID
		for name, c := range map[string]struct {
			w             forum.Window
			from, to      int64
			before, after bool
			code          string
		}{
			"from the start":        {w: forum.Window{Limit: 5}, from: 1, to: 5, after: true},
			"all of it":             {w: forum.Window{Limit: 200}, from: 1, to: posts},
			"after a post":          {w: forum.Window{After: ids[4], Limit: 5}, from: 6, to: 10, before: true, after: true},
			"after the last":        {w: forum.Window{After: ids[11], Limit: 5}, from: 13, to: 12, before: true},
			"before a post":         {w: forum.Window{Before: ids[7], Limit: 5}, from: 3, to: 7, before: true, after: true},
			"before, at the start":  {w: forum.Window{Before: ids[2], Limit: 5}, from: 1, to: 2, after: true},
			"before the first":      {w: forum.Window{Before: ids[0], Limit: 5}, from: 1, to: 0, after: true},
			"around the middle":     {w: forum.Window{Around: ids[6], Limit: 5}, from: 5, to: 9, before: true, after: true},
			"around the first":      {w: forum.Window{Around: ids[0], Limit: 5}, from: 1, to: 5, after: true},
			"around the last":       {w: forum.Window{Around: ids[11], Limit: 5}, from: 8, to: 12, before: true},
			"around one alone":      {w: forum.Window{Around: ids[3], Limit: 1}, from: 4, to: 4, before: true, after: true},
			"around another's post": {w: forum.Window{Around: foreign, Limit: 5}, code: "post_unknown"},
			"around nothing":        {w: forum.Window{Around: "n0", Limit: 5}, code: "post_unknown"},
			"after another's post":  {w: forum.Window{After: foreign, Limit: 5}, code: "cursor_unknown"},
			"after a made-up word":  {w: forum.Window{After: "n99", Limit: 5}, code: "cursor_unknown"},
			"before what is no id":  {w: forum.Window{Before: "å", Limit: 5}, code: "cursor_unknown"},
		} {
			list, err := v.Forum.Posts(ctx, actor.Viewer{}, id, c.w)
			if refused(t, name, c.code, err); c.code != "" {
				continue
			}
			if diff := cmp.Diff(span(c.from, c.to), numbers(list)); diff != "" || (list.Before != nil) != c.before || (list.After != nil) != c.after {
				t.Errorf("%s: %s before %v, after %v", name, diff, list.Before, list.After)
			}
			if list.Items == nil {
				t.Errorf("%s: null instead of an empty list", name)
			}
		}
	})
}

// Walking by the cursors from any place shows each post once, in both directions.
func TestWalkingAThread(t *testing.T) {
	const posts = 11
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		for range posts - 1 {
			say(t, v, "Ada", id, "x")
		}
		walk := func(w forum.Window, next func(forum.PostList) (forum.Window, bool)) (seen []int64) {
			for more := true; more; {
				list, err := v.Forum.Posts(ctx, actor.Viewer{}, id, w)
				if err != nil {
					t.Fatal(err)
				}
				seen = append(seen, numbers(list)...)
				w, more = next(list)
			}
			return seen
		}
		forwards := walk(forum.Window{Limit: 3}, func(l forum.PostList) (forum.Window, bool) {
			if l.After == nil {
				return forum.Window{}, false
			}
			return forum.Window{After: *l.After, Limit: 3}, true
		})
		if diff := cmp.Diff(span(1, posts), forwards); diff != "" {
			t.Error(diff)
		}
		first := read(t, v, "", id).Items[0].ID
		empty := walk(forum.Window{Before: first, Limit: 4}, func(l forum.PostList) (forum.Window, bool) {
			if l.After == nil {
				return forum.Window{}, false
			}
			return forum.Window{After: *l.After, Limit: 4}, true
		})
		if diff := cmp.Diff(span(1, posts), empty); diff != "" {
			t.Errorf("from the empty page before the first: %s", diff)
		}
		var back []int64
		w := forum.Window{After: read(t, v, "", id).Items[posts-1].ID, Limit: 4}
		for {
			list, err := v.Forum.Posts(ctx, actor.Viewer{}, id, w)
			if err != nil {
				t.Fatal(err)
			}
			back = append(numbers(list), back...)
			if list.Before == nil {
				break
			}
			w = forum.Window{Before: *list.Before, Limit: 4}
		}
		if diff := cmp.Diff(span(1, posts), back); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWalkingAnArea(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		var ids []string
		for range 7 {
			ids = append([]string{start(t, v, "Bo", apptest.Energy)}, ids...)
		}
		start(t, v, "Cai", apptest.Secret)
		page := func(before, after string) forum.ThreadList {
			list, err := v.Forum.Threads(ctx, v.Viewer(t, "Ada"), apptest.Energy, before, after, 3)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		var seen []string
		list := page("", "")
		if list.Before != nil || list.Topic != "area:energi" || list.Seq != 7 || list.Items[0].May == nil || !list.Items[0].May.Write {
			t.Errorf("%+v", list)
		}
		for {
			seen = append(seen, idsOf(list.List)...)
			if list.After == nil {
				break
			}
			list = page("", *list.After)
		}
		if diff := cmp.Diff(ids, seen); diff != "" {
			t.Error(diff)
		}
		list = page(*list.Before, "")
		if diff := cmp.Diff(ids[3:6], idsOf(list.List)); diff != "" || list.Before == nil || list.After == nil {
			t.Errorf("one page back: %s %v %v", diff, list.Before, list.After)
		}
		list = page(*list.Before, "")
		if diff := cmp.Diff(ids[0:3], idsOf(list.List)); diff != "" || list.Before != nil {
			t.Errorf("back at the start: %s %v", diff, list.Before)
		}
		say(t, v, "Ada", ids[6], "liv i den äldsta")
		if list = page("", ""); list.Items[0].ID != ids[6] || list.Items[0].Posts != 2 {
			t.Errorf("the latest activity is not first: %v", idsOf(list.List))
		}
		for _, cursor := range []string{"x", "!", "MTIz", "OTk5OTk5OTk5OTk5OTk5OTk5LmE", "LTEuYQ"} {
			_, err := v.Forum.Threads(ctx, actor.Viewer{}, apptest.Energy, "", cursor, 3)
			refused(t, "cursor "+cursor, "cursor_unknown", err)
		}
	})
}

func idsOf(l web.List[forum.ThreadView]) (ids []string) {
	for _, i := range l.Items {
		ids = append(ids, i.ID)
	}
	return ids
}

// A page of 200 asks no more than a page of 2, whoever wrote there and whatever hangs on it.
func TestAPageCostsTheSameWhateverItsLength(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		people := []string{"Ada", "Bo", "Cai", "Dag"}
		as := map[string]string{"Ada": v.Municipality, "Bo": v.Mill}
		for i := range 199 {
			who := people[i%len(people)]
			n := forum.NewPost{Thread: id, Text: "x", As: as[who]}
			if _, err := v.Forum.Reply(ctx, v.Viewer(t, who), v.Key(who), n); err != nil {
				t.Fatal(err)
			}
		}
		for range 30 {
			_, err := v.Forum.Conclude(ctx, v.Viewer(t, "Dag"), start(t, v, "Ada", apptest.Energy), forum.Conclusion{Text: "klart"})
			refused(t, "closing", "", err)
		}
		ada, questions := v.Viewer(t, "Ada"), apptest.CountQuestions(t, v.DB)
		cost := func(read func() (items int, err error)) (int, int) {
			questions()
			items, err := read()
			if err != nil {
				t.Fatal(err)
			}
			return items, questions()
		}
		posts := func(limit int) (int, int) {
			return cost(func() (int, error) {
				l, err := v.Forum.Posts(ctx, ada, id, forum.Window{Limit: limit})
				return len(l.Items), err
			})
		}
		threads := func(limit int) (int, int) {
			return cost(func() (int, error) {
				l, err := v.Forum.Threads(ctx, ada, apptest.Energy, "", "", limit)
				return len(l.Items), err
			})
		}
		_, few := posts(2)
		n, many := posts(200)
		if n != 200 || many > few || many > 13 {
			t.Errorf("posts: %d questions for 2 and %d for %d", few, many, n)
		}
		_, few = threads(2)
		n, many = threads(200)
		if n != 31 || many > few || many > 14 {
			t.Errorf("threads: %d questions for 2 and %d for %d", few, many, n)
		}
	})
}
