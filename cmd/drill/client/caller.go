// Package client is the drill's people at their screens: writers that repeat what was not answered, and readers that keep the
// state machine of the browser (read the state, subscribe after it, catch up, start over, come back with back-off, poll where no
// socket gets through). It notes what they do and judges nothing.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Door is the way to one node.
type Door struct {
	Node int
	Addr string
	http *http.Client
}

// NewDoor makes a way to the node behind an address.
func NewDoor(node int, addr string) *Door {
	transport := &http.Transport{DialContext: (&net.Dialer{Timeout: 3 * time.Second}).DialContext, MaxIdleConnsPerHost: 64, IdleConnTimeout: 20 * time.Second}
	return &Door{Node: node, Addr: addr, http: &http.Client{Transport: transport}}
}

// Person is who calls: with a token, or with an address and a password for a session.
type Person struct {
	ID, Email, Password string
	Token               string
}

// Pass is what a call shows of who makes it; the zero Pass shows nothing.
type Pass struct {
	Number int
	Token  string
	Cookie string
	Site   string // sent as Origin
}

func (p Pass) head(h http.Header) {
	if p.Token != "" {
		h.Set("Authorization", "Bearer "+p.Token)
	}
	if p.Cookie != "" {
		h.Set("Cookie", p.Cookie)
	}
	if p.Site != "" {
		h.Set("Origin", p.Site)
	}
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// patience is how long a call may take; a long poll has its own.
const patience = 8 * time.Second

// Call sends a request. An error means that no whole answer came.
func (d *Door) Call(ctx context.Context, p Pass, method, path string, body any, head ...string) (Answer, error) {
	return d.CallWithin(ctx, patience, p, method, path, body, head...)
}

// CallWithin is Call with another patience.
func (d *Door) CallWithin(ctx context.Context, within time.Duration, p Pass, method, path string, body any, head ...string) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return Answer{}, err
		}
		sent = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://"+d.Addr+path, sent)
	if err != nil {
		return Answer{}, err
	}
	req.GetBody = nil // else the library itself repeats what carries an Idempotency-Key, and nobody notes it
	p.head(req.Header)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(head); i += 2 {
		req.Header.Set(head[i], head[i+1])
	}
	res, err := d.http.Do(req)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return Answer{}, err
	}
	return Answer{res.StatusCode, res.Header, text}, nil
}

// Into reads the body, or says what came instead of the status that was wanted.
func (a Answer) Into(status int, to any) error {
	if a.Status != status {
		return fmt.Errorf("answered %d %s, want %d", a.Status, a.code(), status)
	}
	if to == nil {
		return nil
	}
	return json.Unmarshal(a.Body, to)
}

// problem is a refusal in the product's shape.
type problem struct {
	Status  int             `json:"status"`
	Code    string          `json:"code"`
	Current json.RawMessage `json:"current"`
}

func (a Answer) problem() (p problem) {
	_ = json.Unmarshal(a.Body, &p)
	return p
}

func (a Answer) code() string { return a.problem().Code }

// after is when the server wants to be asked again; 0: it did not say.
func (a Answer) after() time.Duration {
	seconds, err := strconv.Atoi(a.Header.Get("Retry-After"))
	if err != nil {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// Backoff is how long to wait before the next try: the ceiling doubles, the wait is anywhere below it.
func Backoff(failures int, floor, ceiling time.Duration) time.Duration {
	for range failures {
		if floor *= 2; floor >= ceiling {
			floor = ceiling
			break
		}
	}
	return time.Duration(rand.Int64N(int64(floor) + 1)) //nolint:gosec // not secret
}

// Sleep waits, and says whether the context still runs.
func Sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Register makes an account.
func (d *Door) Register(ctx context.Context, name string) (Person, error) {
	p := Person{Email: name + "@drill.example", Password: "lugna vattnet i " + name}
	a, err := d.Call(ctx, Pass{}, http.MethodPost, "/api/registrations", map[string]any{"email": p.Email, "name": name, "password": p.Password})
	if err != nil {
		return p, err
	}
	return p, a.Into(http.StatusCreated, nil)
}

// SignIn begins a session.
func (d *Door) SignIn(ctx context.Context, p *Person, site string) (Pass, error) {
	a, err := d.Call(ctx, Pass{Site: site}, http.MethodPost, "/api/session", map[string]any{"email": p.Email, "password": p.Password})
	if err != nil {
		return Pass{}, err
	}
	var got struct {
		Member struct{ ID string } `json:"member"`
	}
	if err := a.Into(http.StatusOK, &got); err != nil {
		return Pass{}, fmt.Errorf("sign in: %w", err)
	}
	p.ID = got.Member.ID
	cookies := (&http.Response{Header: a.Header}).Cookies()
	if len(cookies) != 1 {
		return Pass{}, errors.New("sign in: no cookie came")
	}
	return Pass{Cookie: cookies[0].Name + "=" + cookies[0].Value, Site: site}, nil
}

// Equip signs a person in once and makes a token for the rest.
func (d *Door) Equip(ctx context.Context, p *Person, site string) error {
	pass, err := d.SignIn(ctx, p, site)
	if err != nil {
		return err
	}
	a, err := d.Call(ctx, pass, http.MethodPost, "/api/tokens", map[string]any{"name": "drill"})
	if err != nil {
		return err
	}
	var got struct{ Token string }
	if err := a.Into(http.StatusCreated, &got); err != nil {
		return fmt.Errorf("make a token: %w", err)
	}
	p.Token = got.Token
	return nil
}
