// Package wire is a TCP proxy that breaks what passes through it: it resets, holds, delays and thins out either direction, and
// cuts at an exact byte. It knows no protocol; what to look for is told to it.
package wire

import (
	"bytes"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Direction is which way bytes go.
type Direction int

// The directions, seen from who dials.
const (
	Up   Direction = iota // to the server
	Down                  // back to who dialled
)

// Shape is how a link behaves. The zero Shape passes everything at once.
type Shape struct {
	Refuse  bool    // new connections are reset
	Hold    [2]bool // nothing passes this way; it comes when the hold ends, as TCP would have it
	Latency time.Duration
	Jitter  time.Duration
	Rate    int // bytes a second, each way and connection; 0: any number
}

// Link is one proxied way to a server.
type Link struct {
	Name     string
	target   string
	listener net.Listener

	mu      sync.Mutex
	shape   Shape
	changed chan struct{} // closed when shape changes
	pairs   map[*pair]bool
	traps   []*Trap
}

// pair is one connection and its continuation.
type pair struct {
	in   *net.TCPConn
	out  atomic.Pointer[net.TCPConn]
	done chan struct{}
	once sync.Once

	mu     sync.Mutex
	passed map[*Trap]bool // what each trap wants to have gone up before
}

// ripe says whether what the trap waits for may come now, after looking at what goes up.
func (p *pair) ripe(t *Trap, d Direction, data []byte) bool {
	if t.Since == nil {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if d == Up && bytes.Contains(data, t.Since) {
		if p.passed == nil {
			p.passed = map[*Trap]bool{}
		}
		p.passed[t] = true
	}
	return p.passed[t]
}

// reset ends both sides so that the peers notice an error, and not an orderly end.
func (p *pair) reset() {
	p.once.Do(func() {
		close(p.done)
		for _, c := range []*net.TCPConn{p.in, p.out.Load()} {
			if c != nil {
				_ = c.SetLinger(0)
				_ = c.Close()
			}
		}
	})
}

// end ends both sides in order.
func (p *pair) end() {
	p.once.Do(func() {
		close(p.done)
		_, _ = p.in.Close(), p.out.Load().Close()
	})
}

// New makes a link to target on a free loopback port.
func New(name, target string) (*Link, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &Link{Name: name, target: target, listener: listener, changed: make(chan struct{}), pairs: map[*pair]bool{}}
	go l.serve()
	return l, nil
}

// Addr is where the link listens.
func (l *Link) Addr() string { return l.listener.Addr().String() }

// Close ends the link and all that goes through it.
func (l *Link) Close() {
	_ = l.listener.Close()
	l.Reset()
}

// Bend changes how the link behaves.
func (l *Link) Bend(s Shape) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shape = s
	close(l.changed)
	l.changed = make(chan struct{})
}

// Reset cuts every connection that goes through the link and says how many there were.
func (l *Link) Reset() int {
	l.mu.Lock()
	pairs := make([]*pair, 0, len(l.pairs))
	for p := range l.pairs {
		pairs = append(pairs, p)
	}
	l.mu.Unlock()
	for _, p := range pairs {
		p.reset()
	}
	return len(pairs)
}

func (l *Link) look() (Shape, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.shape, l.changed
}

func (l *Link) serve() {
	for {
		in, err := l.listener.Accept()
		if err != nil {
			return
		}
		go l.join(in.(*net.TCPConn))
	}
}

// join dials on and passes bytes both ways until one side ends.
func (l *Link) join(in *net.TCPConn) {
	p := &pair{in: in, done: make(chan struct{})}
	l.mu.Lock()
	l.pairs[p] = true
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		delete(l.pairs, p)
		l.mu.Unlock()
	}()
	if shape, _ := l.look(); shape.Refuse || !l.pass(p, Up) {
		p.reset()
		return
	}
	dialled, err := (&net.Dialer{Timeout: 5 * time.Second, Control: narrow}).Dial("tcp", l.target)
	if err != nil {
		p.reset()
		return
	}
	out := dialled.(*net.TCPConn)
	p.out.Store(out)
	select {
	case <-p.done: // it was reset while we dialled
		_ = out.Close()
		return
	default:
	}
	_ = in.SetWriteBuffer(bufferBytes)
	var both sync.WaitGroup
	both.Go(func() { l.carry(p, Up, p.in, out) })
	both.Go(func() { l.carry(p, Down, out, p.in) })
	both.Wait()
}

