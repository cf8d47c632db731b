package floor_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/floor"
)

// screen is what somebody who has the floor of a workshop open knows of it.
type screen struct {
	List              floor.SpeakersView
	Speaking, Waiting []floor.SpeechView
	Spoken            []floor.SpokenView
	Questions         []floor.QuestionView
	Bars              floor.QuestionBars
}

// read is a screen that was just loaded, without what is told to the asker alone and without the clock.
func read(t testing.TB, v *apptest.Village, by actor.Viewer, id string) (screen, int64) {
	t.Helper()
	speakers, err := v.Floor.Speakers(ctx, by, id)
	if err != nil {
		t.Fatal(err)
	}
	questions, err := v.Floor.Questions(ctx, by, id, floor.ByTime)
	if err != nil {
		t.Fatal(err)
	}
	s := screen{speakers.SpeakersView, bare(speakers.Speaking), bare(speakers.Waiting), speakers.Spoken, questions.Items, questions.QuestionBars}
	return s, min(speakers.Seq, questions.Seq)
}

func bare(all []floor.SpeechView) []floor.SpeechView {
	all = slices.Clone(all)
	for i := range all {
		all[i].Now = ""
	}
	return all
}

func without[V any](all []V, gone func(V) bool) []V {
	return slices.DeleteFunc(slices.Clone(all), gone)
}

// apply is what a client does with an event: take what it holds.
func (s screen) apply(t testing.TB, kind string, data json.RawMessage) screen {
	t.Helper()
	switch kind {
	case floor.SpeakersChanged:
		s.List = into[floor.SpeakersView](t, data)
	case floor.SpeechChanged:
		s = s.speech(into[floor.SpeechView](t, data))
	case floor.SpokenChanged:
		s.Spoken = into[floor.SpokenList](t, data).Items
	case floor.QuestionAdded, floor.QuestionChanged:
		q := into[floor.QuestionView](t, data)
		s.Questions = append(without(s.Questions, func(have floor.QuestionView) bool { return have.ID == q.ID }), q)
		slices.SortFunc(s.Questions, floor.InTime)
	case floor.QuestionSupported:
		count := into[floor.QuestionSupport](t, data)
		s.Questions = slices.Clone(s.Questions)
		for i := range s.Questions {
			if s.Questions[i].ID == count.ID {
				s.Questions[i].Supports = count.Supports
			}
		}
	case floor.QuestionsCounted:
		s.Bars = into[floor.QuestionBars](t, data)
	case workshop.Added, workshop.Changed, workshop.Staged, workshop.PeopleCame:
	default:
		t.Fatalf("nobody knows %s", kind)
	}
	return s
}

func into[V any](t testing.TB, data json.RawMessage) (v V) {
	t.Helper()
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return v
}

func (s screen) speech(sp floor.SpeechView) screen {
	sp.Now = ""
	is := func(have floor.SpeechView) bool { return have.ID == sp.ID }
	s.Waiting, s.Speaking = without(s.Waiting, is), without(s.Speaking, is)
	switch sp.State {
	case floor.Waiting:
		s.Waiting = append(s.Waiting, sp)
	case floor.Speaking, floor.Paused:
		s.Speaking = append(s.Speaking, sp)
	}
	for _, list := range [][]floor.SpeechView{s.Waiting, s.Speaking} {
		for i := range list {
			if list[i].By.Participant == sp.By.Participant {
				list[i].Times, list[i].TotalMs = sp.Times, sp.TotalMs
			}
		}
	}
	slices.SortFunc(s.Waiting, floor.InQueue)
	slices.SortFunc(s.Speaking, floor.InQueue)
	s.Spoken = without(s.Spoken, func(have floor.SpokenView) bool { return have.Participant == sp.By.Participant })
	if sp.Times > 0 {
		at, _ := slices.BinarySearchFunc(s.Spoken, sp.By.Participant, func(have floor.SpokenView, id string) int {
			if have.Participant < id {
				return -1
			}
			return 1
		})
		s.Spoken = slices.Insert(s.Spoken, at, floor.SpokenView{Participant: sp.By.Participant, Name: sp.By.Name, Times: sp.Times, TotalMs: sp.TotalMs})
	}
	return s
}

