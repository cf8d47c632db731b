package live

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"kraftsam/app/platform/livetest"
	"kraftsam/app/platform/ref"
)

func TestAFullQueueFallsBackToTheLog(t *testing.T) {
	limits := quick()
	limits.QueueBytes, limits.Stalled = 2000, livetest.Patience
	h := alone(t, limits)
	slow, fast := h.sitStill(t, ada), h.sit(t, bo)
	fast.watch("thread:1")
	slow.say(`{"id":1,"op":"subscribe","topic":"thread:1"}`)
	wait(t, "both watch", func() bool { return h.Stats().Subscriptions == 2 })
	h.log.Post("thread:1", 1000)
	fast.sees("thread:1", 1, 1000)
	if n := h.Stats().Overflows; n == 0 {
		t.Error("the queue never overflowed")
	}
	slow.conn.mu.Lock()
	if slow.conn.waiting > 3000 {
		t.Errorf("%d bytes wait", slow.conn.waiting)
	}
	slow.conn.mu.Unlock()
	go slow.read()
	slow.agreed()
	slow.sees("thread:1", 1, 1000)
	h.log.Post("thread:1", 10)
	slow.sees("thread:1", 1001, 1010)
}

// stuck is a seat whose client took the first bytes of an event and then nothing.
func stuck(t *testing.T, limits Limits) (*house, *seat, *bufio.Reader) {
	t.Helper()
	h := alone(t, limits)
	s := h.sitStill(t, ada)
	in := bufio.NewReaderSize(s.far, 16)
	s.say(`{"id":1,"op":"subscribe","topic":"thread:1"}`)
	if _, _, err := readFrame(in); err != nil {
		t.Fatal(err)
	}
	limits.Presence = time.Hour
	h.log.Post("thread:1", 5)
	if _, err := in.Peek(3); err != nil {
		t.Fatal(err)
	}
	return h, s, in
}

func TestWhoTakesNothingIsClosedWith4408(t *testing.T) {
	limits := quick()
	limits.Stalled, limits.Closing, limits.Presence = 200*time.Millisecond, livetest.Patience, time.Hour
	h, s, in := stuck(t, limits)
	wait(t, "it is noticed", func() bool { return h.Stats().Stalled == 1 })
	var sorts []byte
	for {
		op, payload, err := readFrame(in)
		if err != nil {
			t.Fatalf("after %x: %v", sorts, err)
		}
		sorts = append(sorts, op)
		if op == opClose {
			if code := binary.BigEndian.Uint16(payload); code != closeStalled {
				t.Errorf("code %d", code)
			}
			break
		}
		if !json.Valid(payload) {
			t.Fatalf("the frame in progress is whole: %q", payload)
		}
	}
	if len(sorts) > 2 {
		t.Errorf("what waited is dropped: %x", sorts)
	}
	_ = s.far.Close()
	<-s.end
}

func TestWhoTakesNoCloseFrameEitherIsReset(t *testing.T) {
	limits := quick()
	limits.Stalled, limits.Closing, limits.Presence = 100*time.Millisecond, 100*time.Millisecond, time.Hour
	h, s, _ := stuck(t, limits)
	began := time.Now()
	select {
	case <-s.end:
	case <-time.After(livetest.Patience):
		t.Fatal("the connection is still served")
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("let go after %s", took)
	}
	wait(t, "nobody is left", func() bool { return h.Stats().Connections == 0 && h.Stats().Topics == 0 })
}

func TestWhoTakesLittleIsNotClosed(t *testing.T) {
	limits := quick()
	limits.Stalled, limits.Presence = 200*time.Millisecond, time.Hour
	h, s, _ := stuck(t, limits)
	var some [4]byte
	began := time.Now()
	pace := time.NewTicker(limits.Stalled / 10) // the client's own slowness, which is what is tested
	defer pace.Stop()
	for time.Since(began) < 5*limits.Stalled {
		<-pace.C
		if _, err := io.ReadFull(s.far, some[:]); err != nil {
			t.Fatal(err)
		}
	}
	if n := h.Stats().Stalled; n != 0 {
		t.Errorf("%d closed", n)
	}
	_ = s.far.Close()
}

