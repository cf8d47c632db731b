package apptest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/notice"
	"kraftsam/app/platform/ref"
)

// Case is one call in a story: who does what, and what comes of it. {words} in Do, Body, Holds, Lacks and Events stand for ids
// that an earlier case kept, for the villagers ({Ada}) and for their organisations ({mill}).
type Case struct {
	Name   string
	As     string            // a villager, "Bo reading" for one whose token may only read, "" a visitor
	Do     string            // "POST /api/areas/energi/threads"
	Header map[string]string // beside those that every call has; "" takes one away
	Body   string
	Want   int      // status
	Code   string   // of the problem
	Holds  []string // parts of the answer: header lines and body
	Lacks  []string
	Events []string // "topic type", what the call put into the log; nothing where none stand here
	Keep   string   // keeps the id of the answer under this word
}

// Run tells a story on both databases.
func Run(t *testing.T, story []Case, settings ...string) {
	t.Helper()
	Each(t, func(t *testing.T, v *Village) { v.Tell(t, story) }, settings...)
}

// Tell tells a story in this village.
func (v *Village) Tell(t *testing.T, story []Case) {
	t.Helper()
	v.Serve(t)
	words := map[string]string{"mill": v.Mill, "municipality": v.Municipality, "university": v.University}
	for name := range v.people {
		words[name] = v.ID(name)
	}
	for _, c := range story {
		t.Run(c.Name, func(t *testing.T) { v.tell(t, c, words) })
	}
}

func (v *Village) tell(t *testing.T, c Case, words map[string]string) {
	t.Helper()
	before := v.heads(t)
	res, body := v.Call(t, c.As, Fill(c.Do, words), Fill(c.Body, words), c.Header)
	if res.StatusCode != c.Want {
		t.Errorf("status %d, want %d: %s", res.StatusCode, c.Want, body)
	}
	var answer struct{ ID, Code string }
	_ = json.Unmarshal(body, &answer) // many answers are no JSON
	if answer.Code != c.Code {
		t.Errorf("code %q, want %q", answer.Code, c.Code)
	}
	var whole bytes.Buffer
	_ = res.Header.Write(&whole)
	whole.Write(body)
	for _, part := range c.Holds {
		if !strings.Contains(whole.String(), Fill(part, words)) {
			t.Errorf("%q is not in the answer:\n%s", Fill(part, words), whole.String())
		}
	}
	for _, part := range c.Lacks {
		if strings.Contains(whole.String(), Fill(part, words)) {
			t.Errorf("%q is in the answer:\n%s", Fill(part, words), whole.String())
		}
	}
	if c.Keep != "" {
		words[c.Keep] = answer.ID
	}
	var want []string
	for _, e := range c.Events {
		want = append(want, Fill(e, words))
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, v.since(t, before)); diff != "" {
		t.Errorf("events (-want +told):\n%s", diff)
	}
}

// Fill puts what words stand for into a text.
func Fill(s string, words map[string]string) string {
	for word, id := range words {
		s = strings.ReplaceAll(s, "{"+word+"}", id)
	}
	return s
}

// Call sends one request to the village, as a villager with a token, and gives the answer with its whole body.
func (v *Village) Call(t testing.TB, as, do, body string, header map[string]string) (*http.Response, []byte) {
	t.Helper()
	method, path, _ := strings.Cut(do, " ")
	var sent io.Reader
	if body != "" {
		sent = strings.NewReader(body)
	}
	req, err := http.NewRequest(method, v.Serve(t)+path, sent)
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if method == http.MethodPost {
		req.Header.Set("Idempotency-Key", ref.NewID())
	}
	name, reading := strings.CutSuffix(as, " reading")
	switch {
	case reading:
		req.Header.Set("Authorization", "Bearer "+v.Token(t, name, "read"))
	case name != "":
		req.Header.Set("Authorization", "Bearer "+v.Token(t, name, "write"))
	}
	for k, value := range header {
		if value == "" {
			req.Header.Del(k)
		} else {
			req.Header.Set(k, value)
		}
	}
	res, err := stay.Do(req)
	if err != nil {
		t.Fatalf("%s: %v", do, err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s: %v", do, err)
	}
	return res, answer
}

// stay follows no redirect and remembers no cookie.
var stay = &http.Client{
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport:     &http.Transport{DisableCompression: true},
}

// heads is where every topic stands.
func (v *Village) heads(t testing.TB) map[string]int64 {
	t.Helper()
	var rows []struct {
		Topic string
		Seq   int64
	}
	if err := v.DB.From(context.Background()).Raw("SELECT topic, seq FROM topics").Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	heads := map[string]int64{}
	for _, r := range rows {
		heads[r.Topic] = r.Seq
	}
	return heads
}

// since lists what was told after the given heads, sorted.
func (v *Village) since(t testing.TB, before map[string]int64) (told []string) {
	t.Helper()
	for topic := range v.heads(t) {
		events, err := v.Events.After(context.Background(), topic, before[topic], 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Type != notice.Added { // told when its turn comes, which may be in the next call
				told = append(told, topic+" "+e.Type)
			}
		}
	}
	slices.Sort(told)
	return told
}
