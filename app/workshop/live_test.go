package workshop_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
	"kraftsam/app/workshop"
)

// screen is what somebody who has a workshop open knows of it.
type screen struct {
	WorkshopView workshop.WorkshopView
	Steps        []workshop.StepView
	People       workshop.WorkshopPeople
}

// public leaves out what is told to the asker alone, and the clock.
func public(at workshop.WorkshopAt) screen {
	at.Stage.Now = ""
	return screen{at.WorkshopView, at.Steps, at.People}
}

// apply is what a client does with an event: take what it holds.
func (s screen) apply(t testing.TB, kind string, data json.RawMessage) screen {
	t.Helper()
	into := func(to any) {
		if err := json.Unmarshal(data, to); err != nil {
			t.Fatalf("%s: %v in %s", kind, err, data)
		}
	}
	switch kind {
	case workshop.Added, workshop.Changed:
		s.WorkshopView = workshop.WorkshopView{}
		into(&s.WorkshopView)
	case workshop.Staged:
		s.WorkshopView.Stage = workshop.WorkshopStage{}
		into(&s.WorkshopView.Stage)
		s.WorkshopView.Version = s.WorkshopView.Stage.Version
	case workshop.StepAdded, workshop.StepChanged, workshop.StepRemoved:
		var one workshop.StepView
		into(&one)
		s.Steps = slices.DeleteFunc(slices.Clone(s.Steps), func(have workshop.StepView) bool { return have.ID == one.ID })
		if !one.Removed {
			s.Steps = append(s.Steps, one)
		}
		slices.SortFunc(s.Steps, workshop.InOrder)
	case ballot.Added, ballot.Changed:
	case "speakers.changed": // of the floor, which closes when a workshop ends
	case workshop.PeopleCame:
		s.People = workshop.WorkshopPeople{}
		into(&s.People)
	default:
		t.Fatalf("nobody knows %s", kind)
	}
	s.WorkshopView.Stage.Now = ""
	return s
}

// follow applies what happened after a seq.
func follow(t testing.TB, v *apptest.Village, s screen, id string, after int64) (screen, int64) {
	t.Helper()
	events, err := v.Events.After(ctx, workshop.Topic(id), after, 1000)
	if err != nil {
		t.Fatal(err)
	}
	data, err := v.Workshops.Topics(v.Accounts.ViewerOf)[0].Render(ctx, events)
	if err != nil || len(data) != len(events) {
		t.Fatalf("%d of %d rendered, %v", len(data), len(events), err)
	}
	for i, e := range events {
		s = s.apply(t, e.Type, data[i])
		if diff := cmp.Diff(s, s.apply(t, e.Type, data[i])); diff != "" {
			t.Errorf("%s applied twice is another:\n%s", e.Type, diff)
		}
		after = e.Seq
	}
	return s, after
}

// deed is something that somebody does to a workshop.
type deed struct {
	name string
	do   func() (event.Reference, error)
}

func TestEventsMakeWhatAReloadShows(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := planned(t, v, apptest.Energy)
		at := seen(t, v, v.Viewer(t, "Dag"), id)
		screen, seq := public(at), at.Seq
		for _, d := range deeds(t, v, id) {
			r, err := d.do()
			if err != nil {
				t.Fatalf("%s: %v", d.name, err)
			}
			screen, seq = follow(t, v, screen, id, seq)
			if r.Seq != seq {
				t.Errorf("%s: answered %d, told %d", d.name, r.Seq, seq)
			}
			if diff := cmp.Diff(public(seen(t, v, v.Viewer(t, "Dag"), id)), screen); diff != "" {
				t.Errorf("%s: a reload shows something else (-reload +events):\n%s", d.name, diff)
			}
		}
	})
}

