package result

import (
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/workshop"
)

// Result reads what came of a workshop, with what it rests on, from one snapshot.
func (s *Service) Result(ctx context.Context, by actor.Viewer, id string) (ResultAt, error) {
	var at ResultAt
	err := s.db.Read(ctx, func(ctx context.Context) error {
		r, err := s.resultFor(ctx, by, id, s.workshops.Enter)
		if err != nil {
			return err
		}
		if at, err = s.public(ctx, r); err != nil {
			return err
		}
		if err := s.asSeenBy(ctx, by, r, &at); err != nil {
			return err
		}
		at.WorkshopHead, err = s.workshops.Head(ctx, Topic(r.w.ID))
		if err == nil {
			at.Sources.WorkshopHead, err = s.workshops.Head(ctx, r.w.Topic())
		}
		return err
	})
	return at, err
}

// public is what everybody who may read the result sees.
func (s *Service) public(ctx context.Context, r room) (at ResultAt, err error) {
	views, err := s.resultViews(ctx, []Result{r.result})
	if err != nil {
		return at, err
	}
	at.ResultView, at.State = views[0], string(r.w.State)
	if at.Items, err = s.itemViews(ctx, r.items); err != nil {
		return at, err
	}
	slices.SortFunc(at.Items, InOrder)
	said, err := s.store.standings(ctx, "workshop_id = ? AND stands <> '' AND item_id IN (SELECT id FROM workshop_result_items WHERE removed_at IS NULL)", r.w.ID)
	if err != nil {
		return at, err
	}
	if at.Standings, err = s.standingViews(ctx, said); err != nil {
		return at, err
	}
	g, err := s.gather(ctx, r.w)
	at.Sources = ResultSources{Walls: g.walls, Steps: g.hung(), Questions: g.questions, Speeches: g.speeches, Ballots: g.ballots}
	return at, err
}

// asSeenBy adds what is told to the asker alone.
func (s *Service) asSeenBy(ctx context.Context, by actor.Viewer, r room, at *ResultAt) error {
	at.May = ResultMay{Edit: r.st.Facilitates && by.MayWrite() == nil, Stand: []string{}}
	if workshop.MayWrite(by, r.w.ID) != nil {
		return nil
	}
	wit, err := s.witnesses(ctx, r)
	if err != nil {
		return err
	}
	if at.May.Stand, err = s.standsFor(ctx, by, r.items, r.me, wit); err != nil {
		return err
	}
	if at.Mine = r.me.participant; at.Mine == "" {
		at.Mine = by.Member
	}
	if !at.May.Edit {
		return nil
	}
	callers, err := s.workshops.Callers(ctx, r.w)
	for _, p := range callers {
		stand, err := s.standsFor(ctx, actor.Viewer{}, r.items, self{participant: p.ID}, wit)
		if err != nil {
			return err
		}
		at.Callers = append(at.Callers, ResultCaller{Participant: p.ID, Name: p.Name, Stand: stand})
	}
	return err
}

func (s *Service) standsFor(ctx context.Context, by actor.Viewer, items []Item, me self, wit witnesses) ([]string, error) {
	rights, err := s.rights(ctx, by, items, me, wit)
	stand := []string{}
	for _, i := range items {
		if _, may := rights[i.ID]; may {
			stand = append(stand, i.ID)
		}
	}
	return stand, err
}
