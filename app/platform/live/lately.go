package live

import (
	"maps"
	"sync"
	"time"
)

// A crowd is more than crowdFrom questions within crowdFor; only then are answers used again, and never for longer than that.
// Nobody who comes for as long as lull means that the last one is in. keptMost bounds what is remembered for it.
const (
	crowdFor  = 500 * time.Millisecond
	lull      = 50 * time.Millisecond
	crowdFrom = 200
	keptMost  = 1000
)

// lately is shared for what thousands ask who come back at once. There are few members, threads and places in their logs
// behind them, and reading the same again and again would keep the database from everybody else: in a crowd an answer
// serves for a moment. It never outlives a change that this node has heard of, which is what its round tells.
type lately[K comparable, V any] struct {
	shared[K, V]

	mu    sync.Mutex
	since int64 // when counting began, on the hub's clock
	asked int   // questions since then
	last  int64 // when the last one came
	kept  map[K]kept[V]
}

type kept[V any] struct {
	value V
	round int64 // before the question was put
	at    int64
}

// do gives an answer of this round; now is the hub's clock.
func (l *lately[K, V]) do(key K, round, now int64, ask func() (V, error)) (V, error) {
	if !l.crowded(now) {
		return l.shared.do(key, ask)
	}
	if value, ok := l.remembered(key, round, now); ok {
		return value, nil
	}
	return l.shared.do(key, func() (V, error) {
		if value, ok := l.remembered(key, round, now); ok { // of the question that this one waited for
			return value, nil
		}
		value, err := ask()
		if err == nil {
			l.keep(key, kept[V]{value, round, now})
		}
		return value, err
	})
}

// crowded counts a question, and says whether it is one of many.
func (l *lately[K, V]) crowded(now int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn(now)
	l.asked++
	l.last = now
	return l.asked > crowdFrom || l.kept != nil
}

// atHand gives a kept answer of this round, which counts as a question, and never asks.
func (l *lately[K, V]) atHand(key K, round, now int64) (V, bool) {
	value, ok := l.remembered(key, round, now)
	if ok {
		l.crowded(now)
	}
	return value, ok
}

func (l *lately[K, V]) remembered(key K, round, now int64) (V, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k, ok := l.kept[key]
	return k.value, ok && k.round == round && now-k.at <= int64(crowdFor)
}

func (l *lately[K, V]) keep(key K, k kept[V]) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept == nil {
		l.kept = map[K]kept[V]{}
	}
	if len(l.kept) < keptMost {
		l.kept[key] = k
	}
}

// turn begins to count anew, and drops what is too old; without a crowd nothing is kept. The lock is held.
func (l *lately[K, V]) turn(now int64) {
	if now-l.since <= int64(crowdFor) {
		return
	}
	if l.asked <= crowdFrom {
		l.kept = nil
	}
	maps.DeleteFunc(l.kept, func(_ K, k kept[V]) bool { return now-k.at > int64(crowdFor) })
	l.since, l.asked = now, 0
}

// forget drops what is too old although nobody asks any more.
func (l *lately[K, V]) forget(now int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn(now)
}

// busy says whether a crowd is still coming, without counting as one of it.
func (l *lately[K, V]) busy(now int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn(now)
	return (l.asked > crowdFrom || l.kept != nil) && now-l.last <= int64(lull)
}
