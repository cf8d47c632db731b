// Package live brings every change that one member makes to every other member's screen: at once, in order, exactly once as
// they see it, on one node or on many, and after any fault. The log (package event) is the truth; what this package hears
// from a commit or from the broker only wakes it up. It knows no room: rooms register a Topic, that is who may watch a family
// of topics and what its events show.
//
// The parts, from the log to the wire:
//
//	sweep.go control.go    compares the heads of the active topics with the log; ends the connections of ended sessions
//	topic.go portion.go    one topic: brings its live subscriptions from one seq to the next; reads, renders and frames events
//	catchup.go             a subscription that is behind reads the log at its socket's own pace
//	conn.go serve.go clock.go   one connection: its queue, and who serves it
//	incoming.go   the frames of a client, read off the bare socket
//	writers.go writer.go   what waits is sent by one goroutine a core, what a socket does not take at once by one of its own
//	request.go subscribe.go signal.go presence.go rights.go   what clients ask for, and who still may
//	door.go socket.go      the handshake, after which the socket is taken over bare; the only file that knows Fiber and the websocket package is socket.go
//	poll.go http.go        the same events over plain HTTP, where WebSockets are blocked
//	broker*.go wire.go     the wake-up between nodes, in this process or through Redis, and what it says
//
// Locks are taken in the order hub, topic, connection. Nothing is sent and no database is read while one is held.
package live

import (
	"context"
	"encoding/json"
	"time"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
)

// Control is the log topic of what ends or changes rights. It belongs to no family, so nobody can watch it.
const Control = "control"

// The events of the control topic.
const (
	SessionEnded    = "session.ended"    // Ref.ID is the session or token
	MemberSuspended = "member.suspended" // Ref.ID is the member
	AccessChanged   = "access.changed"   // Ref is a member, or anything else: then everybody's rights are asked again
)

// Log is what the hub reads: package event's Log, or a fake.
type Log interface {
	Head(ctx context.Context, topic string) (event.Head, error)
	Heads(ctx context.Context, topics []string) (epoch string, seqs map[string]int64, err error)
	After(ctx context.Context, topic string, after int64, limit int) ([]event.Event, error)
}

// Watcher is who holds a connection. The zero Member is somebody without an account.
type Watcher struct {
	Member  string
	Name    string
	Session string    // id of the session or token that opened the connection
	Shown   bool      // chose to be named among those present
	Expires time.Time // when the session or token ends by itself; zero: never
}

// Right is what somebody may do with a topic.
type Right int

// The rights, each including the ones before it.
const (
	Unknown   Right = iota // it does not exist, or its existence is none of their business
	Forbidden              // it exists, as everybody knows, but is not theirs to watch
	Watch                  // sees its events
	Write                  // sees them and may speak there, so that typing counts
)

// Topic is a family of topics. A room registers one for each kind of thing that can be watched.
type Topic struct {
	// Prefix is "thread" for the topics thread:<id>.
	Prefix string
	// Single says that Prefix is the whole name of the only topic of its kind; its id is "".
	Single bool
	// Right says what a watcher may do with the topic of this id ("" where topics have no id).
	Right func(ctx context.Context, by Watcher, id string) (Right, error)
	// Render gives the data object of each event, in the same order, as the least entitled watcher may see it, read from the
	// database when called.
	Render func(ctx context.Context, events []event.Event) ([]json.RawMessage, error)
}

// Authenticate finds the watcher of a cookie or, when given, a bearer token. A fault of kind Unauthenticated means that the
// database knows the credential to be dead; anything else that nobody knows at the moment.
type Authenticate func(ctx context.Context, cookie, bearer string) (Watcher, error)

var _ = fault.Register("topic_unknown", "topic_forbidden", "topic_missing", "too_many_topics", "too_many_connections",
	"epoch_missing", "after_invalid", "wait_invalid", "id_missing", "op_unknown", "field_unknown", "frame_malformed",
	"session_missing", "stopping", "origin_refused", "database_unavailable", "internal")

var (
	errUnknown   = fault.New(fault.NotFound, "topic_unknown", "There is no such topic.")
	errForbidden = fault.New(fault.Forbidden, "topic_forbidden", "You may not watch this topic.")
	errDatabase  = fault.New(fault.Unavailable, "database_unavailable", "The database cannot be reached just now.").After(time.Second)
	errStopping  = fault.New(fault.Unavailable, "stopping", "This node is stopping; ask again.").After(time.Second)
	errSession   = fault.New(fault.Unauthenticated, "session_missing", "Your session has ended.")
	errEpoch     = fault.New(fault.Invalid, "epoch_missing", "With after, the epoch that it was counted in is needed.")
	errAfter     = fault.New(fault.Invalid, "after_invalid", "After is a whole number, 0 or more.")
)

// Close codes of the protocol.
const (
	closeAway      = 1001
	closeProtocol  = 1002
	closeBinary    = 1003
	closeNotUTF8   = 1007
	closeTooBig    = 1009
	closeInternal  = 1011
	closeRestart   = 1012
	closeSession   = 4401
	closeStalled   = 4408
	closeTooMany   = 4429
	closeNormal    = 1000
	closeNoStatus  = 1005
	closeWentAway  = 1006
	openConnection = 0
)
