package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/fasthttp/websocket"
)

// socket is one connection as it is served.
type socket struct {
	r      *Reader
	ctx    context.Context
	conn   *websocket.Conn
	door   *Door
	lastID int
	heard  time.Time
	probed time.Time          // zero: no probe is on its way
	ask    chan *subscription // to be asked again
}

// connect opens a connection and serves it until it ends; the code is its close code, 1006 where there was none.
func (r *Reader) connect(ctx context.Context) int {
	door := r.Doors[r.door%len(r.Doors)]
	head := http.Header{}
	r.pass.head(head)
	dialer := websocket.Dialer{HandshakeTimeout: 5 * time.Second, ReadBufferSize: 4 << 10,
		NetDialContext: (&net.Dialer{Timeout: 3 * time.Second}).DialContext}
	conn, res, err := dialer.DialContext(ctx, "ws://"+door.Addr+"/api/live", head)
	if res != nil {
		_ = res.Body.Close()
	}
	if err != nil {
		r.blocked++
		r.Note.Count("handshakes failed", 1)
		return websocket.CloseAbnormalClosure
	}
	r.blocked, r.failures = 0, min(r.failures, failuresLetIn)
	r.Note.Count("connections", 1)
	s := &socket{r: r, ctx: ctx, conn: conn, door: door, heard: time.Now(), ask: make(chan *subscription, 64)}
	return s.serve()
}

// serve hears frames until the connection ends.
func (s *socket) serve() int {
	r := s.r
	opened := time.Now()
	frames, ended := make(chan []byte), make(chan int, 1)
	quit := make(chan struct{})
	defer close(quit)
	go s.receive(frames, ended, quit)
	defer func() { _ = s.conn.Close() }()
	for _, sub := range r.subs {
		sub.standing, sub.asked = false, 0
		s.askFor(sub)
	}
	tick := time.NewTicker(quietFor / 4)
	defer tick.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return websocket.CloseNormalClosure
		case code := <-ended:
			r.Note.Count("connections lost", 1)
			return code
		case text := <-frames:
			s.heard, s.probed = time.Now(), time.Time{}
			for line := range bytes.SplitSeq(text, []byte("\n")) {
				s.hear(line)
			}
		case got := <-r.pages:
			s.continueFrom(got)
		case sub := <-s.ask:
			s.askFor(sub)
		case topic := <-r.again:
			s.comeBack(topic)
		case <-r.wake:
			s.probe()
		case <-tick.C:
			if time.Since(opened) > settledAfter {
				r.failures = 0
			}
			if time.Since(s.heard) >= quietFor {
				s.probe()
			}
		case <-s.unanswered():
			r.Note.Count("probes unanswered", 1)
			return websocket.CloseAbnormalClosure
		}
		if time.Since(opened) > settledAfter {
			r.failures = 0
		}
	}
}

// unanswered speaks when a probe got no answer in time.
func (s *socket) unanswered() <-chan time.Time {
	if s.probed.IsZero() {
		return nil
	}
	return time.After(time.Until(s.probed.Add(probeWait)))
}

func (s *socket) receive(frames chan<- []byte, ended chan<- int, quit <-chan struct{}) {
	for {
		_, text, err := s.conn.ReadMessage()
		if err != nil {
			code := websocket.CloseAbnormalClosure
			var closed *websocket.CloseError
			if errors.As(err, &closed) {
				code = closed.Code
			}
			ended <- code
			return
		}
		select {
		case frames <- text:
		case <-quit:
			return
		}
	}
}

func (s *socket) send(object map[string]any) {
	_ = s.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	if err := s.conn.WriteMessage(websocket.TextMessage, encode(object)); err != nil {
		_ = s.conn.Close()
	}
}

// probe asks for any answer; where none comes the connection counts as lost.
func (s *socket) probe() {
	if s.probed.IsZero() {
		s.probed = time.Now()
		s.lastID++
		s.send(map[string]any{"id": s.lastID, "op": "unsubscribe", "topic": "probe"})
	}
}

// askFor subscribes, or first reads the state where there is nothing to go on from.
func (s *socket) askFor(sub *subscription) {
	switch {
	case sub.over || sub.standing || sub.reading:
	case s.r.FromNow:
		s.lastID++
		sub.asked = s.lastID
		s.send(map[string]any{"id": s.lastID, "op": "subscribe", "topic": sub.topic})
	case !sub.ready:
		sub.reading = true
		go func(pass Pass) {
			got := s.r.read(s.ctx, s.r.Doors[(s.r.Number+s.lastID)%len(s.r.Doors)], pass, sub)
			select {
			case s.r.pages <- got:
			case <-s.ctx.Done():
			}
		}(s.r.pass)
	default:
		s.lastID++
		sub.asked = s.lastID
		s.send(map[string]any{"id": s.lastID, "op": "subscribe", "topic": sub.topic, "after": sub.pos.seq, "epoch": sub.pos.epoch})
	}
}

// continueFrom takes a state that was read.
func (s *socket) continueFrom(got page) {
	sub := got.sub
	sub.reading = false
	switch {
	case sub.ready: // read some other way meanwhile
	case got.over:
		sub.over = true
	case got.err != nil:
		s.later(sub)
	default:
		sub.ready = true
		sub.move(got.pos)
		s.askFor(sub)
	}
}

// later asks for a subscription again in a while.
func (s *socket) later(sub *subscription) {
	time.AfterFunc(askAgain, func() {
		select {
		case s.ask <- sub:
		case <-s.ctx.Done():
		default:
		}
	})
}

// comeBack begins again with a topic whose right was given back.
func (s *socket) comeBack(topic string) {
	for _, sub := range s.r.subs {
		if sub.topic == topic && sub.over {
			sub.over = false
			sub.startOver()
			s.askFor(sub)
		}
	}
}

// hear takes one object.
func (s *socket) hear(line []byte) {
	var f frame
	if len(line) == 0 || json.Unmarshal(line, &f) != nil {
		return
	}
	for _, sub := range s.r.subs {
		if sub.topic != f.Topic {
			continue
		}
		if f.ID != nil {
			s.answered(sub, f)
		} else if sub.standing {
			s.happened(sub, f)
		}
	}
}

func (s *socket) answered(sub *subscription, f frame) {
	if sub.asked != *f.ID {
		return
	}
	sub.asked = 0
	switch {
	case f.Reset:
		s.startOver(sub)
	case f.OK != nil && *f.OK:
		sub.standing = true
		if s.r.FromNow {
			sub.move(position{f.Seq, f.Epoch})
		}
		s.r.begin(sub, false)
	case f.Problem != nil && f.Problem.Status < 500:
		sub.over = true
	default:
		s.later(sub)
	}
}

func (s *socket) startOver(sub *subscription) {
	s.r.Note.Count("resets", 1)
	sub.startOver()
	s.askFor(sub)
}

func (s *socket) happened(sub *subscription, f frame) {
	switch {
	case f.Signal != "":
	case f.Reset:
		s.startOver(sub)
	case f.Revoked:
		s.r.Note.Count("revoked", 1)
		sub.standing, sub.over = false, true
	case f.Seq > 0 && !s.r.take(sub, f, false):
		sub.standing = false
		if sub.faults++; sub.faults > 3 {
			s.startOver(sub)
		} else {
			s.askFor(sub)
		}
	}
}
