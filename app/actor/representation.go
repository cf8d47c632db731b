package actor

import (
	"context"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

var (
	errAs               = fault.New(fault.Forbidden, "as_refused", "You may not speak for this organisation. Choose another, or speak as yourself.")
	errNoRepresentation = fault.New(fault.NotFound, "representation_unknown", "There is no such request.")
)

// Represent asks to speak for an organisation; until somebody confirms it, the person speaks as themselves.
func (s *Service) Represent(ctx context.Context, by Viewer, organisation string) (Representation, error) {
	if err := by.MayWrite(); err != nil {
		return Representation{}, err
	}
	return s.RepresentAs(ctx, by.Member, organisation)
}

// CheckOrganisation refuses an id that no organisation of the directory has.
func (s *Service) CheckOrganisation(ctx context.Context, id string) error {
	o, err := s.store.organisation(ctx, id)
	if err == nil && s.unreal(o) {
		return errReal
	}
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return fault.InField("body.organisation", "organisation_unknown", "There is no such organisation.")
	}
	return err
}

// RepresentAs is Represent for a member who has no session yet: at registration.
func (s *Service) RepresentAs(ctx context.Context, member, organisation string) (Representation, error) {
	var r Representation
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.CheckOrganisation(ctx, organisation); err != nil {
			return err
		}
		o, err := s.Organisation(ctx, organisation) // the one that it was merged into, perhaps
		if err != nil {
			return err
		}
		r, err = s.represent(ctx, member, o.ID)
		return err
	})
	return r, err
}

func (s *Service) represent(ctx context.Context, member, organisation string) (Representation, error) {
	r := Representation{ID: ref.NewID(), MemberID: member, OrganisationID: organisation, RequestedAt: db.Now()}
	if err := s.store.addRepresentation(ctx, r); err != nil {
		return Representation{}, err
	}
	stands, err := s.store.running(ctx, member, organisation)
	if err != nil || stands.ID != r.ID { // asked before
		return stands, err
	}
	return stands, s.asked(ctx, stands)
}

// Representations lists the viewer's own, running ones.
func (s *Service) Representations(ctx context.Context, by Viewer) ([]Representation, error) {
	if err := by.Known(); err != nil {
		return nil, err
	}
	return s.store.representations(ctx, "member_id = ?", by.Member)
}

// Leave ends the viewer's own representation or request.
func (s *Service) Leave(ctx context.Context, by Viewer, id string) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		d, err := s.held(ctx, id)
		if err != nil {
			return err
		}
		if d.r.MemberID != by.Member {
			return errNoRepresentation
		}
		if err := s.end(ctx, by, d.r); err != nil {
			return err
		}
		s.tell(ctx, by.Member, RepresentationChanged, representationRef(id))
		s.TellAdministrators(ctx, Representations)
		return s.Note(ctx, by, "representation.left", representationRef(id), "")
	})
}

// MaySpeakFor refuses an organisation that the member has no confirmed representation of; none is fine. In a transaction that
// writes, the representation stays as it is until the end: what is withdrawn speaks no more once that was answered.
func (s *Service) MaySpeakFor(ctx context.Context, by Viewer, organisation string) error {
	if organisation == "" {
		return nil
	}
	r, err := s.store.runningHeld(ctx, by.Member, organisation)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return errAs
	}
	if err == nil && r.ConfirmedAt == nil {
		return errAs
	}
	return err
}

// Spoken is who said something, as which organisation (or as themselves).
type Spoken struct {
	Member       string
	Organisation *string
}

// Authors gives the shapes of many speakers with two questions to the database.
func (s *Service) Authors(ctx context.Context, said []Spoken) (func(Spoken) AuthorView, error) {
	members, organisations := map[string]bool{}, map[string]bool{}
	for _, who := range said {
		members[who.Member] = true
		if who.Organisation != nil {
			organisations[*who.Organisation] = true
		}
	}
	people, err := s.store.named(ctx, keys(members))
	if err != nil {
		return nil, err
	}
	byID, err := s.store.organisations(ctx, keys(organisations))
	if err != nil {
		return nil, err
	}
	places, err := s.placeNames(ctx, byID)
	if err != nil {
		return nil, err
	}
	return func(who Spoken) AuthorView {
		a := AuthorView{ID: who.Member, Name: people[who.Member].Name, Closed: people[who.Member].ClosedAt != nil}
		if who.Organisation != nil {
			o := SpokenFor(viewOf(byID[*who.Organisation], places))
			a.Organisation = &o
		}
		return a
	}, nil
}

func (s *Service) placeNames(ctx context.Context, byID map[string]Organisation) (map[string]string, error) {
	for _, o := range byID {
		if o.Municipality != nil {
			return s.places.Names(ctx)
		}
	}
	return map[string]string{}, nil
}

func keys[V any](set map[string]V) []string {
	list := make([]string, 0, len(set))
	for k := range set {
		list = append(list, k)
	}
	return list
}
