package workshop

import (
	"context"

	"kraftsam/app/actor"
)

// WorkshopHead is where the topic of the workshop stood when something was read.
type WorkshopHead struct {
	Topic string `json:"topic"`
	Seq   int64  `json:"seq"`
	Epoch string `json:"epoch"`
}

// Head is where a topic stands, in the snapshot in which it is asked.
func (s *Service) Head(ctx context.Context, topic string) (WorkshopHead, error) {
	h, err := s.events.Head(ctx, topic)
	return WorkshopHead{Topic: topic, Seq: h.Seq, Epoch: h.Epoch}, err
}

// WorkshopAt is all that somebody who comes in sees, and where the topic stood.
type WorkshopAt struct {
	WorkshopView
	Steps  []StepView     `json:"steps"`
	People WorkshopPeople `json:"people"`
	Reply  *WorkshopReply `json:"reply,omitempty" doc:"the asker's own; not in events"`
	Code   string         `json:"code,omitempty" doc:"that one joins with, for those who take part or facilitate; not in events"`
	Mine   *WorkshopMine  `json:"mine,omitempty" doc:"how the asker takes part; not in events"`
	May    WorkshopMay    `json:"may" doc:"what the asker may do; not in events"`
	WorkshopHead
}

// WorkshopMine is how the asker takes part.
type WorkshopMine struct {
	Participant      string  `json:"participant" doc:"id, by which notes and hands name them"`
	Kind             string  `json:"kind" enum:"member,guest"`
	Name             string  `json:"name"`
	Organisation     *string `json:"organisation,omitempty" doc:"id"`
	OrganisationName string  `json:"organisation_name,omitempty"`
	Municipality     *string `json:"municipality,omitempty"`
}

// WorkshopMay is what a viewer may do in a workshop.
type WorkshopMay struct {
	Facilitate bool `json:"facilitate"`
	Join       bool `json:"join" doc:"take part"`
	Write      bool `json:"write" doc:"contribute now"`
}

// Workshop reads a workshop with its run sheet from one snapshot.
func (s *Service) Workshop(ctx context.Context, by actor.Viewer, id string) (WorkshopAt, error) {
	var at WorkshopAt
	err := s.db.Read(ctx, func(ctx context.Context) error {
		w, st, err := s.Enter(ctx, by, id)
		if err != nil {
			return err
		}
		views, err := s.publicViews(ctx, []Workshop{w})
		if err != nil {
			return err
		}
		at.WorkshopView = views[0]
		steps, err := s.store.steps(ctx, w.ID)
		if err != nil {
			return err
		}
		if at.Steps, err = s.stepViews(ctx, steps); err != nil {
			return err
		}
		people, err := s.peopleViews(ctx, []string{w.ID})
		if err != nil {
			return err
		}
		at.People = people[w.ID]
		if at.May, err = s.mayOf(ctx, by, w, st); err != nil {
			return err
		}
		at.Mine = st.mine()
		if at.Reply, err = s.ownReply(ctx, by, w); err != nil {
			return err
		}
		if at.Code, err = s.codeShown(ctx, w, st); err != nil {
			return err
		}
		at.WorkshopHead, err = s.Head(ctx, w.Topic())
		return err
	})
	return at, err
}

func (s *Service) mayOf(ctx context.Context, by actor.Viewer, w Workshop, st Standing) (WorkshopMay, error) {
	now, err := s.db.Clock(ctx)
	if err != nil {
		return WorkshopMay{}, err
	}
	writes := MayWrite(by, w.ID) == nil
	in := st.TakesPart()
	return WorkshopMay{Facilitate: st.Facilitates && by.MayWrite() == nil, Join: writes && !in && w.State != Draft && w.State != Cancelled,
		Write: writes && (in || st.Facilitates) && w.Open(now) == nil}, nil
}

// codeShown is the code that still opens a workshop, for those who are in it.
func (s *Service) codeShown(ctx context.Context, w Workshop, st Standing) (string, error) {
	now, err := s.db.Clock(ctx)
	if err != nil || !w.joinable(now) || !st.Facilitates && !st.TakesPart() {
		return "", err
	}
	return s.store.codeOf(ctx, w.ID)
}

func (st Standing) mine() *WorkshopMine {
	if !st.TakesPart() {
		return nil
	}
	p := st.Participant
	return &WorkshopMine{Participant: p.ID, Kind: p.Kind, Name: p.Name, Organisation: p.OrganisationID, OrganisationName: p.OrganisationName, Municipality: p.Municipality}
}
