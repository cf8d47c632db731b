package ballot

import (
	"maps"
	"slices"
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/platform/text"
)

// VoteResult is what came of a ballot. It is frozen as it is told, so that organisations that move, merge or end later change no
// result.
type VoteResult struct {
	Voices         int64          `json:"voices"`
	Few            bool           `json:"few,omitempty" doc:"an anonymous ballot with one or two voices: telling what they were would tell whose"`
	Options        []OptionResult `json:"options,omitempty"`
	Sectors        []VoiceGroup   `json:"sectors,omitempty"`
	Levels         []VoiceGroup   `json:"levels,omitempty"`
	Municipalities []VoiceGroup   `json:"municipalities,omitempty"`
	Reasons        []VoteReason   `json:"reasons,omitempty" doc:"of an anonymous ballot, in no order of time"`
}

// VoiceGroup is the voices of one sector, level or municipality. Voices is absent where it might tell of fewer than three; then it
// says only that somebody voted.
type VoiceGroup struct {
	Group   string         `json:"group" doc:"the sector, level or municipality code; none: without one"`
	Name    string         `json:"name,omitempty" doc:"of the municipality"`
	Some    bool           `json:"some" doc:"whether anybody of it voted"`
	Voices  *int64         `json:"voices,omitempty" doc:"absent where it might tell of fewer than three"`
	Options []OptionResult `json:"options,omitempty" doc:"absent like voices, and in anonymous ballots"`
}

// VoteReason is why somebody has a reservation or says no.
type VoteReason struct {
	Answer string `json:"answer"`
	Reason string `json:"reason"`
}

// fewest is the smallest number of voices that is told of a group.
const fewest = 3

// without is the group of those that have no sector or no municipality, or speak for no organisation.
const without = "none"

// cell is what one group voted, before it is decided how much of it is told.
type cell struct {
	voices int64
	tally  tally
}

// cast is one vote and the organisation that it is counted under, where it is under one; or where its voter comes from.
type cast struct {
	vote         Vote
	organisation *actor.Organisation
	municipality *string
}

// countOpen makes the result of votes that are open.
func (b Ballot) countOpen(casts []cast, places map[string]string) *VoteResult {
	whole := b.newTally()
	for _, c := range casts {
		b.count(whole, c.vote, 1)
	}
	r := &VoteResult{Voices: int64(len(casts)), Options: b.results(whole)}
	b.divide(r, casts, places, true)
	return r
}

// divide tells the voices by sector, level and municipality: what they voted too, or only how many took part.
func (b Ballot) divide(r *VoteResult, casts []cast, places map[string]string, votes bool) {
	bySector, byLevel, byPlace := map[string]*cell{}, map[string]*cell{}, map[string]*cell{}
	add := func(cells map[string]*cell, group string, v Vote) {
		if cells[group] == nil {
			cells[group] = &cell{tally: b.newTally()}
		}
		cells[group].voices++
		b.count(cells[group].tally, v, 1)
	}
	for _, c := range casts {
		sector, level, code := b.groupsOf(c)
		add(bySector, sector, c.vote)
		add(byLevel, level, c.vote)
		add(byPlace, code, c.vote)
	}
	r.Sectors = b.groups(append(slices.Clone(actor.Sectors), without), bySector, votes)
	r.Levels = b.groups(append(slices.Clone(actor.Levels), without), byLevel, votes)
	codes := slices.SortedFunc(maps.Keys(places), func(x, y string) int { return strings.Compare(text.SortKey(places[x]), text.SortKey(places[y])) })
	r.Municipalities = b.groups(append(codes, without), byPlace, votes)
	for i := range r.Municipalities {
		r.Municipalities[i].Name = places[r.Municipalities[i].Group]
	}
}

// groupsOf says where a voice is counted. A person who speaks for a rights-holder is never told apart from those who speak for
// nobody: only organisations have the row of those without a sector.
func (b Ballot) groupsOf(c cast) (sector, level, municipality string) {
	sector, level, municipality = without, without, without
	o := c.organisation
	if o == nil && c.municipality != nil {
		municipality = *c.municipality
	}
	if o == nil || b.Voice == PersonVoice && o.Sector == "" {
		return sector, level, municipality
	}
	if o.Sector != "" {
		sector = string(o.Sector)
	}
	if o.Level != "" {
		level = string(o.Level)
	}
	if o.Municipality != nil {
		municipality = *o.Municipality
	}
	return sector, level, municipality
}

// groups tells cells in the given order, and hides what would tell of fewer than three.
func (b Ballot) groups(order []string, cells map[string]*cell, votes bool) []VoiceGroup {
	voices := make([]int64, len(order))
	for i, name := range order {
		if c := cells[name]; c != nil {
			voices[i] = c.voices
		}
	}
	hidden := hide(voices)
	list := make([]VoiceGroup, 0, len(order))
	for i, name := range order {
		if name == without && voices[i] == 0 {
			continue
		}
		g := VoiceGroup{Group: name, Some: voices[i] > 0}
		if !hidden[i] {
			g.Voices = &voices[i]
			if votes && voices[i] > 0 {
				g.Options = b.results(cells[name].tally)
			}
		}
		list = append(list, g)
	}
	return list
}

// hide says which groups are told only as "somebody": those with one or two voices, and, because the whole is known and the
// others could be taken from it, as many of the next smallest as make the hidden ones at least two with at least three voices.
// A group in which nobody voted is told as such.
func hide(voices []int64) []bool {
	hidden := make([]bool, len(voices))
	groups, sum := 0, int64(0)
	take := func(i int) { hidden[i], groups, sum = true, groups+1, sum+voices[i] }
	for i, n := range voices {
		if n > 0 && n < fewest {
			take(i)
		}
	}
	for groups > 0 && (groups < 2 || sum < fewest) {
		next := -1
		for i, n := range voices {
			if n > 0 && !hidden[i] && (next < 0 || n < voices[next]) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		take(next)
	}
	return hidden
}
