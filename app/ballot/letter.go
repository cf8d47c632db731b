package ballot

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/notice"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
)

// Answering from a letter: a word in it lets whoever has the letter use one voice in one ballot, and nothing else. It is made for
// ballots of consent that are not anonymous: what an anonymous one needs, only the voter's own browser has.

// letterVoice is what a word stands for.
type letterVoice struct {
	Hash           string
	BallotID       string
	MemberID       string
	OrganisationID *string // whose voice it is; nil: the member's own
	ExpiresAt      time.Time
}

const (
	// letterLife is how long after the end of a ballot a word still shows what became of the answer.
	letterLife = 7 * 24 * time.Hour
	// letterVoices is how many voices of one member a letter has room for; with more one answers on the page.
	letterVoices = 3
)

var errLetter = fault.New(fault.NotFound, "answer_link_unknown", "This link does not work any more. Sign in to vote.")

var _ = fault.Register("answer_link_unknown")

// Answers makes the words for a letter that says that a ballot is open.
func (t teller) Answers(ctx context.Context, by actor.Viewer, n notice.Notice) ([]notice.Way, error) {
	if n.What != toldOpened && n.What != toldClosing {
		return nil, nil
	}
	ballots, err := t.s.store.byID(ctx, []string{n.AboutID})
	if err != nil || len(ballots) == 0 {
		return nil, err
	}
	b := ballots[0]
	now, err := t.s.db.Clock(ctx)
	if err != nil || b.Kind != Consent || b.Anonymous || !b.openAt(now) {
		return nil, err
	}
	voices, err := t.s.letterVoices(ctx, by, b)
	if err != nil {
		return nil, err
	}
	ways := make([]notice.Way, 0, len(voices))
	for _, o := range voices {
		word := rand.Text()
		way := notice.Way{As: o.Name, Word: word, Names: []string{Yes, Reservation, No}}
		l := letterVoice{Hash: hashOf(word), BallotID: b.ID, MemberID: by.Member, ExpiresAt: b.ClosesAt.Add(letterLife)}
		if o.ID != "" {
			l.OrganisationID = &o.ID
		}
		if err := t.s.store.addLetter(ctx, l); err != nil {
			return nil, err
		}
		ways = append(ways, way)
	}
	return ways, nil
}

// letterVoices are the organisations whose voices a member has and has not used, or one without a name for their own.
func (s *Service) letterVoices(ctx context.Context, by actor.Viewer, b Ballot) ([]actor.Organisation, error) {
	voted, err := s.voted(ctx, b)
	if err != nil {
		return nil, err
	}
	if b.Voice == PersonVoice {
		if voted[by.Member] {
			return nil, nil
		}
		return []actor.Organisation{{}}, nil
	}
	speaks, err := s.actors.SpokenForBy(ctx, []string{by.Member})
	if err != nil {
		return nil, err
	}
	free := slices.DeleteFunc(speaks[by.Member], func(o string) bool { return voted[o] })
	if len(free) > letterVoices {
		return nil, nil
	}
	byID, err := s.actors.OrganisationsByID(ctx, free)
	all := make([]actor.Organisation, 0, len(free))
	for _, id := range free {
		all = append(all, byID[id])
	}
	return all, err
}

func hashOf(word string) string {
	sum := sha256.Sum256([]byte(word))
	return hex.EncodeToString(sum[:])
}

// AnsweringView is what a word in a letter answers, as whom, and what was answered.
type AnsweringView struct {
	Title    string           `json:"title"`
	Text     string           `json:"html" doc:"what it is about, safe to show; may be empty"`
	Lang     string           `json:"lang" doc:"of both"`
	As       actor.AuthorView `json:"as" doc:"who answers, and for which organisation"`
	Hidden   bool             `json:"hidden" doc:"who answered what is shown when it is closed; otherwise at once"`
	ClosesAt string           `json:"closes_at"`
	State    string           `json:"state" enum:"open,closed"`
	Answer   string           `json:"answer" enum:",yes,reservation,no" doc:"the present one; empty: none yet"`
	Reason   string           `json:"reason,omitempty"`
	Href     string           `json:"href" doc:"address of the page where it is talked about"`
}

