package workshop

import (
	"context"
	"slices"
	"time"

	"kraftsam/app/actor"
)

// WorkshopAttendance is who was at a workshop that ended: organisations, never people. It is frozen at the end.
type WorkshopAttendance struct {
	WorkshopCoverage
	Absent AbsentParts `json:"absent" doc:"of which nobody was there"`
}

// AbsentParts are the sectors, levels and municipalities of which no organisation was there.
type AbsentParts struct {
	Sectors        []string `json:"sectors"`
	Levels         []string `json:"levels"`
	Municipalities []string `json:"municipalities" doc:"codes"`
}

// LateAttendance is who came in the time after the end; they are counted apart.
type LateAttendance struct {
	WorkshopCoverage
	Listed []InvitedView `json:"listed" doc:"those of the invited organisations that were missing, and came after all"`
}

// Attendance counts who takes part in a workshop up to a moment, and which of the invited organisations do not. Of invited members nothing is said.
func (s *Service) Attendance(ctx context.Context, w Workshop, until time.Time) (WorkshopAttendance, error) {
	var v WorkshopAttendance
	people, byID, err := s.thereWhen(ctx, w, func(p Participant) bool { return !p.JoinedAt.After(until) })
	if err != nil {
		return v, err
	}
	v.WorkshopCoverage = coverageOf(people, byID)
	missing, err := s.missing(ctx, w, people)
	if err != nil {
		return v, err
	}
	v.Missing = slices.DeleteFunc(missing, func(i InvitedView) bool { return i.Kind != kindCompany })
	v.Absent = AbsentParts{Sectors: lacking(actor.Sectors, v.Sectors), Levels: lacking(actor.Levels, v.Levels)}
	places, err := s.places.List(ctx)
	codes := make([]string, len(places))
	for i, p := range places {
		codes[i] = p.Code
	}
	v.Absent.Municipalities = lacking(codes, v.Municipalities)
	return v, err
}

// Latecomers counts who came after a workshop had ended, and which of those that were missing are among them.
func (s *Service) Latecomers(ctx context.Context, w Workshop, missing []InvitedView) (LateAttendance, error) {
	v := LateAttendance{Listed: []InvitedView{}}
	if w.EndedAt == nil {
		return v, nil
	}
	people, byID, err := s.thereWhen(ctx, w, func(p Participant) bool { return p.JoinedAt.After(*w.EndedAt) })
	if err != nil {
		return v, err
	}
	v.WorkshopCoverage = coverageOf(people, byID)
	for _, i := range missing {
		if slices.ContainsFunc(people, func(p Participant) bool { return value(p.OrganisationID) == i.ID }) {
			v.Listed = append(v.Listed, i)
		}
	}
	return v, nil
}

func (s *Service) thereWhen(ctx context.Context, w Workshop, when func(Participant) bool) ([]Participant, map[string]actor.Organisation, error) {
	people, err := s.store.people(ctx, w.ID)
	if err != nil {
		return nil, nil, err
	}
	people = slices.DeleteFunc(people, func(p Participant) bool { return !when(p) })
	byID, err := s.actors.OrganisationsByID(ctx, organisationsOf(people))
	return people, byID, err
}

func lacking(all []string, cells []WorkshopCell) []string {
	left := []string{}
	for _, key := range all {
		if !slices.ContainsFunc(cells, func(c WorkshopCell) bool { return c.Key == key }) {
			left = append(left, key)
		}
	}
	return left
}

// Callers are those who take part by telephone, for whom facilitators write.
func (s *Service) Callers(ctx context.Context, w Workshop) ([]Participant, error) {
	people, err := s.store.people(ctx, w.ID)
	return slices.DeleteFunc(people, func(p Participant) bool { return p.Kind != Phone }), err
}

// Led says which members facilitate a workshop.
func (s *Service) Led(ctx context.Context, w Workshop) ([]string, error) {
	led, err := s.store.facilitators(ctx, []string{w.ID})
	return led[w.ID], err
}

// Found gives workshops by their ids, for events; what is not there is not among them.
func (s *Service) Found(ctx context.Context, ids []string) (map[string]Workshop, error) {
	all, err := s.store.workshops(ctx, ids)
	found := make(map[string]Workshop, len(all))
	for _, w := range all {
		found[w.ID] = w
	}
	return found, err
}
