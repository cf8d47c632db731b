package workshop

import (
	"context"

	"kraftsam/app/forum"
	"kraftsam/app/platform/event"
)

// What a thread shows of the workshops that are stages of it.

func (s *Service) stagesOf(ctx context.Context, threads []string) (map[string][]forum.StageView, error) {
	all, err := s.store.inThreads(ctx, threads)
	found := map[string][]forum.StageView{}
	if err != nil || len(all) == 0 {
		return found, err
	}
	ids := make([]string, len(all))
	for i, w := range all {
		ids[i] = w.ID
	}
	rounds, err := s.store.rounds(ctx, ids)
	for _, w := range all {
		v := w.stageOf()
		if r, ok := rounds[w.ID]; ok {
			v.Round = r.view()
		}
		found[w.ThreadID] = append(found[w.ThreadID], v)
	}
	return found, err
}

func (w Workshop) stageOf() forum.StageView {
	return forum.StageView{Kind: RefKind, ID: w.ID, Title: w.Title, State: string(w.State), StartsAt: event.Stamped(w.StartsAt)}
}

// restage tells in the thread what is not as it was; of a draft nobody is told.
func (s *Service) restage(ctx context.Context, was, now Workshop) error {
	if now.State == Draft || was.State == now.State && was.stageOf() == now.stageOf() {
		return nil
	}
	return s.forum.Restage(ctx, now.ThreadID)
}
