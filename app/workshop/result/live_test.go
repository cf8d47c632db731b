package result_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/live"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/result"
)

// screen is what somebody who has a result open knows of it, but for what it rests on, which has events of its own.
type screen struct {
	At        result.ResultView
	Items     []result.ResultItem
	Standings []result.ResultStanding
}

func (h *hall) reads(who string) (screen, int64) {
	h.t.Helper()
	at := h.sees(who)
	return screen{at.ResultView, at.Items, at.Standings}, at.Seq
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
	case result.Made, result.Changed:
		s.At = result.ResultView{}
		into(&s.At)
	case result.ItemAdded, result.ItemChanged, result.ItemRemoved:
		var one result.ResultItem
		into(&one)
		s.Items = slices.DeleteFunc(slices.Clone(s.Items), func(i result.ResultItem) bool { return i.ID == one.ID })
		if one.Removed {
			s.Standings = slices.DeleteFunc(slices.Clone(s.Standings), func(st result.ResultStanding) bool { return st.Item == one.ID })
			break
		}
		s.Items = append(s.Items, one)
		slices.SortFunc(s.Items, result.InOrder)
	case result.StandingChanged:
		var one result.ResultStanding
		into(&one)
		s.Standings = slices.DeleteFunc(slices.Clone(s.Standings), func(st result.ResultStanding) bool { return st.ID == one.ID })
		if !one.Removed {
			s.Standings = append(s.Standings, one)
			slices.SortFunc(s.Standings, result.InTime)
		}
	default:
		t.Fatalf("nobody knows %s", kind)
	}
	return s
}

func (h *hall) follow(s screen, after int64) (screen, int64) {
	h.t.Helper()
	events, err := h.Events.After(ctx, result.Topic(h.id), after, 1000)
	h.must(err)
	data, err := h.Results.Topics(h.Accounts.ViewerOf)[0].Render(ctx, events)
	if err != nil || len(data) != len(events) {
		h.t.Fatalf("%d of %d rendered, %v", len(data), len(events), err)
	}
	for i, e := range events {
		s = s.apply(h.t, e.Type, data[i])
		if diff := cmp.Diff(s, s.apply(h.t, e.Type, data[i])); diff != "" {
			h.t.Errorf("%s applied twice is another:\n%s", e.Type, diff)
		}
		after = e.Seq
	}
	return s, after
}

func (h *hall) agrees(what string, s screen) {
	h.t.Helper()
	now, _ := h.reads("Bo")
	if diff := cmp.Diff(now, s); diff != "" {
		h.t.Fatalf("%s: a reload shows something else (-reload +events):\n%s", what, diff)
	}
}

type deed struct {
	name string
	do   func() error
}

// deeds are all that can be done with a result, in an order in which they can be done.
func (h *hall) deeds() []deed {
	ids := map[string]string{}
	adds := func(name string, e result.Edit) deed {
		return deed{"add " + name, func() error {
			r, err := h.Results.Add(ctx, h.viewer("Dag"), h.Key("Dag"), h.id, e, nil)
			ids[name] = r.ID
			return err
		}}
	}
	edits := func(name string, e result.Edit) deed {
		return deed{"edit " + name, func() error { return h.edits(ids[name], e) }}
	}
	moves := func(name string, after *string) deed {
		return deed{"move " + name, func() error { return only(h.Results.Move(ctx, h.viewer("Dag"), h.id, ids[name], after)) }}
	}
	stands := func(who, name, stands, words string) deed {
		return deed{who + " on " + name, func() error { return h.stands(who, ids[name], stands, words) }}
	}
	quote := result.Edit{Kind: kind(result.Quote), Sources: &[]result.ResultSource{note(h.notes["Mer nät"])}}
	return []deed{
		adds("quote", quote), adds("promise", promise("participant", h.participant["Ada"], "Ring Per")), adds("text", result.Edit{Kind: kind(result.Text), Title: word("Bakgrund"), Text: word("*Kort*")}),
		stands("Bo", "quote", result.Contest, "Taget ur sitt sammanhang"), stands("Ada", "promise", result.Confirm, ""), stands("Bo", "quote", result.Confirm, ""),
		edits("promise", result.Edit{DueOn: word("2031-01-01")}), stands("Ada", "promise", "", ""), moves("text", word("")), edits("text", result.Edit{Kind: kind(result.Forward)}),
		{"publish", func() error { h.does(workshop.Publish); return nil }},
		edits("text", result.Edit{Title: word("Till utlysningen")}), adds("another", result.Edit{Kind: kind(result.Forward), Title: word("Mer tid")}), moves("another", word("")),
		{"Cai comes late", func() error {
			return only(h.Workshops.TakePart(ctx, h.viewer("Cai"), h.id, workshop.Taking{Organisation: h.University}))
		}},
		{"remove", func() error { return only(h.Results.Remove(ctx, h.viewer("Dag"), h.id, ids["quote"], 0)) }},
	}
}

