package record

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"
)

// Recorder takes notes from many clients at once.
type Recorder struct {
	begun time.Time

	mu    sync.Mutex
	h     History
	words map[string]string // one copy of each word that comes again and again
	acked map[string]Place
}

// Place is how far a topic is known to have come.
type Place struct {
	Epoch string
	Seq   int64
}

// New starts the clock.
func New(setup string) *Recorder {
	return &Recorder{begun: time.Now(), words: map[string]string{}, acked: map[string]Place{},
		h: History{Setup: setup, Counters: map[string]int64{}}}
}

// Now is the drill's clock.
func (r *Recorder) Now() Time { return time.Since(r.begun) }

// Begin notes a write that is about to be tried.
func (r *Recorder) Begin(w Write) *Write {
	r.mu.Lock()
	defer r.mu.Unlock()
	w.Number = len(r.h.Writes) + 1
	kept := &w
	r.h.Writes = append(r.h.Writes, kept)
	return kept
}

// Tried notes a request and its answer.
func (r *Recorder) Tried(w *Write, t Try) {
	r.mu.Lock()
	defer r.mu.Unlock()
	w.Tries = append(w.Tries, t)
	if t.Ref == nil {
		return
	}
	if p := r.acked[t.Ref.Topic]; p.Epoch != t.Ref.Epoch || p.Seq < t.Ref.Seq {
		r.acked[t.Ref.Topic] = Place{t.Ref.Epoch, t.Ref.Seq}
	}
}

// Acked says how far each topic has come by what was answered.
func (r *Recorder) Acked() map[string]Place {
	r.mu.Lock()
	defer r.mu.Unlock()
	known := make(map[string]Place, len(r.acked))
	for topic, p := range r.acked {
		known[topic] = p
	}
	return known
}

// Forget drops what is known of the topics: another history begins.
func (r *Recorder) Forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.acked)
}

// FirstAnswerAfter is when the first write that was sent after a moment was answered with success; false: none yet.
func (r *Recorder) FirstAnswerAfter(at Time) (Time, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	first, found := Time(0), false
	for i := len(r.h.Writes) - 1; i >= 0 && i >= len(r.h.Writes)-2000; i-- {
		a := r.h.Writes[i].Answer()
		if a != nil && a.Heard > at && (!found || a.Heard < first) {
			first, found = a.Heard, true
		}
	}
	return first, found
}

// See notes a sight.
func (r *Recorder) See(s Sight) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, word := range []*string{&s.Topic, &s.Epoch, &s.Type, &s.Item.ID, &s.Item.Print} {
		*word = r.word(*word)
	}
	for i := range s.Items {
		s.Items[i].ID, s.Items[i].Print = r.word(s.Items[i].ID), r.word(s.Items[i].Print)
	}
	r.h.Sights = append(r.h.Sights, s)
}

// word gives the one copy of a word; the lock is held.
func (r *Recorder) word(s string) string {
	if kept, ok := r.words[s]; ok {
		return kept
	}
	r.words[s] = s
	return s
}

// EndRight notes that a right ended and gives the way to say that it was asked for again.
func (r *Recorder) EndRight(e Ending) (again func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := len(r.h.Endings)
	r.h.Endings = append(r.h.Endings, e)
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.h.Endings[i].Until = r.Now()
	}
}

// Broke notes a fault that is over.
func (r *Recorder) Broke(f Fault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.h.Faults = append(r.h.Faults, f)
}

// Mark notes a return to order.
func (r *Recorder) Mark(m Mark) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.h.Marks = append(r.h.Marks, m)
}

// Count adds to a counter of what happened inside.
func (r *Recorder) Count(name string, n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.h.Counters[name] += n
}

// Settle names a reader that watches to the end.
func (r *Recorder) Settle(reader int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.h.Settled = append(r.h.Settled, reader)
}

// History gives all notes; nobody may take notes any more.
func (r *Recorder) History() History {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.h
}

// Save writes the notes to a file, one JSON object a line.
func (h History) Save(path string) (err error) {
	f, err := os.Create(path) //nolint:gosec // the folder is the drill's own
	if err != nil {
		return fmt.Errorf("save the notes: %w", err)
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	out := bufio.NewWriter(f)
	e := json.NewEncoder(out)
	for _, w := range h.Writes {
		err = firstOf(err, e.Encode(w))
	}
	for _, s := range h.Sights {
		err = firstOf(err, e.Encode(s))
	}
	for _, rest := range []any{h.Endings, h.Faults, h.Marks, h.Counters} {
		err = firstOf(err, e.Encode(rest))
	}
	return firstOf(err, out.Flush())
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
