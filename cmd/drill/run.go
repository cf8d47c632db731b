package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"syscall"
	"time"

	"kraftsam/cmd/drill/check"
	"kraftsam/cmd/drill/client"
	"kraftsam/cmd/drill/fault"
	"kraftsam/cmd/drill/record"
	"kraftsam/cmd/drill/stand"
)

// run is one drill of one set-up.
type run struct {
	plan   plan
	setup  string
	rand   *rand.Rand
	note   *record.Recorder
	stand  *stand.Stand
	crew   *client.Crew
	scene  *fault.Scene
	truths []check.Truth
	out    io.Writer
}

// Times around the breaking.
const (
	warmUp      = 1500 * time.Millisecond
	answerWait  = 20 * time.Second
	currentWait = 30 * time.Second
	gateCurrent = 10 * time.Second
)

// drill puts up a set-up, breaks it by the plan, heals it and judges.
func drill(ctx context.Context, o options, p plan, setup string, out io.Writer) (result, error) {
	r := &run{plan: p, setup: setup, out: out, note: record.New(setup),
		rand: rand.New(rand.NewPCG(o.seed, uint64(len(setup))))} //nolint:gosec // a seed is there to be repeated
	var err error
	if r.stand, err = stand.Up(ctx, stand.Options{Setup: setup, Binary: o.binary, Nodes: p.nodes, Settings: p.settings, Scripts: o.scripts}); err != nil {
		return result{}, fmt.Errorf("put up %s: %w", setup, err)
	}
	defer r.stand.Down()
	if err := r.assemble(ctx); err != nil {
		return result{}, fmt.Errorf("people for %s: %w", setup, err)
	}
	begun := r.note.Now()
	r.crew.Start(ctx)
	watched, stopWatching := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { r.watch(watched) })
	client.Sleep(ctx, warmUp)
	r.breakThings(ctx)
	err = r.heal(ctx)
	took := r.note.Now() - begun
	stopWatching()
	watching.Wait()
	r.crew.Leave()
	if err != nil {
		return result{}, fmt.Errorf("heal %s: %w", setup, err)
	}
	if err := ctx.Err(); err != nil {
		return result{}, err
	}
	if err := r.closeBooks(ctx); err != nil {
		return result{}, err
	}
	return r.judge(o, took)
}

// assemble makes the people and the scene.
func (r *run) assemble(ctx context.Context) (err error) {
	var doors, mobile []*client.Door
	for _, n := range r.stand.Nodes {
		doors = append(doors, client.NewDoor(n.Number, n.Clients.Addr()))
		mobile = append(mobile, client.NewDoor(n.Number, n.Mobile.Addr()))
	}
	p := r.plan
	r.crew, err = client.Assemble(ctx, client.Cast{Site: r.stand.Site, Doors: doors, Mobile: mobile, Writers: p.writers, Readers: p.readers, OnMobile: p.mobile,
		Insiders: p.insiders, Threads: p.threads, Pause: p.pause, LongPause: p.longPause, Rand: r.rand, Note: r.note})
	r.scene = &fault.Scene{Stand: r.stand, Crew: r.crew, Note: r.note, Rand: r.rand, Scale: p.scale, History: r.closeBooks}
	return err
}

// watch reads the nodes' counters, which a killed node takes with it.
func (r *run) watch(ctx context.Context) {
	for client.Sleep(ctx, 500*time.Millisecond) {
		for _, n := range r.stand.Nodes {
			for name, rose := range n.Look() {
				r.note.Count("nodes: "+name, rose)
			}
		}
	}
}

// closeBooks notes what stands in the database at the end of a history.
func (r *run) closeBooks(ctx context.Context) error {
	db, err := r.stand.Open()
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	t, err := check.ReadTruth(ctx, db, r.crew.Threads)
	if err != nil {
		return err
	}
	if n := len(r.truths); n > 0 {
		t.From = r.truths[n-1].To
	}
	t.To = r.note.Now()
	r.truths = append(r.truths, t)
	if r.setup != stand.SQLite {
		return nil
	}
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		r.note.Count(record.Damaged, 1)
	}
	return nil
}