// deeds are all that can be done to a workshop, in an order in which they can be done.
func deeds(t *testing.T, v *apptest.Village, id string) []deed {
	dag, bo := v.Viewer(t, "Dag"), v.Viewer(t, "Bo")
	move := func(do string) deed {
		return deed{do, func() (event.Reference, error) {
			return v.Workshops.Move(ctx, dag, id, seen(t, v, dag, id).Version, workshop.Act{Do: do, Minutes: 5})
		}}
	}
	deeds := []deed{
		move(workshop.Invite),
		{"take part", func() (event.Reference, error) { return v.Workshops.TakePart(ctx, bo, id, workshop.Taking{}) }},
		{"take part for the mill", func() (event.Reference, error) {
			return v.Workshops.TakePart(ctx, bo, id, workshop.Taking{Organisation: v.Mill})
		}},
		{"write somebody down", func() (event.Reference, error) {
			return v.Workshops.AddByPhone(ctx, dag, v.Key("Dag"), id, workshop.Taking{Name: "Per"})
		}},
		{"edit", func() (event.Reference, error) {
			title := "Ett bättre namn"
			return v.Workshops.Edit(ctx, dag, id, seen(t, v, dag, id).Version, workshop.Change{Title: &title})
		}},
		{"add a facilitator", func() (event.Reference, error) { return v.Workshops.AddFacilitator(ctx, dag, id, v.ID("Ada")) }},
		{"hand over", func() (event.Reference, error) { return v.Workshops.HandOver(ctx, dag, id, v.ID("Ada")) }},
		{"answer", func() (event.Reference, error) {
			return v.Workshops.Answer(ctx, bo, id, workshop.Reply{Answer: workshop.Maybe, Access: "Hörselslinga"})
		}},
		{"answer otherwise", func() (event.Reference, error) {
			return v.Workshops.Answer(ctx, bo, id, workshop.Reply{Answer: workshop.Instead, Instead: "Kajsa"})
		}},
		{"invite", func() (event.Reference, error) {
			return v.Workshops.InviteOne(ctx, dag, id, ref.Ref{Kind: "organisation", ID: v.University})
		}},
		{"open a round", func() (event.Reference, error) { return v.Workshops.SetRound(ctx, dag, id, *soon(), *soon()) }},
		{"lock it", func() (event.Reference, error) { return v.Workshops.LockRound(ctx, dag, id, "RUN 2026/17") }},
		{"leave", func() (event.Reference, error) { return v.Workshops.Leave(ctx, bo, id) }},
		{"come back", func() (event.Reference, error) { return v.Workshops.TakePart(ctx, bo, id, workshop.Taking{}) }},
		{"another code", func() (event.Reference, error) { return v.Workshops.SetCode(ctx, dag, id, false) }},
		{"join by code", func() (event.Reference, error) {
			j, err := v.Workshops.JoinByCode(ctx, actor.Viewer{}, seen(t, v, dag, id).Code, workshop.Taking{Name: "Ove"}, "", web.Credentials{})
			return j.Reference, err
		}},
	}
	return slices.Concat(deeds, sheetDeeds(t, v, id), []deed{
		move(workshop.Start), move(workshop.Extend), move(workshop.Pause), move(workshop.Resume), move(workshop.Next), move(workshop.Skip), move(workshop.Back),
		move(workshop.Wrap), move(workshop.Back), move(workshop.End), move(workshop.Publish),
	})
}

// sheetDeeds are what is done to the run sheet, and the ballots that stand in it.
func sheetDeeds(t *testing.T, v *apptest.Village, id string) []deed {
	dag := v.Viewer(t, "Dag")
	return []deed{
		{"add a step", func() (event.Reference, error) {
			return v.Workshops.AddStep(ctx, dag, v.Key("Dag"), id, workshop.Plot{Kind: kind(workshop.Vote), Title: word("Rösta"), Minutes: number(7), After: word("")})
		}},
		{"reword a step", func() (event.Reference, error) {
			st := seen(t, v, dag, id).Steps[0]
			return v.Workshops.ChangeStep(ctx, dag, id, st.ID, st.Version, workshop.Plot{Text: word("**Så** röstar vi")})
		}},
		{"move a step", func() (event.Reference, error) {
			steps := seen(t, v, dag, id).Steps
			return v.Workshops.ChangeStep(ctx, dag, id, steps[0].ID, steps[0].Version, workshop.Plot{After: &steps[3].ID})
		}},
		{"remove a step", func() (event.Reference, error) {
			st := seen(t, v, dag, id).Steps[5]
			return v.Workshops.RemoveStep(ctx, dag, id, st.ID, 0)
		}},
		{"start a ballot", func() (event.Reference, error) { return startBallot(t, v, id) }},
		{"put it into a step", func() (event.Reference, error) {
			return v.Workshops.PutBallot(ctx, dag, id, seen(t, v, dag, id).Steps[3].ID, ballotIn(t, v, id))
		}},
		{"put it into another", func() (event.Reference, error) {
			return v.Workshops.PutBallot(ctx, dag, id, seen(t, v, dag, id).Steps[2].ID, ballotIn(t, v, id))
		}},
	}
}

// A visitor is shown no more by events than by reading.
func TestEventsHoldNothingForOneAlone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := planned(t, v, apptest.Energy)
		does(t, v, id, workshop.Invite)
		got, _ := follow(t, v, screen{Steps: seen(t, v, actor.Viewer{}, id).Steps}, id, 0)
		if diff := cmp.Diff(public(seen(t, v, actor.Viewer{}, id)), screen{got.WorkshopView, got.Steps, workshop.WorkshopPeople{ID: id}}); diff != "" {
			t.Errorf("-reload +events:\n%s", diff)
		}
	})
}
