// Package limit slows down who does too much of one thing. Counting is shared by all nodes through Redis; where there is none,
// or it does not answer, each node counts by itself, and more strictly. It decides nothing about who may do what.
package limit

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"kraftsam/app/platform/fault"
)

// Rule allows so many of something in a time: all at once if need be, then one each Per/Events.
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
	LetterNetwork   = Rule{"letter-network", 30, time.Hour}         // a network that has letters sent
	Invite          = Rule{"invite", 60, time.Hour}                 // a member who makes invitations
	Provider        = Rule{"provider", 60, 15 * time.Minute}        // a network that sets out to another party to sign in
	Passkey         = Rule{"passkey", 240, 15 * time.Minute}        // a network that asks for passkey challenges
	Offer           = Rule{"offer", 10, time.Hour}                  // a member who hands over to colleagues: addresses cannot be tried out
	Post            = Rule{"post", 10, time.Minute}                 // a member
	PostHour        = Rule{"post-hour", 100, time.Hour}             // a member
	Edit            = Rule{"edit", 30, time.Minute}                 // a member
	Translate       = Rule{"translate", 30, time.Minute}            // a member, or a network, that has new translations made
	Report          = Rule{"report", 20, time.Hour}                 // a network
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
	shared *redis_rate.Limiter
	prefix string
	own    own
	tries  tries
	away   atomic.Int64 // Redis is not asked before this moment, in Unix milliseconds
}

// New makes limits; redisURL may be empty, prefix keeps installations that share a Redis apart.
func New(on bool, redisURL, prefix string) (*Limits, error) {
	l := &Limits{off: !on, prefix: prefix, own: own{next: map[string]time.Time{}}, tries: tries{keys: map[string]tried{}}}
	if redisURL == "" || !on {
		return l, nil
	}
	o, err := redis.ParseURL(redisURL)
	if err != nil {
		return nil, fmt.Errorf("redis address: %w", err)
	}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.ContextTimeoutEnabled, o.MaxRetries = patience, patience, patience, true, -1
	l.client = redis.NewClient(o)
	l.shared = redis_rate.NewLimiter(l.client)
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
	if l == nil || l.off {
		return nil
	}
	wait, err := l.ask(ctx, r, who)
	if err != nil {
		strict := r
		strict.Events = max(1, r.Events/strictness)
		if l.shared == nil {
			strict = r
		}
		wait = l.own.take(strict, r.Name+" "+who, time.Now())
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

func (l *Limits) ask(ctx context.Context, r Rule, who string) (time.Duration, error) {
	if l.shared == nil || time.Now().UnixMilli() < l.away.Load() {
		return 0, errAlone
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	res, err := l.shared.Allow(ctx, l.key(r, who), redis_rate.Limit{Rate: r.Events, Burst: r.Events, Period: r.Per})
	if err != nil {
		l.away.Store(time.Now().Add(pause).UnixMilli())
		return 0, err
	}
	return max(0, res.RetryAfter), nil
}

func (l *Limits) key(r Rule, who string) string { return l.prefix + ":" + r.Name + ":" + who }

// Clear forgets what was counted.
func (l *Limits) Clear(ctx context.Context, r Rule, who string) {
	if l == nil || l.off {
		return
	}
	l.own.clear(r.Name + " " + who)
	if l.shared != nil {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		_ = l.shared.Reset(ctx, l.key(r, who)) // it only means that counting goes on
	}
}

// own counts on this node: for each key the moment up to which its allowance is used (the generic cell rate algorithm).
type own struct {
	mu   sync.Mutex
	next map[string]time.Time
}

// manyKeys is when used-up keys are swept out.
const manyKeys = 10_000

func (o *own) take(r Rule, key string, now time.Time) (wait time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.next) > manyKeys {
		for k, t := range o.next {
			if t.Before(now) {
				delete(o.next, k)
			}
		}
	}
	each := r.Per / time.Duration(r.Events)
	used := o.next[key]
	if used.Before(now) {
		used = now
	}
	if ahead := used.Add(each).Sub(now); ahead > r.Per {
		return ahead - r.Per
	}
	o.next[key] = used.Add(each)
	return 0
}

func (o *own) clear(key string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.next, key)
}
