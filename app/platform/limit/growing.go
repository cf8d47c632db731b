package limit

import (
	"context"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Growing slows down guessing: so many tries in a time cost nothing, and each one after them waits longer than the last. It is
// quiet again when nobody tried for that time. What it refuses is not counted, so that waiting ends.
type Growing struct {
	Name  string
	Tries int
	Per   time.Duration
	Waits []time.Duration // after the last free try, after the next …; the last one stays
}

// waits are those of a guessed password.
var waits = []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute}

// Guessing of passwords; the right one clears it. Links by mail and passkeys are not counted here, so nobody can be locked out.
var (
	SignIn = Growing{"sign-in", 5, 15 * time.Minute, waits} // an address that somebody tries to sign in with
	Prove  = Growing{"prove", 5, 15 * time.Minute, waits}   // a member who is asked for their password once more
)

// Try counts one more try by whoever who names; refused is a fault that says when to come back.
func (l *Limits) Try(ctx context.Context, g Growing, who string) error {
	if l == nil || l.off {
		return nil
	}
	key := g.Name + " " + who
	wait, err := l.askGrowing(ctx, g, who)
	if err != nil {
		strict := g
		if l.client != nil {
			strict.Tries = max(1, g.Tries/strictness)
		}
		wait = l.tries.take(strict, key, time.Now())
	}
	return slower(wait)
}

// Forget starts the counting anew.
func (l *Limits) Forget(ctx context.Context, g Growing, who string) {
	if l == nil || l.off {
		return
	}
	l.tries.forget(g.Name + " " + who)
	if l.client != nil {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		_ = l.client.Del(ctx, l.prefix+":"+g.Name+":"+who).Err() // it only means that counting goes on
	}
}

// growing counts in one step, by the clock of Redis: nodes may disagree about the time. It answers milliseconds to wait.
var growing = redis.NewScript(`
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local n = tonumber(redis.call('HGET', KEYS[1], 'n') or '0')
local till = tonumber(redis.call('HGET', KEYS[1], 'till') or '0')
if till > now then return till - now end
n = n + 1
redis.call('HSET', KEYS[1], 'n', n)
local free, per = tonumber(ARGV[1]), tonumber(ARGV[2])
if n < free then
  if n == 1 then redis.call('PEXPIRE', KEYS[1], per) end
  return 0
end
local wait = tonumber(ARGV[2 + math.min(n - free + 1, #ARGV - 2)])
redis.call('HSET', KEYS[1], 'till', now + wait)
redis.call('PEXPIRE', KEYS[1], wait + per)
return 0
`)

func (l *Limits) askGrowing(ctx context.Context, g Growing, who string) (time.Duration, error) {
	if l.client == nil || time.Now().UnixMilli() < l.away.Load() {
		return 0, errAlone
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	args := []any{g.Tries, g.Per.Milliseconds()}
	for _, w := range g.Waits {
		args = append(args, w.Milliseconds())
	}
	wait, err := growing.Run(ctx, l.client, []string{l.prefix + ":" + g.Name + ":" + who}, args...).Int64()
	if err != nil {
		l.away.Store(time.Now().Add(pause).UnixMilli())
		return 0, err
	}
	return time.Duration(wait) * time.Millisecond, nil
}

// tries is growing on this node.
type tries struct {
	mu   sync.Mutex
	keys map[string]tried
}

type tried struct {
	n            int
	till, forget time.Time
}

func (t *tries) take(g Growing, key string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.keys) > manyKeys {
		for k, old := range t.keys {
			if old.forget.Before(now) {
				delete(t.keys, k)
			}
		}
	}
	k := t.keys[key]
	if k.forget.Before(now) {
		k = tried{forget: now.Add(g.Per)}
	}
	if k.till.After(now) {
		return k.till.Sub(now)
	}
	if k.n++; k.n >= g.Tries {
		wait := g.Waits[min(k.n-g.Tries, len(g.Waits)-1)]
		k.till, k.forget = now.Add(wait), now.Add(wait+g.Per)
	}
	t.keys[key] = k
	return 0
}

func (t *tries) forget(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.keys, key)
}
