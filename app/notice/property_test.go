package notice

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
)

// crowd is a world in which everything happens by chance.
type crowd struct {
	*world
	*rand.Rand
	things  []string
	deeds   []string
	pushed  int
	wishes  map[string]Settings  // while the queue is worked
	live    map[string]time.Time // when each session was live last
	arrived map[string]bool      // notices that a device took
	told    map[string]Channel   // how each notice left the house, by id
	letters int
	looked  time.Time       // when a node last looked whose morning it is
	had     map[string]bool // mornings that were looked at, by member and day
	briefed map[string]bool // days on which a member got a brief
}

// Whatever happens, in whatever order and time zone: nobody is told twice, nor of what is their own, read, gone or hidden; nothing
// is lost; nothing leaves the house in quiet hours; a brief is never empty nor longer than three, there is one a day, and none is missed
// although no node ran in the morning.
func TestWhateverHappensEachIsToldOnceAndInTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const steps = 5_000 // on each database
		c := &crowd{world: newWorld(t, d, 8), Rand: rand.New(rand.NewPCG(6, 2026)), things: []string{"a", "b", "c", "d", "e"}, told: map[string]Channel{}, live: map[string]time.Time{}, arrived: map[string]bool{},
			had: map[string]bool{}, briefed: map[string]bool{}}
		c.phones.asked = c.onDevice
		c.follows = func(member, thing string) bool { return (int(member[2])+int(thing[0]))%3 > 0 }
		for step := range steps {
			c.step()
			if step%10 == 9 {
				c.check()
			}
			if t.Failed() {
				t.Fatalf("at step %d", step)
			}
		}
		if c.letters < steps/100 || c.pushed < steps/100 {
			t.Errorf("only %d letters and %d pushes", c.letters, c.pushed)
		}
	})
}

func (c *crowd) somebody() string { return c.people[c.IntN(len(c.people))].ID }

func (c *crowd) some() string {
	if len(c.deeds) == 0 {
		return ""
	}
	return c.deeds[len(c.deeds)-1-c.IntN(min(30, len(c.deeds)))]
}

func (c *crowd) step() {
	who, id := c.somebody(), c.some()
	switch n := c.IntN(100); {
	case n < 30 || id == "":
		named := map[string]Kind{}
		for range c.IntN(3) {
			named[c.somebody()] = []Kind{Asked, Mention, Reply, Decided}[c.IntN(4)]
		}
		c.deeds = append(c.deeds, c.happens(c.things[c.IntN(len(c.things))], who, named))
		if len(c.deeds) > 60 { // the oldest is forgotten by everybody
			delete(c.world.deeds, c.deeds[0])
			c.deeds = c.deeds[1:]
		}
	case n < 50:
		c.sees(who, id)
	case n < 55: // reads all of a thing
		c.readsAll(who, c.things[c.IntN(len(c.things))])
	case n < 58:
		c.world.deeds[id].gone = true
		c.must(c.Recheck(ctx, thingRef(c.world.deeds[id].thing)))
	case n < 61:
		key := who + c.things[c.IntN(len(c.things))]
		c.hidden[key] = !c.hidden[key]
	case n < 63:
		c.wish(who)
	case n < 64:
		c.carry(who)
	case n < 66:
		rows, _, err := c.List(ctx, c.viewer(who), Query{Limit: 5})
		c.must(err)
		if len(rows) > 0 {
			_, err = c.Read(ctx, c.viewer(who), rows[c.IntN(len(rows))].ID)
			c.must(err)
		}
	case n < 67:
		_, err := c.ReadAll(ctx, c.viewer(who), nil, time.Time{})
		c.must(err)
	case n < 85:
		c.pass(time.Duration(c.IntN(300)) * time.Minute)
	default:
		c.drain()
	}
}

func (c *crowd) readsAll(who, thing string) {
	for id, d := range c.world.deeds {
		if d.thing == thing {
			c.read[who+id] = true
		}
	}
	c.must(c.Settle(ctx, c.viewer(who), thingRef(thing)))
}

// wish has somebody want to be told in another way.
func (c *crowd) wish(who string) {
	rhythm := rhythms[c.IntN(len(rhythms))]
	quiet := Quiet{From: c.IntN(day), To: c.IntN(day), Weekends: c.IntN(2) == 0}
	if c.IntN(3) == 0 {
		quiet = usualQuiet
	}
	muted := c.at.Add(time.Duration(c.IntN(100)) * time.Hour)
	if c.IntN(3) > 0 {
		muted = time.Time{}
	}
	if !muted.IsZero() && !muted.After(c.at) {
		muted = time.Time{}
	}
	_, err := c.ChangeSettings(ctx, c.viewer(who), SettingsChange{Brief: &rhythm, Quiet: &quiet, MutedUntil: &muted,
		Channels: []ChannelChoice{{Kinds[c.IntN(len(Kinds))], Channels[c.IntN(len(Channels))], c.IntN(2) == 0}}})
	c.must(err)
}

