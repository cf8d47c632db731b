package event

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
)

// Key names one call of one member, so that a repeat after any fault is harmless.
type Key struct {
	Member string
	Key    string // what the client sent as Idempotency-Key
	Print  string // of method, path and body; see Print
}

// Print is the fingerprint of a call: the same key with another print is another call.
func Print(method, path string, body []byte) string {
	h := sha256.New()
	for _, part := range [][]byte{[]byte(method), {0}, []byte(path), {0}, body} {
		h.Write(part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// KeyLife is how long a key names its call.
const KeyLife = 30 * 24 * time.Hour

// inFlightWait bounds how long a twin waits for the first call; the lock timeout of PostgreSQL ends it earlier.
const inFlightWait = 5 * time.Second

var (
	errReused   = fault.New(fault.Invalid, "idempotency_key_reused", "This Idempotency-Key was used for another call. Use a new key for a new call.")
	errInFlight = fault.New(fault.Conflict, "idempotency_in_flight", "The same call is still under way. Repeat it with the same key in a moment.").After(time.Second)
)

// Once runs a write at most once under its key and stores the answer in the same transaction. A repeat gets the stored answer;
// a refusal leaves the key free; a twin in flight waits for the first at the database, whichever node it came to.
func (l *Log) Once(ctx context.Context, key Key, fn func(ctx context.Context) (Done, error)) (Reference, error) {
	var answer Reference
	err := l.db.InTx(ctx, func(ctx context.Context) error {
		mine, err := l.claim(ctx, key)
		if err != nil {
			return err
		}
		if !mine {
			answer, err = l.stored(ctx, key)
			return err
		}
		if answer, err = l.do(ctx, fn); err != nil {
			return err
		}
		return l.keep(ctx, key, answer)
	})
	return answer, err
}

// claim takes the key unless it is held; on PostgreSQL the statement waits for a twin that has not committed yet, on SQLite
// the transaction did.
func (l *Log) claim(ctx context.Context, key Key) (bool, error) {
	waiting, cancel := context.WithTimeout(ctx, inFlightWait)
	defer cancel()
	now := db.Now()
	res := l.db.From(waiting).Exec(`INSERT INTO idempotency_keys (member_id, key, print, answer, at) VALUES (?, ?, ?, '', ?)
		ON CONFLICT (member_id, key) DO UPDATE SET print = excluded.print, answer = '', at = excluded.at WHERE idempotency_keys.at < ?`,
		key.Member, key.Key, key.Print, now, now.Add(-KeyLife))
	if err := res.Error; err != nil {
		if db.IsLockTimeout(err) || errors.Is(err, context.DeadlineExceeded) {
			return false, errInFlight.Because(err)
		}
		return false, err
	}
	return res.RowsAffected == 1, nil
}

func (l *Log) stored(ctx context.Context, key Key) (Reference, error) {
	var row struct{ Print, Answer string }
	err := l.db.From(ctx).Raw("SELECT print, answer FROM idempotency_keys WHERE member_id = ? AND key = ?", key.Member, key.Key).Scan(&row).Error
	if err != nil {
		return Reference{}, err
	}
	if row.Print != key.Print {
		return Reference{}, errReused
	}
	var answer Reference
	if err := json.Unmarshal([]byte(row.Answer), &answer); err != nil {
		return Reference{}, err
	}
	answer.replayed = true
	return answer, nil
}

func (l *Log) keep(ctx context.Context, key Key, answer Reference) error {
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return l.db.From(ctx).Exec("UPDATE idempotency_keys SET answer = ? WHERE member_id = ? AND key = ?", string(text), key.Member, key.Key).Error
}

// PurgeKeys forgets keys whose life is over.
func (l *Log) PurgeKeys(ctx context.Context) error {
	return l.db.InTx(ctx, func(ctx context.Context) error {
		return l.db.From(ctx).Exec("DELETE FROM idempotency_keys WHERE at < ?", db.Now().Add(-KeyLife)).Error
	})
}
