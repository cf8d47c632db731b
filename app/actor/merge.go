package actor

import (
	"context"

	"kraftsam/app/platform/fault"
)

var (
	errMerge       = fault.InField("body.into", "merge_impossible", "Choose another organisation of the directory to merge into.")
	errNotProposal = fault.New(fault.Conflict, "organisation_not_waiting", "This organisation stands in the directory already. Merge it into another instead.")
)

var _ = fault.Register("merge_impossible", "organisation_not_waiting")

// Merged moves what another room keeps under an organisation, in the running transaction.
type Merged func(ctx context.Context, from, into string) error

// WhenMerged sets it: what was said for an organisation is package forum's matter, which stands to the right of this one.
func (s *Service) WhenMerged(fn Merged) { s.merged = append(s.merged, fn) }

// Proposed is an organisation that waits, who proposed it, and those of the directory that are called nearly the same.
type Proposed struct {
	Organisation
	Proposer *Member
	Similar  []Organisation
}

// Proposals lists the organisations that wait for an administrator, the oldest first.
func (s *Service) Proposals(ctx context.Context, by Viewer) ([]Proposed, error) {
	if err := by.Administers(); err != nil {
		return nil, err
	}
	var list []Proposed
	err := s.db.Read(ctx, func(ctx context.Context) (err error) {
		list, err = s.store.proposals(ctx)
		return err
	})
	return list, err
}

// ConfirmOrganisation puts a proposed organisation into the directory. Who may speak for it is decided by itself.
func (s *Service) ConfirmOrganisation(ctx context.Context, by Viewer, id, why string) error {
	if err := CheckExcuse(why); err != nil {
		return err
	}
	return s.aboutProposal(ctx, by, id, func(ctx context.Context, o Organisation) error {
		if o.ConfirmedAt != nil {
			return nil
		}
		if err := s.store.confirmOrganisation(ctx, id); err != nil {
			return err
		}
		if err := s.postProposer(ctx, o, func(lang string) letter { return letterListed(lang, o.Name, s.link("/organisations/"+o.ID)) }); err != nil {
			return err
		}
		return s.Note(ctx, by, "organisation.confirmed", organisationRef(id), why)
	})
}

// RefuseOrganisation ends a proposal, and with it who asked to speak for it.
func (s *Service) RefuseOrganisation(ctx context.Context, by Viewer, id, why string) error {
	if err := CheckReason(by, why); err != nil {
		return err
	}
	return s.aboutProposal(ctx, by, id, func(ctx context.Context, o Organisation) error {
		if o.ConfirmedAt != nil {
			return errNotProposal
		}
		if err := s.store.endOrganisation(ctx, id, nil); err != nil {
			return err
		}
		ended, err := s.store.endRepresentationsOf(ctx, by.Member, id)
		if err != nil {
			return err
		}
		for _, r := range ended {
			s.tell(ctx, r.MemberID, RepresentationChanged, representationRef(r.ID))
		}
		if err := s.postProposer(ctx, o, func(lang string) letter { return letterNotListed(lang, o.Name, why) }); err != nil {
			return err
		}
		return s.Note(ctx, by, "organisation.refused", organisationRef(id), why)
	})
}

func (s *Service) aboutProposal(ctx context.Context, by Viewer, id string, fn func(ctx context.Context, o Organisation) error) error {
	return s.Administering(ctx, by, func(ctx context.Context) error {
		held, err := s.store.organisationsHeld(ctx, id)
		if err != nil {
			return err
		}
		o, ok := held[id]
		if !ok || o.EndedAt != nil {
			return errNoOrganisation
		}
		s.TellAdministrators(ctx, Organisations, Representations)
		return fn(ctx, o)
	})
}

func (s *Service) postProposer(ctx context.Context, o Organisation, write func(lang string) letter) error {
	if o.ProposedBy == nil {
		return nil
	}
	m, err := s.Member(ctx, *o.ProposedBy)
	if err != nil {
		return err
	}
	return s.post(ctx, m, write(m.Lang))
}

// Merge makes two entries of one organisation one: who speaks for the first speaks for the second, what was said for it was said
// for the second, and its address leads there.
func (s *Service) Merge(ctx context.Context, by Viewer, from, into, why string) error {
	if err := CheckReason(by, why); err != nil {
		return err
	}
	return s.Administering(ctx, by, func(ctx context.Context) error {
		if from == into {
			return errMerge
		}
		held, err := s.store.organisationsHeld(ctx, from, into)
		if err != nil {
			return err
		}
		a, known := held[from]
		b, there := held[into]
		switch {
		case !known || a.EndedAt != nil:
			return errNoOrganisation
		case !there || b.EndedAt != nil || b.ConfirmedAt == nil:
			return errMerge
		case s.unreal(b) && a.ConfirmedAt != nil:
			return errReal
		}
		return s.merge(ctx, by, a, b, why)
	})
}

func (s *Service) merge(ctx context.Context, by Viewer, from, into Organisation, why string) error {
	moved, err := s.moveRepresentations(ctx, by, from.ID, into.ID)
	if err != nil {
		return err
	}
	for _, move := range s.merged {
		if err := move(ctx, from.ID, into.ID); err != nil {
			return err
		}
	}
	if err := s.store.endOrganisation(ctx, from.ID, &into.ID); err != nil {
		return err
	}
	for _, r := range moved {
		s.tell(ctx, r.MemberID, RepresentationChanged, representationRef(r.ID))
	}
	s.TellAdministrators(ctx, Organisations, Representations)
	return s.Note(ctx, by, "organisation.merged:"+into.ID, organisationRef(from.ID), why)
}

// moveRepresentations has the representations follow. Whoever stands under both keeps one, confirmed if either was.
func (s *Service) moveRepresentations(ctx context.Context, by Viewer, from, into string) ([]Representation, error) {
	there, err := s.store.representationsHeld(ctx, into)
	if err != nil {
		return nil, err
	}
	moving, err := s.store.representationsHeld(ctx, from)
	if err != nil {
		return nil, err
	}
	stands := map[string]Representation{}
	for _, r := range there {
		stands[r.MemberID] = r
	}
	for _, r := range moving {
		other, double := stands[r.MemberID]
		if double {
			lesser := r
			if r.ConfirmedAt != nil && other.ConfirmedAt == nil {
				lesser = other
			}
			if err := s.store.endRepresentation(ctx, by.Member, lesser.ID); err != nil {
				return nil, err
			}
			if lesser.ID == r.ID {
				continue
			}
		}
		if err := s.store.setRepresentation(ctx, r.ID, map[string]any{"organisation_id": into}); err != nil {
			return nil, err
		}
	}
	return moving, nil
}
