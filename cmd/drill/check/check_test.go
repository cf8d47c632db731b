package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kraftsam/cmd/drill/record"
)

const (
	topic  = "thread:t"
	hidden = "thread:h"
)

// world is a small run in which everything went well: what a test then spoils.
func world() (record.History, []Truth) {
	p := func(n int64, version int64, gone bool, prints ...string) Post {
		post := Post{ID: fmt.Sprint("p", n), Thread: "t", Number: n, Version: version, Withdrawn: gone, Prints: map[int64]string{}}
		for i, print := range prints {
			post.Prints[int64(i+1)] = print
		}
		return post
	}
	t := Truth{Epoch: "e1", To: time.Minute, Heads: map[string]int64{topic: 5}, Threads: map[string]int64{topic: 3},
		Events: map[string][]Event{topic: {
			{1, "thread.added", "thread", "t", 1}, {2, "post.added", "post", "p2", 1}, {3, "post.added", "post", "p3", 1},
			{4, "post.edited", "post", "p2", 2}, {5, "post.withdrawn", "post", "p3", 2},
		}},
		Posts: map[string]Post{"p1": p(1, 1, false, "w1"), "p2": p(2, 2, false, "w2", "w4"), "p3": p(3, 2, true, "w3", "")}}
	ref := func(id string, seq, version int64) *record.Reference {
		return &record.Reference{ID: id, Topic: topic, Seq: seq, Epoch: "e1", Version: version}
	}
	write := func(n int, act, post, print string, sent int, r *record.Reference) *record.Write {
		return &record.Write{Number: n, Act: act, Topic: topic, Post: post, Print: print,
			Tries: []record.Try{{Sent: at(sent), Heard: at(sent + 1), Status: 200, Ref: r}}}
	}
	see := func(reader, when int, seq int64, kind, id string, version int64, print string, gone bool) record.Sight {
		return record.Sight{Kind: record.Saw, Reader: reader, At: at(when), Topic: topic, Epoch: "e1", Seq: seq, Type: kind,
			Item: record.Item{ID: id, Version: version, Print: print, Gone: gone}}
	}
	h := record.History{Settled: []int{7},
		Writes: []*record.Write{write(1, record.Post, "", "w2", 10, ref("p2", 2, 1)), write(2, record.Post, "", "w3", 20, ref("p3", 3, 1)),
			write(3, record.Edit, "p2", "w4", 30, ref("p2", 4, 2)), write(4, record.Withdraw, "p3", "", 40, ref("p3", 5, 2))},
		Sights: []record.Sight{
			{Kind: record.Read, Reader: 7, Sent: at(1), At: at(2), Topic: topic, Epoch: "e1", Seq: 1, Items: []record.Item{{ID: "p1", Version: 1, Print: "w1"}}},
			{Kind: record.Subscribed, Reader: 7, At: at(3), Topic: topic, Epoch: "e1", Seq: 1},
			see(7, 11, 2, "post.added", "p2", 1, "w2", false), see(7, 21, 3, "post.added", "p3", 1, "w3", false),
			see(7, 31, 4, "post.edited", "p2", 2, "w4", false), see(7, 41, 5, "post.withdrawn", "p3", 2, "", true),
		}}
	return h, []Truth{t}
}

func at(n int) record.Time { return time.Duration(n) * time.Second / 2 }