// breakThings breaks one thing after the other, sometimes two at once: every kind once in some order, then by chance.
func (r *run) breakThings(ctx context.Context) {
	s := &schedule{rand: r.rand, kinds: r.kinds()}
	if len(s.kinds) == 0 {
		client.Sleep(ctx, r.plan.length[r.setup])
		return
	}
	end := r.note.Now() + r.plan.length[r.setup]
	for n := 1; r.note.Now() < end && ctx.Err() == nil; n++ {
		kinds := []fault.Kind{s.next()}
		if kinds[0].Light && r.rand.IntN(100) < r.plan.overlap {
			if other, ok := s.light(kinds[0].Name); ok {
				kinds = append(kinds, other)
			}
		}
		if timed[kinds[0].Name] {
			client.Sleep(ctx, r.plan.calm)
		}
		var both sync.WaitGroup
		for _, k := range kinds {
			both.Go(func() { r.do(ctx, n, k) })
		}
		both.Wait()
		if timed[kinds[0].Name] {
			client.Sleep(ctx, r.plan.calm)
		}
		client.Sleep(ctx, r.plan.gap)
	}
}

func (r *run) kinds() []fault.Kind {
	var kinds []fault.Kind
	if r.plan.kinds == nil {
		for _, k := range fault.Kinds() {
			if k.On(r.setup) && r.plan.length != nil && !strings.HasPrefix(r.plan.about, "directed") {
				kinds = append(kinds, k)
			}
		}
		return kinds
	}
	for _, name := range r.plan.kinds {
		if k, ok := fault.Find(name); ok && k.On(r.setup) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// do makes one fault and notes it.
func (r *run) do(ctx context.Context, n int, k fault.Kind) {
	f := record.Fault{Kind: k.Name, Start: r.note.Now()}
	err := k.Run(ctx, r.scene)
	f.End = r.note.Now()
	if err != nil {
		f.Failure = err.Error()
	}
	r.note.Broke(f)
	_, _ = fmt.Fprintf(r.out, "%8.2fs  %3d  %-52s %5.2fs  %s\n", f.Start.Seconds(), n, k.Name, (f.End - f.Start).Seconds(), f.Failure)
}

// heal mends everything, lets what is under way be answered and waits until every reader is current.
func (r *run) heal(ctx context.Context) error {
	if r.plan.deadEnd {
		r.stand.Redis.Kill()
		client.Sleep(ctx, 2500*time.Millisecond)
	}
	r.stand.Mend()
	for _, n := range r.stand.Nodes {
		n.Process().Signal(syscall.SIGCONT)
		if !n.Process().Running() {
			if err := n.Start(ctx); err != nil {
				return err
			}
		}
	}
	if r.stand.Redis != nil && !r.stand.Redis.Running() && !r.plan.deadEnd {
		if err := r.stand.Redis.Start(ctx); err != nil {
			return err
		}
	}
	from := r.note.Now()
	r.crew.Wake()
	answering, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	if err := r.crew.StopWriting(answering); err != nil {
		r.note.Count("writes given up", 1)
	}
	return r.untilCurrent(ctx, from)
}

func (r *run) untilCurrent(ctx context.Context, from record.Time) error {
	last := r.note.Now()
	known, err := r.heads(ctx)
	if err != nil {
		return err
	}
	behind := ""
	for r.note.Now()-last < currentWait {
		if behind = r.crew.Behind(known); behind == "" {
			break
		}
		if !client.Sleep(ctx, 20*time.Millisecond) {
			return ctx.Err()
		}
	}
	r.note.Mark(record.Mark{What: record.MarkHealed, At: from, Took: r.note.Now() - from, Late: behind != ""})
	return nil
}

// heads asks the database how far every thread has come.
func (r *run) heads(ctx context.Context) (map[string]record.Place, error) {
	db, err := r.stand.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	t, err := check.ReadTruth(ctx, db, r.crew.Threads)
	known := map[string]record.Place{}
	for topic, seq := range t.Heads {
		known[topic] = record.Place{Epoch: t.Epoch, Seq: seq}
	}
	return known, err
}

// errOwn says that the drill itself could not go on.
var errOwn = errors.New("the drill could not be held")
