package ballot

import (
	"context"

	"kraftsam/app/platform/ref"
)

// Gathered gives the ballots of a host as everybody sees them who sees the host, the first first, for what comes after it.
func (s *Service) Gathered(ctx context.Context, host ref.Ref) ([]VotingView, error) {
	ballots, err := s.store.of(ctx, host)
	if err != nil {
		return nil, err
	}
	return s.publicViews(ctx, ballots)
}

// TookPart says in which of some ballots one of the viewer's voices was used: not for what.
func (s *Service) TookPart(ctx context.Context, by []string, ids []string) (map[string]bool, error) {
	took := map[string]bool{}
	if len(by) == 0 || len(ids) == 0 {
		return took, nil
	}
	open, err := s.store.votes(ctx, "ballot_id IN ? AND voter IN ?", ids, by)
	if err != nil {
		return nil, err
	}
	for _, v := range open {
		took[v.BallotID] = true
	}
	sealed, err := s.store.voters(ctx, "ballot_id IN ? AND voter IN ?", ids, by)
	for _, v := range sealed {
		took[v.BallotID] = true
	}
	return took, err
}
