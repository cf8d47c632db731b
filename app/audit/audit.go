// Package audit keeps what was done by those who may do more than others, and what they decided about others: who, what,
// about what, when and why. An entry is written in the transaction of the act itself, so that neither is there without the
// other, and each entry carries the hash of the one before it, so that a change to what was written shows. Entries hold ids and
// the reasons that were given, no texts of posts. The package decides nothing and shows nothing: the rooms do.
package audit

import (
	"context"
	"errors"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

// Act is what somebody did.
type Act struct {
	Who   string // id of a member, or the name of a program
	What  string // "member.suspended"
	About ref.Ref
	Why   string // the reason that was given, if one was asked for
}

// Entry is an act as it was noted.
type Entry struct {
	Act
	Seq  int64  // 1, 2, 3 … without holes
	At   string // RFC 3339, UTC, milliseconds
	Hash string
}

// Log notes and reads.
type Log struct {
	db    *db.DB
	store store
}

// New makes the log of a database.
func New(d *db.DB) *Log { return &Log{db: d, store: store{d}} }

var errAlone = errors.New("an act is noted in the transaction that does it")

// Note writes an act down in the running transaction. From here to the commit nobody else can note anything, so it stands
// last, after the changes.
func (l *Log) Note(ctx context.Context, a Act) error {
	if !l.db.Writing(ctx) {
		return errAlone
	}
	head, err := l.store.next(ctx)
	if err != nil {
		return err
	}
	e := Entry{Act: a, Seq: head.Seq, At: event.Stamp(db.Now())}
	e.Hash = e.chained(head.Hash)
	return l.store.add(ctx, e)
}

// Page gives at most limit entries before seq (0: the newest), newest first, and whether there are older ones.
func (l *Log) Page(ctx context.Context, before int64, limit int) ([]Entry, bool, error) {
	return l.store.page(ctx, before, limit)
}
