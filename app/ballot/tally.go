package ballot

// tally is the sums of votes and remembers none of them: what was counted can be taken away again by whoever knows it. What
// a number stands for follows from the kind of the ballot.
type tally []int64

// width is how many numbers an option has: score one for each score, rank one for each place, dots its dots and its voices.
func (b Ballot) width() int {
	switch b.Kind {
	case Score:
		return int(b.Most) + 1
	case Dots:
		return 2
	case Rank:
		return len(b.Options)
	}
	return 1
}

func (b Ballot) newTally() tally { return make(tally, len(b.Options)*b.width()) }

// count adds a vote (sign 1) or takes it away (sign -1).
func (b Ballot) count(t tally, v Vote, sign int64) {
	w := b.width()
	for _, id := range v.Options {
		t[b.index(id)] += sign
	}
	for id, n := range v.Scores {
		t[b.index(id)*w+n] += sign
	}
	for id, n := range v.Dots {
		t[b.index(id)*w] += sign * int64(n)
		t[b.index(id)*w+1] += sign
	}
	for at, id := range v.Ranking {
		t[b.index(id)*w+at] += sign
	}
	if v.Answer != "" {
		t[b.index(v.Answer)] += sign
	}
}

// OptionResult is how an option did. Voices is how many chose, scored, ranked or gave dots to it; Points their choices, scores
// or dots together, and in a ranking of n options n for each first place, n-1 for each second, nothing where it was left out.
// Spread is the voices for each score from 0, or for each place from the first.
type OptionResult struct {
	Option string  `json:"option"`
	Voices int64   `json:"voices"`
	Points int64   `json:"points"`
	Spread []int64 `json:"spread,omitempty"`
}

// results reads a tally.
func (b Ballot) results(t tally) []OptionResult {
	w := b.width()
	list := make([]OptionResult, len(b.Options))
	for i, o := range b.Options {
		r := OptionResult{Option: o.ID}
		numbers := t[i*w : (i+1)*w]
		switch b.Kind {
		case Dots:
			r.Points, r.Voices = numbers[0], numbers[1]
		case Score, Rank:
			r.Spread = append([]int64{}, numbers...)
			for at, n := range numbers {
				weight := at
				if b.Kind == Rank {
					weight = len(b.Options) - at
				}
				r.Voices += n
				r.Points += n * int64(weight)
			}
		default:
			r.Voices, r.Points = numbers[0], numbers[0]
		}
		list[i] = r
	}
	return list
}
