package area

import "context"

// JoinedAfter gives the members of an area, page by page in the order of their ids; after is the last of the page before. It asks for nobody's
// leave: only rooms that tell those members something call it.
func (s *Service) JoinedAfter(ctx context.Context, slug, after string, limit int) ([]string, error) {
	return s.store.joinedAfter(ctx, slug, after, limit)
}

// Known finds an area for a room that tells its members something, whoever may read it.
func (s *Service) Known(ctx context.Context, slug string) (Area, error) {
	return s.store.area(ctx, slug)
}