// Sizes of what the link itself keeps of a direction.
const (
	chunkBytes  = 4 << 10
	bufferBytes = 16 << 10
	waiting     = 4
)

// narrow keeps little on the way from a server, so that it feels it when nothing is taken. Segments are as short as on a real
// network: loopback's own are longer than so small a window, and each would wait for a timer.
func narrow(_, _ string, c syscall.RawConn) error {
	const segment = 1400
	return c.Control(func(fd uintptr) {
		_ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, bufferBytes)
		_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, segment)
	})
}

// parcel is a piece of the stream and when it may go on.
type parcel struct {
	data []byte
	due  time.Time
}

// carry passes one direction. The reading goroutine stamps each piece with when it is due, the writing one waits for that.
func (l *Link) carry(p *pair, d Direction, from, to *net.TCPConn) {
	pieces := make(chan parcel, waiting)
	go func() {
		defer close(pieces)
		for {
			chunk := make([]byte, chunkBytes)
			n, err := from.Read(chunk)
			if n > 0 {
				shape, _ := l.look()
				select {
				case pieces <- parcel{chunk[:n], time.Now().Add(shape.delay())}:
				case <-p.done:
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	for piece := range pieces {
		if !wait(p, time.Until(piece.due)) || !l.pass(p, d) || !l.spring(p, d, piece.data, to) {
			p.reset()
			return
		}
		if shape, _ := l.look(); shape.Rate > 0 && !wait(p, time.Duration(len(piece.data))*time.Second/time.Duration(shape.Rate)) {
			return
		}
	}
	p.end()
}

func (s Shape) delay() time.Duration {
	if s.Jitter <= 0 {
		return s.Latency
	}
	return max(0, s.Latency+time.Duration(rand.Int64N(int64(2*s.Jitter)))-s.Jitter) //nolint:gosec // not secret
}

// wait sleeps; false: the connection ended meanwhile.
func wait(p *pair, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-p.done:
		return false
	}
}

// pass waits while the direction is held; false: the connection ended meanwhile.
func (l *Link) pass(p *pair, d Direction) bool {
	for {
		shape, changed := l.look()
		if !shape.Hold[d] {
			return true
		}
		select {
		case <-changed:
		case <-p.done:
			return false
		}
	}
}

// Trap waits for bytes on a link and does something at that very moment.
type Trap struct {
	Way     Direction
	Pattern []byte
	Since   []byte // only on a connection that these bytes went up before; nil: on any
	Pass    int    // bytes that still pass, counted from the first of the pattern; negative: all of the piece
	Then    func() // runs while nothing more passes; afterwards the connection is cut

	fired chan struct{}
}

// Fired is closed when the trap has sprung and Then is done.
func (t *Trap) Fired() <-chan struct{} { return t.fired }

// Set sets a trap, for once, and gives the way to take it up again.
func (l *Link) Set(t *Trap) (remove func()) {
	t.fired = make(chan struct{})
	l.mu.Lock()
	defer l.mu.Unlock()
	l.traps = append(l.traps, t)
	return func() { l.disarm(t) }
}

// disarm takes a trap away; false: somebody else did.
func (l *Link) disarm(t *Trap) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.traps, t)
	if i < 0 {
		return false
	}
	l.traps = slices.Delete(l.traps, i, i+1)
	return true
}

// spring writes a piece, unless a trap waits for what is in it.
func (l *Link) spring(p *pair, d Direction, data []byte, to *net.TCPConn) bool {
	l.mu.Lock()
	traps := slices.Clone(l.traps)
	l.mu.Unlock()
	for _, t := range traps {
		ripe, at := p.ripe(t, d, data), bytes.Index(data, t.Pattern)
		if t.Way != d || at < 0 || !ripe || !l.disarm(t) {
			continue
		}
		pass := len(data)
		if t.Pass >= 0 {
			pass = min(pass, at+t.Pass)
		}
		_, _ = to.Write(data[:pass])
		t.Then()
		close(t.fired)
		return false
	}
	_, err := to.Write(data)
	return err == nil
}
