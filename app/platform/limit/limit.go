// Package limit slows down who does too much of one thing. Counting is shared by all nodes through Redis; where there is none,
// or it does not answer, each node counts by itself, and more strictly. It decides nothing about who may do what.
package limit

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"kraftsam/app/platform/fault"
)

// Rule allows so many of something in a time, whichever stretch of that length one looks at.
type Rule struct {
	Name   string
	Events int
	Per    time.Duration
}

// The rules of the product (ASVS 5.0, 6.3.1 and 2.4.1, ask for limits; the numbers are ours).
var (
	SignInNetwork   = Rule{"sign-in-network", 60, 15 * time.Minute} // a network: a whole office may sit behind one
	Register        = Rule{"register", 5, time.Hour}                // a network
	RegisterInvited = Rule{"register-invited", 60, time.Hour}       // a network: a meeting room that joins by one link
	Link            = Rule{"link", 3, time.Hour}                    // an address that a sign-in link is sent to
	Reset           = Rule{"reset", 3, time.Hour}                   // an address that a link for a new password is sent to
	Confirm         = Rule{"confirm", 3, time.Hour}                 // an address that is to be confirmed
	Taken           = Rule{"taken", 3, time.Hour}                   // an address that somebody registers
	LetterDay       = Rule{"letter-day", 5, 24 * time.Hour}         // an address, of each of these kinds
	LetterNetwork   = Rule{"letter-network", 30, time.Hour}         // a network that has letters sent
	Invite          = Rule{"invite", 60, time.Hour}                 // a member who makes invitations
	Provider        = Rule{"provider", 60, 15 * time.Minute}        // a network that sets out to another party to sign in
	Passkey         = Rule{"passkey", 240, 15 * time.Minute}        // a network that asks for passkey challenges
	Offer           = Rule{"offer", 10, time.Hour}                  // a member who hands over to colleagues: addresses cannot be tried out
	Post            = Rule{"post", 10, time.Minute}                 // a member
	PostHour        = Rule{"post-hour", 100, time.Hour}             // a member
	Edit            = Rule{"edit", 30, time.Minute}                 // a member
	Translate       = Rule{"translate", 30, time.Minute}            // a member, or a network, that has new translations made
	Calls           = Rule{"calls", 300, time.Minute}               // a member, whatever they ask
	CallsNetwork    = Rule{"calls-network", 1000, time.Minute}      // a network that asks without signing in: a hall may sit behind one
	Files           = Rule{"files", 1200, time.Minute}              // a member who looks at images
	FilesNetwork    = Rule{"files-network", 4000, time.Minute}      // a network that does so without signing in
	Mention         = Rule{"mention", 120, time.Minute}             // a member who types names
	React           = Rule{"react", 60, time.Minute}                // a member
	Note            = Rule{"note", 30, time.Minute}                 // a member who writes on the wall of a workshop, for others too
	Arrange         = Rule{"arrange", 240, time.Minute}             // a member who moves notes and dots
	Draft           = Rule{"draft", 120, time.Minute}               // a member, over all their devices
	Code            = Rule{"code", 800, time.Hour}                  // a network that names codes of workshops: a hall of 300 names each twice, and guessing stays hopeless
	Report          = Rule{"report", 20, time.Hour}                 // a network
	Upload          = Rule{"upload", 20, time.Hour}                 // a member who sends files
	UploadDay       = Rule{"upload-day", 800, 24 * time.Hour}       // a member, counted in quarters of a MiB: 200 MiB
)

// patience is how long Redis may take before a node counts by itself.
const patience = 300 * time.Millisecond

// pause is how long a Redis that did not answer is left alone, so that a black hole costs one request and not all.
const pause = time.Second

// strictness divides what a node allows that counts by itself.
const strictness = 2

// Limits counts.
type Limits struct {
	off    bool
	client *redis.Client
	prefix string
	own    own
	tries  tries
	away   atomic.Int64 // Redis is not asked before this moment, in Unix milliseconds
}

