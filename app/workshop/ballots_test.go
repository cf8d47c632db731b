package workshop_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
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

// voting is an open workshop with a ballot that runs.
func voting(t testing.TB, v *apptest.Village) (id, votes string) {
	t.Helper()
	id = planned(t, v, apptest.Energy)
	does(t, v, id, workshop.Invite)
	r, err := startBallot(t, v, id)
	if err != nil {
		t.Fatal(err)
	}
	return id, r.ID
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

// Whoever votes in a workshop is counted where they take part for, as they said so; that gives them no organisation's voice.
func TestVotesInAWorkshopCountWhereOneTakesPart(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := planned(t, v, apptest.Energy)
		does(t, v, id, workshop.Invite)
		code := seen(t, v, v.Viewer(t, "Dag"), id).Code
		takes := func(by actor.Viewer, organisation string) actor.Viewer {
			t.Helper()
			if _, err := v.Workshops.TakePart(ctx, by, id, workshop.Taking{Organisation: organisation}); err != nil {
				t.Fatal(err)
			}
			return by
		}
		guest := func(name string) actor.Viewer {
			g, _ := joins(t, v, code, name)
			return g
		}
		r, err := startBallot(t, v, id)
		if err != nil {
			t.Fatal(err)
		}
		votes := func(by actor.Viewer) {
			t.Helper()
			if _, err := v.Ballots.Vote(ctx, by, ballot.Cast{Ballot: r.ID, Vote: ballot.Vote{Answer: ballot.Yes}}); err != nil {
				t.Fatal(err)
			}
		}
		late := guest("Lo")
		votes(late) // before they said for whom they are there
		for _, by := range []actor.Viewer{takes(v.Viewer(t, "Ada"), v.Municipality), takes(v.Viewer(t, "Cai"), v.Municipality), takes(late, v.Municipality)} {
			votes(by)
		}
		for _, name := range []string{"Ove", "Pia", "Siv"} { // from Berg, for a village that is in no directory
			votes(guest(name))
		}
		if _, err := v.Ballots.Close(ctx, v.Viewer(t, "Dag"), r.ID); err != nil {
			t.Fatal(err)
		}
		b, err := v.Ballots.Ballot(ctx, late, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		told := map[string]int64{}
		for _, groups := range [][]ballot.VoiceGroup{b.Result.Sectors, b.Result.Levels, b.Result.Municipalities} {
			for _, g := range groups {
				if g.Some && g.Voices != nil {
					told[g.Group] += *g.Voices
				}
			}
		}
		if diff := cmp.Diff(map[string]int64{"public": 3, "local": 3, apptest.Berg: 6, "none": 6}, told); diff != "" {
			t.Errorf("-want +told:\n%s", diff)
		}

		n := asked(id)
		n.Voice = ballot.OrganisationVoice
		if r, err = v.Ballots.Start(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), n); err != nil {
			t.Fatal(err)
		}
		_, err = v.Ballots.Vote(ctx, late, ballot.Cast{Ballot: r.ID, As: v.Municipality, Vote: ballot.Vote{Answer: ballot.Yes}})
		refused(t, "a guest with the voice of an organisation", err, "as_refused")
	})
}

// One or two are told of as somebody, and what is known of the rest does not give them away.
func TestAFewWhoTakePartForOneAreTheirOwnSecret(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, votes := voting(t, v)
		for who, organisation := range map[string]string{"Ada": v.Municipality, "Cai": v.Municipality, "Bo": v.Municipality, "Mona": v.Mill} {
			if _, err := v.Workshops.TakePart(ctx, v.Viewer(t, who), id, workshop.Taking{Organisation: organisation}); err != nil {
				t.Fatal(err)
			}
			if _, err := v.Ballots.Vote(ctx, v.Viewer(t, who), ballot.Cast{Ballot: votes, Vote: ballot.Vote{Answer: ballot.Yes}}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := v.Ballots.Close(ctx, v.Viewer(t, "Dag"), votes); err != nil {
			t.Fatal(err)
		}
		b, err := v.Ballots.Ballot(ctx, v.Viewer(t, "Dag"), votes)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range b.Result.Sectors {
			if some := g.Group == "public" || g.Group == "business"; g.Some != some || some && (g.Voices != nil || g.Options != nil) {
				t.Errorf("%+v", g)
			}
		}
	})
}

// A guest who turns out to be a member has one voice, and the newer of both votes counts.
func TestAGuestWhoIsKnownHasOneVoice(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, votes := voting(t, v)
		guest, cookie := joins(t, v, seen(t, v, v.Viewer(t, "Dag"), id).Code, "Bo som gäst")
		if _, err := v.Workshops.TakePart(ctx, v.Viewer(t, "Bo"), id, workshop.Taking{}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			by     actor.Viewer
			answer string
		}{{v.Viewer(t, "Bo"), ballot.Reservation}, {guest, ballot.Yes}} {
			if _, err := v.Ballots.Vote(ctx, c.by, ballot.Cast{Ballot: votes, Vote: ballot.Vote{Answer: c.answer}}); err != nil {
				t.Fatal(err)
			}
		}
		change(t, v, "UPDATE ballot_votes SET at = ? WHERE voter = ?", db.Now().Add(time.Second), guest.Member)
		if err := v.Accounts.SetPassword(ctx, v.ID("Bo"), apptest.Password); err != nil {
			t.Fatal(err)
		}
		if _, _, err := v.Accounts.SignIn(ctx, v.Email("Bo"), apptest.Password, web.Credentials{Cookie: cookie, Prefix: "n"}); err != nil {
			t.Fatal(err)
		}
		b, err := v.Ballots.Ballot(ctx, v.Viewer(t, "Bo"), votes)
		if err != nil || b.Voices != 1 || len(b.Mine) != 1 || b.Mine[0].Vote == nil || b.Mine[0].Vote.Answer != ballot.Yes {
			t.Errorf("%+v, %v", b, err)
		}
	})
}
