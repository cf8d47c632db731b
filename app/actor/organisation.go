package actor

import (
	"context"
	"slices"
	"strings"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// MaxOrganisation bounds the name of an organisation in code points.
const MaxOrganisation = 120

// Search narrows the directory; empty parts do not.
type Search struct {
	Query, Kind, Sector, Level, Municipality string
	Before, After                            string // ids
	Limit                                    int
}

// Page is a part of an ordered list and whether there is more on either side.
type Page[T any] struct {
	Items               []T
	HasBefore, HasAfter bool
}

var errNoOrganisation = fault.New(fault.NotFound, "organisation_unknown", "There is no such organisation.")

// Search lists organisations in Swedish alphabetical order.
func (s *Service) Search(ctx context.Context, q Search) (Page[Organisation], error) {
	var page Page[Organisation]
	err := s.db.Read(ctx, func(ctx context.Context) (err error) {
		page, err = s.store.search(ctx, q)
		return err
	})
	return page, err
}

// Organisation finds one that stands in the directory; the id of one that was merged leads to what it is now.
func (s *Service) Organisation(ctx context.Context, id string) (Organisation, error) {
	return s.store.organisation(ctx, id)
}

// Proposal is an organisation that somebody asks to have in the directory.
type Proposal struct {
	Name, Kind, Sector, Level, Municipality string
}

// CheckProposal refuses what cannot be an organisation.
func (s *Service) CheckProposal(ctx context.Context, p Proposal) error {
	if err := p.check(); err != nil {
		return err
	}
	return s.places.Check(ctx, p.Municipality)
}

func (p Proposal) check() error {
	switch {
	case strings.TrimFunc(p.Name, text.Blank) == "":
		return fault.InField("body.organisation.name", "name_empty", "Write the name of the organisation.")
	case len([]rune(p.Name)) > MaxOrganisation:
		return fault.InField("body.organisation.name", "name_too_long", "The name is too long: at most 120 characters.")
	case !slices.Contains(Kinds, p.Kind):
		return fault.InField("body.organisation.kind", "organisation_invalid", "Choose what kind of organisation it is.")
	case p.Sector != "" && !slices.Contains(Sectors, p.Sector):
		return fault.InField("body.organisation.sector", "organisation_invalid", "Choose a sector.")
	case !slices.Contains(Levels, p.Level):
		return fault.InField("body.organisation.level", "organisation_invalid", "Choose a level.")
	}
	return nil
}

// Propose writes an organisation that waits for an administrator, and the member's wish to speak for it.
func (s *Service) Propose(ctx context.Context, member string, p Proposal) (Representation, error) {
	if err := s.CheckProposal(ctx, p); err != nil {
		return Representation{}, err
	}
	o := Organisation{ID: ref.NewID(), Name: p.Name, Kind: p.Kind, Sector: Sector(p.Sector), Level: Level(p.Level), CreatedAt: db.Now(), ProposedBy: &member,
		Demo: s.options.Demo}
	if p.Municipality != "" {
		o.Municipality = &p.Municipality
	}
	if err := s.store.putOrganisation(ctx, o); err != nil {
		return Representation{}, err
	}
	s.TellAdministrators(ctx, Organisations)
	return s.represent(ctx, member, o.ID)
}

// ProposeBy is Propose for a member who is signed in.
func (s *Service) ProposeBy(ctx context.Context, by Viewer, p Proposal) (Representation, error) {
	if err := by.MayWrite(); err != nil {
		return Representation{}, err
	}
	var r Representation
	err := s.db.InTx(ctx, func(ctx context.Context) (err error) {
		r, err = s.Propose(ctx, by.Member, p)
		return err
	})
	return r, err
}

// PutOrganisation writes an organisation of the shipped directory, found again by its slug, and gives its id.
func (s *Service) PutOrganisation(ctx context.Context, o Organisation) (string, error) {
	if known, err := s.store.idBySlug(ctx, *o.Slug); err != nil || known != "" {
		return known, err
	}
	now := db.Now()
	o.ID, o.CreatedAt, o.ConfirmedAt = ref.NewID(), now, &now
	return o.ID, s.store.putOrganisation(ctx, o)
}
