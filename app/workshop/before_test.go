package workshop_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
)

func TestWhatOneNeedsIsReadByThoseWhoFacilitate(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag, bo := planned(t, v, apptest.Energy), v.Viewer(t, "Dag"), v.Viewer(t, "Bo")
		does(t, v, id, workshop.Invite)
		for what, r := range map[string]workshop.Reply{"reply_unknown": {Answer: "kanske"}, "name_empty": {Answer: workshop.Instead, Instead: " "}} {
			_, err := v.Workshops.Answer(ctx, bo, id, r)
			refused(t, what, err, what)
		}
		if _, err := v.Workshops.Answer(ctx, bo, id, workshop.Reply{Answer: workshop.Yes, Interpreter: "Sydsamiska", Access: "Hörselslinga"}); err != nil {
			t.Fatal(err)
		}
		_, err := v.Workshops.Replies(ctx, v.Viewer(t, "Ada"), id)
		refused(t, "others", err, "forbidden")
		if at := seen(t, v, v.Viewer(t, "Ada"), id); at.People.Yes != 1 || at.Reply != nil {
			t.Errorf("%+v %+v", at.People, at.Reply)
		}
		if at := seen(t, v, bo, id); at.Reply == nil || at.Reply.Access != "Hörselslinga" {
			t.Errorf("%+v", at.Reply)
		}
		read := func() workshop.Reply {
			t.Helper()
			all, err := v.Workshops.Replies(ctx, dag, id)
			if err != nil || len(all) != 1 {
				t.Fatal(all, err)
			}
			return all[0]
		}
		if err := v.Workshops.Purge(ctx); err != nil || read().Interpreter != "Sydsamiska" {
			t.Errorf("forgotten before it began: %v", err)
		}
		change(t, v, "UPDATE workshops SET ended_at = ? WHERE id = ?", db.Now().AddDate(0, 0, -15), id)
		if err := v.Workshops.Purge(ctx); err != nil {
			t.Fatal(err)
		}
		if r := read(); r.Interpreter != "" || r.Access != "" || r.Answer != workshop.Yes {
			t.Errorf("%+v", r)
		}
	})
}

func TestWhoIsInvitedMayReadAndIsMissed(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag, bo := planned(t, v, apptest.Secret), v.Viewer(t, "Dag"), v.Viewer(t, "Bo")
		does(t, v, id, workshop.Invite)
		_, err := v.Workshops.Workshop(ctx, bo, id)
		refused(t, "not invited", err, "workshop_unknown")
		mill, ada := ref.Ref{Kind: "organisation", ID: v.Mill}, ref.Ref{Kind: "member", ID: v.ID("Ada")}
		for _, whom := range []ref.Ref{mill, ada} {
			if _, err := v.Workshops.InviteOne(ctx, dag, id, whom); err != nil {
				t.Fatal(err)
			}
		}
		_, err = v.Workshops.InviteOne(ctx, dag, id, ref.Ref{Kind: "member", ID: "nobody"})
		refused(t, "nobody", err, "invited_unknown")
		_, err = v.Workshops.InviteOne(ctx, v.Viewer(t, "Cai"), id, mill)
		refused(t, "a member invites", err, "forbidden")
		if at := seen(t, v, bo, id); !at.May.Join {
			t.Errorf("%+v", at.May)
		}
		if _, err := v.Workshops.TakePart(ctx, bo, id, workshop.Taking{Organisation: v.Mill}); err != nil {
			t.Fatal(err)
		}
		c, err := v.Workshops.Coverage(ctx, dag, id)
		if err != nil || len(c.Missing) != 1 || c.Missing[0] != (workshop.InvitedView{Kind: "member", ID: v.ID("Ada"), Name: "Ada"}) {
			t.Errorf("%+v, %v", c.Missing, err)
		}
		if _, err := v.Workshops.Uninvite(ctx, dag, id, ada); err != nil {
			t.Fatal(err)
		}
		_, err = v.Workshops.Workshop(ctx, v.Viewer(t, "Ada"), id)
		refused(t, "taken back", err, "workshop_unknown")
	})
}

func TestCoverageCountsOrganisationsAndHidesTheFew(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := planned(t, v, apptest.Energy)
		does(t, v, id, workshop.Invite)
		code := seen(t, v, v.Viewer(t, "Dag"), id).Code
		for _, who := range []struct{ name, organisation string }{{"Per", v.Mill}, {"Ulf", v.Mill}, {"Eva", v.Municipality}, {"Liv", v.University}} {
			if _, err := v.Workshops.AddByPhone(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), id, workshop.Taking{Name: who.name, Organisation: who.organisation}); err != nil {
				t.Fatal(err)
			}
		}
		joins(t, v, code, "Ove")
		got, err := v.Workshops.Coverage(ctx, actor.Viewer{}, id)
		want := workshop.WorkshopCoverage{Organisations: 3, Unlisted: 1,
			Sectors:        []workshop.WorkshopCell{{Key: "academia"}, {Key: "business"}, {Key: "public"}},
			Levels:         []workshop.WorkshopCell{{Key: "local", Organisations: 2}, {Key: "national"}},
			Municipalities: []workshop.WorkshopCell{{Key: apptest.Berg, Organisations: 2}}}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}

