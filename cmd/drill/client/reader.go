package client

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kraftsam/cmd/drill/record"
)

// Reader is somebody who watches threads over one connection.
type Reader struct {
	Number  int
	Doors   []*Door
	Topics  []string
	Person  *Person // nil: a visitor
	Cookie  bool    // comes with a session, which may end, and not with a token
	Polls   bool    // sockets are blocked where this reader sits
	FromNow bool    // watches what comes from now on, and reads no state
	Site    string
	Note    *record.Recorder

	door     int
	pass     Pass
	passes   int
	subs     []*subscription
	failures int
	blocked  int // handshakes that failed in a row
	wake     chan struct{}
	again    chan string
	pages    chan page
	session  atomic.Pointer[Pass]
}

// Times of the browser's client, in its own words.
const (
	floor                   = 500 * time.Millisecond
	ceiling                 = 30 * time.Second
	settledAfter            = 5 * time.Second
	failuresLetIn           = 3
	quietFor                = 20 * time.Second
	probeWait               = 4 * time.Second
	askAgain                = time.Second
	handshakesBeforePolling = 3
	endedSession            = 4401
)

// Init readies a reader; call it before Run.
func (r *Reader) Init() {
	r.door = r.Number
	r.wake, r.again, r.pages = make(chan struct{}, 1), make(chan string, 8), make(chan page, 8)
	for _, topic := range r.Topics {
		r.subs = append(r.subs, &subscription{topic: topic, back: make(chan struct{}, 1)})
	}
	if r.Person != nil && !r.Cookie {
		r.passes = 1
		r.pass = Pass{Number: 1, Token: r.Person.Token}
	}
}

// Run watches until ctx ends.
func (r *Reader) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if r.Cookie && r.pass.Cookie == "" && !r.signIn(ctx) {
			r.rest(ctx)
			continue
		}
		if r.Polls {
			r.poll(ctx, nil)
			r.pass = Pass{} // it ends only with ctx or with the session
			continue
		}
		code := r.connect(ctx)
		if code == endedSession {
			r.Note.Count("sessions found ended", 1)
			r.pass = Pass{}
			continue
		}
		r.rest(ctx)
	}
}

// Wake is the browser's news that the network came back.
func (r *Reader) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Again tells a reader whose right to a topic ended that they may come back.
func (r *Reader) Again(topic string) {
	select {
	case r.again <- topic:
	default:
	}
}

// Session is the reader's pass of the moment; nil: none.
func (r *Reader) Session() *Pass { return r.session.Load() }

// Behind names a topic in which the reader has not come as far as what is known; "": none.
func (r *Reader) Behind(known map[string]record.Place) string {
	for _, s := range r.subs {
		want, ok := known[s.topic]
		if had := s.where(); ok && (had.Epoch != want.Epoch || had.Seq < want.Seq) {
			return s.topic
		}
	}
	return ""
}

// rest waits before the next try, polling meanwhile where sockets do not get through.
func (r *Reader) rest(ctx context.Context) {
	wait := Backoff(r.failures, floor, ceiling)
	if r.door++; r.failures == 0 {
		r.door = rand.IntN(len(r.Doors)) //nolint:gosec // where a balancer sends somebody is not secret
	}
	r.failures++
	resting, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if r.blocked >= handshakesBeforePolling {
		r.poll(resting, r.wake)
		return
	}
	select {
	case <-resting.Done():
	case <-r.wake:
	}
}

func (r *Reader) signIn(ctx context.Context) bool {
	pass, err := r.Doors[r.door%len(r.Doors)].SignIn(ctx, r.Person, r.Site)
	if err != nil {
		return false
	}
	r.passes++
	pass.Number = r.passes
	r.pass = pass
	r.session.Store(&pass)
	return true
}

// page is a state that was read, or why not.
type page struct {
	sub  *subscription
	pos  position
	over bool
	err  error
}

// read reads the whole thread, page by page, and notes each; the position is the smallest that was given.
func (r *Reader) read(ctx context.Context, door *Door, pass Pass, s *subscription) page {
	result := page{sub: s}
	path, cursor, offset := "/api/threads/"+strings.TrimPrefix(s.topic, "thread:")+"/posts?limit=200", "", 0
	for {
		sent := r.Note.Now()
		a, err := door.Call(ctx, pass, http.MethodGet, path+cursor, nil)
		if err != nil {
			return page{sub: s, err: err}
		}
		var got struct {
			Items []shown
			After *string
			Seq   int64
			Epoch string
		}
		if err := a.Into(http.StatusOK, &got); err != nil {
			return page{sub: s, err: err, over: a.Status == http.StatusNotFound || a.Status == http.StatusForbidden}
		}
		note := record.Sight{Kind: record.Read, Reader: r.Number, Pass: pass.Number, Sent: sent, At: r.Note.Now(), Topic: s.topic, Epoch: got.Epoch, Seq: got.Seq,
			Offset: offset, More: got.After != nil}
		for _, p := range got.Items {
			note.Items = append(note.Items, p.item())
		}
		r.Note.See(note)
		offset += len(got.Items)
		switch {
		case result.pos.epoch == "":
			result.pos = position{got.Seq, got.Epoch}
		case got.Epoch != result.pos.epoch:
			return page{sub: s, err: fmt.Errorf("another history began meanwhile")}
		default:
			result.pos.seq = min(result.pos.seq, got.Seq)
		}
		if got.After == nil {
			return result
		}
		cursor = "&after=" + *got.After
	}
}

