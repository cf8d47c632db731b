package ballot

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

// Cast is a vote on its way into a ballot.
type Cast struct {
	Ballot string
	Vote   Vote
	As     string // organisation spoken for; where organisations vote, the one whose voice it is
	Secret string // of an anonymous vote; it is stored nowhere
	Was    *Vote  // the anonymous vote that this one takes the place of
}

// Vote casts a vote, or changes it as long as the ballot is open. The same vote again changes nothing.
func (s *Service) Vote(ctx context.Context, by actor.Viewer, c Cast) (event.Reference, error) {
	if err := mayTakePart(by); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		_, p, err := s.ballotFor(ctx, by, c.Ballot)
		if err != nil {
			return event.Done{}, err
		}
		// Before the ballot is held, in the order in which a merge takes them.
		if err := s.actors.MaySpeakFor(ctx, by, c.As); err != nil {
			return event.Done{}, err
		}
		b, err := s.store.held(ctx, c.Ballot)
		if err != nil {
			return event.Done{}, err
		}
		if err := s.mayVote(ctx, b, p, c); err != nil {
			return event.Done{}, err
		}
		if c.Vote, err = b.check(c.Vote); err != nil {
			return event.Done{}, err
		}
		voter := by.Member
		if b.Voice == OrganisationVoice {
			voter = c.As
		}
		if s.notices != nil {
			s.notices.Ring(ctx, by)
		}
		if b.Anonymous {
			return s.castSealed(ctx, b, p, voter, c)
		}
		return s.castOpenly(ctx, by, b, p, voter, c)
	})
}

func (s *Service) mayVote(ctx context.Context, b Ballot, p Place, c Cast) error {
	now, err := s.db.Clock(ctx)
	switch {
	case err != nil:
		return err
	case !b.openAt(now):
		return errEnded
	case p.Write != nil:
		return p.Write
	case b.Voice == OrganisationVoice && c.As == "":
		return errOrganisations
	case b.Voice == PersonVoice && b.Anonymous && c.As != "":
		return errAs
	}
	return nil
}

func (s *Service) castOpenly(ctx context.Context, by actor.Viewer, b Ballot, p Place, voter string, c Cast) (event.Done, error) {
	had, err := s.store.votes(ctx, "ballot_id = ? AND voter = ?", b.ID, voter)
	if err != nil {
		return event.Done{}, err
	}
	now, err := s.db.Clock(ctx)
	if err != nil {
		return event.Done{}, err
	}
	v := openVote{BallotID: b.ID, Voter: voter, MemberID: by.Member, Vote: c.Vote, At: now}
	if c.As != "" {
		v.OrganisationID = &c.As
	} else {
		v.Part = p.Part
	}
	if len(had) == 1 && had[0].sameAs(v) {
		return event.Done{ID: b.ID, Version: b.Version, Topic: p.Topic}, nil
	}
	if err := s.store.putVote(ctx, v); err != nil {
		return event.Done{}, err
	}
	if len(had) == 0 {
		return s.changed(ctx, b, map[string]any{"voices": b.Voices + 1})
	}
	if b.Hidden { // nobody sees a difference
		return event.Done{ID: b.ID, Version: b.Version, Topic: p.Topic}, nil
	}
	return s.changed(ctx, b, map[string]any{})
}

func (v openVote) sameAs(o openVote) bool {
	same := func(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }
	return word(v.Vote) == word(o.Vote) && same(v.OrganisationID, o.OrganisationID) &&
		same(v.Part.Organisation, o.Part.Organisation) && same(v.Part.Municipality, o.Part.Municipality)
}

// countedFor is the organisation that a vote is counted under.
func (v openVote) countedFor() *string {
	if v.OrganisationID != nil {
		return v.OrganisationID
	}
	return v.Part.Organisation
}

// castSealed counts an anonymous vote. No event is told and no row of the ballot changes: how many have voted is told later,
// together for all who voted meanwhile, and so at a time that is nobody's.
func (s *Service) castSealed(ctx context.Context, b Ballot, p Place, voter string, c Cast) (event.Done, error) {
	if err := checkSecret(c.Secret); err != nil {
		return event.Done{}, err
	}
	done := event.Done{ID: b.ID, Version: b.Version, Topic: p.Topic}
	first, err := s.store.addVoter(ctx, b.ID, voter)
	if err != nil {
		return done, err
	}
	x, err := s.store.box(ctx, b.ID)
	if err != nil {
		return done, err
	}
	mark := seal(b.ID, c.Secret, c.Vote)
	if !first {
		if x.has(mark) {
			return done, nil
		}
		if c.Was == nil {
			return done, errSealed
		}
		was, err := b.check(*c.Was)
		if err != nil || !x.take(b, was, seal(b.ID, c.Secret, was)) {
			return done, errSealed
		}
	}
	x.put(b, c.Vote, mark)
	return done, s.store.putBox(ctx, b.ID, x)
}

// changed writes a change of a ballot and tells it where it is held.
func (s *Service) changed(ctx context.Context, b Ballot, set map[string]any) (event.Done, error) {
	return s.change(ctx, b, Changed, set)
}

func (s *Service) change(ctx context.Context, b Ballot, kind string, set map[string]any) (event.Done, error) {
	set["version"] = b.Version + 1
	if err := s.store.set(ctx, b.ID, set); err != nil {
		return event.Done{}, err
	}
	topic := s.hosts[b.HostKind].Topic(b.HostID)
	s.events.Add(ctx, topic, event.Change{Type: kind, Ref: ballotRef(b.ID), Version: b.Version + 1})
	return event.Done{ID: b.ID, Version: b.Version + 1, Topic: topic}, nil
}

// ballotFor is the only door to a ballot: it opens for those who may see where it is held.
func (s *Service) ballotFor(ctx context.Context, by actor.Viewer, id string) (Ballot, Place, error) {
	if !ref.ValidID(id) {
		return Ballot{}, Place{}, errNoBallot
	}
	b, err := s.store.ballot(ctx, id)
	if err != nil {
		return Ballot{}, Place{}, err
	}
	p, err := s.hosts[b.HostKind].Place(ctx, by, b.HostID)
	if fault.IsNotFound(err) {
		return Ballot{}, Place{}, errNoBallot
	}
	return b, p, err
}
