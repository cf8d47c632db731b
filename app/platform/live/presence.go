package live

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Presence is told a topic's watchers at most once in Limits.Presence, and only when it changed or somebody is new. The nodes
// tell each other who is with them, again now and then; what was not heard for a while is forgotten.
const (
	presenceTold   = 8  // times Limits.Presence: told again
	presenceKept   = 20 // times Limits.Presence: forgotten
	presenceNamed  = 50 // names in a signal
	presenceListed = 200
)

// presence keeps what is to be told, and what other nodes said.
type presence struct {
	hub *Hub

	mu     sync.Mutex
	dirty  map[string]bool
	remote map[string]map[string]heard // topic, node
}

// heard is a headcount and when it came.
type heard struct {
	headcount
	at int64
}

// headcount is who watches a topic on one node. Members are listed so that one who watches through two nodes counts once;
// where they are too many for that, More has the rest.
type headcount struct {
	Others  int      `json:"o,omitempty"` // connections without an account
	Members []person `json:"m,omitempty"`
	More    int      `json:"r,omitempty"`
}

type person struct {
	ID   string `json:"i"`
	Name string `json:"n,omitempty"` // only of those who chose to be shown
}

// company is what a topic's watchers were last told; only the presence goroutine touches it.
type company struct {
	told int64
	said string
}

func (p *presence) init(h *Hub) {
	p.hub, p.dirty, p.remote = h, map[string]bool{}, map[string]map[string]heard{}
}

// touch notes that who watches a topic may have changed.
func (p *presence) touch(topic string) {
	p.mu.Lock()
	p.dirty[topic] = true
	p.mu.Unlock()
}

// hear takes another node's headcount.
func (p *presence) hear(node, topic string, count headcount) {
	p.mu.Lock()
	defer p.mu.Unlock()
	nodes := p.remote[topic]
	if count.Others == 0 && len(count.Members) == 0 {
		delete(nodes, node)
		if len(nodes) == 0 {
			delete(p.remote, topic)
		}
	} else {
		if nodes == nil {
			nodes = map[string]heard{}
			p.remote[topic] = nodes
		}
		nodes[node] = heard{count, p.hub.now()}
	}
	p.dirty[topic] = true
}

func (p *presence) keep(ctx context.Context) {
	pause := p.hub.limits.Presence
	tick := time.NewTicker(pause / 4)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if n%(4*presenceTold) == 0 {
			p.forget()
		}
		for _, topic := range p.take() {
			if !p.tell(topic) {
				p.touch(topic)
			}
		}
	}
}

func (p *presence) take() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]string, 0, len(p.dirty))
	for topic := range p.dirty {
		list = append(list, topic)
	}
	clear(p.dirty)
	return list
}

// forget drops what was not said again, and has this node's topics told again to the others.
func (p *presence) forget() {
	now := p.hub.now()
	p.mu.Lock()
	for topic, nodes := range p.remote {
		for node, h := range nodes {
			if now-h.at > presenceKept*int64(p.hub.limits.Presence) {
				delete(nodes, node)
				p.dirty[topic] = true
			}
		}
		if len(nodes) == 0 {
			delete(p.remote, topic)
		}
	}
	p.mu.Unlock()
	if p.hub.broker.Alone() {
		return
	}
	names, _ := p.hub.active()
	for _, name := range names {
		p.touch(name)
	}
}

// tell tells one topic's watchers, unless they were told just now (false).
func (p *presence) tell(topic string) bool {
	h := p.hub
	t := h.topic(topic)
	if t == nil {
		h.tell(channelSignals, message{Topic: topic, Presence: &headcount{}})
		return true
	}
	pause := int64(h.limits.Presence)
	if t.company.told > 0 && h.now()-t.company.told < pause {
		return false
	}
	t.company.told = h.now()
	here := t.headcount()
	if !h.broker.Alone() {
		h.tell(channelSignals, message{Topic: topic, Presence: &here})
	}
	count, names := p.sum(topic, here)
	full := presenceObject(topic, count, names)
	t.greet(frame(opText, full), frame(opText, presenceObject(topic, count, nil)), string(full) == t.company.said)
	t.company.said = string(full)
	return true
}

// headcount counts who watches a topic on this node.
func (t *topic) headcount() headcount {
	var count headcount
	seen := map[string]bool{}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.subs {
		who := s.conn.who
		switch {
		case who.Member == "":
			count.Others++
		case seen[who.Member]:
		case len(count.Members) == presenceListed:
			seen[who.Member] = true
			count.More++
		default:
			seen[who.Member] = true
			p := person{ID: who.Member}
			if who.Shown {
				p.Name = who.Name
			}
			count.Members = append(count.Members, p)
		}
	}
	return count
}

// sum adds up all nodes.
func (p *presence) sum(topic string, here headcount) (count int, names []string) {
	p.mu.Lock()
	all := []headcount{here}
	for _, h := range p.remote[topic] {
		all = append(all, h.headcount)
	}
	p.mu.Unlock()
	members := map[string]string{}
	for _, h := range all {
		count += h.Others + h.More
		for _, m := range h.Members {
			members[m.ID] = m.Name
		}
	}
	count += len(members)
	for _, name := range members {
		if name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return count, names[:min(len(names), presenceNamed)]
}

func presenceObject(topic string, count int, names []string) []byte {
	b := appendString([]byte(`{"topic":`), topic)
	b = strconv.AppendInt(append(b, `,"signal":"presence","count":`...), int64(count), 10)
	b = append(b, `,"names":`...)
	if names == nil {
		names = []string{}
	}
	list, _ := json.Marshal(names) // strings can always be marshalled
	return append(append(b, list...), '}')
}

// greet sends a headcount: to everybody, or only to those who are new when it is the same as before. Names go to members only.
func (t *topic) greet(named, plain []byte, same bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.subs {
		if same && s.greeted {
			continue
		}
		s.greeted = true
		f := plain
		if s.conn.who.Member != "" {
			f = named
		}
		s.conn.put(entry{f, s, fleeting})
	}
}