// spoiled are wrong runs: each names the rules, by their first word, that must speak up.
var spoiled = []struct {
	name  string
	spoil func(h *record.History, t []Truth)
	want  string
}{
	{"nothing", func(*record.History, []Truth) {}, ""},
	{"an acknowledged post is lost", func(_ *record.History, t []Truth) {
		p := t[0].Posts["p2"]
		p.Prints[1] = "other"
		delete(t[0].Posts, "p2")
		t[0].Threads[topic] = 2
	}, "C1 C4"},
	{"an acknowledged post is doubled", func(_ *record.History, t []Truth) {
		t[0].Posts["p9"] = Post{ID: "p9", Thread: "t", Number: 4, Version: 1, Prints: map[int64]string{1: "w2"}}
		t[0].Events[topic] = append(t[0].Events[topic], Event{6, "post.added", "post", "p9", 1})
		t[0].Heads[topic], t[0].Threads[topic] = 6, 4
	}, "C1 C7"},
	{"an acknowledged withdrawal is undone", func(_ *record.History, t []Truth) {
		p := t[0].Posts["p3"]
		p.Withdrawn, p.Prints[2] = false, "w3"
		t[0].Posts["p3"] = p
	}, "C1 C8"},
	{"an answer names another seq", func(h *record.History, _ []Truth) { h.Writes[0].Tries[0].Ref.Seq = 3 }, "C1"},
	{"an event is not seen", func(h *record.History, _ []Truth) { h.Sights = slices.Delete(h.Sights, 3, 4) }, "C2"},
	{"an event is seen twice", func(h *record.History, _ []Truth) { h.Sights = slices.Insert(h.Sights, 4, h.Sights[3]) }, "C2"},
	{"events are seen out of order", func(h *record.History, _ []Truth) { h.Sights[2], h.Sights[3] = h.Sights[3], h.Sights[2] }, "C2"},
	{"a reader skips ahead without reading", func(h *record.History, _ []Truth) {
		h.Sights = slices.Replace(h.Sights, 2, 3, record.Sight{Kind: record.Subscribed, Reader: 7, At: at(12), Topic: topic, Epoch: "e1", Seq: 2})
	}, "C2"},
	{"a reader is told where now is and goes on from there", func(h *record.History, _ []Truth) {
		h.Sights = slices.Replace(h.Sights, 2, 3, record.Sight{Kind: record.Subscribed, Reader: 7, At: at(12), Topic: topic, Epoch: "e1", Seq: 2, Told: true})
	}, ""},
	{"a reader is told where now is and misses what comes then", func(h *record.History, _ []Truth) {
		h.Sights = slices.Replace(h.Sights, 2, 4, record.Sight{Kind: record.Subscribed, Reader: 7, At: at(12), Topic: topic, Epoch: "e1", Seq: 2, Told: true})
	}, "C2"},
	{"the last event is not seen", func(h *record.History, _ []Truth) { h.Sights = h.Sights[:5] }, "C7"},
	{"a refused post is there", func(h *record.History, _ []Truth) {
		h.Writes[0].Tries = []record.Try{{Status: 422, Code: "text_empty"}}
	}, "C3"},
	{"an unanswered post is there twice", func(h *record.History, t []Truth) {
		h.Writes[0].Tries = []record.Try{{}, {Status: 404}}
		t[0].Posts["p1"].Prints[1] = "w2"
		h.Sights[0].Items[0].Print = "w2"
	}, "C3"},
	{"an unanswered post is there once", func(h *record.History, _ []Truth) { h.Writes[0].Tries = []record.Try{{}, {Status: 404}} }, ""},
	{"a write is never answered", func(h *record.History, _ []Truth) { h.Writes[0].Tries = []record.Try{{}, {Status: 503}} }, "C11"},
	{"the log has a hole", func(_ *record.History, t []Truth) { t[0].Events[topic][4].Seq, t[0].Heads[topic] = 6, 6 }, "C1 C4 C7"},
	{"the log and the thread disagree", func(_ *record.History, t []Truth) { t[0].Threads[topic] = 4 }, "C4"},
	{"the log and a post disagree", func(_ *record.History, t []Truth) { t[0].Events[topic][3].Version = 1 }, "C1 C4"},
	{"an event shows another post", func(h *record.History, _ []Truth) { h.Sights[2].Item.ID = "p3" }, "C4"},
	{"an event shows nothing", func(h *record.History, _ []Truth) { h.Sights[2].Item = record.Item{} }, "C4"},
	{"an event is seen that was never written", func(h *record.History, _ []Truth) {
		h.Sights = append(h.Sights, record.Sight{Kind: record.Saw, Reader: 7, At: at(50), Topic: topic, Epoch: "e1", Seq: 6, Type: "post.added"})
	}, "C4 C7"},
	{"order is not that of the writers", func(h *record.History, _ []Truth) {
		h.Writes[1].Tries[0].Sent, h.Writes[1].Tries[0].Heard = at(1), at(2)
	}, "C5"},
	{"words differ", func(h *record.History, _ []Truth) { h.Sights[2].Item.Print = "other" }, "C8"},
	{"withdrawn words are shown", func(h *record.History, _ []Truth) { h.Sights[5].Item.Print = "w3" }, "C8"},
	{"an edit is lost", func(h *record.History, t []Truth) { t[0].Posts["p2"].Prints[2] = "w9"; h.Sights[4].Item.Print = "w9" }, "C8"},
	{"a page lacks a post that its seq includes", func(h *record.History, _ []Truth) {
		h.Sights[0].Seq, h.Sights[1].Seq = 2, 2
		h.Sights = slices.Delete(h.Sights, 2, 3)
	}, "C9"},
	{"a page shows a post that its seq does not include", func(h *record.History, _ []Truth) {
		h.Sights[0].Items = append(h.Sights[0].Items, record.Item{ID: "p2", Version: 1, Print: "w2"})
	}, "C9"},
	{"a page shows an edit that its seq does not include", func(h *record.History, _ []Truth) {
		h.Sights[0].Seq, h.Sights[1].Seq = 2, 2
		h.Sights[0].Items = append(h.Sights[0].Items, record.Item{ID: "p2", Version: 2, Print: "w4"})
		h.Sights = slices.Delete(h.Sights, 2, 3)
	}, "C9"},
	{"something is seen without the right", func(h *record.History, _ []Truth) {
		h.Endings = []record.Ending{{Reader: 7, Topic: topic, At: at(12), Until: at(100)}}
	}, "C6"},
	{"something is seen after the right came back", func(h *record.History, _ []Truth) {
		h.Endings = []record.Ending{{Reader: 7, Topic: topic, At: at(12), Until: at(15)}}
	}, ""},
	{"something is seen over the socket of an ended session", func(h *record.History, _ []Truth) {
		h.Endings = []record.Ending{{Reader: 7, At: at(12)}}
	}, "C6"},
	{"something is seen by another session", func(h *record.History, _ []Truth) {
		h.Endings = []record.Ending{{Reader: 7, Pass: 3, At: at(12)}}
	}, ""},
	{"a page is read without the right", func(h *record.History, _ []Truth) {
		h.Endings = []record.Ending{{Reader: 7, Topic: topic, At: at(-10), Until: at(3)}}
		h.Sights[0].Sent = at(2)
	}, "C6"},
}

