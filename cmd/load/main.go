// Command load puts a running Kraftsam under a steady load and says what its readers saw: one thread, many sockets, posts at an
// even pace; beside them readers that are slow, readers that take nothing, and a churn of lost lines. It counts every event of
// every reader, so that it says lost, doubled or out of order where something was. It sends to loopback addresses only.
//
//	load -url http://127.0.0.1:8080 -token … -area jord-skog-vatten -sockets 500 -rate 20 -for 60s -slow 50 -dead 10
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"sync"
	"time"
)

type options struct {
	url, token, area, metrics  string
	sockets, slow, dead, churn int
	rate                       float64
	length                     time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.url, "url", "http://127.0.0.1:8080", "the server; on loopback")
	flag.StringVar(&o.token, "token", "", "an access token that may write: kraftsam token create")
	flag.StringVar(&o.area, "area", "jord-skog-vatten", "where the thread is started; anybody may read it")
	flag.StringVar(&o.metrics, "metrics", "", "address of the server's metrics, to tell goroutines and memory before and after")
	flag.IntVar(&o.sockets, "sockets", 500, "readers that take what comes")
	flag.IntVar(&o.slow, "slow", 0, "readers that take 1 kB a second")
	flag.IntVar(&o.dead, "dead", 0, "readers that take nothing until they are closed, then come back")
	flag.IntVar(&o.churn, "churn", 0, "lines lost a second")
	flag.Float64Var(&o.rate, "rate", 20, "posts a second")
	flag.DurationVar(&o.length, "for", 30*time.Second, "how long")
	flag.Parse()
	report, err := run(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
	text, _ := json.MarshalIndent(report, "", "  ") // numbers and strings
	fmt.Println(string(text))
}

// Report is what a run found. The three groups of readers are told apart.
type Report struct {
	Posts      int            `json:"posts"`
	Delivered  int64          `json:"delivered"`
	P50        float64        `json:"p50_ms"`
	P99        float64        `json:"p99_ms"`
	Wrong      int64          `json:"lost_doubled_or_out_of_order"`
	Reconnects int64          `json:"reconnects"`
	SlowMissed int64          `json:"slow_missed"`
	DeadClosed int64          `json:"dead_closed"`
	DeadMissed int64          `json:"dead_missed"`
	Before     *serverFigure  `json:"server_before,omitempty"`
	During     []serverFigure `json:"server_during,omitempty"`
	After      *serverFigure  `json:"server_after,omitempty"`
}

func run(o options) (*Report, error) {
	u, err := url.Parse(o.url)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(u.Hostname()); ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("%s is not on loopback", o.url)
	}
	w := &writer{options: o}
	if err := w.begin(); err != nil {
		return nil, fmt.Errorf("start a thread: %w", err)
	}
	r := &Report{}
	if r.Before, err = look(o.metrics); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	crowd := newCrowd(u.Host, w.place)
	var done sync.WaitGroup
	for _, group := range []struct {
		n    int
		kind kind
	}{{o.sockets, ready}, {o.slow, slow}, {o.dead, dead}} {
		for range group.n {
			reader := crowd.add(group.kind)
			done.Go(func() { reader.follow(ctx) })
		}
	}
	if err := crowd.everybodyWatches(); err != nil {
		return nil, err
	}
	go crowd.lose(ctx, o.churn)
	watched := make(chan struct{})
	go func() { defer close(watched); r.watch(ctx, o) }()
	if r.Posts, err = w.post(); err != nil {
		return nil, err
	}
	crowd.settle(w.last())
	cancel()
	crowd.cut()
	done.Wait()
	<-watched
	crowd.tell(r, w.last())
	r.After, err = lookLater(o.metrics, r.Before)
	return r, err
}
