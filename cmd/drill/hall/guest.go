package hall

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"kraftsam/cmd/drill/client"
)

// guest is somebody in the room with a screen of their own: who came by the code, who facilitates, or a visitor who looks on.
type guest struct {
	h    *hall
	n    int // also which node they come to first
	pass client.Pass

	mu      sync.Mutex
	screen  *screen
	seq     int64 // last had; the screen is as of it
	epoch   string
	moved   chan struct{} // closed when seq rises
	seen    []time.Duration
	lost    int64 // events that were left out
	resets  int
	dropped int // connections
}

func (h *hall) guest(n int, pass client.Pass) *guest {
	return &guest{h: h, n: n, pass: pass, moved: make(chan struct{})}
}

// call sends a request until it is answered, at one node after the other with the same key: a lost answer costs nobody anything.
// It says how long that took.
func (g *guest) call(ctx context.Context, method, path string, body, to any, head ...string) (time.Duration, error) {
	begun := time.Now()
	for try := 0; ; try++ {
		door := g.h.doors[(g.n+try)%len(g.h.doors)]
		a, err := door.Call(ctx, g.pass, method, path, body, head...)
		switch {
		case err != nil || a.Status == http.StatusServiceUnavailable || a.Status == http.StatusBadGateway:
			if time.Since(begun) > answerWait || !client.Sleep(ctx, client.Backoff(try, 50*time.Millisecond, time.Second)) {
				return 0, fmt.Errorf("%s %s was never answered: %w", method, path, err)
			}
			g.h.again.Add(1)
			g.h.repeated.Store(fmt.Sprintf("%s %s: %v %d", method, path, err, a.Status))
			continue
		case a.Status == http.StatusConflict && bytes.Contains(a.Body, []byte("idempotency_in_flight")): // the first try is still under way
			if time.Since(begun) > answerWait || !client.Sleep(ctx, 100*time.Millisecond) {
				return 0, fmt.Errorf("%s %s is under way and never answered", method, path)
			}
			continue
		case a.Status >= http.StatusMultipleChoices:
			return 0, refusal{a.Status, fmt.Sprintf("%s %s: %s", method, path, a.Body)}
		case to == nil:
			return time.Since(begun), nil
		}
		return time.Since(begun), json.Unmarshal(a.Body, to)
	}
}

// refusal is an answer that is none of the wanted ones.
type refusal struct {
	status int
	words  string
}

func (r refusal) Error() string { return fmt.Sprintf("%d to %s", r.status, r.words) }

// look reads all that is on the screen. The wall is read first: what happens meanwhile comes by events from its seq on, and changes nothing
// that was read later.
func (g *guest) look(ctx context.Context) error {
	base := "/api/workshops/" + g.h.workshop
	var (
		w wallAnswer
		f floorAnswer
		q askedAnswer
		r roomAnswer
	)
	for _, part := range []struct {
		path string
		to   any
	}{{"/walls/" + g.h.step, &w}, {"/speakers", &f}, {"/questions", &q}, {"", &r}} {
		if _, err := g.call(ctx, http.MethodGet, base+part.path, nil, part.to); err != nil {
			return err
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.screen, g.epoch = screenOf(w, f, q, r), w.Epoch
	if got := g.screen.digest(); got != w.Digest {
		return fmt.Errorf("what was read of the wall has the digest %s, and says %s", got, w.Digest)
	}
	g.at(w.Seq)
	return nil
}

// at moves to a seq, with the lock held.
func (g *guest) at(seq int64) {
	g.seq = seq
	close(g.moved)
	g.moved = make(chan struct{})
}

// take is an event as it came.
func (g *guest) take(f frame, now time.Duration) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if f.Seq != g.seq+1 {
		g.lost += max(1, f.Seq-g.seq-1)
		return fmt.Errorf("seq %d after %d", f.Seq, g.seq)
	}
	g.screen.apply(f.shown)
	for int64(len(g.seen)) <= f.Seq {
		g.seen = append(g.seen, 0)
	}
	g.seen[f.Seq] = now
	g.at(f.Seq)
	return nil
}

// reach waits until the screen is as of a seq.
func (g *guest) reach(ctx context.Context, seq int64) bool {
	for {
		g.mu.Lock()
		have, moved := g.seq, g.moved
		g.mu.Unlock()
		if have >= seq {
			return true
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return false
		}
	}
}

// shows gives what is on the screen now.
func (g *guest) shows() (digest, rest string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.screen.digest(), g.screen.rest()
}

// with looks at the screen.
func (g *guest) with(look func(*screen)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	look(g.screen)
}
