package file

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"

	"kraftsam/app/platform/fault"
)

// Scanner looks for viruses. It answers an error for what it found, and for whatever keeps it from looking.
type Scanner interface {
	Scan(ctx context.Context, r io.Reader) error
}

var (
	errInfected = fault.New(fault.Invalid, "file_infected", "The virus scanner stopped this file. Have your computer looked through.")
	errUnseen   = fault.New(fault.Unavailable, "scanner_away", "Files cannot be looked through for viruses just now, and none is taken unseen. Try again in a while.").After(time.Minute)
)

var _ = fault.Register("file_infected", "scanner_away")

// Clamd is a virus scanner that speaks the protocol of ClamAV's daemon, INSTREAM.
type Clamd struct{ Network, Address string }

// NewClamd reads an address: tcp://host:port or unix:/path.
func NewClamd(address string) (*Clamd, error) {
	u, err := url.Parse(address)
	switch {
	case err == nil && u.Scheme == "tcp" && u.Hostname() != "" && u.Port() != "" && u.Path == "":
		return &Clamd{"tcp", u.Host}, nil
	case err == nil && u.Scheme == "unix" && u.Host == "" && strings.HasPrefix(u.Path, "/"):
		return &Clamd{"unix", u.Path}, nil
	}
	return nil, errors.New("must be tcp://host:port or unix:/path")
}

// scanTime bounds one scan.
const scanTime = time.Minute

// scanPortion is how many bytes are sent at a time.
const scanPortion = 64 << 10

// Scan sends the bytes and hears the verdict. Whatever is not a clear word that they are clean refuses them.
func (c *Clamd) Scan(ctx context.Context, r io.Reader) error {
	ctx, cancel := context.WithTimeout(ctx, scanTime)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, c.Network, c.Address)
	if err != nil {
		return errUnseen.Because(err)
	}
	defer func() { _ = conn.Close() }()
	deadline, _ := ctx.Deadline()
	_ = conn.SetDeadline(deadline) // a connection that is gone says so below
	sent := instream(conn, r)
	// A scanner that has heard enough answers and hangs up before the end.
	verdict, err := bufio.NewReader(io.LimitReader(conn, 4<<10)).ReadString(0)
	switch verdict = strings.TrimRight(verdict, "\x00\n"); {
	case strings.HasSuffix(verdict, " FOUND"):
		return errInfected
	case err != nil || sent != nil:
		return errUnseen.Because(errors.Join(err, sent))
	case verdict != "stream: OK":
		return errUnseen.Because(fmt.Errorf("the scanner says %q", verdict))
	}
	return nil
}

// instream writes portions, each after its length, and an empty one as the end.
func instream(w io.Writer, r io.Reader) error {
	if _, err := io.WriteString(w, "zINSTREAM\x00"); err != nil {
		return err
	}
	buf := make([]byte, 4+scanPortion)
	for {
		n, err := io.ReadFull(r, buf[4:])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		binary.BigEndian.PutUint32(buf, uint32(n))
		if _, err := w.Write(buf[:4+n]); err != nil || n == 0 {
			return err
		}
	}
}
