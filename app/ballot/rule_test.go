package ballot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/platform/fault"
)

func made(t *testing.T, kind Kind, most int64, texts ...string) Ballot {
	t.Helper()
	options, err := optionsOf(kind, texts)
	if err != nil {
		t.Fatal(err)
	}
	return Ballot{ID: "b", Kind: kind, Options: options, Most: most, Voice: PersonVoice}
}

func TestWhatCanBeVoted(t *testing.T) {
	one, two := made(t, Choose, 1, "å", "日本", "c"), made(t, Choose, 2, "a", "b", "c")
	score, dots, rank, consent := made(t, Score, 5, "a", "b"), made(t, Dots, 5, "a", "b", "c"), made(t, Rank, 0, "a", "b", "c"), made(t, Consent, 0)
	for _, c := range []struct {
		name string
		b    Ballot
		vote Vote
		code string
	}{
		{"one", one, Vote{Options: []string{"2"}}, ""}, {"two of one", one, Vote{Options: []string{"1", "2"}}, "vote_invalid"}, {"two of two", two, Vote{Options: []string{"3", "1"}}, ""},
		{"none", two, Vote{Options: []string{}}, "vote_invalid"}, {"nothing at all", two, Vote{}, "vote_invalid"}, {"twice", two, Vote{Options: []string{"1", "1"}}, "vote_invalid"},
		{"unknown", one, Vote{Options: []string{"4"}}, "vote_invalid"}, {"by its text", one, Vote{Options: []string{"å"}}, "vote_invalid"}, {"with a score beside", one, Vote{Options: []string{"1"}, Scores: map[string]int{"1": 1}}, "vote_invalid"},
		{"some scores", score, Vote{Scores: map[string]int{"2": 0}}, ""}, {"too high", score, Vote{Scores: map[string]int{"1": 6}}, "vote_invalid"}, {"below", score, Vote{Scores: map[string]int{"1": -1}}, "vote_invalid"},
		{"no scores", score, Vote{Scores: map[string]int{}}, "vote_invalid"}, {"score of nothing", score, Vote{Scores: map[string]int{"9": 1}}, "vote_invalid"},
		{"all dots", dots, Vote{Dots: map[string]int{"1": 4, "2": 1}}, ""}, {"some dots", dots, Vote{Dots: map[string]int{"3": 1}}, ""}, {"too many dots", dots, Vote{Dots: map[string]int{"1": 4, "2": 2}}, "vote_invalid"},
		{"no dot on it", dots, Vote{Dots: map[string]int{"1": 0}}, "vote_invalid"}, {"dots owed", dots, Vote{Dots: map[string]int{"1": 6, "2": -1}}, "vote_invalid"},
		{"ranked", rank, Vote{Ranking: []string{"3", "1", "2"}}, ""}, {"in part", rank, Vote{Ranking: []string{"3"}}, ""}, {"twice in rank", rank, Vote{Ranking: []string{"3", "3"}}, "vote_invalid"},
		{"no rank", rank, Vote{Ranking: []string{}}, "vote_invalid"}, {"too long a rank", rank, Vote{Ranking: []string{"1", "2", "3", "1"}}, "vote_invalid"},
		{"yes", consent, Vote{Answer: Yes}, ""}, {"a bare no", consent, Vote{Answer: No}, "vote_reason_missing"}, {"a no with blanks", consent, Vote{Answer: No, Reason: " \u200b"}, "vote_reason_missing"},
		{"no, because", consent, Vote{Answer: No, Reason: "för dyrt 💸"}, ""}, {"a reservation", consent, Vote{Answer: Reservation}, ""}, {"with words", consent, Vote{Answer: Reservation, Reason: "x"}, ""},
		{"yes, but", consent, Vote{Answer: Yes, Reason: "x"}, "vote_invalid"}, {"another answer", consent, Vote{Answer: "maybe"}, "vote_invalid"}, {"words alone", consent, Vote{Reason: "x"}, "vote_invalid"},
		{"too many words", consent, Vote{Answer: No, Reason: strings.Repeat("å", maxReason+1)}, "vote_invalid"}, {"as many as fit", consent, Vote{Answer: No, Reason: strings.Repeat("å", maxReason)}, ""},
		{"an option in consent", consent, Vote{Answer: Yes, Options: []string{"yes"}}, "vote_invalid"},
	} {
		got := ""
		if _, err := c.b.check(c.vote); err != nil {
			f := fault.As(err)
			got = f.Code
			if len(f.Fields) != 1 || !strings.HasPrefix(f.Fields[0].Location, "body.") {
				t.Errorf("%s: says not which field: %v", c.name, f)
			}
		}
		if got != c.code {
			t.Errorf("%s: %q, want %q", c.name, got, c.code)
		}
	}
}

