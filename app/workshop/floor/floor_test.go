package floor_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/floor"
)

var ctx = context.Background()

// gathering is a workshop of Dag's and Mona's that runs, with Bo of the mill, Ada of the municipality, and Per on the phone.
type gathering struct {
	*apptest.Village
	t         testing.TB
	id, phone string
}

func gather(t testing.TB, v *apptest.Village) *gathering {
	t.Helper()
	g := planned(t, v, apptest.Energy)
	must(t, only(g.act(workshop.Invite)))
	must(t, only(g.act(workshop.Start)))
	must(t, only(v.Workshops.TakePart(ctx, v.Viewer(t, "Bo"), g.id, workshop.Taking{Organisation: v.Mill})))
	must(t, only(v.Workshops.TakePart(ctx, v.Viewer(t, "Ada"), g.id, workshop.Taking{Organisation: v.Municipality})))
	r, err := v.Workshops.AddByPhone(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), g.id, workshop.Taking{Name: "Per på linjen", OrganisationName: "Byalaget"})
	must(t, err)
	g.phone = r.ID
	return g
}

func planned(t testing.TB, v *apptest.Village, slug string) *gathering {
	t.Helper()
	at := db.Now().Add(time.Hour)
	r, err := v.Workshops.Plan(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), workshop.New{Opened: &forum.NewThread{Area: slug, Title: "Möte", Text: "x"},
		Template: workshop.Dialogue, Title: "Dialogmöte", Details: workshop.Details{StartsAt: &at}})
	must(t, err)
	must(t, only(v.Workshops.AddFacilitator(ctx, v.Viewer(t, "Dag"), r.ID, v.ID("Mona"))))
	return &gathering{Village: v, t: t, id: r.ID}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func only[T any](_ T, err error) error { return err }

func refused(t testing.TB, what string, err error, code string) {
	t.Helper()
	if err == nil || fault.CodeOf(err) != code {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

func (g *gathering) act(do string) (event.Reference, error) {
	at, err := g.Workshops.Workshop(ctx, g.Viewer(g.t, "Dag"), g.id)
	must(g.t, err)
	return g.Workshops.Move(ctx, g.Viewer(g.t, "Dag"), g.id, at.Version, workshop.Act{Do: do, Why: "x"})
}

func (g *gathering) speakers(who string) floor.SpeakersAt {
	g.t.Helper()
	at, err := g.Floor.Speakers(ctx, g.Viewer(g.t, who), g.id)
	must(g.t, err)
	return at
}

func (g *gathering) questions(who string) floor.QuestionsAt {
	g.t.Helper()
	at, err := g.Floor.Questions(ctx, g.Viewer(g.t, who), g.id, floor.ByTime)
	must(g.t, err)
	return at
}

func (g *gathering) participant(who string) string {
	g.t.Helper()
	return g.speakers(who).Mine.Participant
}

func (g *gathering) asked(who, words string) string {
	g.t.Helper()
	r, err := g.asks(who, words).do()
	must(g.t, err)
	return r.ID
}

// both does two things at once and gives their refusals together.
func both(a, b func() error) error {
	press := make(chan error)
	go func() { press <- a() }()
	go func() { press <- b() }()
	return errors.Join(<-press, <-press)
}

func TestAHandThatIsUpIsUpOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		bo := v.Viewer(t, "Bo")
		up := func() error { return only(v.Floor.Raise(ctx, bo, g.id, "")) }
		must(t, both(up, up))
		must(t, up())
		at := g.speakers("Bo")
		if len(at.Waiting) != 1 || at.Waiting[0].By.Name != "Bo" || at.Waiting[0].By.Organisation.ID != v.Mill || at.Waiting[0].Step == "" || at.Mine == nil || !at.May.Raise || at.May.Lead {
			t.Errorf("%+v", at)
		}
		down := func() error { return only(v.Floor.Lower(ctx, bo, g.id, "")) }
		must(t, both(down, down))
		must(t, down())
		if at := g.speakers("Bo"); len(at.Waiting) != 0 {
			t.Errorf("%+v", at.Waiting)
		}
		must(t, up())
		must(t, only(g.moves("Dag", floor.Act{Do: floor.Start}).do()))
		refused(t, "while one speaks", up(), "speech_runs")
	})
}

