package workshop_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/workshop"
)

var ctx = context.Background()

// planned is a workshop of Dag's in a thread of an area, a draft.
func planned(t testing.TB, v *apptest.Village, slug string) string {
	t.Helper()
	r, err := v.Workshops.Plan(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), workshop.New{Opened: &forum.NewThread{Area: slug, Title: "Möte", Text: "Vi förbereder oss här."},
		Template: workshop.Dialogue, Title: "Dialogmöte", Purpose: "Att **höras**", Details: workshop.Details{StartsAt: soon(), Link: "https://video.example/rum", Place: "Bystugan"}})
	if err != nil {
		t.Fatal(err)
	}
	return r.ID
}

func soon() *time.Time {
	at := db.Now().Add(48 * time.Hour)
	return &at
}

func seen(t testing.TB, v *apptest.Village, by actor.Viewer, id string) workshop.WorkshopAt {
	t.Helper()
	at, err := v.Workshops.Workshop(ctx, by, id)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// does has Dag move the stage as it is now.
func does(t testing.TB, v *apptest.Village, id string, acts ...string) {
	t.Helper()
	for _, a := range acts {
		if _, err := v.Workshops.Move(ctx, v.Viewer(t, "Dag"), id, seen(t, v, v.Viewer(t, "Dag"), id).Version, workshop.Act{Do: a, Minutes: 5, Why: "Sjukdom"}); err != nil {
			t.Fatalf("%s: %v", a, err)
		}
	}
}

func refused(t *testing.T, what string, err error, code string) {
	t.Helper()
	if err == nil || fault.CodeOf(err) != code {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

func TestAWorkshopIsAStageOfAThread(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		dag := v.Viewer(t, "Dag")
		id := planned(t, v, apptest.Energy)
		at := seen(t, v, dag, id)
		if at.Stage.State != string(workshop.Draft) || len(at.Steps) != 8 || at.Minutes != 120 || at.Thread == "" || !at.May.Facilitate || at.PurposeHTML != "<p>Att <strong>höras</strong></p>" {
			t.Errorf("planned: %+v", at)
		}
		_, err := v.Workshops.Workshop(ctx, v.Viewer(t, "Bo"), id)
		refused(t, "a draft is nobody else's", err, "workshop_unknown")
		does(t, v, id, workshop.Invite)
		if at := seen(t, v, actor.Viewer{}, id); at.May.Join || at.May.Facilitate || at.Stage.State != string(workshop.Invited) {
			t.Errorf("a visitor: %+v", at.May)
		}
		if at := seen(t, v, v.Viewer(t, "Bo"), id); !at.May.Join || at.May.Write {
			t.Errorf("a member: %+v", at.May)
		}
	})
}

func TestAPrivateWorkshopIsUnknownOutside(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := planned(t, v, apptest.Secret)
		does(t, v, id, workshop.Invite)
		_, nobody := v.Workshops.Workshop(ctx, v.Viewer(t, "Bo"), "no-such-workshop")
		_, hidden := v.Workshops.Workshop(ctx, v.Viewer(t, "Bo"), id)
		if nobody == nil || hidden == nil || nobody.Error() != hidden.Error() {
			t.Errorf("%v and %v", nobody, hidden)
		}
		seen(t, v, v.Viewer(t, "Cai"), id)
	})
}

func TestOfTwoWhoPressAtOnceOneIsTold(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := planned(t, v, apptest.Energy)
		does(t, v, id, workshop.Invite, workshop.Start)
		version := seen(t, v, v.Viewer(t, "Dag"), id).Version
		press := make(chan error)
		for range 2 {
			go func() {
				_, err := v.Workshops.Move(ctx, v.Viewer(t, "Dag"), id, version, workshop.Act{Do: workshop.Next})
				press <- err
			}()
		}
		err := errors.Join(<-press, <-press)
		refused(t, "the second", err, "version_stale")
		at := seen(t, v, v.Viewer(t, "Dag"), id)
		if at.Stage.Step != at.Steps[1].ID || at.Version != version+1 {
			t.Errorf("step %s, version %d", at.Stage.Step, at.Version)
		}
		if now, ok := fault.As(err).Current.(workshop.WorkshopView); !ok || now.Stage.Step != at.Steps[1].ID {
			t.Errorf("the refusal shows %+v", fault.As(err).Current)
		}
	})
}

