package notice

import (
	"context"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/job"
	"kraftsam/app/platform/ref"
)

const recheckJob = "notice.recheck"

// Recheck has every bell asked again that shows a thing, or what happened in it, which is not as it was: withdrawn, answered,
// taken back. The transaction that changes it calls it.
func (s *Service) Recheck(ctx context.Context, of ref.Ref) error {
	return s.jobs.Add(ctx, job.New{Kind: recheckJob, Group: of.String(), Payload: of})
}

// recheck settles the notices of each member who has not read one about the thing.
func (s *Service) recheck(ctx context.Context, w *job.Work) error {
	var of ref.Ref
	if err := w.Jobs[0].Read(&of); err != nil {
		return err
	}
	for after := w.Progress(); ; {
		members, err := s.store.bellsWith(ctx, of, after, pageOfAll)
		if err != nil || len(members) == 0 {
			return err
		}
		for _, m := range members {
			by, err := s.viewer(ctx, m)
			if err != nil && fault.KindOf(err) != fault.NotFound {
				return err
			}
			if err := s.Settle(ctx, by); err != nil {
				return err
			}
		}
		after = members[len(members)-1]
		if err := s.db.InTx(ctx, func(ctx context.Context) error { return w.Keep(ctx, after) }); err != nil {
			return err
		}
	}
}