// follow applies what happened after a seq, each twice.
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

// agree holds a screen that followed the events against one that is loaded.
func agree(t testing.TB, v *apptest.Village, what, id string, s screen) {
	t.Helper()
	reload, _ := read(t, v, v.Viewer(t, "Dag"), id)
	if diff := cmp.Diff(reload, s); diff != "" {
		t.Fatalf("%s: a reload shows something else (-reload +events):\n%s", what, diff)
	}
}

// deed is something that somebody does on the floor.
type deed struct {
	name string
	do   func() (event.Reference, error)
}

func (g *gathering) raise(who string) deed {
	return deed{who + " raises a hand", func() (event.Reference, error) { return g.Floor.Raise(ctx, g.Viewer(g.t, who), g.id, "") }}
}

func (g *gathering) moves(who string, a floor.Act) deed {
	return deed{who + ": " + a.Do, func() (event.Reference, error) {
		return g.Floor.Move(ctx, g.Viewer(g.t, who), g.id, g.speakers("Dag").Version, a)
	}}
}

func (g *gathering) asks(who, words string) deed {
	return deed{who + " asks", func() (event.Reference, error) {
		return g.Floor.Ask(ctx, g.Viewer(g.t, who), g.Key(who), g.id, "", words)
	}}
}

func (g *gathering) handles(nth int, h floor.Handling) deed {
	return deed{h.Do, func() (event.Reference, error) {
		q := g.questions("Dag").Items[nth]
		return g.Floor.Handle(ctx, g.Viewer(g.t, "Dag"), g.id, q.ID, q.Version, h)
	}}
}

// deeds are all that can be done on the floor, in an order in which they can be done.
func (g *gathering) deeds() []deed {
	bo, ada, dag := g.Viewer(g.t, "Bo"), g.Viewer(g.t, "Ada"), g.Viewer(g.t, "Dag")
	nth := func(i int) string { return g.questions("Dag").Items[i].ID }
	return []deed{
		g.raise("Bo"), g.raise("Ada"),
		{"lower", func() (event.Reference, error) { return g.Floor.Lower(ctx, ada, g.id, "") }},
		g.raise("Ada"),
		{"raise for the phone", func() (event.Reference, error) { return g.Floor.Raise(ctx, dag, g.id, g.phone) }},
		g.moves("Dag", floor.Act{Do: floor.Limit, Seconds: 90}), g.moves("Dag", floor.Act{Do: floor.Start}), g.moves("Dag", floor.Act{Do: floor.Extend, Seconds: 30}),
		g.moves("Dag", floor.Act{Do: floor.Pause}), g.moves("Dag", floor.Act{Do: floor.Resume}), g.moves("Dag", floor.Act{Do: floor.Reply, Participant: g.phone}),
		g.moves("Dag", floor.Act{Do: floor.Undo}), g.moves("Dag", floor.Act{Do: floor.Reply, Participant: g.phone}), g.moves("Dag", floor.Act{Do: floor.End}),
		g.moves("Dag", floor.Act{Do: floor.Start, Participant: g.phone}), g.moves("Dag", floor.Act{Do: floor.Close}), g.moves("Dag", floor.Act{Do: floor.Open}),
		g.moves("Dag", floor.Act{Do: floor.Clear}), g.raise("Ada"),
		g.asks("Bo", "Vem betalar?"), g.asks("Ada", "När då?"),
		{"support", func() (event.Reference, error) { return g.Floor.Support(ctx, ada, g.id, nth(0), "") }},
		{"support for the phone", func() (event.Reference, error) { return g.Floor.Support(ctx, dag, g.id, nth(0), g.phone) }},
		{"take support back", func() (event.Reference, error) { return g.Floor.Unsupport(ctx, ada, g.id, nth(0), "") }},
		g.handles(0, floor.Handling{Do: floor.Shortlist}), g.handles(1, floor.Handling{Do: floor.GoLive}),
		{"another goes live", func() (event.Reference, error) {
			return g.handles(0, floor.Handling{Do: floor.GoLive, Before: nth(1)}).do()
		}},
		g.handles(0, floor.Handling{Do: floor.Answer}), g.handles(1, floor.Handling{Do: floor.Unlist}),
		g.handles(1, floor.Handling{Do: floor.Hide, Why: "Personuppgift"}), g.handles(1, floor.Handling{Do: floor.Show}),
		{"withdraw", func() (event.Reference, error) { return g.Floor.Withdraw(ctx, bo, g.id, nth(0)) }},
		{"leave the step", func() (event.Reference, error) { return g.act(workshop.Next) }},
		{"end", func() (event.Reference, error) { return g.act(workshop.End) }},
	}
}

