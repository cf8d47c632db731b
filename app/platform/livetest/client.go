package livetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fasthttp/websocket"
)

// Patience is how long a test waits for what should come at once.
const Patience = 20 * time.Second

// Object is one JSON object that the server sent.
type Object struct {
	ID       json.RawMessage `json:"id"`
	OK       *bool           `json:"ok"`
	Topic    string          `json:"topic"`
	Seq      int64           `json:"seq"`
	Epoch    string          `json:"epoch"`
	Type     string          `json:"type"`
	At       string          `json:"at"`
	Data     json.RawMessage `json:"data"`
	Signal   string          `json:"signal"`
	By       *Person         `json:"by"`
	Count    int             `json:"count"`
	Names    []string        `json:"names"`
	Reset    bool            `json:"reset"`
	Revoked  bool            `json:"revoked"`
	Problem  *Problem        `json:"problem"`
	Raw      []byte          `json:"-"`
	Received time.Time       `json:"-"`
}

// Person is who a signal comes from.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Problem is a refusal.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   string `json:"code"`
}

// Yes says whether the object is an answer that agrees.
func (o Object) Yes() bool { return o.OK != nil && *o.OK }

// No says whether the object is a refusal with this code.
func (o Object) No(code string) bool {
	return o.OK != nil && !*o.OK && o.Problem != nil && o.Problem.Code == code
}

// IsEvent says whether the object is an event.
func (o Object) IsEvent() bool { return o.Type != "" }

// Objects splits a frame.
func Objects(text []byte) ([]Object, error) {
	var list []Object
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		o := Object{Raw: line, Received: time.Now()}
		if err := json.Unmarshal(line, &o); err != nil {
			return nil, fmt.Errorf("%w in %q", err, line)
		}
		list = append(list, o)
	}
	return list, nil
}

// Client is one connection. What it receives waits until the test asks for it.
type Client struct {
	Conn  *websocket.Conn
	Pongs chan string // what the server answered to pings
	t     testing.TB
	in    chan Object
	mute  atomic.Bool
	done  chan struct{}
	err   error // how the connection ended, once done is closed
	once  sync.Once
}

// Dial opens a connection that must be accepted. header is in pairs.
func Dial(t testing.TB, url string, header ...string) *Client {
	t.Helper()
	conn, res, err := Handshake(url, header...)
	if err != nil {
		status := 0
		if res != nil {
			status = res.StatusCode
		}
		t.Fatalf("dial %s: %v (status %d)", url, err, status)
	}
	c := &Client{Conn: conn, Pongs: make(chan string, 16), t: t, in: make(chan Object, 1<<16), done: make(chan struct{})}
	pong := conn.PingHandler()
	conn.SetPingHandler(func(text string) error {
		if c.mute.Load() {
			return nil
		}
		return pong(text)
	})
	conn.SetPongHandler(func(text string) error {
		select {
		case c.Pongs <- text:
		default:
		}
		return nil
	})
	go c.read()
	t.Cleanup(c.Close)
	return c
}

// Handshake tries to open a connection, and gives the server's answer when it refuses.
func Handshake(url string, header ...string) (*websocket.Conn, *http.Response, error) {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Add(header[i], header[i+1])
	}
	d := websocket.Dialer{HandshakeTimeout: Patience}
	conn, res, err := d.Dial(url, h)
	if err != nil && res != nil {
		body, _ := io.ReadAll(res.Body)
		res.Body = io.NopCloser(bytes.NewReader(body))
	}
	return conn, res, err
}

func (c *Client) read() {
	defer close(c.done)
	for {
		_, text, err := c.Conn.ReadMessage()
		if err != nil {
			c.err = err
			return
		}
		list, err := Objects(text)
		if err != nil {
			c.err = err
			return
		}
		for _, o := range list {
			c.in <- o
		}
	}
}

// Close ends the connection from this side and waits for its reader.
func (c *Client) Close() {
	c.once.Do(func() { _ = c.Conn.Close() })
	<-c.done
}

// Mute lets the server's pings go unanswered.
func (c *Client) Mute() { c.mute.Store(true) }

// Say sends a text frame; that the connection has ended is for the reader to notice.
func (c *Client) Say(text string) { _ = c.Conn.WriteMessage(websocket.TextMessage, []byte(text)) }

// Subscribe asks from now on, and waits for a yes.
func (c *Client) Subscribe(topic string) Object {
	c.t.Helper()
	c.Say(fmt.Sprintf(`{"id":"s","op":"subscribe","topic":%q}`, topic))
	return c.agreed(topic)
}

// SubscribeAfter asks after a seq, and waits for a yes.
func (c *Client) SubscribeAfter(topic string, after int64, epoch string) Object {
	c.t.Helper()
	c.Say(fmt.Sprintf(`{"id":"s","op":"subscribe","topic":%q,"after":%d,"epoch":%q}`, topic, after, epoch))
	return c.agreed(topic)
}

func (c *Client) agreed(topic string) Object {
	c.t.Helper()
	o := c.Answer()
	if !o.Yes() || o.Topic != topic {
		c.t.Fatalf("subscribe %s: %s", topic, o.Raw)
	}
	return o
}

// Answer waits for the next object that is no event and no signal.
func (c *Client) Answer() Object {
	c.t.Helper()
	return c.Until("an answer", func(o Object) bool { return !o.IsEvent() && o.Signal == "" })
}

// Event waits for the next event.
func (c *Client) Event() Object {
	c.t.Helper()
	return c.Until("an event", Object.IsEvent)
}

// Events waits for the events from one seq to another, and demands that nothing is missing, doubled or out of order.
func (c *Client) Events(topic string, from, to int64) {
	c.t.Helper()
	for seq := from; seq <= to; seq++ {
		o := c.Until(fmt.Sprintf("seq %d of %s", seq, topic), func(o Object) bool { return o.IsEvent() && o.Topic == topic })
		if o.Seq != seq {
			c.t.Fatalf("%s: seq %d, want %d: %s", topic, o.Seq, seq, o.Raw)
		}
	}
}

// Until drops objects until one fits.
func (c *Client) Until(what string, fits func(Object) bool) Object {
	c.t.Helper()
	limit := time.After(Patience)
	for {
		select {
		case o := <-c.in:
			if fits(o) {
				return o
			}
		case <-limit:
			c.t.Fatalf("not in time: %s", what)
		case <-c.done:
			select {
			case o := <-c.in:
				if fits(o) {
					return o
				}
				continue
			default:
			}
			c.t.Fatalf("the connection ended before %s: %v", what, c.err)
		}
	}
}

// Waiting takes what has arrived and was not asked for.
func (c *Client) Waiting() []Object {
	var list []Object
	for {
		select {
		case o := <-c.in:
			list = append(list, o)
		default:
			return list
		}
	}
}

// Ended waits for the end and gives the close code; 0 when there was none.
func (c *Client) Ended() int {
	c.t.Helper()
	select {
	case <-c.done:
	case <-time.After(Patience):
		c.t.Fatal("the connection did not end")
	}
	var closed *websocket.CloseError
	if errors.As(c.err, &closed) && closed.Code != websocket.CloseAbnormalClosure {
		return closed.Code
	}
	return 0
}