func TestARoundIsOpenThenProofReadThenLocked(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag := planned(t, v, apptest.Energy), v.Viewer(t, "Dag")
		does(t, v, id, workshop.Invite)
		thread := seen(t, v, dag, id).Thread
		first := v.FirstPost(t, thread)
		post := func(replyTo string) error {
			_, err := v.Forum.Reply(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), forum.NewPost{Thread: thread, Text: "x", ReplyTo: replyTo})
			return err
		}
		round := func(open, proof time.Duration) {
			t.Helper()
			if _, err := v.Workshops.SetRound(ctx, dag, id, db.Now().Add(open), db.Now().Add(proof)); err != nil {
				t.Fatal(err)
			}
		}
		_, err := v.Workshops.SetRound(ctx, dag, id, db.Now(), db.Now().Add(-time.Hour))
		refused(t, "backwards", err, "round_invalid")
		_, err = v.Workshops.LockRound(ctx, dag, id, "RUN 1")
		refused(t, "none yet", err, "round_unknown")
		round(time.Hour, 2*time.Hour)
		if err := post(""); err != nil {
			t.Errorf("open: %v", err)
		}
		round(-time.Hour, time.Hour)
		refused(t, "proof", post(""), "round_proof")
		if err := post(first); err != nil {
			t.Errorf("an answer: %v", err)
		}
		round(-2*time.Hour, -time.Hour)
		refused(t, "over", post(first), "round_locked")
		round(time.Hour, time.Hour)
		if err := post(""); err != nil {
			t.Errorf("opened again: %v", err)
		}
		if _, err := v.Workshops.LockRound(ctx, dag, id, "RUN 2026/17"); err != nil {
			t.Fatal(err)
		}
		refused(t, "locked", post(first), "round_locked")
		_, err = v.Workshops.SetRound(ctx, dag, id, db.Now().Add(time.Hour), db.Now().Add(time.Hour))
		refused(t, "a case stays locked", err, "round_locked")
		th, err := v.Forum.Thread(ctx, actor.Viewer{}, thread)
		if err != nil || th.Stages[0].Round == nil || th.Stages[0].Round.CaseNumber != "RUN 2026/17" {
			t.Errorf("%+v, %v", th.Stages, err)
		}
	})
}

func TestAnInvitationWaitsInTheListUntilItIsAnswered(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		draft, open, coming, own := planned(t, v, apptest.Energy), planned(t, v, apptest.Energy), planned(t, v, apptest.Secret), planned(t, v, apptest.Energy)
		dag, bo := v.Viewer(t, "Dag"), v.Viewer(t, "Bo")
		asked := func() []string {
			t.Helper()
			list, err := v.Workshops.List(ctx, bo, workshop.Filter{When: workshop.Asked}, "", 10)
			if err != nil {
				t.Fatal(err)
			}
			ids := []string{}
			for _, w := range list.Items {
				ids = append(ids, w.ID)
			}
			return ids
		}
		for _, id := range []string{draft, coming, own} {
			if _, err := v.Workshops.InviteOne(ctx, dag, id, ref.Ref{Kind: "member", ID: bo.Member}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := v.Workshops.AddFacilitator(ctx, dag, own, bo.Member); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{open, coming, own} {
			does(t, v, id, workshop.Invite)
		}
		if diff := cmp.Diff([]string{coming}, asked()); diff != "" {
			t.Errorf("neither a draft, nor what everybody may come to, nor what one leads oneself (-want +got):\n%s", diff)
		}
		change(t, v, "UPDATE workshops SET starts_at = ? WHERE id = ?", db.Now().AddDate(0, 0, -2), coming)
		if got := asked(); len(got) != 0 {
			t.Errorf("one whose day has passed asks still: %v", got)
		}
		does(t, v, coming, workshop.Start)
		if diff := cmp.Diff([]string{coming}, asked()); diff != "" {
			t.Errorf("one that runs (-want +got):\n%s", diff)
		}
		if _, err := v.Workshops.Answer(ctx, bo, coming, workshop.Reply{Answer: workshop.No}); err != nil {
			t.Fatal(err)
		}
		if got := asked(); len(got) != 0 {
			t.Errorf("what was answered asks still: %v", got)
		}
		list, err := v.Workshops.List(ctx, actor.Viewer{}, workshop.Filter{When: workshop.Asked}, "", 10)
		if err != nil || len(list.Items) != 0 {
			t.Errorf("a visitor is asked: %+v, %v", list, err)
		}
	})
}

func TestListsShowWhatOneMaySee(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		open, secret, draft := planned(t, v, apptest.Energy), planned(t, v, apptest.Secret), planned(t, v, apptest.Energy)
		does(t, v, open, workshop.Invite)
		does(t, v, secret, workshop.Invite)
		lists := func(who string, f workshop.Filter) (ids []string) {
			t.Helper()
			for after := ""; ; {
				list, err := v.Workshops.List(ctx, v.Viewer(t, who), f, after, 1)
				if err != nil {
					t.Fatal(err)
				}
				for _, w := range list.Items {
					ids = append(ids, w.ID)
				}
				if list.After == nil {
					return ids
				}
				after = *list.After
			}
		}
		for who, want := range map[string][]string{"": {open}, "Bo": {open}, "Cai": {open, secret}, "Dag": {open, secret, draft}} {
			if diff := cmp.Diff(want, lists(who, workshop.Filter{})); diff != "" {
				t.Errorf("%q (-want +got):\n%s", who, diff)
			}
		}
		does(t, v, open, workshop.Cancel)
		if got := lists("Bo", workshop.Filter{}); len(got) != 0 {
			t.Errorf("a cancelled one is to come: %v", got)
		}
		if got := lists("Bo", workshop.Filter{Area: apptest.Energy, When: workshop.Past}); len(got) != 1 {
			t.Errorf("past: %v", got)
		}
		_, err := v.Workshops.List(ctx, v.Viewer(t, "Bo"), workshop.Filter{Area: apptest.Secret}, "", 1)
		refused(t, "a private area", err, "area_unknown")
	})
}
