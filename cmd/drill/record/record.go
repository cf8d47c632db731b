// Package record holds what a drill's clients did, were answered and saw, on one monotonic clock: what the checker judges. It
// knows neither the product nor how the drill breaks it, and judges nothing itself.
package record

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Time is how long after the drill's start something was.
type Time = time.Duration

// Reference is what the product answered to a write.
type Reference struct {
	ID      string `json:"id"`
	Topic   string `json:"topic"`
	Seq     int64  `json:"seq"`
	Epoch   string `json:"epoch"`
	Version int64  `json:"version"`
}

// The acts of writers.
const (
	Post     = "post"
	Edit     = "edit"
	Withdraw = "withdraw"
)

// Write is one thing that a writer wanted, tried until it was answered.
type Write struct {
	Number int    `json:"number"`
	Act    string `json:"act"`
	Topic  string `json:"topic"`
	Post   string `json:"post,omitempty"` // what is edited or withdrawn
	Base   int64  `json:"base,omitempty"` // version that an edit starts from
	Print  string `json:"print"`          // of the text, which no other write has
	Tries  []Try  `json:"tries"`
}

// Try is one request of a write.
type Try struct {
	Node   int        `json:"node"`
	Sent   Time       `json:"sent"`
	Heard  Time       `json:"heard"`
	Status int        `json:"status"` // 0: no answer
	Code   string     `json:"code,omitempty"`
	Ref    *Reference `json:"ref,omitempty"`
	Replay bool       `json:"replay,omitempty"`
	Done   bool       `json:"done,omitempty"` // a refusal that shows that an earlier try did it
}

// Outcome is what a client may conclude about a write.
type Outcome int

// The outcomes.
const (
	Unknown Outcome = iota // not answered yet: it is there once, or not at all
	Unsure                 // refused after a try that was not answered: the same, for good
	Done
	Failed // it is not there and will not be
)

// Outcome concludes from the answers: 2xx is done, 4xx is not done unless an earlier try went unanswered, all else is unknown.
func (w Write) Outcome() Outcome {
	for _, t := range w.Tries {
		if t.Done || (t.Status >= 200 && t.Status < 300) {
			return Done
		}
	}
	if len(w.Tries) == 0 || !w.Tries[len(w.Tries)-1].Refused() {
		return Unknown
	}
	for _, t := range w.Tries {
		if !t.Refused() {
			return Unsure
		}
	}
	return Failed
}

// Refused says whether the answer means: not done, and it will not be.
func (t Try) Refused() bool { return t.Status >= 400 && t.Status < 500 && !t.Again() }

// Again says whether the answer asks for the same request again.
func (t Try) Again() bool { return t.Code == "idempotency_in_flight" || t.Status == 429 }

// Sent is when the write was first tried.
func (w Write) Sent() Time { return w.Tries[0].Sent }

// Answer is the try that was answered with a reference, nil where none was.
func (w Write) Answer() *Try {
	for i := range w.Tries {
		if w.Tries[i].Ref != nil {
			return &w.Tries[i]
		}
	}
	return nil
}

// The kinds of what a reader notes.
const (
	Subscribed = "subscribed" // from Seq on
	Saw        = "saw"        // an event
	Read       = "read"       // a page of the state
)

// Sight is one thing that a reader noted about a topic. Its sights of a topic stand in the order in which they happened.
type Sight struct {
	Kind    string `json:"kind"`
	Reader  int    `json:"reader"`
	Pass    int    `json:"pass"` // which of the reader's credentials
	Sent    Time   `json:"sent"` // of a page: when it was asked for
	At      Time   `json:"at"`
	Topic   string `json:"topic"`
	Epoch   string `json:"epoch"`
	Seq     int64  `json:"seq"`
	Type    string `json:"type,omitempty"`
	Item    Item   `json:"item"`
	Offset  int    `json:"offset,omitempty"` // of a page: how many items came before it
	Items   []Item `json:"items,omitempty"`
	More    bool   `json:"more,omitempty"`
	Polling bool   `json:"polling,omitempty"`
	Told    bool   `json:"told,omitempty"` // of a subscription from now on: the product said where that is
}

// Item is a post as it was shown.
type Item struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Print   string `json:"print"`
	Gone    bool   `json:"gone,omitempty"` // withdrawn
}

// Ending says that a reader lost a right: for one credential, or (0) for all; to one topic, or ("") to the whole connection.
type Ending struct {
	Reader int    `json:"reader"`
	Pass   int    `json:"pass"`
	Topic  string `json:"topic"`
	At     Time   `json:"at"`    // when the end was acknowledged
	Until  Time   `json:"until"` // when the right was asked for again; 0: never
}

// Fault is one thing that the drill broke.
type Fault struct {
	Kind    string `json:"kind"`
	Start   Time   `json:"start"`
	End     Time   `json:"end"`
	Detail  string `json:"detail,omitempty"`
	Failure string `json:"failure,omitempty"` // the drill itself could not do it
}

// Marks are the measured returns to order.
const (
	MarkKilled   = "node killed, every reader current"
	MarkPostgres = "PostgreSQL back, first post answered"
	MarkHealed   = "all healed, every reader current"
)

// Damaged counts how often the database file was found damaged.
const Damaged = "database file damaged"

// Mark is a measured return to order after a fault.
type Mark struct {
	What string `json:"what"`
	At   Time   `json:"at"`
	Took Time   `json:"took"`
	Late bool   `json:"late,omitempty"` // it had not come when the drill stopped waiting
}

// History is everything that one run noted.
type History struct {
	Setup    string
	Writes   []*Write
	Sights   []Sight
	Endings  []Ending
	Faults   []Fault
	Marks    []Mark
	Settled  []int // readers that watch to the end
	Counters map[string]int64
}

// Print is how a text is told from others without keeping it.
func Print(text string) string {
	if text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
