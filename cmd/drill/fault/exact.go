package fault

import (
	"context"
	"time"

	"kraftsam/cmd/drill/client"
	"kraftsam/cmd/drill/record"
	"kraftsam/cmd/drill/stand"
	"kraftsam/cmd/drill/wire"
)

// A node is killed at an exact moment by watching its wires: what it asked has been done and it has not heard so, or it is
// about to tell and nobody hears it. From outside that is what a switch between two lines of its code would do.

// What goes over the wires at those moments. A write's own key tells its transaction from a reading one.
var (
	writing   = []byte("drill-")
	commit    = []byte("commit\x00")
	committed = []byte("C\x00\x00\x00\x0bCOMMIT\x00")
	published = []byte("live:events")
	created   = []byte("HTTP/1.1 201")
)

// moment is how long the right moment is waited for.
const moment = 6 * time.Second

// trapped sets a trap on a link, waits until it sprang, and takes it up if it never does.
func trapped(ctx context.Context, l *wire.Link, t *wire.Trap) error {
	remove := l.Set(t)
	defer remove()
	select {
	case <-t.Fired():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(moment):
		return errMoment
	}
}

// killedAt kills a node when something passes on one of its links.
func (s *Scene) killedAt(ctx context.Context, n *stand.Node, l *wire.Link, t *wire.Trap) error {
	var from record.Time
	t.Then = func() {
		n.Process().Kill()
		from = s.Note.Now()
	}
	if err := trapped(ctx, l, t); err != nil {
		return err
	}
	return s.killed(ctx, n, from)
}

var exactKinds = []Kind{
	{Name: "node killed before its commit arrives", Setup: stand.Pair, Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		// A moment goes by between the commit on the wire and the death, so that an answer given too early gets out.
		t := &wire.Trap{Way: wire.Up, Pattern: commit, Since: writing}
		return s.killedLater(ctx, n, n.Database, t, time.Duration(200+s.chance(300))*time.Millisecond)
	}},
	{Name: "node killed before it hears of its commit", Setup: stand.Pair, Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		return s.killedAt(ctx, n, n.Database, &wire.Trap{Way: wire.Down, Pattern: committed, Since: writing})
	}},
	{Name: "node killed between commit and publish", Setup: stand.Pair, Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		return s.killedAt(ctx, n, n.Broker, &wire.Trap{Way: wire.Up, Pattern: published})
	}},
	{Name: "node killed right after it published", Setup: stand.Pair, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		return s.killedAt(ctx, n, n.Broker, &wire.Trap{Way: wire.Up, Pattern: published, Pass: -1})
	}},
	{Name: "node killed before its answer arrives", Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		return s.killedAt(ctx, n, n.Clients, &wire.Trap{Way: wire.Down, Pattern: created})
	}},
	{Name: "database link cut in a commit", Setup: stand.Pair, Weight: 3, Run: func(ctx context.Context, s *Scene) error {
		t := &wire.Trap{Way: wire.Up, Pattern: commit, Since: writing, Pass: s.chance(len(commit)+2) - 1, Then: func() {}}
		if s.chance(2) == 0 {
			t = &wire.Trap{Way: wire.Down, Pattern: committed, Since: writing, Pass: s.chance(len(committed)), Then: func() {}}
		}
		if err := trapped(ctx, s.node().Database, t); err != nil {
			return err
		}
		s.dwell(ctx, 200*time.Millisecond)
		return nil
	}},
	{Name: "client link cut in an answer", Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		if err := trapped(ctx, s.node().Clients, &wire.Trap{Way: wire.Down, Pattern: created, Pass: s.chance(300), Then: func() {}}); err != nil {
			return err
		}
		s.dwell(ctx, 200*time.Millisecond)
		return nil
	}},
}

// killedLater holds back what was to pass, lets the node go on for a while and kills it then.
func (s *Scene) killedLater(ctx context.Context, n *stand.Node, l *wire.Link, t *wire.Trap, after time.Duration) error {
	var from record.Time
	t.Then = func() {
		client.Sleep(ctx, after)
		n.Process().Kill()
		from = s.Note.Now()
	}
	if err := trapped(ctx, l, t); err != nil {
		return err
	}
	return s.killed(ctx, n, from)
}
