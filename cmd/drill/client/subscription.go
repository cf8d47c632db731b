package client

import (
	"context"
	"encoding/json"
	"sync"

	"kraftsam/cmd/drill/record"
)

// position is a place in a topic's log.
type position struct {
	seq   int64
	epoch string
}

// subscription is one topic that a reader watches. It belongs to the goroutine that serves the reader's connection; place alone
// is looked at by others.
type subscription struct {
	topic    string
	ready    bool // the state was read: there is something to go on from
	reading  bool
	standing bool
	over     bool // refused or revoked
	asked    int  // id of the newest subscribe
	faults   int  // how often in a row the order broke
	pos      position
	back     chan struct{} // the right was given back

	mu    sync.Mutex
	place position
}

func (s *subscription) move(p position) {
	s.pos = p
	s.mu.Lock()
	s.place = p
	s.mu.Unlock()
}

func (s *subscription) where() record.Place {
	s.mu.Lock()
	defer s.mu.Unlock()
	return record.Place{Epoch: s.place.epoch, Seq: s.place.seq}
}

// startOver: something is missing that will not come, so the state is read again.
func (s *subscription) startOver() {
	s.standing, s.ready, s.asked = false, false, 0
}

// comeBack tells a polling reader that the right was given back.
func (s *subscription) comeBack() {
	select {
	case s.back <- struct{}{}:
	default:
	}
}

// returned waits for the right to be given back; false: the reader goes.
func (s *subscription) returned(ctx context.Context) bool {
	select {
	case <-s.back:
		s.over = false
		s.startOver()
		return true
	case <-ctx.Done():
		return false
	}
}

// frame is one object from the server, before it is known which kind it is.
type frame struct {
	ID      *int            `json:"id"`
	OK      *bool           `json:"ok"`
	Topic   string          `json:"topic"`
	Seq     int64           `json:"seq"`
	Epoch   string          `json:"epoch"`
	Type    string          `json:"type"`
	Data    json.RawMessage `json:"data"`
	Signal  string          `json:"signal"`
	Reset   bool            `json:"reset"`
	Revoked bool            `json:"revoked"`
	Problem *problem        `json:"problem"`
}

// shown is a post as the product shows it.
type shown struct {
	ID        string `json:"id"`
	Version   int64  `json:"version"`
	Text      string `json:"text"`
	Withdrawn bool   `json:"withdrawn"`
}

func (p shown) item() record.Item {
	return record.Item{ID: p.ID, Version: p.Version, Print: record.Print(p.Text), Gone: p.Withdrawn}
}

// item is what an event shows.
func (f frame) item() record.Item {
	var p shown
	_ = json.Unmarshal(f.Data, &p)
	return p.item()
}
