package live

import (
	"errors"
	"sync"
)

// shared lets many who ask the same thing at the same time be answered by one question. Unlike the usual single flight an
// answer never comes from a question that was put before the asker came: who finds one under way waits for the next. So an
// answer is as fresh as one's own would have been, and a thousand clients that return at once cost two reads.
type shared[K comparable, V any] struct {
	mu      sync.Mutex
	flights map[K]*flight[V]
}

type flight[V any] struct {
	done    chan struct{}
	started bool
	next    *flight[V]
	value   V
	err     error
}

var errUnanswered = errors.New("the question was not answered")

func newFlight[V any]() *flight[V] {
	return &flight[V]{done: make(chan struct{}), err: errUnanswered}
}

func (s *shared[K, V]) do(key K, ask func() (V, error)) (V, error) {
	s.mu.Lock()
	if s.flights == nil {
		s.flights = map[K]*flight[V]{}
	}
	current := s.flights[key]
	if current == nil {
		f := newFlight[V]()
		f.started, s.flights[key] = true, f
		s.mu.Unlock()
		return s.run(key, f, ask)
	}
	if !current.started || current.next != nil {
		f := current
		if current.started {
			f = current.next
		}
		s.mu.Unlock()
		<-f.done
		return f.value, f.err
	}
	f := newFlight[V]()
	current.next = f
	s.mu.Unlock()
	<-current.done
	s.mu.Lock()
	f.started = true
	s.mu.Unlock()
	return s.run(key, f, ask)
}

func (s *shared[K, V]) run(key K, f *flight[V], ask func() (V, error)) (V, error) {
	defer func() {
		s.mu.Lock()
		if f.next != nil {
			s.flights[key] = f.next
		} else {
			delete(s.flights, key)
		}
		s.mu.Unlock()
		close(f.done)
	}()
	f.value, f.err = ask()
	return f.value, f.err
}
