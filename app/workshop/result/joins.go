package result

import (
	"context"
	"encoding/json"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
)

// Topics are the families of topics that results can show. Nobody writes or types there.
func (s *Service) Topics(viewer workshop.ViewerOf) []live.Topic {
	return []live.Topic{{Prefix: "result", Render: s.render, Right: func(ctx context.Context, by live.Watcher, id string) (live.Right, error) {
		v, err := viewer(ctx, by)
		if err != nil {
			return live.Unknown, err
		}
		_, err = s.resultFor(ctx, v, id, s.workshops.Enter)
		switch {
		case fault.IsNotFound(err):
			return live.Unknown, nil
		case err != nil:
			return live.Unknown, err
		}
		return live.Watch, nil
	}}}
}

func (s *Service) render(ctx context.Context, events []event.Event) ([]json.RawMessage, error) {
	return workshop.Render(ctx, events, map[string]workshop.Show{resultKind: s.showResults, itemKind: s.showItems, standingKind: s.showStandings})
}

func (s *Service) showResults(ctx context.Context, ids []string) (map[string]any, error) {
	results, err := s.store.results(ctx, ids)
	if err != nil {
		return nil, err
	}
	views, err := s.resultViews(ctx, results)
	return workshop.Keyed(views, func(v ResultView) string { return v.ID }), err
}

func (s *Service) showItems(ctx context.Context, ids []string) (map[string]any, error) {
	items, err := s.store.itemsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	views, err := s.itemViews(ctx, items)
	return workshop.Keyed(views, func(v ResultItem) string { return v.ID }), err
}

func (s *Service) showStandings(ctx context.Context, ids []string) (map[string]any, error) {
	all, err := s.store.standings(ctx, "id IN ?", ids)
	if err != nil {
		return nil, err
	}
	views, err := s.standingViews(ctx, all)
	return workshop.Keyed(views, func(v ResultStanding) string { return v.ID }), err
}

// came tells that others may have come after the end; before it there is nobody to hear it.
func (s *Service) came(ctx context.Context, w workshop.Workshop) {
	if w.EndedAt != nil {
		s.tell(ctx, w.ID, Changed, resultRef(w.ID), 1)
	}
}

// Became gives what one participant promised and said to another. Where both said something of an item that of the other counts.
func (s *Service) Became(ctx context.Context, id, from, into string) error {
	promises, err := s.store.ownedBy(ctx, from)
	if err != nil {
		return err
	}
	for _, i := range promises {
		i.OwnerID, i.Version = into, i.Version+1
		if err := s.store.setItem(ctx, i); err != nil {
			return err
		}
		s.tell(ctx, id, ItemChanged, itemRef(i.ID), i.Version)
	}
	said, err := s.store.standings(ctx, "who_id = ?", from)
	if err != nil {
		return err
	}
	theirs, err := s.store.standings(ctx, "who_id = ?", into)
	if err != nil {
		return err
	}
	spoken := map[string]bool{}
	for _, st := range theirs {
		spoken[st.ItemID] = true
	}
	for _, st := range said {
		if spoken[st.ItemID] {
			st.Stands, st.Words = "", ""
		} else {
			st.WhoID = into
		}
		st.Version++
		if err := s.store.setStanding(ctx, st); err != nil {
			return err
		}
		s.tell(ctx, id, StandingChanged, ref.Ref{Kind: standingKind, ID: st.ID}, st.Version)
	}
	return nil
}
