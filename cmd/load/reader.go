package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// kind is how a reader behaves.
type kind int

const (
	ready kind = iota
	slow       // 1 kB a second
	dead       // takes nothing until the server closes, then comes back and is ready
)

// stampWord stands before the time in a post's text.
const stampWord = "stamp"

// reader follows the thread as a client does: over as many connections as it takes, each after what it has.
type reader struct {
	crowd *crowd
	kind  kind
	seq   atomic.Int64 // last had
	hurry atomic.Bool  // the posts are over: take what is left as it comes
	wrong int64
	known bool // was counted among those who watch
	loses bool // its line may be cut
	late  bool // was dead: its times say nothing

	mu   sync.Mutex
	conn net.Conn
}

var errClosed = errors.New("closed by the server")

func (r *reader) follow(ctx context.Context) {
	for tries := 0; ctx.Err() == nil; tries++ {
		if tries > 0 {
			r.crowd.reconnects.Add(1)
		}
		if err := r.once(); err != nil && !r.known {
			time.Sleep(100 * time.Millisecond)
		}
	}
}

func (r *reader) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.conn != nil {
		_ = r.conn.Close()
	}
}

// once follows over one connection until it ends.
func (r *reader) once() error {
	conn, err := dial(r.crowd.host, r.kind != ready)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	r.mu.Lock()
	r.conn = conn
	r.mu.Unlock()
	in := bufio.NewReaderSize(conn, 4096)
	if r.kind == slow {
		in = bufio.NewReaderSize(&trickle{conn, &r.hurry}, 128)
	}
	if err := r.subscribe(conn, in); err != nil {
		return err
	}
	if r.kind == dead {
		return r.sleep(conn, in)
	}
	for {
		if err := r.frame(conn, in); err != nil {
			return err
		}
	}
}

func (r *reader) subscribe(conn net.Conn, in *bufio.Reader) error {
	p := r.crowd.from
	words := fmt.Sprintf(`{"id":1,"op":"subscribe","topic":%q,"after":%d,"epoch":%q}`, p.Topic, r.seq.Load(), p.Epoch)
	hello := "GET /api/live HTTP/1.1\r\nHost: " + r.crowd.host +
		"\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
	if _, err := conn.Write(append([]byte(hello), masked(0x81, []byte(words))...)); err != nil {
		return err
	}
	status, err := in.ReadString('\n')
	if err != nil || !bytes.Contains([]byte(status), []byte(" 101 ")) {
		return fmt.Errorf("the handshake: %q %w", status, err)
	}
	for line := ""; line != "\r\n"; {
		if line, err = in.ReadString('\n'); err != nil {
			return err
		}
	}
	return r.frame(conn, in)
}

// sleep takes nothing until the server has let go (it sends the close frame 4408, waits for it to be taken, then resets the
// connection), and is ready from then on.
func (r *reader) sleep(conn net.Conn, in *bufio.Reader) error {
	r.kind = ready
	r.late = true
	for !r.hurry.Load() {
		time.Sleep(time.Second)
		if _, err := conn.Write(masked(0x8a, nil)); err != nil {
			r.crowd.deadClosed.Add(1)
			return err
		}
	}
	for {
		if err := r.frame(conn, in); err != nil {
			return err
		}
	}
}

// frame takes one frame.
func (r *reader) frame(conn net.Conn, in *bufio.Reader) error {
	var head [4]byte
	if _, err := io.ReadFull(in, head[:2]); err != nil {
		return err
	}
	op, size := head[0]&0x0f, int(head[1]&0x7f)
	if size == 126 { // the server's frames are shorter than 64 kB
		if _, err := io.ReadFull(in, head[2:]); err != nil {
			return err
		}
		size = int(binary.BigEndian.Uint16(head[2:]))
	}
	payload := make([]byte, size)
	if _, err := io.ReadFull(in, payload); err != nil {
		return err
	}
	switch op {
	case 8:
		return errClosed
	case 9:
		_, err := conn.Write(masked(0x8a, payload))
		return err
	}
	now := time.Now()
	for line := range bytes.SplitSeq(payload, []byte("\n")) {
		r.object(line, now)
	}
	return nil
}

func (r *reader) object(line []byte, now time.Time) {
	var o struct {
		OK   *bool  `json:"ok"`
		Seq  int64  `json:"seq"`
		Type string `json:"type"`
		Data struct {
			Text string `json:"text"`
		} `json:"data"`
	}
	if json.Unmarshal(line, &o) != nil {
		r.wrong++
		return
	}
	if o.OK != nil && *o.OK && !r.known {
		r.known = true
		r.crowd.watching.Add(1)
	}
	if o.Type == "" {
		return
	}
	if o.Seq != r.seq.Load()+1 {
		r.wrong++
	}
	r.seq.Store(o.Seq)
	if at, ok := stamp(o.Data.Text); ok && r.kind == ready && !r.late {
		r.crowd.mu.Lock()
		r.crowd.took = append(r.crowd.took, now.Sub(at))
		r.crowd.mu.Unlock()
	}
}

func stamp(text string) (time.Time, bool) {
	word, ok := bytes.CutPrefix([]byte(text), []byte(stampWord))
	digits, _, _ := bytes.Cut(word, []byte(" "))
	n, err := strconv.ParseInt(string(digits), 10, 64)
	return time.Unix(0, n), ok && err == nil
}

// masked is a client's frame; a mask of zeros leaves the words as they are.
func masked(op byte, payload []byte) []byte {
	f := []byte{op, 0x80 | byte(len(payload))}
	if len(payload) > 125 {
		f = binary.BigEndian.AppendUint16([]byte{op, 0x80 | 126}, uint16(len(payload))) //nolint:gosec // our own few words
	}
	return append(append(f, 0, 0, 0, 0), payload...)
}

// trickle lets 1 kB a second through.
type trickle struct {
	net.Conn
	hurry *atomic.Bool
}

func (t *trickle) Read(p []byte) (int, error) {
	if t.hurry.Load() {
		return t.Conn.Read(p)
	}
	time.Sleep(100 * time.Millisecond)
	return t.Conn.Read(p[:min(len(p), 100)])
}
