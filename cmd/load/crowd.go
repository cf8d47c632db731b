package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// patience is how long the crowd is waited for at the beginning and at the end.
const patience = 2 * time.Minute

// crowd is all readers of the thread.
type crowd struct {
	host    string
	from    place
	readers []*reader

	watching   atomic.Int64
	reconnects atomic.Int64
	deadClosed atomic.Int64

	mu   sync.Mutex
	took []time.Duration // from just before a post to a ready reader's sight of it
}

func newCrowd(host string, from place) *crowd { return &crowd{host: host, from: from} }

func (c *crowd) add(k kind) *reader {
	r := &reader{crowd: c, kind: k, loses: k == ready}
	r.seq.Store(c.from.Seq)
	c.readers = append(c.readers, r)
	return r
}

func (c *crowd) everybodyWatches() error {
	limit := time.Now().Add(patience)
	for c.watching.Load() < int64(len(c.readers)) {
		if time.Now().After(limit) {
			return errors.New("not everybody could watch: raise KRAFTSAM_LIVE_ADDRESS_CONNECTIONS")
		}
		time.Sleep(10 * time.Millisecond)
	}
	return nil
}

// lose cuts lines at random, as a bad network would.
func (c *crowd) lose(ctx context.Context, perSecond int) {
	if perSecond <= 0 {
		return
	}
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if r := c.readers[rand.IntN(len(c.readers))]; r.loses {
				r.cut()
			}
		}
	}
}

// settle waits until everybody has the last post.
func (c *crowd) settle(last int64) {
	limit := time.Now().Add(patience)
	for _, r := range c.readers {
		r.hurry.Store(true)
		for r.seq.Load() < last && time.Now().Before(limit) {
			time.Sleep(10 * time.Millisecond)
		}
	}
}

func (c *crowd) cut() {
	for _, r := range c.readers {
		r.cut()
	}
}

func (c *crowd) tell(r *Report, last int64) {
	r.Reconnects, r.DeadClosed = c.reconnects.Load(), c.deadClosed.Load()
	for _, x := range c.readers {
		r.Wrong += x.wrong
		r.Delivered += x.seq.Load() - c.from.Seq
		switch missed := last - x.seq.Load(); {
		case x.kind == slow:
			r.SlowMissed += missed
		case x.late:
			r.DeadMissed += missed
		default:
			r.Wrong += missed
		}
	}
	slices.Sort(c.took)
	if n := len(c.took); n > 0 {
		r.P50, r.P99 = float64(c.took[n/2])/1e6, float64(c.took[n*99/100])/1e6
	}
}

// dial connects. A narrow line is like one over a real network: on loopback a segment is 64 kB, and the kernel would tell the
// server nothing of what a slow reader takes before it has taken that much.
func dial(host string, narrow bool) (net.Conn, error) {
	d := net.Dialer{}
	if narrow {
		d.Control = func(_, _ string, raw syscall.RawConn) error {
			return raw.Control(func(fd uintptr) {
				_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, 1460)
				_ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 4<<10)
			})
		}
	}
	return d.Dial("tcp", host)
}
