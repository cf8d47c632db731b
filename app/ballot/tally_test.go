package ballot

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
)

var kinds = []Kind{Choose, Score, Dots, Rank, Consent}

// random makes a vote that fits.
func (b Ballot) random(r *rand.Rand) Vote {
	order := r.Perm(len(b.Options))
	var v Vote
	switch b.Kind {
	case Choose:
		for _, i := range order[:1+r.IntN(int(b.Most))] {
			v.Options = append(v.Options, b.Options[i].ID)
		}
	case Score:
		v.Scores = map[string]int{}
		for _, i := range order[:1+r.IntN(len(order))] {
			v.Scores[b.Options[i].ID] = r.IntN(int(b.Most) + 1)
		}
	case Dots:
		v.Dots = map[string]int{}
		for range 1 + r.IntN(int(b.Most)) {
			v.Dots[b.Options[r.IntN(len(b.Options))].ID]++
		}
	case Rank:
		for _, i := range order[:1+r.IntN(len(order))] {
			v.Ranking = append(v.Ranking, b.Options[i].ID)
		}
	default:
		v.Answer = b.Options[order[0]].ID
		if v.Answer != Yes {
			v.Reason = fmt.Sprint("därför ", r.IntN(5))
		}
	}
	return v
}

func anyBallot(t *testing.T, r *rand.Rand, kind Kind) Ballot {
	t.Helper()
	var texts []string
	if kind != Consent {
		for i := range 2 + r.IntN(19) {
			texts = append(texts, fmt.Sprint(i))
		}
	}
	b := made(t, kind, 0, texts...)
	var err error
	if b.Most, err = mostOf(kind, len(texts), nil); err != nil {
		t.Fatal(err)
	}
	if kind == Choose {
		b.Most = 1 + int64(r.IntN(len(texts)))
	}
	return b
}

// recount is the slow way, from the votes themselves and apart from the tally.
func (b Ballot) recount(votes []Vote) []OptionResult {
	list := make([]OptionResult, len(b.Options))
	for i, o := range b.Options {
		list[i].Option = o.ID
		if b.Kind == Score {
			list[i].Spread = make([]int64, b.Most+1)
		}
		if b.Kind == Rank {
			list[i].Spread = make([]int64, len(b.Options))
		}
		for _, v := range votes {
			if slices.Contains(v.Options, o.ID) || v.Answer == o.ID {
				list[i].Voices, list[i].Points = list[i].Voices+1, list[i].Points+1
			}
			if n, ok := v.Scores[o.ID]; ok {
				list[i].Voices, list[i].Points = list[i].Voices+1, list[i].Points+int64(n)
				list[i].Spread[n]++
			}
			if n, ok := v.Dots[o.ID]; ok {
				list[i].Voices, list[i].Points = list[i].Voices+1, list[i].Points+int64(n)
			}
			if at := slices.Index(v.Ranking, o.ID); at >= 0 {
				list[i].Voices, list[i].Points = list[i].Voices+1, list[i].Points+int64(len(b.Options)-at)
				list[i].Spread[at]++
			}
		}
	}
	return list
}

// Votes that come, change and come again leave in a box what a recount of the last ones gives, however they were mixed.
func TestABoxHoldsWhatARecountGives(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 7))
		b := anyBallot(t, r, kinds[seed%5])
		x := box{Tally: b.newTally()}
		last, voters := map[int]Vote{}, 1+r.IntN(30)
		for range r.IntN(120) {
			who := r.IntN(voters)
			secret := fmt.Sprintf("secret-of-%020d", who)
			v, err := b.check(b.random(r))
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if was, voted := last[who]; voted && !x.take(b, was, seal(b.ID, secret, was)) {
				t.Fatalf("seed %d: a vote is not found again", seed)
			}
			x.put(b, v, seal(b.ID, secret, v))
			last[who] = v
		}
		votes, reasons := []Vote{}, []VoteReason(nil)
		for _, v := range last {
			votes = append(votes, v)
			if v.Reason != "" {
				reasons = append(reasons, VoteReason{v.Answer, v.Reason})
			}
		}
		slices.SortFunc(reasons, compareReasons)
		if diff := cmp.Diff(b.recount(votes), b.results(x.Tally)); diff != "" || x.Voices != int64(len(last)) || len(x.Seals) != len(last) {
			t.Errorf("seed %d: %d voices of %d, %d seals (-recount +box):\n%s", seed, x.Voices, len(last), len(x.Seals), diff)
		}
		if diff := cmp.Diff(reasons, x.Reasons[:len(x.Reasons):len(x.Reasons)]); diff != "" && len(reasons) > 0 {
			t.Errorf("seed %d: reasons:\n%s", seed, diff)
		}
	}
}

func TestOnlyItsOwnSecretTakesAVoteOut(t *testing.T) {
	b := made(t, Choose, 1, "a", "b")
	x := box{Tally: b.newTally()}
	v, other := Vote{Options: []string{"1"}}, Vote{Options: []string{"2"}}
	x.put(b, v, seal(b.ID, "mine", v))
	for name, s := range map[string]string{"another secret": seal(b.ID, "yours", v), "another vote": seal(b.ID, "mine", other), "another ballot": seal("c", "mine", v)} {
		if x.take(b, v, s) || x.Voices != 1 {
			t.Errorf("%s took it out", name)
		}
	}
	if !x.take(b, v, seal(b.ID, "mine", v)) || x.Voices != 0 || x.Tally[0] != 0 {
		t.Errorf("%+v", x)
	}
}

