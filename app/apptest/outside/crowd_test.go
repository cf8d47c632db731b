package outside

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"
)

// seen is what one reader was shown, in order.
type seen struct {
	seq int64
	id  string
}

// crowd is many writers and readers on one thread.
type crowd struct {
	t      *testing.T
	s      *stand
	thread reference
	total  int64
	mu     sync.Mutex
	acked  map[string]int64
}

func TestCrowd(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		const writers, posts, readers = 8, 50, 20
		c := &crowd{t: t, s: s, thread: s.as(s.ada(), s.first()).begin(t, "Folksamling", "ett"), total: 1 + writers*posts, acked: map[string]int64{}}
		logs := make([][]seen, readers)
		var reading, writing sync.WaitGroup
		for i := range readers {
			reading.Go(func() { logs[i] = c.read(i) })
		}
		for i := range writers {
			writing.Go(func() { c.write(i, posts) })
		}
		writing.Wait()
		reading.Wait()
		if t.Failed() {
			return
		}
		truth := c.log()
		if int64(len(truth)) != c.total || int64(len(c.acked)) != c.total-1 {
			t.Fatalf("the log holds %d events and %d were acknowledged, want %d", len(truth), len(c.acked), c.total)
		}
		for i, log := range append(logs, truth) {
			for n, e := range log {
				if e.seq != int64(n+1) || e.id != truth[n].id {
					t.Fatalf("reader %d saw %v as number %d, the log has %v", i, e, n+1, truth[n])
				}
			}
			if len(log) != len(truth) {
				t.Errorf("reader %d saw %d of %d", i, len(log), len(truth))
			}
		}
		c.agreeWithPosts(truth)
	})
}

// write posts, and checks that its own acknowledgements rise.
func (c *crowd) write(i, posts int) {
	who := c.s.as([]*person{c.s.ada(), c.s.bo(), c.s.cai()}[i%3], c.s.nodes[i%len(c.s.nodes)])
	last := int64(0)
	for n := range posts {
		a, err := who.try(http.MethodPost, "/api/threads/"+c.thread.ID+"/posts", map[string]any{"text": fmt.Sprintf("skrivare %d post %d", i, n)}, "Idempotency-Key", randomWord(10))
		if err != nil || a.status != http.StatusCreated {
			c.t.Errorf("writer %d: %v %s", i, err, a)
			return
		}
		var r struct {
			ID  string
			Seq int64
		}
		if err := decode(a.body, &r); err != nil || r.Seq <= last {
			c.t.Errorf("writer %d: seq %d after %d", i, r.Seq, last)
		}
		last = r.Seq
		c.mu.Lock()
		c.acked[r.ID] = r.Seq
		c.mu.Unlock()
	}
}

// read follows the thread from its start over many cut connections.
func (c *crowd) read(i int) []seen {
	dice := rand.New(rand.NewPCG(uint64(i), 7))
	end := time.Now().Add(90 * time.Second)
	var log []seen
	for int64(len(log)) < c.total {
		if time.Now().After(end) {
			c.t.Errorf("reader %d has %d of %d", i, len(log), c.total)
			break
		}
		log = c.once(i, log, 1+dice.IntN(80), dice)
	}
	return log
}

// once reads over one connection until its luck is over.
func (c *crowd) once(i int, log []seen, luck int, dice *rand.Rand) []seen {
	node := c.s.nodes[dice.IntN(len(c.s.nodes))]
	w, _, err := c.s.anyone(node).tryHandshake(c.t)
	if err != nil || w == nil {
		c.t.Errorf("reader %d: handshake: %v", i, err)
		return log
	}
	defer func() { _ = w.conn.Close() }()
	go w.read()
	strict := &watcher{socket: w, topics: map[string]*standing{}}
	strict.ask("subscribe", c.thread.Topic, int64(len(log)), c.thread.Epoch)
	limit := time.After(20 * time.Second)
	for luck > 0 && int64(len(log)) < c.total && strict.step(limit) {
		for _, f := range strict.events {
			log = append(log, seen{whole(f.o, "seq"), eventID(f.o)})
			luck--
		}
		strict.events, strict.signals = nil, nil
		if len(strict.answers) > 0 && strict.answers[0].o["ok"] != true {
			c.t.Errorf("reader %d: %s", i, strict.answers[0])
			return log
		}
	}
	return log
}

// eventID names what an event is about.
func eventID(o map[string]any) string { return text(o, "type") + " " + text(o, "data", "id") }

// log reads the whole topic by long-poll.
func (c *crowd) log() []seen {
	var all []seen
	for {
		o := c.s.anyone(c.s.last()).poll(c.t, c.thread.Topic, after(int64(len(all)), c.thread.Epoch, 0)).want(c.t, http.StatusOK).object(c.t)
		events, _ := o["events"].([]any)
		if len(events) == 0 {
			return all
		}
		for _, e := range events {
			m, _ := e.(map[string]any)
			all = append(all, seen{whole(m, "seq"), eventID(m)})
		}
	}
}

// agreeWithPosts holds the log against the list of posts and the acknowledgements.
func (c *crowd) agreeWithPosts(truth []seen) {
	c.t.Helper()
	posts := c.s.anyone(c.s.first()).posts(c.t, c.thread.ID)
	if len(posts) != len(truth) {
		c.t.Fatalf("GET shows %d posts, the log %d events", len(posts), len(truth))
	}
	for n, post := range posts[1:] {
		id := text(post, "id")
		if truth[n+1].id != "post.added "+id || c.acked[id] != truth[n+1].seq {
			c.t.Fatalf("number %d: GET shows %s, the log %v, acknowledged as %d", n+2, id, truth[n+1], c.acked[id])
		}
	}
}
