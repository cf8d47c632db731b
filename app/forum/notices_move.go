package forum

import (
	"context"

	"kraftsam/app/platform/ref"
)

// mostRetold is how many of the posts that moved are told once more, the last ones.
const mostRetold = 100

// noticesFollow has notices of posts go where the posts went, and who follows that thread hear of what is new to them there. Whoever was told of a post by
// name is not told again: an event has one name.
func (s *Service) noticesFollow(ctx context.Context, from, into Thread, moved []placed) error {
	refs := make([]ref.Ref, len(moved))
	for i, p := range moved {
		refs[i] = postRef(p.ID)
	}
	if err := s.notices.Move(ctx, refs, threadRef(into.ID)); err != nil {
		return err
	}
	for _, p := range moved[max(0, len(moved)-mostRetold):] {
		retold := Post{ID: p.ID, ThreadID: into.ID, AuthorID: p.AuthorID, OrganisationID: p.OrganisationID, At: p.At}
		if err := s.tellNewPost(ctx, retold, toldPost); err != nil {
			return err
		}
	}
	return s.notices.Recheck(ctx, threadRef(from.ID))
}

// asksMove has notices of what is asked go along with it.
func (s *Service) asksMove(ctx context.Context, from, into string) error {
	asks, err := s.store.asks(ctx, []string{from})
	if err != nil {
		return err
	}
	var refs []ref.Ref
	for _, a := range asks[from] {
		if a.state() == askWaits {
			refs = append(refs, askRef(a.ID))
		}
	}
	if err := s.store.moveAsks(ctx, from, into); err != nil {
		return err
	}
	return s.notices.Move(ctx, refs, threadRef(into))
}
