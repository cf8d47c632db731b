package ballot

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"kraftsam/app/platform/ref"
)

// box is all that is stored of the votes of an anonymous ballot: sums, reasons in the order of the alphabet, and seals. It
// knows no voter and no time, and is one value, so that nothing about where or when a part of it was written can be told.
type box struct {
	Tally   tally        `json:"tally"`
	Reasons []VoteReason `json:"reasons"`
	Seals   []string     `json:"seals"`
	Voices  int64        `json:"-"`
}

// Lengths of the secret that a voter's own browser makes and keeps.
const (
	minSecret = 22
	maxSecret = 64
)

func checkSecret(secret string) error {
	if len(secret) < minSecret || len(secret) > maxSecret {
		return errSecret
	}
	for i := range len(secret) {
		if !ref.ValidID(secret[i : i+1]) {
			return errSecret
		}
	}
	return nil
}

// seal is the mark that a vote leaves in the box: whoever has its secret and knows the vote can show that it is in there, and
// take it out to change it. Nobody else can tell what it stands for, or whose it is.
func seal(ballot, secret string, v Vote) string {
	words, _ := json.Marshal(v) // maps of a checked vote are written in order
	sum := sha256.Sum256([]byte(ballot + "\x00" + secret + "\x00" + string(words)))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (x *box) has(s string) bool {
	_, found := slices.BinarySearch(x.Seals, s)
	return found
}

// put counts a vote under its seal.
func (x *box) put(b Ballot, v Vote, s string) {
	b.count(x.Tally, v, 1)
	x.Voices++
	at, _ := slices.BinarySearch(x.Seals, s)
	x.Seals = slices.Insert(x.Seals, at, s)
	if v.Reason != "" {
		r := VoteReason{v.Answer, v.Reason}
		at, _ := slices.BinarySearchFunc(x.Reasons, r, compareReasons)
		x.Reasons = slices.Insert(x.Reasons, at, r)
	}
}

// take takes a vote out again; false says that there is no such seal.
func (x *box) take(b Ballot, v Vote, s string) bool {
	at, found := slices.BinarySearch(x.Seals, s)
	if !found {
		return false
	}
	x.Seals = slices.Delete(x.Seals, at, at+1)
	b.count(x.Tally, v, -1)
	x.Voices--
	if at, found := slices.BinarySearchFunc(x.Reasons, VoteReason{v.Answer, v.Reason}, compareReasons); found && v.Reason != "" {
		x.Reasons = slices.Delete(x.Reasons, at, at+1)
	}
	return true
}

func compareReasons(x, y VoteReason) int {
	return strings.Compare(x.Answer+"\x00"+x.Reason, y.Answer+"\x00"+y.Reason)
}

// result is what is told of the box when the ballot closes: with fewer than three voices only that somebody voted.
func (x *box) result(b Ballot) *VoteResult {
	if x.Voices > 0 && x.Voices < fewest {
		return &VoteResult{Voices: x.Voices, Few: true}
	}
	return &VoteResult{Voices: x.Voices, Options: b.results(x.Tally), Reasons: x.Reasons}
}
