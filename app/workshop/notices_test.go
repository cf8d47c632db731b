package workshop_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/apptest"
	"kraftsam/app/notice"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
)

// rings demands what the bell of somebody says of workshops.
func rings(t *testing.T, v *apptest.Village, who string, want ...string) {
	t.Helper()
	if _, err := v.Jobs.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	if dead, err := v.Jobs.Dead(ctx, "", 10); err != nil || len(dead) > 0 {
		t.Fatal(dead, err)
	}
	rows, _, err := v.Notices.List(ctx, v.Viewer(t, who), notice.Query{Unread: true, Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, r := range rows {
		if strings.HasPrefix(r.What, "workshop.") {
			got = append(got, r.What+" "+string(r.Reason))
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(append([]string{}, want...), got); diff != "" {
		t.Errorf("%s is told (-want +got):\n%s", who, diff)
	}
}

func TestWhoIsInvitedIsTold(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag := planned(t, v, apptest.Energy), v.Viewer(t, "Dag")
		mill, ada := ref.Ref{Kind: "organisation", ID: v.Mill}, ref.Ref{Kind: "member", ID: v.ID("Ada")}
		invite := func(whom ref.Ref) {
			t.Helper()
			if _, err := v.Workshops.InviteOne(ctx, dag, id, whom); err != nil {
				t.Fatal(err)
			}
		}
		invite(mill)
		rings(t, v, "Bo") // it is a draft
		does(t, v, id, workshop.Invite)
		invite(ada)
		invite(ada)
		rings(t, v, "Bo", "workshop.invited organisation")
		rings(t, v, "Ada", "workshop.invited named")
		if _, err := v.Workshops.Answer(ctx, v.Viewer(t, "Bo"), id, workshop.Reply{Answer: workshop.No}); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Workshops.Answer(ctx, v.Viewer(t, "Ada"), id, workshop.Reply{Answer: workshop.Yes}); err != nil {
			t.Fatal(err)
		}
		rings(t, v, "Bo")
		rings(t, v, "Ada")
		later := soon().Add(time.Hour)
		if _, err := v.Workshops.Edit(ctx, dag, id, seen(t, v, dag, id).Version, workshop.Change{StartsAt: &later}); err != nil {
			t.Fatal(err)
		}
		rings(t, v, "Ada", "workshop.moved take_part")
		rings(t, v, "Bo") // who stays away
		does(t, v, id, workshop.Cancel)
		rings(t, v, "Ada", "workshop.cancelled take_part")
		rings(t, v, "Dag")
	})
}

// Who starts at once has invited nobody before.
func TestWhoStartsADraftInvites(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := planned(t, v, apptest.Energy)
		if _, err := v.Workshops.InviteOne(ctx, v.Viewer(t, "Dag"), id, ref.Ref{Kind: "member", ID: v.ID("Ada")}); err != nil {
			t.Fatal(err)
		}
		does(t, v, id, workshop.Start)
		rings(t, v, "Ada", "workshop.invited named")
		rings(t, v, "Bo")
	})
}

func TestWorkshopsStandInTheCalendar(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag, bo := planned(t, v, apptest.Energy), v.Viewer(t, "Dag"), v.Viewer(t, "Bo")
		does(t, v, id, workshop.Invite)
		address, err := v.Calendar.Open(ctx, bo)
		if err != nil {
			t.Fatal(err)
		}
		read := func() string {
			t.Helper()
			text, err := v.Calendar.Read(ctx, strings.TrimSuffix(address[strings.LastIndex(address, "/")+1:], ".ics"))
			if err != nil {
				t.Fatal(err)
			}
			return strings.ReplaceAll(text, "\r\n ", "")
		}
		if strings.Contains(read(), id) {
			t.Error("what is nothing of Bo's")
		}
		if _, err := v.Workshops.Answer(ctx, bo, id, workshop.Reply{Answer: workshop.Maybe}); err != nil {
			t.Fatal(err)
		}
		text := read()
		for _, part := range []string{"UID:workshop-" + id, "SEQUENCE:2", "DTEND:", "SUMMARY:Workshop: Dialogmöte", "LOCATION:Bystugan · https://video.example/rum", "TRANSP:OPAQUE"} {
			if !strings.Contains(text, part) {
				t.Errorf("no %s in\n%s", part, text)
			}
		}
		if one, err := v.Workshops.Calendar(ctx, dag, id); err != nil || !strings.Contains(one, "UID:workshop-"+id) {
			t.Errorf("%v\n%s", err, one)
		}
		does(t, v, id, workshop.Cancel)
		if text := read(); !strings.Contains(text, "STATUS:CANCELLED") || !strings.Contains(text, "SEQUENCE:3") {
			t.Errorf("cancelled:\n%s", text)
		}
	})
}
