package hall

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// wall is what a wall is without its notes, as reading it and events show it.
type wall struct {
	ID      string
	Version int64
	Phase   string
	Counts  *struct{ Notes, Writers int64 }
}

type note struct {
	ID, Wall  string
	Version   int64
	Text      string
	Cluster   string
	Place     int64
	Into      string
	Withdrawn bool
}

type cluster struct {
	ID, Wall string
	Version  int64
	Name     string
	Place    int64
	Removed  bool
}

type dots struct {
	Wall, On       string
	N              *int64
	Placed, Dotted int64
	Shown          bool
	Counts         []count
}

type count struct {
	On string
	N  int64
}

// speech is a hand that is up, or that somebody speaks.
type speech struct{ ID, State string }

type question struct {
	ID       string
	Version  int64
	Text     string
	Status   string
	Supports int64
}

// stage is where the workshop stands, without its clock.
type stage struct {
	Version     int64
	State, Step string
	PausedAt    string `json:"paused_at"`
	Ran         []run
}

type run struct {
	Step      string
	StartedAt string `json:"started_at"`
	EndsAt    string `json:"ends_at"`
	LeftAt    string `json:"left_at"`
}

// screen is what somebody in the room sees: read once, and kept up to date by events alone.
type screen struct {
	wall      wall
	notes     map[string]note
	clusters  map[string]cluster
	dots      dots
	hands     map[string]string // state, by id
	questions map[string]question
	stage     stage
}

// wallAnswer, floorAnswer, askedAnswer and roomAnswer are what is read.
type wallAnswer struct {
	wall
	Notes    []note
	Clusters []cluster
	DotsNow  dots `json:"dots_now"`
	Digest   string
	Seq      int64
	Epoch    string
}

type floorAnswer struct{ Speaking, Waiting []speech }

type askedAnswer struct{ Items []question }

type roomAnswer struct {
	Stage stage
	Code  string
	Steps []struct{ ID, Kind string }
}

func screenOf(w wallAnswer, f floorAnswer, q askedAnswer, r roomAnswer) *screen {
	s := &screen{wall: w.wall, notes: map[string]note{}, clusters: map[string]cluster{}, dots: w.DotsNow, hands: map[string]string{}, questions: map[string]question{}, stage: r.Stage}
	for _, n := range w.Notes {
		s.notes[n.ID] = n
	}
	for _, c := range w.Clusters {
		s.clusters[c.ID] = c
	}
	for _, h := range append(f.Speaking, f.Waiting...) {
		s.hands[h.ID] = h.State
	}
	for _, one := range q.Items {
		s.questions[one.ID] = one
	}
	return s
}

// frame is one object from the server.
type frame struct {
	ID      *int64
	OK      *bool `json:"ok"`
	Topic   string
	Seq     int64
	Epoch   string
	Type    string
	Data    json.RawMessage
	Signal  string
	Reset   bool
	Revoked bool
	shown   any // Data, read
}

// reading reads each event once for all screens that were sent the very same bytes: three hundred people's telephones have
// processors of their own.
type reading struct {
	mu    sync.RWMutex
	known map[int64]line
}

type line struct {
	raw []byte
	f   frame
}

// read gives what a line says. An answer and a signal are read each time.
func (r *reading) read(raw []byte) (frame, error) {
	seq := seqOf(raw)
	if seq > 0 {
		r.mu.RLock()
		had, ok := r.known[seq]
		r.mu.RUnlock()
		if ok && bytes.Equal(had.raw, raw) {
			return had.f, nil
		}
	}
	var f frame
	if err := json.Unmarshal(raw, &f); err != nil {
		return f, err
	}
	if f.Type == "" {
		return f, nil
	}
	var err error
	if f.shown, err = dataOf(f.Type, f.Data); err != nil {
		return f, fmt.Errorf("%s: %w", f.Type, err)
	}
	if seq == f.Seq {
		r.mu.Lock()
		r.known[seq] = line{bytes.Clone(raw), f}
		r.mu.Unlock()
	}
	return f, nil
}

// seqOf finds the seq of an event, 0 where there is none: it stands right after the topic.
func seqOf(raw []byte) int64 {
	const before = `","seq":`
	i := bytes.Index(raw, []byte(before))
	if i < 0 || i > 100 {
		return 0
	}
	n := int64(0)
	for _, c := range raw[i+len(before):] {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int64(c-'0')
	}
	return n
}

