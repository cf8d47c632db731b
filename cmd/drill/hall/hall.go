// Package hall is a full house: some hundred people in one workshop, who came by its code and watch it on telephones of their own. They
// write notes that are hidden, see them revealed, put them together and weigh them, raise their hands and support questions, by the
// published contracts alone. It measures how long news takes to every other screen, counts what a screen never got, and holds the walls
// that the screens made of their events against one another and against what is read.
package hall

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"kraftsam/cmd/drill/client"
	"kraftsam/cmd/drill/stand"
)

// Options say how full the house is.
type Options struct {
	Guests int
	Notes  int           // all together, one or more from each of some
	For    time.Duration // that the notes take, and the hands beside them; the rest goes by in the same measure
	Kill   bool          // a node, without warning, when half of the notes are written
}

// Waits, none of them a promise: a house that has not come so far by then is broken.
const (
	answerWait  = 30 * time.Second
	currentWait = 30 * time.Second
)

type hall struct {
	o        Options
	stand    *stand.Stand
	doors    []*client.Door
	begun    time.Time
	workshop string
	topic    string
	step     string // that writes
	code     string

	facilitator *guest
	guests      []*guest
	screens     []*guest // theirs, the facilitator's, and one of a visitor
	reading     *reading
	watching    atomic.Int64
	again       atomic.Int64
	repeated    atomic.Value // the last write that was not answered at first, and why

	mu     sync.Mutex
	writes []write
	notes  map[string]string // words, by id, of those that were answered
	askers map[string]*guest // by question
	faults []string
}

// write is something that was written and answered.
type write struct {
	kind string
	by   *guest
	sent time.Duration
	took time.Duration // until the answer
	seq  int64         // of its last event
}

// answer is what a write is answered.
type answer struct {
	ID, Topic string
	Seq       int64
	Version   int64
}

func (h *hall) now() time.Duration { return time.Since(h.begun) }

// Hold fills a house that stands, and tells what happened.
func Hold(ctx context.Context, st *stand.Stand, o Options) (*Report, error) {
	h := &hall{o: o, stand: st, begun: time.Now(), reading: &reading{known: map[int64]line{}}, notes: map[string]string{}, askers: map[string]*guest{}}
	for _, n := range st.Nodes {
		h.doors = append(h.doors, client.NewDoor(n.Number, n.Door()))
	}
	if err := h.plan(ctx); err != nil {
		return nil, fmt.Errorf("plan the workshop: %w", err)
	}
	if err := h.fill(ctx); err != nil {
		return nil, fmt.Errorf("let people in: %w", err)
	}
	watched, leave := context.WithCancel(ctx)
	defer leave()
	var following sync.WaitGroup
	for _, g := range h.screens {
		following.Go(func() {
			if err := g.follow(watched); err != nil {
				h.fault("screen %d: %v", g.n, err)
			}
		})
	}
	r := h.report()
	err := h.play(ctx, r)
	leave()
	following.Wait()
	if err != nil {
		return nil, err
	}
	h.judge(r)
	return r, nil
}

func (h *hall) fault(format string, args ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.faults) < 20 {
		h.faults = append(h.faults, fmt.Sprintf(format, args...))
	}
}

// facilitates is whoever of the demonstration plans the workshop.
var facilitates = client.Person{Email: "processledare@demo.example", Password: "demo-demo-demo"} //nolint:gosec // meant to be known

// plan has a facilitator of the demonstration plan a workshop and invite to it.
func (h *hall) plan(ctx context.Context) error {
	person := facilitates
	pass, err := h.doors[0].SignIn(ctx, &person, h.stand.Site)
	if err != nil {
		return err
	}
	h.facilitator = h.guest(0, pass)
	plan := map[string]any{"area": "upplevelser", "text": "En full sal.", "template": "own", "title": "En full sal", "starts_at": "2999-01-01T08:30:00Z"}
	var made answer
	if _, err := h.facilitator.call(ctx, http.MethodPost, "/api/workshops", plan, &made, "Idempotency-Key", "hall-plan"); err != nil {
		return err
	}
	h.workshop, h.topic = made.ID, made.Topic
	base := "/api/workshops/" + h.workshop
	after := ""
	for _, kind := range []string{"write", "cluster", "speak"} {
		step := map[string]any{"kind": kind, "title": "Steg", "minutes": 30, "after": after}
		if _, err := h.facilitator.call(ctx, http.MethodPost, base+"/steps", step, &made, "Idempotency-Key", "hall-"+kind); err != nil {
			return err
		}
		if after = made.ID; h.step == "" {
			h.step = made.ID
		}
	}
	if err := h.stage(ctx, "invite"); err != nil {
		return err
	}
	if err := h.stage(ctx, "start"); err != nil {
		return err
	}
	var room roomAnswer
	_, err = h.facilitator.call(ctx, http.MethodGet, base, nil, &room)
	h.code = room.Code
	return err
}

