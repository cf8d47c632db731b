package client

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"kraftsam/cmd/drill/record"
)

// Writer is somebody who writes, edits and withdraws, one thing after the other.
type Writer struct {
	Number int
	Pass   Pass
	Doors  []*Door
	Topics []string // of the threads to write in
	Pause  time.Duration
	Sizes  []int // lengths of texts to choose from
	Rand   *rand.Rand
	Note   *record.Recorder

	door  int
	count int
	own   []owned
}

// owned is a post of the writer's own that stands.
type owned struct {
	topic, id string
	version   int64
}

// keptOwn is how many posts a writer remembers, to edit.
const keptOwn = 12

// Run writes until stop is closed, and then goes on only with what was not answered, until ctx ends.
func (w *Writer) Run(ctx context.Context, stop <-chan struct{}) {
	if !Sleep(ctx, time.Duration(w.Rand.Float64()*float64(time.Second))) { // not all in the same instant
		return
	}
	for ctx.Err() == nil {
		select {
		case <-stop:
			return
		default:
		}
		w.one(ctx)
		pause := time.Duration(float64(w.Pause) * (0.5 + w.Rand.Float64()))
		if !Sleep(ctx, pause) {
			return
		}
	}
}

func (w *Writer) one(ctx context.Context) {
	chance := w.Rand.IntN(100)
	switch {
	case len(w.own) > 0 && chance < 14:
		w.edit(ctx, w.Rand.IntN(len(w.own)))
	case len(w.own) > 3 && chance < 20:
		w.withdraw(ctx, w.Rand.IntN(len(w.own)))
	default:
		w.Say(ctx, w.Topics[w.Rand.IntN(len(w.Topics))])
	}
}

// words makes a text that nobody else writes.
func (w *Writer) words() string {
	w.count++
	size := w.Sizes[w.Rand.IntN(len(w.Sizes))]
	return fmt.Sprintf("%d:%d %s", w.Number, w.count, strings.Repeat("ord ", max(1, size/4)))
}

// Say posts in a thread, until it is answered.
func (w *Writer) Say(ctx context.Context, topic string) {
	text := w.words()
	key := fmt.Sprintf("drill-%d-%d-%d", w.Number, w.count, w.Rand.Uint64())
	note := w.Note.Begin(record.Write{Act: record.Post, Topic: topic, Print: record.Print(text)})
	ref := w.perform(ctx, note, http.MethodPost, "/api/threads/"+strings.TrimPrefix(topic, "thread:")+"/posts", map[string]any{"text": text}, "Idempotency-Key", key)
	if ref == nil {
		return
	}
	w.own = append(w.own, owned{topic, ref.ID, ref.Version})
	if len(w.own) > keptOwn {
		w.own = w.own[1:]
	}
}

func (w *Writer) edit(ctx context.Context, i int) {
	post, text := w.own[i], w.words()
	note := w.Note.Begin(record.Write{Act: record.Edit, Topic: post.topic, Post: post.id, Base: post.version, Print: record.Print(text)})
	ref := w.perform(ctx, note, http.MethodPatch, "/api/posts/"+post.id, map[string]any{"text": text}, "If-Match", fmt.Sprintf("%q", fmt.Sprint(post.version)))
	if ref != nil {
		w.own[i].version = ref.Version
	} else {
		w.forget(i)
	}
}

func (w *Writer) withdraw(ctx context.Context, i int) {
	post := w.own[i]
	note := w.Note.Begin(record.Write{Act: record.Withdraw, Topic: post.topic, Post: post.id, Base: post.version})
	w.perform(ctx, note, http.MethodDelete, "/api/posts/"+post.id, nil)
	w.forget(i)
}

func (w *Writer) forget(i int) { w.own = append(w.own[:i:i], w.own[i+1:]...) }

// perform tries until the answer is certain, at one node after the other, as a browser behind a proxy would.
func (w *Writer) perform(ctx context.Context, note *record.Write, method, path string, body any, head ...string) *record.Reference {
	w.door = w.Rand.IntN(len(w.Doors))
	for failures := 0; ctx.Err() == nil; failures++ {
		door := w.Doors[w.door%len(w.Doors)]
		try := record.Try{Node: door.Node, Sent: w.Note.Now()}
		a, err := door.Call(ctx, w.Pass, method, path, body, head...)
		try.Heard = w.Note.Now()
		if err == nil {
			w.judge(&try, note, a)
		}
		w.Note.Tried(note, try)
		if try.Ref != nil || try.Done || try.Refused() {
			return try.Ref
		}
		w.Note.Count("repeats", 1)
		w.door++
		if !Sleep(ctx, a.after()+Backoff(failures, 100*time.Millisecond, time.Second)) {
			break
		}
	}
	return nil
}

// judge reads an answer into a try.
func (w *Writer) judge(try *record.Try, note *record.Write, a Answer) {
	try.Status = a.Status
	if a.Status >= 200 && a.Status < 300 {
		var ref record.Reference
		if json.Unmarshal(a.Body, &ref) == nil && ref.ID != "" {
			try.Ref = &ref
		}
		if try.Replay = a.Header.Get("Idempotent-Replay") == "true"; try.Replay {
			w.Note.Count("replays", 1)
		}
		return
	}
	p := a.problem()
	try.Code = p.Code
	if a.Status == http.StatusServiceUnavailable {
		w.Note.Count("answers of 503", 1)
	} else if a.Status >= 500 {
		w.Note.Count("other answers of 5xx", 1)
	}
	if note.Act == record.Edit && a.Status == http.StatusPreconditionFailed {
		var current struct {
			Text    string
			Version int64
		}
		// An earlier try did it, and only its answer was lost.
		if json.Unmarshal(p.Current, &current) == nil && current.Version == note.Base+1 && record.Print(current.Text) == note.Print {
			try.Done = true
			w.Note.Count("edits found done", 1)
		}
	}
}
