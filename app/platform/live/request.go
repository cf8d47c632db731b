package live

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"kraftsam/app/platform/fault"
)

// request is a client's frame.
type request struct {
	id    json.RawMessage // the client's own bytes; nil where none could be read
	op    string
	topic json.RawMessage // the client's own bytes, of a JSON string; nil where none could be read
	name  string          // the topic, decoded
	after *int64
	epoch string
	kind  string
}

var (
	errMalformed  = fault.New(fault.Malformed, "frame_malformed", "A frame is one JSON object.")
	errOp         = fault.New(fault.Invalid, "op_unknown", "There is no such op.")
	errField      = fault.New(fault.Invalid, "field_unknown", "The frame has a field that does not belong there.")
	errNoTopic    = fault.New(fault.Invalid, "topic_missing", "The topic is missing.")
	errNoID       = fault.New(fault.Invalid, "id_missing", "A subscribe needs an id: a number, or a string of at most 64 characters.")
	errManyTopics = fault.New(fault.TooMany, "too_many_topics", "This connection watches as many topics as it may.")
)

// fields are what a frame of each op may hold.
var fields = map[string]map[string]bool{
	"subscribe":   {"id": true, "op": true, "topic": true, "after": true, "epoch": true},
	"unsubscribe": {"id": true, "op": true, "topic": true},
	"signal":      {"id": true, "op": true, "topic": true, "kind": true},
}

// maxID is how many characters an id may have.
const maxID = 64

// parse reads a frame. Also with an error the request holds what could be read, so that the answer can say to what it is one.
func parse(text []byte) (request, error) {
	var r request
	raw, err := object(text)
	if err != nil {
		return r, errMalformed
	}
	r.id = readID(raw["id"])
	if word, ok := readString(raw["topic"]); ok {
		r.topic, r.name = raw["topic"], word
	}
	r.op, _ = readString(raw["op"])
	known, ok := fields[r.op]
	if !ok {
		return r, errOp
	}
	for name := range raw {
		if !known[name] {
			return r, errField
		}
	}
	switch {
	case r.topic == nil:
		return r, errNoTopic
	case r.op == "subscribe":
		return r, r.readPlace(raw)
	case r.op == "signal":
		r.kind, _ = readString(raw["kind"])
	}
	return r, nil
}

// readPlace reads what only a subscribe has: from where on.
func (r *request) readPlace(raw map[string]json.RawMessage) error {
	if r.id == nil {
		return errNoID
	}
	if raw["after"] == nil {
		return nil
	}
	after, ok := whole(string(raw["after"]))
	if !ok {
		return errAfter
	}
	r.after = &after
	r.epoch, _ = readString(raw["epoch"])
	if r.epoch == "" {
		return errEpoch
	}
	return nil
}

// object splits a JSON object into its fields, each as the bytes that came. A field that stands twice is refused: two
// readers of such a frame could understand it differently.
func object(text []byte) (map[string]json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errMalformed
	}
	raw := make(map[string]json.RawMessage, 6)
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		key, _ := name.(string)
		if _, twice := raw[key]; twice {
			return nil, errMalformed
		}
		raw[key] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF { //nolint:errorlint // the decoder gives io.EOF itself
		return nil, errMalformed
	}
	return raw, nil
}

func readString(raw json.RawMessage) (string, bool) {
	if len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return "", false
	}
	return s, true
}

// readID keeps an id byte for byte: a number, or a string that is not too long.
func readID(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return nil
	}
	if s, ok := readString(raw); ok {
		if utf8.RuneCountInString(s) <= maxID {
			return raw
		}
		return nil
	}
	if c := raw[0]; c == '-' || (c >= '0' && c <= '9') {
		return raw
	}
	return nil
}

// mostExact is the largest whole number that every JSON reader takes exactly.
const mostExact = 1<<53 - 1

// whole reads a whole number, 0 or more, in plain digits.
func whole(s string) (int64, bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n <= mostExact
}

// window counts a client's frames in the last ten slots, the present one included.
type window struct {
	slot   int64
	counts [10]uint16
}

// over counts one more and says whether there were more than most.
func (w *window) over(now time.Duration, slot time.Duration, most int) bool {
	at := int64(now / slot)
	for ; w.slot < at; w.slot++ {
		if at-w.slot > int64(len(w.counts)) {
			w.slot = at - int64(len(w.counts))
		}
		w.counts[(w.slot+1)%int64(len(w.counts))] = 0
	}
	w.counts[at%int64(len(w.counts))]++
	sum := 0
	for _, n := range w.counts {
		sum += int(n)
	}
	return sum > most
}

// bucket lets a number through in any second.
type bucket struct {
	spent []time.Duration // when the last ones went through, the oldest at next
	next  int
}

func (b *bucket) spend(now time.Duration, most int) bool {
	if len(b.spent) < most {
		b.spent = append(b.spent, now)
		return true
	}
	if most <= 0 || now-b.spent[b.next] < time.Second {
		return false
	}
	b.spent[b.next] = now
	b.next = (b.next + 1) % most
	return true
}
