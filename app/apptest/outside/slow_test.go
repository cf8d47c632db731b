package outside

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// heavy is a thread of many megabytes.
func heavy(t *testing.T, s *stand, posts int) reference {
	t.Helper()
	c := s.as(s.ada(), s.first())
	thread := c.begin(t, "Tung", "ett")
	words := strings.Repeat("😀", 10000)
	inHands(posts, func(int) { c.say(t, thread.ID, words) })
	return thread
}

// narrow makes the kernel hold little for a connection, yet more than one segment on loopback: below that
// the two ends crawl.
func narrow(w *socket) {
	if tcp, ok := w.conn.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(128 << 10)
	}
}

// unsent asks the kernel how much the server's end of a connection still has to send.
func unsent(w *socket) string {
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		return ""
	}
	port := func(a net.Addr) string { return fmt.Sprintf(":%04X", a.(*net.TCPAddr).Port) }
	for _, line := range strings.Split(string(table), "\n") {
		if f := strings.Fields(line); len(f) > 4 && strings.HasSuffix(f[1], port(w.conn.RemoteAddr())) && strings.HasSuffix(f[2], port(w.conn.LocalAddr())) {
			queue, _, _ := strings.Cut(f[4], ":")
			return queue
		}
	}
	return ""
}

// stands waits until nothing at all has been taken from a connection for so long.
func stands(t *testing.T, w *socket, long time.Duration) {
	t.Helper()
	last, since := "", time.Now()
	eventually(t, 60*time.Second, "the connection stands still", func() bool {
		if now := unsent(w); now != last || now == "" || now == "00000000" {
			last, since = now, time.Now()
		}
		return time.Since(since) > long
	})
}

func TestReaderThatTakesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		thread := heavy(t, s, 120)
		w := s.as(s.bo(), s.last()).handshaken(t)
		narrow(w)
		w.mute = true
		w.say(`{"id":1,"op":"subscribe","topic":"` + thread.Topic + `","after":0,"epoch":"` + thread.Epoch + `"}`)
		// Others are served meanwhile.
		other := s.anyone(s.last()).watch(t)
		other.follow(t, thread.Topic)
		for range 3 {
			begun := time.Now()
			s.as(s.ada(), s.first()).say(t, thread.ID, "kort")
			if f := other.event(t); f.at.Sub(begun) > 3*time.Second {
				t.Errorf("a sleeper delays the others by %s", f.at.Sub(begun))
			}
		}
		// 10 s by the page, 3 s for the server to notice; its close frame waits for 5 s.
		stands(t, w, 13*time.Second)
		go w.read()
		w.ends(t, 4408, 20*time.Second)
		// Whoever comes back has lost nothing.
		back := s.as(s.bo(), s.last()).watch(t)
		back.followAfter(t, thread.Topic, 0, thread.Epoch)
		for range 124 {
			back.event(t)
		}
	})
}

func TestSlowReaderMissesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		thread := c.begin(t, "Långsam", "ett")
		slow := s.as(s.bo(), s.last()).handshaken(t)
		narrow(slow)
		w := &watcher{socket: slow, topics: map[string]*standing{}}
		w.ask("subscribe", thread.Topic, 0, thread.Epoch)
		words := strings.Repeat("😀", 10000)
		// Far more than a connection's queue of 256 KiB waits before the first byte is taken; but not for as
		// long as 10 s, on a slow machine either.
		var posted atomic.Int64
		begun := time.Now()
		inHands(80, func(int) {
			if time.Since(begun) < 5*time.Second {
				c.say(t, thread.ID, words)
				posted.Add(1)
			}
		})
		go w.read()
		if f := w.reply(t); f.o["ok"] != true {
			t.Fatalf("subscribe: %s", f)
		}
		for seq := int64(1); seq <= 1+posted.Load(); seq++ {
			if f := w.event(t); whole(f.o, "seq") != seq {
				t.Fatalf("want event %d: %s", seq, f)
			}
		}
		end := c.say(t, thread.ID, "i fatt")
		if f := w.event(t); whole(f.o, "seq") != end.Seq {
			t.Errorf("live again after falling behind: %s", f)
		}
	})
}

func TestNoForeignFrames(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		threads := []reference{c.begin(t, "Vänster", "x"), c.begin(t, "Höger", "x")}
		stop, done := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := c.try(http.MethodPost, "/api/threads/"+threads[i%2].ID+"/posts", map[string]any{"text": threads[i%2].ID}, "Idempotency-Key", randomWord(8)); err != nil {
					t.Errorf("post: %v", err)
					return
				}
			}
		}()
		inHands(400, func(i int) {
			mine := threads[i%2]
			w, _, err := s.anyone(s.nodes[i%len(s.nodes)]).tryHandshake(t)
			if err != nil || w == nil {
				t.Errorf("handshake: %v", err)
				return
			}
			go w.read()
			w.say(`{"id":"` + mine.ID + `","op":"subscribe","topic":"` + mine.Topic + `","after":0,"epoch":"` + mine.Epoch + `"}`)
			for range 1 + i%3 {
				select {
				case frame, more := <-w.frames:
					if more && strings.Contains(string(frame), threads[1-i%2].ID) {
						t.Errorf("bytes of another connection: %.300s", frame)
					}
				case <-time.After(patience):
					t.Error("no answer")
				}
			}
			if tcp, ok := w.conn.(*net.TCPConn); ok && i%2 == 0 {
				_ = tcp.SetLinger(0)
			}
			_ = w.conn.Close()
			for range w.frames {
				continue
			}
		})
		close(stop)
		<-done
		s.anyone(s.last()).get(t, "/readyz").want(t, http.StatusOK)
	})
}
