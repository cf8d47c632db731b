package outside

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

// Opcodes of RFC 6455.
const (
	opContinue = 0
	opText     = 1
	opBinary   = 2
	opClose    = 8
	opPing     = 9
	opPong     = 10
)

// closeNone stands for an end without a close frame.
const closeNone = -1

// socket is a WebSocket connection of our own making: frames can be malformed on purpose, and what the
// server sends is held against RFC 6455 and the protocol page.
type socket struct {
	t    testing.TB
	conn net.Conn
	in   *bufio.Reader
	mute bool // answers no pings

	writing sync.Mutex
	frames  chan []byte // one text frame each; closed at the end
	pongs   chan []byte
	pings   chan time.Time
	code    int
	reason  string
	failure error
}

// handshake asks for a WebSocket; a refusal comes back as an answer.
func (c caller) handshake(t testing.TB, extra ...string) (*socket, answer) {
	t.Helper()
	s, a, err := c.tryHandshake(t, extra...)
	if err != nil {
		t.Fatalf("handshake: %v", err)
	}
	return s, a
}

func (c caller) tryHandshake(t testing.TB, extra ...string) (*socket, answer, error) {
	conn, err := net.DialTimeout("tcp", c.n.addr, 5*time.Second)
	if err != nil {
		return nil, answer{}, err
	}
	return c.tryUpgrade(t, conn, extra...)
}

// tryUpgrade asks for a WebSocket on a connection that exists already.
func (c caller) tryUpgrade(t testing.TB, conn net.Conn, extra ...string) (*socket, answer, error) {
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	nonce := make([]byte, 16)
	_, _ = rand.Read(nonce)
	key := base64.StdEncoding.EncodeToString(nonce)
	req, err := http.NewRequest(http.MethodGet, "http://"+c.n.addr+"/api/live", nil)
	if err != nil {
		return nil, answer{}, err
	}
	req.Header = http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {key}}
	if c.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	if c.cookie != "" {
		req.Header.Set("Cookie", c.cookie)
		req.Header.Set("Origin", c.s.site)
	}
	dress(req, extra)
	if err := req.Write(conn); err != nil {
		return nil, answer{}, err
	}
	in := bufio.NewReader(conn)
	res, err := http.ReadResponse(in, req)
	if err != nil {
		_ = conn.Close()
		return nil, answer{}, err
	}
	a := answer{what: "GET /api/live", status: res.StatusCode, header: res.Header}
	if res.StatusCode != http.StatusSwitchingProtocols {
		a.body, err = io.ReadAll(res.Body)
		_ = conn.Close()
		return nil, a, err
	}
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	if got := res.Header.Get("Sec-Websocket-Accept"); got != base64.StdEncoding.EncodeToString(sum[:]) {
		return nil, a, fmt.Errorf("wrong Sec-WebSocket-Accept %q", got)
	}
	if got := res.Header.Get("Sec-Websocket-Extensions"); got != "" {
		t.Errorf("the server takes extension %q; compression must be off", got)
	}
	_ = conn.SetDeadline(time.Time{})
	return &socket{t: t, conn: conn, in: in, frames: make(chan []byte, 1<<16), pongs: make(chan []byte, 64), pings: make(chan time.Time, 64)}, a, nil
}

// open shakes hands, starts reading, and ends the connection with the test.
func (c caller) open(t testing.TB, extra ...string) *socket {
	t.Helper()
	s, a := c.handshake(t, extra...)
	if s == nil {
		t.Fatalf("%s: want a WebSocket", a)
	}
	t.Cleanup(func() { _ = s.conn.Close() })
	go s.read()
	return s
}

// send writes one frame as a client must: whole and masked.
func (s *socket) send(op byte, payload []byte) error { return s.raw(0x80|op, payload, true) }

