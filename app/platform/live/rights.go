package live

import (
	"context"
	"hash/maphash"
	"sync"
	"sync/atomic"
	"time"

	"kraftsam/app/platform/fault"
)

// rights asks again who may still watch: at once where a right changed, and everybody once in a while.
type rights struct {
	rounds atomic.Int64 // how often rights changed, or may have
	wake   chan struct{}

	asking sync.Mutex // held while changed rights are asked for

	mu       sync.Mutex
	members  map[string]bool // whose rights changed
	everyone bool
}

// round counts the changes, so that who asked during one notices.
func (r *rights) round() int64 { return r.rounds.Load() }

// changed notes that the rights of a member, or of everybody (""), are to be asked again.
func (r *rights) changed(member string) {
	r.mu.Lock()
	if member == "" {
		r.everyone = true
	} else {
		r.note(member)
	}
	r.mu.Unlock()
	r.rounds.Add(1)
	r.wakeUp()
}

// note remembers a member; the lock is held.
func (r *rights) note(member string) {
	if r.members == nil {
		r.members = map[string]bool{}
	}
	r.members[member] = true
}

// owe remembers whose right could not be asked for; the next sweep that succeeds has it asked again.
func (r *rights) owe(member string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.note(member)
}

// owed says whether somebody's right is still to be asked for.
func (r *rights) owed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.everyone || len(r.members) > 0
}

func (r *rights) wakeUp() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

func (r *rights) take() (everyone bool, members map[string]bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	everyone, members = r.everyone, r.members
	r.everyone, r.members = false, nil
	return everyone, members
}

// shares is into how many parts the askers are split, so that asking is spread over time; each turn looks at all connections,
// so they are few. All whom one answer serves are in the same part, whenever they came.
const shares = 10

var shareSeed = maphash.MakeSeed()

func (a asker) share() uint64 { return maphash.Comparable(shareSeed, a) % shares }

// keepAsking asks again, a share of the connections at a time.
func (h *Hub) keepAsking(ctx context.Context) {
	tick := time.NewTicker(h.limits.Rights / shares)
	defer tick.Stop()
	for share := uint64(0); ; {
		select {
		case <-ctx.Done():
			return
		case <-h.rights.wake:
			h.askChanged()
		case <-tick.C:
			share = (share + 1) % shares
			h.askAgain(h.standing(func(s *subscription) bool { return s.share == share }))
		}
	}
}

// askChanged asks for the rights that changed; when it returns, all that had changed before it was called have been asked for.
func (h *Hub) askChanged() {
	h.rights.asking.Lock()
	defer h.rights.asking.Unlock()
	everyone, members := h.rights.take()
	h.askAgain(h.standing(func(s *subscription) bool { return everyone || members[s.conn.who.Member] }))
}

// standing lists the subscriptions that are chosen.
func (h *Hub) standing(chosen func(*subscription) bool) []*subscription {
	var list []*subscription
	for _, g := range h.everyone() {
		c, ok := g.(*conn)
		if !ok {
			continue
		}
		c.mu.Lock()
		for _, s := range c.subs {
			if chosen(s) {
				list = append(list, s)
			}
		}
		c.mu.Unlock()
	}
	return list
}

// asker is what an answer about rights depends on: connections of one session, and all without an account, share one.
type asker struct {
	topic, member, session string
}

func (s *subscription) asker() asker {
	return asker{s.topic.name, s.conn.who.Member, s.conn.who.Session}
}

// askAgain asks for each of the subscriptions whether it may go on. Only a clear no ends it; what could not be asked now is owed.
func (h *Hub) askAgain(list []*subscription) {
	groups := map[asker][]*subscription{}
	for _, s := range list {
		groups[s.asker()] = append(groups[s.asker()], s)
	}
	var wg sync.WaitGroup
	for _, group := range groups {
		h.readers <- struct{}{}
		wg.Go(func() {
			defer func() { <-h.readers }()
			h.askFor(group)
		})
	}
	wg.Wait()
}

func (h *Hub) askFor(group []*subscription) {
	t := group[0].topic
	right, err := safely(func() (Right, error) { return h.right(t.family, group[0].conn.who, t.id) })
	for _, s := range group {
		switch {
		case err == nil:
			s.conn.mu.Lock()
			s.right = right
			s.conn.mu.Unlock()
		case fault.KindOf(err) == fault.NotFound, fault.KindOf(err) == fault.Forbidden:
			s.revoke()
		default:
			h.rights.owe(s.conn.who.Member)
		}
	}
}
