package wall_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/wall"
)

// screen is what somebody who has a wall open knows of it, and which steps were told where to work.
type screen struct {
	At    wall.WallAt
	Links []wall.WallLink
}

// public leaves out what is told to the asker alone, and where the topic stood.
func (h *hall) public() (screen, int64) {
	h.t.Helper()
	at := h.sees("")
	list, err := h.Walls.Walls(ctx, h.viewer(""), h.id)
	h.must(err)
	seq := at.Seq
	at.Mine, at.May, at.WorkshopHead = nil, nil, workshop.WorkshopHead{}
	return screen{at, list.Links}, seq
}

func with[T any](list []T, one T, id func(T) string, gone bool, order func(a, b T) int) []T {
	list = slices.DeleteFunc(slices.Clone(list), func(had T) bool { return id(had) == id(one) })
	if !gone {
		list = append(list, one)
	}
	slices.SortFunc(list, order)
	return list
}

// apply is what a client does with an event: take what it holds. The events of others than this wall it knows by their wall, and leaves.
func (s screen) apply(t testing.TB, kind string, data json.RawMessage) screen {
	t.Helper()
	into := func(to any) {
		if err := json.Unmarshal(data, to); err != nil {
			t.Fatalf("%s: %v in %s", kind, err, data)
		}
	}
	switch kind {
	case wall.Changed, wall.Counted:
		s.At.WallView = wall.WallView{}
		into(&s.At.WallView)
	case wall.Linked:
		var all wall.WallLinks
		into(&all)
		s.Links = all.Links
	case wall.NoteAdded, wall.NoteChanged, wall.NoteWithdrawn:
		var one wall.NoteView
		into(&one)
		s.At.Notes = with(s.At.Notes, one, func(n wall.NoteView) string { return n.ID }, one.Withdrawn,
			func(a, b wall.NoteView) int { return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.ID, b.ID)) })
	case wall.ClusterAdded, wall.ClusterChanged, wall.ClusterRemoved:
		var one wall.ClusterView
		into(&one)
		s.At.Clusters = with(s.At.Clusters, one, func(c wall.ClusterView) string { return c.ID }, one.Removed,
			func(a, b wall.ClusterView) int { return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.ID, b.ID)) })
	case wall.Dotted:
		s.At.DotsNow = applyDots(s.At.DotsNow, into)
	}
	s.At.Digest = wall.Digest(s.At)
	return s
}

// applyDots takes the dots of the whole wall, or of one thing on it.
func applyDots(d wall.DotsView, into func(any)) wall.DotsView {
	var one wall.DotView
	into(&one)
	if one.On == "" {
		d = wall.DotsView{}
		into(&d)
		return d
	}
	d.Placed, d.Dotted = one.Placed, one.Dotted
	if d.Shown && one.N != nil {
		d.Counts = with(d.Counts, wall.Dots{On: one.On, N: *one.N}, func(d wall.Dots) string { return d.On }, *one.N == 0,
			func(a, b wall.Dots) int { return cmp.Compare(a.On, b.On) })
	}
	return d
}

func (h *hall) follow(s screen, after int64) (screen, int64) {
	h.t.Helper()
	events, err := h.Events.After(ctx, workshop.Topic(h.id), after, 10_000)
	h.must(err)
	data, err := h.Workshops.Topics(h.Accounts.ViewerOf)[0].Render(ctx, events)
	if err != nil || len(data) != len(events) {
		h.t.Fatalf("%d of %d rendered, %v", len(data), len(events), err)
	}
	for i, e := range events {
		if len(data[i]) == 0 || data[i][0] != '{' {
			h.t.Fatalf("%s shows %s", e.Type, data[i])
		}
		s = s.apply(h.t, e.Type, data[i])
		if diff := gocmp.Diff(s, s.apply(h.t, e.Type, data[i])); diff != "" {
			h.t.Errorf("%s applied twice is another:\n%s", e.Type, diff)
		}
		after = e.Seq
	}
	return s, after
}

