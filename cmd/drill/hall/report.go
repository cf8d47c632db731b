package hall

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Limit is how long news may take to every other screen, for 99 of 100 of them.
const Limit = 500 * time.Millisecond

// Report is what happened in a full house. Times are milliseconds.
type Report struct {
	Setup       string    `json:"setup"`
	Guests      int       `json:"guests"`
	Screens     int       `json:"screens"`
	Writes      int       `json:"writes"`
	Delivered   int64     `json:"delivered"` // events, to all screens together
	Lost        int64     `json:"lost"`
	Resets      int       `json:"resets"`
	Reconnected int       `json:"reconnected"`
	Repeated    int64     `json:"repeated"` // calls that were not answered at first
	Last        string    `json:"last_repeated,omitempty"`
	Seen        Figures   `json:"seen"` // all kinds but the joins
	Kinds       []Figures `json:"kinds"`
	NodeSeconds []float64 `json:"node_seconds"` // of a processor, each node, from the first note to the end
	OwnSeconds  float64   `json:"own_seconds"`  // of the clients, since the beginning
	LoadBefore  string    `json:"load_before"`  // of the machine
	LoadAfter   string    `json:"load_after"`
	Broken      []string  `json:"broken"`
}

// Figures are how long something took: from sending to the last of its events on another screen, and to the answer.
type Figures struct {
	Kind      string  `json:"kind"`
	Writes    int     `json:"writes"`
	P50       float64 `json:"p50_ms"`
	P95       float64 `json:"p95_ms"`
	P99       float64 `json:"p99_ms"`
	Max       float64 `json:"max_ms"`
	AnswerP99 float64 `json:"answer_p99_ms"`
}

func (h *hall) report() *Report {
	return &Report{Setup: h.stand.Setup, Guests: len(h.guests), Screens: len(h.screens), LoadBefore: load()}
}

func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(string(text))[:3], " ")
}

// judge turns what was kept into figures, and says what was broken.
func (h *hall) judge(r *Report) {
	r.LoadAfter, r.Repeated = load(), h.again.Load()
	r.Last, _ = h.repeated.Load().(string)
	var own syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &own) == nil {
		r.OwnSeconds = time.Duration(own.Utime.Nano() + own.Stime.Nano()).Seconds()
	}
	for _, g := range h.screens {
		r.Lost += g.lost
		r.Resets += g.resets
		r.Reconnected += g.dropped
		for _, at := range g.seen {
			if at > 0 {
				r.Delivered++
			}
		}
	}
	byKind := map[string][]write{}
	var kinds []string
	for _, w := range h.writes {
		if byKind[w.kind] == nil {
			kinds = append(kinds, w.kind)
		}
		byKind[w.kind] = append(byKind[w.kind], w)
	}
	var all []write
	for _, kind := range kinds {
		r.Kinds = append(r.Kinds, h.figures(kind, byKind[kind]))
		if kind != "join" {
			all = append(all, byKind[kind]...)
		}
	}
	r.Seen, r.Writes = h.figures("all", all), len(all)
	r.Broken = append(r.Broken, h.faults...)
	if r.Lost > 0 {
		r.Broken = append(r.Broken, fmt.Sprintf("%d events were lost, doubled or out of order", r.Lost))
	}
	if limit := float64(Limit.Milliseconds()); r.Seen.P99 > limit && !h.o.Kill {
		r.Broken = append(r.Broken, fmt.Sprintf("news took %.0f ms (p99) to every other screen; at most %.0f ms was promised", r.Seen.P99, limit))
	}
}

// figures: whoever wrote something is not asked when they saw it, and a join is only answered.
func (h *hall) figures(kind string, writes []write) Figures {
	var seen, answered []time.Duration
	for _, w := range writes {
		answered = append(answered, w.took)
		for _, g := range h.screens {
			if g == w.by || w.seq <= 0 || w.seq >= int64(len(g.seen)) || g.seen[w.seq] == 0 {
				continue
			}
			seen = append(seen, g.seen[w.seq]-w.sent)
		}
	}
	f := Figures{Kind: kind, Writes: len(writes), AnswerP99: at(answered, 0.99)}
	f.P50, f.P95, f.P99, f.Max = at(seen, 0.5), at(seen, 0.95), at(seen, 0.99), at(seen, 1)
	return f
}

// at is below which a part of the times lies, in milliseconds.
func at(times []time.Duration, part float64) float64 {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	i := min(len(times)-1, int(part*float64(len(times))))
	return float64(times[i].Microseconds()) / 1000
}

// Tell writes a report for people.
func (r *Report) Tell(out io.Writer) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	say("%d guests, %d screens, %d writes, %d events delivered, %d lost, %d resets, %d reconnected, %d writes repeated", r.Guests, r.Screens, r.Writes, r.Delivered, r.Lost, r.Resets,
		r.Reconnected, r.Repeated)
	if r.Last != "" {
		say("the last that was repeated: %s", r.Last)
	}
	say("%-10s %7s %9s %9s %9s %9s %12s", "ms", "writes", "p50", "p95", "p99", "max", "answer p99")
	for _, f := range append(r.Kinds, r.Seen) {
		say("%-10s %7d %9.1f %9.1f %9.1f %9.1f %12.1f", f.Kind, f.Writes, f.P50, f.P95, f.P99, f.Max, f.AnswerP99)
	}
	say("CPU: nodes %.1f s, clients %.1f s; load of the machine %s before, %s after", r.NodeSeconds, r.OwnSeconds, r.LoadBefore, r.LoadAfter)
	for _, b := range r.Broken {
		say("BROKEN  %s", b)
	}
}