func TestEveryWrongRunIsFound(t *testing.T) {
	for _, s := range spoiled {
		t.Run(s.name, func(t *testing.T) {
			h, truths := world()
			s.spoil(&h, truths)
			found, _ := Judge(h, truths, Options{Grace: time.Second})
			rules := map[string]bool{}
			for _, v := range found {
				rule, _, _ := strings.Cut(v.Rule, " ")
				rules[rule] = true
			}
			var said []string
			for rule := range rules {
				said = append(said, rule)
			}
			slices.Sort(said)
			if got := strings.Join(said, " "); got != s.want {
				t.Errorf("found %q, want %q: %v", got, s.want, found)
			}
		})
	}
}

// restored is a run in which a backup took back p3 and what came after, and p4 was written in the new history.
func restored() (record.History, []Truth) {
	h, truths := world()
	h.Settled = nil
	old := truths[0]
	old.To = at(50)
	second := Truth{Epoch: "e2", From: at(50), To: time.Minute, Heads: map[string]int64{topic: 3}, Threads: map[string]int64{topic: 3},
		Events: map[string][]Event{topic: {{1, "thread.added", "thread", "t", 1}, {2, "post.added", "post", "p2", 1}, {3, "post.added", "post", "p4", 1}}},
		Posts: map[string]Post{"p1": old.Posts["p1"], "p2": {ID: "p2", Thread: "t", Number: 2, Version: 1, Prints: map[int64]string{1: "w2"}},
			"p4": {ID: "p4", Thread: "t", Number: 3, Version: 1, Prints: map[int64]string{1: "w5"}}}}
	h.Writes = append(h.Writes, &record.Write{Number: 5, Act: record.Post, Topic: topic, Print: "w5",
		Tries: []record.Try{{Sent: at(60), Heard: at(61), Status: 201, Ref: &record.Reference{ID: "p4", Topic: topic, Seq: 3, Epoch: "e2", Version: 1}}}})
	h.Sights = append(h.Sights,
		record.Sight{Kind: record.Read, Reader: 7, Sent: at(62), At: at(62), Topic: topic, Epoch: "e2", Seq: 2, Items: []record.Item{{ID: "p1", Version: 1, Print: "w1"}, {ID: "p2", Version: 1, Print: "w2"}}},
		record.Sight{Kind: record.Subscribed, Reader: 7, At: at(63), Topic: topic, Epoch: "e2", Seq: 2},
		record.Sight{Kind: record.Saw, Reader: 7, At: at(64), Topic: topic, Epoch: "e2", Seq: 3, Type: "post.added", Item: record.Item{ID: "p4", Version: 1, Print: "w5"}})
	return h, []Truth{old, second}
}

func TestHistoriesAreJudgedApart(t *testing.T) {
	h, truths := restored()
	if found, _ := Judge(h, truths, Options{}); len(found) != 0 {
		t.Errorf("a restored backup takes back what came after it, and that is in order: %v", found)
	}
	h, truths = restored()
	truths[1].Epoch = "e1"
	if _, counts := Judge(h, truths, Options{}); counts[Histories] == 0 {
		t.Error("two histories with one epoch were not found")
	}
	h, truths = restored()
	h.Sights = slices.Delete(h.Sights, len(h.Sights)-3, len(h.Sights)-2)
	if _, counts := Judge(h, truths, Options{}); counts[Sighted] == 0 {
		t.Error("a reader that goes on in another history without reading was not found")
	}
}