func (h *hall) agrees(what string, s screen) {
	h.t.Helper()
	now, _ := h.public()
	if diff := gocmp.Diff(now, s); diff != "" {
		h.t.Errorf("%s: a reload shows something else (-reload +events):\n%s", what, diff)
	}
}

// The law of live, for every act.
func TestEventsMakeWhatAReloadShows(t *testing.T) {
	told := map[string]bool{}
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		s, seq := h.public()
		for _, d := range h.deeds() {
			h.must(d.do())
			events, err := v.Events.After(ctx, workshop.Topic(h.id), seq, 1000)
			h.must(err)
			for _, e := range events {
				told[e.Type] = true
			}
			s, seq = h.follow(s, seq)
			h.agrees(d.name, s)
		}
	})
	for _, kind := range []string{wall.Changed, wall.Counted, wall.Linked, wall.NoteAdded, wall.NoteChanged, wall.NoteWithdrawn, wall.ClusterAdded, wall.ClusterChanged,
		wall.ClusterRemoved, wall.Dotted} {
		if !told[kind] {
			t.Errorf("%s was never told", kind)
		}
	}
}

type deed struct {
	name string
	do   func() error
}

// deeds are all that can be done with a wall, in an order in which they can be done.
func (h *hall) deeds() []deed {
	ids := map[string]string{}
	writes := func(who, words string) deed {
		return deed{"write " + words, func() (err error) { ids[words], err = h.tries(who, words); return err }}
	}
	turns := func(to wall.Phase) deed {
		return deed{"to " + string(to), func() error { return h.turn("Dag", to) }}
	}
	forms := func(name string, notes ...string) deed {
		return deed{"form " + name, func() (err error) {
			for i := range notes {
				notes[i] = ids[notes[i]]
			}
			ids[name], err = h.form("Ada", name, notes...)
			return err
		}}
	}
	link := func(to string) deed {
		return deed{"link", func() error {
			_, err := h.Walls.Link(ctx, h.viewer("Dag"), h.id, h.steps[3].ID, to)
			return err
		}}
	}
	set := func(c wall.Settings) deed {
		return deed{"set", func() error {
			_, err := h.Walls.Set(ctx, h.viewer("Dag"), h.id, h.step, h.sees("").Version, c)
			return err
		}}
	}
	no, yes, five := false, true, int64(5)
	return []deed{
		set(wall.Settings{Dots: &five}), writes("Bo", "a"), writes("Bo", "b"), writes("Ada", "gone"), writes("Cai", "c"),
		{"edit hidden", func() error { return h.edit("Bo", ids["a"], 1, "A") }},
		{"withdraw hidden", func() error { return h.withdraw("Ada", ids["gone"], "") }},
		link(h.steps[3].ID), link(""), turns(wall.Revealed), writes("Cai", "d"),
		{"edit", func() error { return h.edit("Bo", ids["a"], 2, "å") }},
		turns(wall.Clustering), forms("Ett", "a", "b"), forms("Två"),
		{"merge", func() error { return h.move("Bo", ids["c"], wall.Spot{Into: ids["a"]}) }},
		{"move", func() error { return h.move("Bo", ids["d"], wall.Spot{Cluster: ids["Två"], After: after("")}) }},
		{"order", func() error {
			_, err := h.Walls.Order(ctx, h.viewer("Bo"), h.id, h.step, ids["Två"], after(""))
			return err
		}},
		{"name", func() error {
			_, err := h.Walls.Name(ctx, h.viewer("Bo"), h.id, h.step, ids["Ett"], 1, "Ett nytt namn")
			return err
		}},
		turns(wall.Dotting),
		{"dot in secret", func() error { return h.dot("Bo", wall.Dots{On: ids["b"], N: 2}, wall.Dots{On: ids["Ett"], N: 3}) }},
		set(wall.Settings{DotsHidden: &no}),
		{"dot in the open", func() error { return h.dot("Ada", wall.Dots{On: ids["b"], N: 1}, wall.Dots{On: ids["Två"], N: 1}) }},
		{"take one back", func() error { return h.dot("Ada", wall.Dots{On: ids["Två"], N: 1}) }},
		{"withdraw what has dots", func() error { return h.withdraw("Dag", ids["b"], "x") }},
		set(wall.Settings{DotsHidden: &yes}), turns(wall.Finished), turns(wall.Clustering),
		{"withdraw what has sources", func() error { return h.withdraw("Bo", ids["a"], "") }},
		{"dissolve", func() error {
			_, err := h.Walls.Dissolve(ctx, h.viewer("Bo"), h.id, h.step, ids["Två"])
			return err
		}},
		turns(wall.Finished),
	}
}

