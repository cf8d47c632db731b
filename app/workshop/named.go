package workshop

import (
	"context"

	"kraftsam/app/actor"
)

// Named is how a participant is shown beside what they did: their name, and for whom they are there, if anybody.
type Named struct {
	Name         string
	Organisation string // its name
	Confirmed    bool   // they had its leave to speak for it
}

// Names finds how participants are shown, whatever their number with a few questions.
func (s *Service) Names(ctx context.Context, ids []string) (map[string]Named, error) {
	all, err := s.store.participantsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	var said []actor.Spoken
	var organisations []string
	for _, p := range all {
		if p.MemberID != nil {
			said = append(said, actor.Spoken{Member: *p.MemberID})
		}
		if p.OrganisationID != nil {
			organisations = append(organisations, *p.OrganisationID)
		}
	}
	author, err := s.actors.Authors(ctx, said)
	if err != nil {
		return nil, err
	}
	known, err := s.actors.OrganisationsByID(ctx, organisations)
	if err != nil {
		return nil, err
	}
	named := map[string]Named{}
	for _, p := range all {
		n := Named{Name: p.Name, Organisation: p.OrganisationName, Confirmed: p.Confirmed}
		if p.MemberID != nil {
			n.Name = author(actor.Spoken{Member: *p.MemberID}).Name
		}
		if p.OrganisationID != nil {
			n.Organisation = known[*p.OrganisationID].Name
		}
		named[p.ID] = n
	}
	return named, nil
}

// Participants finds participants by their ids, also those who left; an id that none has is not in the map.
func (s *Service) Participants(ctx context.Context, ids []string) (map[string]Participant, error) {
	rows, err := s.store.participantsByID(ctx, ids)
	found := make(map[string]Participant, len(rows))
	for _, p := range rows {
		found[p.ID] = p
	}
	return found, err
}
