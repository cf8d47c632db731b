package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"kraftsam/cmd/drill/stand"
)

// plan is how a drill goes.
type plan struct {
	about     string
	setups    []string
	length    map[string]time.Duration // of breaking, by set-up
	scale     float64                  // how long faults last
	gap       time.Duration            // between two faults
	calm      time.Duration            // before and after a fault whose mending is timed
	overlap   int                      // per cent of the light faults that come in twos
	nodes     int                      // of a pair
	writers   int
	readers   int
	mobile    int
	insiders  int
	threads   int
	pause     time.Duration // of a writer
	longPause time.Duration // of who writes long texts
	kinds     []string      // these alone, over and over; empty: all
	deadEnd   bool          // Redis is killed at the end and stays away
	strict    bool          // times are gates, and not only told
	enough    bool          // the numbers of the full set are demanded
	settings  []string
}

// base is what most plans have in common.
func base() plan {
	return plan{
		setups: []string{stand.Pair}, scale: 1, gap: 700 * time.Millisecond, calm: 700 * time.Millisecond, nodes: 2,
		writers: 8, readers: 12, mobile: 3, insiders: 3, threads: 4, pause: 300 * time.Millisecond, longPause: 300 * time.Millisecond,
		// Small enough that slow readers overflow and long absences start over.
		settings: []string{"KRAFTSAM_LIVE_QUEUE_BYTES=32768", "KRAFTSAM_LIVE_CATCHUP_EVENTS=150"},
	}
}

// plans are the plans by name. Those with kinds of their own are short and directed: what a mutant has to be caught by.
func plans() map[string]plan {
	short := base()
	short.about = "about two and a half minutes over both set-ups; times are told"
	short.setups = []string{stand.SQLite, stand.Pair}
	short.length = map[string]time.Duration{stand.SQLite: 30 * time.Second, stand.Pair: 80 * time.Second}
	short.overlap, short.scale, short.gap = 30, 0.5, 400*time.Millisecond

	full := base()
	full.about = "under an hour over both set-ups; times and numbers are gates"
	full.setups = []string{stand.SQLite, stand.Pair}
	full.length = map[string]time.Duration{stand.SQLite: 12 * time.Minute, stand.Pair: 40 * time.Minute}
	full.scale, full.gap, full.calm, full.overlap, full.nodes = 1, time.Second, 6*time.Second, 25, 3
	full.writers, full.readers, full.mobile, full.insiders, full.threads = 10, 24, 6, 6, 10
	full.strict, full.enough = true, true
	full.pause, full.longPause = 800*time.Millisecond, 1500*time.Millisecond // threads that can still be read whole at the end

	all := map[string]plan{"short": short, "full": full}
	for name, d := range directed {
		p := base()
		p.about, p.kinds, p.deadEnd, p.scale = "directed: "+strings.Join(d.kinds, ", "), d.kinds, d.deadEnd, 0.5
		if d.setup != "" {
			p.setups = []string{d.setup}
		}
		p.length = map[string]time.Duration{p.setups[0]: d.length}
		if d.shape != nil {
			d.shape(&p)
		}
		all[name] = p
	}
	return all
}

// directed are the directed plans.
var directed = map[string]struct {
	setup   string
	length  time.Duration
	kinds   []string
	deadEnd bool
	shape   func(*plan)
}{
	"calm":    {length: 8 * time.Second},
	"broker":  {length: 10 * time.Second, kinds: []string{"Redis listeners cut off", "Redis link reset again and again"}},
	"deadend": {length: 4 * time.Second, kinds: []string{"clients cut off"}, deadEnd: true},
	"rights":  {length: 18 * time.Second, kinds: []string{"right ended", "session ended"}},
	"frozen":  {length: 22 * time.Second, kinds: []string{"right ended while a node is frozen, and nothing tells it"}, shape: func(p *plan) { p.insiders = 9 }},
	"newcomers": {length: 20 * time.Second, kinds: []string{"readers come to a node that hears nothing from Redis", "readers come to a node that hears from PostgreSQL late"},
		shape: func(p *plan) { p.pause, p.threads = 150*time.Millisecond, 1 }},
	"slow":     {length: 22 * time.Second, kinds: []string{"readers take nothing", "readers slow"}, shape: func(p *plan) { p.mobile = 8 }},
	"storm":    {length: 16 * time.Second, kinds: []string{"many readers come and go", "clients cut off"}, shape: func(p *plan) { p.pause, p.threads = 60*time.Millisecond, 1 }},
	"commits":  {length: 20 * time.Second, kinds: []string{"node killed before it hears of its commit", "node killed before its commit arrives"}},
	"killed":   {length: 20 * time.Second, kinds: []string{"node killed", "node killed between commit and publish"}},
	"restored": {length: 8 * time.Second, kinds: []string{"backup restored under running clients"}},
	"database": {length: 16 * time.Second, kinds: []string{"database link cut in a commit", "PostgreSQL connections terminated", "PostgreSQL link reset"}},
	"file":     {setup: stand.SQLite, length: 20 * time.Second, kinds: []string{"node killed in the middle of writes, five times", "node killed before its answer arrives"}},
}

func planOf(name string) (plan, error) {
	all := plans()
	p, ok := all[name]
	if !ok {
		return p, fmt.Errorf("there is no plan %q; there are %s", name, strings.Join(slices.Sorted(maps.Keys(all)), ", "))
	}
	return p, nil
}
