package file_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"testing"

	"kraftsam/app/apptest/built"
	"kraftsam/app/file"
)

// clamd speaks the daemon's protocol and knows one virus. says is what it answers instead, if anything.
func clamd(t *testing.T, network, address, says string) net.Addr {
	t.Helper()
	listener, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			answer(conn, says)
		}
	}()
	return listener.Addr()
}

func answer(conn net.Conn, says string) {
	defer func() { _ = conn.Close() }()
	r := bufio.NewReader(conn)
	if command, err := r.ReadString(0); err != nil || command != "zINSTREAM\x00" {
		return
	}
	var whole bytes.Buffer
	for {
		var n uint32
		if binary.Read(r, binary.BigEndian, &n) != nil {
			return
		}
		if n == 0 {
			break
		}
		if _, err := io.CopyN(&whole, r, int64(n)); err != nil {
			return
		}
	}
	switch {
	case says != "":
	case bytes.Contains(whole.Bytes(), built.EICAR()):
		says = "stream: Eicar-Test-Signature FOUND\x00"
	default:
		says = "stream: OK\x00"
	}
	_, _ = io.WriteString(conn, says)
}

func TestTheScanner(t *testing.T) {
	tcp := "tcp://" + clamd(t, "tcp", "127.0.0.1:0", "").String()
	unix := "unix:" + clamd(t, "unix", filepath.Join(t.TempDir(), "clamd.sock"), "").String()
	answering := func(words string) string { return "tcp://" + clamd(t, "tcp", "127.0.0.1:0", words).String() }
	large := bytes.Repeat([]byte("a"), 1<<20)
	for name, c := range map[string]struct {
		address string
		content []byte
		code    string
	}{
		"clean": {tcp, large, ""}, "clean, over a socket": {unix, []byte("hej"), ""}, "a virus": {tcp, append(large, built.EICAR()...), "file_infected"},
		"nobody there": {"tcp://127.0.0.1:1", []byte("hej"), "scanner_away"}, "nobody at the socket": {"unix:/nowhere/clamd", []byte("hej"), "scanner_away"},
		"too large for it":     {answering("INSTREAM size limit exceeded. ERROR\x00"), []byte("hej"), "scanner_away"},
		"silent":               {answering("\x00"), []byte("hej"), "scanner_away"},
		"cut in the middle":    {answering("stream: OK"), []byte("hej"), "scanner_away"},
		"speaks of OK as well": {answering("stream: not OK\x00"), []byte("hej"), "scanner_away"},
	} {
		scanner, err := file.NewClamd(c.address)
		if err != nil {
			t.Fatal(name, err)
		}
		refused(t, name, c.code, scanner.Scan(ctx, bytes.NewReader(c.content)))
	}
	for _, wrong := range []string{"", "127.0.0.1:3310", "tcp://127.0.0.1", "http://x:1", "unix:relative", "tcp://x:1/path"} {
		if _, err := file.NewClamd(wrong); err == nil {
			t.Errorf("%q is taken for an address", wrong)
		}
	}
}

// Nothing is taken unseen: not what the scanner stops, and nothing at all while it is away.
func TestNothingIsTakenUnseen(t *testing.T) {
	there, _ := file.NewClamd("tcp://" + clamd(t, "tcp", "127.0.0.1:0", "").String())
	away, _ := file.NewClamd("tcp://127.0.0.1:1")
	for _, c := range []struct {
		scanner *file.Clamd
		content string
		code    string
	}{{there, "hej", ""}, {there, string(built.EICAR()), "file_infected"}, {away, "hej", "scanner_away"}} {
		each(t, func(o *file.Options) { o.Scanner = c.scanner }, func(t *testing.T, r *room) {
			_, err := r.send("Ada", r.v.Key("Ada"), "x.txt", built.Text, []byte(c.content))
			refused(t, c.content, c.code, err)
			if n := len(r.shelf()); (n == 1) != (c.code == "") {
				t.Errorf("%d files lie there", n)
			}
		})
	}
}
