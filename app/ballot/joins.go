package ballot

import (
	"context"

	"kraftsam/app/platform/event"
)

// What the room joins: what its events show in the topics of its hosts, and what becomes of votes when two organisations turn
// out to be one.

// Rendered gives, by id, what the events about ballots among some show: what everybody who sees the host sees, and never a
// vote of the one who looks.
func (s *Service) Rendered(ctx context.Context, events []event.Event) (map[string]VotingView, error) {
	var ids []string
	for _, e := range events {
		if e.Ref.Kind == RefKind {
			ids = append(ids, e.Ref.ID)
		}
	}
	ballots, err := s.store.byID(ctx, ids)
	if err != nil {
		return nil, err
	}
	views, err := s.publicViews(ctx, ballots)
	found := make(map[string]VotingView, len(views))
	for _, v := range views {
		found[v.ID] = v
	}
	return found, err
}

// merged moves what was voted for an organisation that became another, in the ballots that run; what is closed stays as it was
// counted. Where both have voted the newer vote counts, as one voice. In an anonymous ballot nobody knows which votes theirs
// are, so both stay counted and only one may be changed.
func (s *Service) merged(ctx context.Context, from, into string) error {
	ballots, err := s.store.touchedBy(ctx, from)
	if err != nil {
		return err
	}
	for _, b := range ballots {
		switch {
		case b.Anonymous:
			err = s.moveVoter(ctx, b, from, into)
		case b.Voice == OrganisationVoice:
			err = s.moveVote(ctx, b, from, into)
		default:
			if err = s.store.renameOrganisation(ctx, b.ID, from, into); err == nil && !b.Hidden {
				_, err = s.changed(ctx, b, map[string]any{})
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) moveVoter(ctx context.Context, b Ballot, from, into string) error {
	if err := s.store.dropVoter(ctx, b.ID, from); err != nil {
		return err
	}
	_, err := s.store.addVoter(ctx, b.ID, into)
	return err
}

func (s *Service) moveVote(ctx context.Context, b Ballot, from, into string) error {
	votes, err := s.store.votes(ctx, "ballot_id = ? AND voter IN ?", b.ID, []string{from, into})
	if err != nil {
		return err
	}
	newest := votes[0]
	for _, v := range votes {
		if v.At.After(newest.At) {
			newest = v
		}
	}
	newest.Voter = into
	if b.Voice == OrganisationVoice {
		newest.OrganisationID = &into
	} else {
		newest.MemberID = into
	}
	if err := s.store.dropVote(ctx, b.ID, from); err != nil {
		return err
	}
	if err := s.store.putVote(ctx, newest); err != nil {
		return err
	}
	if len(votes) == 1 && b.Hidden {
		return nil
	}
	_, err = s.changed(ctx, b, map[string]any{"voices": b.Voices - int64(len(votes)-1)})
	return err
}

// GuestKnown hands the votes of a guest to the member that they turned out to be, in the ballots that run, as merged does with those of
// organisations.
func (s *Service) GuestKnown(ctx context.Context, guest, member string) error {
	ballots, err := s.store.votedBy(ctx, guest)
	if err != nil {
		return err
	}
	for _, b := range ballots {
		if b.Anonymous {
			err = s.moveVoter(ctx, b, guest, member)
		} else {
			err = s.moveVote(ctx, b, guest, member)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
