package ballot_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/forum"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/ref"
)

// screen is what a visitor who has the thread open knows of its ballots, by id.
type screen map[string]ballot.VotingView

func glance(t *testing.T, v *apptest.Village, thread string) (screen, int64) {
	t.Helper()
	list, err := v.Ballots.Of(ctx, actor.Viewer{}, ref.Ref{Kind: "thread", ID: thread})
	if err != nil {
		t.Fatal(err)
	}
	s := screen{}
	for _, b := range list.Items {
		b.May, b.Mine = nil, nil // told to the asker alone
		s[b.ID] = b
	}
	return s, list.Seq
}

// apply is what a client does with an event: the newest version of a ballot counts.
func (s screen) apply(t *testing.T, data json.RawMessage) screen {
	t.Helper()
	var b ballot.VotingView
	if err := json.Unmarshal(data, &b); err != nil {
		t.Fatal(err)
	}
	next := screen{}
	for id, had := range s {
		next[id] = had
	}
	if b.Version >= s[b.ID].Version {
		next[b.ID] = b
	}
	return next
}

func shown(t *testing.T, v *apptest.Village, thread string, after int64) (kinds []string, data []json.RawMessage) {
	t.Helper()
	events, err := v.Events.After(ctx, forum.Topic(thread), after, 1000)
	if err != nil {
		t.Fatal(err)
	}
	families := v.Forum.Topics(v.Accounts.ViewerOf)
	family := families[slices.IndexFunc(families, func(f live.Topic) bool { return f.Prefix == "thread" })]
	if data, err = family.Render(ctx, events); err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		kinds = append(kinds, e.Type)
	}
	return kinds, data
}

// The law of live, for every kind of event, every kind of ballot, and ballots of which little or nothing may be told.
func TestStateAndEventMakeTheRefetchedState(t *testing.T) {
	votes := map[ballot.Kind][2]ballot.Vote{
		ballot.Choose: {choice("1"), choice("2")}, ballot.Score: {{Scores: map[string]int{"1": 0}}, {Scores: map[string]int{"1": 5, "2": 3}}},
		ballot.Dots: {{Dots: map[string]int{"1": 5}}, {Dots: map[string]int{"3": 1}}}, ballot.Rank: {{Ranking: []string{"3", "1"}}, {Ranking: []string{"2"}}},
		ballot.Consent: {{Answer: ballot.Yes}, {Answer: ballot.No, Reason: "därför"}},
	}
	told := map[string]bool{}
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for kind, two := range votes {
			for _, n := range []ballot.New{{}, {Hidden: true}, {Anonymous: true}, {Voice: ballot.OrganisationVoice}, {Voice: ballot.OrganisationVoice, Anonymous: true}} {
				n.Kind = kind
				b := booth{v, thread(t, v, "Ada", apptest.Energy), ""}
				as := map[string]string{}
				if n.Voice == ballot.OrganisationVoice {
					as = map[string]string{"Ada": v.Municipality, "Bo": v.Mill}
				}
				cast := func(who string, vote ballot.Vote, was *ballot.Vote) func() error {
					return func() error {
						if n.Anonymous {
							return b.seal(t, who, as[who], vote, was)
						}
						return b.vote(t, who, as[who], vote)
					}
				}
				look := func() error { return v.Ballots.Due(ctx) }
				before, seq := glance(t, v, b.thread)
				for name, act := range orderly(
					"start", func() error { b.id = b.start(t, "Ada", n); return nil },
					"Ada votes", cast("Ada", two[0], nil), "the house looks", look, "Bo votes", cast("Bo", two[0], nil), "the house looks", look,
					"Bo changes", cast("Bo", two[1], &two[0]), "the house looks", look,
					"the reminder", func() error { b.pass(t, b.id, 49*time.Hour); return v.Ballots.Due(ctx) },
					"the date", func() error { b.pass(t, b.id, 49*time.Hour); return v.Ballots.Due(ctx) },
					"the outcome", func() error {
						_, err := v.Ballots.Conclude(ctx, v.Viewer(t, "Ada"), b.id, b.look(t, "").Version, ballot.Conclusion{Text: "a", Next: "b", ReviewOn: "2035-01-01"})
						return err
					},
				) {
					refused(t, name, "", act())
					after, head := glance(t, v, b.thread)
					kinds, data := shown(t, v, b.thread, seq)
					got := before
					for i := range data {
						told[kinds[i]] = true
						got = got.apply(t, data[i]).apply(t, data[i])
					}
					if diff := cmp.Diff(stripDates(after), stripDates(got)); diff != "" {
						t.Errorf("%s of %+v: a reload shows something else (-reload +events):\n%s", name, n, diff)
					}
					before, seq = after, head
				}
			}
		}
	})
	for _, kind := range []string{ballot.Added, ballot.Changed, ballot.Reminded, ballot.Closed} {
		if !told[kind] {
			t.Errorf("%s was never told", kind)
		}
	}
}

// stripDates leaves out the date that the test itself moves, which no event tells of.
func stripDates(s screen) screen {
	bare := screen{}
	for id, b := range s {
		b.ClosesAt = ""
		bare[id] = b
	}
	return bare
}

// orderly gives pairs of a name and an act in their order.
func orderly(pairs ...any) func(yield func(string, func() error) bool) {
	return func(yield func(string, func() error) bool) {
		for i := 0; i < len(pairs); i += 2 {
			if !yield(pairs[i].(string), pairs[i+1].(func() error)) {
				return
			}
		}
	}
}

// An anonymous vote is told to nobody when it is cast; how many have voted is told later, for all at once.
func TestVoicesOfAnAnonymousBallotAreToldTogether(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		b := begin(t, v, ballot.New{Anonymous: true})
		_, seq := glance(t, v, b.thread)
		for _, who := range []string{"Ada", "Bo", "Cai"} {
			refused(t, who, "", b.seal(t, who, "", choice("1"), nil))
		}
		if kinds, _ := shown(t, v, b.thread, seq); len(kinds) != 0 || b.look(t, "").Voices != 0 {
			t.Errorf("told at once: %v", kinds)
		}
		b.due(t)
		b.due(t)
		if kinds, _ := shown(t, v, b.thread, seq); len(kinds) != 1 || b.look(t, "").Voices != 3 {
			t.Errorf("told %v, %d voices", kinds, b.look(t, "").Voices)
		}
	})
}

// another is one more organisation that a villager speaks for.
func another(t *testing.T, v *apptest.Village, who, name string) string {
	t.Helper()
	r, err := v.Actors.ProposeBy(ctx, v.Viewer(t, who), actor.Proposal{Name: name, Kind: "company", Sector: "business", Level: "local", Municipality: apptest.Berg})
	refused(t, "proposing", "", err)
	refused(t, "confirming", "", v.Actors.Confirm(ctx, v.Viewer(t, "Alva"), r.ID, ""))
	return r.OrganisationID
}

// age makes the votes that are there older.
func (b booth) age(t *testing.T) {
	t.Helper()
	refused(t, "ageing", "", b.DB.InTx(ctx, func(ctx context.Context) error {
		return b.DB.From(ctx).Exec("UPDATE ballot_votes SET at = ? WHERE ballot_id = ?", db.Now().Add(-time.Hour), b.id).Error
	}))
}
