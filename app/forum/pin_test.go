package forum_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/apptest"
)

func pin(t *testing.T, v *apptest.Village, who, thread string, on bool) error {
	t.Helper()
	_, err := v.Forum.SetPin(ctx, v.Viewer(t, who), thread, on, "")
	return err
}

func TestAFacilitatorPinsAThread(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		old := start(t, v, "Bo", apptest.Energy)
		recent := start(t, v, "Bo", apptest.Energy)
		refused(t, "a visitor", "session_missing", pin(t, v, "", old, true))
		refused(t, "its author", "forbidden", pin(t, v, "Bo", old, true))
		refused(t, "no thread", "thread_unknown", pin(t, v, "Dag", "none", true))
		refused(t, "the facilitator", "", pin(t, v, "Dag", old, true))
		refused(t, "the same again changes nothing", "", pin(t, v, "Mona", old, true))
		list, err := v.Forum.Threads(ctx, v.Viewer(t, "Ada"), apptest.Energy, "", "", 50)
		if diff := cmp.Diff([]string{old, recent}, idsOf(list.List)); diff != "" || err != nil {
			t.Fatal(diff, err)
		}
		if top := list.Items[0]; !top.Pinned || top.Version != 2 || list.Items[1].Pinned {
			t.Errorf("%+v", list.Items)
		}
		if at, _ := look(t, v, old); !at.Thread.Pinned {
			t.Error("the thread itself does not say so")
		}
		refused(t, "its author may not take it away", "forbidden", pin(t, v, "Bo", old, false))
		refused(t, "a moderator may", "", pin(t, v, "Mona", old, false))
		refused(t, "and again", "", pin(t, v, "Mona", old, false))
		list, err = v.Forum.Threads(ctx, v.Viewer(t, "Ada"), apptest.Energy, "", "", 50)
		if diff := cmp.Diff([]string{recent, old}, idsOf(list.List)); diff != "" || err != nil {
			t.Error(diff, err)
		}
		refused(t, "it can be pinned anew", "", pin(t, v, "Dag", old, true))
	})
}

// However small the page, walking forwards and back shows each thread once, the pinned ones first.
func TestWalkingAnAreaWithPinnedThreads(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		var ids []string
		for range 7 {
			ids = append([]string{start(t, v, "Bo", apptest.Energy)}, ids...)
		}
		for _, at := range []int{2, 5, 6} {
			refused(t, "pinning", "", pin(t, v, "Dag", ids[at], true))
		}
		want := []string{ids[2], ids[5], ids[6], ids[0], ids[1], ids[3], ids[4]}
		for limit := 1; limit <= 8; limit++ {
			var there, back []string
			before, after := "", ""
			for more := true; more; {
				list, err := v.Forum.Threads(ctx, v.Viewer(t, ""), apptest.Energy, "", after, limit)
				if err != nil {
					t.Fatal(err)
				}
				there = append(there, idsOf(list.List)...)
				if list.Before != nil {
					before = *list.Before
				}
				if more = list.After != nil; more {
					after = *list.After
				}
			}
			for before != "" {
				list, err := v.Forum.Threads(ctx, v.Viewer(t, ""), apptest.Energy, before, "", limit)
				if err != nil {
					t.Fatal(err)
				}
				back = append(slices.Clone(idsOf(list.List)), back...)
				before = ""
				if list.Before != nil {
					before = *list.Before
				}
			}
			if diff := cmp.Diff(want, there); diff != "" {
				t.Errorf("%d a page: %s", limit, diff)
			}
			if !slices.Equal(back, want[:len(back)]) || len(back) < len(want)-limit {
				t.Errorf("%d a page, back: %v", limit, back)
			}
		}
	})
}
