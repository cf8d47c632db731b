package wall

import (
	"context"

	"kraftsam/app/workshop"
)

// What the events show. All of it is read when it is sent, and is what everybody who watches may see: of a hidden wall that are counts.

func (s *Service) showWalls(ctx context.Context, ids []string) (map[string]any, error) {
	walls, err := s.store.walls(ctx, ids)
	if err != nil {
		return nil, err
	}
	views, err := s.wallViews(ctx, walls)
	return workshop.Keyed(views, func(v WallView) string { return v.ID }), err
}

func (s *Service) showLinks(ctx context.Context, workshops []string) (map[string]any, error) {
	links, err := s.store.links(ctx, workshops)
	by := map[string][]link{}
	for _, l := range links {
		by[l.WorkshopID] = append(by[l.WorkshopID], l)
	}
	shown := map[string]any{}
	for _, id := range workshops {
		shown[id] = linksView(id, by[id])
	}
	return shown, err
}

func linksView(id string, links []link) WallLinks {
	v := WallLinks{Workshop: id, Links: make([]WallLink, len(links))}
	for i, l := range links {
		v.Links[i] = WallLink{Step: l.StepID, Wall: l.WallID}
	}
	return v
}

// showNotes leaves out what hangs on a hidden wall, though no event names it.
func (s *Service) showNotes(ctx context.Context, ids []string) (map[string]any, error) {
	all, err := s.store.notesByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	walls, err := s.wallsByID(ctx, wallIDs(all))
	if err != nil {
		return nil, err
	}
	notes := all[:0]
	for _, n := range all {
		if walls[n.WallID].Phase != Hidden {
			notes = append(notes, n)
		}
	}
	views, err := s.noteViewsOn(ctx, notes, walls)
	shown := map[string]any{}
	for _, id := range ids {
		shown[id] = NoteView{ID: id, Withdrawn: true}
	}
	for _, v := range views {
		shown[v.ID] = v
	}
	return shown, err
}

func (s *Service) showClusters(ctx context.Context, ids []string) (map[string]any, error) {
	clusters, err := s.store.clustersByID(ctx, ids)
	shown := map[string]any{}
	for _, c := range clusters {
		shown[c.ID] = c.view()
	}
	return shown, err
}

func (s *Service) showDots(ctx context.Context, ids []string) (map[string]any, error) {
	walls, err := s.store.walls(ctx, ids)
	if err != nil {
		return nil, err
	}
	views, err := s.dotsViews(ctx, walls)
	shown := map[string]any{}
	for id, v := range views {
		shown[id] = v
	}
	return shown, err
}

// showDot finds the walls of notes and clusters first, as an event names the target alone.
func (s *Service) showDot(ctx context.Context, targets []string) (map[string]any, error) {
	on, err := s.store.wallsOfTargets(ctx, targets)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, wall := range on {
		ids = append(ids, wall)
	}
	walls, err := s.wallsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	sums, err := s.store.sumDots(ctx, ids)
	if err != nil {
		return nil, err
	}
	counted, err := s.store.sumTargets(ctx, ids, targets)
	n := map[string]int64{}
	for _, c := range counted {
		n[c.Target] = c.N
	}
	shown := map[string]any{}
	for target, wall := range on {
		v := DotView{Wall: wall, On: target, Placed: sums[wall].N, Dotted: sums[wall].Dotted}
		if walls[wall].showsDots() {
			some := n[target]
			v.N = &some
		}
		shown[target] = v
	}
	return shown, err
}