// Letter shows what a word answers. Nothing changes: programs that look through mail follow its links.
func (s *Service) Letter(ctx context.Context, word string) (v AnsweringView, err error) {
	err = s.db.Read(ctx, func(ctx context.Context) error {
		l, by, err := s.letter(ctx, word)
		if err != nil {
			return err
		}
		v, err = s.answeringView(ctx, l, by)
		return err
	})
	return v, err
}

func (s *Service) answeringView(ctx context.Context, l letterVoice, by actor.Viewer) (v AnsweringView, err error) {
	b, _, err := s.ballotFor(ctx, by, l.BallotID)
	if fault.IsNotFound(err) {
		return v, errLetter
	}
	if err != nil {
		return v, err
	}
	now, err := s.db.Clock(ctx)
	if err != nil {
		return v, err
	}
	v = AnsweringView{Title: b.Title, Text: b.HTML, Lang: b.Lang, Hidden: b.Hidden, ClosesAt: event.Stamp(b.ClosesAt), State: stateClosed, Href: "/" + b.HostKind + "s/" + b.HostID}
	if b.openAt(now) {
		v.State = stateOpen
	}
	as := actor.Spoken{Member: l.MemberID, Organisation: l.OrganisationID}
	had, err := s.store.votes(ctx, "ballot_id = ? AND voter = ?", b.ID, l.voter())
	if err != nil {
		return v, err
	}
	if len(had) == 1 {
		v.Answer, v.Reason = had[0].Vote.Answer, had[0].Vote.Reason
		if l.OrganisationID == nil {
			as.Organisation = had[0].OrganisationID
		}
	}
	author, err := s.actors.Authors(ctx, []actor.Spoken{as})
	if err != nil {
		return v, err
	}
	v.As = author(as)
	return v, nil
}

// voter is whose voice it is.
func (l letterVoice) voter() string {
	if l.OrganisationID != nil {
		return *l.OrganisationID
	}
	return l.MemberID
}

// AnswerLetter votes as whom a word stands for, as long as the ballot is open: whoever may not any more when it is used is refused as on the page.
func (s *Service) AnswerLetter(ctx context.Context, word, answer, reason string) (AnsweringView, error) {
	l, by, err := s.letter(ctx, word)
	if err != nil {
		return AnsweringView{}, err
	}
	c := Cast{Ballot: l.BallotID, Vote: Vote{Answer: answer, Reason: reason}}
	if l.OrganisationID != nil {
		c.As = *l.OrganisationID
	} else if c.As, err = s.spokeFor(ctx, by, l); err != nil {
		return AnsweringView{}, err
	}
	if _, err := s.Vote(ctx, by, c); err != nil {
		if errors.Is(err, errNoBallot) {
			err = errLetter
		}
		return AnsweringView{}, err
	}
	return s.Letter(ctx, word)
}

// spokeFor is the organisation that somebody already answered for, where they still may: a letter changes the answer and not for whom it is.
func (s *Service) spokeFor(ctx context.Context, by actor.Viewer, l letterVoice) (string, error) {
	had, err := s.store.votes(ctx, "ballot_id = ? AND voter = ?", l.BallotID, l.MemberID)
	if err != nil || len(had) == 0 || had[0].OrganisationID == nil {
		return "", err
	}
	speaks, err := s.actors.SpokenForBy(ctx, []string{by.Member})
	if err != nil || !slices.Contains(speaks[by.Member], *had[0].OrganisationID) {
		return "", err
	}
	return *had[0].OrganisationID, nil
}

// letter finds what a word stands for, and the member as they would act themselves; one whose account rests answers nothing.
func (s *Service) letter(ctx context.Context, word string) (l letterVoice, by actor.Viewer, err error) {
	now, err := s.db.Clock(ctx)
	if err != nil {
		return l, by, err
	}
	if l, err = s.store.letter(ctx, hashOf(word), now); err != nil {
		return l, by, err
	}
	m, grants, err := s.actors.MemberWithGrants(ctx, l.MemberID)
	if fault.IsNotFound(err) || err == nil && m.State() != "active" {
		return l, by, errLetter
	}
	return l, actor.Viewer{Member: m.ID, Name: m.Name, Lang: m.Lang, Grants: grants}, err
}

// PurgeLetters forgets words whose life is over.
func (s *Service) PurgeLetters(ctx context.Context) error {
	now, err := s.db.Clock(ctx)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.store.purgeLetters(ctx, now) })
}