// dataOf reads what an event shows; nil where no screen here shows it.
func dataOf(kind string, data json.RawMessage) (any, error) {
	switch kind {
	case "wall.changed", "wall.counted":
		return into[wall](data)
	case "note.added", "note.changed", "note.withdrawn":
		return into[note](data)
	case "cluster.added", "cluster.changed", "cluster.removed":
		return into[cluster](data)
	case "wall.dotted":
		return into[dots](data)
	case "speech.changed":
		return into[speech](data)
	case "question.added", "question.changed":
		return into[question](data)
	case "question.supported":
		return into[support](data)
	case "workshop.staged":
		return into[stage](data)
	}
	return nil, nil //nolint:nilnil // of the list, the bars and the run sheet
}

type support struct {
	ID       string
	Supports int64
}

func into[T any](data json.RawMessage) (any, error) {
	var v T
	err := json.Unmarshal(data, &v)
	return v, err
}

// apply is what a client does with an event: take what it holds, if that is no older than what it has.
func (s *screen) apply(shown any) {
	switch v := shown.(type) {
	case wall:
		if v.ID == s.wall.ID && v.Version >= s.wall.Version {
			s.wall = v
		}
	case note:
		if v.Wall == s.wall.ID && v.Version >= s.notes[v.ID].Version {
			put(s.notes, v.ID, v, v.Withdrawn)
		}
	case cluster:
		if v.Wall == s.wall.ID && v.Version >= s.clusters[v.ID].Version {
			put(s.clusters, v.ID, v, v.Removed)
		}
	case dots:
		s.dotted(v)
	case speech:
		put(s.hands, v.ID, v.State, v.State == "ended" || v.State == "lowered")
	case question:
		s.questions[v.ID] = v
	case support:
		if q, ok := s.questions[v.ID]; ok {
			q.Supports = v.Supports
			s.questions[v.ID] = q
		}
	case stage:
		if v.Version >= s.stage.Version {
			s.stage = v
		}
	}
}

func put[T any](all map[string]T, id string, one T, gone bool) {
	if gone {
		delete(all, id)
		return
	}
	all[id] = one
}

func (s *screen) dotted(d dots) {
	if d.Wall != s.wall.ID {
		return
	}
	if d.On == "" {
		s.dots = d
		return
	}
	s.dots.Placed, s.dots.Dotted = d.Placed, d.Dotted
	if !s.dots.Shown || d.N == nil {
		return
	}
	counts := slices.DeleteFunc(slices.Clone(s.dots.Counts), func(c count) bool { return c.On == d.On })
	if *d.N > 0 {
		counts = append(counts, count{d.On, *d.N})
	}
	slices.SortFunc(counts, func(a, b count) int { return cmp.Compare(a.On, b.On) })
	s.dots.Counts = counts
}

// digest is a hash of the wall by the rule of the published `digest`.
func (s *screen) digest() string {
	var b strings.Builder
	line := func(fields ...string) {
		b.WriteString(strings.Join(fields, "\x1f"))
		b.WriteString("\x1e")
	}
	n := func(i int64) string { return strconv.FormatInt(i, 10) }
	line("wall", s.wall.ID, n(s.wall.Version), s.wall.Phase)
	if c := s.wall.Counts; c != nil {
		line("counts", n(c.Notes), n(c.Writers))
	}
	for _, id := range slices.Sorted(maps.Keys(s.clusters)) {
		c := s.clusters[id]
		line("cluster", c.ID, n(c.Version), n(c.Place), c.Name)
	}
	for _, id := range slices.Sorted(maps.Keys(s.notes)) {
		o := s.notes[id]
		line("note", o.ID, n(o.Version), o.Cluster, n(o.Place), o.Into, o.Text)
	}
	line("dots", n(s.dots.Placed), n(s.dots.Dotted))
	for _, d := range s.dots.Counts {
		line("on", d.On, n(d.N))
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// rest is what else is the same on every screen: the stage, whose turn it is, and the questions.
func (s *screen) rest() string {
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "%+v\n", s.stage)
	for _, id := range slices.Sorted(maps.Keys(s.hands)) {
		_, _ = fmt.Fprintf(&b, "hand %s %s\n", id, s.hands[id])
	}
	for _, id := range slices.Sorted(maps.Keys(s.questions)) {
		_, _ = fmt.Fprintf(&b, "question %+v\n", s.questions[id])
	}
	return b.String()
}
