package account

import "context"

// registration says how one becomes a member at this moment: administrators change it while the house is open.
func (s *Service) registration(ctx context.Context) (Registration, error) {
	set, err := s.actors.Settings(ctx)
	return Registration(set.Registration), err
}

// shutOut ends what a member is signed in with, in the transaction that suspends them; where they never come back, every key.
func (s *Service) shutOut(ctx context.Context, member string, tokensToo bool) error {
	if tokensToo {
		return s.forget(ctx, member)
	}
	_, err := s.store.endSessionsBut(ctx, member, "")
	return err
}
