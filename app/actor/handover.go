package actor

import (
	"context"
	"slices"
	"time"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
)

// offerLife is how long a colleague may take to accept.
const offerLife = 30 * 24 * time.Hour

var (
	errOfferOver = fault.New(fault.Conflict, "offer_over", "This offer no longer stands. Ask your colleague to make it again.")
	errSpeaks    = fault.InField("body.email", "representation_exists", "This member speaks for the organisation already.")
)

var _ = fault.Register("offer_over", "representation_exists")

// HandOver asks a colleague to speak for an organisation that the viewer speaks for; with leave the viewer stops when the
// colleague says yes, so that the organisation is never without. It gives what the colleague has to accept.
func (s *Service) HandOver(ctx context.Context, by Viewer, id, email string, leave bool) (Representation, error) {
	if err := by.MayWrite(); err != nil {
		return Representation{}, err
	}
	if err := s.options.Limits.Take(ctx, limit.Offer, by.Member); err != nil {
		return Representation{}, err
	}
	var offer Representation
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		d, err := s.held(ctx, id)
		if err != nil {
			return err
		}
		if d.r.MemberID != by.Member || d.r.ConfirmedAt == nil {
			return errNoRepresentation
		}
		colleague, err := s.MemberByEmail(ctx, email)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		switch {
		case err != nil, colleague.State() != "active":
			return errSuchMember
		case d.representative(colleague.ID):
			return errSpeaks
		}
		if offer, err = s.offer(ctx, d, colleague.ID, leave); err != nil {
			return err
		}
		o, err := s.store.anyOrganisation(ctx, d.r.OrganisationID)
		if err != nil {
			return err
		}
		s.tell(ctx, colleague.ID, RepresentationChanged, representationRef(offer.ID))
		s.TellAdministrators(ctx, Representations)
		if err := s.post(ctx, colleague, letterOffered(colleague.Lang, by.Name, o.Name, s.link("/account#representations"))); err != nil {
			return err
		}
		return s.Note(ctx, by, "representation.offered", representationRef(offer.ID), "")
	})
	return offer, err
}

// offer writes the offer, over a request that the colleague made or an earlier offer.
func (s *Service) offer(ctx context.Context, d decision, colleague string, leave bool) (Representation, error) {
	i := slices.IndexFunc(d.runs, func(r Representation) bool { return r.MemberID == colleague })
	if i < 0 {
		r := Representation{ID: ref.NewID(), MemberID: colleague, OrganisationID: d.r.OrganisationID, RequestedAt: db.Now(),
			OfferedBy: &d.r.MemberID, OfferLeaves: leave}
		if err := s.store.addRepresentation(ctx, r); err != nil {
			return r, err
		}
		return s.store.running(ctx, colleague, d.r.OrganisationID)
	}
	r := d.runs[i]
	r.OfferedBy, r.OfferLeaves, r.RequestedAt = &d.r.MemberID, leave, db.Now()
	return r, s.store.setRepresentation(ctx, r.ID, map[string]any{"offered_by": d.r.MemberID, "offer_leaves": leave, "requested_at": r.RequestedAt})
}

// Accept takes what a colleague offered, if the colleague may still speak for the organisation at this moment.
func (s *Service) Accept(ctx context.Context, by Viewer, id string) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		d, err := s.held(ctx, id)
		if err != nil {
			return err
		}
		switch {
		case d.r.MemberID != by.Member:
			return errNoRepresentation
		case d.r.ConfirmedAt != nil:
			return nil
		case d.r.OfferedBy == nil || d.r.offerOver() || !d.representative(*d.r.OfferedBy):
			return errOfferOver
		}
		giver := *d.confirmed(*d.r.OfferedBy)
		if err := s.store.confirm(ctx, giver.MemberID, id); err != nil {
			return err
		}
		if d.r.OfferLeaves {
			if err := s.end(ctx, by, giver); err != nil {
				return err
			}
		}
		for _, r := range []Representation{d.r, giver} {
			s.tell(ctx, r.MemberID, RepresentationChanged, representationRef(r.ID))
		}
		s.TellAdministrators(ctx, Representations)
		return s.Note(ctx, by, "representation.accepted", representationRef(id), "")
	})
}
