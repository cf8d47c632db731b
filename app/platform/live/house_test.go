package live

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/livetest"
)

// quick are limits whose durations suit a test on a machine that has other work too; the numbers are those of the protocol.
func quick() Limits {
	return Limits{
		Sweep: 20 * time.Millisecond, Fresh: 500 * time.Millisecond, Rights: 600 * time.Millisecond, Ping: time.Minute,
		Silence: time.Hour, Stalled: livetest.Patience, Closing: livetest.Patience, Drain: 500 * time.Millisecond,
		StopSpread: 50 * time.Millisecond, Presence: 40 * time.Millisecond, Database: livetest.Patience,
	}
}

// house is a node without Fiber: a log, families of topics, a hub that runs.
type house struct {
	*Hub
	log    *livetest.Log
	mu     sync.Mutex
	denied map[string]Right // by "member topic-id"; what is not in it is Write
	spoilt map[int64]bool   // seqs that cannot be rendered
	asked  func(by Watcher, id string)
	unsure bool   // rights cannot be asked just now
	drawn  int    // renderings
	stop   func() // ends Run and waits for it
}

func (h *house) deny(member, id string, right Right) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.denied[member+" "+id] = right
}

func (h *house) right(_ context.Context, by Watcher, id string) (Right, error) {
	h.mu.Lock()
	right, ok := h.denied[by.Member+" "+id]
	asked, unsure := h.asked, h.unsure
	h.mu.Unlock()
	if asked != nil {
		asked(by, id)
	}
	switch {
	case unsure:
		return Unknown, errors.New("the database is away")
	case id == "panic":
		panic("a room panicked: secret")
	case id == "absent":
		return Unknown, fault.New(fault.NotFound, "thread_unknown", "No such thread.")
	case ok:
		return right, nil
	case by.Member == "":
		return Watch, nil
	}
	return Write, nil
}

func (h *house) render(_ context.Context, events []event.Event) ([]json.RawMessage, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drawn++
	data := make([]json.RawMessage, len(events))
	for i, e := range events {
		if h.spoilt[e.Seq] {
			return nil, errors.New("a row is broken")
		}
		data[i] = json.RawMessage(`{"id":"p` + strconv.FormatInt(e.Seq, 10) + `"}`)
	}
	return data, nil
}

// build makes a node on a log and a broker (nil: alone) and runs it until the test ends.
func build(t testing.TB, log *livetest.Log, broker Broker, limits Limits) *house {
	t.Helper()
	h := &house{log: log, denied: map[string]Right{}, spoilt: map[int64]bool{}}
	h.open(t, Options{Log: log, Broker: broker, Limits: limits})
	return h
}

