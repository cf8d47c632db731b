package ballot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/text"
)

// Limits.
const (
	fewestOptions = 2
	mostOptions   = 20
	maxOption     = 200 // code points
	maxReason     = 2000
	mostDots      = 100
	topScore      = 10
	longest       = 366 * 24 * time.Hour
	remindBefore  = 24 * time.Hour
)

// The defaults of Most.
const (
	usualChoices = 1
	usualScore   = 5
	usualDots    = 5
)

func errSetting(field, message string) error {
	return fault.InField("body."+field, "ballot_setting_invalid", message)
}

func errVote(field, message string) error {
	return fault.InField("body."+field, "vote_invalid", message)
}

var errOptions = fault.InField("body.options", "ballot_options_invalid", "Give 2 to 20 different options of at most 200 characters each.")

// optionsOf makes the options of a ballot out of their texts, which stay as they were typed.
func optionsOf(kind Kind, texts []string) ([]Option, error) {
	if kind == Consent {
		if len(texts) > 0 {
			return nil, fault.InField("body.options", "ballot_options_invalid", "The answers of consent are given: leave the options out.")
		}
		return []Option{{ID: Yes}, {ID: Reservation}, {ID: No}}, nil
	}
	if len(texts) < fewestOptions || len(texts) > mostOptions {
		return nil, errOptions
	}
	seen := map[string]bool{}
	options := make([]Option, len(texts))
	for i, t := range texts {
		words := strings.TrimFunc(t, text.Blank)
		if words == "" || text.Length(t) > maxOption || seen[words] {
			return nil, errOptions
		}
		seen[words] = true
		options[i] = Option{ID: strconv.Itoa(i + 1), Text: t}
	}
	return options, nil
}

// mostOf checks what Most is to be for a kind; nil is what is usual.
func mostOf(kind Kind, options int, given *int64) (int64, error) {
	low, high, usual := int64(0), int64(0), int64(0)
	switch kind {
	case Choose:
		low, high, usual = 1, int64(options), usualChoices
	case Score:
		low, high, usual = 2, topScore, usualScore
	case Dots:
		low, high, usual = 1, mostDots, usualDots
	case Rank, Consent:
		if given != nil {
			return 0, errSetting("most", "This kind of ballot has no number to set.")
		}
		return 0, nil
	default:
		return 0, fault.InField("body.kind", "ballot_kind_unknown", "A ballot is choose, score, dots, rank or consent.")
	}
	if given == nil {
		return usual, nil
	}
	if *given < low || *given > high {
		return 0, errSetting("most", "From "+strconv.FormatInt(low, 10)+" to "+strconv.FormatInt(high, 10)+".")
	}
	return *given, nil
}

// checkEnd refuses a date that is not to come, or too far away to be meant.
func checkEnd(now, closes time.Time) error {
	if !closes.After(now) || closes.Sub(now) > longest {
		return fault.InField("body.closes_at", "closes_at_invalid", "Choose a time to come, within a year.")
	}
	return nil
}

// remindsAt is when those who have not voted are reminded: a day before the end, or half-way where there is less time.
func remindsAt(now, closes time.Time) time.Time {
	middle := now.Add(closes.Sub(now) / 2).Truncate(time.Millisecond)
	if day := closes.Add(-remindBefore); day.After(middle) {
		return day
	}
	return middle
}

// check says whether a vote can be counted in this ballot, and gives it in the one form that it is stored and compared in.
func (b Ballot) check(v Vote) (Vote, error) {
	if err := b.onlyOwnParts(v); err != nil {
		return Vote{}, err
	}
	switch b.Kind {
	case Choose:
		return b.checkChoice(v)
	case Score:
		return v, b.checkNumbers("scores", v.Scores, func(n int) bool { return n >= 0 && int64(n) <= b.Most }, 0)
	case Dots:
		return v, b.checkNumbers("dots", v.Dots, func(n int) bool { return n >= 1 && int64(n) <= b.Most }, b.Most)
	case Rank:
		return v, b.checkOptions("ranking", v.Ranking, int64(len(b.Options)))
	}
	return b.checkConsent(v)
}

// onlyOwnParts refuses what belongs to other kinds: a vote is never half understood.
func (b Ballot) onlyOwnParts(v Vote) error {
	for _, part := range []struct {
		name  string
		kind  Kind
		given bool
	}{
		{"options", Choose, v.Options != nil}, {"scores", Score, v.Scores != nil}, {"dots", Dots, v.Dots != nil}, {"ranking", Rank, v.Ranking != nil},
		{"answer", Consent, v.Answer != ""}, {"reason", Consent, v.Reason != ""},
	} {
		if part.given && part.kind != b.Kind {
			return errVote(part.name, "This ballot is not voted on in this way.")
		}
	}
	return nil
}

func (b Ballot) checkChoice(v Vote) (Vote, error) {
	if err := b.checkOptions("options", v.Options, b.Most); err != nil {
		return Vote{}, err
	}
	chosen := slices.Clone(v.Options)
	slices.SortFunc(chosen, func(x, y string) int { return b.index(x) - b.index(y) })
	return Vote{Options: chosen}, nil
}

// checkOptions refuses none, too many, unknown ones and doubles.
func (b Ballot) checkOptions(field string, ids []string, most int64) error {
	if len(ids) == 0 || int64(len(ids)) > most {
		return errVote(field, "Choose at least 1 and at most "+strconv.FormatInt(most, 10)+".")
	}
	seen := map[string]bool{}
	for _, id := range ids {
		if b.index(id) < 0 || seen[id] {
			return errVote(field, "Each is an option of this ballot and stands once.")
		}
		seen[id] = true
	}
	return nil
}

// checkNumbers refuses none, unknown options and numbers out of range; sum bounds them together where it is not 0.
func (b Ballot) checkNumbers(field string, numbers map[string]int, fits func(int) bool, sum int64) error {
	if len(numbers) == 0 {
		return errVote(field, "Give at least one option something.")
	}
	total := int64(0)
	for id, n := range numbers {
		if b.index(id) < 0 || !fits(n) {
			return errVote(field, "Each is an option of this ballot, with a whole number that fits.")
		}
		total += int64(n)
	}
	if sum > 0 && total > sum {
		return errVote(field, "At most "+strconv.FormatInt(sum, 10)+" together.")
	}
	return nil
}

func (b Ballot) checkConsent(v Vote) (Vote, error) {
	if b.index(v.Answer) < 0 {
		return Vote{}, errVote("answer", "Answer yes, reservation or no.")
	}
	empty := strings.TrimFunc(v.Reason, text.Blank) == ""
	switch {
	case v.Answer == Yes && v.Reason != "":
		return Vote{}, errVote("reason", "A yes has no reason: choose with reservation.")
	case v.Answer == No && empty:
		return Vote{}, fault.InField("body.reason", "vote_reason_missing", "Say why, so that the proposal can become better.")
	case empty:
		return Vote{Answer: v.Answer}, nil
	case text.Length(v.Reason) > maxReason:
		return Vote{}, errVote("reason", "At most 2,000 characters.")
	}
	return v, nil
}

// index is the place of an option, -1 where there is none of this id.
func (b Ballot) index(id string) int {
	return slices.IndexFunc(b.Options, func(o Option) bool { return o.ID == id })
}
