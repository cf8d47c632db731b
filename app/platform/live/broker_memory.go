package live

import (
	"bytes"
	"sync"
	"sync/atomic"
)

// Memory is the broker of one process: the default, where there is one node, and what several hubs share in a test.
type Memory struct {
	mu       sync.Mutex
	handlers map[int]*listener
	next     int
	drops    atomic.Int64
}

// memoryQueue is how many messages may wait for one listener.
const memoryQueue = 4096

// listener passes messages to its handler one at a time, so that a slow one holds up nobody.
type listener struct {
	messages chan []byte
	quit     chan struct{}
	stop     func() // closes quit, once
	done     chan struct{}
}

// NewMemory makes a broker for this process.
func NewMemory() *Memory { return &Memory{handlers: map[int]*listener{}} }

// Publish hands the message to every listener that has room.
func (m *Memory) Publish(_ Channel, message []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range m.handlers {
		select {
		case l.messages <- bytes.Clone(message):
		default:
			m.drops.Add(1)
		}
	}
}

// Subscribe begins to listen.
func (m *Memory) Subscribe(h Handler) func() {
	l := &listener{messages: make(chan []byte, memoryQueue), quit: make(chan struct{}), done: make(chan struct{})}
	l.stop = sync.OnceFunc(func() { close(l.quit) })
	m.mu.Lock()
	id := m.next
	m.next++
	m.handlers[id] = l
	m.mu.Unlock()
	go l.listen(h)
	return func() {
		m.mu.Lock()
		delete(m.handlers, id)
		m.mu.Unlock()
		l.stop()
		<-l.done
	}
}

func (l *listener) listen(h Handler) {
	defer close(l.done)
	h.Gap()
	for {
		select {
		case <-l.quit:
			return
		case message := <-l.messages:
			h.Message(message)
		}
	}
}

// Up is always so.
func (m *Memory) Up() bool { return true }

// Alone says whether fewer than two listen.
func (m *Memory) Alone() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.handlers) < 2
}

// Drops counts what a listener had no room for.
func (m *Memory) Drops() int64 { return m.drops.Load() }

// Close ends all listening.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, l := range m.handlers {
		l.stop()
		delete(m.handlers, id)
	}
	return nil
}
