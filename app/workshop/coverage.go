package workshop

import (
	"cmp"
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
)

// WorkshopCoverage says which parts of society are in the room: organisations, never people. A cell of fewer than three people says only
// that somebody is there.
type WorkshopCoverage struct {
	Organisations  int            `json:"organisations" doc:"of the directory, each counted once"`
	Unlisted       int            `json:"unlisted" doc:"people with no organisation of the directory"`
	Sectors        []WorkshopCell `json:"sectors" doc:"rights-holders belong to no sector"`
	Levels         []WorkshopCell `json:"levels"`
	Municipalities []WorkshopCell `json:"municipalities" doc:"where organisations are, by code; and where people said that they come from who named none"`
	Missing        []InvitedView  `json:"missing,omitempty" doc:"who is invited and not there, for those who facilitate"`
}

// WorkshopCell is a sector, a level or a municipality.
type WorkshopCell struct {
	Key           string `json:"key"`
	Organisations int    `json:"organisations,omitempty" doc:"absent where fewer than three people are there"`
}

// InvitedView is a member or an organisation that is invited.
type InvitedView struct {
	Kind string `json:"kind" enum:"member,organisation"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// ParticipantView is somebody who takes part, for those who facilitate.
type ParticipantView struct {
	ID               string                  `json:"id"`
	Kind             string                  `json:"kind" enum:"member,guest,phone"`
	Name             string                  `json:"name"`
	Organisation     *actor.OrganisationView `json:"organisation,omitempty"`
	OrganisationName string                  `json:"organisation_name,omitempty" doc:"as it was named, where it is not in the directory"`
	Confirmed        bool                    `json:"confirmed,omitempty" doc:"they had its leave to speak for it; otherwise they say so themselves"`
	Municipality     *string                 `json:"municipality,omitempty"`
	JoinedAt         string                  `json:"joined_at"`
	LeftAt           string                  `json:"left_at,omitempty"`
}

// few is how many people a cell needs to be counted.
const few = 3

type tally struct {
	people        int
	organisations map[string]bool
}

type tallies map[string]*tally

func (t tallies) add(key, organisation string) {
	if key == "" {
		return
	}
	if t[key] == nil {
		t[key] = &tally{organisations: map[string]bool{}}
	}
	t[key].people++
	if organisation != "" {
		t[key].organisations[organisation] = true
	}
}

func (t tallies) cells() []WorkshopCell {
	cells := []WorkshopCell{}
	for key, one := range t {
		c := WorkshopCell{Key: key}
		if one.people >= few {
			c.Organisations = len(one.organisations)
		}
		cells = append(cells, c)
	}
	slices.SortFunc(cells, func(a, b WorkshopCell) int { return cmp.Compare(a.Key, b.Key) })
	return cells
}

// Coverage says who is in the room, and to those who facilitate who of the invited is not.
func (s *Service) Coverage(ctx context.Context, by actor.Viewer, id string) (WorkshopCoverage, error) {
	var v WorkshopCoverage
	err := s.db.Read(ctx, func(ctx context.Context) error {
		w, st, err := s.Enter(ctx, by, id)
		if err != nil {
			return err
		}
		people, err := s.store.people(ctx, w.ID)
		if err != nil {
			return err
		}
		byID, err := s.actors.OrganisationsByID(ctx, organisationsOf(people))
		if err != nil {
			return err
		}
		v = coverageOf(people, byID)
		if st.Facilitates {
			v.Missing, err = s.missing(ctx, w, people)
		}
		return err
	})
	return v, err
}

func organisationsOf(people []Participant) []string {
	var ids []string
	for _, p := range people {
		if p.OrganisationID != nil {
			ids = append(ids, *p.OrganisationID)
		}
	}
	return ids
}

func coverageOf(people []Participant, byID map[string]actor.Organisation) WorkshopCoverage {
	sectors, levels, places, all := tallies{}, tallies{}, tallies{}, map[string]bool{}
	var v WorkshopCoverage
	for _, p := range people {
		o, listed := byID[value(p.OrganisationID)]
		if !listed {
			v.Unlisted++
			places.add(value(p.Municipality), "")
			continue
		}
		all[o.ID] = true
		sectors.add(string(o.Sector), o.ID)
		levels.add(string(o.Level), o.ID)
		places.add(value(o.Municipality), o.ID)
	}
	v.Organisations, v.Sectors, v.Levels, v.Municipalities = len(all), sectors.cells(), levels.cells(), places.cells()
	return v
}

// missing are the invited who are not there.
func (s *Service) missing(ctx context.Context, w Workshop, people []Participant) ([]InvitedView, error) {
	all, err := s.store.invitations(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	for _, p := range people {
		there[value(p.MemberID)], there[value(p.OrganisationID)] = true, true
	}
	return s.invitedViews(ctx, slices.DeleteFunc(all, func(i Invitation) bool { return there[i.TargetID] }))
}

// invitedViews names who is invited, organisations first.
func (s *Service) invitedViews(ctx context.Context, all []Invitation) ([]InvitedView, error) {
	var members, organisations []string
	for _, i := range all {
		if i.Kind == kindMember {
			members = append(members, i.TargetID)
		} else {
			organisations = append(organisations, i.TargetID)
		}
	}
	names, err := s.actors.Names(ctx, members)
	if err != nil {
		return nil, err
	}
	byID, err := s.actors.OrganisationsByID(ctx, organisations)
	views := []InvitedView{}
	for _, o := range organisations {
		views = append(views, InvitedView{kindCompany, o, byID[o].Name})
	}
	for _, m := range members {
		views = append(views, InvitedView{kindMember, m, names[m]})
	}
	return views, err
}

// People lists who takes part, for those who facilitate.
func (s *Service) People(ctx context.Context, by actor.Viewer, id string) ([]ParticipantView, error) {
	var views []ParticipantView
	if err := by.Known(); err != nil {
		return nil, err
	}
	err := s.db.Read(ctx, func(ctx context.Context) error {
		w, st, err := s.Enter(ctx, by, id)
		if err != nil {
			return err
		}
		if err := st.Leads(); err != nil {
			return err
		}
		people, err := s.store.people(ctx, w.ID)
		if err != nil {
			return err
		}
		views, err = s.participantViews(ctx, people)
		return err
	})
	return views, err
}

func (s *Service) participantViews(ctx context.Context, people []Participant) ([]ParticipantView, error) {
	said := make([]actor.Spoken, len(people))
	for i, p := range people {
		said[i] = actor.Spoken{Member: value(p.MemberID), Organisation: p.OrganisationID}
	}
	author, err := s.actors.Authors(ctx, said)
	if err != nil {
		return nil, err
	}
	views := make([]ParticipantView, len(people))
	for i, p := range people {
		views[i] = ParticipantView{ID: p.ID, Kind: p.Kind, Name: p.Name, OrganisationName: p.OrganisationName, Confirmed: p.Confirmed, Municipality: p.Municipality, JoinedAt: event.Stamped(&p.JoinedAt), LeftAt: event.Stamped(p.LeftAt)}
		if p.OrganisationID != nil {
			views[i].Organisation = (*actor.OrganisationView)(author(said[i]).Organisation)
		}
	}
	return views, nil
}
