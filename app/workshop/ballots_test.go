package workshop_test

import (
	"testing"
	"time"

	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
)

func word(s string) *string               { return &s }
func number(n int64) *int64               { return &n }
func kind(k workshop.Kind) *workshop.Kind { return &k }
func host(id string) ref.Ref              { return ref.Ref{Kind: workshop.RefKind, ID: id} }
func asked(id string) ballot.New {
	return ballot.New{Host: host(id), Kind: ballot.Consent, Title: "Ska vi?", ClosesAt: db.Now().Add(time.Hour)}
}

func startBallot(t testing.TB, v *apptest.Village, id string) (event.Reference, error) {
	t.Helper()
	return v.Ballots.Start(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), asked(id))
}

func ballotIn(t testing.TB, v *apptest.Village, id string) string {
	t.Helper()
	list, err := v.Ballots.Of(ctx, v.Viewer(t, "Dag"), host(id))
	if err != nil || len(list.Items) == 0 {
		t.Fatal(list.Items, err)
	}
	return list.Items[0].ID
}

func TestBallotsAreHeldInAWorkshop(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := planned(t, v, apptest.Secret)
		does(t, v, id, workshop.Invite)
		guest, _ := joins(t, v, seen(t, v, v.Viewer(t, "Dag"), id).Code, "Ove")
		_, err := v.Ballots.Start(ctx, v.Viewer(t, "Cai"), v.Key("Cai"), asked(id))
		refused(t, "who reads starts none", err, "workshop_outside")
		if _, err := v.Workshops.TakePart(ctx, v.Viewer(t, "Cai"), id, workshop.Taking{}); err != nil {
			t.Fatal(err)
		}
		_, err = v.Ballots.Start(ctx, v.Viewer(t, "Cai"), v.Key("Cai"), asked(id))
		refused(t, "who takes part starts none", err, "forbidden")
		r, err := startBallot(t, v, id)
		if err != nil || r.Topic != workshop.Topic(id) {
			t.Fatalf("%+v, %v", r, err)
		}
		cast := ballot.Cast{Ballot: r.ID, Vote: ballot.Vote{Answer: ballot.Yes}}
		if _, err := v.Ballots.Vote(ctx, guest, cast); err != nil {
			t.Errorf("a guest votes: %v", err)
		}
		_, err = v.Ballots.Vote(ctx, v.Viewer(t, "Mona"), cast)
		refused(t, "who only reads", err, "workshop_outside")
		_, err = v.Ballots.Vote(ctx, v.Viewer(t, "Bo"), cast)
		refused(t, "a stranger", err, "ballot_unknown")
		if b, err := v.Ballots.Ballot(ctx, guest, r.ID); err != nil || b.Voices != 1 || !b.May.Vote || b.May.Close {
			t.Errorf("%+v, %v", b, err)
		}
		does(t, v, id, workshop.Cancel)
		_, err = v.Ballots.Vote(ctx, guest, cast)
		refused(t, "cancelled", err, "workshop_not_open")
	})
}

// A guest votes in no thread: only where they were let in.
func TestAGuestVotesNowhereElse(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := planned(t, v, apptest.Energy)
		does(t, v, id, workshop.Invite)
		at := seen(t, v, v.Viewer(t, "Dag"), id)
		guest, _ := joins(t, v, at.Code, "Ove")
		n := asked(id)
		n.Host = ref.Ref{Kind: "thread", ID: at.Thread}
		r, err := v.Ballots.Start(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), n)
		if err != nil {
			t.Fatal(err)
		}
		_, err = v.Ballots.Vote(ctx, guest, ballot.Cast{Ballot: r.ID, Vote: ballot.Vote{Answer: ballot.Yes}})
		refused(t, "in a thread", err, "guest_only")
	})
}

// The thread shows what is held in it, and its events say the same.
func TestAThreadShowsItsWorkshops(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := planned(t, v, apptest.Energy)
		thread := seen(t, v, v.Viewer(t, "Dag"), id).Thread
		th, err := v.Forum.Thread(ctx, v.Viewer(t, "Bo"), thread)
		if err != nil || len(th.Stages) != 0 {
			t.Errorf("a draft is shown: %+v, %v", th.Stages, err)
		}
		does(t, v, id, workshop.Invite)
		invited, err := v.Forum.Thread(ctx, v.Viewer(t, "Bo"), thread)
		if err != nil || len(invited.Stages) != 1 || invited.Stages[0].ID != id || invited.Stages[0].State != "invited" || invited.Seq != th.Seq+1 || invited.Version != th.Version+1 {
			t.Errorf("%+v, %v", invited.Stages, err)
		}
		does(t, v, id, workshop.Start, workshop.Next, workshop.Extend)
		if live, err := v.Forum.Thread(ctx, v.Viewer(t, "Bo"), thread); err != nil || live.Stages[0].State != "live" || live.Seq != invited.Seq+1 {
			t.Errorf("%+v, %d after %d, %v", live.Stages, live.Seq, invited.Seq, err)
		}
	})
}
