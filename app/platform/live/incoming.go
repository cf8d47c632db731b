package live

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"unicode/utf8"
)

// inBuffer is what a connection keeps for reading: nearly every frame of a client fits.
const inBuffer = 256

// incoming reads a client's messages off the wire by the rules of RFC 6455. It never writes.
type incoming struct {
	in    *bufio.Reader
	limit int64 // bytes of a message
	conn  *conn
}

// newIncoming reads what came with the handshake first.
func newIncoming(c *conn, early []byte, limit int64) *incoming {
	var in io.Reader = c.wire
	if len(early) > 0 {
		in = io.MultiReader(bytes.NewReader(early), c.wire)
	}
	return &incoming{in: bufio.NewReaderSize(in, inBuffer), limit: limit, conn: c}
}

// What the opcodes are without the bit that says that the frame is a message's last.
const (
	opFinal    = 0x80
	opContinue = 0x00
	opBinary   = 0x02
)

// maxControl is how much a ping, pong or close may carry.
const maxControl = 125

var errProtocol = ended{code: closeProtocol}

// inHead is the head of a client's frame.
type inHead struct {
	final bool
	op    byte // with opFinal, as in this package's own frames
	size  int64
	mask  [4]byte
}

func (h inHead) control() bool { return h.op >= opClose }

// Receive gives the next text message, or how the connection ends. Pings and pongs between and within messages are taken on
// the way.
func (r *incoming) Receive() ([]byte, error) {
	var text []byte
	for begun := false; ; {
		h, err := r.head()
		if err != nil {
			return nil, endOf(err)
		}
		switch {
		case h.control():
			if err := r.control(h); err != nil {
				return nil, endOf(err)
			}
			continue
		case begun != (h.op == opFinal|opContinue):
			return nil, errProtocol
		case h.op == opFinal|opBinary:
			return nil, ended{code: closeBinary}
		case h.size < 0 || h.size > r.limit-int64(len(text)):
			return nil, ended{code: closeTooBig}
		}
		begun = true
		if text, err = r.payload(h, text); err != nil {
			return nil, endOf(err)
		}
		if h.final {
			return text, nil
		}
	}
}

// head reads a frame's head and refuses what no client may send: reserved bits and opcodes, no mask, a control frame that is
// long or in pieces.
func (r *incoming) head() (h inHead, err error) {
	var b [8]byte
	if _, err = io.ReadFull(r.in, b[:2]); err != nil {
		return h, err
	}
	h = inHead{final: b[0]&opFinal != 0, op: opFinal | b[0]&0x0f, size: int64(b[1] & 0x7f)}
	known := h.op <= opFinal|opBinary || h.op >= opClose && h.op <= opPong
	if b[0]&0x70 != 0 || b[1]&0x80 == 0 || !known || h.control() && (!h.final || h.size > maxControl) {
		return h, errProtocol
	}
	switch h.size {
	case 126:
		_, err = io.ReadFull(r.in, b[:2])
		h.size = int64(binary.BigEndian.Uint16(b[:2]))
	case 127:
		_, err = io.ReadFull(r.in, b[:8])
		h.size = int64(binary.BigEndian.Uint64(b[:8])) // negative where the highest bit is set: too big as well
	}
	if err == nil {
		_, err = io.ReadFull(r.in, h.mask[:])
	}
	return h, err
}

// payload appends a frame's bytes, without their mask, to what came before.
func (r *incoming) payload(h inHead, before []byte) ([]byte, error) {
	all := append(before, make([]byte, h.size)...)
	fresh := all[len(before):]
	if _, err := io.ReadFull(r.in, fresh); err != nil {
		return nil, err
	}
	for i := range fresh {
		fresh[i] ^= h.mask[i%4]
	}
	return all, nil
}

// control takes a ping, a pong or the client's close frame; the last comes back as an ended.
func (r *incoming) control(h inHead) error {
	payload, err := r.payload(h, nil)
	switch {
	case err != nil:
		return err
	case h.op != opClose:
		r.conn.control(h.op, payload)
		return nil
	case len(payload) == 0:
		return ended{code: closeNoStatus, closed: true}
	case len(payload) == 1 || !utf8.Valid(payload[2:]):
		return errProtocol
	}
	code := int(binary.BigEndian.Uint16(payload))
	if !sendable(code) {
		return errProtocol
	}
	return ended{code: code, closed: true}
}

// sendable says whether a close code is one that may be sent (RFC 6455, 7.4).
func sendable(code int) bool {
	switch code {
	case 1004, closeNoStatus, closeWentAway, 1015:
		return false
	}
	return code >= 1000 && code <= 1014 || code >= 3000 && code <= 4999
}

// endOf says what a failed reading means for the client.
func endOf(err error) error {
	var how ended
	var network net.Error
	switch {
	case errors.As(err, &how):
		return how
	case errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return ended{code: openConnection}
	}
	return errProtocol
}