func TestEventsMakeWhatAReloadShows(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		s, seq := read(t, v, v.Viewer(t, "Dag"), g.id)
		for _, d := range g.deeds() {
			r, err := d.do()
			if err != nil {
				t.Fatalf("%s: %v", d.name, err)
			}
			if s, seq = follow(t, v, s, g.id, seq); r.Seq != seq {
				t.Errorf("%s: answered %d, told %d", d.name, r.Seq, seq)
			}
			agree(t, v, d.name, g.id, s)
		}
	})
}

// Whatever several people and two facilitators do, in whatever order: nobody's fault is the house's, and the screens agree.
func TestScreensAgreeWhateverIsDone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		random := rand.New(rand.NewPCG(11, 26)) //nolint:gosec // a repeatable order, no secret
		s, seq := read(t, v, v.Viewer(t, "Dag"), g.id)
		for range 120 {
			d := g.anything(random)
			_, err := d.do()
			if err != nil && fault.KindOf(err) == fault.Internal {
				t.Fatalf("%s: %v", d.name, err)
			}
			s, seq = follow(t, v, s, g.id, seq)
			agree(t, v, d.name, g.id, s)
			if len(s.Speaking) > 2 || live(s) > 1 {
				t.Fatalf("%s: %d have the floor, %d questions are on", d.name, len(s.Speaking), live(s))
			}
		}
		if seq < 60 || len(s.Spoken) < 2 || len(s.Questions) < 3 {
			t.Errorf("little happened: %d events, %d spoke, %d questions", seq, len(s.Spoken), len(s.Questions))
		}
	})
}

func live(s screen) (n int) {
	for _, q := range s.Questions {
		if q.Status == floor.OnNow {
			n++
		}
	}
	return n
}

func pick[V any](random *rand.Rand, all []V) V { return all[random.IntN(len(all))] }

// anything is what somebody might do now, also what they may not.
func (g *gathering) anything(random *rand.Rand) deed {
	who, leader := pick(random, []string{"Bo", "Ada", "Bo", "Ada", "Alva", "Dag"}), pick(random, []string{"Dag", "Mona"})
	by := g.Viewer(g.t, who)
	someone := pick(random, []string{"", "", g.phone})
	if random.IntN(2) == 0 {
		return pick(random, []deed{g.raise(who), g.raise(who),
			{"lower", func() (event.Reference, error) { return g.Floor.Lower(ctx, by, g.id, "") }},
			{"raise for the phone", func() (event.Reference, error) { return g.Floor.Raise(ctx, g.Viewer(g.t, leader), g.id, g.phone) }},
			g.asks(who, "Hur går det?"), g.onAQuestion(random, by)})
	}
	acts := []floor.Act{{Do: floor.Start}, {Do: floor.Start}, {Do: floor.Start}, {Do: floor.Start}, {Do: floor.Start, Participant: someone}, {Do: floor.Start, Participant: g.phone}, {Do: floor.Reply, Participant: g.phone}, {Do: floor.End}, {Do: floor.Pause}, {Do: floor.Resume},
		{Do: floor.Extend, Seconds: int64(random.IntN(100) - 30)}, {Do: floor.Undo}, {Do: floor.Undo}, {Do: floor.Limit, Seconds: int64(random.IntN(200))}, {Do: floor.Close}, {Do: floor.Open}, {Do: floor.Open}, {Do: floor.Open},
		{Do: floor.Clear}}
	return g.moves(leader, pick(random, acts))
}