// Several drag at once, whatever they like: every screen shows in the end what a reload shows, and nobody is told that the server broke.
func TestWhateverSeveralDragTheScreensAgree(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		s, seq := h.public()
		things := &bag{}
		for i := range 12 {
			things.notes = append(things.notes, h.writes([]string{"Ada", "Bo", "Cai"}[i%3], fmt.Sprint("lapp ", i)))
		}
		h.turns(wall.Revealed, wall.Clustering)
		things.put(h.forms("Bo", "Ett", things.notes[:2]...))
		var wg sync.WaitGroup
		for n, who := range []string{"Ada", "Bo", "Cai", "Dag"} {
			by := h.viewer(who)
			wg.Go(func() {
				r := rand.New(rand.NewPCG(uint64(n), 7))
				for range 25 {
					if err := h.drag(r, by, things); err != nil && fault.ProblemOf(err).Status >= 500 {
						t.Errorf("%s: %v", who, err)
					}
				}
			})
		}
		wg.Wait()
		got, _ := h.follow(s, seq)
		h.agrees("in the end", got)
		if got.At.Digest != h.sees("Bo").Digest {
			t.Error("two screens that show the same differ in their digest")
		}
	})
}

// bag is the notes and clusters that somebody saw so far, also those that are gone.
type bag struct {
	notes    []string
	mu       sync.Mutex
	clusters []string
}

func (b *bag) put(cluster string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clusters = append(b.clusters, cluster)
}

func (b *bag) cluster(r *rand.Rand) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.clusters[r.IntN(len(b.clusters))]
}

// drag does one thing at random.
func (h *hall) drag(r *rand.Rand, by actor.Viewer, things *bag) error {
	note, other, cluster := things.notes[r.IntN(len(things.notes))], things.notes[r.IntN(len(things.notes))], things.cluster(r)
	move := func(to wall.Spot) error {
		_, err := h.Walls.Move(ctx, by, h.id, h.step, note, to)
		return err
	}
	switch r.IntN(10) {
	case 0:
		made, err := h.Walls.Form(ctx, by, event.Key{Member: by.Member, Key: ref.NewID(), Print: "print"}, h.id, h.step, "nytt", &cluster, []string{note, other})
		if err == nil {
			things.put(made.ID)
		}
		return err
	case 1:
		_, err := h.Walls.Dissolve(ctx, by, h.id, h.step, cluster)
		return err
	case 2:
		_, err := h.Walls.Order(ctx, by, h.id, h.step, cluster, &other)
		return err
	case 3, 4:
		return move(wall.Spot{Into: other})
	case 5:
		return move(wall.Spot{After: &other})
	case 6:
		if r.IntN(4) == 0 {
			_, err := h.Walls.Withdraw(ctx, by, h.id, h.step, note, "x")
			return err
		}
		return move(wall.Spot{})
	default:
		return move(wall.Spot{Cluster: cluster, After: &other})
	}
}

// Reading a wall asks the same number of questions, whatever hangs on it.
func TestReadingAsksTheSameWhateverHangsThere(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		h.writes("Bo", "en")
		h.turns(wall.Revealed, wall.Clustering)
		h.forms("Bo", "Ett")
		asked := apptest.CountQuestions(t, v.DB)
		h.sees("Ada")
		few := asked()
		for i := range 30 {
			id := h.writes([]string{"Ada", "Bo", "Cai"}[i%3], fmt.Sprint("lapp ", i))
			if i%3 == 0 {
				h.forms("Ada", "", id)
			}
		}
		asked()
		h.sees("Ada")
		if many := asked(); many != few || many > 30 {
			t.Errorf("%d questions for little, %d for much", few, many)
		}
	})
}
