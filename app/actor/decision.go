package actor

import (
	"context"
	"slices"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

var (
	errOwnRequest = fault.New(fault.Forbidden, "own_request", "Nobody confirms their own request. Ask somebody else.")
	errReal       = fault.New(fault.Forbidden, "organisation_real", "This is a demonstration: nobody speaks for a real organisation here. Choose one of the demonstration's.")
)

var _ = fault.Register("own_request", "organisation_real")

// Request is a representation that waits, with who asks for what.
type Request struct {
	Representation
	Member       Member
	Organisation Organisation
}

// Requests lists what waits for the viewer's decision, the oldest first: for representatives what asks for their
// organisations; for administrators what has no representative who could decide, or with all everything.
func (s *Service) Requests(ctx context.Context, by Viewer, all bool) ([]Request, error) {
	if err := by.Known(); err != nil {
		return nil, err
	}
	var list []Request
	err := s.db.Read(ctx, func(ctx context.Context) (err error) {
		list, err = s.store.requests(ctx, by.Member, by.Administers() == nil, all)
		return err
	})
	return list, err
}

// decision is a representation that somebody decides about, with all that run for its organisation, held until the
// transaction ends: two that decide at once decide one after the other.
type decision struct {
	r    Representation
	runs []Representation
}

// representative says whether a member may speak for the organisation at this moment.
func (d decision) representative(member string) bool { return d.confirmed(member) != nil }

func (d decision) confirmed(member string) *Representation {
	i := slices.IndexFunc(d.runs, func(r Representation) bool { return r.MemberID == member && r.ConfirmedAt != nil })
	if i < 0 {
		return nil
	}
	return &d.runs[i]
}

// held reads a running representation and holds its organisation's.
func (s *Service) held(ctx context.Context, id string) (decision, error) {
	r, err := s.store.representation(ctx, id)
	if err != nil {
		return decision{}, err
	}
	d := decision{}
	if d.runs, err = s.store.representationsHeld(ctx, r.OrganisationID); err != nil {
		return decision{}, err
	}
	i := slices.IndexFunc(d.runs, func(r Representation) bool { return r.ID == id })
	if i < 0 {
		return decision{}, errNoRepresentation
	}
	d.r = d.runs[i]
	return d, nil
}

// deciding runs a decision about somebody's representation by one who may take it: an administrator, or who speaks for the same
// organisation at this moment. For everybody else it does not exist.
func (s *Service) deciding(ctx context.Context, by Viewer, id string, fn func(ctx context.Context, d decision) error) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		administers := by.Administers() == nil
		if administers {
			switch err := s.holdRoles(ctx, by); {
			case err == errForbidden: //nolint:errorlint // our own value
				administers = false
			case err != nil:
				return err
			}
		}
		d, err := s.held(ctx, id)
		if err != nil {
			return err
		}
		if !administers && !d.representative(by.Member) && d.r.MemberID != by.Member {
			return errNoRepresentation
		}
		if d.r.MemberID == by.Member && !d.representative(by.Member) {
			return errOwnRequest
		}
		return fn(ctx, d)
	})
}

// Confirm lets the member of a request speak for its organisation. What was offered waits for the member's own word, and
// nobody else can give it.
func (s *Service) Confirm(ctx context.Context, by Viewer, id, why string) error {
	if err := CheckExcuse(why); err != nil {
		return err
	}
	return s.deciding(ctx, by, id, func(ctx context.Context, d decision) error {
		if d.r.OfferedBy != nil && d.r.ConfirmedAt == nil {
			return errNoRepresentation
		}
		if d.r.ConfirmedAt != nil {
			return nil
		}
		o, err := s.store.anyOrganisation(ctx, d.r.OrganisationID)
		if err != nil {
			return err
		}
		if s.unreal(o) {
			return errReal
		}
		if err := s.store.confirm(ctx, by.Member, id); err != nil {
			return err
		}
		return s.decided(ctx, by, d.r, o, "representation.confirmed", why, letterConfirmed)
	})
}

// Appoint has a member speak for an organisation without asking anybody and without a letter: for what a program writes down.
func (s *Service) Appoint(ctx context.Context, by Viewer, member, organisation string) error {
	if !by.program {
		return errForbidden
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		r := Representation{ID: ref.NewID(), MemberID: member, OrganisationID: organisation, RequestedAt: db.Now()}
		if err := s.store.addRepresentation(ctx, r); err != nil {
			return err
		}
		stands, err := s.store.running(ctx, member, organisation)
		if err != nil || stands.ConfirmedAt != nil {
			return err
		}
		if err := s.store.confirm(ctx, by.Member, stands.ID); err != nil {
			return err
		}
		s.TellAdministrators(ctx, Representations)
		return s.Note(ctx, by, "representation.confirmed", representationRef(stands.ID), "")
	})
}

// Withdraw refuses a request, takes back an offer, or ends a representation: its member is told why.
func (s *Service) Withdraw(ctx context.Context, by Viewer, id, why string) error {
	if err := CheckReason(by, why); err != nil {
		return err
	}
	return s.deciding(ctx, by, id, func(ctx context.Context, d decision) error {
		if err := s.end(ctx, by, d.r); err != nil {
			return err
		}
		o, err := s.store.anyOrganisation(ctx, d.r.OrganisationID)
		if err != nil {
			return err
		}
		what := "representation.refused"
		if d.r.ConfirmedAt != nil {
			what = "representation.withdrawn"
		}
		return s.decided(ctx, by, d.r, o, what, why, letterWithdrawn)
	})
}

// end ends a representation and what its member offered to others with it.
func (s *Service) end(ctx context.Context, by Viewer, r Representation) error {
	if err := s.store.endRepresentation(ctx, by.Member, r.ID); err != nil {
		return err
	}
	return s.store.endOffers(ctx, by.Member, r)
}

// decided tells what was decided: the member, the administrators' list and the log.
func (s *Service) decided(ctx context.Context, by Viewer, r Representation, o Organisation, what, why string, letter func(lang, organisation, why, link string) letter) error {
	m, err := s.Member(ctx, r.MemberID)
	if err != nil {
		return err
	}
	if err := s.post(ctx, m, letter(m.Lang, o.Name, why, s.link("/account"))); err != nil {
		return err
	}
	s.tell(ctx, r.MemberID, RepresentationChanged, representationRef(r.ID))
	s.TellAdministrators(ctx, Representations)
	if o.ConfirmedAt == nil {
		s.TellAdministrators(ctx, Organisations)
	}
	return s.Note(ctx, by, what, representationRef(r.ID), why)
}

// unreal says whether nobody may speak for an organisation because it exists and this is a demonstration.
func (s *Service) unreal(o Organisation) bool { return s.options.Demo && !o.Demo }

// asked tells whoever may decide that somebody asks: who speaks for the organisation, and the administrators' list.
func (s *Service) asked(ctx context.Context, r Representation) error {
	s.TellAdministrators(ctx, Representations)
	o, err := s.store.anyOrganisation(ctx, r.OrganisationID)
	if err != nil {
		return err
	}
	asks, err := s.Member(ctx, r.MemberID)
	if err != nil {
		return err
	}
	deciders, err := s.store.representatives(ctx, r.OrganisationID)
	if err != nil {
		return err
	}
	for _, m := range deciders {
		s.tell(ctx, m.ID, RepresentationWaits, representationRef(r.ID))
		if err := s.post(ctx, m, letterAsked(m.Lang, asks.Name, o.Name, s.link("/administration"))); err != nil {
			return err
		}
	}
	return nil
}
