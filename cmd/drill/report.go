package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"kraftsam/cmd/drill/check"
	"kraftsam/cmd/drill/fault"
	"kraftsam/cmd/drill/record"
	"kraftsam/cmd/drill/stand"
)

// result is what one drill of one set-up found.
type result struct {
	Setup      string                 `json:"setup"`
	Seconds    float64                `json:"seconds"`
	Posts      int                    `json:"posts_acknowledged"`
	Writes     map[string]int         `json:"writes"`
	Sights     int                    `json:"events_seen"`
	Pages      int                    `json:"pages_read"`
	Readers    int                    `json:"readers"`
	Histories  int                    `json:"histories"`
	Faults     map[string]int         `json:"faults"`
	NotMade    map[string]int         `json:"faults_not_made"`
	Inside     map[string]int64       `json:"inside"`
	Seen       map[string]percentiles `json:"post_to_seen_ms"`
	Returns    map[string]percentiles `json:"returns_ms"`
	Broken     map[string]int         `json:"violations"`
	Violations []check.Violation      `json:"first_violations"`
	Late       []string               `json:"late"`         // gates of time that were missed
	Quiet      []string               `json:"inconclusive"` // what should have happened inside and did not
	Alarms     []string               `json:"alarms"`       // what nodes said that they should not have to say
}

// percentiles of durations, in milliseconds.
type percentiles struct {
	Count int     `json:"count"`
	P50   float64 `json:"p50"`
	P95   float64 `json:"p95"`
	P99   float64 `json:"p99"`
	Max   float64 `json:"max"`
}

func percentilesOf(all []time.Duration) percentiles {
	if len(all) == 0 {
		return percentiles{}
	}
	slices.Sort(all)
	at := func(q float64) float64 {
		return float64(all[min(len(all)-1, int(q*float64(len(all))))].Microseconds()) / 1000
	}
	return percentiles{len(all), at(0.50), at(0.95), at(0.99), float64(all[len(all)-1].Microseconds()) / 1000}
}

// grace is how long after the end of a right something that was written then may still be shown: two seconds by the protocol
// where the broker or the database is away, and one for a busy machine.
const grace = 3 * time.Second

// judge turns notes into a result.
func (r *run) judge(o options, took time.Duration) (result, error) {
	h := r.note.History()
	if o.out != "" {
		if err := h.Save(fmt.Sprintf("%s/%s.jsonl", o.out, r.setup)); err != nil {
			return result{}, err
		}
	}
	found, counts := check.Judge(h, r.truths, check.Options{Grace: grace})
	res := result{Setup: r.setup, Seconds: took.Seconds(), Readers: len(h.Settled), Histories: len(r.truths), Violations: found, Broken: counts,
		Inside: h.Counters, Writes: map[string]int{}, Faults: map[string]int{}, NotMade: map[string]int{}, Late: []string{}, Quiet: []string{}}
	for _, w := range h.Writes {
		if w.Answer() != nil {
			res.Writes[w.Act]++
		}
	}
	res.Posts = res.Writes[record.Post]
	for _, s := range h.Sights {
		switch s.Kind {
		case record.Saw:
			res.Sights++
		case record.Read:
			res.Pages++
		}
	}
	for _, f := range h.Faults {
		if f.Failure == "" {
			res.Faults[f.Kind]++
		} else {
			res.NotMade[f.Kind]++
		}
	}
	for _, n := range r.stand.Nodes {
		res.Alarms = append(res.Alarms, n.Alarms()...)
	}
	r.times(h, &res)
	r.conclusive(&res)
	return res, nil
}

// times measures how long news took and how long order took to return, and holds both against the gates.
func (r *run) times(h record.History, res *result) {
	res.Seen = map[string]percentiles{}
	latencies := latenciesOf(h)
	for name, all := range latencies {
		res.Seen[name] = percentilesOf(all)
	}
	if p := res.Seen[withoutRedis]; p.Count > 0 && p.P99 > 2000 {
		res.Late = append(res.Late, fmt.Sprintf("with Redis dead a post was seen after %.0f ms at p99, 2000 are allowed", p.P99))
	}
	if n := refusedWithoutRedis(h); n > 0 {
		res.Late = append(res.Late, fmt.Sprintf("with Redis dead %d posts were not accepted at once", n))
	}
	returns := map[string][]time.Duration{}
	allowed := map[string]time.Duration{record.MarkKilled: gateCurrent, record.MarkPostgres: 5 * time.Second, record.MarkHealed: gateCurrent}
	for _, m := range h.Marks {
		returns[m.What] = append(returns[m.What], m.Took)
		if m.Late || m.Took > allowed[m.What] {
			res.Late = append(res.Late, fmt.Sprintf("at %.2fs: %s after %.1f s, %.0f are allowed", m.At.Seconds(), m.What, m.Took.Seconds(), allowed[m.What].Seconds()))
		}
	}
	res.Returns = map[string]percentiles{}
	for what, all := range returns {
		res.Returns[what] = percentilesOf(all)
	}
}

