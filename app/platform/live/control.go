package live

import (
	"context"
	"sync"
	"time"

	"kraftsam/app/platform/event"
)

// control follows the log's control topic: what ends there ends the connections that live on it.
type control struct {
	wake chan struct{}

	pull sync.Mutex // one reader at a time
	last int64      // guarded by pull

	mu    sync.Mutex
	ended map[string]int64 // sessions and members that ended lately, and when
}

// A credential is looked at before its connection is known; what ends in between is remembered for this long.
const (
	rememberSession = time.Minute
	rememberMember  = 5 * time.Second // shorter, since a member may come back
)

func (k *control) wakeUp() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// doubt has what was told of the control topic read, and lets no answer of before serve any more.
func (h *Hub) doubt() {
	h.rights.rounds.Add(1)
	h.control.wakeUp()
}

// begin counts from seq on.
func (k *control) begin(seq int64) {
	k.pull.Lock()
	k.last = seq
	k.pull.Unlock()
}

// keepControl reads at once when somebody spoke of the control topic; the sweep does it too.
func (h *Hub) keepControl(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.control.wake:
			if h.history() == "" {
				continue
			}
			if err := h.control.follow(ctx, h, -1); err != nil {
				h.logger.Warn("the ends of sessions cannot be read", "error", err)
				h.sweepSoon()
			}
		}
	}
}

// controlPortion is how many ends are read at once.
const controlPortion = 500

// follow reads what ended, at least up to seq; -1: whatever there is.
func (k *control) follow(ctx context.Context, h *Hub, seq int64) error {
	k.pull.Lock()
	defer k.pull.Unlock()
	for seq < 0 || k.last < seq {
		ask, cancel := context.WithTimeout(ctx, h.limits.Database)
		events, err := h.log.After(ask, Control, k.last, controlPortion)
		cancel()
		if err != nil {
			return err
		}
		for _, e := range events {
			h.apply(e)
			k.last = e.Seq
		}
		if len(events) < controlPortion {
			break
		}
	}
	return nil
}

// apply ends what an event of the control topic ends.
func (h *Hub) apply(e event.Event) {
	switch e.Type {
	case SessionEnded:
		h.control.remember("session:"+e.Ref.ID, h.now())
		h.dismiss(func(w Watcher) bool { return w.Session == e.Ref.ID })
	case MemberSuspended:
		h.control.remember("member:"+e.Ref.ID, h.now())
		h.dismiss(func(w Watcher) bool { return w.Member == e.Ref.ID })
	case AccessChanged:
		if e.Ref.Kind == "member" {
			h.rights.changed(e.Ref.ID)
		} else {
			h.rights.changed("")
		}
	}
}

// dismiss closes the connections whose watcher is meant.
func (h *Hub) dismiss(meant func(Watcher) bool) {
	for _, g := range h.everyone() {
		if meant(g.watcher()) {
			g.end(closeSession)
		}
	}
}

// expire closes the connections whose session ended by itself.
func (h *Hub) expire() {
	now := time.Now()
	h.dismiss(func(w Watcher) bool { return !w.Expires.IsZero() && now.After(w.Expires) })
}

func (k *control) remember(what string, now int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ended == nil {
		k.ended = map[string]int64{}
	}
	for old, at := range k.ended {
		if now-at > int64(rememberSession) {
			delete(k.ended, old)
		}
	}
	k.ended[what] = now
}

// hasEnded says whether a watcher's credential ended while its connection was being made.
func (k *control) hasEnded(w Watcher, now int64) bool {
	if w.Session == "" && w.Member == "" {
		return false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.ended["session:"+w.Session]; ok && w.Session != "" {
		return true
	}
	at, ok := k.ended["member:"+w.Member]
	return ok && w.Member != "" && now-at <= int64(rememberMember)
}
