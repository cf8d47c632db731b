package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"kraftsam/app/migrations"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
)

// Times of a start and of what a node tidies.
const (
	databasePatience = 30 * time.Second
	databaseRetry    = time.Second
	tidyEvery        = time.Hour
	controlKept      = 7 * 24 * time.Hour
)

// serve opens the house and keeps it open until SIGTERM or SIGINT.
func serve(ctx context.Context, w World, c Config, _ []string) error {
	log := slog.New(slog.NewJSONHandler(w.Stderr, nil))
	ctx, cancel := signal.NotifyContext(ctx, syscall.SIGTERM, os.Interrupt)
	defer cancel()
	d, err := openPatiently(ctx, c.DatabaseURL, log)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	if err := migrations.Check(ctx, d); err != nil {
		return err
	}
	unlock, err := onlyNode(d)
	if err != nil {
		return err
	}
	defer unlock()
	if err := os.MkdirAll(c.DataDir, 0o750); err != nil {
		return fmt.Errorf("make the folder for files: %w", err)
	}
	name, err := redisPrefix(ctx, event.NewLog(d))
	if err != nil {
		return err
	}
	limits, err := limit.New(c.RateLimits, c.RedisURL, name)
	if err != nil {
		return err
	}
	defer func() { _ = limits.Close() }()
	h := newHouse(c, d, limits, log)
	if err := h.open(ctx); err != nil {
		return err
	}
	if err := h.site.HasFrontend(); err != nil {
		log.WarnContext(ctx, "pages are empty", "error", err)
	}
	return h.keepOpen(ctx)
}

// openPatiently waits for a PostgreSQL that is still starting.
func openPatiently(ctx context.Context, url string, log *slog.Logger) (*db.DB, error) {
	deadline := time.Now().Add(databasePatience)
	for {
		d, err := db.Open(ctx, url)
		if err == nil {
			return d, nil
		}
		if fault.KindOf(err) != fault.Unavailable || time.Now().After(deadline) || ctx.Err() != nil {
			return nil, fmt.Errorf("open the database: %w", err)
		}
		log.WarnContext(ctx, "the database is away", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(databaseRetry):
		}
	}
}

// onlyNode refuses a second serve on one SQLite file: its hub would not hear of the first one's writes at once, and two
// writers would wait for each other.
func onlyNode(d *db.DB) (unlock func(), err error) {
	if d.Dialect() != db.SQLite {
		return func() {}, nil
	}
	f, err := os.OpenFile(d.Path()+".serve.lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the database: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, misuse("%s is served by another kraftsam already; use PostgreSQL for more than one node", d.Path())
	}
	return func() { _ = f.Close() }, nil
}

// keepOpen serves the address of the settings.
func (h *House) keepOpen(ctx context.Context) error {
	listener, err := net.Listen("tcp", h.config.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	return h.Serve(ctx, listener)
}

// Serve runs the requests on a listener and all that lives beside them until ctx ends, and ends it all together.
func (h *House) Serve(ctx context.Context, listener net.Listener) error {
	inside, leave := context.WithCancel(context.Background())
	defer leave()
	g, inside := errgroup.WithContext(inside)
	g.Go(func() error { return h.hub.Run(inside) })
	g.Go(func() error { h.mail.Run(inside); return nil })
	g.Go(func() error { h.jobs.Run(inside); return nil })
	g.Go(func() error { h.pushes.Run(inside); return nil })
	g.Go(func() error { h.notices.KeepLive(inside, h.hub.Sessions, h.log); return nil })
	g.Go(func() error { h.tidy(inside); return nil })
	g.Go(func() error { h.ballots.Run(inside, h.log); return nil })
	g.Go(func() error { return h.serveMetrics(inside) })
	g.Go(func() error { return h.site.Fiber().Listener(listener) })
	h.log.InfoContext(ctx, "open", "addr", listener.Addr().String(), "url", h.config.URL.String(), "version", Version)
	select {
	case <-ctx.Done():
	case <-inside.Done():
	}
	stopping, cancel := context.WithTimeout(context.Background(), h.config.StopTimeout)
	defer cancel()
	h.close(stopping)
	leave()
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	h.log.InfoContext(ctx, "closed")
	return nil
}

// close refuses what is new, sends the sockets away and waits for what is under way.
func (h *House) close(ctx context.Context) {
	h.log.InfoContext(ctx, "closing")
	h.site.Stop()
	if err := h.hub.Stop(ctx); err != nil {
		h.log.WarnContext(ctx, "sockets were cut", "error", err)
	}
	if err := h.site.Shutdown(ctx); err != nil {
		h.log.WarnContext(ctx, "requests were cut", "error", err)
	}
	h.jobs.Stop(ctx)
	h.pushes.Stop(ctx)
	if err := h.broker.Close(); err != nil {
		h.log.WarnContext(ctx, "the broker did not close", "error", err)
	}
}

// tidy forgets what has served its time.
func (h *House) tidy(ctx context.Context) {
	tick := time.NewTicker(tidyEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			for _, err := range []error{h.events.PurgeKeys(ctx), h.drafts.Purge(ctx), h.files.Sweep(ctx), h.jobs.Purge(ctx), h.notices.Purge(ctx), h.workshops.Purge(ctx), h.mail.Purge(ctx), h.events.Prune(ctx, "control", db.Now().Add(-controlKept))} {
				if err != nil {
					h.log.WarnContext(ctx, "not tidied", "error", err)
				}
			}
		}
	}
}
