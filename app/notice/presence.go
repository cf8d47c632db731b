package notice

import (
	"context"
	"log/slog"
	"time"
)

// Numbers of who is live. A device is told nothing while its session holds a live connection on any node, nor for a minute
// afterwards. Every node notes its own in the database, where every node that sends looks: who came at once, all of them now and then.
const (
	liveFor   = time.Minute
	liveRound = 2 * time.Second
	liveAll   = 10 // rounds
)

// isLive says whether the device's session holds a live connection, or did a moment ago. What is noted may be old by the time
// between two notes.
func (d Device) isLive(now time.Time) bool { return now.Before(d.gone()) }

// gone is when the device no longer counts as live, unless it is noted again.
func (d Device) gone() time.Time { return d.LiveAt.Add(liveFor + liveAll*liveRound) }

// KeepLive notes which devices are live until ctx ends; sessions gives those that hold a connection to this node.
func (s *Service) KeepLive(ctx context.Context, sessions func() []string, log *slog.Logger) {
	if s.push.Sender == nil {
		return
	}
	tick := time.NewTicker(liveRound)
	defer tick.Stop()
	known := map[string]bool{}
	for round := 0; ; round++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		all := sessions()
		came := make([]string, 0, len(all))
		here := make(map[string]bool, len(all))
		for _, id := range all {
			here[id] = true
			if round%liveAll == 0 || !known[id] {
				came = append(came, id)
			}
		}
		known = here
		if err := s.NoteLive(ctx, came); err != nil && ctx.Err() == nil {
			known = map[string]bool{}
			log.WarnContext(ctx, "who is live was not noted", "error", err)
		}
	}
}

// NoteLive notes that sessions hold a live connection now.
func (s *Service) NoteLive(ctx context.Context, sessions []string) error {
	if len(sessions) == 0 {
		return nil
	}
	now, err := s.clock(ctx)
	if err != nil {
		return err
	}
	return s.store.live(ctx, sessions, now)
}
