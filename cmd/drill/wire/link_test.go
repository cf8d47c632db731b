package wire

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"
)

// echo answers every byte with itself.
func echo(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = io.Copy(c, c)
				_ = c.Close()
			}()
		}
	}()
	return l.Addr().String()
}

func linked(t *testing.T) (*Link, net.Conn) {
	t.Helper()
	l, err := New("test", echo(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l, dial(t, l)
}

func dial(t *testing.T, l *Link) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", l.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	return c
}

// answered sends words and gives what comes back before the connection ends or all is there.
func answered(t *testing.T, c net.Conn, words string) string {
	t.Helper()
	if _, err := io.WriteString(c, words); err != nil {
		return ""
	}
	got := make([]byte, len(words))
	n, _ := io.ReadFull(c, got)
	return string(got[:n])
}

func TestALinkPassesEverything(t *testing.T) {
	_, c := linked(t)
	words := string(bytes.Repeat([]byte("vatten "), 400_000))
	go func() { _, _ = io.WriteString(c, words) }()
	got := make([]byte, len(words))
	if _, err := io.ReadFull(c, got); err != nil || string(got) != words {
		t.Errorf("what came back is not what was sent: %v", err)
	}
}

func TestWhatIsHeldComesWhenTheHoldEnds(t *testing.T) {
	l, c := linked(t)
	answered(t, c, "hej")
	l.Bend(Shape{Hold: [2]bool{Down: true}})
	if _, err := io.WriteString(c, "håll"); err != nil {
		t.Fatal(err)
	}
	_ = c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := c.Read(make([]byte, 8)); err == nil {
		t.Errorf("%d bytes came through a silent link", n)
	}
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
	l.Bend(Shape{})
	got := make([]byte, len("håll"))
	if _, err := io.ReadFull(c, got); err != nil || string(got) != "håll" {
		t.Errorf("got %q after the hold: %v", got, err)
	}
}

func TestAResetCutsWhatIsThereAndRefusingWhatComes(t *testing.T) {
	l, c := linked(t)
	answered(t, c, "hej")
	if n := l.Reset(); n != 1 {
		t.Errorf("%d connections were cut, want 1", n)
	}
	if _, err := c.Read(make([]byte, 1)); err == nil {
		t.Error("a cut connection still gives something")
	}
	l.Bend(Shape{Refuse: true})
	if got := answered(t, dial(t, l), "hej"); got != "" {
		t.Errorf("a refusing link answered %q", got)
	}
}

func TestATrapCutsAtTheByte(t *testing.T) {
	l, c := linked(t)
	sprung := false
	trap := &Trap{Way: Down, Pattern: []byte("COMMIT"), Since: []byte("key"), Pass: 3, Then: func() { sprung = true }}
	l.Set(trap)
	if got := answered(t, c, "COMMIT "); got != "COMMIT " {
		t.Errorf("without what must come before it the trap sprang: %q", got)
	}
	if got := answered(t, c, "key "); got != "key " {
		t.Errorf("got %q", got)
	}
	if got := answered(t, c, "so COMMIT"); got != "so COM" {
		t.Errorf("got %q, want all up to the third byte of the pattern", got)
	}
	<-trap.Fired()
	if !sprung {
		t.Error("the trap did nothing")
	}
}