func TestWhoLeavesTakesTheirHandWithThem(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		must(t, only(g.raise("Bo").do()))
		s, seq := read(t, v, v.Viewer(t, "Dag"), g.id)
		must(t, only(v.Workshops.Leave(ctx, v.Viewer(t, "Bo"), g.id)))
		s, _ = follow(t, v, s, g.id, seq)
		agree(t, v, "Bo leaves", g.id, s)
		if len(s.Waiting) != 0 {
			t.Errorf("%+v", s.Waiting)
		}
		refused(t, "afterwards", only(g.raise("Bo").do()), "workshop_outside")
	})
}

func TestAFacilitatorRaisesAHandForThePhone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		refused(t, "a member", only(v.Floor.Raise(ctx, v.Viewer(t, "Bo"), g.id, g.phone)), "forbidden")
		refused(t, "nobody", only(v.Floor.Raise(ctx, v.Viewer(t, "Dag"), g.id, "nobody")), "participant_unknown")
		must(t, only(v.Floor.Raise(ctx, v.Viewer(t, "Dag"), g.id, g.phone)))
		at := g.speakers("Ada")
		if w := at.Waiting; len(w) != 1 || !w[0].OnBehalf || !w[0].By.Phone || w[0].By.Name != "Per på linjen" || w[0].By.OrganisationName != "Byalaget" {
			t.Errorf("%+v", w)
		}
		must(t, only(v.Floor.Lower(ctx, v.Viewer(t, "Mona"), g.id, g.phone)))
		if at := g.speakers("Ada"); len(at.Waiting) != 0 {
			t.Errorf("%+v", at.Waiting)
		}
	})
}

func TestHandsAreOfThoseWhoAreThere(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := planned(t, v, apptest.Energy)
		raise := func(who string) error { return only(v.Floor.Raise(ctx, v.Viewer(t, who), g.id, "")) }
		refused(t, "a draft is unknown", raise("Bo"), "workshop_unknown")
		must(t, only(g.act(workshop.Invite)))
		refused(t, "who does not take part", raise("Bo"), "workshop_outside")
		refused(t, "before it runs", raise("Dag"), "workshop_state")
		must(t, only(g.act(workshop.Start)))
		must(t, raise("Dag"))
		refused(t, "a visitor", raise(""), "session_missing")
		reading := v.Viewer(t, "Dag")
		reading.ReadOnly = true
		refused(t, "a token that reads", only(v.Floor.Raise(ctx, reading, g.id, "")), "scope_insufficient")
		must(t, only(g.moves("Dag", floor.Act{Do: floor.Close}).do()))
		refused(t, "a closed list", only(v.Floor.Raise(ctx, v.Viewer(t, "Mona"), g.id, "")), "speakers_closed")
		must(t, only(g.act(workshop.End)))
		refused(t, "after the end", raise("Dag"), "workshop_state")
		if at := g.speakers("Dag"); len(at.Waiting) != 0 || !at.Closed || at.May.Raise {
			t.Errorf("%+v", at)
		}
	})
}

func TestOfTwoFacilitatorsWhoPressAtOnceOneIsTold(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		must(t, only(g.raise("Bo").do()))
		must(t, only(g.raise("Ada").do()))
		version := g.speakers("Dag").Version
		press := func(who string) func() error {
			by := v.Viewer(t, who)
			return func() error { return only(v.Floor.Move(ctx, by, g.id, version, floor.Act{Do: floor.Start})) }
		}
		err := both(press("Dag"), press("Mona"))
		refused(t, "the second", err, "version_stale")
		if now, ok := fault.As(err).Current.(floor.SpeakersView); !ok || now.Version != version+1 {
			t.Errorf("the refusal shows %+v", fault.As(err).Current)
		}
		at := g.speakers("Dag")
		if len(at.Speaking) != 1 || at.Speaking[0].By.Name != "Bo" || len(at.Waiting) != 1 || at.Version != version+1 {
			t.Errorf("%+v", at)
		}
		refused(t, "a member", only(v.Floor.Move(ctx, v.Viewer(t, "Bo"), g.id, at.Version, floor.Act{Do: floor.End})), "forbidden")
		refused(t, "no such act", only(v.Floor.Move(ctx, v.Viewer(t, "Dag"), g.id, at.Version, floor.Act{Do: "sing"})), "act_unknown")
		refused(t, "no such hand", only(v.Floor.Move(ctx, v.Viewer(t, "Dag"), g.id, at.Version, floor.Act{Do: floor.Start, Speech: "x"})), "speech_unknown")
		refused(t, "a hand that is down", only(v.Floor.Move(ctx, v.Viewer(t, "Dag"), g.id, at.Version, floor.Act{Do: floor.Start, Speech: at.Speaking[0].ID})), "speech_over")
		refused(t, "a reply of nobody", only(v.Floor.Move(ctx, v.Viewer(t, "Dag"), g.id, at.Version, floor.Act{Do: floor.Reply})), "participant_unknown")
		refused(t, "a reply to oneself", only(v.Floor.Move(ctx, v.Viewer(t, "Dag"), g.id, at.Version, floor.Act{Do: floor.Reply, Participant: at.Speaking[0].By.Participant})), "speech_runs")
	})
}

