package notice

import (
	"time"
)

// awaited gives what must be in a brief, or a reason for one, when a node looks now: what was worth one, of members who had a morning
// since a node looked last. A morning counts on its own day, once, and not while it is quiet.
func (c *crowd) awaited(wishes map[string]Settings) map[string]map[string]bool {
	if c.looked.Truncate(briefEvery).Equal(c.at.Truncate(briefEvery)) {
		return nil
	}
	all := map[string]map[string]bool{}
	for _, m := range c.people {
		set, zone := wishes[m.ID], m.Zone()
		for day, at := range mornings(set, zone, c.at) {
			had := m.ID + day
			if !c.looked.IsZero() && at.After(c.looked) && !c.had[had] && set.BriefedOn < day && at.Format(time.DateOnly) == c.at.In(zone).Format(time.DateOnly) && !set.Rest(c.at.In(zone)).After(c.at) {
				all[m.ID] = c.worth(m.ID)
			}
			c.had[had] = true
		}
	}
	c.looked = c.at
	return all
}

// worth names what could stand in a member's brief now.
func (c *crowd) worth(member string) map[string]bool {
	r, err := c.recipient(ctx, member)
	c.must(err)
	rows, err := c.worthABrief(ctx, r, c.at)
	c.must(err)
	ids := map[string]bool{}
	for _, row := range rows {
		ids[row.ID] = true
	}
	return ids
}

// mornings are when briefs of the last days came due, by day: at seven, or when the quiet ends. It looks at the clock on the wall
// minute by minute, as a person would.
func mornings(set Settings, zone *time.Location, now time.Time) map[string]time.Time {
	days := map[string]time.Time{}
	y, m, d := now.In(zone).Date()
	for back := range 8 {
		at := time.Date(y, m, d-back, briefHour, 0, 0, 0, zone)
		day := at.Format(time.DateOnly)
		if !set.briefDay(at.Weekday()) {
			continue
		}
		if until := set.MutedUntil; until != nil && until.After(at) {
			at = until.In(zone)
		}
		for !at.After(now) && set.Quiet.At(at) {
			at = at.Truncate(time.Minute).Add(time.Minute)
		}
		if !at.After(now) {
			days[day] = at
		}
	}
	return days
}
