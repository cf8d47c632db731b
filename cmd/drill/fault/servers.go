package fault

import (
	"context"
	"syscall"
	"time"

	"kraftsam/cmd/drill/client"
	"kraftsam/cmd/drill/record"
	"kraftsam/cmd/drill/stand"
	"kraftsam/cmd/drill/wire"
)

// brokers are the links of all nodes to Redis, or of a chosen one.
func (s *Scene) brokers() []*wire.Link {
	if s.chance(2) == 0 {
		return []*wire.Link{s.node().Broker}
	}
	var links []*wire.Link
	for _, n := range s.Stand.Nodes {
		links = append(links, n.Broker)
	}
	return links
}

var brokerKinds = []Kind{
	{Name: RedisKilled, Setup: stand.Pair, Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		s.Stand.Redis.Kill()
		s.dwell(ctx, 2500*time.Millisecond)
		return s.Stand.Redis.Start(ctx)
	}},
	{Name: "Redis emptied", Setup: stand.Pair, Light: true, Run: func(_ context.Context, s *Scene) error {
		return s.Stand.Redis.Do("FLUSHALL")
	}},
	{Name: "Redis listeners cut off", Setup: stand.Pair, Light: true, Weight: 3, Run: func(ctx context.Context, s *Scene) error {
		for range 6 {
			if err := s.Stand.Redis.Do("CLIENT", "KILL", "TYPE", "pubsub"); err != nil {
				return err
			}
			s.dwell(ctx, 100*time.Millisecond)
		}
		return nil
	}},
	{Name: "Redis frozen", Setup: stand.Pair, Run: func(ctx context.Context, s *Scene) error {
		s.Stand.Redis.Signal(syscall.SIGSTOP)
		s.dwell(ctx, 2*time.Second)
		s.Stand.Redis.Signal(syscall.SIGCONT)
		return nil
	}},
	{Name: "Redis link reset again and again", Setup: stand.Pair, Light: true, Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		for range 6 {
			for _, l := range s.brokers() {
				l.Reset()
			}
			s.dwell(ctx, 150*time.Millisecond)
		}
		return nil
	}},
	{Name: "Redis link silent", Setup: stand.Pair, Light: true, Run: func(ctx context.Context, s *Scene) error {
		s.bend(ctx, 2*time.Second, held(wire.Up, wire.Down), s.brokers()...)
		return nil
	}},
	{Name: "Redis link silent one way", Setup: stand.Pair, Light: true, Run: func(ctx context.Context, s *Scene) error {
		s.bend(ctx, 2*time.Second, held(wire.Direction(s.chance(2))), s.brokers()...)
		return nil
	}},
	{Name: "Redis link slow", Setup: stand.Pair, Light: true, Run: func(ctx context.Context, s *Scene) error {
		s.bend(ctx, 2*time.Second, wire.Shape{Latency: 300 * time.Millisecond, Jitter: 200 * time.Millisecond, Rate: 5 << 10}, s.brokers()...)
		return nil
	}},
}

// RedisKilled is the kind in whose time posts are still to be seen within two seconds.
const RedisKilled = "Redis killed"

var databaseKinds = []Kind{
	{Name: "PostgreSQL killed", Setup: stand.Pair, Run: func(ctx context.Context, s *Scene) error {
		if err := s.Stand.Postgres.Die(ctx); err != nil {
			return err
		}
		s.dwell(ctx, 700*time.Millisecond)
		if err := s.Stand.Postgres.Start(ctx); err != nil {
			return err
		}
		back := s.Note.Now()
		for {
			if at, ok := s.Note.FirstAnswerAfter(back); ok {
				s.Note.Mark(record.Mark{What: record.MarkPostgres, At: back, Took: at - back})
				return nil
			}
			if s.Note.Now()-back > patience || !client.Sleep(ctx, 20*time.Millisecond) {
				s.Note.Mark(record.Mark{What: record.MarkPostgres, At: back, Took: s.Note.Now() - back, Late: true})
				return nil
			}
		}
	}},
	{Name: "PostgreSQL connections terminated", Setup: stand.Pair, Light: true, Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		return s.Stand.Postgres.Do(ctx, "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kraftsam'")
	}},
	{Name: "rows of the log locked", Setup: stand.Pair, Run: func(ctx context.Context, s *Scene) error {
		return s.lock(ctx, "BEGIN", "SELECT seq FROM topics FOR UPDATE")
	}},
	{Name: "database file locked", Setup: stand.SQLite, Run: func(ctx context.Context, s *Scene) error {
		return s.lock(ctx, "BEGIN IMMEDIATE")
	}},
	{Name: "PostgreSQL link reset", Setup: stand.Pair, Light: true, Weight: 2, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		for range 3 {
			n.Database.Reset()
			s.dwell(ctx, 200*time.Millisecond)
		}
		return nil
	}},
	{Name: "PostgreSQL link refused", Setup: stand.Pair, Run: func(ctx context.Context, s *Scene) error {
		n := s.node()
		n.Database.Bend(wire.Shape{Refuse: true})
		n.Database.Reset()
		s.dwell(ctx, 1500*time.Millisecond)
		n.Database.Bend(wire.Shape{})
		return nil
	}},
	{Name: "PostgreSQL link silent", Setup: stand.Pair, Run: func(ctx context.Context, s *Scene) error {
		s.bend(ctx, 2500*time.Millisecond, held(wire.Up, wire.Down), s.node().Database)
		return nil
	}},
	{Name: "PostgreSQL link silent one way", Setup: stand.Pair, Run: func(ctx context.Context, s *Scene) error {
		s.bend(ctx, 2*time.Second, held(wire.Direction(s.chance(2))), s.node().Database)
		return nil
	}},
	{Name: "PostgreSQL link slow", Setup: stand.Pair, Light: true, Run: func(ctx context.Context, s *Scene) error {
		s.bend(ctx, 2*time.Second, wire.Shape{Latency: 60 * time.Millisecond, Jitter: 50 * time.Millisecond}, s.node().Database)
		return nil
	}},
}

// lock holds locks that writes need, from a connection of the drill's own.
func (s *Scene) lock(ctx context.Context, statements ...string) error {
	db, err := s.Stand.Open()
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	for _, statement := range statements {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	s.dwell(ctx, 1500*time.Millisecond)
	_, err = conn.ExecContext(ctx, "ROLLBACK")
	return err
}
