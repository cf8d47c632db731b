package workshop

import (
	"context"
	"encoding/json"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/live"
)

// What the room joins: the live topics of workshops, with what its parts show in them.

// ViewerOf finds the viewer behind a live connection, as rights stand now.
type ViewerOf func(ctx context.Context, w live.Watcher) (actor.Viewer, error)

// Topics are the families of topics that this room can show.
func (s *Service) Topics(viewer ViewerOf) []live.Topic {
	return []live.Topic{{Prefix: "workshop", Render: s.render, Right: func(ctx context.Context, by live.Watcher, id string) (live.Right, error) {
		v, err := viewer(ctx, by)
		if err != nil {
			return live.Unknown, err
		}
		_, st, err := s.Enter(ctx, v, id)
		switch {
		case err != nil && fault.KindOf(err) == fault.NotFound:
			return live.Unknown, nil
		case err != nil:
			return live.Unknown, err
		case MayWrite(v, id) == nil && (st.Facilitates || st.TakesPart()):
			return live.Write, nil
		}
		return live.Watch, nil
	}}}
}

func (s *Service) render(ctx context.Context, events []event.Event) ([]json.RawMessage, error) {
	return Render(ctx, events, s.shows)
}

// Render asks for each kind of thing at once, whatever the number of events. What nothing shows, as a newer program of the same house wrote
// it, is null.
func Render(ctx context.Context, events []event.Event, shows map[string]Show) ([]json.RawMessage, error) {
	ids := map[string][]string{}
	for _, e := range events {
		ids[e.Ref.Kind] = append(ids[e.Ref.Kind], e.Ref.ID)
	}
	shown := map[string]map[string]any{}
	for kind, some := range ids {
		show, known := shows[kind]
		if !known {
			continue
		}
		var err error
		if shown[kind], err = show(ctx, some); err != nil {
			return nil, err
		}
	}
	data := make([]json.RawMessage, len(events))
	for i, e := range events {
		var err error
		if data[i], err = json.Marshal(shown[e.Ref.Kind][e.Ref.ID]); err != nil {
			return nil, err
		}
	}
	return data, nil
}

func (s *Service) showWorkshops(ctx context.Context, ids []string) (map[string]any, error) {
	all, err := s.store.workshops(ctx, ids)
	if err != nil {
		return nil, err
	}
	views, err := s.publicViews(ctx, all)
	return Keyed(views, func(v WorkshopView) string { return v.ID }), err
}

func (s *Service) showStages(ctx context.Context, ids []string) (map[string]any, error) {
	all, err := s.store.workshops(ctx, ids)
	if err != nil {
		return nil, err
	}
	views, err := s.stageViews(ctx, all)
	return Keyed(views, func(v WorkshopStage) string { return v.ID }), err
}

func (s *Service) showPeople(ctx context.Context, ids []string) (map[string]any, error) {
	views, err := s.peopleViews(ctx, ids)
	shown := map[string]any{}
	for id, v := range views {
		shown[id] = v
	}
	return shown, err
}

func (s *Service) showSteps(ctx context.Context, ids []string) (map[string]any, error) {
	steps, err := s.store.stepsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	views, err := s.stepViews(ctx, steps)
	return Keyed(views, func(v StepView) string { return v.ID }), err
}

// Keyed is views as a Show gives them.
func Keyed[V any](views []V, id func(V) string) map[string]any {
	shown := map[string]any{}
	for _, v := range views {
		shown[id(v)] = v
	}
	return shown
}
