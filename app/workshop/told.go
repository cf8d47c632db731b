package workshop

import (
	"context"
	"time"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

// Told is a workshop of earlier days, or one to come, that is written down as it was. Its people are members.
type Told struct {
	Workshop
	People []Participant
}

// Tell writes a workshop down with the run sheet of its template, unless one of its id is there already. In one that has ended every
// step took its planned time.
func (s *Service) Tell(ctx context.Context, told Told) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.store.workshop(ctx, told.ID); !fault.IsNotFound(err) {
			return err
		}
		w := told.Workshop
		sheet := templates[w.Template]
		steps, err := sheet.steps(w.ID, w.Lang)
		if err != nil {
			return err
		}
		if w.PurposeHTML, err = compose("purpose", w.Purpose); err != nil {
			return err
		}
		w.LeaderID = w.CreatedBy
		w.Minutes, w.AfterDays, w.Version = sheet.minutes(), usualAfter, 1
		if w.State == Minutes {
			w = ranAsPlanned(w, steps)
		}
		if err := s.tellRows(ctx, w, steps, told.People); err != nil {
			return err
		}
		s.events.Add(ctx, w.Topic(), event.Change{Type: Added, Ref: workshopRef(w.ID), Version: w.Version})
		if w.State == Minutes {
			if err := s.ended(ctx, w); err != nil {
				return err
			}
		}
		return s.codeFor(ctx, w)
	})
}

func (s *Service) tellRows(ctx context.Context, w Workshop, steps []Step, people []Participant) error {
	if err := s.store.add(ctx, w); err != nil {
		return err
	}
	if err := s.store.addSteps(ctx, steps); err != nil {
		return err
	}
	if err := s.store.addFacilitator(ctx, w.ID, w.CreatedBy, w.CreatedBy); err != nil {
		return err
	}
	for _, p := range people {
		m, err := s.actors.Member(ctx, *p.MemberID)
		if err != nil {
			return err
		}
		p.ID, p.WorkshopID, p.Kind, p.Name, p.JoinedAt = ref.NewID(), w.ID, Member, m.Name, *w.StartsAt
		if _, err := s.store.addParticipant(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func ranAsPlanned(w Workshop, steps []Step) Workshop {
	at := *w.StartsAt
	w.StartedAt = w.StartsAt
	for i := range steps {
		begun, ends := at, at.Add(time.Duration(steps[i].Minutes)*time.Minute)
		steps[i].StartedAt, steps[i].EndsAt, steps[i].LeftAt = &begun, &ends, &ends
		at, w.StepID = ends, steps[i].ID
	}
	w.WrappedAt, w.EndedAt = &at, &at
	return w
}
