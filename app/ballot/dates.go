package ballot

import (
	"context"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/calendar"
)

// JoinCalendar has the dates of ballots stand in members' calendars.
func (s *Service) JoinCalendar(c *calendar.Service) { c.Join(diary{s}) }

type diary struct{ s *Service }

// Dates are the ends of ballots that somebody has a voice in and follows, and when their outcomes are looked at again. One that was closed before
// its date has no end to come; whether they voted is not asked.
func (d diary) Dates(ctx context.Context, by actor.Viewer, from time.Time) ([]calendar.Entry, error) {
	ballots, err := d.s.store.dated(ctx, from)
	if err != nil {
		return nil, err
	}
	followed, err := d.s.followed(ctx, by, ballots)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(ballots))
	for i, b := range ballots {
		ids[i] = b.ID
	}
	outcomes, err := d.s.store.outcomes(ctx, ids)
	if err != nil {
		return nil, err
	}
	speaks, err := d.s.actors.SpokenForBy(ctx, []string{by.Member})
	var all []calendar.Entry
	for _, b := range ballots {
		if !followed[b.HostID] {
			continue
		}
		e := calendar.Entry{ID: RefKind + "-" + b.ID, What: "ballot.closes", At: b.ClosesAt, Changed: b.At, Title: b.Title, Lang: b.Lang, Href: b.page()}
		early := b.ClosedAt != nil && b.ClosedAt.Before(b.ClosesAt)
		if !early && b.ClosesAt.After(from) && b.awaits(by.Member, speaks[by.Member], nil) {
			all = append(all, e)
		}
		if o := outcomes[b.ID]; o.ReviewOn != "" {
			e.ID, e.What, e.Day, e.Changed, e.Sequence = "review-"+b.ID, "ballot.review", o.ReviewOn, o.At, b.Version
			all = append(all, e)
		}
	}
	return all, err
}

// followed says of which of the places of ballots the viewer wants to hear, by their ids.
func (s *Service) followed(ctx context.Context, by actor.Viewer, ballots []Ballot) (map[string]bool, error) {
	places, err := s.placesOf(ctx, by, ballots)
	if err != nil {
		return nil, err
	}
	ids := map[string][]string{}
	for _, b := range ballots {
		if _, open := places[b.HostID]; open {
			ids[b.HostKind] = append(ids[b.HostKind], b.HostID)
		}
	}
	all := map[string]bool{}
	for kind, some := range ids {
		found, err := s.hosts[kind].Followed(ctx, by, some)
		if err != nil {
			return nil, err
		}
		for id := range found {
			all[id] = true
		}
	}
	return all, nil
}
