package live

import (
	"context"
	"time"

	"kraftsam/app/platform/event"
)

// fresh says whether the log was looked at not long ago. After the process stood still it was not, and then nothing with
// content is sent before the ends of sessions have been read.
func (h *Hub) fresh() bool { return h.now()-h.checked.Load() <= int64(h.limits.Fresh) }

// park notes that connections wait for the next look, and asks for it.
func (h *Hub) park() {
	h.waiting.Store(true)
	h.sweepSoon()
}

func (h *Hub) sweepSoon() {
	select {
	case h.soon <- struct{}{}:
	default:
	}
}

func (h *Hub) keepSweeping(ctx context.Context) {
	tick := time.NewTicker(h.limits.Sweep)
	defer tick.Stop()
	for {
		h.sweep(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-h.soon:
			select { // while the database is away every parked connection asks; once in a while is enough
			case <-ctx.Done():
				return
			case <-time.After(h.limits.Sweep / 20):
			}
		}
	}
}

// sweep compares the heads of the active topics with the log. It finds what no message told of, and while the broker is away
// it is the delivery.
func (h *Hub) sweep(ctx context.Context) {
	h.count.sweeps.Add(1)
	names, had := h.active()
	ask, cancel := context.WithTimeout(ctx, h.limits.Database)
	epoch, seqs, err := h.log.Heads(ask, append([]string{Control}, names...))
	cancel()
	if err == nil && h.history() == epoch {
		err = h.control.follow(ctx, h, seqs[Control])
	}
	if err != nil {
		h.count.sweepsFailed.Add(1)
		if !h.away.Swap(true) {
			h.logger.Warn("the log cannot be read", "error", err)
		}
		return
	}
	if h.history() != epoch {
		h.restart(epoch, names, seqs)
	}
	if !h.fresh() { // this process stood still: who lost a right or a session meanwhile is to see nothing that waits
		h.askChanged()
		h.expire()
	}
	h.checked.Store(h.now())
	if h.away.Swap(false) {
		h.logger.Info("the log is read", "epoch", epoch)
	}
	h.unpark()
	if h.rights.owed() {
		h.rights.wakeUp()
	}
	for i, name := range names {
		t := h.topic(name)
		switch {
		case t == nil:
		case seqs[name] < had[i]: // the log went backwards, and nobody changed the epoch
			t.restart(event.Head{Seq: seqs[name], Epoch: epoch})
		default:
			t.want(seqs[name])
		}
	}
}

// active lists the topics that somebody holds, and how far each has come.
func (h *Hub) active() (names []string, had []int64) {
	h.mu.RLock()
	list := make([]*topic, 0, len(h.topics))
	for _, t := range h.topics {
		list = append(list, t)
	}
	h.mu.RUnlock()
	for _, t := range list {
		t.mu.Lock()
		names, had = append(names, t.name), append(had, t.last)
		t.mu.Unlock()
	}
	return names, had
}

// restart begins to count in another history: a backup was restored, or this is the first look.
func (h *Hub) restart(epoch string, names []string, seqs map[string]int64) {
	first := h.history() == ""
	h.epoch.Store(&epoch)
	h.control.begin(seqs[Control])
	if first {
		return
	}
	h.logger.Warn("another history", "epoch", epoch)
	for _, name := range names {
		if t := h.topic(name); t != nil {
			t.restart(event.Head{Seq: seqs[name], Epoch: epoch})
		}
	}
	h.rights.changed("")
}

// unpark lets go on what waited for a look at the log.
func (h *Hub) unpark() {
	if !h.waiting.Swap(false) {
		return
	}
	for _, g := range h.everyone() {
		if c, ok := g.(*conn); ok {
			c.kick()
		}
	}
}
