package floor

import (
	"cmp"
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/workshop"
)

// Why somebody might be heard first.
const (
	FirstTime          = "first_time"
	OrganisationUnseen = "organisation_unheard"
	SectorUnseen       = "sector_unheard"
)

// SuggestedSpeech is a hand in the order of who was not heard yet, and why it stands there.
type SuggestedSpeech struct {
	Speech  string   `json:"speech" doc:"id"`
	Reasons []string `json:"reasons" doc:"first_time, organisation_unheard, sector_unheard; may be empty"`
}

// heard is who has spoken in a workshop so far.
type heard struct {
	times         map[string]int64 // by participant
	organisations map[string]bool
	sectors       map[string]bool
}

// group is the organisation that somebody is there for; empty for those who are there for none.
func group(id *string, name string) string {
	switch {
	case id != nil:
		return "id:" + *id
	case name != "":
		return "name:" + name
	}
	return ""
}

func heardIn(counted []spoken, known map[string]actor.Organisation) heard {
	h := heard{times: map[string]int64{}, organisations: map[string]bool{}, sectors: map[string]bool{}}
	for _, c := range counted {
		h.times[c.ParticipantID] += c.Times
		h.organisations[group(c.OrganisationID, c.OrganisationName)] = true
		if c.OrganisationID != nil {
			h.sectors[string(known[*c.OrganisationID].Sector)] = true
		}
	}
	return h
}

// place is where a hand stands among those that were not heard: the person first, then the organisation, then the sector. Whoever
// belongs to nothing larger counts as the smaller alone: a rights-holder, which has no sector, stands back behind nobody for that.
type place struct {
	SuggestedSpeech
	person, organisation, sector int
	times                        int64
}

func (h heard) place(sp Speech, sector string) place {
	p := place{SuggestedSpeech: SuggestedSpeech{Speech: sp.ID, Reasons: []string{}}, times: h.times[sp.ParticipantID]}
	unheard := func(yes bool, reason string) int {
		if !yes {
			return 1
		}
		p.Reasons = append(p.Reasons, reason)
		return 0
	}
	p.person = unheard(p.times == 0, FirstTime)
	p.organisation = p.person
	if g := group(sp.OrganisationID, sp.OrganisationName); g != "" {
		p.organisation = unheard(!h.organisations[g], OrganisationUnseen)
	}
	p.sector = p.organisation
	if sector != "" {
		p.sector = unheard(!h.sectors[sector], SectorUnseen)
	}
	return p
}

// suggest orders hands, which come the longest first, by who was not heard yet.
func (h heard) suggest(hands []Speech, known map[string]actor.Organisation) []SuggestedSpeech {
	places := make([]place, len(hands))
	for i, sp := range hands {
		sector := ""
		if sp.OrganisationID != nil {
			sector = string(known[*sp.OrganisationID].Sector)
		}
		places[i] = h.place(sp, sector)
	}
	slices.SortStableFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.person, b.person), cmp.Compare(a.organisation, b.organisation), cmp.Compare(a.sector, b.sector), cmp.Compare(a.times, b.times))
	})
	list := make([]SuggestedSpeech, len(places))
	for i, p := range places {
		list[i] = p.SuggestedSpeech
	}
	return list
}

// Suggested gives those who facilitate the hands in the order of who was not heard yet. It changes nothing.
func (s *Service) Suggested(ctx context.Context, by actor.Viewer, id string) (list []SuggestedSpeech, err error) {
	err = s.db.Read(ctx, func(ctx context.Context) error {
		w, st, err := s.workshops.Enter(ctx, by, id)
		if err != nil {
			return err
		}
		if !by.SignedIn() {
			return by.Known()
		}
		if err := st.Leads(); err != nil {
			return err
		}
		list, err = s.suggested(ctx, w)
		return err
	})
	return list, err
}

func (s *Service) suggested(ctx context.Context, w workshop.Workshop) ([]SuggestedSpeech, error) {
	hands, err := s.store.waiting(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	counted, err := s.store.spokenIn(ctx, []string{w.ID}, nil)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, sp := range hands {
		if sp.OrganisationID != nil {
			ids = append(ids, *sp.OrganisationID)
		}
	}
	for _, c := range counted {
		if c.OrganisationID != nil {
			ids = append(ids, *c.OrganisationID)
		}
	}
	known, err := s.actors.OrganisationsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	return heardIn(counted, known).suggest(hands, known), nil
}
