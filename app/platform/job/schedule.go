package job

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// slotKey begins the keys of regular work; the beginning of its stretch follows.
const slotKey = "at "

// slot is work that comes again and again.
type slot struct {
	kind  string
	every time.Duration
	last  *time.Time // planned last by this node
}

// Every has work of a kind done once in each stretch of time, whatever the number of nodes; the stretches are counted from
// midnight UTC at the beginning of year 1. When no node ran for a while, what was missed is done once. Its payload is the beginning
// of the stretch.
func (q *Queue) Every(kind string, every time.Duration) {
	q.slots = append(q.slots, slot{kind, every, new(time.Time)})
}

// plan adds the jobs whose time has come. All nodes try; the key lets one in.
func (q *Queue) plan(ctx context.Context) {
	if len(q.slots) == 0 {
		return
	}
	now, err := q.store.now(ctx)
	if err != nil {
		return // what is due cannot be asked for either, and that is told
	}
	for _, s := range q.slots {
		begin := now.Truncate(s.every)
		if !begin.After(*s.last) {
			continue
		}
		if err := q.Add(ctx, New{Kind: s.kind, Key: slotKey + begin.UTC().Format(time.RFC3339), Payload: begin}); err != nil {
			q.log.WarnContext(ctx, "regular work is not planned", "kind", s.kind, "error", err)
			continue
		}
		*s.last = begin
	}
}

// Round gives when the latest stretch began whose regular work of a kind was done, by whichever node; zero where none is remembered.
func (q *Queue) Round(ctx context.Context, kind string) (time.Time, error) {
	key, err := q.store.lastKey(ctx, kind)
	if err != nil || key == "" {
		return time.Time{}, err
	}
	begin, err := time.Parse(time.RFC3339, strings.TrimPrefix(key, slotKey))
	if err != nil {
		return time.Time{}, fmt.Errorf("read when regular work was done: %w", err)
	}
	return begin, nil
}