// raw writes a frame with any first byte.
func (s *socket) raw(first byte, payload []byte, masked bool) error {
	var b bytes.Buffer
	b.WriteByte(first)
	flag := byte(0)
	if masked {
		flag = 0x80
	}
	switch n := len(payload); {
	case n < 126:
		b.WriteByte(flag | byte(n))
	case n < 1<<16:
		b.WriteByte(flag | 126)
		_ = binary.Write(&b, binary.BigEndian, uint16(n))
	default:
		b.WriteByte(flag | 127)
		_ = binary.Write(&b, binary.BigEndian, uint64(n))
	}
	body := bytes.Clone(payload)
	if masked {
		mask := make([]byte, 4)
		_, _ = rand.Read(mask)
		b.Write(mask)
		for i := range body {
			body[i] ^= mask[i%4]
		}
	}
	b.Write(body)
	s.writing.Lock()
	defer s.writing.Unlock()
	_, err := s.conn.Write(b.Bytes())
	return err
}

// say writes text, and leaves it to the reader to notice an end.
func (s *socket) say(text string) { _ = s.send(opText, []byte(text)) }

// read takes frames until the end and notes how it came.
func (s *socket) read() {
	s.code = closeNone
	defer close(s.frames)
	var message []byte
	open := false
	for {
		first, payload, err := s.frame()
		if err != nil {
			s.failure = err
			return
		}
		switch op := first & 0x0f; op {
		case opText, opContinue:
			if (op == opContinue) != open {
				s.t.Errorf("a frame out of its row: %#x", first)
				return
			}
			message = append(message, payload...)
			if open = first&0x80 == 0; !open {
				s.frames <- message
				message = nil
			}
		case opPing:
			select {
			case s.pings <- time.Now():
			default:
			}
			if !s.mute {
				_ = s.send(opPong, payload)
			}
		case opPong:
			s.pongs <- payload
		case opClose:
			s.closed(payload)
			return
		default:
			s.t.Errorf("a frame with opcode %d from the server", op)
			return
		}
	}
}

// closed answers the close frame as a client should.
func (s *socket) closed(payload []byte) {
	s.code = 1005
	if len(payload) >= 2 {
		s.code, s.reason = int(binary.BigEndian.Uint16(payload)), string(payload[2:])
	}
	if !utf8.ValidString(s.reason) {
		s.t.Errorf("the close reason is not UTF-8: %q", s.reason)
	}
	_ = s.send(opClose, payload)
	_ = s.conn.Close()
}

// frame reads one frame and holds it against RFC 6455.
func (s *socket) frame() (byte, []byte, error) {
	var head [2]byte
	if _, err := io.ReadFull(s.in, head[:]); err != nil {
		return 0, nil, err
	}
	if head[0]&0x70 != 0 || head[1]&0x80 != 0 {
		s.t.Errorf("a masked frame or reserved bits from the server: % x", head)
		return 0, nil, errors.New("bad frame")
	}
	size := uint64(head[1])
	if size >= 126 {
		wide := make([]byte, 2)
		if size == 127 {
			wide = make([]byte, 8)
		}
		if _, err := io.ReadFull(s.in, wide); err != nil {
			return 0, nil, err
		}
		size = binary.BigEndian.Uint64(append(make([]byte, 8-len(wide)), wide...))
	}
	if size > 64<<20 {
		return 0, nil, fmt.Errorf("a frame of %d bytes", size)
	}
	payload := make([]byte, size)
	_, err := io.ReadFull(s.in, payload)
	return head[0], payload, err
}

// end waits for the end of the connection and gives the close code, closeNone where there was none.
func (s *socket) end(t testing.TB, within time.Duration) int {
	t.Helper()
	limit := time.After(within)
	for {
		select {
		case _, more := <-s.frames:
			if !more {
				return s.code
			}
		case <-limit:
			t.Fatalf("the connection is still open after %s", within)
		}
	}
}

// ends demands a close code.
func (s *socket) ends(t testing.TB, code int, within time.Duration) {
	t.Helper()
	if got := s.end(t, within); got != code {
		t.Errorf("closed with %d %q (%v), want %d", got, s.reason, s.failure, code)
	}
}