// The order in which boxes were ticked is no part of a vote, so that the same vote is the same words.
func TestAChoiceHasOneForm(t *testing.T) {
	b := made(t, Choose, 3, "a", "b", "c")
	v, err := b.check(Vote{Options: []string{"3", "1"}})
	if diff := cmp.Diff(Vote{Options: []string{"1", "3"}}, v); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestWhatABallotCanBe(t *testing.T) {
	many := func(n int) (texts []string) {
		for i := range n {
			texts = append(texts, fmt.Sprint("alternativ ", i))
		}
		return texts
	}
	for name, c := range map[string]struct {
		kind  Kind
		texts []string
		ok    bool
	}{
		"two": {Choose, many(2), true}, "twenty": {Rank, many(20), true}, "one": {Choose, many(1), false}, "twenty-one": {Dots, many(21), false}, "none": {Score, nil, false},
		"consent": {Consent, nil, true}, "consent with options": {Consent, many(2), false}, "twice": {Choose, []string{"a", " a "}, false}, "blank": {Choose, []string{"a", "\u200b "}, false},
		"any script": {Choose, []string{"ᎠᏂ", "𒀀 🦌"}, true}, "long": {Choose, []string{"a", strings.Repeat("å", maxOption)}, true}, "too long": {Choose, []string{"a", strings.Repeat("å", maxOption+1)}, false},
	} {
		options, err := optionsOf(c.kind, c.texts)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
		for i, o := range options {
			if c.kind != Consent && o.Text != c.texts[i] {
				t.Errorf("%s: %q became %q", name, c.texts[i], o.Text)
			}
		}
	}
	number := func(n int64) *int64 { return &n }
	for _, c := range []struct {
		kind  Kind
		given *int64
		want  int64
		ok    bool
	}{
		{Choose, nil, 1, true}, {Choose, number(4), 4, true}, {Choose, number(5), 0, false}, {Choose, number(0), 0, false}, {Score, nil, 5, true}, {Score, number(10), 10, true},
		{Score, number(11), 0, false}, {Score, number(1), 0, false}, {Dots, nil, 5, true}, {Dots, number(100), 100, true}, {Dots, number(101), 0, false}, {Dots, number(-1), 0, false},
		{Rank, nil, 0, true}, {Rank, number(1), 0, false}, {Consent, number(1), 0, false}, {"lottery", nil, 0, false},
	} {
		if got, err := mostOf(c.kind, 4, c.given); got != c.want || (err == nil) != c.ok {
			t.Errorf("%s %v: %d, %v", c.kind, c.given, got, err)
		}
	}
}

func TestWhenItEndsAndReminds(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	for after, ok := range map[time.Duration]bool{0: false, -time.Hour: false, time.Second: true, longest: true, longest + time.Second: false} {
		if err := checkEnd(now, now.Add(after)); (err == nil) != ok {
			t.Errorf("after %v: %v", after, err)
		}
	}
	for lasts, before := range map[time.Duration]time.Duration{14 * 24 * time.Hour: 24 * time.Hour, 48 * time.Hour: 24 * time.Hour, 24 * time.Hour: 12 * time.Hour, time.Hour: 30 * time.Minute} {
		if got := now.Add(lasts).Sub(remindsAt(now, now.Add(lasts))); got != before {
			t.Errorf("one of %v reminds %v before its end, want %v", lasts, got, before)
		}
	}
	b := Ballot{ClosesAt: now}
	if b.openAt(now) || !b.openAt(now.Add(-time.Millisecond)) {
		t.Error("the date itself is too late, and the moment before it is not")
	}
}
