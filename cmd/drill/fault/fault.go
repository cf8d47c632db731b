// Package fault is what the drill breaks: one function for each kind of fault, which does it, keeps it so for a while and mends
// it again. All of it is done from outside, with signals, on the wire and in the servers' own words: the product carries no
// switch for it.
package fault

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"syscall"
	"time"

	"kraftsam/cmd/drill/client"
	"kraftsam/cmd/drill/record"
	"kraftsam/cmd/drill/stand"
	"kraftsam/cmd/drill/wire"
)

// Scene is where faults happen.
type Scene struct {
	Stand *stand.Stand
	Crew  *client.Crew
	Note  *record.Recorder
	Rand  *rand.Rand
	Scale float64 // how long faults last, against the shortest that means something
	// History closes the books of the running history, while nobody serves, before another one begins.
	History func(ctx context.Context) error

	mu sync.Mutex
}

// Kind is one way to break things.
type Kind struct {
	Name   string
	Setup  string // stand.Pair or stand.SQLite; empty: both
	Weight int    // how often, against others; 0: 1
	Light  bool   // something else may break meanwhile
	Run    func(ctx context.Context, s *Scene) error
}

// On says whether the kind can happen in a set-up.
func (k Kind) On(setup string) bool { return k.Setup == "" || k.Setup == setup }

// Kinds lists all kinds.
func Kinds() []Kind {
	var all []Kind
	for _, some := range [][]Kind{nodeKinds, exactKinds, brokerKinds, databaseKinds, clientKinds, rightKinds, historyKinds} {
		all = append(all, some...)
	}
	return all
}

// Find gives the kind of a name.
func Find(name string) (Kind, bool) {
	for _, k := range Kinds() {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}

// errMoment is a fault that could not be made because the moment for it did not come.
var errMoment = errors.New("the moment did not come")

// chance gives a number from 0 to n-1.
func (s *Scene) chance(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Rand.IntN(n)
}

// node chooses a node.
func (s *Scene) node() *stand.Node { return s.Stand.Nodes[s.chance(len(s.Stand.Nodes))] }

// dwell waits for somewhere between one and two times d, scaled.
func (s *Scene) dwell(ctx context.Context, d time.Duration) {
	span := time.Duration(float64(d) * s.Scale)
	client.Sleep(ctx, span+time.Duration(s.chance(int(span)+1)))
}

// patience is how long a return to order is waited for.
const patience = 20 * time.Second

// current waits until every reader has what is acknowledged by now, and marks how long that took since from.
func (s *Scene) current(ctx context.Context, what string, from record.Time) {
	known := s.Note.Acked()
	for s.Crew.Behind(known) != "" {
		if s.Note.Now()-from > patience || !client.Sleep(ctx, 20*time.Millisecond) {
			s.Note.Mark(record.Mark{What: what, At: from, Took: s.Note.Now() - from, Late: true})
			return
		}
	}
	s.Note.Mark(record.Mark{What: what, At: from, Took: s.Note.Now() - from})
}

// killed waits for the readers of a node that died at from, while the node comes back.
func (s *Scene) killed(ctx context.Context, n *stand.Node, from record.Time) error {
	var both sync.WaitGroup
	both.Go(func() { s.current(ctx, record.MarkKilled, from) })
	s.dwell(ctx, 300*time.Millisecond)
	err := n.Start(ctx)
	both.Wait()
	return err
}

// sound looks through the database file while it is in use.
func (s *Scene) sound(ctx context.Context) error {
	db, err := s.Stand.Open()
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		s.Note.Count(record.Damaged, 1)
	}
	return nil
}

// bend gives links a shape for a while.
func (s *Scene) bend(ctx context.Context, d time.Duration, shape wire.Shape, links ...*wire.Link) {
	for _, l := range links {
		l.Bend(shape)
	}
	s.dwell(ctx, d)
	for _, l := range links {
		l.Bend(wire.Shape{})
	}
}

// held is a shape in which nothing passes in some directions.
func held(ways ...wire.Direction) wire.Shape {
	var shape wire.Shape
	for _, w := range ways {
		shape.Hold[w] = true
	}
	return shape
}

var nodeKinds = []Kind{
	{Name: "node killed", Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		from := s.Note.Now()
		n.Process().Kill()
		return s.killed(ctx, n, from)
	}},
	{Name: "node killed while it starts", Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		from := s.Note.Now()
		n.Process().Kill()
		half, cancel := context.WithTimeout(ctx, time.Duration(50+s.chance(400))*time.Millisecond)
		defer cancel()
		_ = n.Start(half) // ready or not
		n.Process().Kill()
		return s.killed(ctx, n, from)
	}},
	{Name: "node killed in the middle of writes, five times", Setup: stand.SQLite, Weight: 6, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		for range 5 {
			client.Sleep(ctx, time.Duration(20+s.chance(400))*time.Millisecond)
			n.Process().Kill()
			if err := n.Start(ctx); err != nil {
				return err
			}
		}
		return s.sound(ctx)
	}},
	{Name: "node frozen", Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		n.Process().Signal(syscall.SIGSTOP)
		s.dwell(ctx, 2500*time.Millisecond)
		n.Process().Signal(syscall.SIGCONT)
		return nil
	}},
	{Name: "nodes stopped and started in turn", Run: func(ctx context.Context, s *Scene) error {
		for _, n := range s.Stand.Nodes {
			if code := n.Process().Stop(30 * time.Second); code != 0 {
				s.Note.Count("nodes that did not stop in order", 1)
			}
			if err := n.Start(ctx); err != nil {
				return err
			}
		}
		return nil
	}},
}