// A hand that is lowered in the moment in which it is called is either down or has the floor.
func TestAHandIsLoweredOrCalled(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		for range 5 {
			must(t, only(g.raise("Bo").do()))
			at, bo, dag := g.speakers("Dag"), v.Viewer(t, "Bo"), v.Viewer(t, "Dag")
			err := both(func() error { return only(v.Floor.Lower(ctx, bo, g.id, "")) }, func() error {
				return only(v.Floor.Move(ctx, dag, g.id, at.Version, floor.Act{Do: floor.Start, Speech: at.Waiting[0].ID}))
			})
			now := g.speakers("Dag")
			switch {
			case err != nil && fault.CodeOf(err) == "speech_over" && len(now.Speaking) == 0:
			case err == nil && len(now.Speaking) == 1 && len(now.Waiting) == 0:
				must(t, only(g.moves("Dag", floor.Act{Do: floor.End}).do()))
			default:
				t.Fatalf("%v, %+v", err, now)
			}
		}
	})
}

func TestLeavingAStepEndsWhatIsSpokenAndKeepsHands(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		must(t, only(g.raise("Bo").do()))
		must(t, only(g.raise("Ada").do()))
		must(t, only(g.moves("Dag", floor.Act{Do: floor.Start}).do()))
		step := g.speakers("Dag").Waiting[0].Step
		must(t, only(g.act(workshop.Next)))
		at := g.speakers("Dag")
		if len(at.Speaking) != 0 || len(at.Waiting) != 1 || at.Waiting[0].Step != step || at.Undo || len(at.Spoken) != 1 || at.Spoken[0].Times != 1 {
			t.Errorf("%+v", at)
		}
	})
}

func TestTheSuggestionIsForThoseWhoFacilitate(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		bo := g.participant("Bo")
		must(t, only(g.moves("Dag", floor.Act{Do: floor.Start, Participant: bo}).do()))
		must(t, only(g.moves("Dag", floor.Act{Do: floor.End}).do()))
		must(t, only(g.raise("Bo").do()))
		must(t, only(g.raise("Ada").do()))
		list, err := v.Floor.Suggested(ctx, v.Viewer(t, "Mona"), g.id)
		must(t, err)
		at := g.speakers("Dag")
		if len(list) != 2 || list[0].Speech != at.Waiting[1].ID || !slices.Equal(list[0].Reasons, []string{floor.FirstTime, floor.OrganisationUnseen, floor.SectorUnseen}) || len(list[1].Reasons) != 0 {
			t.Errorf("%+v", list)
		}
		if at.Waiting[0].By.Name != "Bo" || at.Waiting[0].Times != 1 {
			t.Errorf("the order is %+v", at.Waiting)
		}
		refused(t, "a member", only(v.Floor.Suggested(ctx, v.Viewer(t, "Bo"), g.id)), "forbidden")
	})
}

// A hall that raises its hands and supports the same question in one moment: nothing is lost and nothing doubled.
func TestAHallAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		g := gather(t, v)
		id := g.asked("Ada", "Vem betalar?")
		s, seq := read(t, v, v.Viewer(t, "Dag"), g.id)
		const crowd = 40
		var people [crowd]string
		for i := range people {
			r, err := v.Workshops.AddByPhone(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), g.id, workshop.Taking{Name: "Någon"})
			must(t, err)
			people[i] = r.ID
		}
		dag := v.Viewer(t, "Dag")
		var all sync.WaitGroup
		faults := make([]error, crowd)
		for i, p := range people {
			all.Go(func() {
				faults[i] = errors.Join(only(v.Floor.Raise(ctx, dag, g.id, p)), only(v.Floor.Support(ctx, dag, g.id, id, p)))
			})
		}
		all.Wait()
		must(t, errors.Join(faults...))
		s, _ = follow(t, v, s, g.id, seq)
		agree(t, v, "a hall", g.id, s)
		if len(s.Waiting) != crowd || s.Questions[0].Supports != crowd {
			t.Errorf("%d hands, %d voices", len(s.Waiting), s.Questions[0].Supports)
		}
	})
}
