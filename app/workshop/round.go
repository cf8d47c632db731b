package workshop

import (
	"context"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/forum"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/text"
)

// Round is the written round of a workshop, in its thread: until OpenUntil everything may be written, until ProofUntil only answers
// to what stands there, and then nothing; it may be locked before, with the number of the case that it became.
type Round struct {
	WorkshopID string `gorm:"primaryKey"`
	OpenUntil  time.Time
	ProofUntil time.Time
	CaseNumber string
	LockedAt   *time.Time
	LockedBy   *string
	Version    int64
}

// Phase is how far a round has come.
type Phase string

// The phases.
const (
	RoundOpen   Phase = "open"
	RoundProof  Phase = "proof"
	RoundLocked Phase = "locked"
)

const maxCase = 60

var (
	errRoundTimes  = fault.InField("body.proof_until", "round_invalid", "A round is open until a time, and proof-read until that time or a later one.")
	errRoundOver   = fault.New(fault.Conflict, "round_locked", "The written round is over and locked.")
	errRoundProof  = fault.New(fault.Conflict, "round_proof", "The text is being proof-read: answer a post instead of adding something new.")
	errNoRound     = fault.New(fault.NotFound, "round_unknown", "This workshop has no written round.")
	errCaseMissing = fault.InField("body.case_number", "case_missing", "Write the number of the case.")
)

var _ = fault.Register("round_invalid", "round_locked", "round_proof", "round_unknown", "case_missing")

// phase is that of a moment.
func (r Round) phase(now time.Time) Phase {
	switch {
	case r.LockedAt != nil || !now.Before(r.ProofUntil):
		return RoundLocked
	case !now.Before(r.OpenUntil):
		return RoundProof
	}
	return RoundOpen
}

// takes refuses what may not be posted in this phase.
func (r Round) takes(now time.Time, answers bool) error {
	switch p := r.phase(now); {
	case p == RoundLocked:
		return errRoundOver
	case p == RoundProof && !answers:
		return errRoundProof
	}
	return nil
}

// SetRound opens a written round, or moves its times, which may open it again unless it was locked with a case.
func (s *Service) SetRound(ctx context.Context, by actor.Viewer, id string, open, proof time.Time) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	if !proof.After(open) && !proof.Equal(open) || open.Year() > 9000 || proof.Year() > 9000 {
		return event.Reference{}, errRoundTimes
	}
	return s.rounding(ctx, by, id, func(r Round, known bool) (Round, error) {
		if known && r.LockedAt != nil {
			return r, errRoundOver
		}
		r.OpenUntil, r.ProofUntil = *stamp(&open), *stamp(&proof)
		return r, nil
	})
}

// LockRound locks a round and notes the case that it became. The number may be put right later.
func (s *Service) LockRound(ctx context.Context, by actor.Viewer, id, number string) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	switch {
	case strings.TrimFunc(number, text.Blank) == "":
		return event.Reference{}, errCaseMissing
	case text.Length(number) > maxCase:
		return event.Reference{}, tooLong("body.case_number", maxCase)
	}
	return s.rounding(ctx, by, id, func(r Round, known bool) (Round, error) {
		if !known {
			return r, errNoRound
		}
		if r.CaseNumber = number; r.LockedAt == nil {
			now, err := s.db.Clock(ctx)
			if err != nil {
				return r, err
			}
			r.LockedAt, r.LockedBy = &now, &by.Member
		}
		return r, nil
	})
}

func (s *Service) rounding(ctx context.Context, by actor.Viewer, id string, do func(Round, bool) (Round, error)) (event.Reference, error) {
	return s.facilitating(ctx, by, id, func(ctx context.Context, w Workshop) (bool, error) {
		if w.State == Draft || w.State == Cancelled {
			return false, errState
		}
		had, err := s.store.rounds(ctx, []string{w.ID})
		if err != nil {
			return false, err
		}
		was, known := had[w.ID]
		was.WorkshopID = w.ID
		r, err := do(was, known)
		if err != nil || known && r == was {
			return false, err
		}
		r.Version++
		if err := s.store.putRound(ctx, r); err != nil {
			return false, err
		}
		return true, s.forum.Restage(ctx, w.ThreadID) // which holds the thread, so that no post slips by
	})
}

// mayPost is what the forum asks before a post: what the round of the thread's workshop lets be written now.
func (s *Service) mayPost(ctx context.Context, thread string, answers bool) error {
	all, err := s.store.inThreads(ctx, []string{thread})
	if err != nil || len(all) == 0 {
		return err
	}
	ids := make([]string, len(all))
	for i, w := range all {
		ids[i] = w.ID
	}
	rounds, err := s.store.rounds(ctx, ids)
	if err != nil || len(rounds) == 0 {
		return err
	}
	now, err := s.db.Clock(ctx)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		if err := r.takes(now, answers); err != nil {
			return err
		}
	}
	return nil
}

func (r Round) view() *forum.RoundView {
	return &forum.RoundView{OpenUntil: event.Stamp(r.OpenUntil), ProofUntil: event.Stamp(r.ProofUntil), LockedAt: event.Stamped(r.LockedAt), CaseNumber: r.CaseNumber}
}