func TestEventsMakeWhatAReloadShows(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.meets()
		h.ends()
		s, seq := h.reads("Bo")
		for _, d := range h.deeds() {
			h.must(d.do())
			s, seq = h.follow(s, seq)
			h.agrees(d.name, s)
		}
		if s.At.Edition != 4 || len(s.At.Late.Listed) != 1 || s.At.Changes[0].What != "removed" || s.At.Changes[3].What != "edited" || !slices.Equal(s.At.Changes[3].Parts, []string{"title"}) {
			t.Errorf("%+v", s.At)
		}
	})
}

func pick[V any](random *rand.Rand, all []V) V { return all[random.IntN(len(all))] }

// Whatever two facilitators and several sources do, in whatever order: nobody's fault is the house's, and the screens agree.
func TestScreensAgreeWhateverIsDone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.meets()
		h.must(only(v.Workshops.AddFacilitator(ctx, v.Viewer(t, "Dag"), h.id, v.ID("Mona"))))
		h.ends()
		random := rand.New(rand.NewPCG(28, 7)) //nolint:gosec // a repeatable order, no secret
		s, seq := h.reads("Bo")
		began := seq
		for n := range 80 {
			if n == 50 {
				h.does(workshop.Publish)
			}
			d := h.anything(random)
			if err := d.do(); err != nil && fault.KindOf(err) == fault.Internal {
				t.Fatalf("%s: %v", d.name, err)
			}
			s, seq = h.follow(s, seq)
			h.agrees(d.name, s)
		}
		if seq-began < 40 || len(s.Standings) == 0 || s.At.Edition < 3 {
			t.Errorf("little happened: %d events, %d standings, edition %d", seq-began, len(s.Standings), s.At.Edition)
		}
	})
}

// anything is what somebody might do now, also what they may not.
func (h *hall) anything(random *rand.Rand) deed {
	leader, who := h.viewer(pick(random, []string{"Dag", "Mona"})), pick(random, []string{"Bo", "Ada", "Bo", "Ada", "Cai"})
	at := h.sees("Dag")
	i := pick(random, at.Items)
	j := pick(random, at.Items)
	owner := pick(random, []result.Owner{{Kind: "participant", ID: h.participant["Bo"]}, {Kind: "organisation", ID: h.Mill}, {Kind: "member", ID: h.ID("Mona")}, {}})
	e := pick(random, []result.Edit{{Title: word("Ny " + i.Title)}, {Text: word("Text")}, {Kind: kind(pick(random, result.Kinds))}, {Owner: &owner}, {DueOn: word("2030-02-02")},
		{Sources: &[]result.ResultSource{note(h.notes["Mer nät"])}}})
	stand := result.Word{Stands: pick(random, []string{result.Confirm, result.Contest, ""}), Words: "Så här var det"}
	return pick(random, []deed{
		{"add", func() error {
			return only(h.Results.Add(ctx, leader, h.Key("Dag"), h.id, result.Edit{Kind: kind(result.Promise), Title: word("Löfte"), Owner: &owner}, &j.ID))
		}},
		{"edit", func() error { return only(h.Results.Change(ctx, leader, h.id, i.ID, i.Version, e)) }},
		{"edit", func() error { return only(h.Results.Change(ctx, leader, h.id, i.ID, i.Version, e)) }},
		{"stale", func() error { return only(h.Results.Change(ctx, leader, h.id, i.ID, i.Version+1, e)) }},
		{"move", func() error { return only(h.Results.Move(ctx, leader, h.id, i.ID, &j.ID)) }},
		{"move", func() error { return only(h.Results.Move(ctx, leader, h.id, i.ID, word(""))) }},
		{"stand", func() error { return only(h.Results.Stand(ctx, h.viewer(who), h.id, i.ID, stand)) }},
		{"stand", func() error { return only(h.Results.Stand(ctx, h.viewer(who), h.id, j.ID, stand)) }},
		{"behalf", func() error {
			stand.OnBehalf = h.per
			return only(h.Results.Stand(ctx, leader, h.id, i.ID, stand))
		}},
		{"remove", func() error {
			if len(at.Items) < 6 {
				return nil
			}
			return only(h.Results.Remove(ctx, leader, h.id, i.ID, i.Version))
		}},
	})
}

