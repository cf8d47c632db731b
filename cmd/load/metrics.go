package main

import (
	"bufio"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// serverFigure is what the server's own metrics say of it.
type serverFigure struct {
	Goroutines  int `json:"goroutines"`
	MemoryKiB   int `json:"memory_kib"` // resident
	Connections int `json:"connections"`
	Stalled     int `json:"stalled"` // connections closed because nothing was taken
}

// look reads the metrics; nil where no address is given.
func look(addr string) (*serverFigure, error) {
	if addr == "" {
		return nil, nil //nolint:nilnil // nobody asked
	}
	res, err := http.Get("http://" + addr + "/metrics") //nolint:noctx // loopback, one short question
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	f := &serverFigure{}
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		name, digits, _ := strings.Cut(lines.Text(), " ")
		n, err := strconv.ParseFloat(digits, 64)
		if err != nil {
			continue
		}
		switch name {
		case "go_goroutines":
			f.Goroutines = int(n)
		case "process_resident_memory_bytes":
			f.MemoryKiB = int(n / 1024)
		case "kraftsam_live_connections":
			f.Connections = int(n)
		case "kraftsam_live_stalled_total":
			f.Stalled = int(n)
		}
	}
	return f, lines.Err()
}

// watch looks ten times while the load runs.
func (r *Report) watch(ctx context.Context, o options) {
	tick := time.NewTicker(o.length / 10)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if f, err := look(o.metrics); err == nil && f != nil {
				r.During = append(r.During, *f)
			}
		}
	}
}

// lookLater gives the server half a minute to let go of what served the crowd.
func lookLater(addr string, before *serverFigure) (f *serverFigure, err error) {
	for limit := time.Now().Add(30 * time.Second); ; time.Sleep(time.Second) {
		if f, err = look(addr); f == nil || f.Goroutines <= before.Goroutines || time.Now().After(limit) {
			return f, err
		}
	}
}