func (g *gathering) onAQuestion(random *rand.Rand, by actor.Viewer) deed {
	items := g.questions("Dag").Items
	if len(items) == 0 {
		return g.asks("Bo", "Finns det kaffe?")
	}
	q := pick(random, items)
	handled := floor.Handling{Do: pick(random, []string{floor.Shortlist, floor.Unlist, floor.GoLive, floor.Answer, floor.Hide, floor.Show}), Why: "därför", Before: pick(random, items).ID}
	return pick(random, []deed{
		{"support", func() (event.Reference, error) { return g.Floor.Support(ctx, by, g.id, q.ID, "") }},
		{"unsupport", func() (event.Reference, error) { return g.Floor.Unsupport(ctx, by, g.id, q.ID, "") }},
		{"withdraw", func() (event.Reference, error) { return g.Floor.Withdraw(ctx, by, g.id, q.ID) }},
		{handled.Do, func() (event.Reference, error) {
			return g.Floor.Handle(ctx, g.Viewer(g.t, "Dag"), g.id, q.ID, q.Version, handled)
		}},
		{handled.Do, func() (event.Reference, error) {
			return g.Floor.Handle(ctx, g.Viewer(g.t, "Mona"), g.id, q.ID, q.Version, handled)
		}}})
}

// What one viewer alone is told stands in no event: a visitor who followed from the first knows what a visitor reads.
func TestEventsHoldNothingForOneAlone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		empty, _ := read(t, v, actor.Viewer{}, g.id)
		for _, d := range g.deeds() {
			if _, err := d.do(); err != nil {
				t.Fatalf("%s: %v", d.name, err)
			}
		}
		s, _ := follow(t, v, empty, g.id, 0)
		reload, _ := read(t, v, actor.Viewer{}, g.id)
		if diff := cmp.Diff(reload, s); diff != "" {
			t.Errorf("-reload +events:\n%s", diff)
		}
	})
}

// Whoever took part twice is one: the hand that was up longer stays, and what they said and asked is theirs.
func TestTwoParticipantsBecomeOne(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		s, seq := read(t, v, v.Viewer(t, "Dag"), g.id)
		dag, bo := v.Viewer(t, "Dag"), g.participant("Bo")
		for _, d := range []deed{
			{"the phone speaks", func() (event.Reference, error) {
				return g.moves("Dag", floor.Act{Do: floor.Start, Participant: g.phone}).do()
			}},
			{"Bo speaks", func() (event.Reference, error) {
				return g.moves("Dag", floor.Act{Do: floor.Start, Participant: bo}).do()
			}},
			{"it ends", func() (event.Reference, error) { return g.moves("Dag", floor.Act{Do: floor.End}).do() }},
			{"the phone's hand", func() (event.Reference, error) { return g.Floor.Raise(ctx, dag, g.id, g.phone) }},
			g.raise("Bo"), g.asks("Ada", "Vem?"), g.asks("Bo", "När?"),
			{"the phone asks", func() (event.Reference, error) { return g.Floor.Ask(ctx, dag, v.Key("Dag"), g.id, g.phone, "Hur?") }},
			{"the phone supports", func() (event.Reference, error) {
				return g.Floor.Support(ctx, dag, g.id, g.questions("Dag").Items[0].ID, g.phone)
			}},
			{"Bo supports", func() (event.Reference, error) {
				return g.Floor.Support(ctx, v.Viewer(t, "Bo"), g.id, g.questions("Dag").Items[0].ID, "")
			}},
			{"the phone supports Bo", func() (event.Reference, error) {
				return g.Floor.Support(ctx, dag, g.id, g.questions("Dag").Items[1].ID, g.phone)
			}},
		} {
			if _, err := d.do(); err != nil {
				t.Fatalf("%s: %v", d.name, err)
			}
		}
		if err := v.DB.InTx(ctx, func(ctx context.Context) error { return v.Floor.Became(ctx, g.id, g.phone, bo) }); err != nil {
			t.Fatal(err)
		}
		s, _ = follow(t, v, s, g.id, seq)
		agree(t, v, "became", g.id, s)
		if len(s.Waiting) != 1 || s.Waiting[0].By.Participant != bo || len(s.Spoken) != 1 || s.Spoken[0].Times != 2 || s.List.Undo {
			t.Errorf("%+v %+v %+v", s.Waiting, s.Spoken, s.List)
		}
		if q := s.Questions; q[0].Supports != 1 || q[1].Supports != 0 || q[2].By.Participant != bo {
			t.Errorf("%+v", q)
		}
	})
}