// open makes the hub and runs it until the test ends.
func (h *house) open(t testing.TB, o Options) {
	t.Helper()
	h.Hub = NewHub(Options{
		Log: o.Log, Broker: o.Broker, Limits: o.Limits, Logger: slog.New(slog.DiscardHandler),
		Topics: []Topic{
			{Prefix: "thread", Right: h.right, Render: h.render},
			{Prefix: "moderation", Single: true, Right: h.right, Render: h.render},
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = h.Run(ctx)
	}()
	h.stop = func() { cancel(); <-done }
	t.Cleanup(h.stop)
	wait(t, "the first look at the log", h.Healthy)
}

// alone is a node of its own, which its log tells of commits.
func alone(t testing.TB, limits Limits) *house {
	t.Helper()
	log := livetest.NewLog()
	h := build(t, log, nil, limits)
	log.OnCommit(h.Committed)
	return h
}

// wait waits until something holds.
func wait(t testing.TB, what string, holds func() bool) {
	t.Helper()
	limit := time.After(livetest.Patience)
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for !holds() {
		select {
		case <-look.C:
		case <-limit:
			t.Fatalf("not in time: %s", what)
		}
	}
}

// seat is a connection without a websocket: the test hands it text and reads the frames off the other end of a pipe.
type seat struct {
	t    testing.TB
	conn *conn
	far  net.Conn
	says chan string
	got  chan livetest.Object
	code chan int
	over chan struct{} // the wire has ended, on the server's side
	end  chan struct{} // the connection has been served
}

// Receive is the server's end.
func (s *seat) Receive() ([]byte, error) {
	select {
	case text := <-s.says:
		return []byte(text), nil
	case <-s.over:
	}
	return nil, ended{}
}

// listen notices the end of the wire as a reading websocket would: its closing, or the deadline after a close frame.
func (s *seat) listen(near net.Conn) {
	defer close(s.over)
	_, _ = io.Copy(io.Discard, near)
}

func (h *house) sit(t testing.TB, who Watcher) *seat {
	t.Helper()
	s := h.sitStill(t, who)
	go s.read()
	return s
}

// sitStill takes a seat whose client reads nothing.
func (h *house) sitStill(t testing.TB, who Watcher) *seat {
	t.Helper()
	near, far := net.Pipe()
	s := &seat{t: t, far: far, says: make(chan string, 1<<12), got: make(chan livetest.Object, 1<<16), code: make(chan int, 1), over: make(chan struct{}), end: make(chan struct{})}
	go s.listen(near)
	s.conn = newConn(h.Hub, who, near)
	go func() {
		defer close(s.end)
		s.conn.serve(s)
	}()
	t.Cleanup(func() {
		_ = far.Close()
		<-s.end
		<-s.over
		s.conn.mu.Lock()
		defer s.conn.mu.Unlock()
		if s.conn.writing {
			t.Error("a writer outlived its connection")
		}
	})
	wait(t, "the seat is known", func() bool { return slices.Contains(h.everyone(), guest(s.conn)) })
	return s
}

// read takes frames until the close frame or the end.
func (s *seat) read() {
	in := bufio.NewReader(s.far)
	for {
		op, payload, err := readFrame(in)
		switch {
		case err != nil:
			return
		case op == opClose:
			s.code <- int(binary.BigEndian.Uint16(payload))
			_, _ = io.Copy(io.Discard, in)
			return
		case op == opText:
			list, err := livetest.Objects(payload)
			if err != nil {
				s.t.Error(err)
			}
			for _, o := range list {
				s.got <- o
			}
		}
	}
}

func readFrame(in *bufio.Reader) (op byte, payload []byte, err error) {
	var head [2]byte
	if _, err = io.ReadFull(in, head[:]); err != nil {
		return 0, nil, err
	}
	size := uint64(head[1])
	if size >= 126 {
		wide := make([]byte, 8)
		if size == 126 {
			_, err = io.ReadFull(in, wide[6:])
		} else {
			_, err = io.ReadFull(in, wide)
		}
		if err != nil {
			return 0, nil, err
		}
		size = binary.BigEndian.Uint64(wide)
	}
	payload = make([]byte, size)
	_, err = io.ReadFull(in, payload)
	return head[0], payload, err
}

func (s *seat) say(text string) { s.says <- text }

// next waits for the next object that is no signal.
func (s *seat) next() livetest.Object {
	s.t.Helper()
	limit := time.After(livetest.Patience)
	for {
		select {
		case o := <-s.got:
			if o.Signal == "" {
				return o
			}
		case <-limit:
			s.t.Fatal("nothing came")
		}
	}
}

// signal waits for the next signal of a kind.
func (s *seat) signal(kind string) livetest.Object {
	s.t.Helper()
	limit := time.After(livetest.Patience)
	for {
		select {
		case o := <-s.got:
			if o.Signal == kind {
				return o
			}
		case <-limit:
			s.t.Fatal("no signal came")
		}
	}
}

// watch subscribes from now on; watchAfter after a seq.
func (s *seat) watch(topic string) livetest.Object {
	s.t.Helper()
	s.say(`{"id":1,"op":"subscribe","topic":"` + topic + `"}`)
	return s.agreed()
}

func (s *seat) watchAfter(topic string, after int64, epoch string) livetest.Object {
	s.t.Helper()
	s.say(`{"id":1,"op":"subscribe","topic":"` + topic + `","after":` + strconv.FormatInt(after, 10) + `,"epoch":"` + epoch + `"}`)
	return s.agreed()
}

func (s *seat) agreed() livetest.Object {
	s.t.Helper()
	o := s.next()
	if !o.Yes() {
		s.t.Fatalf("want a yes: %s", o.Raw)
	}
	return o
}

// sees demands the events of a topic from one seq to another, in order and nothing else.
func (s *seat) sees(topic string, from, to int64) {
	s.t.Helper()
	for seq := from; seq <= to; seq++ {
		o := s.next()
		if !o.IsEvent() || o.Topic != topic || o.Seq != seq {
			s.t.Fatalf("want seq %d of %s: %s", seq, topic, o.Raw)
		}
	}
}

// silent demands that nothing but signals waits.
func (s *seat) silent() {
	s.t.Helper()
	for {
		select {
		case o := <-s.got:
			if o.Signal == "" {
				s.t.Fatalf("want nothing: %s", o.Raw)
			}
		default:
			return
		}
	}
}

// closed waits for the close code.
func (s *seat) closed(want int) {
	s.t.Helper()
	select {
	case code := <-s.code:
		if code != want {
			s.t.Fatalf("closed with %d, want %d", code, want)
		}
	case <-time.After(livetest.Patience):
		s.t.Fatal("not closed")
	}
}
