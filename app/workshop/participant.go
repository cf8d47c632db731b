package workshop

import (
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

// Taking is how somebody takes part: for which organisation, or which that is not in the directory.
type Taking struct {
	Name             string // of somebody on the phone; members have theirs
	Organisation     string // id
	OrganisationName string
	Municipality     string
}

const maxOrganisation = 120

func (s *Service) checkTaking(ctx context.Context, t Taking) error {
	if t.Organisation != "" {
		if err := s.actors.CheckOrganisation(ctx, t.Organisation); err != nil {
			return err
		}
	}
	if len([]rune(t.OrganisationName)) > maxOrganisation {
		return tooLong("body.organisation_name", maxOrganisation)
	}
	return s.places.Check(ctx, t.Municipality)
}

func (t Taking) over(p Participant) Participant {
	p.OrganisationID, p.OrganisationName, p.Municipality = nil, t.OrganisationName, nil
	if t.Organisation != "" {
		p.OrganisationID, p.OrganisationName = &t.Organisation, ""
	}
	if t.Municipality != "" {
		p.Municipality = &t.Municipality
	}
	return p
}

// TakePart has a member who may read a workshop take part in it; done again it changes for whom they are there.
func (s *Service) TakePart(ctx context.Context, by actor.Viewer, id string, t Taking) (event.Reference, error) {
	if err := MayWrite(by, id); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, st, err := s.Take(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if w.State == Cancelled || w.State == Draft {
			return event.Done{}, errNotOpen
		}
		if err := s.checkTaking(ctx, t); err != nil {
			return event.Done{}, err
		}
		if !by.IsGuest() {
			s.notices.Ring(ctx, by)
		}
		p, err := s.enter(ctx, w, st, t.over(Participant{MemberID: &by.Member, Kind: Member, Name: by.Name}))
		return event.Done{ID: p.ID, Version: 1, Topic: w.Topic()}, err
	})
}

// AddByPhone writes down somebody who is on the phone, so that others can write on their behalf.
func (s *Service) AddByPhone(ctx context.Context, by actor.Viewer, key event.Key, id string, t Taking) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	if err := actor.CheckName("body.name", t.Name); err != nil {
		return event.Reference{}, err
	}
	return s.events.Once(ctx, key, func(ctx context.Context) (event.Done, error) {
		w, st, err := s.Take(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if err := st.Leads(); err != nil {
			return event.Done{}, err
		}
		if err := s.checkTaking(ctx, t); err != nil {
			return event.Done{}, err
		}
		p, err := s.enrol(ctx, w, t.over(Participant{Kind: Phone, Name: t.Name, AddedBy: &by.Member}))
		return event.Done{ID: p.ID, Version: 1, Topic: w.Topic()}, err
	})
}

// enter enrols somebody, or lets those in again who are enrolled.
func (s *Service) enter(ctx context.Context, w Workshop, st Standing, p Participant) (Participant, error) {
	if st.Participant == nil {
		return s.enrol(ctx, w, p)
	}
	p.ID, p.Kind = st.Participant.ID, st.Participant.Kind
	var err error
	if p.Confirmed, err = s.speaks(ctx, p); err != nil {
		return p, err
	}
	err = s.store.setParticipant(ctx, p.ID, map[string]any{"organisation_id": p.OrganisationID, "organisation_name": p.OrganisationName, "confirmed": p.Confirmed,
		"municipality": p.Municipality, "left_at": nil})
	s.came(ctx, w)
	return p, err
}

// speaks says whether somebody has leave to speak for the organisation that they are there for.
func (s *Service) speaks(ctx context.Context, p Participant) (bool, error) {
	if p.MemberID == nil || p.OrganisationID == nil {
		return false, nil
	}
	confirmed, err := s.actors.SpokenForBy(ctx, []string{*p.MemberID})
	return slices.Contains(confirmed[*p.MemberID], *p.OrganisationID), err
}

// back lets somebody in again as they were.
func (s *Service) back(ctx context.Context, w Workshop, p Participant) (Participant, error) {
	p.LeftAt = nil
	s.came(ctx, w)
	return p, s.store.setParticipant(ctx, p.ID, map[string]any{"left_at": nil})
}

func (s *Service) enrol(ctx context.Context, w Workshop, p Participant) (Participant, error) {
	p.ID, p.WorkshopID, p.JoinedAt = ref.NewID(), w.ID, db.Now()
	var err error
	if p.Confirmed, err = s.speaks(ctx, p); err != nil {
		return p, err
	}
	added, err := s.store.addParticipant(ctx, p)
	if err != nil {
		return p, err
	}
	if !added { // they came by two doors in the same moment
		had, err := s.store.participantOf(ctx, w.ID, *p.MemberID)
		if err == nil && had == nil {
			err = errNoPart
		}
		if err != nil {
			return p, err
		}
		return *had, nil
	}
	s.came(ctx, w)
	return p, nil
}

// came tells that other people are there now.
func (s *Service) came(ctx context.Context, w Workshop) {
	s.events.Add(ctx, w.Topic(), event.Change{Type: PeopleCame, Ref: peopleRef(w.ID), Version: 1})
	for _, part := range s.parts {
		if part.Came != nil {
			part.Came(ctx, w)
		}
	}
}

// Leave ends that the viewer takes part. What they contributed stays.
func (s *Service) Leave(ctx context.Context, by actor.Viewer, id string) (event.Reference, error) {
	if err := MayWrite(by, id); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, st, err := s.Take(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if !st.TakesPart() {
			return event.Done{ID: w.ID, Version: w.Version, Topic: w.Topic()}, nil
		}
		return s.gone(ctx, w, *st.Participant)
	})
}

// Remove ends that somebody takes part; a guest is shown out. What they contributed stays.
func (s *Service) Remove(ctx context.Context, by actor.Viewer, id, participant string) (event.Reference, error) {
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, st, err := s.Hold(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if err := st.Leads(); err != nil {
			return event.Done{}, err
		}
		p, err := s.store.participant(ctx, w.ID, participant)
		if err != nil {
			return event.Done{}, err
		}
		if p.Kind == Guest && p.MemberID != nil {
			if err := s.actors.ShowOut(ctx, by, *p.MemberID, workshopRef(w.ID)); err != nil {
				return event.Done{}, err
			}
		}
		return s.gone(ctx, w, p)
	})
}

func (s *Service) gone(ctx context.Context, w Workshop, p Participant) (event.Done, error) {
	if p.LeftAt == nil {
		s.came(ctx, w)
	}
	if p.MemberID != nil {
		s.accessChanged(ctx, *p.MemberID)
	}
	for _, part := range s.parts {
		if part.Gone == nil {
			continue
		}
		if err := part.Gone(ctx, w, p); err != nil {
			return event.Done{}, err
		}
	}
	return event.Done{ID: p.ID, Version: 1, Topic: w.Topic()}, s.store.setParticipant(ctx, p.ID, map[string]any{"left_at": db.Now()})
}
