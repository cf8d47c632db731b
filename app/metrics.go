package app

import (
	"context"
	"errors"
	"math"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kraftsam/app/platform/job"
	"kraftsam/app/platform/live"
)

// serveMetrics answers Prometheus on an address of its own, so that figures are not public; off where none is set.
func (h *House) serveMetrics(ctx context.Context) error {
	if h.config.MetricsAddr == "" {
		return nil
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	h.liveMetrics(registry)
	h.jobMetrics(ctx, registry)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	server := &http.Server{Addr: h.config.MetricsAddr, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// jobMetrics are the same on every node: they are of the database. What cannot be asked is not a number.
func (h *House) jobMetrics(ctx context.Context, registry *prometheus.Registry) {
	gauge := func(name, help string, read func(job.Counts) int64) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "kraftsam_jobs_" + name, Help: help}, func() float64 {
			ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
			defer cancel()
			c, err := h.jobs.Counts(ctx)
			if err != nil {
				return math.NaN()
			}
			return float64(read(c))
		}))
	}
	gauge("waiting", "Jobs to do, now or later.", func(c job.Counts) int64 { return c.Waiting })
	gauge("late", "Jobs due for more than a minute.", func(c job.Counts) int64 { return c.Late })
	gauge("dead", "Jobs that nobody tries any more.", func(c job.Counts) int64 { return c.Dead })
	registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "kraftsam_letters_dead", Help: "Letters that nobody tries to send any more."}, func() float64 {
		ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		c, err := h.mail.Counts(ctx)
		if err != nil {
			return math.NaN()
		}
		return float64(c.Dead)
	}))
}

func (h *House) liveMetrics(registry *prometheus.Registry) {
	gauge := func(name, help string, read func(live.Stats) int64) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "kraftsam_live_" + name, Help: help},
			func() float64 { return float64(read(h.hub.Stats())) }))
	}
	count := func(name, help string, read func(live.Stats) int64) {
		registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "kraftsam_live_" + name + "_total", Help: help},
			func() float64 { return float64(read(h.hub.Stats())) }))
	}
	gauge("connections", "Open live connections.", func(s live.Stats) int64 { return s.Connections })
	gauge("subscriptions", "Standing subscriptions.", func(s live.Stats) int64 { return s.Subscriptions })
	gauge("topics", "Topics that somebody watches.", func(s live.Stats) int64 { return s.Topics })
	count("delivered", "Events put into a connection's queue.", func(s live.Stats) int64 { return s.Delivered })
	count("holes", "Reads of the log because a topic had missed something.", func(s live.Stats) int64 { return s.Holes })
	count("catchups", "Portions read for subscriptions that were behind.", func(s live.Stats) int64 { return s.Catchups })
	count("overflows", "Subscriptions that fell back to the log.", func(s live.Stats) int64 { return s.Overflows })
	count("stalled", "Connections closed because nothing was taken.", func(s live.Stats) int64 { return s.Stalled })
	count("sweeps", "Looks at the log.", func(s live.Stats) int64 { return s.Sweeps })
	count("sweeps_failed", "Looks at the log that the database did not answer.", func(s live.Stats) int64 { return s.SweepsFailed })
	count("broker_drops", "Messages that the broker did not pass on.", func(s live.Stats) int64 { return s.BrokerDrops })
}
