package workshop

import (
	"context"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/calendar"
	"kraftsam/app/platform/fault"
)

// JoinCalendar has workshops stand in members' calendars.
func (s *Service) JoinCalendar(c *calendar.Service) {
	s.calendar = c
	c.Join(diary{s})
}

type diary struct{ s *Service }

// Dates are the workshops that somebody leads, takes part in, said that they may come to, or is invited to and has not declined. One
// that was cancelled stays, and says so, so that no calendar keeps it as it was.
func (d diary) Dates(ctx context.Context, by actor.Viewer, from time.Time) ([]calendar.Entry, error) {
	speaks, err := d.s.actors.SpokenForBy(ctx, []string{by.Member})
	if err != nil {
		return nil, err
	}
	ours, err := d.s.store.dated(ctx, by.Member, speaks[by.Member], from)
	if err != nil {
		return nil, err
	}
	var all []calendar.Entry
	for _, w := range ours {
		if _, err := d.s.standing(ctx, by, w); fault.IsNotFound(err) {
			continue
		} else if err != nil {
			return nil, err
		}
		all = append(all, w.entry())
	}
	return all, nil
}

// entry keeps its name for ever, and its number rises with every change, so that calendar programs put the new in place of the old.
func (w Workshop) entry() calendar.Entry {
	e := calendar.Entry{ID: RefKind + "-" + w.ID, Sequence: w.Version, What: "workshop", Changed: w.CreatedAt, Title: w.Title, Lang: w.Lang, Href: "/workshops/" + w.ID,
		Minutes: w.Minutes, Place: w.where(), Cancelled: w.State == Cancelled}
	if w.StartsAt != nil {
		e.At = *w.StartsAt
	}
	return e
}

// plannedEnd is for a workshop that has a time.
func (w Workshop) plannedEnd() time.Time {
	return w.StartsAt.Add(time.Duration(w.Minutes) * time.Minute)
}

// where is how one comes there: the place, the link and the telephone, as far as there are any.
func (w Workshop) where() string {
	words := w.Place
	for _, more := range []string{w.Link, w.Phone} {
		if words != "" && more != "" {
			words += " · "
		}
		words += more
	}
	return words
}

// Calendar is one workshop for a calendar program.
func (s *Service) Calendar(ctx context.Context, by actor.Viewer, id string) (string, error) {
	var written string
	err := s.db.Read(ctx, func(ctx context.Context) error {
		w, _, err := s.Enter(ctx, by, id)
		if err != nil {
			return err
		}
		if w.StartsAt == nil {
			return errStartLater
		}
		written = s.calendar.Write(by.Lang, []calendar.Entry{w.entry()})
		return nil
	})
	return written, err
}
