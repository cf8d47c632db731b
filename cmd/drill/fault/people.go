package fault

import (
	"context"
	"errors"
	"sync"
	"syscall"
	"time"

	"kraftsam/cmd/drill/client"
	"kraftsam/cmd/drill/stand"
	"kraftsam/cmd/drill/wire"
)

var clientKinds = []Kind{
	{Name: "clients cut off", Light: true, Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		n.Clients.Reset()
		n.Mobile.Reset()
		s.dwell(ctx, 300*time.Millisecond)
		return nil
	}},
	{Name: "clients refused", Light: true, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		n.Clients.Bend(wire.Shape{Refuse: true})
		n.Clients.Reset()
		s.dwell(ctx, 1500*time.Millisecond)
		n.Clients.Bend(wire.Shape{})
		return nil
	}},
	{Name: "client link silent", Light: true, Run: func(ctx context.Context, s *Scene) error {
		s.bend(ctx, 1500*time.Millisecond, held(wire.Up, wire.Down), s.node().Clients)
		return nil
	}},
	{Name: "client link silent one way", Light: true, Run: func(ctx context.Context, s *Scene) error {
		s.bend(ctx, 1500*time.Millisecond, held(wire.Direction(s.chance(2))), s.node().Clients)
		return nil
	}},
	{Name: "readers slow", Light: true, Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		s.bend(ctx, 3*time.Second, wire.Shape{Rate: 1 << 10, Latency: 200 * time.Millisecond, Jitter: 100 * time.Millisecond}, s.mobile()...)
		return nil
	}},
	{Name: "readers take nothing", Light: true, Run: func(ctx context.Context, s *Scene) error {
		s.bend(ctx, 3*time.Second, held(wire.Down), s.mobile()...)
		return nil
	}},
	{Name: "readers take nothing for long", Light: true, Run: func(ctx context.Context, s *Scene) error {
		links := s.mobile()
		for _, l := range links {
			l.Bend(held(wire.Down))
		}
		client.Sleep(ctx, 13*time.Second) // the product lets go of them after ten
		for _, l := range links {
			l.Bend(wire.Shape{})
		}
		return nil
	}},
	{Name: "many readers come and go", Light: true, Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		for range 2 {
			s.Crew.Storm(ctx, 15, 1200*time.Millisecond)
		}
		return nil
	}},
	{Name: "readers come to a node that hears nothing from Redis", Setup: stand.Pair, Light: true, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		s.arriving(ctx, n, held(wire.Down), n.Broker)
		return nil
	}},
	{Name: "readers come to a node that hears from PostgreSQL late", Setup: stand.Pair, Light: true, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		s.arriving(ctx, n, wire.Shape{Latency: 30 * time.Millisecond}, n.Database)
		return nil
	}},
}

// arriving gives a link a shape for a while in which newcomers come to a node: the node's log and what it has delivered differ.
func (s *Scene) arriving(ctx context.Context, n *stand.Node, shape wire.Shape, link *wire.Link) {
	come, enough := context.WithCancel(ctx)
	var newcomers sync.WaitGroup
	newcomers.Go(func() { s.Crew.Arrive(come, n.Number, 60*time.Millisecond) })
	s.bend(ctx, 3*time.Second, shape, link)
	enough()
	newcomers.Wait()
}

func (s *Scene) mobile() []*wire.Link {
	var links []*wire.Link
	for _, n := range s.Stand.Nodes {
		links = append(links, n.Mobile)
	}
	return links
}