// check drains the queue and holds what was told against what happened.
func (c *crowd) check() {
	c.drain()
	settled := map[string]bool{}
	for _, m := range c.people {
		c.checkBell(m, settled)
	}
	c.checkLost(settled)
	c.checkLetters()
}

// checkBell: the count is that of the rows, and each row stands on something that the member has to read.
func (c *crowd) checkBell(m actor.Member, has map[string]bool) {
	by := c.viewer(m.ID)
	rows, _, err := c.List(ctx, by, Query{Unread: true, Limit: 200})
	c.must(err)
	n, err := c.Unread(ctx, by)
	c.must(err)
	if n != len(rows) {
		c.Errorf("the bell of %s says %d over %d rows", m.ID, n, len(rows))
	}
	unread, err := c.store.unread(ctx, m.ID, nil)
	c.must(err)
	all := map[string]bool{}
	for _, u := range unread {
		if all[u.Event] || u.ByID == m.ID && !u.gathers() {
			c.Errorf("%s is told of %s twice, or of an own deed", m.ID, u.Event)
		}
		all[u.Event] = true
	}
	for _, r := range rows {
		any := false
		for id, d := range c.world.deeds {
			any = any || d.thing == r.AboutID && c.fresh(m.ID, id)
		}
		if !any {
			c.Errorf("%s has a ghost: %s about %s", m.ID, r.Kind, r.AboutID)
		}
	}
	var known []string
	c.must(c.d.From(ctx).Raw("SELECT event FROM notices WHERE member_id = ?", m.ID).Scan(&known).Error)
	for _, e := range known {
		has[m.ID+strings.TrimPrefix(e, "deed:")] = true
	}
}

// checkLost: of every deed that names a member, and is theirs to read since it happened, there is a notice.
func (c *crowd) checkLost(has map[string]bool) {
	for id, d := range c.world.deeds {
		for m := range d.named {
			if c.fresh(m, id) && !c.everHidden(m, d.thing) && !has[m+id] {
				c.Errorf("%s is not told of %s", m, id)
			}
		}
		for _, m := range c.people {
			if _, named := d.named[m.ID]; !named && c.fresh(m.ID, id) && !c.everHidden(m.ID, d.thing) && c.follows(m.ID, d.thing) && !has[m.ID+"post thread:"+d.thing] {
				c.Errorf("%s, who follows %s, is not told of %s", m.ID, d.thing, id)
			}
		}
	}
}

func (c *crowd) everHidden(member, thing string) bool {
	_, ever := c.hidden[member+thing]
	return ever
}

// checkLetters: none in quiet hours, none empty or long, and nothing leaves the house twice.
func (c *crowd) checkLetters() {
	var rows []Notice
	c.must(c.d.From(ctx).Where("told <> ''").Find(&rows).Error)
	now := map[string]Channel{}
	for _, n := range rows {
		key := passing(n)
		if n.Told == Push && !c.arrived[key] {
			continue // it is on its way, and free for another if no device takes it
		}
		if had := c.told[key]; had != "" && had != n.Told {
			c.Errorf("%s left by %s and by %s", n.Event, had, n.Told)
		}
		now[key] = n.Told
	}
	c.told = now
}

// passing names a notice as it is now: one that gathers moves on.
func passing(n Notice) string { return n.ID + fmt.Sprint(n.At.UnixMilli()) }

// drain works the queue, and looks at each letter that comes of it: the clock stands still meanwhile.
func (c *crowd) drain() {
	all, err := c.store.settings(ctx, c.ids())
	c.must(err)
	c.wishes = all
	missed := c.awaited(all)
	c.world.drain()
	letters, err := c.mail.Latest(ctx, 1000)
	c.must(err)
	for _, l := range letters {
		c.letters++
		member := strings.TrimSuffix(l.Recipient, "@by.example")
		local := c.at.In(c.people[int(member[2]-'0')].Zone())
		if l.Headers["References"] == "" {
			delete(missed, member)
			if day := member + local.Format(time.DateOnly); c.briefed[day] {
				c.Errorf("%s gets two briefs on %s", member, day)
			} else {
				c.briefed[day] = true
			}
		}
		if rest := all[member].Rest(local); rest.After(c.at) {
			c.Errorf("%s gets a letter at %v, which is quiet until %v: %+v", member, local, rest, all[member])
		}
		if n := strings.Count(l.HTML, "<li "); n < 1 || n > briefItems || n > 1 && !strings.Contains(l.Text, "\n1. ") {
			c.Errorf("a letter of %d items:\n%s", n, l.Text)
		}
	}
	for member, of := range missed {
		for id := range c.worth(member) {
			if of[id] {
				c.Errorf("%s, whose morning it was, got no brief at %v: %+v", member, c.at, all[member])
			}
		}
	}
	c.must(c.d.InTx(ctx, func(ctx context.Context) error { return c.d.From(ctx).Exec("DELETE FROM mails").Error }))
}

func (c *crowd) ids() []string {
	ids := make([]string, len(c.people))
	for i, m := range c.people {
		ids[i] = m.ID
	}
	return ids
}