// stage moves the stage, by the version that is read right before.
func (h *hall) stage(ctx context.Context, do string) error {
	base := "/api/workshops/" + h.workshop
	var room struct{ Version int64 }
	if _, err := h.facilitator.call(ctx, http.MethodGet, base, nil, &room); err != nil {
		return err
	}
	return h.write(ctx, "stage", h.facilitator, http.MethodPut, base+"/stage", map[string]any{"do": do}, nil, "If-Match", fmt.Sprintf("%q", fmt.Sprint(room.Version)))
}

// turn takes the wall to another phase.
func (h *hall) turn(ctx context.Context, kind, phase string) error {
	base := "/api/workshops/" + h.workshop + "/walls/" + h.step
	var w wallAnswer
	if _, err := h.facilitator.call(ctx, http.MethodGet, base, nil, &w); err != nil {
		return err
	}
	return h.write(ctx, kind, h.facilitator, http.MethodPut, base+"/phase", map[string]any{"phase": phase}, nil, "If-Match", fmt.Sprintf("%q", fmt.Sprint(w.Version)))
}

// write writes something, and keeps when.
func (h *hall) write(ctx context.Context, kind string, by *guest, method, path string, body any, done func(answer), head ...string) error {
	w := write{kind: kind, by: by, sent: h.now()}
	var a answer
	var err error
	if w.took, err = by.call(ctx, method, path, body, &a, head...); err != nil {
		return err
	}
	w.seq = a.Seq
	h.mu.Lock()
	defer h.mu.Unlock()
	h.writes = append(h.writes, w)
	if done != nil {
		done(a)
	}
	return nil
}

// fill lets everybody in: at most eight a second through the door, as a hall does, each with a name, an organisation and a municipality.
func (h *hall) fill(ctx context.Context) error {
	visitor := h.guest(1, client.Pass{})
	h.screens = []*guest{h.facilitator, visitor}
	h.guests = make([]*guest, h.o.Guests)
	err := h.paced(ctx, h.o.Guests, time.Duration(h.o.Guests)*time.Second/8, func(i int) error {
		joining := h.guest(i, client.Pass{Site: h.stand.Site})
		cookie, took, err := joining.join(ctx, fmt.Sprintf("Gäst %d", i))
		if err != nil {
			return err
		}
		h.mu.Lock()
		h.writes = append(h.writes, write{kind: "join", by: joining, took: took})
		h.mu.Unlock()
		joining.pass.Cookie = cookie
		h.guests[i] = joining
		return joining.look(ctx)
	})
	if err != nil {
		return err
	}
	h.screens = append(h.screens, h.guests...)
	return errors.Join(h.facilitator.look(ctx), visitor.look(ctx))
}

// join comes in by the code.
func (g *guest) join(ctx context.Context, name string) (cookie string, took time.Duration, err error) {
	begun := time.Now()
	door := g.h.doors[g.n%len(g.h.doors)]
	for _, part := range []struct {
		path string
		body any
	}{{"lookup", map[string]any{"code": g.h.code}}, {"join", map[string]any{"code": g.h.code, "name": name, "organisation_name": fmt.Sprint("Bygdegård ", g.n%40), "municipality": "2380"}}} {
		a, err := door.Call(ctx, g.pass, http.MethodPost, "/api/workshops/"+part.path, part.body)
		if err != nil {
			return "", 0, err
		}
		if err := a.Into(http.StatusOK, nil); err != nil {
			return "", 0, fmt.Errorf("%s: %w", part.path, err)
		}
		for _, c := range (&http.Response{Header: a.Header}).Cookies() {
			cookie = c.Name + "=" + c.Value
		}
	}
	if cookie == "" {
		return "", 0, errors.New("no cookie came")
	}
	return cookie, time.Since(begun), nil
}

// paced does something at an even pace; one that is late does not delay the next ones.
func (h *hall) paced(ctx context.Context, n int, over time.Duration, do func(i int) error) error {
	begun := time.Now()
	var (
		all   sync.WaitGroup
		first error
		once  sync.Once
	)
	for i := range n {
		if !client.Sleep(ctx, time.Until(begun.Add(over*time.Duration(i)/time.Duration(n)))) {
			break
		}
		all.Go(func() {
			if err := do(i); err != nil {
				once.Do(func() { first = err })
			}
		})
	}
	all.Wait()
	return errors.Join(first, ctx.Err())
}

// latecomer reads what is there now, at a node.
func (h *hall) latecomer(ctx context.Context, node int) (*guest, error) {
	g := h.guest(node, client.Pass{})
	return g, g.look(ctx)
}

// encode is for what is told in words.
func encode(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
