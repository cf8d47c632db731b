package draft_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kraftsam/app/apptest"
	"kraftsam/app/draft"
	"kraftsam/app/forum"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

var ctx = context.Background()

func written(place ref.Ref, version int64, text string) draft.Draft {
	return draft.Draft{Place: place, Version: version, Copy: draft.Copy{Text: text, Fields: map[string]string{"reply_to": "x"}}}
}

func thread(t *testing.T, v *apptest.Village, who, slug string) ref.Ref {
	t.Helper()
	answer, err := v.Forum.Start(ctx, v.Viewer(t, who), v.Key(who), forum.NewThread{Area: slug, Title: "Titel", Text: "x"})
	apptest.Refused(t, "starting", "", err)
	return ref.Ref{Kind: "thread", ID: answer.ID}
}

func save(t *testing.T, v *apptest.Village, who string, d draft.Draft) draft.Draft {
	t.Helper()
	saved, err := v.Drafts.Save(ctx, v.Viewer(t, who), d)
	apptest.Refused(t, "saving", "", err)
	return saved
}

func TestADraftIsItsWritersAlone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		place := thread(t, v, "Bo", apptest.Energy)
		saved := save(t, v, "Ada", written(place, 0, "halvskrivet"))
		got, err := v.Drafts.Draft(ctx, v.Viewer(t, "Ada"), place)
		if diff := cmp.Diff(saved, got); diff != "" || err != nil || got.Version == 0 {
			t.Error(diff, err)
		}
		for who, want := range map[string]string{"Bo": "draft_unknown", "Alva": "draft_unknown", "": "session_missing"} {
			_, err := v.Drafts.Draft(ctx, v.Viewer(t, who), place)
			apptest.Refused(t, who+" reads", want, err)
		}
		if list, err := v.Drafts.List(ctx, v.Viewer(t, "Bo")); err != nil || len(list) != 0 {
			t.Error(list, err)
		}
		apptest.Refused(t, "Bo throws it away", "", v.Drafts.Drop(ctx, v.Viewer(t, "Bo"), place, 0))
		if _, err := v.Drafts.Draft(ctx, v.Viewer(t, "Ada"), place); err != nil {
			t.Error(err)
		}
	})
}

// Of two devices the one that did not know of the other's words is told, and both can be kept until somebody chooses.
func TestTwoDevicesLoseNothing(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		place := thread(t, v, "Bo", apptest.Energy)
		first := save(t, v, "Ada", written(place, 0, "ett"))
		second := save(t, v, "Ada", written(place, first.Version, "ett två"))
		if second.Version <= first.Version {
			t.Errorf("%d after %d", second.Version, first.Version)
		}
		ada := v.Viewer(t, "Ada")
		_, err := v.Drafts.Save(ctx, ada, written(place, first.Version, "ett tre"))
		apptest.Refused(t, "saving over", "version_stale", err)
		if now, ok := fault.ProblemOf(err).Current.(draft.Shown); !ok || now.Text != "ett två" || now.Version != second.Version {
			t.Errorf("the stale device is told %+v", fault.ProblemOf(err).Current)
		}
		_, err = v.Drafts.Save(ctx, ada, written(place, 0, "från början"))
		apptest.Refused(t, "beginning anew", "version_stale", err)
		both := written(place, second.Version, "ett tre")
		both.Other = &second.Copy
		save(t, v, "Ada", both)
		got, err := v.Drafts.Draft(ctx, ada, place)
		if err != nil || got.Text != "ett tre" || got.Other == nil || got.Other.Text != "ett två" {
			t.Errorf("%+v, %v", got, err)
		}
		apptest.Refused(t, "throwing away an old one", "version_stale", v.Drafts.Drop(ctx, ada, place, second.Version))
		apptest.Refused(t, "throwing it away", "", v.Drafts.Drop(ctx, ada, place, got.Version))
		apptest.Refused(t, "and again", "", v.Drafts.Drop(ctx, ada, place, got.Version))
		_, err = v.Drafts.Save(ctx, ada, written(place, got.Version, "efteråt"))
		apptest.Refused(t, "going on with what is gone", "version_stale", err)
		if again := save(t, v, "Ada", written(place, 0, "nytt")); again.Version <= second.Version {
			t.Errorf("the new one's version is %d, an old one's %d", again.Version, second.Version)
		}
	})
}

