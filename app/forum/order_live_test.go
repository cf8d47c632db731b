package forum_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/event"
)

// screenOf is a screen that follows a thread, and how far it has come in the log.
type screenOf struct {
	screen
	seq int64
}

// catchUp applies the news since last time, as a client does: thread.rearranged has it read the thread anew, and what comes
// after that in the log is applied although it was read already.
func (s *screenOf) catchUp(t *testing.T, v *apptest.Village, thread string) {
	t.Helper()
	events, data := news(t, v, forum.Topic(thread), s.seq)
	for i, e := range events {
		if e.Seq != s.seq+1 {
			t.Fatalf("seq %d after %d", e.Seq, s.seq)
		}
		s.seq = e.Seq
		switch {
		case e.Type == forum.ThreadRearranged:
			s.screen, _ = look(t, v, thread)
		case !gone(t, e, data[i]):
			s.screen = s.apply(t, e.Type, data[i])
		}
	}
}

// gone says whether an event is about a post that lies elsewhere by now.
func gone(t *testing.T, e event.Event, data json.RawMessage) bool {
	t.Helper()
	var p forum.PostView
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	return e.Ref.Kind == "post" && p.Moved || e.Type == forum.ThreadAdded && p.Moved
}

// orderly are the acts of those who keep threads in order, as far as they tell one event.
func orderly(t *testing.T, v *apptest.Village, thread, post *string) []act {
	return []act{
		{"pin", func() (event.Reference, error) { return v.Forum.SetPin(ctx, v.Viewer(t, "Dag"), *thread, true, "") }},
		{"unpin", func() (event.Reference, error) { return v.Forum.SetPin(ctx, v.Viewer(t, "Dag"), *thread, false, "") }},
		{"slow down", func() (event.Reference, error) {
			return v.Forum.Slow(ctx, v.Viewer(t, "Dag"), *thread, 5, "")
		}},
		{"ask", func() (event.Reference, error) {
			return v.Forum.Ask(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), forum.NewAsk{Thread: *thread, Organisation: v.University, Question: "Hur?"})
		}},
		{"mark", func() (event.Reference, error) {
			return v.Forum.SetMark(ctx, v.Viewer(t, "Dag"), *post, forum.MarkOfficial, true)
		}},
		{"do not slow down", func() (event.Reference, error) {
			return v.Forum.Slow(ctx, v.Viewer(t, "Dag"), *thread, 0, "")
		}},
	}
}

// town is what random people do to a few threads, and what must hold whatever they did.
type town struct {
	*apptest.Village
	t       *testing.T
	roll    *rand.Rand
	threads []string
	closed  map[string]bool // merged away
	screens map[string]*screenOf
	posts   map[string]bool
	moves   int
}

func (w *town) pick() string { return w.threads[w.roll.IntN(len(w.threads))] }

func (w *town) begin() {
	id := start(w.t, w.Village, "Bo", apptest.Energy)
	w.threads = append(w.threads, id)
	w.posts[read(w.t, w.Village, "", id).Items[0].ID] = true
}

// some chooses posts of a thread.
func (w *town) some(thread string) (ids []string) {
	for _, p := range read(w.t, w.Village, "", thread).Items {
		if w.roll.IntN(3) == 0 {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func (w *town) rearrange(thread string) {
	other, chosen := w.pick(), w.some(thread)
	var answer event.Reference
	var err error
	switch kind := w.roll.IntN(6); {
	case len(chosen) == 0 || other == thread || w.closed[other]:
		return
	case kind == 0:
		answer, err = move(w.t, w.Village, "Dag", thread, other)
	case kind < 3:
		answer, err = split(w.t, w.Village, thread, forum.NewPlace{Title: "Utbrutet"}, chosen...)
	default:
		answer, err = move(w.t, w.Village, "Dag", thread, other, chosen...)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.moves++
	if !slices.Contains(w.threads, answer.ID) {
		w.threads = append(w.threads, answer.ID)
	}
	if at, _ := look(w.t, w.Village, thread); at.Thread.Moved {
		w.closed[thread] = true
	}
}

func (w *town) step() {
	thread := w.pick()
	if w.closed[thread] {
		return
	}
	posts := read(w.t, w.Village, "", thread).Items
	one := posts[w.roll.IntN(len(posts))]
	who := one.Author.Name
	var err error
	switch kind := w.roll.IntN(12); {
	case kind < 5:
		who = []string{"Ada", "Bo", "Cai"}[w.roll.IntN(3)]
		w.posts[say(w.t, w.Village, who, thread, fmt.Sprint("ord ", w.roll.IntN(1000))).ID] = true
	case kind < 7 && !one.Withdrawn:
		_, err = w.Forum.Edit(ctx, w.Viewer(w.t, who), one.ID, one.Version, fmt.Sprint("ändrat ", w.roll.IntN(1000)))
	case kind < 8:
		_, err = w.Forum.Withdraw(ctx, w.Viewer(w.t, who), one.ID, 0)
	default:
		w.rearrange(thread)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// check demands that nothing is lost or doubled, that numbers have no holes, and that screens which followed show what a reload
// would.
func (w *town) check(step int) {
	seen := map[string]bool{}
	for _, thread := range w.threads {
		now, at := look(w.t, w.Village, thread)
		if int(now.Thread.Posts) != len(now.Posts) {
			w.t.Fatalf("step %d: %d posts, counted %d", step, len(now.Posts), now.Thread.Posts)
		}
		for i, p := range now.Posts {
			if p.Number != int64(i+1) || p.Thread != thread || seen[p.ID] || !w.posts[p.ID] {
				w.t.Fatalf("step %d: post %+v at %d", step, p, i)
			}
			seen[p.ID] = true
		}
		s := w.screens[thread]
		if s == nil {
			s = &screenOf{}
			w.screens[thread] = s
		}
		if w.roll.IntN(2) == 0 { // the others lag behind
			s.catchUp(w.t, w.Village, thread)
			if diff := cmp.Diff(now, s.public()); diff != "" || s.seq != at.Seq {
				w.t.Fatalf("step %d: a reload shows something else (-reload +events):\n%s", step, diff)
			}
		}
	}
	if len(seen) != len(w.posts) {
		w.t.Fatalf("step %d: %d of %d posts are left", step, len(seen), len(w.posts))
	}
}

// Whatever people write and facilitators move: nothing is lost, and the law of live holds.
func TestWhateverIsMovedNothingIsLost(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		w := &town{Village: v, t: t, roll: rand.New(rand.NewPCG(5, 8)), closed: map[string]bool{}, screens: map[string]*screenOf{}, posts: map[string]bool{}}
		for range 4 {
			w.begin()
		}
		for step := range 200 {
			w.step()
			w.check(step)
			if len(w.closed) > len(w.threads)-3 {
				w.begin()
			}
		}
		if w.moves < 10 {
			t.Errorf("only %d moves were tried", w.moves)
		}
	})
}
