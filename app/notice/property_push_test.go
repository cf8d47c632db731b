package notice

import (
	"fmt"
	"strings"
	"time"

	"kraftsam/app/platform/push"
	"kraftsam/app/platform/ref"
)

// carry has somebody get, use, close or lose a device.
func (c *crowd) carry(who string) {
	session := fmt.Sprint(who, " ", c.IntN(3))
	_, runs := c.phones.runs[session]
	switch {
	case !runs:
		c.subscribes(who, session, c.IntN(2) == 0)
		c.live[session] = c.at.Add(-time.Hour)
	case c.IntN(3) == 0:
		c.must(c.NoteLive(ctx, []string{session}))
		c.live[session] = c.at
	case c.IntN(4) == 0:
		delete(c.phones.runs, session)
	default:
		c.phones.runs[session] = "Safari iPhone"
	}
}

// onDevice holds what a device would be told against the world, at that moment.
func (c *crowd) onDevice(session string, n note) push.Outcome {
	member, thing := session[:3], n.Href[len("/threads/"):]
	c.pushed++
	local := c.at.In(c.people[int(member[2]-'0')].Zone())
	set := c.wishes[member]
	if rest := set.Rest(local); rest.After(c.at) {
		c.Errorf("%s is pushed to at %v, which is quiet until %v", member, local, rest)
	}
	if _, runs := c.phones.runs[session]; !runs {
		c.Errorf("%s is pushed to where nobody is signed in", session)
	}
	if since := c.at.Sub(c.live[session]); since < time.Minute {
		c.Errorf("%s is pushed to %v after it was live", session, since)
	}
	kind, _, _ := strings.Cut(n.Tag, " ")
	if !set.On(Kind(kind), Push) {
		c.Errorf("%s did not want %s pushed", member, kind)
	}
	stands := false
	for id, d := range c.world.deeds {
		stands = stands || d.thing == thing && c.fresh(member, id)
	}
	if !stands {
		c.Errorf("%s is pushed a ghost: %+v", member, n)
	}
	one, err := c.store.notice(ctx, member, n.ID)
	c.must(err)
	if one.Told != Push {
		c.Errorf("%s is pushed what left by %q", member, one.Told)
	}
	switch chance := c.IntN(20); {
	case chance == 0:
		return push.Gone
	case chance < 3:
		return push.Later
	case chance < 4:
		return push.Refused
	}
	pile, err := c.store.unread(ctx, member, []ref.Ref{one.About()})
	c.must(err)
	for _, u := range pile {
		if u.Told == Push && u.pile() == one.pile() {
			c.arrived[passing(u)] = true
		}
	}
	return push.Delivered
}
