package live

import "sync/atomic"

// counters are what the hub counts as it works.
type counters struct {
	connects, delivered, holes, catchups, overflows, stalled, sweeps, sweepsFailed, signals, revoked, resets atomic.Int64
}

// Stats is a look at the hub's work; all but the first four only rise.
type Stats struct {
	Connections   int64 // open now
	Subscriptions int64 // standing now
	Topics        int64 // watched now
	BrokerUp      bool

	Connects     int64 // accepted
	Delivered    int64 // events put into a connection's queue or read for it from the log
	Holes        int64 // reads of the log because a topic had missed something
	Catchups     int64 // portions read for subscriptions that were behind
	Overflows    int64 // subscriptions that fell back to the log because their queue was full
	Stalled      int64 // connections closed because nothing was taken
	Sweeps       int64
	SweepsFailed int64
	Signals      int64 // put into a connection's queue
	Revoked      int64 // subscriptions that ended because a right did
	Resets       int64 // running subscriptions that were told to start over
	BrokerDrops  int64 // messages that the broker did not pass on
}

// Stats reads the counters.
func (h *Hub) Stats() Stats {
	s := Stats{
		Connects: h.count.connects.Load(), Delivered: h.count.delivered.Load(), Holes: h.count.holes.Load(),
		Catchups: h.count.catchups.Load(), Overflows: h.count.overflows.Load(), Stalled: h.count.stalled.Load(),
		Sweeps: h.count.sweeps.Load(), SweepsFailed: h.count.sweepsFailed.Load(), Signals: h.count.signals.Load(),
		Revoked: h.count.revoked.Load(), Resets: h.count.resets.Load(), BrokerDrops: h.broker.Drops(), BrokerUp: h.broker.Up(),
	}
	for _, g := range h.everyone() {
		if c, ok := g.(*conn); ok {
			s.Connections++
			s.Subscriptions += int64(c.topics())
		}
	}
	h.mu.RLock()
	s.Topics = int64(len(h.topics))
	h.mu.RUnlock()
	return s
}