// A real socket: the kernel's buffers fill, the close comes, and whoever reads then finds whole frames and the code.
func TestAStalledSocket(t *testing.T) {
	limits := quick()
	limits.Stalled, limits.Closing = 300*time.Millisecond, livetest.Patience
	s := serve(t, limits)
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.(*net.TCPConn).SetReadBuffer(4096)
	_, _ = io.WriteString(conn, "GET /api/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
	_, _ = conn.Write(masked(`{"id":1,"op":"subscribe","topic":"thread:1"}`))
	wait(t, "it watches", func() bool { return s.Stats().Subscriptions == 1 })
	wait(t, "it is noticed", func() bool {
		s.log.Post("thread:1", 500)
		return s.Stats().Stalled == 1
	})
	in := bufio.NewReader(conn)
	for line := ""; line != "\r\n"; {
		if line, err = in.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	last := int64(0)
	for {
		op, payload, err := readFrame(in)
		if err != nil {
			t.Fatalf("no close frame: %v", err)
		}
		if op == opClose {
			if code := binary.BigEndian.Uint16(payload); code != closeStalled {
				t.Errorf("code %d", code)
			}
			return
		}
		list, err := livetest.Objects(payload)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list {
			if o.IsEvent() && o.Seq != last+1 {
				t.Fatalf("seq %d after %d", o.Seq, last)
			}
			if o.IsEvent() {
				last = o.Seq
			}
		}
	}
}

// A real socket again, of a client that takes a little now and then: the kernel makes no room for what is written meanwhile.
func TestASlowSocketIsNotClosed(t *testing.T) {
	limits := quick()
	limits.Stalled, limits.Presence = time.Second, time.Hour
	s := serve(t, limits)
	narrow := net.Dialer{Control: func(_, _ string, raw syscall.RawConn) error {
		return raw.Control(func(fd uintptr) { // on loopback a segment is else so large that the server hears nothing of small readings
			_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, 1460)
			_ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 4<<10)
		})
	}}
	conn, err := narrow.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "GET /api/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
	_, _ = conn.Write(masked(`{"id":1,"op":"subscribe","topic":"thread:1"}`))
	wait(t, "it watches", func() bool { return s.Stats().Subscriptions == 1 })
	s.log.Post("thread:1", 10000)
	pace := time.NewTicker(limits.Stalled / 8) // the client's own slowness, which is what is tested
	defer pace.Stop()
	for began := time.Now(); time.Since(began) < 4*limits.Stalled; {
		<-pace.C
		if _, err := io.ReadFull(conn, make([]byte, 1500)); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.Stats().Stalled; n != 0 {
		t.Errorf("%d closed", n)
	}
}

// masked is a client's text frame.
func masked(text string) []byte {
	if len(text) > 125 {
		panic("too long for this helper")
	}
	return append([]byte{opText, 0x80 | byte(len(text)), 0, 0, 0, 0}, text...)
}

func TestAfterAFreezeTheEndsOfSessionsComeFirst(t *testing.T) {
	limits := quick()
	limits.Fresh = 200 * time.Millisecond
	h := alone(t, limits)
	dead, alive := h.sit(t, ada), h.sit(t, bo)
	dead.watch("thread:1")
	alive.watch("thread:1")
	release := h.log.Stall()
	wait(t, "the last look is too old", func() bool { return !h.fresh() })
	h.log.Write(Control, SessionEnded, ref.Ref{Kind: "session", ID: "s-ada"})
	h.log.Post("thread:1", 3)
	wait(t, "the events wait", func() bool {
		dead.conn.mu.Lock()
		defer dead.conn.mu.Unlock()
		return len(dead.conn.queue) > 0 && !dead.conn.writing
	})
	dead.silent()
	release()
	dead.closed(closeSession)
	dead.silent()
	alive.sees("thread:1", 1, 3)
}

func TestSignalsAreDroppedWhenAConnectionIsSlow(t *testing.T) {
	limits := quick()
	limits.Stalled, limits.Presence = livetest.Patience, time.Hour
	h := alone(t, limits)
	s := h.sitStill(t, ada)
	s.say(`{"id":1,"op":"subscribe","topic":"thread:1"}`)
	wait(t, "it watches", func() bool { return h.Stats().Subscriptions == 1 })
	for range 100 {
		h.Signal("thread:1", "activity", map[string]string{"thread": strings.Repeat("4", 1000)})
	}
	if n := h.Stats().Signals; n == 0 || n > 20 {
		t.Errorf("%d signals wait", n)
	}
}