// The same votes in any order leave the same box, to the byte: it remembers no order.
func TestABoxRemembersNoOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, kind := range kinds {
		b := anyBallot(t, r, kind)
		var votes []Vote
		for range 20 {
			v, err := b.check(b.random(r))
			if err != nil {
				t.Fatal(err)
			}
			votes = append(votes, v)
		}
		fill := func(order []int) string {
			x := box{Tally: b.newTally(), Reasons: []VoteReason{}, Seals: []string{}}
			for _, i := range order {
				x.put(b, votes[i], seal(b.ID, fmt.Sprintf("secret-%030d", i), votes[i]))
			}
			return word(x)
		}
		first := fill(r.Perm(20))
		for range 20 {
			if again := fill(r.Perm(20)); again != first {
				t.Fatalf("%s: another order is another box:\n%s\n%s", kind, first, again)
			}
		}
	}
}

func TestSecretsAreHardToGuess(t *testing.T) {
	for secret, ok := range map[string]bool{
		"": false, "short": false, "0123456789012345678901": true, "abcdefghijABCDEFGHIJ_-0123456789": true, "012345678901234567890 ": false, "01234567890123456789å": false,
		"0123456789012345678901234567890123456789012345678901234567890123": true, "01234567890123456789012345678901234567890123456789012345678901234": false,
	} {
		if err := checkSecret(secret); (err == nil) != ok {
			t.Errorf("%q: %v", secret, err)
		}
	}
}

// What is told of groups never lets anybody compute how many voices a group, or several of the hidden ones together, have
// where that is fewer than three, unless the whole has so few.
func TestNobodyComputesASmallGroup(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		voices := make([]int64, 1+r.IntN(9))
		total := int64(0)
		for i := range voices {
			if r.IntN(3) > 0 {
				voices[i] = int64(r.IntN(7))
			}
			total += voices[i]
		}
		hidden := hide(voices)
		groups, rest := 0, total
		for i, n := range voices {
			switch {
			case n > 0 && n < fewest && !hidden[i]:
				t.Fatalf("%v: tells of %d", voices, n)
			case n == 0 && hidden[i]:
				t.Fatalf("%v: hides that nobody voted", voices)
			case hidden[i]:
				groups++
			default:
				rest -= n
			}
		}
		alone := rest == total // then nothing was told that could be taken from the whole
		if groups > 0 && !alone && (groups < 2 || rest < fewest) {
			t.Fatalf("%v hides %v: the rest is %d in %d groups", voices, hidden, rest, groups)
		}
		if all := slices.ContainsFunc(voices, func(n int64) bool { return n > 0 && n < fewest }); !all && groups > 0 {
			t.Fatalf("%v hides %v without need", voices, hidden)
		}
	}
}

func TestWhereAVoiceIsCounted(t *testing.T) {
	berg := "2326"
	mill := &actor.Organisation{Sector: "business", Level: "local", Municipality: &berg}
	sameby := &actor.Organisation{Kind: "sameby", Level: "local", Municipality: &berg}
	for _, c := range []struct {
		name  string
		voice Voice
		o     *actor.Organisation
		want  [3]string
	}{
		{"an organisation", OrganisationVoice, mill, [3]string{"business", "local", berg}},
		{"one without a sector has a row of its own", OrganisationVoice, sameby, [3]string{without, "local", berg}},
		{"a person for an organisation", PersonVoice, mill, [3]string{"business", "local", berg}},
		{"a person for a rights-holder is as one who speaks for nobody", PersonVoice, sameby, [3]string{without, without, without}},
		{"a person", PersonVoice, nil, [3]string{without, without, without}},
	} {
		s, l, m := Ballot{Voice: c.voice}.groupsOf(cast{organisation: c.o})
		if got := [3]string{s, l, m}; got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// The groups of every division hold each voice once.
func TestGroupsHoldEveryVoiceOnce(t *testing.T) {
	places := map[string]string{"2326": "Berg", "2380": "Östersund"}
	r := rand.New(rand.NewPCG(5, 6))
	for _, kind := range kinds {
		b := anyBallot(t, r, kind)
		b.Voice = OrganisationVoice
		var casts []cast
		var votes []Vote
		for i := range 60 {
			code := []string{"2326", "2380"}[i%2]
			v := b.random(r)
			votes = append(votes, v)
			casts = append(casts, cast{v, &actor.Organisation{Sector: actor.Sector(actor.Sectors[i%4]), Level: "local", Municipality: &code}, nil})
		}
		got := b.countOpen(casts, places)
		if diff := cmp.Diff(b.recount(votes), got.Options); diff != "" || got.Voices != 60 {
			t.Errorf("%s: (-recount +result):\n%s", kind, diff)
		}
		for name, groups := range map[string][]VoiceGroup{"sectors": got.Sectors, "levels": got.Levels, "municipalities": got.Municipalities} {
			voices, points := int64(0), map[string]int64{}
			for _, g := range groups {
				voices += *g.Voices
				for _, o := range g.Options {
					points[o.Option] += o.Points
				}
			}
			if voices != 60 {
				t.Errorf("%s, %s: %d voices", kind, name, voices)
			}
			for _, o := range got.Options {
				if points[o.Option] != o.Points {
					t.Errorf("%s, %s: option %s has %d points in groups and %d in all", kind, name, o.Option, points[o.Option], o.Points)
				}
			}
		}
	}
}

func TestAnAnonymousResultOfOneOrTwoTellsNothing(t *testing.T) {
	b := made(t, Choose, 1, "a", "b")
	for n := range int64(5) {
		x := box{Tally: b.newTally(), Reasons: []VoteReason{{No, "r"}}}
		for i := range n {
			v := Vote{Options: []string{"1"}}
			x.put(b, v, fmt.Sprint(i))
		}
		r := x.result(b)
		if few := n == 1 || n == 2; r.Few != few || (r.Options == nil) != few || few && r.Reasons != nil {
			t.Errorf("%d voices: %+v", n, r)
		}
	}
}
