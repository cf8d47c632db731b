package hall

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"kraftsam/cmd/drill/client"
)

// The numbers of a workshop beside its notes.
const (
	clusters  = 8
	questions = 20
)

// play is the workshop. After each part every screen must come to the end, and show what is read.
func (h *hall) play(ctx context.Context, r *Report) error {
	if err := h.everybodyWatches(ctx); err != nil {
		return err
	}
	before := h.burnt()
	for _, part := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"notes and hands", h.notesAndHands},
		{"reveal", func(ctx context.Context) error { return h.turn(ctx, "reveal", "revealed") }},
		{"arranging", h.arranging},
		{"dots and questions", h.dotsAndQuestions},
		{"done", func(ctx context.Context) error { return h.turn(ctx, "done", "done") }},
	} {
		if err := part.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		if err := h.agree(ctx, part.name); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	for i, now := range h.burnt() {
		if now < before[i] {
			before[i] = 0 // it was started anew
		}
		r.NodeSeconds = append(r.NodeSeconds, (now - before[i]).Seconds())
	}
	return h.keptNotes(ctx)
}

func (h *hall) burnt() []time.Duration {
	all := make([]time.Duration, len(h.stand.Nodes))
	for i, n := range h.stand.Nodes {
		all[i] = n.Burnt()
	}
	return all
}

func (h *hall) everybodyWatches(ctx context.Context) error {
	limit := time.Now().Add(currentWait)
	for h.watching.Load() < int64(len(h.screens)) {
		if time.Now().After(limit) || !client.Sleep(ctx, 20*time.Millisecond) {
			return fmt.Errorf("%d of %d screens watch", h.watching.Load(), len(h.screens))
		}
	}
	return nil
}

func (h *hall) wallPath() string { return "/api/workshops/" + h.workshop + "/walls/" + h.step }
func (h *hall) roomPath() string { return "/api/workshops/" + h.workshop }

// notesAndHands: hidden notes, and everybody's hand beside them. Half-way a node may die.
func (h *hall) notesAndHands(ctx context.Context) error {
	dying, cancel := context.WithCancel(ctx)
	defer cancel()
	killed := make(chan error, 1)
	go func() { killed <- h.kill(dying) }()
	hands := make(chan error, 1)
	go func() {
		hands <- h.paced(ctx, len(h.guests), h.o.For, func(i int) error {
			return h.write(ctx, "hand", h.guests[i], http.MethodPut, h.roomPath()+"/speakers/hand", map[string]any{}, nil)
		})
	}()
	err := h.paced(ctx, h.o.Notes, h.o.For, func(i int) error {
		words := fmt.Sprintf("Lapp %d: en tanke om bygden 😀 %s", i, "och vad den behöver")
		return h.write(ctx, "note", h.guests[i*7%len(h.guests)], http.MethodPost, h.wallPath()+"/notes", map[string]any{"text": words},
			func(a answer) { h.notes[a.ID] = words }, "Idempotency-Key", fmt.Sprint("hall-note-", i))
	})
	err = errors.Join(err, <-hands)
	if err != nil {
		cancel()
	}
	return errors.Join(err, <-killed)
}

// kill ends the last node without warning when half of the notes' time is over, and starts it again a sixth later.
func (h *hall) kill(ctx context.Context) error {
	if !h.o.Kill || !client.Sleep(ctx, h.o.For/2) {
		return nil
	}
	node := h.stand.Nodes[len(h.stand.Nodes)-1]
	node.Process().Kill()
	client.Sleep(ctx, h.o.For/6)
	return node.Start(ctx)
}

// ids are those of some things on the facilitator's screen, in order.
func ids[T any](h *hall, of func(*screen) map[string]T) (all []string) {
	h.facilitator.with(func(s *screen) { all = slices.Sorted(maps.Keys(of(s))) })
	return all
}

// arranging: the step has the wall arranged, clusters are made, and everybody moves notes at once.
func (h *hall) arranging(ctx context.Context) error {
	if err := h.stage(ctx, "next"); err != nil {
		return err
	}
	notes := ids(h, func(s *screen) map[string]note { return s.notes })
	if err := h.paced(ctx, clusters, h.o.For/20, func(i int) error {
		return h.write(ctx, "cluster", h.guests[i%len(h.guests)], http.MethodPost, h.wallPath()+"/clusters", map[string]any{"name": fmt.Sprint("Grupp ", i)}, nil, "Idempotency-Key", fmt.Sprint("hall-cluster-", i))
	}); err != nil {
		return err
	}
	if err := h.agree(ctx, "clusters"); err != nil {
		return err
	}
	made := ids(h, func(s *screen) map[string]cluster { return s.clusters })
	return h.paced(ctx, len(notes), h.o.For/2, func(i int) error {
		to := map[string]any{"cluster": made[i%len(made)], "after": ""}
		if i%10 == 9 {
			to = map[string]any{"into": notes[i-9]}
		}
		return h.write(ctx, "move", h.guests[rand.IntN(len(h.guests))], http.MethodPut, h.wallPath()+"/notes/"+notes[i]+"/place", to, nil) //nolint:gosec // not secret
	})
}