// New makes limits; redisURL may be empty, prefix keeps installations that share a Redis apart.
func New(on bool, redisURL, prefix string) (*Limits, error) {
	l := &Limits{off: !on, prefix: prefix, own: own{taken: map[string][]time.Time{}}, tries: tries{keys: map[string]tried{}}}
	if redisURL == "" || !on {
		return l, nil
	}
	o, err := redis.ParseURL(redisURL)
	if err != nil {
		return nil, fmt.Errorf("redis address: %w", err)
	}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.ContextTimeoutEnabled, o.MaxRetries = patience, patience, patience, true, -1
	l.client = redis.NewClient(o)
	return l, nil
}

// Close lets go of Redis.
func (l *Limits) Close() error {
	if l.client == nil {
		return nil
	}
	return l.client.Close()
}

// Take counts one more of what the rule limits, by whoever who names; refused is a fault that says when to come back.
func (l *Limits) Take(ctx context.Context, r Rule, who string) error {
	return l.TakeMany(ctx, r, who, 1)
}

// TakeMany counts n of what the rule limits, or none of them.
func (l *Limits) TakeMany(ctx context.Context, r Rule, who string, n int) error {
	if l == nil || l.off {
		return nil
	}
	wait, err := l.ask(ctx, r, who, n)
	if err != nil {
		strict := r
		strict.Events = max(1, r.Events/strictness)
		if l.client == nil {
			strict = r
		}
		wait = l.own.take(strict, r.Name+" "+who, min(n, strict.Events), time.Now())
	}
	return slower(wait)
}

func slower(wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	return fault.New(fault.TooMany, "too_many_requests", "That was a bit much at once. Wait a moment and try again.").After(wait)
}

var errAlone = fmt.Errorf("no redis")

func (l *Limits) ask(ctx context.Context, r Rule, who string, n int) (time.Duration, error) {
	if l.client == nil || time.Now().UnixMilli() < l.away.Load() {
		return 0, errAlone
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	wait, err := window.Run(ctx, l.client, []string{l.key(r, who)}, r.Events, r.Per.Microseconds(), rand.Text(), n).Int64()
	if err != nil {
		l.away.Store(time.Now().Add(pause).UnixMilli())
		return 0, err
	}
	return time.Duration(wait) * time.Microsecond, nil
}

// window keeps when each was let through, by the clock of Redis, for as long as it counts. It answers microseconds to wait.
var window = redis.NewScript(`
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local events, per, n = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - per)
local over = redis.call('ZCARD', KEYS[1]) + n - events
if over > 0 then
  return redis.call('ZRANGE', KEYS[1], over - 1, over - 1, 'WITHSCORES')[2] + per - now
end
for i = 1, n do
  redis.call('ZADD', KEYS[1], now, ARGV[3] .. i)
end
redis.call('PEXPIRE', KEYS[1], math.ceil(per / 1000))
return 0
`)

func (l *Limits) key(r Rule, who string) string { return l.prefix + ":" + r.Name + ":" + who }

// Clear forgets what was counted.
func (l *Limits) Clear(ctx context.Context, r Rule, who string) {
	if l == nil || l.off {
		return
	}
	l.own.clear(r.Name + " " + who)
	if l.client != nil {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		_ = l.client.Del(ctx, l.key(r, who)).Err() // it only means that counting goes on
	}
}

// own counts on this node: for each key the moments that still count, the oldest first.
type own struct {
	mu    sync.Mutex
	taken map[string][]time.Time
	swept time.Time
}

// manyKeys is when keys that nobody used for a while are swept out, at most once in sweepEvery.
const (
	manyKeys   = 10_000
	sweepEvery = time.Minute
	longest    = 24 * time.Hour // of all rules
)

func (o *own) take(r Rule, key string, n int, now time.Time) (wait time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sweep(now)
	taken := o.taken[key]
	for len(taken) > 0 && !taken[0].Add(r.Per).After(now) {
		taken = taken[1:]
	}
	if over := len(taken) + n - r.Events; over > 0 {
		o.taken[key] = taken
		return taken[over-1].Add(r.Per).Sub(now)
	}
	for range n {
		taken = append(taken, now)
	}
	o.taken[key] = taken
	return 0
}

func (o *own) sweep(now time.Time) {
	if len(o.taken) < manyKeys || now.Sub(o.swept) < sweepEvery {
		return
	}
	o.swept = now
	for k, taken := range o.taken {
		if len(taken) == 0 || now.Sub(taken[len(taken)-1]) > longest {
			delete(o.taken, k)
		}
	}
}

func (o *own) clear(key string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.taken, key)
}
