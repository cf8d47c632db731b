package outside

import (
	"fmt"
	"testing"
	"time"
)

// confidant is a test that only counts the complaints.
type confidant struct {
	testing.TB
	heard []string
}

func (c *confidant) Helper() {}

func (c *confidant) Errorf(format string, args ...any) {
	c.heard = append(c.heard, fmt.Sprintf(format, args...))
}

// TestCheckerComplains plays transcripts of a server to the strict client: a checker that can not fail proves nothing.
func TestCheckerComplains(t *testing.T) {
	t.Parallel()
	const yes = `{"id":1,"ok":true,"topic":"thread:x","seq":2,"epoch":"e"}`
	event := func(seq int) string {
		return fmt.Sprintf(`{"topic":"thread:x","seq":%d,"type":"thread.changed","at":"2026-01-02T03:04:05.678Z","data":{}}`, seq)
	}
	const reset = `{"topic":"thread:x","reset":true,"seq":9,"epoch":"e"}`
	const gone = `{"topic":"thread:x","revoked":true}`
	for name, play := range map[string]struct {
		frames []string
		good   bool
	}{
		"as the page says":            {[]string{yes, event(3), event(4) + "\n" + event(5), `{"topic":"thread:x","signal":"presence","count":1,"names":[]}`, reset}, true},
		"revoked":                     {[]string{yes, event(3), gone}, true},
		"a refusal":                   {[]string{`{"id":1,"ok":false,"topic":"thread:x","problem":{"type":"t","title":"t","status":404,"code":"topic_unknown"}}`}, true},
		"a reset":                     {[]string{`{"id":1,"topic":"thread:x","reset":true,"seq":9,"epoch":"e"}`}, true},
		"a hole":                      {[]string{yes, event(4)}, false},
		"a double":                    {[]string{yes, event(3), event(3)}, false},
		"backwards":                   {[]string{yes, event(3), event(2)}, false},
		"an event before the answer":  {[]string{event(3), yes}, false},
		"an event after a reset":      {[]string{yes, reset, event(3)}, false},
		"an event after revoked":      {[]string{yes, gone, event(3)}, false},
		"revoked twice":               {[]string{yes, gone, gone}, false},
		"an event after a refusal":    {[]string{`{"id":1,"ok":false,"problem":{"type":"t","title":"t","status":404,"code":"c"}}`, event(3)}, false},
		"a second answer":             {[]string{yes, yes}, false},
		"an answer with another id":   {[]string{`{"id":2,"ok":true,"topic":"thread:x","seq":2,"epoch":"e"}`}, false},
		"an id of another type":       {[]string{`{"id":"1","ok":true,"topic":"thread:x","seq":2,"epoch":"e"}`}, false},
		"an answer about another":     {[]string{`{"id":1,"ok":true,"topic":"thread:y","seq":2,"epoch":"e"}`}, false},
		"no epoch":                    {[]string{`{"id":1,"ok":true,"topic":"thread:x","seq":2}`}, false},
		"a foreign topic":             {[]string{yes, `{"topic":"thread:y","seq":3,"type":"a.b","at":"2026-01-02T03:04:05.678Z","data":{}}`}, false},
		"a foreign signal":            {[]string{yes, `{"topic":"thread:y","signal":"typing"}`}, false},
		"a time without milliseconds": {[]string{yes, `{"topic":"thread:x","seq":3,"type":"a.b","at":"2026-01-02T03:04:05Z","data":{}}`}, false},
		"words of a withdrawn post": {[]string{yes, `{"topic":"thread:x","seq":3,"type":"post.added","at":"2026-01-02T03:04:05.678Z","data":` +
			`{"id":"p","version":1,"thread":"x","author":{"id":"a","name":"A"},"text":"kvar","html":"","lang":"sv","at":"2026-01-02T03:04:05.678Z","withdrawn":true}}`}, false},
		"a newline at the end":      {[]string{yes + "\n"}, false},
		"no JSON":                   {[]string{"{"}, false},
		"an unknown form":           {[]string{`{"hello":1}`}, false},
		"a refusal without problem": {[]string{`{"id":1,"ok":false}`}, false},
	} {
		ear := &confidant{TB: t}
		w := &watcher{socket: &socket{t: ear, frames: make(chan []byte, 16)}, topics: map[string]*standing{}}
		w.asked, w.next = []question{{"1", "subscribe", "thread:x", -1}}, 1
		for _, frame := range play.frames {
			w.frames <- []byte(frame)
		}
		close(w.frames)
		for w.step(time.After(patience)) {
			continue
		}
		if (len(ear.heard) == 0) != play.good {
			t.Errorf("%s: good is %t, complaints: %v", name, play.good, ear.heard)
		}
	}
}
