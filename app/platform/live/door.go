package live

import (
	"net/netip"
	"sync"
	"time"

	"kraftsam/app/platform/fault"
)

// door counts who is in. A place is taken before the handshake is answered; a client that vanishes in that moment never
// arrives, so a place that nobody came to is given back after a while.
type door struct {
	hub *Hub

	mu      sync.Mutex
	address map[netip.Prefix]int
	member  map[string]int
	coming  map[*place]int64 // until when they are awaited
}

// place is room for one connection.
type place struct {
	prefix netip.Prefix
	who    Watcher
	code   int // the connection is to be closed with this at once; 0: it is welcome
	taken  bool
}

// awaited is how long a place waits for its client.
const awaited = 15 * time.Second

func (d *door) init(h *Hub) {
	d.hub, d.address, d.member, d.coming = h, map[netip.Prefix]int{}, map[string]int{}, map[*place]int64{}
}

var errConnections = fault.New(fault.TooMany, "too_many_connections", "There are too many connections from here already.").After(10 * time.Second)

// prefixOf is what an address counts as: one IPv4 address, or the /64 that one IPv6 customer has.
func prefixOf(address string) netip.Prefix {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Prefix{}
	}
	a = a.Unmap().WithZone("")
	bits := 64
	if a.Is4() {
		bits = 32
	}
	p, _ := a.Prefix(bits) // both lengths fit
	return p
}

// take takes a place for an address.
func (d *door) take(address string) (*place, error) {
	p := &place{prefix: prefixOf(address), taken: true}
	most := d.hub.limits.AddressConnections
	d.mu.Lock()
	defer d.mu.Unlock()
	if most >= 0 && d.address[p.prefix] >= most {
		return nil, errConnections
	}
	d.address[p.prefix]++
	d.coming[p] = d.hub.now() + int64(awaited)
	return p, nil
}

// name says whose place it is, once that is known.
func (d *door) name(p *place, who Watcher) error {
	most := d.hub.limits.MemberConnections
	d.mu.Lock()
	defer d.mu.Unlock()
	if who.Member != "" && most >= 0 && d.member[who.Member] >= most {
		return errConnections
	}
	p.who = who
	if who.Member != "" {
		d.member[who.Member]++
	}
	return nil
}

// arrive says that the client came; false when it took too long.
func (d *door) arrive(p *place) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.coming, p)
	return p.taken
}

// give gives a place back, once.
func (d *door) give(p *place) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.free(p)
}

func (d *door) free(p *place) {
	if !p.taken {
		return
	}
	p.taken = false
	delete(d.coming, p)
	if d.address[p.prefix]--; d.address[p.prefix] <= 0 {
		delete(d.address, p.prefix)
	}
	if p.who.Member == "" {
		return
	}
	if d.member[p.who.Member]--; d.member[p.who.Member] <= 0 {
		delete(d.member, p.who.Member)
	}
}

// forget gives back the places that nobody came to.
func (d *door) forget(now int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for p, until := range d.coming {
		if now > until {
			d.free(p)
		}
	}
}