// The windows that latencies are told for.
const (
	inCalm       = "calm"
	inFaults     = "in faults"
	withoutRedis = "Redis dead"
)

// settling is how long after a fault its window reaches.
const settling = 1500 * time.Millisecond

// latenciesOf measures from the first sending of a post to each reader's sight of it.
func latenciesOf(h record.History) map[string][]time.Duration {
	type spot struct {
		topic, epoch string
		seq          int64
	}
	sent := map[spot]record.Time{}
	for _, w := range h.Writes {
		if a := w.Answer(); a != nil && w.Act == record.Post {
			sent[spot{a.Ref.Topic, a.Ref.Epoch, a.Ref.Seq}] = w.Sent()
		}
	}
	all := map[string][]time.Duration{}
	for _, s := range h.Sights {
		from, ok := sent[spot{s.Topic, s.Epoch, s.Seq}]
		if !ok || s.Kind != record.Saw {
			continue
		}
		window := inCalm
		for _, f := range h.Faults {
			if from < f.End+settling && s.At > f.Start {
				window = inFaults
				break
			}
		}
		all[window] = append(all[window], s.At-from)
		if redisDead(h, from) {
			all[withoutRedis] = append(all[withoutRedis], s.At-from)
		}
	}
	return all
}

// redisDead says whether Redis, and nothing else, was dead at a moment and for a second more.
func redisDead(h record.History, at record.Time) bool {
	dead := false
	for _, f := range h.Faults {
		switch {
		case f.Kind == fault.RedisKilled && at >= f.Start && at+time.Second < f.End:
			dead = true
		case f.Kind != fault.RedisKilled && at < f.End+settling && at > f.Start:
			return false
		}
	}
	return dead
}

func refusedWithoutRedis(h record.History) (n int) {
	for _, w := range h.Writes {
		if len(w.Tries) > 1 && w.Act == record.Post && redisDead(h, w.Sent()) {
			n++
		}
	}
	return n
}

// conclusive says what should have happened inside and did not: then nothing was proven.
func (r *run) conclusive(res *result) {
	demand := func(name, what string) {
		if res.Inside[name] == 0 {
			res.Quiet = append(res.Quiet, what)
		}
	}
	if r.plan.kinds != nil || len(r.kinds()) == 0 { // directed plans stir one thing only
		return
	}
	demand("connections lost", "no connection was lost")
	demand("nodes: catchups", "no reader was caught up from the log")
	demand("repeats", "no write was repeated")
	demand("replays", "no repeat was recognised")
	if r.setup == stand.Pair {
		demand("nodes: holes", "no hole was filled")
	}
	made := 0
	for _, n := range res.Faults {
		made += n
	}
	if made == 0 {
		res.Quiet = append(res.Quiet, "nothing was broken")
	}
}

// tell prints a result for people.
func (res result) tell(out io.Writer) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	say("\n%s: %d posts acknowledged (%v), %d events seen by %d readers, %d pages read, %d histories, %.0f s", res.Setup, res.Posts, res.Writes, res.Sights, res.Readers, res.Pages,
		res.Histories, res.Seconds)
	made := 0
	for _, n := range res.Faults {
		made += n
	}
	say("  %d faults of %d kinds", made, len(res.Faults))
	for _, k := range slices.Sorted(maps.Keys(res.Faults)) {
		say("    %4d  %s", res.Faults[k], k)
	}
	for _, k := range slices.Sorted(maps.Keys(res.NotMade)) {
		say("    %4d  %s (not made)", res.NotMade[k], k)
	}
	say("  inside")
	for _, k := range slices.Sorted(maps.Keys(res.Inside)) {
		say("    %8d  %s", res.Inside[k], k)
	}
	say("  milliseconds from sending a post to seeing it      p50      p95      p99      max")
	for _, k := range slices.Sorted(maps.Keys(res.Seen)) {
		p := res.Seen[k]
		say("    %-40s %8d %8.1f %8.1f %8.1f %8.1f", k, p.Count, p.P50, p.P95, p.P99, p.Max)
	}
	say("  milliseconds until order returned")
	for _, k := range slices.Sorted(maps.Keys(res.Returns)) {
		p := res.Returns[k]
		say("    %-40s %8d %8.1f %8.1f %8.1f %8.1f", k, p.Count, p.P50, p.P95, p.P99, p.Max)
	}
	for _, l := range res.Late {
		say("  LATE  %s", l)
	}
	for _, q := range res.Quiet {
		say("  INCONCLUSIVE  %s", q)
	}
	for _, a := range res.Alarms {
		say("  ALARM  %s", a)
	}
	for _, rule := range slices.Sorted(maps.Keys(res.Broken)) {
		say("  BROKEN  %d times: %s", res.Broken[rule], rule)
	}
	for _, v := range res.Violations {
		say("    %8.2fs  %s\n             %s", v.At.Seconds(), v.Rule, v.What)
	}
}