// dotsAndQuestions: everybody's dots, some questions, and everybody's support for one of them.
func (h *hall) dotsAndQuestions(ctx context.Context) error {
	if err := h.turn(ctx, "phase", "dots"); err != nil {
		return err
	}
	if err := h.paced(ctx, questions, h.o.For/10, func(i int) error {
		return h.write(ctx, "question", h.guests[i%len(h.guests)], http.MethodPost, h.roomPath()+"/questions", map[string]any{"text": fmt.Sprintf("Fråga %d?", i)},
			func(a answer) { h.askers[a.ID] = h.guests[i%len(h.guests)] }, "Idempotency-Key", fmt.Sprint("hall-question-", i))
	}); err != nil {
		return err
	}
	if err := h.agree(ctx, "questions"); err != nil {
		return err
	}
	made, asked := ids(h, func(s *screen) map[string]cluster { return s.clusters }), ids(h, func(s *screen) map[string]question { return s.questions })
	supports := make(chan error, 1)
	go func() {
		supports <- h.paced(ctx, len(h.guests), h.o.For/2, func(i int) error {
			q := i % len(asked)
			if h.askers[asked[q]] == h.guests[i] { // nobody supports their own
				q = (q + 1) % len(asked)
			}
			return h.write(ctx, "support", h.guests[i], http.MethodPut, h.roomPath()+"/questions/"+asked[q]+"/support", map[string]any{}, nil)
		})
	}()
	err := h.paced(ctx, len(h.guests), h.o.For/2, func(i int) error {
		spread := []map[string]any{{"on": made[i%len(made)], "n": 2}, {"on": made[(i+1)%len(made)], "n": 1}}
		return h.write(ctx, "dots", h.guests[i], http.MethodPut, h.wallPath()+"/dots", map[string]any{"dots": spread}, nil)
	})
	return errors.Join(err, <-supports)
}

// agree waits until every screen has come to the end, and holds them against what somebody reads who comes now, at every node.
func (h *hall) agree(ctx context.Context, part string) error {
	end, err := h.latecomer(ctx, 0)
	if err != nil {
		return err
	}
	digest, rest := end.shows()
	patient, cancel := context.WithTimeout(ctx, currentWait)
	defer cancel()
	for _, g := range h.screens {
		if !g.reach(patient, end.seq) {
			g.mu.Lock()
			h.fault("after %s screen %d stands at %d of %d", part, g.n, g.seq, end.seq)
			g.mu.Unlock()
			continue
		}
		if d, o := g.shows(); d != digest || o != rest {
			h.fault("after %s screen %d shows another wall (%s, read %s) or floor:\n%s\nread\n%s", part, g.n, d, digest, o, rest)
		}
	}
	for node := range h.doors[1:] {
		other, err := h.latecomer(ctx, node+1)
		if err != nil {
			return err
		}
		if d, o := other.shows(); d != digest || o != rest {
			h.fault("after %s node %d shows another wall (%s, node 0 %s) or floor:\n%s\nnode 0\n%s", part, node+1, d, digest, o, rest)
		}
	}
	return nil
}

// keptNotes holds the notes that were answered against those that hang there.
func (h *hall) keptNotes(ctx context.Context) error {
	end, err := h.latecomer(ctx, 0)
	if err != nil {
		return err
	}
	for id, words := range h.notes {
		if n, ok := end.screen.notes[id]; !ok || n.Text != words {
			h.fault("note %s was answered and hangs there as %s", id, encode(n))
		}
	}
	if len(end.screen.notes) != h.o.Notes || len(h.notes) != h.o.Notes {
		h.fault("%d notes were written, %d answered, and %d hang there", h.o.Notes, len(h.notes), len(end.screen.notes))
	}
	if len(end.screen.hands) != len(h.guests) || int(end.screen.dots.Dotted) != len(h.guests) {
		h.fault("%d of %d hands are up, and %d gave dots", len(end.screen.hands), len(h.guests), end.screen.dots.Dotted)
	}
	return nil
}
