package main

import (
	"math/rand/v2"

	"kraftsam/cmd/drill/fault"
)

// schedule says what is broken next: every kind once, in an order that the seed gives, then by weight.
type schedule struct {
	rand  *rand.Rand
	kinds []fault.Kind
	first []int
	begun bool
}

func (s *schedule) next() fault.Kind {
	if !s.begun {
		s.begun, s.first = true, s.rand.Perm(len(s.kinds))
	}
	if len(s.first) > 0 {
		k := s.kinds[s.first[0]]
		s.first = s.first[1:]
		return k
	}
	return s.pick(s.kinds)
}

// light gives another light kind than the one of a name.
func (s *schedule) light(but string) (fault.Kind, bool) {
	var some []fault.Kind
	for _, k := range s.kinds {
		if k.Light && k.Name != but {
			some = append(some, k)
		}
	}
	if len(some) == 0 {
		return fault.Kind{}, false
	}
	return s.pick(some), true
}

func (s *schedule) pick(kinds []fault.Kind) fault.Kind {
	total := 0
	for _, k := range kinds {
		total += max(1, k.Weight)
	}
	at := s.rand.IntN(total)
	for _, k := range kinds {
		if at -= max(1, k.Weight); at < 0 {
			return k
		}
	}
	return kinds[0]
}

// timed are the kinds after which a gate holds a stopwatch: nothing else may disturb it.
var timed = map[string]bool{
	"node killed": true, "node killed while it starts": true, "node killed before its commit arrives": true, "node killed before it hears of its commit": true,
	"node killed between commit and publish": true, "node killed right after it published": true, "node killed before its answer arrives": true,
	"PostgreSQL killed": true, fault.RedisKilled: true,
}
