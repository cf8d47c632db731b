package db_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/fault"
)

// wire stands between the product and PostgreSQL and can be cut, or go silent.
type wire struct {
	listener net.Listener
	server   string
	mu       sync.Mutex
	conns    []net.Conn
	away     bool
	silent   chan struct{} // not nil: nothing comes back until it is closed
}

// through gives the address of a database behind a wire.
func through(t *testing.T, address string) (*wire, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: l, server: u.Host}
	go w.run()
	t.Cleanup(func() { _ = l.Close(); w.cut() })
	u.Host = l.Addr().String()
	return w, u.String()
}

func (w *wire) run() {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", w.server)
		w.mu.Lock()
		if err != nil || w.away {
			w.mu.Unlock()
			_ = near.Close()
			if far != nil {
				_ = far.Close()
			}
			continue
		}
		w.conns = append(w.conns, near, far)
		w.mu.Unlock()
		go func() { _, _ = io.Copy(far, near) }()
		go w.back(near, far)
	}
}

func (w *wire) back(near, far net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := far.Read(buffer)
		if err != nil {
			_ = near.Close()
			return
		}
		w.mu.Lock()
		silent := w.silent
		w.mu.Unlock()
		if silent != nil {
			<-silent
		}
		if _, err := near.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.away = true
	for _, c := range w.conns {
		_ = c.Close()
	}
	w.conns = nil
}

func (w *wire) mend() {
	w.mu.Lock()
	w.away = false
	w.mu.Unlock()
}

func (w *wire) hush() (speak func()) {
	gate := make(chan struct{})
	w.mu.Lock()
	w.silent = gate
	w.mu.Unlock()
	return func() {
		w.mu.Lock()
		w.silent = nil
		w.mu.Unlock()
		close(gate)
	}
}

func unavailable(t *testing.T, what string, err error) {
	t.Helper()
	if f := fault.As(err); err == nil || f.Kind != fault.Unavailable || f.Code != "database_unavailable" || f.RetryAfter <= 0 {
		t.Errorf("%s: %v", what, err)
	}
}

func TestADatabaseThatIsAway(t *testing.T) {
	w, address := through(t, dbtest.Postgres(t))
	d := dbtest.Open(t, address)
	write := func(ctx context.Context) error { return put(ctx, d, "word", "written") }

	unavailable(t, "cut in a transaction", d.InTx(ctx, func(ctx context.Context) error {
		w.cut()
		return write(ctx)
	}))
	unavailable(t, "write", d.InTx(ctx, write))
	unavailable(t, "read", d.Read(ctx, func(context.Context) error { return nil }))
	unavailable(t, "statement", d.From(ctx).Exec("SELECT 1").Error)
	var one int
	unavailable(t, "question", d.From(ctx).Raw("SELECT 1").Scan(&one).Error)
	unavailable(t, "ping", d.Ping(ctx))
	_, err := db.Open(ctx, address)
	unavailable(t, "open", err)

	w.mend()
	if err := d.InTx(ctx, write); err != nil || get(t, ctx, d, "word") != "written" {
		t.Errorf("it came back: %v", err)
	}
}

func TestADatabaseThatSaysNothing(t *testing.T) {
	w, address := through(t, dbtest.Postgres(t))
	d := dbtest.Open(t, address)
	speak := w.hush()
	defer speak()
	short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	unavailable(t, "silence", d.InTx(short, func(ctx context.Context) error { return put(ctx, d, "word", "x") }))
}

func TestSomebodyWhoHoldsARowTooLong(t *testing.T) {
	d := dbtest.Open(t, dbtest.Postgres(t))
	mustPut(t, d, "word", "0")
	err := d.InTx(ctx, func(in context.Context) error {
		if err := put(in, d, "word", "held"); err != nil {
			return err
		}
		err := d.InTx(ctx, func(ctx context.Context) error { return put(ctx, d, "word", "waits") })
		unavailable(t, "a held row", err)
		if !db.IsLockTimeout(err) {
			t.Errorf("%v is no lock timeout", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// A question with a mistake in it is our fault and not the database's.
func TestOurOwnMistakesAreNotHidden(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.From(ctx).Exec("SELECT nonsense FROM nowhere").Error; err == nil || fault.KindOf(err) != fault.Internal {
			t.Error(err)
		}
	})
}
