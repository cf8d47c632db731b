package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
)

// portion is a piece of a topic's log, ready to be sent.
type portion struct {
	frames [][]byte
	last   int64
	gap    bool // the log does not hold what comes next
}

// portionOf names a piece of a log; who catches up from the same place at the same time shares its reading.
type portionOf struct {
	topic string
	after int64
}

// errRender is a rendering that failed for another reason than the database being away.
var errRender = errors.New("the events could not be rendered")

// ask gives a question to the database a time limit.
func (h *Hub) ask() (context.Context, context.CancelFunc) {
	return context.WithTimeout(h.ctx, h.limits.Database)
}

// head reads where a topic stands, not before it was asked for.
func (h *Hub) head(name string) (event.Head, error) {
	return h.heads.do(name, func() (event.Head, error) {
		ctx, cancel := h.ask()
		defer cancel()
		return h.log.Head(ctx, name)
	})
}

func (h *Hub) after(name string, after int64, limit int) ([]event.Event, error) {
	ctx, cancel := h.ask()
	defer cancel()
	return h.log.After(ctx, name, after, limit)
}

// portion reads the next events after a seq. One that was read before the topic moved does not serve: words may have been
// withdrawn.
func (h *Hub) portion(t *topic, after int64) (portion, error) {
	moved := t.moves()
	return h.portions.do(portionOf{t.name, after}, moved, h.now(), func() (portion, error) {
		h.readers <- struct{}{} // many who catch up leave the database to those who write
		defer func() { <-h.readers }()
		events, err := h.after(t.name, after, h.limits.PortionEvents)
		if err != nil {
			return portion{}, err
		}
		if len(events) == 0 || events[0].Seq != after+1 {
			return portion{gap: true}, nil
		}
		objects, err := h.objects(t, events)
		if err != nil {
			return portion{}, err
		}
		p := portion{last: events[len(events)-1].Seq, frames: make([][]byte, len(objects))}
		for i, o := range objects {
			p.frames[i] = frame(opText, o)
		}
		return p, nil
	})
}

// portionAtHand gives a portion that was read a moment ago for others of a crowd, if there is one.
func (h *Hub) portionAtHand(t *topic, after int64) (portion, bool) {
	return h.portions.atHand(portionOf{t.name, after}, t.moves(), h.now())
}

// moves tells one state of a topic's log from another.
func (t *topic) moves() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.wanted
}

// objects renders events of one topic.
func (h *Hub) objects(t *topic, events []event.Event) ([]json.RawMessage, error) {
	run := make([]item, len(events))
	for i, e := range events {
		run[i].event = e
	}
	if err := h.render(t, run); err != nil {
		return nil, err
	}
	objects := make([]json.RawMessage, len(run))
	for i, it := range run {
		objects[i] = eventObject(it.event, it.data)
	}
	return objects, nil
}

// render fills in the data that is missing, with one question.
func (h *Hub) render(t *topic, run []item) error {
	var missing []event.Event
	var at []int
	for i, it := range run {
		if it.data == nil {
			missing, at = append(missing, it.event), append(at, i)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	ctx, cancel := h.ask()
	defer cancel()
	data, err := safely(func() ([]json.RawMessage, error) { return t.family.Render(ctx, missing) })
	switch {
	case err != nil && (fault.KindOf(err) == fault.Unavailable || ctx.Err() != nil):
		return err
	case err != nil:
		return fmt.Errorf("%w: %w", errRender, err)
	case len(data) != len(missing):
		return fmt.Errorf("%w: %d data for %d events", errRender, len(data), len(missing))
	}
	for i, d := range data {
		if len(d) == 0 || d[0] != '{' {
			return fmt.Errorf("%w: the data of seq %d is no object", errRender, missing[i].Seq)
		}
		run[at[i]].data = d
	}
	return nil
}

// safely turns a panic in what a room registered into an error.
func safely[T any](fn func() (T, error)) (value T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return fn()
}

// trouble counts the renderings of a topic that failed for no outside reason. A topic must not stand still for ever because
// one event cannot be shown, and seq must not skip it either: after three attempts who watches reads the state again.
func (h *Hub) trouble(t *topic, err error) {
	if !errors.Is(err, errRender) {
		return
	}
	t.mu.Lock()
	t.failed++
	over := t.failed >= 3
	t.mu.Unlock()
	if over {
		if err := h.startOver(t); err != nil {
			h.logger.Warn("topic cannot start over", "topic", t.name, "error", err)
		}
	}
}

// startOver ends every subscription of a topic with a reset at its head.
func (h *Hub) startOver(t *topic) error {
	head, err := h.head(t.name)
	if err != nil {
		return err
	}
	t.restart(head)
	return nil
}

// restart begins another history, or the same one further on.
func (t *topic) restart(head event.Head) {
	t.mu.Lock()
	t.known, t.epoch, t.last, t.wanted, t.pending, t.failed = true, head.Epoch, head.Seq, head.Seq, nil, 0
	subs := append([]*subscription(nil), t.subs...)
	t.announceMove()
	t.mu.Unlock()
	for _, s := range subs {
		s.reset(head)
	}
}
