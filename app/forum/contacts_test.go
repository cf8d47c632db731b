package forum_test

import (
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
	"kraftsam/app/platform/ref"
)

// Whoever leads sees how often an organisation was asked already, each thing once, however many speak for it and however often it is told.
func TestHowOftenAnOrganisationWasAsked(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Ada", "Bo", "Cai", "Dag")
		refused(t, "a second voice", "", v.Actors.Appoint(ctx, actor.Program("test"), v.ID("Cai"), v.Mill))
		asked := func(who string, want notice.Contacts) {
			t.Helper()
			if _, err := v.Jobs.Drain(ctx); err != nil {
				t.Fatal(err)
			}
			got, err := v.Notices.Contacts(ctx, v.Viewer(t, who), v.Mill)
			refused(t, who+" looks", "", err)
			for _, k := range notice.Kinds {
				if got.ByKind[k] != want.ByKind[k] {
					t.Errorf("%s sees %+v, want %+v", who, got, want)
				}
			}
			if (got.Latest == nil) != (len(want.ByKind) == 0) || got.Since.After(time.Now()) {
				t.Errorf("%+v", got)
			}
		}
		asked("Dag", notice.Contacts{})
		id := start(t, v, "Ada", apptest.Energy)
		_, err := v.Forum.Ask(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), forum.NewAsk{Thread: id, Organisation: v.Mill})
		refused(t, "asking", "", err)
		mill := "[@Kvarnen](organisation:" + v.Mill + ")"
		post := reply(t, v, "Ada", id, mill+" och "+naming(v, "Bo")+" och "+naming(v, "Cai"))
		asked("Dag", notice.Contacts{ByKind: map[notice.Kind]int64{notice.Asked: 1, notice.Mention: 1}})
		_, err = v.Forum.Edit(ctx, v.Viewer(t, "Ada"), post, 1, mill+" en gång till")
		refused(t, "editing", "", err)
		reply(t, v, "Bo", id, mill+", det är vi")
		refused(t, "joining", "", v.Areas.Join(ctx, v.Viewer(t, "Cai"), apptest.Energy))
		for _, voice := range []ballot.Voice{ballot.OrganisationVoice, ballot.PersonVoice} {
			_, err = v.Ballots.Start(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), ballot.New{Host: ref.Ref{Kind: "thread", ID: id}, Kind: ballot.Consent, Voice: voice, Title: "Ja?", ClosesAt: time.Now().Add(time.Hour)})
			refused(t, "a ballot", "", err)
		}
		want := notice.Contacts{ByKind: map[notice.Kind]int64{notice.Asked: 1, notice.Mention: 2, notice.Ballot: 1}}
		asked("Alva", want)
		asked("Bo", want) // who speaks for it
		_, err = v.Notices.Contacts(ctx, v.Viewer(t, "Ada"), v.Mill)
		refused(t, "Ada, who leads nowhere", "forbidden", err)
		_, err = v.Notices.Contacts(ctx, v.Viewer(t, "Dag"), ref.NewID())
		refused(t, "of nobody", "organisation_unknown", err)
		refused(t, "merging", "", v.Actors.Merge(ctx, v.Viewer(t, "Alva"), v.Mill, v.University, "samma"))
		got, err := v.Notices.Contacts(ctx, v.Viewer(t, "Dag"), v.University)
		if err != nil || got.ByKind[notice.Mention] != 2 {
			t.Errorf("after a merge: %+v %v", got, err)
		}
	})
}
