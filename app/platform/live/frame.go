package live

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"strconv"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
)

// Opcodes of complete, unmasked websocket frames. A server's frames carry no mask, so the bytes of an event are the same for
// everybody who watches, and are made once.
const (
	opText  = 0x81
	opClose = 0x88
	opPing  = 0x89
	opPong  = 0x8a
)

// frameHead is the longest head that a server's frame can have.
const frameHead = 10

// frame makes a complete websocket frame.
func frame(op byte, payload []byte) []byte {
	return append(head(op, len(payload), make([]byte, 0, len(payload)+frameHead)), payload...)
}

func head(op byte, size int, b []byte) []byte {
	switch {
	case size < 126:
		return append(b, op, byte(size))
	case size < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, op, 126), uint16(size))
	default:
		return binary.BigEndian.AppendUint64(append(b, op, 127), uint64(size))
	}
}

// closeFrame says the code and nothing else: a reason could tell an attacker more than a client needs.
func closeFrame(code int) []byte {
	if code == closeNoStatus {
		return frame(opClose, nil)
	}
	return frame(opClose, binary.BigEndian.AppendUint16(nil, uint16(code)))
}

// eventObject is the JSON object of an event, the same on the socket and over HTTP.
func eventObject(e event.Event, data json.RawMessage) []byte {
	if bytes.ContainsAny(data, "\n\r") { // a newline stands between objects only
		var b bytes.Buffer
		if json.Compact(&b, data) == nil {
			data = b.Bytes()
		}
	}
	b := make([]byte, 0, len(data)+len(e.Topic)+len(e.Type)+96)
	b = append(b, `{"topic":`...)
	b = appendString(b, e.Topic)
	b = append(b, `,"seq":`...)
	b = strconv.AppendInt(b, e.Seq, 10)
	b = append(b, `,"type":`...)
	b = appendString(b, e.Type)
	b = append(b, `,"at":"`...)
	b = append(b, event.Stamp(e.At)...)
	b = append(b, `","data":`...)
	b = append(b, data...)
	return append(b, '}')
}

// appendString writes a JSON string; the words of topics and types need no escaping.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			escaped, _ := json.Marshal(s) // a string can always be marshalled
			return append(b, escaped...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// standing is an answer or an end of a subscription: where the topic is.
func standing(id json.RawMessage, verdict string, topic string, seq int64, epoch string) []byte {
	b := make([]byte, 0, 128)
	b = append(b, '{')
	if id != nil {
		b = append(append(append(b, `"id":`...), id...), ',')
	}
	switch verdict {
	case "ok":
		b = append(appendString(append(b, `"ok":true,"topic":`...), topic), `,"seq":`...)
	default:
		b = append(appendString(append(b, `"topic":`...), topic), `,"reset":true,"seq":`...)
	}
	b = strconv.AppendInt(b, seq, 10)
	b = appendString(append(b, `,"epoch":`...), epoch)
	return append(b, '}')
}

// refused is an answer with a problem. id and topic are the client's own bytes, or nil where none were read.
func refused(id, topic json.RawMessage, err error) []byte {
	problem, _ := json.Marshal(fault.ProblemOf(err)) // plain strings and numbers
	var b []byte
	b = append(b, '{')
	if id != nil {
		b = append(append(append(b, `"id":`...), id...), ',')
	}
	b = append(b, `"ok":false`...)
	if topic != nil {
		b = append(append(b, `,"topic":`...), topic...)
	}
	b = append(append(b, `,"problem":`...), problem...)
	return append(b, '}')
}

// unsubscribed answers an unsubscribe.
func unsubscribed(id, topic json.RawMessage) []byte {
	var b []byte
	b = append(b, '{')
	if id != nil {
		b = append(append(append(b, `"id":`...), id...), ',')
	}
	b = append(append(b, `"ok":true,"topic":`...), topic...)
	return append(b, '}')
}

func revokedObject(topic string) []byte {
	return append(appendString([]byte(`{"topic":`), topic), `,"revoked":true}`...)
}
