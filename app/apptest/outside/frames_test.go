package outside

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// harmless is a frame that is always answered yes.
const harmless = `{"id":1,"op":"unsubscribe","topic":"area:upplevelser"}`

func TestCloseCodes(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.last())
		pad := func(n int) []byte { return []byte(harmless + strings.Repeat(" ", n-len(harmless))) }
		for name, bad := range map[string]struct {
			code int
			send func(w *socket)
		}{
			"binary":        {1003, func(w *socket) { _ = w.send(opBinary, []byte(harmless)) }},
			"empty binary":  {1003, func(w *socket) { _ = w.send(opBinary, nil) }},
			"not UTF-8":     {1007, func(w *socket) { _ = w.send(opText, []byte("{\"id\":\"\xff\"}")) }},
			"a surrogate":   {1007, func(w *socket) { _ = w.send(opText, []byte("\"\xed\xa0\x80\"")) }},
			"overlong":      {1007, func(w *socket) { _ = w.send(opText, []byte("\"\xc0\xaf\"")) }},
			"cut UTF-8":     {1007, func(w *socket) { _ = w.send(opText, []byte("\"\xe2\x82")) }},
			"4,097 bytes":   {1009, func(w *socket) { _ = w.send(opText, pad(4097)) }},
			"100,000 bytes": {1009, func(w *socket) { _ = w.send(opText, pad(100000)) }},
			"4,098 bytes in two": {1009, func(w *socket) {
				_ = w.raw(opText, pad(2049), true)
				_ = w.raw(0x80, bytes.Repeat([]byte(" "), 2049), true)
			}},
			"not UTF-8 over two":      {1007, func(w *socket) { _ = w.raw(opText, []byte("\"\xe2"), true); _ = w.raw(0x80, []byte("x\""), true) }},
			"not masked":              {1002, func(w *socket) { _ = w.raw(0x81, []byte(harmless), false) }},
			"a reserved bit":          {1002, func(w *socket) { _ = w.raw(0xc1, []byte(harmless), true) }},
			"a reserved opcode":       {1002, func(w *socket) { _ = w.raw(0x83, []byte(harmless), true) }},
			"a stray continuation":    {1002, func(w *socket) { _ = w.raw(0x80, []byte(harmless), true) }},
			"a fragmented ping":       {1002, func(w *socket) { _ = w.raw(opPing, []byte("x"), true) }},
			"a big ping":              {1002, func(w *socket) { _ = w.raw(0x80|opPing, bytes.Repeat([]byte("x"), 126), true) }},
			"a close with a bad code": {1002, func(w *socket) { _ = w.send(opClose, []byte{3, 0xed}) }},
			"a good close":            {1000, func(w *socket) { _ = w.send(opClose, []byte{3, 0xe8}) }},
		} {
			t.Run(name, func(t *testing.T) {
				w := c.open(t)
				bad.send(w)
				w.ends(t, bad.code, patience)
			})
		}
	})
}

func TestFramesAllowed(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		w := s.as(s.ada(), s.last()).watch(t)
		expect := func(what string) {
			t.Helper()
			w.asked = append(w.asked, question{"1", "unsubscribe", "area:upplevelser", -1})
			if f := w.reply(t); f.o["ok"] != true {
				t.Errorf("%s: %s", what, f)
			}
		}
		w.say(harmless + strings.Repeat(" ", 4096-len(harmless)))
		expect("4,096 bytes")
		half := len(harmless) / 2
		_ = w.raw(opText, []byte(harmless[:half]), true)
		_ = w.raw(0x80|opPing, []byte("mitt i"), true)
		_ = w.raw(opContinue, []byte(harmless[half:half+3]), true)
		_ = w.raw(0x80|opContinue, []byte(harmless[half+3:]), true)
		expect("three fragments around a ping")
		_ = w.send(opPing, nil)
		_ = w.send(opPong, []byte("obedd"))
		w.say("\n \t" + harmless + "\r\n")
		expect("space around")
		for _, want := range []string{"mitt i", ""} {
			select {
			case got := <-w.pongs:
				if string(got) != want {
					t.Errorf("pong %q, want %q", got, want)
				}
			case <-time.After(patience):
				t.Fatal("no pong")
			}
		}
		_ = w.raw(opText, []byte("{\"id\":\"\xe2"), true)
		_ = w.raw(0x80|opContinue, []byte("\x82\xac\",\"op\":\"unsubscribe\",\"topic\":\"area:upplevelser\"}"), true)
		w.asked = append(w.asked, question{`"€"`, "unsubscribe", "area:upplevelser", -1})
		w.reply(t)
	})
}

func TestNoCompression(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		w := s.as(s.ada(), s.last()).open(t, "Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits")
		_ = w.raw(0xc1, []byte{0xaa, 0x56, 0xca, 0x4c, 0x51, 0xb2, 0x32, 0xac, 0x05, 0x00}, true)
		w.ends(t, 1002, patience)
	})
}

func TestTooManyFrames(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		w := s.as(s.ada(), s.last()).watch(t)
		for range 290 {
			w.putting(question{"1", "unsubscribe", "area:upplevelser", -1}, harmless)
		}
		for range 290 {
			w.reply(t)
		}
		for range 30 {
			w.say(harmless)
		}
		w.ends(t, 4429, patience)
	})
}

func TestSilence(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		begun := time.Now()
		c := s.as(s.ada(), s.last())
		w := c.handshaken(t)
		w.mute = true
		go w.read()
		w.ends(t, 1001, 80*time.Second)
		if took := time.Since(begun); took < 55*time.Second || took > 75*time.Second {
			t.Errorf("closed after %s of silence, want 60 s", took)
		}
		if len(w.pings) == 0 {
			t.Fatal("no ping in a minute")
		}
		if first := (<-w.pings).Sub(begun); first < 20*time.Second || first > 32*time.Second {
			t.Errorf("first ping after %s, want 25 s", first)
		}
	})
}

// handshaken is an open connection that nobody reads yet.
func (c caller) handshaken(t testing.TB, extra ...string) *socket {
	t.Helper()
	w, a := c.handshake(t, extra...)
	if w == nil {
		t.Fatalf("%s: want a WebSocket", a)
	}
	t.Cleanup(func() { _ = w.conn.Close() })
	return w
}