// Of two facilitators who edit the same words at once one is told, with the words as they are.
func TestOfTwoWhoEditAtOnceOneIsTold(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.must(only(v.Workshops.AddFacilitator(ctx, v.Viewer(t, "Dag"), h.id, v.ID("Mona"))))
		h.does(workshop.End)
		id := h.adds(result.Edit{Kind: kind(result.Decision), Title: word("a")})
		press := make(chan error)
		for _, who := range []string{"Dag", "Mona"} {
			by := v.Viewer(t, who)
			go func() { press <- only(v.Results.Change(ctx, by, h.id, id, 1, result.Edit{Title: word(who)})) }()
		}
		told := slices.DeleteFunc([]error{<-press, <-press}, func(err error) bool { return err == nil })
		if len(told) != 1 || fault.CodeOf(told[0]) != "version_stale" || fault.As(told[0]).Current.(result.ResultItem).Version != 2 {
			t.Errorf("%v", told)
		}
	})
}

// The topic of a draft is for those who read the draft.
func TestTheTopicOfADraftIsForThoseWhoReadIt(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		right := func(who string) live.Right {
			t.Helper()
			topic := v.Results.Topics(func(context.Context, live.Watcher) (actor.Viewer, error) { return h.viewer(who), nil })[0]
			r, err := topic.Right(ctx, live.Watcher{}, h.id)
			h.must(err)
			return r
		}
		before := right("Dag")
		h.does(workshop.End)
		if before != live.Unknown || right("Dag") != live.Watch || right("Bo") != live.Watch || right("Cai") != live.Unknown || right("") != live.Unknown {
			t.Error("a draft is watched by others than those who read it")
		}
		h.does(workshop.Publish)
		if right("") != live.Watch {
			t.Error("what is published is not watched")
		}
	})
}

func TestWhoComesLateIsCountedApart(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.meets()
		h.ends()
		before := h.sees("Dag")
		h.joins("Cai", v.University)
		h.writes("Cai", 2, "Jag kunde inte komma", "")
		after := h.sees("Dag")
		if diff := cmp.Diff(before.Attendance, after.Attendance); diff != "" {
			t.Errorf("who was there changed:\n%s", diff)
		}
		if l := after.Late; l.Organisations != 1 || len(l.Listed) != 1 || l.Listed[0].ID != v.University {
			t.Errorf("%+v", l)
		}
		late := 0
		for _, n := range after.Sources.Walls[0].Notes {
			if n.Late {
				late++
			}
		}
		id := h.adds(result.Edit{Kind: kind(result.Quote), Sources: &[]result.ResultSource{note(h.notes["Jag kunde inte komma"])}})
		md, err := v.Results.Markdown(ctx, v.Viewer(t, "Dag"), h.id)
		h.must(err)
		if late != 1 || !strings.Contains(md, "Jag kunde inte komma – Cai, Fjälluniversitetet (efteråt)") || !strings.Contains(md, "Kom till efteråt: organisationer 1") {
			t.Errorf("%d late\n%s", late, md)
		}
		h.must(h.stands("Cai", id, result.Contest, "Bara delvis"))
	})
}

// What a note says is its author's: a quote says what it says now, and nothing when it was taken back.
func TestAQuoteIsInItsAuthorsWords(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.meets()
		h.ends()
		id := h.adds(result.Edit{Kind: kind(result.Quote), Sources: &[]result.ResultSource{note(h.notes["Billigare el"])}})
		h.must(only(v.Walls.Withdraw(ctx, v.Viewer(t, "Bo"), h.id, h.steps[2].ID, h.notes["Billigare el"], "")))
		md, err := v.Results.Markdown(ctx, v.Viewer(t, "Dag"), h.id)
		h.must(err)
		if strings.Contains(md, "Billigare el") || !strings.Contains(md, "> återtaget") {
			t.Errorf("%s\n%s", id, md)
		}
	})
}

// Two participants who are one have one voice and one promise.
func TestTwoParticipantsBecomeOne(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.meets()
		h.ends()
		theme := of(h.sees("Dag"), result.Theme)[1].ID
		id := h.adds(promise("participant", h.per, "Ring runt"))
		behalf := func(item string) {
			t.Helper()
			h.must(only(v.Results.Stand(ctx, v.Viewer(t, "Dag"), h.id, item, result.Word{Stands: result.Confirm, OnBehalf: h.per})))
		}
		behalf(theme)
		behalf(id)
		h.must(h.stands("Bo", theme, result.Contest, "Nej"))
		s, seq := h.reads("Bo")
		h.must(v.DB.InTx(ctx, func(ctx context.Context) error { return v.Results.Became(ctx, h.id, h.per, h.participant["Bo"]) }))
		s, _ = h.follow(s, seq)
		h.agrees("became", s)
		if len(s.Standings) != 2 || h.item(id).Owner.ID != h.participant["Bo"] {
			t.Errorf("%+v", s.Standings)
		}
	})
}
