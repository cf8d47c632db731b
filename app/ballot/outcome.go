package ballot

import (
	"context"
	"errors"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
)

// Conclusion is what the owner of a closed ballot says of it.
type Conclusion struct {
	Text     string // the result in words
	Next     string // what happens next
	ReviewOn string // ISO date on which it is looked at again, or empty
}

// Conclude writes the outcome of a closed ballot, if version is still its version; it may be put right later. The same words
// again change nothing.
func (s *Service) Conclude(ctx context.Context, by actor.Viewer, id string, version int64, c Conclusion) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	o, err := c.compose(by)
	if err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		b, p, err := s.ballotToLead(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if b.ClosedAt == nil {
			return event.Done{}, errRuns
		}
		had, err := s.store.outcomes(ctx, []string{b.ID})
		if err != nil {
			return event.Done{}, err
		}
		if h := had[b.ID]; h.Text == o.Text && h.Next == o.Next && h.ReviewOn == o.ReviewOn {
			return event.Done{ID: b.ID, Version: b.Version, Topic: p.Topic}, nil
		}
		if b.Version != version {
			return event.Done{}, s.stale(ctx, by, b, p)
		}
		o.BallotID = b.ID
		if err := s.store.putOutcome(ctx, o); err != nil {
			return event.Done{}, err
		}
		if err := errors.Join(s.tell(ctx, b, toldOutcome, &by.Member), s.recheck(ctx, b)); err != nil {
			return event.Done{}, err
		}
		return s.changed(ctx, b, map[string]any{})
	})
}

func (c Conclusion) compose(by actor.Viewer) (o Outcome, err error) {
	o = Outcome{Text: c.Text, Next: c.Next, ReviewOn: c.ReviewOn, WrittenBy: by.Member, At: db.Now()}
	if o.HTML, err = compose("body.text", c.Text); err != nil {
		return o, err
	}
	if o.NextHTML, err = compose("body.next", c.Next); err != nil {
		return o, err
	}
	if c.ReviewOn == "" {
		return o, nil
	}
	day, err := time.Parse(time.DateOnly, c.ReviewOn)
	today := o.At.Truncate(24 * time.Hour)
	if err != nil || day.Before(today) || day.After(today.AddDate(10, 0, 0)) {
		return o, fault.InField("body.review_on", "review_on_invalid", "Choose a day to come, as YYYY-MM-DD, or leave it out.")
	}
	return o, nil
}

func (s *Service) stale(ctx context.Context, by actor.Viewer, b Ballot, p Place) error {
	views, err := s.views(ctx, by, []Ballot{b}, map[string]Place{b.HostID: p})
	if err != nil {
		return err
	}
	return errStale.With(views[0])
}
