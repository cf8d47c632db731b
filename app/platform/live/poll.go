package live

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"time"

	"kraftsam/app/platform/event"
)

// Page is the answer of a long-poll.
type Page struct {
	Topic  string
	Reset  bool // read the state again, then ask after Seq
	Seq    int64
	Epoch  string
	Events []json.RawMessage // the objects of the socket; empty, never nil, unless Reset
}

// pollEvents is how many events a long-poll gives at once.
const pollEvents = 500

// poll is somebody who waits over plain HTTP.
type poll struct {
	who    Watcher
	code   atomic.Int32
	cancel context.CancelFunc
}

func (p *poll) watcher() Watcher { return p.who }

func (p *poll) end(code int) {
	p.code.Store(int32(code)) //nolint:gosec // one of our own close codes
	p.cancel()
}

// Wait gives the events of a topic after a seq, at most 500, and waits for some when there are none; without after it waits
// for the next one. When the time is over, or the node stops, it gives an empty page. Its refusals are those of a subscribe.
func (h *Hub) Wait(ctx context.Context, by Watcher, name string, after *int64, epoch string, wait time.Duration) (Page, error) {
	switch {
	case h.stopping.Load():
		return Page{}, errStopping
	case after != nil && *after < 0:
		return Page{}, errAfter
	case after != nil && epoch == "":
		return Page{}, errEpoch
	}
	ctx, cancel := context.WithTimeout(ctx, min(max(wait, 0), h.limits.Wait))
	defer cancel()
	p := &poll{who: by, cancel: cancel}
	h.enter(p)
	defer h.leave(p)
	f, id := h.family(name)
	if _, err := h.right(f, by, id); err != nil {
		return Page{}, err
	}
	t := h.hold(name, f, id)
	defer h.release(t)
	head, err := h.learnHead(t)
	if err != nil {
		return Page{}, err
	}
	if after == nil {
		from := head.Seq
		after, epoch = &from, head.Epoch
	}
	for head.Epoch == epoch && head.Seq == *after && ctx.Err() == nil {
		if !t.await(ctx, *after, epoch) {
			break
		}
		if head, err = h.learnHead(t); err != nil {
			return Page{}, err
		}
	}
	return h.page(t, p, head, *after, epoch)
}

// await waits until the topic has more than after; false when the time is over.
func (t *topic) await(ctx context.Context, after int64, epoch string) bool {
	moved := t.waiter(after, epoch)
	if moved == nil {
		return true
	}
	select {
	case <-moved:
		return true
	case <-ctx.Done():
		return false
	}
}

// page reads what is there, after looking once more at who asks.
func (h *Hub) page(t *topic, p *poll, head event.Head, after int64, epoch string) (Page, error) {
	page := Page{Topic: t.name, Seq: head.Seq, Epoch: head.Epoch, Events: []json.RawMessage{}}
	expired := !p.who.Expires.IsZero() && time.Now().After(p.who.Expires)
	switch {
	case p.code.Load() == closeSession || expired:
		return Page{}, errSession
	case head.Epoch != epoch || after > head.Seq || head.Start > after+1:
		page.Reset, page.Events = true, nil
		return page, nil
	case head.Seq == after:
		return page, nil
	case !h.settled():
		return Page{}, errDatabase
	case p.code.Load() == closeSession:
		return Page{}, errSession
	}
	if _, err := h.right(t.family, p.who, t.id); err != nil {
		return Page{}, err
	}
	events, err := h.after(t.name, after, pollEvents)
	if err != nil {
		return Page{}, errDatabase.Because(err)
	}
	if len(events) == 0 || events[0].Seq != after+1 {
		page.Reset, page.Events = true, nil
		return page, nil
	}
	objects, err := h.objects(t, events)
	if err != nil {
		return Page{}, errDatabase.Because(err)
	}
	page.Events = objects
	page.Seq = max(page.Seq, events[len(events)-1].Seq)
	return page, nil
}

// settled waits a little for the look at the log that is due after the process stood still: a session may have ended.
func (h *Hub) settled() bool {
	limit := time.After(h.limits.Fresh)
	look := time.NewTicker(h.limits.Sweep / 20)
	defer look.Stop()
	for !h.fresh() {
		h.sweepSoon()
		select {
		case <-look.C:
		case <-limit:
			return h.fresh()
		}
	}
	return true
}