var rightKinds = []Kind{
	{Name: "right ended", Light: true, Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		return s.withoutRight(ctx, nil, nil)
	}},
	{Name: "session ended", Light: true, Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		if err := s.endSessions(ctx); err != nil {
			return err
		}
		s.dwell(ctx, 1500*time.Millisecond)
		return nil
	}},
	{Name: "right and session ended while a node is frozen", Setup: stand.Pair, Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		n.Process().Signal(syscall.SIGSTOP)
		defer n.Process().Signal(syscall.SIGCONT)
		return s.withoutRight(ctx, nil, func() error {
			if err := s.endSessions(ctx); err != nil {
				return err
			}
			client.Sleep(ctx, 5*time.Second) // longer than the grace, so that what waits then is what nobody may see
			n.Process().Signal(syscall.SIGCONT)
			return nil
		})
	}},
	{Name: "right ended while a node is frozen, and nothing tells it", Setup: stand.Pair, Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		others := s.brokersBut(n)
		n.Process().Signal(syscall.SIGSTOP)
		defer n.Process().Signal(syscall.SIGCONT)
		tell := func() {
			for _, l := range others {
				l.Bend(wire.Shape{})
			}
		}
		defer tell()
		for _, l := range others {
			l.Bend(wire.Shape{Refuse: true})
			l.Reset()
		}
		return s.withoutRight(ctx, s.Crew.DoorsBut(n.Number), func() error {
			client.Sleep(ctx, 300*time.Millisecond)
			tell()
			client.Sleep(ctx, 5*time.Second) // longer than the grace: what the node hears first is what nobody may see
			n.Process().Signal(syscall.SIGCONT)
			return nil
		})
	}},
}

func (s *Scene) brokersBut(n *stand.Node) []*wire.Link {
	var links []*wire.Link
	for _, other := range s.Stand.Nodes {
		if other != n {
			links = append(links, other.Broker)
		}
	}
	return links
}

// withoutRight takes rights away, does something, writes by some doors (none: by all) what must not be seen, and gives the rights
// back.
func (s *Scene) withoutRight(ctx context.Context, doors []*client.Door, meanwhile func() error) error {
	var backs []func(context.Context) error
	first := s.chance(len(s.Crew.Insiders))
	for i := range (len(s.Crew.Insiders) + 1) / 2 {
		back, err := s.Crew.Exclude(ctx, s.Crew.Insiders[(first+i)%len(s.Crew.Insiders)])
		if err != nil {
			return err
		}
		backs = append(backs, back)
	}
	var err error
	speaking, quiet := context.WithCancel(ctx)
	var chair sync.WaitGroup
	chair.Go(func() {
		client.Sleep(speaking, 3300*time.Millisecond) // longer than the grace: who polls is left waiting in a right that has ended
		for speaking.Err() == nil {
			s.Crew.Speak(ctx, doors...)
			client.Sleep(speaking, 150*time.Millisecond)
		}
	})
	if meanwhile != nil {
		err = meanwhile()
		client.Sleep(ctx, 700*time.Millisecond)
	} else {
		client.Sleep(ctx, 5500*time.Millisecond)
	}
	quiet()
	chair.Wait()
	for _, back := range backs {
		err = errors.Join(err, back(ctx))
	}
	return err
}

// endSessions signs some readers out behind their backs.
func (s *Scene) endSessions(ctx context.Context) error {
	ended := 0
	readers := append(append([]*client.Reader(nil), s.Crew.Readers...), s.Crew.Insiders...)
	first := s.chance(len(readers))
	for i := range readers {
		r := readers[(first+i)%len(readers)]
		if !r.Cookie || ended >= 3 {
			continue
		}
		did, err := s.Crew.EndSession(ctx, r)
		if err != nil {
			return err
		}
		if did {
			ended++
		}
	}
	if ended == 0 {
		return errMoment
	}
	return nil
}

var historyKinds = []Kind{
	{Name: "backup restored under running clients", Run: func(ctx context.Context, s *Scene) error {
		backup, err := s.Stand.Backup(ctx)
		if err != nil {
			return err
		}
		s.dwell(ctx, 1500*time.Millisecond) // what is written now is lost with the restored backup, and clients have seen it
		for i, n := range s.Stand.Nodes {
			if i%2 == s.chance(2) {
				n.Process().Kill()
			} else {
				n.Process().Stop(30 * time.Second)
			}
		}
		for _, n := range s.Stand.Nodes {
			n.Clients.Reset()
			n.Mobile.Reset()
		}
		client.Sleep(ctx, 300*time.Millisecond) // what was answered in time is noted
		if err := s.History(ctx); err != nil {
			return err
		}
		if err := s.Stand.Restore(ctx, backup); err != nil {
			return err
		}
		s.Note.Forget()
		for _, n := range s.Stand.Nodes {
			if err := n.Start(ctx); err != nil {
				return err
			}
		}
		return nil
	}},
}
