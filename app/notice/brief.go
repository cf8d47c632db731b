package notice

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/job"
)

const (
	morningJob = "notice.morning"
	briefJob   = "notice.brief"

	briefItems = 3
	briefHour  = 7 // by the member's clock, or when their quiet ends
	briefEvery = 15 * time.Minute
	briefIn    = 2 * time.Hour // news of later wait for the next brief
	briefSoon  = 7 * 24 * time.Hour
	briefLooks = 200 // rows that are ranked
)

// weeklyOn is the day of those who chose none.
const weeklyOn = time.Monday

// briefDay says whether the brief is wished on a day.
func (s Settings) briefDay(d time.Weekday) bool {
	switch s.Brief {
	case Never:
		return false
	case Daily:
		return true
	case Weekly:
		return d == weeklyOn
	}
	return strings.EqualFold(s.Brief, d.String())
}

// briefDue gives the member's day whose brief is due at a moment; empty where none is. What a quiet day keeps comes when the quiet
// ends. A morning that nobody looked at, since the round before was earlier, is made up for on the same day; before the first round ever nothing was missed. now carries the member's
// time zone.
func (s Settings) briefDue(now, round time.Time) string {
	for back := range 8 {
		y, m, d := now.Date()
		morning := time.Date(y, m, d-back, briefHour, 0, 0, 0, now.Location())
		if !s.briefDay(morning.Weekday()) {
			continue
		}
		rest, today := s.Rest(morning), morning.Format(time.DateOnly)
		if now.Before(rest) || s.BriefedOn >= today {
			continue
		}
		missed := !round.IsZero() && rest.After(round) && rest.Format(time.DateOnly) == now.Format(time.DateOnly)
		if missed || now.Before(rest.Add(briefIn)) {
			return today
		}
	}
	return ""
}

// briefing names a brief.
type briefing struct {
	Member string `json:"member"`
	Day    string `json:"day"`
}

// morning adds a job for each member with news whose morning it is.
func (s *Service) morning(ctx context.Context, w *job.Work) error {
	now, err := s.clock(ctx)
	if err != nil {
		return err
	}
	round, err := s.jobs.Round(ctx, morningJob)
	if err != nil {
		return err
	}
	for after := w.Progress(); ; {
		members, err := s.store.withNews(ctx, after, pageOfAll)
		if err != nil || len(members) == 0 {
			return err
		}
		after = members[len(members)-1].ID
		err = s.db.InTx(ctx, func(ctx context.Context) error {
			if err := s.briefs(ctx, members, now, round); err != nil {
				return err
			}
			return w.Keep(ctx, after)
		})
		if err != nil {
			return err
		}
	}
}

// briefs adds the jobs of those whose morning it is, in the running transaction.
func (s *Service) briefs(ctx context.Context, members []actor.Member, now, round time.Time) error {
	ids := make([]string, len(members))
	for i, m := range members {
		ids[i] = m.ID
	}
	settings, err := s.store.settings(ctx, ids)
	if err != nil {
		return err
	}
	for _, m := range members {
		day := settings[m.ID].briefDue(now.In(m.Zone()), round)
		if day == "" {
			continue
		}
		if err := s.jobs.Add(ctx, job.New{Kind: briefJob, Key: m.ID + " " + day, Payload: briefing{m.ID, day}}); err != nil {
			return err
		}
	}
	return nil
}

// brief is the work: a letter with what matters most to one member now, or none.
func (s *Service) brief(ctx context.Context, w *job.Work) error {
	var b briefing
	if err := w.Jobs[0].Read(&b); err != nil {
		return err
	}
	r, err := s.recipient(ctx, b.Member)
	if err != nil || r.ID == "" || r.set.Brief == Never || r.set.BriefedOn >= b.Day {
		return err
	}
	now, err := s.clock(ctx)
	if err != nil {
		return err
	}
	if rest := r.set.Rest(now.In(r.Zone())); rest.After(now) {
		return job.Later(rest)
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.holdMember(ctx, r.ID); err != nil {
			return err
		}
		if err := s.briefOne(ctx, r, b.Day, now); err != nil {
			return err
		}
		return w.Done(ctx)
	})
}

// briefOne sends the brief of a day, unless there is nothing to tell or a later one has gone, in a transaction that holds the member.
func (s *Service) briefOne(ctx context.Context, r recipient, day string, now time.Time) error {
	all, err := s.store.settings(ctx, []string{r.ID})
	if err != nil {
		return err
	}
	if r.set = all[r.ID]; r.set.Brief == Never || r.set.BriefedOn >= day {
		return nil
	}
	rows, err := s.worthABrief(ctx, r, now)
	if err != nil || len(rows) == 0 {
		return err
	}
	// What comes late is the brief of today too, so that no second one follows it.
	return s.sendBrief(ctx, r, rows, max(day, now.In(r.Zone()).Format(time.DateOnly)))
}

// worthABrief is what stands, may be in a brief and has not left the house, what matters most first.
func (s *Service) worthABrief(ctx context.Context, r recipient, now time.Time) ([]Row, error) {
	rows, _, err := s.List(ctx, r.by, Query{Unread: true, Limit: briefLooks})
	rows = slices.DeleteFunc(rows, func(row Row) bool { return row.Told != "" || !r.set.On(row.Kind, Brief) })
	slices.SortStableFunc(rows, func(x, y Row) int { return cmp.Or(cmp.Compare(x.rank(now), y.rank(now)), y.At.Compare(x.At)) })
	return rows, err
}

// sendBrief writes the letter and notes what it told, in the running transaction.
func (s *Service) sendBrief(ctx context.Context, r recipient, rows []Row, day string) error {
	chosen := rows[:min(len(rows), briefItems)]
	stop, err := s.stopWord(ctx, r.ID, string(Brief))
	if err != nil {
		return err
	}
	p, err := s.pageOf(ctx, r, chosen, len(rows)-len(chosen), stop)
	if err != nil {
		return err
	}
	if err := s.send(ctx, r.Member, p, stop, ""); err != nil {
		return err
	}
	for _, row := range chosen {
		if err := s.store.tellPile(ctx, r.ID, row.Notice, Brief); err != nil {
			return err
		}
	}
	return s.store.briefed(ctx, r.ID, r.set, day)
}

// rank is how much a row matters in a brief, the least first.
func (r Row) rank(now time.Time) int {
	if r.Kind != Asked && r.Kind != Workshop && r.Before != "" {
		if by, err := time.Parse(time.DateOnly, r.before()); err == nil && by.Sub(now) < briefSoon {
			return 1
		}
	}
	switch r.Kind {
	case Asked, Workshop:
		return 0
	case Mention:
		return 2
	case Decided, Membership:
		return 3
	case Ballot:
		return 4
	case Thread:
		return 5
	case Reply:
		return 6
	}
	return 7
}
