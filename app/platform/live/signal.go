package live

import (
	"encoding/json"
	"time"
)

// speak passes on what a client said that is worth nothing a moment later. It counts only from a member who watches the topic
// and may write there; everything else is dropped silently.
func (c *conn) speak(r request) {
	if r.kind != "typing" || c.who.Member == "" || !c.maySpeak(r.name) {
		return
	}
	if !c.bucket.spend(time.Duration(c.hub.now()), c.hub.limits.SignalsPerSecond) {
		return
	}
	object := typingObject(r.name, c.who)
	c.hub.spread(r.name, object, true, c)
	c.hub.tell(channelSignals, message{Topic: r.name, Signal: object, Members: true})
}

func (c *conn) maySpeak(topic string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.subs[topic]
	return s != nil && s.right >= Write
}

// typingObject names who types only when they chose to be named.
func typingObject(topic string, by Watcher) []byte {
	if !by.Shown {
		by = Watcher{}
	}
	b := appendString([]byte(`{"topic":`), topic)
	b = appendString(append(b, `,"signal":"typing","by":{"id":`...), by.Member)
	b = appendString(append(b, `,"name":`...), by.Name)
	return append(b, "}}"...)
}

// Signal tells everybody who watches a topic something that nobody needs to hear twice. fields become the signal's own
// fields: a struct or map, or nil.
func (h *Hub) Signal(topic, kind string, fields any) {
	b := appendString([]byte(`{"topic":`), topic)
	b = appendString(append(b, `,"signal":`...), kind)
	more, err := json.Marshal(fields)
	if err != nil {
		h.logger.Error("a signal cannot be written", "topic", topic, "kind", kind, "error", err)
		return
	}
	if len(more) > 2 && more[0] == '{' {
		b = append(append(b, ','), more[1:len(more)-1]...)
	}
	b = append(b, '}')
	h.spread(topic, b, false, nil)
	h.tell(channelSignals, message{Topic: topic, Signal: b})
}

// spread puts a signal into the queues of this node's watchers.
func (h *Hub) spread(topic string, object []byte, members bool, but *conn) {
	t := h.topic(topic)
	if t == nil {
		return
	}
	f := frame(opText, object)
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.subs {
		if s.conn != but && (!members || s.conn.who.Member != "") {
			s.conn.put(entry{f, s, fleeting})
		}
	}
}
