package live

import (
	"encoding/json"
	"time"

	"kraftsam/app/platform/event"
)

// message is what nodes tell each other. Nothing depends on its arrival.
type message struct {
	Node     string          `json:"n"`
	Epoch    string          `json:"e"`
	Topic    string          `json:"t"`
	Head     int64           `json:"h,omitempty"` // the topic has events up to here
	Events   []told          `json:"v,omitempty"`
	Signal   json.RawMessage `json:"s,omitempty"`
	Members  bool            `json:"m,omitempty"` // the signal is for members only
	Presence *headcount      `json:"p,omitempty"`
}

// told is an event with what it shows, so that the other nodes need not read it.
type told struct {
	Seq  int64           `json:"q"`
	Type string          `json:"y"`
	At   int64           `json:"a"` // milliseconds
	Data json.RawMessage `json:"d"`
}

// tell publishes a message of this node, unless nobody could hear it.
func (h *Hub) tell(channel Channel, m message) {
	if h.broker.Alone() {
		return
	}
	m.Node, m.Epoch = h.node, h.history()
	text, err := json.Marshal(m)
	if err != nil {
		h.logger.Error("a message cannot be written", "topic", m.Topic, "error", err)
		return
	}
	h.broker.Publish(channel, text)
}

// announce tells the other nodes that a topic has events up to seq.
func (h *Hub) announce(topic string, seq int64) {
	h.tell(channelEvents, message{Topic: topic, Head: seq})
}

// publish tells the other nodes of the events that were committed here, as they were rendered for this node's watchers.
func (h *Hub) publish(topic string, run []item) {
	if h.broker.Alone() {
		return
	}
	m := message{Topic: topic}
	for _, it := range run {
		if it.own {
			e := it.event
			m.Events = append(m.Events, told{e.Seq, e.Type, e.At.UnixMilli(), it.data})
		}
	}
	if len(m.Events) > 0 {
		h.tell(channelEvents, m)
	}
}

// receive takes what another node told. What counts in another history is none of ours.
func (h *Hub) receive(text []byte) {
	var m message
	if json.Unmarshal(text, &m) != nil || m.Node == h.node || m.Epoch != h.history() {
		return
	}
	switch {
	case m.Presence != nil:
		h.presence.hear(m.Node, m.Topic, *m.Presence)
		return
	case m.Signal != nil:
		h.spread(m.Topic, m.Signal, m.Members, nil)
		return
	case m.Topic == Control:
		h.doubt()
		return
	}
	t := h.topic(m.Topic)
	if t == nil {
		return
	}
	items := make([]item, len(m.Events))
	for i, e := range m.Events {
		items[i] = item{data: e.Data, event: event.Event{Topic: m.Topic, Seq: e.Seq, Type: e.Type, At: time.UnixMilli(e.At)}}
	}
	t.note(items)
	if m.Head > 0 {
		t.want(m.Head)
	}
}
