package notice

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/fault"
)

// contact is that an organisation was addressed by something, however many speak for it.
type contact struct {
	OrganisationID string
	Event          string
	Kind           Kind
	At             time.Time
}

// contactsKept is how long one is remembered: this quarter and the four before.
const contactsKept = 460 * 24 * time.Hour

// contactsOf are those that a page of concerns makes.
func contactsOf(news []News, concerns []Concern) (all []contact) {
	for _, c := range concerns {
		for _, o := range c.For {
			one := contact{o, news[c.News].Event, c.Kind, news[c.News].At}
			if !slices.Contains(all, one) {
				all = append(all, one)
			}
		}
	}
	return all
}

// Contacts is how often an organisation was addressed since a quarter began, before whoever leads asks it once more.
type Contacts struct {
	Quarter string // as 2026-Q4
	Since   time.Time
	ByKind  map[Kind]int64
	Latest  *time.Time
}

// quarterOf gives the quarter that a moment lies in, and when it began.
func quarterOf(now time.Time) (name string, since time.Time) {
	local := now.In(actor.Home())
	q := (int(local.Month()) - 1) / 3
	return fmt.Sprintf("%d-Q%d", local.Year(), q+1), time.Date(local.Year(), time.Month(3*q+1), 1, 0, 0, 0, 0, actor.Home()).UTC()
}

var errContacts = fault.New(fault.Forbidden, "forbidden", "Only those who lead somewhere, and who speaks for the organisation, see how often it was asked.")

// Contacts counts for whoever leads somewhere or speaks for the organisation. It tells how many times, and neither where nor by whom: some of it may
// have been in private areas.
func (s *Service) Contacts(ctx context.Context, by actor.Viewer, organisation string) (c Contacts, err error) {
	if err := by.Known(); err != nil {
		return c, err
	}
	o, err := s.actors.Organisation(ctx, organisation)
	if err != nil {
		return c, err
	}
	if len(by.Grants) == 0 {
		speaks, err := s.actors.SpokenForBy(ctx, []string{by.Member})
		if err != nil {
			return c, err
		}
		if !slices.Contains(speaks[by.Member], o.ID) {
			return c, errContacts
		}
	}
	now, err := s.clock(ctx)
	if err != nil {
		return c, err
	}
	c.Quarter, c.Since = quarterOf(now)
	all, err := s.store.contacts(ctx, o.ID, c.Since)
	c.ByKind = map[Kind]int64{}
	for _, one := range all {
		c.ByKind[one.Kind]++
		if c.Latest == nil || one.At.After(*c.Latest) {
			c.Latest = &one.At
		}
	}
	return c, err
}
