package live

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/livetest"
)

var post = json.RawMessage(`{"id":"0192f","version":1,"text":"` + strings.Repeat("ord ", 100) + `"}`)

func BenchmarkFrame(b *testing.B) {
	e := event.Event{Topic: "thread:0192f0c1-7a6e-7f00-8000-000000000000", Seq: 1 << 20, Type: "post.added", At: time.Now()}
	b.ReportAllocs()
	for b.Loop() {
		frame(opText, eventObject(e, post))
	}
}

func BenchmarkParse(b *testing.B) {
	text := []byte(`{"id":1,"op":"subscribe","topic":"thread:0192f0c1-7a6e-7f00-8000-000000000000","after":57,"epoch":"k3"}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

// sink is a wire whose bytes the kernel takes at once and throws away.
type sink struct {
	net.Conn
	void void
	over chan struct{}
}

type void struct {
	syscall.RawConn
	fd uintptr
}

func (v void) Write(fn func(fd uintptr) bool) error { fn(v.fd); return nil }

func (s *sink) SyscallConn() (syscall.RawConn, error) { return s.void, nil }

func (s *sink) Write(p []byte) (int, error)      { return syscall.Write(int(s.void.fd), p) }
func (s *sink) SetWriteDeadline(time.Time) error { return nil }
func (s *sink) SetReadDeadline(time.Time) error  { return nil }
func (s *sink) Close() error                     { return nil }

func (s *sink) Receive() ([]byte, error) {
	<-s.over
	return nil, ended{}
}

// One event to everybody who watches, from the commit to the last write; a write costs a call of the kernel and nothing else.
func BenchmarkFanOut(b *testing.B) {
	for _, watchers := range []int{1, 100, 10000} {
		b.Run(fmt.Sprint(watchers), func(b *testing.B) {
			limits := quick()
			limits.Presence, limits.Sweep, limits.Rights, limits.Fresh = time.Hour, time.Hour, time.Hour, 2*time.Hour
			log := livetest.NewLog()
			h := build(b, log, nil, limits)
			log.OnCommit(h.Committed)
			s := sinkTo(b)
			for range watchers {
				c := newConn(h.Hub, Watcher{}, s)
				go c.serve(s)
				if err := c.subscribe(request{id: json.RawMessage("1"), name: "thread:1"}); err != nil {
					b.Fatal(err)
				}
			}
			wait(b, "all watch", func() bool {
				return h.Stats().Subscriptions == int64(watchers) && h.Stats().Connections == int64(watchers)
			})
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				log.Post("thread:1", 1)
			}
			wait(b, "all is delivered", func() bool { return h.count.delivered.Load() >= int64(b.N*watchers) && h.desks.idle() })
			b.StopTimer()
			close(s.over)
			wait(b, "all have left", func() bool { return len(h.everyone()) == 0 })
		})
	}
}

// Everybody comes back at once and has missed 50 events: what the hub does for all of them, with a log that costs nothing.
func BenchmarkCatchUp(b *testing.B) {
	for _, readers := range []int{1, 1000} {
		b.Run(fmt.Sprint(readers), func(b *testing.B) {
			limits := quick()
			limits.Presence, limits.Sweep, limits.Rights, limits.Fresh = time.Hour, time.Hour, time.Hour, 2*time.Hour
			log := livetest.NewLog()
			h := build(b, log, nil, limits)
			log.OnCommit(h.Committed)
			log.Post("thread:1", 50)
			s := sinkTo(b)
			defer close(s.over)
			conns := make([]*conn, readers)
			for i := range conns {
				conns[i] = newConn(h.Hub, Watcher{}, s)
				go conns[i].serve(s)
			}
			nothing := int64(0)
			b.ReportAllocs()
			for b.Loop() {
				before := h.count.delivered.Load()
				for _, c := range conns {
					go func() {
						_ = c.subscribe(request{id: json.RawMessage("1"), name: "thread:1", after: &nothing, epoch: "k1"})
					}()
				}
				for h.count.delivered.Load() < before+int64(50*readers) {
					runtime.Gosched()
				}
			}
		})
	}
}

func sinkTo(b *testing.B) *sink {
	b.Helper()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = null.Close() })
	return &sink{void: void{fd: null.Fd()}, over: make(chan struct{})}
}

func (d desks) idle() bool {
	for i := range d {
		d[i].mu.Lock()
		at := d[i].at
		d[i].mu.Unlock()
		if at {
			return false
		}
	}
	return true
}
