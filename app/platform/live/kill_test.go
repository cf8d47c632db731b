package live

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"kraftsam/app/platform/livetest"
)

// Ten thousand connections come and are killed at every moment of their life while events go out, on sockets whose memory the
// server uses again and again. Nobody ever reads a byte that was meant for somebody else, and nothing is left of them.
func TestTenThousandConnectsAndKills(t *testing.T) {
	const connects, hands, topics = 10000, 32, 7
	limits := quick()
	limits.AddressConnections, limits.MemberConnections = -1, -1
	s := serve(t, limits)
	over, posted := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(posted)
		pace := time.NewTicker(time.Millisecond)
		defer pace.Stop()
		for i := 0; ; i++ {
			select {
			case <-over:
				return
			case <-pace.C:
				s.log.Post(fmt.Sprintf("thread:%d", i%topics), 1)
			}
		}
	}()
	var work sync.WaitGroup
	for hand := range hands {
		work.Go(func() {
			for i := hand; i < connects; i += hands {
				v := victim{number: i, topic: fmt.Sprintf("thread:%d", i%topics)}
				if err := v.live(s.addr); err != nil {
					t.Errorf("connection %d: %v", i, err)
				}
			}
		})
	}
	work.Wait()
	close(over)
	<-posted
	wait(t, "nothing is left of them", func() bool {
		s.door.mu.Lock()
		inside := len(s.door.address) + len(s.door.coming)
		s.door.mu.Unlock()
		return s.Stats().Connections == 0 && s.Stats().Topics == 0 && inside == 0 && serving() == 0
	})
}

// serving counts the goroutines that serve a connection in any way.
func serving() (n int) {
	all := make([]byte, 1<<22)
	all = all[:runtime.Stack(all, true)]
	for _, what := range []string{"live.(*Hub).attend(", "live.(*conn).", "live.(*desk).work(", "fasthttp.hijackConnHandler("} {
		n += strings.Count(string(all), what)
	}
	return n
}

// victim is a connection that is killed.
type victim struct {
	number int
	topic  string
	conn   net.Conn
}

// The moments of a victim's life at which it may end.
const (
	afterDialling = iota
	afterAsking
	afterShaking
	afterSubscribing
	inTheMiddleOfAFrame
	afterSomeEvents
	moments
)

func (v *victim) live(addr string) (err error) {
	if v.conn, err = net.Dial("tcp", addr); err != nil {
		return err
	}
	defer v.die()
	moment := v.number % moments
	if moment == afterDialling {
		return nil
	}
	_, _ = io.WriteString(v.conn, "GET /api/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
	if moment == afterAsking {
		return nil
	}
	if moment >= afterSubscribing { // it does not wait for the handshake: the words come early, some of them in pieces
		words := append(masked(fmt.Sprintf(`{"id":"%d","op":"subscribe","topic":"%s"}`, v.number, v.topic)), 0x89, 0x84, 0, 0, 0, 0)
		words = append(words, v.word()...)
		_, _ = v.conn.Write(words[:20])
		_, _ = v.conn.Write(words[20:])
	}
	in := bufio.NewReader(v.conn)
	for line := ""; line != "\r\n"; {
		if line, err = in.ReadString('\n'); err != nil {
			return fmt.Errorf("the handshake: %w", err)
		}
	}
	switch moment {
	case inTheMiddleOfAFrame:
		_, _ = in.Peek(3)
		_, _ = v.conn.Write([]byte{0x81, 0xfe, 4}) // and the reader of the server is in the middle of one too
	case afterSomeEvents:
		return v.read(in)
	}
	return nil
}

// word is what only this client says.
func (v *victim) word() string { return fmt.Sprintf("%04d", v.number%10000) }

// read takes a few frames, each of which must be its own.
func (v *victim) read(in *bufio.Reader) error {
	for events, ponged := 0, false; events < 3 || !ponged; {
		op, payload, err := readFrame(in)
		switch {
		case err != nil:
			return err
		case op == opPong && string(payload) == v.word():
			ponged = true
			continue
		case op != opText:
			return fmt.Errorf("an alien frame %x %q", op, payload)
		}
		list, err := livetest.Objects(payload)
		if err != nil {
			return err
		}
		for _, o := range list {
			if o.Topic != v.topic || len(o.ID) > 0 && string(o.ID) != fmt.Sprintf(`"%d"`, v.number) {
				return fmt.Errorf("alien words: %s", o.Raw)
			}
			if o.IsEvent() {
				events++
			}
		}
	}
	return nil
}

// die ends the connection, every second time without a word.
func (v *victim) die() {
	if tcp, ok := v.conn.(*net.TCPConn); ok && v.number/moments%2 == 0 {
		_ = tcp.SetLinger(0)
	}
	_ = v.conn.Close()
}