// However fast a draft is thrown away and begun again, and whatever the clock says, a device that still holds the old one is never
// taken to know the new one.
func TestNoVersionComesBack(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		place, ada := thread(t, v, "Bo", apptest.Energy), v.Viewer(t, "Ada")
		for range 20 {
			had := save(t, v, "Ada", written(place, 0, "ett"))
			for range 3 { // faster than the clock
				had = save(t, v, "Ada", written(place, had.Version, "ett två"))
			}
			apptest.Refused(t, "throwing it away", "", v.Drafts.Drop(ctx, ada, place, had.Version))
			anew := save(t, v, "Ada", written(place, 0, "nytt"))
			if anew.Version <= had.Version {
				t.Fatalf("the new draft has version %d, one that is gone %d", anew.Version, had.Version)
			}
			_, err := v.Drafts.Save(ctx, ada, written(place, had.Version, "ett två tre"))
			apptest.Refused(t, "going on with what is gone", "version_stale", err)
			apptest.Refused(t, "throwing the new one away", "", v.Drafts.Drop(ctx, ada, place, anew.Version))
		}
		ahead := save(t, v, "Ada", written(place, 0, "ett"))
		apptest.Refused(t, "setting the clock back", "", v.DB.InTx(ctx, func(ctx context.Context) error {
			ahead.Version += time.Hour.Milliseconds()
			if err := v.DB.From(ctx).Exec("UPDATE draft_versions SET version = ?", ahead.Version).Error; err != nil {
				return err
			}
			return v.DB.From(ctx).Exec("UPDATE drafts SET version = ?", ahead.Version).Error
		}))
		apptest.Refused(t, "throwing it away", "", v.Drafts.Drop(ctx, ada, place, ahead.Version))
		if anew := save(t, v, "Ada", written(place, 0, "nytt")); anew.Version <= ahead.Version {
			t.Errorf("with a clock that was set back the new draft has version %d, one that is gone %d", anew.Version, ahead.Version)
		}
	})
}

// A draft goes with the sending, in its transaction; what another device wrote on meanwhile stays, and a refusal keeps it.
func TestADraftGoesWhenItIsSent(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		place, ada := thread(t, v, "Bo", apptest.Energy), v.Viewer(t, "Ada")
		old := save(t, v, "Ada", written(place, 0, "klart"))
		now := save(t, v, "Ada", written(place, old.Version, "klart, eller?"))
		_, err := v.Forum.Reply(ctx, ada, v.Key("Ada"), forum.NewPost{Thread: place.ID, Text: "klart", Draft: old.Version})
		apptest.Refused(t, "sending", "", err)
		if _, err := v.Drafts.Draft(ctx, ada, place); err != nil {
			t.Errorf("what was written meanwhile is gone: %v", err)
		}
		_, err = v.Forum.Reply(ctx, ada, v.Key("Ada"), forum.NewPost{Thread: place.ID, Text: "klart", As: v.Mill, Draft: now.Version})
		apptest.Refused(t, "sending as somebody else", "as_refused", err)
		if _, err := v.Drafts.Draft(ctx, ada, place); err != nil {
			t.Errorf("a refused post took its draft with it: %v", err)
		}
		_, err = v.Forum.Reply(ctx, ada, v.Key("Ada"), forum.NewPost{Thread: place.ID, Text: "klart, eller?", Draft: now.Version})
		apptest.Refused(t, "sending", "", err)
		_, err = v.Drafts.Draft(ctx, ada, place)
		apptest.Refused(t, "reading what was sent", "draft_unknown", err)
		beside := written(place, 0, "ett")
		beside.Other = &draft.Copy{Text: "från telefonen", Fields: map[string]string{}, At: old.At}
		now = save(t, v, "Ada", beside)
		_, err = v.Forum.Reply(ctx, ada, v.Key("Ada"), forum.NewPost{Thread: place.ID, Text: "ett", Draft: now.Version})
		apptest.Refused(t, "sending one of two", "", err)
		if got, err := v.Drafts.Draft(ctx, ada, place); err != nil || got.Text != "från telefonen" || got.Other != nil || got.Version <= now.Version {
			t.Errorf("the other text became %+v, %v", got, err)
		}
		room := ref.Ref{Kind: "area", ID: apptest.Energy}
		d := save(t, v, "Ada", written(room, 0, "en tråd"))
		_, err = v.Forum.Start(ctx, ada, v.Key("Ada"), forum.NewThread{Area: apptest.Energy, Title: "x", Text: "en tråd", Draft: d.Version})
		apptest.Refused(t, "starting", "", err)
		_, err = v.Drafts.Draft(ctx, ada, room)
		apptest.Refused(t, "reading what was sent", "draft_unknown", err)
	})
}

