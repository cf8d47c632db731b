// Package push brings a few words to a browser that is not open, by way of the push service of that browser's maker: encrypted
// for the browser alone (RFC 8291, RFC 8188) and signed by this house (VAPID, RFC 8292). Where to send them a browser told us, so
// every address is a stranger's: nothing inside of the house's own network is ever asked. It keeps no subscriptions and decides
// not who is told of what.
package push

import (
	"context"
	"crypto/ecdsa"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"kraftsam/app/platform/db"
)

// Urgency is how soon a device that saves its battery should be woken (RFC 8030).
type Urgency string

// The urgencies that are used.
const (
	Low    Urgency = "low"
	Normal Urgency = "normal"
)

// Message is what is sent.
type Message struct {
	Payload []byte
	TTL     time.Duration // how long the service may keep it for a device that is away
	Urgency Urgency
	Topic   string // a later message of the same takes the place of one that still waits; at most 32 characters of [0-9A-Za-z_-]
}

// Outcome is what came of sending.
type Outcome string

// The outcomes.
const (
	Delivered Outcome = "delivered" // the service took it
	Gone      Outcome = "gone"      // there is no such subscription any more
	Later     Outcome = "later"     // the service cannot now
	Refused   Outcome = "refused"   // it will not take this, now or later
)

// Result is an outcome and what there is to say about it. It names no address.
type Result struct {
	Outcome Outcome
	After   time.Duration // Later: not before; zero where the service said nothing
	Why     string
}

// Options are what a Sender needs beside the database.
type Options struct {
	Key      *ecdsa.PrivateKey // whom the services know this house as; nil: one is made once and kept in the database
	Site     *url.URL          // whom they may turn to
	Loopback bool              // lets services be on this machine, also without TLS: for tests and the demonstration
}

// Sender sends messages.
type Sender struct {
	site     *url.URL
	loopback bool
	client   *http.Client
	store    store

	mu  sync.Mutex
	key *ecdsa.PrivateKey
}

// Times and sizes of an exchange. What a service answers is of no interest beyond its status.
const (
	patience   = 10 * time.Second
	connecting = 5 * time.Second
	maxHeader  = 32 << 10
	maxAnswer  = 4 << 10
	longestTTL = 28 * 24 * time.Hour
	longestNot = time.Hour // a service that says "not for a week" is asked again nevertheless
)

// NewSender makes a sender.
func NewSender(d *db.DB, o Options) *Sender {
	return &Sender{site: o.Site, loopback: o.Loopback, store: store{d}, key: o.Key, client: &http.Client{
		Timeout: patience, Transport: transport(o.Loopback),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Send sends a message to a subscription, once.
func (s *Sender) Send(ctx context.Context, to Subscription, m Message) Result {
	if err := s.mayAsk(to.endpoint()); err != nil {
		return Result{Outcome: Refused, Why: "the address is none of a push service"}
	}
	req, err := s.request(ctx, to, m)
	if err != nil {
		return Result{Outcome: Later, Why: err.Error()}
	}
	res, err := s.client.Do(req)
	if err != nil {
		if insideOf(err) {
			return Result{Outcome: Refused, Why: "the address leads inside"}
		}
		return Result{Outcome: Later, Why: "no answer"} // the error would name the address
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxAnswer))
	return resultOf(res)
}

func resultOf(res *http.Response) Result {
	r := Result{Outcome: Refused, Why: "answered " + strconv.Itoa(res.StatusCode)}
	switch code := res.StatusCode; {
	case code >= 200 && code < 300:
		r.Outcome = Delivered
	case code == http.StatusNotFound || code == http.StatusGone:
		r.Outcome = Gone
	case code == http.StatusTooManyRequests || code == http.StatusRequestTimeout || code >= 500:
		r.Outcome, r.After = Later, retryAfter(res.Header.Get("Retry-After"), time.Now())
	}
	return r
}

// retryAfter reads the header, which is seconds or a date.
func retryAfter(header string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(header); err == nil {
		return min(max(0, time.Duration(min(n, 1<<20))*time.Second), longestNot)
	}
	if at, err := http.ParseTime(header); err == nil {
		return min(max(0, at.Sub(now)), longestNot)
	}
	return 0
}
