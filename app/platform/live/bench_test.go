package live

import (
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
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

// sink is a wire that takes everything at once.
type sink struct {
	net.Conn
	taken *atomic.Int64
	over  chan struct{}
}

func (s *sink) Write(p []byte) (int, error)      { s.taken.Add(int64(len(p))); return len(p), nil }
func (s *sink) SetWriteDeadline(time.Time) error { return nil }
func (s *sink) SetReadDeadline(time.Time) error  { return nil }
func (s *sink) Close() error                     { return nil }

func (s *sink) Receive() ([]byte, error) {
	<-s.over
	return nil, ended{}
}

// One event to everybody who watches, from the commit to the last write; the wires cost nothing.
func BenchmarkFanOut(b *testing.B) {
	for _, watchers := range []int{1, 100, 10000} {
		b.Run(fmt.Sprint(watchers), func(b *testing.B) {
			limits := quick()
			limits.Presence, limits.Sweep, limits.Fresh = time.Hour, time.Hour, 2*time.Hour
			log := livetest.NewLog()
			h := build(b, log, nil, limits)
			log.OnCommit(h.Committed)
			var taken atomic.Int64
			over := make(chan struct{})
			for range watchers {
				s := &sink{taken: &taken, over: over}
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
			wait(b, "all is delivered", func() bool { return h.count.delivered.Load() >= int64(b.N*watchers) })
			b.StopTimer()
			close(over)
			wait(b, "all have left", func() bool { return len(h.everyone()) == 0 })
		})
	}
}
