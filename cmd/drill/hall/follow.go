package hall

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/fasthttp/websocket"

	"kraftsam/cmd/drill/client"
)

var (
	errReset   = errors.New("told to start over")
	errRefused = errors.New("may not watch")
)

// follow keeps the screen up to date until the context ends, over as many connections as it takes. It gives what a screen must never
// live through.
func (g *guest) follow(ctx context.Context) error {
	for try := 0; ctx.Err() == nil; try++ {
		door := g.h.doors[(g.n+try)%len(g.h.doors)]
		stood := time.Now()
		err := g.connect(ctx, door)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, errRefused):
			return err
		case errors.Is(err, errReset):
			g.resets++
			if err := g.look(ctx); err != nil {
				return err
			}
		}
		g.dropped++
		if time.Since(stood) > 5*time.Second {
			try = 0
		}
		client.Sleep(ctx, client.Backoff(try, 500*time.Millisecond, 10*time.Second))
	}
	return nil
}

func (g *guest) connect(ctx context.Context, door *client.Door) error {
	head := http.Header{}
	if g.pass.Cookie != "" {
		head.Set("Cookie", g.pass.Cookie)
		head.Set("Origin", g.pass.Site)
	}
	if g.pass.Token != "" {
		head.Set("Authorization", "Bearer "+g.pass.Token)
	}
	conn, res, err := (&websocket.Dialer{HandshakeTimeout: 10 * time.Second, ReadBufferSize: 4 << 10, WriteBufferSize: 1 << 10}).DialContext(ctx, "ws://"+door.Addr+"/api/live", head)
	if res != nil {
		_ = res.Body.Close()
	}
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	gone := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer gone()
	g.mu.Lock()
	ask := map[string]any{"id": 1, "op": "subscribe", "topic": g.h.topic, "after": g.seq, "epoch": g.epoch}
	g.mu.Unlock()
	words, err := json.Marshal(ask)
	if err != nil {
		return err
	}
	if err := conn.WriteMessage(websocket.TextMessage, words); err != nil {
		return err
	}
	for {
		_, text, err := conn.ReadMessage()
		if err != nil {
			return err
		}
		now := g.h.now()
		for raw := range bytes.SplitSeq(text, []byte("\n")) {
			if err := g.hear(raw, now); err != nil {
				return err
			}
		}
	}
}

// hear takes one object.
func (g *guest) hear(raw []byte, now time.Duration) error {
	if len(raw) == 0 {
		return nil
	}
	f, err := g.h.reading.read(raw)
	switch {
	case err != nil:
		return err
	case f.Reset:
		return errReset
	case f.Revoked, f.OK != nil && !*f.OK:
		return errRefused
	case f.OK != nil:
		g.h.watching.Add(1)
		return nil
	case f.Type == "":
		return nil
	}
	return g.take(f, now)
}
