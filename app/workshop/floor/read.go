package floor

import (
	"cmp"
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/workshop"
)

// SpeakersAt is the list of speakers with who speaks, who waits and who has spoken, and where the topic of the workshop stood.
type SpeakersAt struct {
	SpeakersView
	Speaking []SpeechView `json:"speaking" doc:"what has begun and is not over: whoever has the floor, and where they reply, whoever they reply to"`
	Waiting  []SpeechView `json:"waiting" doc:"the longest first"`
	Spoken   []SpokenView `json:"spoken" doc:"everybody who has spoken, with what runs"`
	Mine     *FloorMine   `json:"mine,omitempty" doc:"who the asker is here; not in events"`
	May      SpeakersMay  `json:"may" doc:"what the asker may do; not in events"`
	workshop.WorkshopHead
}

// FloorMine is who the asker is in a workshop.
type FloorMine struct {
	Participant string `json:"participant"`
}

// SpeakersMay is what a viewer may do with the list of speakers.
type SpeakersMay struct {
	Raise bool `json:"raise"`
	Lead  bool `json:"lead"`
}

// InQueue is the order of hands.
func InQueue(a, b SpeechView) int {
	return cmp.Or(cmp.Compare(a.RaisedAt, b.RaisedAt), cmp.Compare(a.ID, b.ID))
}

func mineOf(st workshop.Standing) *FloorMine {
	if !st.TakesPart() {
		return nil
	}
	return &FloorMine{st.Participant.ID}
}

// Speakers reads the list of speakers from one snapshot.
func (s *Service) Speakers(ctx context.Context, by actor.Viewer, id string) (SpeakersAt, error) {
	var at SpeakersAt
	err := s.db.Read(ctx, func(ctx context.Context) error {
		w, st, err := s.workshops.Enter(ctx, by, id)
		if err != nil {
			return err
		}
		list, err := s.store.list(ctx, w.ID)
		if err != nil {
			return err
		}
		at.SpeakersView, at.Mine = list.view(), mineOf(st)
		writes := workshop.MayWrite(by, w.ID) == nil
		at.May = SpeakersMay{Raise: writes && (at.Mine != nil || st.Facilitates) && inRoom(w) && list.ClosedAt == nil, Lead: st.Facilitates}
		if at.Speaking, at.Waiting, err = s.onTheFloor(ctx, w); err != nil {
			return err
		}
		spoken, err := s.spokenLists(ctx, []string{w.ID})
		if err != nil {
			return err
		}
		at.Spoken = spoken[w.ID].Items
		at.WorkshopHead, err = s.workshops.Head(ctx, w.Topic())
		return err
	})
	return at, err
}

func (s *Service) onTheFloor(ctx context.Context, w workshop.Workshop) (speaking, waiting []SpeechView, err error) {
	running, err := s.store.running(ctx, w.ID)
	if err != nil {
		return nil, nil, err
	}
	hands, err := s.store.waiting(ctx, w.ID)
	if err != nil {
		return nil, nil, err
	}
	if speaking, err = s.speechViews(ctx, running); err != nil {
		return nil, nil, err
	}
	waiting, err = s.speechViews(ctx, hands)
	return speaking, waiting, err
}