// readUntil reads the state until it is there, the right is refused or ctx ends.
func (r *Reader) readUntil(ctx context.Context, s *subscription) page {
	for failures := 0; ; failures++ {
		got := r.read(ctx, r.Doors[(r.door+failures)%len(r.Doors)], r.pass, s)
		if got.err == nil || got.over || ctx.Err() != nil || !Sleep(ctx, Backoff(failures, floor, 4*time.Second)) {
			return got
		}
	}
}

// begin notes that a subscription goes on from where it is.
func (r *Reader) begin(s *subscription, polling bool) {
	r.Note.See(record.Sight{Kind: record.Subscribed, Reader: r.Number, Pass: r.pass.Number, At: r.Note.Now(), Topic: s.topic, Epoch: s.pos.epoch, Seq: s.pos.seq,
		Told: r.FromNow && !polling, Polling: polling})
}

// take notes an event and moves on if it is the next one; false: the promise was broken.
func (r *Reader) take(s *subscription, f frame, polling bool) bool {
	r.Note.See(record.Sight{Kind: record.Saw, Reader: r.Number, Pass: r.pass.Number, At: r.Note.Now(), Topic: s.topic, Epoch: s.pos.epoch, Seq: f.Seq, Type: f.Type,
		Item: f.item(), Polling: polling})
	if f.Seq != s.pos.seq+1 {
		r.Note.Count("order broken", 1)
		return false
	}
	s.faults = 0
	s.move(position{f.Seq, s.pos.epoch})
	return true
}

// poll watches over plain requests until ctx ends, the session ends or stop speaks, a loop a topic.
func (r *Reader) poll(ctx context.Context, stop <-chan struct{}) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var loops sync.WaitGroup
	for _, s := range r.subs {
		s.standing = false
		loops.Go(func() { r.pollTopic(ctx, cancel, s) })
	}
	for done := false; !done; {
		select {
		case <-ctx.Done():
			done = true
		case <-stop:
			cancel()
		case topic := <-r.again:
			for _, s := range r.subs {
				if s.topic == topic {
					s.comeBack()
				}
			}
		}
	}
	loops.Wait()
}

// pollTopic asks again and again; ended is called where the session is over.
func (r *Reader) pollTopic(ctx context.Context, ended func(), s *subscription) {
	for failures := 0; ctx.Err() == nil; {
		if s.over && !s.returned(ctx) {
			return
		}
		if !s.ready {
			got := r.readUntil(ctx, s)
			s.over = got.over
			if got.err != nil {
				continue
			}
			s.ready = true
			s.move(got.pos)
			s.standing = false
		}
		wait, err := r.pollOnce(ctx, s)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			failures = 0
		case wait < 0:
			ended()
			return
		default:
			failures++
			Sleep(ctx, max(wait, Backoff(failures, floor, 4*time.Second)))
		}
	}
}

// pollOnce asks for what follows. With an error: how long to wait; negative: the session is over.
func (r *Reader) pollOnce(ctx context.Context, s *subscription) (time.Duration, error) {
	if !s.standing {
		s.standing = true
		r.begin(s, true)
	}
	door := r.Doors[r.door%len(r.Doors)]
	path := fmt.Sprintf("/api/topics/%s/events?after=%d&epoch=%s&wait=20", s.topic, s.pos.seq, s.pos.epoch)
	a, err := door.CallWithin(ctx, 26*time.Second, r.pass, http.MethodGet, path, nil)
	if err != nil {
		return 0, err
	}
	var got struct {
		Reset  bool
		Events []frame
	}
	if err := a.Into(http.StatusOK, &got); err != nil {
		switch a.Status {
		case http.StatusUnauthorized:
			return -1, err
		case http.StatusNotFound, http.StatusForbidden:
			s.over = true
		}
		return a.after(), err
	}
	r.Note.Count("polls", 1)
	if got.Reset {
		r.Note.Count("resets", 1)
		s.startOver()
		return 0, nil
	}
	for _, f := range got.Events {
		if !r.take(s, f, true) {
			s.startOver()
			break
		}
	}
	return 0, nil
}

func encode(v any) []byte {
	b, _ := json.Marshal(v) // maps of plain values
	return b
}