// The list names the places that the writer may read; where they may not, the words are still theirs.
func TestTheListNamesOnlyWhatOneMayRead(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		open, secret := thread(t, v, "Cai", apptest.Energy), thread(t, v, "Cai", apptest.Secret)
		posts, err := v.Forum.Posts(ctx, v.Viewer(t, "Cai"), open.ID, forum.Window{Limit: 1})
		apptest.Refused(t, "reading", "", err)
		post := ref.Ref{Kind: "post", ID: posts.Items[0].ID}
		for _, place := range []ref.Ref{open, secret, post, {Kind: "area", ID: apptest.Energy}, {Kind: "thread", ID: "none"}} {
			save(t, v, "Cai", written(place, 0, place.Kind))
		}
		apptest.Refused(t, "leaving", "", v.Areas.Leave(ctx, v.Viewer(t, "Cai"), apptest.Secret))
		views, err := v.Drafts.Views(ctx, v.Viewer(t, "Cai"))
		if err != nil {
			t.Fatal(err)
		}
		paths := map[string]string{}
		for _, d := range views {
			paths[d.Place] = d.Title + d.Path
		}
		want := map[string]string{open.String(): "Titel/threads/" + open.ID + "#write", secret.String(): "", "thread:none": "", "area:energi": "/areas/energi/new",
			post.String(): "Titel/threads/" + open.ID + "?around=" + post.ID + "&edit=" + post.ID + "#p-" + post.ID}
		if diff := cmp.Diff(want, paths); diff != "" {
			t.Error(diff)
		}
	})
}

func TestADraftIsForgotten(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		old, young := thread(t, v, "Bo", apptest.Energy), thread(t, v, "Bo", apptest.Energy)
		save(t, v, "Ada", written(old, 0, "gammalt"))
		save(t, v, "Ada", written(young, 0, "nytt"))
		if err := v.DB.InTx(ctx, func(ctx context.Context) error {
			return v.DB.From(ctx).Exec("UPDATE drafts SET at = ? WHERE place = ?", time.Now().UTC().Add(-draft.Life-time.Minute), old.String()).Error
		}); err != nil {
			t.Fatal(err)
		}
		apptest.Refused(t, "tidying", "", v.Drafts.Purge(ctx))
		left, err := v.Drafts.List(ctx, v.Viewer(t, "Ada"))
		if diff := cmp.Diff([]draft.Draft{{Place: young}}, left, cmpopts.IgnoreFields(draft.Draft{}, "Copy", "Version")); diff != "" || err != nil {
			t.Error(diff, err)
		}
		apptest.Refused(t, "closing the account", "", v.Actors.Close(ctx, v.ID("Ada")))
		if left, err := v.Drafts.List(ctx, v.Viewer(t, "Ada")); err != nil || len(left) != 0 {
			t.Errorf("a closed account keeps %v, %v", left, err)
		}
	})
}

func TestWhatIsNoDraft(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		place := ref.Ref{Kind: "area", ID: apptest.Energy}
		ada := v.Viewer(t, "Ada")
		long := written(place, 0, strings.Repeat("å", 30_001))
		_, err := v.Drafts.Save(ctx, ada, long)
		apptest.Refused(t, "an endless text", "draft_too_long", err)
		other := written(place, 0, "x")
		other.Other = &long.Copy
		_, err = v.Drafts.Save(ctx, ada, other)
		apptest.Refused(t, "an endless other text", "draft_too_long", err)
		fields := written(place, 0, "x")
		fields.Fields["title"] = strings.Repeat("x", 4000)
		_, err = v.Drafts.Save(ctx, ada, fields)
		apptest.Refused(t, "an endless field", "draft_too_long", err)
		for i := range 200 {
			save(t, v, "Ada", written(ref.Ref{Kind: "thread", ID: "t" + strings.Repeat("x", i/20) + string(rune('a'+i%20))}, 0, "x"))
		}
		_, err = v.Drafts.Save(ctx, ada, written(place, 0, "x"))
		apptest.Refused(t, "one too many", "draft_too_many", err)
		for _, s := range []string{"", "thread", "thread:", "member:x", "thread:a/b", "thread:å", "area:" + strings.Repeat("x", 41)} {
			_, err := draft.PlaceOf(s)
			apptest.Refused(t, s, "draft_unknown", err)
		}
		reader := ada
		reader.ReadOnly = true
		_, err = v.Drafts.Save(ctx, reader, written(place, 0, "x"))
		apptest.Refused(t, "a token that reads", "scope_insufficient", err)
	})
}