func TestWhoIsOnThePhoneIsWrittenFor(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		dag, bo := v.Viewer(t, "Dag"), v.Viewer(t, "Bo")
		id := planned(t, v, apptest.Energy)
		does(t, v, id, workshop.Invite)
		phone, err := v.Workshops.AddByPhone(ctx, dag, v.Key("Dag"), id, workshop.Taking{Name: "Per på linjen", OrganisationName: "Byalaget", Municipality: apptest.Berg})
		if err != nil {
			t.Fatal(err)
		}
		_, err = v.Workshops.AddByPhone(ctx, bo, v.Key("Bo"), id, workshop.Taking{Name: "Per"})
		refused(t, "a member writes nobody down", err, "forbidden")
		writes := func(by actor.Viewer, onBehalf string) (p workshop.Participant, err error) {
			err = v.DB.InTx(ctx, func(ctx context.Context) error {
				w, st, err := v.Workshops.Take(ctx, by, id)
				if err != nil {
					return err
				}
				p, err = v.Workshops.Writer(ctx, by, w, st, onBehalf, db.Now())
				return err
			})
			return p, err
		}
		if p, err := writes(dag, phone.ID); err != nil || p.Name != "Per på linjen" || p.AddedBy == nil || *p.AddedBy != dag.Member {
			t.Errorf("%+v, %v", p, err)
		}
		_, err = writes(bo, phone.ID)
		refused(t, "a member writes for nobody else", err, "forbidden")
		_, err = writes(bo, "")
		refused(t, "outside", err, "workshop_outside")
		if _, err := v.Workshops.TakePart(ctx, bo, id, workshop.Taking{Organisation: v.Mill}); err != nil {
			t.Fatal(err)
		}
		if p, err := writes(bo, ""); err != nil || *p.MemberID != bo.Member {
			t.Errorf("%+v, %v", p, err)
		}
		first, err := writes(dag, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.Workshops.Leave(ctx, dag, id); err != nil {
			t.Fatal(err)
		}
		if again, err := writes(dag, ""); err != nil || again.ID != first.ID {
			t.Errorf("a facilitator who had left writes as %+v, %v", again, err)
		}
		if at := seen(t, v, bo, id); at.People.Members != 2 || at.People.Phone != 1 || at.Mine == nil || *at.Mine.Organisation != v.Mill || !at.May.Write {
			t.Errorf("%+v %+v", at.People, at.Mine)
		}
	})
}

func TestAPlanIsMadeOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		key := v.Key("Dag")
		n := workshop.New{Opened: &forum.NewThread{Area: apptest.Energy, Title: "Möte", Text: "x"}, Template: workshop.Mobilisation, Title: "x"}
		var answers [2]event.Reference
		for i := range answers {
			var err error
			if answers[i], err = v.Workshops.Plan(ctx, v.Viewer(t, "Dag"), key, n); err != nil {
				t.Fatal(err)
			}
		}
		if answers[0].ID != answers[1].ID || !answers[1].Replayed() {
			t.Errorf("%+v", answers)
		}
	})
}

// change writes what otherwise only time brings.
func change(t testing.TB, v *apptest.Village, sql string, args ...any) {
	t.Helper()
	if err := v.DB.InTx(ctx, func(ctx context.Context) error { return v.DB.From(ctx).Exec(sql, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

func TestFacilitatorsHandOver(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag, ada := planned(t, v, apptest.Energy), v.Viewer(t, "Dag"), v.Viewer(t, "Ada")
		does(t, v, id, workshop.Invite)
		_, err := v.Workshops.HandOver(ctx, dag, id, ada.Member)
		refused(t, "to somebody who does not facilitate", err, "member_unknown")
		_, err = v.Workshops.AddFacilitator(ctx, dag, id, "nobody")
		refused(t, "nobody", err, "member_unknown")
		if _, err := v.Workshops.AddFacilitator(ctx, dag, id, ada.Member); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Workshops.HandOver(ctx, ada, id, ada.Member); err != nil {
			t.Fatal(err)
		}
		if at := seen(t, v, ada, id); at.Leader != ada.Member || len(at.Facilitators) != 2 || !at.May.Facilitate {
			t.Errorf("%s leads, of %+v", at.Leader, at.Facilitators)
		}
		if _, err := v.Workshops.DropFacilitator(ctx, dag, id, ada.Member); err != nil {
			t.Fatal(err)
		}
		if at := seen(t, v, ada, id); at.Leader != dag.Member || at.May.Facilitate {
			t.Errorf("%s leads", at.Leader)
		}
		_, err = v.Workshops.DropFacilitator(ctx, dag, id, dag.Member)
		refused(t, "the last one", err, "facilitator_last")
	})
}
